"""Who is given which title where: titles before a name, behind it, in chains and in lists."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

from timkiem.metadata.groups import Group, Grouping
from timkiem.metadata.heads import Head
from timkiem.metadata.model import Span
from timkiem.metadata.naming import NAME_REACH
from timkiem.metadata.people import name_at, name_key, run_at, titled
from timkiem.metadata.scan import Scan
from timkiem.metadata.tables import Lexicon
from timkiem.metadata.titles import Title

_OF_TOWNS = ("cảnh sát trưởng", "thị trưởng", "trưởng sở")
_FAR = 2000  #: characters behind a name in which it may be said again
_PAIRED = (" và ", " cùng ")
BETWEEN = (", ", " - ", " – ", " (")  #: a name and a title of its holder
_LISTED = (", và ", " và ", ", ", "; ", " cùng ")
_SERVES = re.compile(
    r"(?<!\w)(?:cố vấn|trợ lý|phụ tá|người phát ngôn|phát ngôn viên|thư ký|phái viên|đặc sứ|đại diện|luật sư|bác sĩ"
    r"|con (?:trai|gái|rể|dâu|nuôi)|vợ|chồng|phu nhân|em (?:trai|gái|rể)|anh trai|chị gái|cháu|bạn|đồng minh|vệ sĩ"
    r"|cấp (?:dưới|phó)|người (?:tiền nhiệm|kế nhiệm|thân)|đối thủ|đồng nghiệp|nhân viên)(?: \w+){0,3} của $"
)
_MANY_HOLD = (
    *("quan chức", "cựu quan chức", "lãnh đạo", "đại diện", "trợ lý", "phụ tá"),
    *("cố vấn", "đặc phái viên", "phái viên", "đặc sứ"),
)
_ALONE = (
    "Thủ tướng",
    "Phó Thủ tướng",
    "Phó thủ tướng",
    "Chủ tịch nước",
    "Tổng Bí thư",
    "Tổng bí thư",
    "Tổng thống",
    "Bộ trưởng",
)


class Mention(NamedTuple):
    """A title or rank where it stands, and the name it goes with (None: the title alone)."""

    name: Span | None
    rank: str | None
    titles: tuple[Title, ...]
    span: Span  # of titles and name


def find_mentions(scan: Scan, lexicon: Lexicon, heads: list[Head]) -> list[Mention]:
    """Every title and rank that begins at the heads of a text, in order."""
    return list(_Reader(scan, lexicon, heads).mentions()) if heads else []


class _Reader(Grouping):
    def mentions(self) -> Iterator[Mention]:
        consumed = 0
        for index, head in enumerate(self.heads):
            if head.start < consumed:
                continue
            group = self.group(index)
            self.disown(group)
            consumed = max(group.end, group.name[1] if group.name else 0)
            left = self.name_before(group.start)
            if left is not None and group.name is None and self.begins_anew(group, left):
                left = None
            yield from self.assign(group, left)
            self.titled = group.name if group.titles else None
            self.last = (group.end, left if group.name is None or (left and group.apart) else None)
            if group.name and not group.apart:
                for name in self.listed(group):
                    consumed = name[1]
                    yield Mention(name, group.rank, tuple(group.titles), name)

    def disown(self, group: Group) -> None:
        """Part what "của" makes another's: "cố vấn của Tổng thống Hàn Quốc, ông A" is not about a president A."""
        if group.apart and group.name and self.has_title(group.name):
            if group.rank is None:
                group.name, group.apart = None, False  # "theo Bộ trưởng, ông A, Giám đốc Sở"
            group.own = group.name is not None
        if group.apart and self.scan.lower.endswith(" và ", 0, group.start) and self.is_many(group.titles[-1]):
            group.name, group.apart = None, False  # "giữa hai bên và lãnh đạo sở, ông A nói"
        if not self.scan.lower.endswith("của ", 0, group.start):
            return
        if group.name and self.scan.lower.startswith(" là ", group.end):
            group.name, group.apart = None, False  # "bạn của Thủ tướng là ông A"
        elif group.apart and len(group.titles) == 1 and group.rank is None:
            if group.titles[0].bare or _SERVES.search(self.scan.lower, max(0, group.start - 40), group.start):
                group.name, group.apart = None, False
        elif group.name and len(group.titles) > 1 and group.joints[1] == ", ":
            del group.titles[0], group.joints[0]
            group.start = group.titles[0].start

    def begins_anew(self, group: Group, left: Span) -> bool:
        """Whether titles behind a comma are those of another: "đồng tình với ông A, Thủ tướng đề nghị"."""
        if group.name or len(group.titles) != 1 or not self.scan.text.endswith(", ", 0, group.start):
            return False
        title = group.titles[0]
        goes_on = (
            self.scan.text[title.end : title.end + 1] == " " and self.scan.text[title.end + 1 : title.end + 2].islower()
        )
        vague = self.scan.lower.startswith(("lãnh đạo", "đại diện"), title.start) and not (
            " phe " in self.scan.lower[title.start : title.end] or (left[1] + 2 == group.start and self.opens(left))
        )
        other = title.bare or left == self.titled  # "Chủ tịch nước A, Tổng thống Nga bàn"
        return goes_on and (vague or (other and self.scan.text.startswith(_ALONE, title.start)))

    def names_place(self, group: Group, left: Span) -> bool:
        """Whether what stands behind a title is no man's name but a place's: "ông A, trạm trưởng trạm Đăk Mi"."""
        if group.name is None or not group.titles or group.rank:
            return False
        title, name = group.titles[-1], self.scan.text[slice(*group.name)].split(" ")
        if self.scan.lower.startswith(_OF_TOWNS, title.start):
            return self.scan.lower.find(f"ông {name[-1].lower()}", group.start, group.start + _FAR) < 0
        families = self.lexicon.families
        native = titled(self.scan.text[slice(*left)].split(" ")[0]) in families and titled(name[0]) not in families
        return native and title.after == "organ" and not any(title.foreign for title in group.titles)

    def opens(self, name: Span) -> bool:
        """Whether a sentence begins with a name: "Ông A, đại diện Vụ Pháp chế, nói"; or with "Theo" before it."""
        before = self.scan.text[max(0, name[0] - 16) : name[0]].rpartition("\n")[2].split()
        before = before[:-1] if before and before[-1].lower() in self.lexicon.honorifics else before
        return not before or before[-1] in ("Theo", "theo") or before[-1][-1] in '.!?"'

    def assign(self, group: Group, left: Span | None) -> Iterator[Mention]:
        """Share a group's titles between the name before it and the name after."""
        if group.name and left and not group.apart and self.scan.lower.endswith(", một ", 0, group.start):
            group.name = None  # "ông A, một công tố viên phụ trách vụ án B"
        if group.name and left and not group.apart and self.names_place(group, left):
            group.titles[-1] = group.titles[-1]._replace(end=group.name[1])
            group.name = None
        titles = tuple(group.titles)
        if group.name and not group.apart and titles and (inner := self.whose(titles[-1])) is not None:
            other = left or self.served_by(group.name)
            if other is not None:
                yield Mention(other, None, titles, (min(group.start, other[0]), titles[-1].end))
            if other is not None or self.is_served(group.name, titles[-1]):
                yield Mention(group.name, group.rank, (inner,), (inner.start, group.name[1]))
                return
        right = left is None or not group.apart or (group.rank is not None and not self.is_addressed(left))
        right = right and not group.own
        if group.name and right:
            left = None if group.apart else left  # "A, Tư lệnh B, Thượng tướng C": B is C's
            split = 0
            if left is not None and len(titles) > 1 and group.joints[-1] not in (" kiêm ", ", kiêm "):
                split = len(titles) - 1
                yield Mention(left, None, titles[:split], (left[0], titles[split - 1].end))
            start = titles[split].start if split else group.start
            yield Mention(group.name, group.rank, titles[split:], (start, group.name[1]))
        elif left is not None or group.own:
            if titles or group.rank:
                start = group.start if left is None else left[0]
                yield Mention(left, None if group.apart else group.rank, titles, (start, group.end))
            if group.name:
                yield Mention(group.name, group.rank, (), group.name)
        else:
            yield Mention(None, group.rank, titles, (group.start, group.end))

    def has_title(self, name: Span) -> bool:
        """Whether a title of his or her own stands right behind a name."""
        following = bisect_left(self.heads, name[1], key=itemgetter(0))
        start = self.heads[following].start if following < len(self.heads) else -1
        return self.scan.text[name[1] : start] in BETWEEN if start >= 0 else False

    def served_by(self, name: Span) -> Span | None:
        """Who stands behind the name of him he serves: "người phát ngôn của Tổng thống Juan Ortega, ông Luis Vega"."""
        found = self.name_after(name[1], "place")
        return found[0] if found is not None and found[1] else None

    def is_served(self, name: Span, title: Title) -> bool:
        """Whether a name right behind a title is his whom its holder serves: "cố vấn của Tổng thống Donald Trump".

        But "phát ngôn viên của Tổng thống Dmitry Peskov" is of a spokesman: his is an office to be named with.
        """
        leads = name_key(self.scan.text[slice(*name)]).replace("-", " ") in self.lexicon.leader_keys
        return leads or self.scan.lower.startswith(_MANY_HOLD, title.start)

    def is_member(self, group: Group) -> bool:
        """Whether a title is that of a member of parliament, of whom there are many: "nghị sĩ A và B"."""
        return self.scan.lower.startswith(("nghị s", "thượng nghị s", "hạ nghị s"), group.start)

    def listed(self, group: Group) -> Iterator[Span]:
        """Further names that share the group's titles: "các Phó Thủ tướng A, B và C"."""
        if group.name is None:
            return
        end = group.name[1]
        joints = _LISTED if self.is_of_many(group) else _PAIRED if self.is_member(group) else ()
        for _ in range(20 if joints else 0):
            joint = next((joint for joint in joints if self.scan.text.startswith(joint, end)), None)
            words = self.scan.words(end + len(joint), NAME_REACH) if joint else []
            if not words or words[0].start in self.starts:
                return
            at, _ = self.skip_address(words)
            run = run_at(self.scan, words, at)
            name = name_at(self.scan, self.lexicon, words, at, "place") if len(run) > 1 else []
            if not name:
                return
            end = name[-1].end
            yield name[0].start, end
