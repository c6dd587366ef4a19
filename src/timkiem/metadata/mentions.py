"""Who is given which title where: titles before a name, behind it, in chains and in lists."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from timkiem.metadata.lexicon import Lexicon
from timkiem.metadata.model import Span
from timkiem.metadata.people import MOST_WORDS, OPENERS, name_at, place_at, run_at, titled
from timkiem.metadata.scan import Scan, Word, is_syllable
from timkiem.metadata.titles import Head, Title, find_heads, read_title

_BEHIND = re.compile(  # between a name and the title behind it
    r"(?:,| -| –| —|:| \((?:\d{2} tuổi, |(?:sn|sinh năm|sinh) \d{4}, |(?:bên )?(?:trái|phải|giữa)\) ?[-–,] )?| \([^()\n]{1,70}\)(?:,| -| –))"
    r"(?: (?:hiện |đang |từng |lúc đó |khi đó |khi ấy |nay |vốn )?(?:là|giữ chức|giữ chức vụ|đều là|làm))?(?: một)? $"
    r"|,? (?:(?:hiện |đang |từng |cũng |vốn |mới |vừa )?(?:được |bị )?(?:bổ nhiệm |bầu |chỉ định |điều động )?"
    r"(?:là|làm|giữ chức|giữ chức vụ|đang giữ chức|giữ cương vị|thôi giữ chức|thôi giữ chức vụ|thôi chức)) $"
    r"| \($"
)
_BEHIND_REACH = 120
_CHAINED = frozenset(
    (", ", " - ", " – ", "; ", " kiêm ", " và ", " ", ", kiêm ", "- ", ",", " đồng thời là ", ", đồng thời là ")
)
_TO_ADDRESS = frozenset((", ", " - ", " – ", ": ", " là ", " (", " – "))
_LISTED = (", và ", " và ", ", ", "; ", " cùng ")
_MANY = ("các ", "hai ", "ba ", "bốn ", "những ", "2 ", "3 ", "4 ", "gồm ", "cả hai ")
_ORGAN_ENDS = frozenset(["ủy", "uỷ", "an", "đoàn", "đội", "viện", "toà", "tòa", "sở", "ubnd", "hđnd", "tand", "vksnd", "bộ", "ban"])  # a place follows
_STREETS = frozenset(("street", "school", "ward", "hamlet", "district", "company"))
_BEFORE_A_NAME = frozenset(" ,.:")
_COMPANY = ("đại biểu", "lãnh đạo", "quan chức")  # bare, before a comma, these mean others
_NAME_REACH = 70  #: characters behind a title in which its holder's name ends
_NAME_WORDS = 8
_MOST_TITLES = 8  #: in one chain


@dataclass(frozen=True, slots=True)
class Mention:
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


def find_mentions(scan: Scan, lexicon: Lexicon) -> list[Mention]:
    """Every title and rank in the text, in order."""
    heads = find_heads(scan, lexicon)
    if not heads:
        return []
    return list(_Reader(scan, lexicon, heads).mentions())


class _Reader:
    def __init__(self, scan: Scan, lexicon: Lexicon, heads: list[Head]):
        self.scan, self.lexicon, self.heads = scan, lexicon, heads
        self.at_start = {head.start: index for index, head in enumerate(heads)}
        self.starts = self.at_start.keys()
        self.ends = {run.end: run for run in scan.runs}
        self.last: tuple[int, Span | None] = (-1, None)  # where the titles before end, and whose they are

    def mentions(self) -> Iterator[Mention]:
        consumed = 0
        for index, head in enumerate(self.heads):
            if head.start < consumed:
                continue
            group = self.group(index)
            consumed = max(group.end, group.name[1] if group.name else 0)
            left = self.name_before(group.start)
            yield from self.assign(group, left)
            self.last = (group.end, left if group.name is None or (left and group.apart) else None)
            if group.name and not group.apart:
                for name in self.listed(group):
                    consumed = name[1]
                    yield Mention(name, group.rank, tuple(group.titles), name)

    def assign(self, group: _Group, left: Span | None) -> Iterator[Mention]:
        """Share a group's titles between the name before it and the name after."""
        titles = tuple(group.titles)
        if group.name and (left is None or not group.apart):
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
            after, words = self.take(group, head, joint)
            name = self.name_after(group.end, after, words)
            if name is not None:
                group.name, group.apart = name
                break
            following = self.chained(group.end)
            if following is None:
                break
            head, joint = following
            if head.kind == "rank" and joint != " ":
                if group.rank is None and (name := self.name_after(head.end, "address", [])) is not None:
                    group.rank = self.scan.text[head.start : head.end]
                    group.name, group.apart = name[0], bool(group.titles)
                break
        return group

    def take(self, group: _Group, head: Head, joint: str) -> tuple[str, list[Word]]:
        """Add one title or rank to a group; what kind of word it ends in, and words that follow as far as known."""
        if head.kind == "rank":
            group.rank = group.rank or self.scan.text[head.start : head.end]
            group.end = head.end
            return "address", []
        if group.titles and group.titles[-1].bare and joint == ", " and self.is_many(group.titles[-1]):
            group.titles.pop()  # "các đại biểu, Bộ trưởng A": many, not he
            group.joints.pop()
        title, words = read_title(self.scan, self.lexicon, head, self.starts)
        group.titles.append(title)
        group.joints.append(joint)
        group.end = title.end
        return title.after, words

    def is_many(self, title: Title) -> bool:
        return self.scan.lower.startswith(_COMPANY, title.start)

    def chained(self, end: int) -> tuple[Head, str] | None:
        """The head that goes on with a chain of titles, and what joins it."""
        for joint in _CHAINED:
            if self.scan.text.startswith(joint, end):
                index = self.at_start.get(end + len(joint))
                if index is not None:
                    return self.heads[index], joint
        return None

    def name_after(self, end: int, after: str, words: list[Word]) -> tuple[Span, bool] | None:
        """The name right behind a title, and whether a comma or dash parts them."""
        if self.scan.text[end : end + 1] not in _BEFORE_A_NAME:
            return None
        if len(words) < _NAME_WORDS:
            words = self.scan.words(end, _NAME_REACH)
        if not words:
            return None
        gap = self.scan.text[end : words[0].start]
        first = words[0].string
        if first[0].islower() and first not in self.lexicon.honorific_words:
            return None
        at, addressed = self.skip_address(words)
        dashed = gap in (" - ", " – ", ": ") and words[at].string[0].isupper()
        if gap not in (" ", ". ") and not (gap in _TO_ADDRESS and (addressed or dashed)):
            return None
        if at >= len(words) or words[at].start in self.starts:
            return None
        name = name_at(self.scan, self.lexicon, words, at, "address" if addressed else after)
        if not name or (dashed and not addressed and len(name) < 2):
            return None
        return (name[0].start, name[-1].end), gap != " " and gap != ". "

    def skip_address(self, words: list[Word]) -> tuple[int, bool]:
        """How many of the first words are forms of address and degrees: "ông", "PGS.TS"."""
        at = 0
        honorifics = self.lexicon.honorifics
        while at < min(6, len(words) - 1):
            low = words[at].string.lower()
            pair = f"{low} {words[at + 1].string.lower()}"
            gap = self.scan.text[words[at - 1].end : words[at].start] if at else " "
            if gap not in (" ", ".", ". ", ", ", "-"):
                break
            if pair in honorifics and at + 2 < len(words):
                at += 2
            elif low in honorifics:
                at += 1
            else:
                break
        return at, at > 0

    def name_before(self, start: int) -> Span | None:
        """The name that a title stands behind: "ông Nguyễn Văn A, Phó Giám đốc"."""
        found = _BEHIND.search(self.scan.lower, max(0, start - _BEHIND_REACH), start)
        if found and self.last[0] == found.start() and len(found[0]) > len(" (nay "):
            return self.last[1]  # "ông A, Phó Bí thư Thành ủy, giữ chức Chủ tịch UBND"
        run = self.ends.get(found.start()) if found else None
        if run is None:
            return None
        words = [Word(*match, self.scan.text[slice(*match)]) for match in _pieces(run)]
        for at, word in enumerate(words[1:], 1):
            if word.string in ("Ông", "Bà"):  # what stands before "Ông" is no part of the name
                words = words[at:]
                break
        at, addressed = self.skip_address([*words, Word(0, 0, "")])
        words = words[min(at, len(words)) :]
        before = self.scan.lower[max(0, run.start - 16) : run.start].rpartition("\n")[2].split()
        last = before[-1].lstrip('("“') if before else ""
        addressed = addressed or last in self.lexicon.honorifics or " ".join(before[-2:]) in self.lexicon.honorifics
        addressed = addressed or " ".join(before[-2:]) in self.lexicon.kinds
        if not words or (not addressed and (last in _ORGAN_ENDS or self.lexicon.bearers.get(last) in _STREETS)):
            return None
        return self.checked(words, addressed)

    def checked(self, words: list[Word], addressed: bool) -> Span | None:
        """The words if they are a name, less the places and families' strangers that stand before it."""
        lexicon, scan = self.lexicon, self.scan
        if len(words) > 2 and words[0].string.lower() in OPENERS and words[0].string not in lexicon.families:
            words = words[1:]
        while len(words) > 2 and (end := place_at(scan, lexicon, words)):
            words = [word for word in words if word.start >= end]
        if not words or (place_at(scan, lexicon, words) and not addressed):
            return None
        span = (words[0].start, words[-1].end)
        if addressed:
            return span if len(words) <= MOST_WORDS + 1 else None
        if titled(words[0].string) in lexicon.families:
            return span if 2 <= len(words) <= MOST_WORDS else None
        foreign = not all(is_syllable(word.string) for word in words)
        organ = words[0].string.lower() in lexicon.organs or words[0].string.isupper()
        return span if foreign and not organ and 2 <= len(words) <= MOST_WORDS else None

    def listed(self, group: _Group) -> Iterator[Span]:
        """Further names that share the group's titles: "các Phó Thủ tướng A, B và C"."""
        before = self.scan.lower[max(0, group.start - 8) : group.start]
        if not before.endswith(_MANY) or group.name is None:
            return
        end = group.name[1]
        for _ in range(20):
            joint = next((joint for joint in _LISTED if self.scan.text.startswith(joint, end)), None)
            words = self.scan.words(end + len(joint), _NAME_REACH) if joint else []
            if not words or words[0].start in self.starts:
                return
            at, _ = self.skip_address(words)
            run = run_at(self.scan, words, at)
            name = name_at(self.scan, self.lexicon, words, at, "place") if len(run) > 1 else []
            if not name:
                return
            end = name[-1].end
            yield name[0].start, end


def _pieces(run: Word) -> Iterator[Span]:
    start = run.start
    for string in run.string.split(" "):
        yield start, start + len(string)
        start += len(string) + 1
