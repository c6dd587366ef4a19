"""Who is given which title where: titles before a name, behind it, in chains and in lists."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from timkiem.metadata import gazetteer
from timkiem.metadata.heads import Head
from timkiem.metadata.model import Span
from timkiem.metadata.naming import NAME_REACH, UNREAD, Behind, Naming
from timkiem.metadata.people import name_at, run_at
from timkiem.metadata.scan import Scan
from timkiem.metadata.tables import Lexicon
from timkiem.metadata.titles import Title, read_title

_CHAINED = frozenset(
    (", ", " - ", " – ", "; ", " kiêm ", " và ", " ", ", kiêm ", "- ", ",", " đồng thời là ", ", đồng thời là ")
)
_LISTED = (", và ", " và ", ", ", "; ", " cùng ")
_FORCE = re.compile(" (?:quân đội|công an|cảnh sát|hải quân|không quân|lục quân|bộ đội|biên phòng|an ninh|csgt)(?= )")
_MANY_HOLD = ("quan chức", "cựu quan chức", "lãnh đạo", "đại diện", "trợ lý", "phụ tá")
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
_FORMERLY = frozenset(("nguyên", "cựu", "quyền"))
_LOCAL = ("thị trưởng", "thống đốc", "cảnh sát trưởng", "thủ hiến")
_MANY = ("các ", "hai ", "ba ", "bốn ", "những ", "2 ", "3 ", "4 ", "gồm ", "cả hai ")
_OF = " của "
_WHOSE = (_OF, " chính quyền ", " chính phủ ", " nội các ")
_MOST_TITLES = 8  #: in one chain
_LONGEST_JOINT = 20  #: characters between two titles of a chain


class Mention(NamedTuple):
    """A title or rank where it stands, and the name it goes with (None: the title alone)."""

    name: Span | None
    rank: str | None
    titles: tuple[Title, ...]
    span: Span  # of titles and name


@dataclass(slots=True)
class _Group:
    """Titles in a row, and the name right after them."""

    start: int
    end: int
    titles: list[Title]
    joints: list[str]  # what stands before each title
    rank: str | None = None
    name: Span | None = None
    apart: bool = False  # the name stands behind a comma: it may begin something new


def find_mentions(scan: Scan, lexicon: Lexicon, heads: list[Head]) -> list[Mention]:
    """Every title and rank that begins at the heads of a text, in order."""
    return list(_Reader(scan, lexicon, heads).mentions()) if heads else []


class _Reader(Naming):
    def __init__(self, scan: Scan, lexicon: Lexicon, heads: list[Head]):
        self.heads = heads
        super().__init__(scan, lexicon, frozenset(head.start for head in heads))

    def mentions(self) -> Iterator[Mention]:
        consumed = 0
        for index, head in enumerate(self.heads):
            if head.start < consumed:
                continue
            group = self.group(index)
            self.disown(group)
            consumed = max(group.end, group.name[1] if group.name else 0)
            left = None if self.begins_anew(group) else self.name_before(group.start)
            yield from self.assign(group, left)
            self.last = (group.end, left if group.name is None or (left and group.apart) else None)
            if group.name and not group.apart:
                for name in self.listed(group):
                    consumed = name[1]
                    yield Mention(name, group.rank, tuple(group.titles), name)

    def disown(self, group: _Group) -> None:
        """Part what "của" makes another's: "cố vấn của Tổng thống Hàn Quốc, ông A" is not about a president A."""
        if group.apart and self.scan.lower.endswith(" và ", 0, group.start) and self.is_many(group.titles[-1]):
            group.name, group.apart = None, False  # "giữa hai bên và lãnh đạo sở, ông A nói"
        if not self.scan.lower.endswith("của ", 0, group.start):
            return
        if group.apart and len(group.titles) == 1 and group.rank is None:
            group.name, group.apart = None, False
        elif group.name and len(group.titles) > 1 and group.joints[1] == ", ":
            del group.titles[0], group.joints[0]
            group.start = group.titles[0].start

    def begins_anew(self, group: _Group) -> bool:
        """Whether titles behind a comma are those of another: "đồng tình với ông A, Thủ tướng đề nghị"."""
        if group.name or len(group.titles) != 1 or not self.scan.text.endswith(", ", 0, group.start):
            return False
        title = group.titles[0]
        goes_on = (
            self.scan.text[title.end : title.end + 1] == " " and self.scan.text[title.end + 1 : title.end + 2].islower()
        )
        vague = self.scan.lower.startswith(("lãnh đạo", "đại diện"), title.start)
        return goes_on and (vague or (title.bare and self.scan.text.startswith(_ALONE, title.start)))

    def assign(self, group: _Group, left: Span | None) -> Iterator[Mention]:
        """Share a group's titles between the name before it and the name after."""
        titles = tuple(group.titles)
        right = left is None or not group.apart or (group.rank is not None and not self.is_addressed(left))
        if group.name and right:
            left = None if group.apart else left  # "A, Tư lệnh B, Thượng tướng C": B is C's
            split = 0
            if left is not None and len(titles) > 1 and group.joints[-1] not in (" kiêm ", ", kiêm "):
                split = len(titles) - 1
                yield Mention(left, None, titles[:split], (left[0], titles[split - 1].end))
            start = titles[split].start if split else group.start
            yield Mention(group.name, group.rank, titles[split:], (start, group.name[1]))
        elif left is not None:
            if titles or group.rank:
                yield Mention(left, None if group.apart else group.rank, titles, (left[0], group.end))
            if group.name:
                yield Mention(group.name, group.rank, (), group.name)
        else:
            yield Mention(None, group.rank, titles, (group.start, group.end))

    def group(self, index: int) -> _Group:
        """Read titles that stand in a row, up to the name that follows, if one does."""
        head = self.heads[index]
        group = _Group(head.start, head.end, [], [])
        joint = ""
        for _ in range(_MOST_TITLES):
            after, behind = self.take(group, head, joint)
            name = self.name_after(group.end, after, behind)
            if name is not None and not (self.is_local(head) and " " not in self.scan.text[slice(*name[0])]):
                group.name, group.apart = name
                self.narrow(group)
                self.complete(group)
                break
            following = self.chained(index, group.end)
            if following < 0:
                break
            joint = self.scan.text[group.end : self.heads[following].start]
            index, head = following, self.heads[following]
            if head.kind == "rank" and joint != " ":
                if group.rank is None and (name := self.name_after(head.end, "address")) is not None:
                    group.rank = self.rank_of(head)
                    group.name, group.apart = name[0], bool(group.titles)
                break
        return group

    def narrow(self, group: _Group) -> None:
        """Leave a name the title right before it: "quan chức của Tổng thống Donald Trump" is of a president.

        But "phát ngôn viên của Tổng thống Dmitry Peskov" is of a spokesman: his is an office to be named with.
        """
        title = group.titles[-1] if group.titles else None
        if title is None or group.apart or not self.scan.lower.startswith(_MANY_HOLD, title.start):
            return
        following = bisect_right(self.heads, title.start, key=itemgetter(0))
        for head in self.heads[following : following + _MOST_TITLES]:
            if head.start < title.end and head.kind == "always" and self.scan.lower.endswith(_WHOSE, 0, head.start):
                inner, _ = read_title(self.scan, self.lexicon, head, self.starts)
                if inner.end == title.end:
                    group.start, group.titles, group.joints = inner.start, [inner], [""]
                    return

    def complete(self, group: _Group) -> None:
        """Let the country behind the name make a title one of office: "Vua Salman của Ả Rập Xê Út"."""
        title = group.titles[-1] if group.titles else None
        if title is None or group.name is None or not title.bare or title.valid:
            return
        end = group.name[1]
        word = self.scan.word(end + len(_OF)) if self.scan.text.startswith(_OF, end) else None
        found = gazetteer.at(self.lexicon.places, self.scan.text, word, end + len(_OF)) if word else None
        if found is not None and found[0].kind == "country":
            words = self.scan.lower[title.start : title.end]
            if "land" not in (self.lexicon.kinds.get(words), self.lexicon.kinds.get(words.partition(" ")[2])):
                return
            group.titles[-1] = title._replace(valid=True, foreign=True)

    def take(self, group: _Group, head: Head, joint: str) -> tuple[str, Behind]:
        """Add one title or rank to a group; what kind of word it ends in, and what follows as far as known."""
        if head.kind == "rank":
            group.rank = group.rank or self.rank_of(head)
            force = _FORCE.match(self.scan.lower, head.end)
            group.end = force.end() if force else head.end
            return "address", UNREAD
        if group.titles and joint == ", " and self.is_many(group.titles[-1]):
            group.titles.pop()  # "các đại biểu, Bộ trưởng A": many, not he
            group.joints.pop()
        title, behind = read_title(self.scan, self.lexicon, head, self.starts)
        group.titles.append(title)
        group.joints.append(joint)
        group.end = title.end
        return title.after, behind

    def rank_of(self, head: Head) -> str:
        """The rank itself: "cựu đại tá" was a colonel."""
        words = self.scan.text[head.start : head.end].split(" ")
        while words[0].lower() in _FORMERLY:
            words = words[1:]
        return " ".join(words)

    def is_local(self, head: Head) -> bool:
        """Whether one foreign word behind the head is rather a city: "thị trưởng Jacksonville"."""
        return self.scan.lower.endswith(_LOCAL, head.start, head.end)

    def is_many(self, title: Title) -> bool:
        """Whether a title before a comma is that of others: "các đại biểu, Bộ trưởng A"."""
        vague = self.scan.lower.startswith(("lãnh đạo", "quan chức"), title.start)
        return vague or (title.bare and self.scan.lower.startswith("đại biểu", title.start))

    def chained(self, index: int, end: int) -> int:
        """Which head goes on with a chain of titles that has reached ``end``; -1 if none does."""
        for following in range(index + 1, len(self.heads)):
            start = self.heads[following].start
            if start >= end:
                near = start - end <= _LONGEST_JOINT
                return following if near and self.scan.text[end:start].replace(" ,", ",") in _CHAINED else -1
        return -1

    def listed(self, group: _Group) -> Iterator[Span]:
        """Further names that share the group's titles: "các Phó Thủ tướng A, B và C"."""
        before = self.scan.lower[max(0, group.start - 8) : group.start]
        if not before.endswith(_MANY) or group.name is None:
            return
        end = group.name[1]
        for _ in range(20):
            joint = next((joint for joint in _LISTED if self.scan.text.startswith(joint, end)), None)
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
