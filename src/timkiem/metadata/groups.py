"""Titles in a row, and the name right behind them."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter

from timkiem.metadata import gazetteer
from timkiem.metadata.heads import Head
from timkiem.metadata.model import Span
from timkiem.metadata.naming import NAME_REACH, UNREAD, Behind, Naming
from timkiem.metadata.people import SURE, name_at, person_score
from timkiem.metadata.scan import UPPER, Scan, is_syllable
from timkiem.metadata.tables import Lexicon
from timkiem.metadata.titles import Title, read_title

_CHAINED = frozenset(
    (", ", " - ", " – ", "; ", " kiêm ", " và ", " ", ", kiêm ", "- ", ",", " đồng thời là ", ", đồng thời là ")
)
_FORCE = re.compile(  # between a rank and a name
    "(?: (?:về hưu|nghỉ hưu))?(?: (?:của|thuộc)(?= ))?"
    " (?:quân đội|công an|cảnh sát|hải quân|không quân|lục quân|bộ đội|biên phòng|an ninh|tình báo|csgt"
    "|về hưu|nghỉ hưu)(?= )"
)
_FORMERLY = frozenset(("nguyên", "cựu", "quyền"))
_LOCAL = ("thị trưởng", "thống đốc", "cảnh sát trưởng", "thủ hiến")
_MANY = (
    *("các ", "hai ", "ba ", "bốn ", "năm ", "những ", "2 ", "3 ", "4 ", "5 ", "gồm ", "cả hai "),
    *("nhiều ", "hàng loạt ", "một số ", "vài "),
)
_HEADS_OF_STATE = ("tổng thống", "thủ tướng", "lãnh đạo", "nhà lãnh đạo", "chủ tịch")
_MEMBERS = ("đại biểu ", "đb ", "đbqh ")
_SUCH = (" như ", " gồm", " bao gồm", " trong đó có ", ", như ", ", gồm", ", bao gồm", ", trong đó có ", ": ")
_SUCH_AS = re.compile(
    rf",? (?:như|(?:bao )?gồm(?: có)?|trong đó có):?(?: các| hai| ba)?(?= (?:[{UPPER}]|ông |bà ))|:(?= (?:ông |bà ))"
)
_OF = " của "
_LINKS = (_OF, " thuộc ")
_OFFICE = " văn phòng "
_WHOSE = (_OF, " chính quyền ", " chính phủ ", " nội các ", _OFFICE)
_MOST_TITLES = 8  #: in one chain
_LONGEST_JOINT = 20  #: characters between two titles of a chain


@dataclass(slots=True)
class Group:
    """Titles in a row, and the name right after them."""

    start: int
    end: int
    titles: list[Title]
    joints: list[str]  # what stands before each title
    rank: str | None = None
    name: Span | None = None
    apart: bool = False  # the name stands behind a comma: it may begin something new
    own: bool = False  # it has a title behind it, so that these may be another's


class Grouping(Naming):
    """Reads the groups of one text."""

    def __init__(self, scan: Scan, lexicon: Lexicon, heads: list[Head]):
        self.heads = heads
        super().__init__(scan, lexicon, frozenset(head.start for head in heads))

    def group(self, index: int) -> Group:
        """Read titles that stand in a row, up to the name that follows, if one does."""
        head = self.heads[index]
        group = Group(head.start, head.end, [], [])
        joint = ""
        for _ in range(_MOST_TITLES):
            after, behind = self.take(group, head, joint)
            name = self.name_after(group.end, after, behind) or self.name_among(group)
            if name is not None and not (self.is_local(head) and " " not in self.scan.text[slice(*name[0])]):
                group.name, group.apart = name
                self.complete(group)
                break
            following = self.chained(index, group.end)
            if following < 0:
                group.name = self.name_behind_a_comma(group)
                group.apart = group.name is not None
                break
            joint = self.scan.text[group.end : self.heads[following].start]
            index, head = following, self.heads[following]
            if head.kind == "rank" and joint != " ":
                if group.rank is None and (name := self.name_after(head.end, "address")) is not None:
                    group.rank = self.rank_of(head)
                    group.name, group.apart = name[0], bool(group.titles)
                break
        return group

    def is_of_many(self, group: Group) -> bool:
        """Whether a group's titles are those of several: "các Phó Thủ tướng", "nhiều nghị sĩ", "đại biểu A, B"."""
        if self.scan.lower.startswith(_MEMBERS, group.start):
            return True
        return self.scan.lower.endswith(_MANY, max(0, group.start - 10), group.start)

    def name_among(self, group: Group) -> tuple[Span, bool] | None:
        """The first name of those that are given as examples: "các lãnh đạo thế giới như Vladimir Putin"."""
        found = _SUCH_AS.match(self.scan.text, group.end) if self.scan.text.startswith(_SUCH, group.end) else None
        return self.name_after(found.end(), "place") if found and self.is_of_many(group) else None

    def name_behind_a_comma(self, group: Group) -> Span | None:
        """A name in apposition: "chỉ huy Hạm đội Baltic, Ivan Petrov, tuyên bố"; a verb may follow where a line begins.

        But "sau khi gặp Thủ tướng Nhật, Ivan Petrov nói" is about two men.
        """
        text, end = self.scan.text, group.end
        if not text.startswith(", ", end) or not text[end + 2 : end + 3].isupper() or not group.titles:
            return None
        words = self.scan.words(end + 2, NAME_REACH)
        if group.titles[-1].after == "head" or not group.titles[-1].valid or words[0].start in self.starts:
            return None
        name = name_at(self.scan, self.lexicon, words, 0, "place")
        strings = [word.string for word in name]
        if len(name) < 2 or (all(map(is_syllable, strings)) and person_score(strings, self.lexicon) < SURE):
            return None
        behind = text[name[-1].end : name[-1].end + 2]
        begins = group.start == 0 or text[group.start - 1] == "\n" or text.endswith((". ", '" '), 0, group.start)
        closed = behind in (", ", ". ", ".\n", ".") or (begins and behind[:1] == " " and behind[1:].islower())
        return (name[0].start, name[-1].end) if closed else None

    def whose(self, title: Title) -> Title | None:
        """The title inside of one, of him or her whom its holder serves: "cố vấn của Tổng thống Nga"."""
        following = bisect_right(self.heads, title.start, key=itemgetter(0))
        for head in self.heads[following : following + _MOST_TITLES]:
            low = self.scan.lower
            if head.start < title.end and head.kind in ("ever", "always") and low.endswith(_WHOSE, 0, head.start):
                if low.endswith(_OFFICE, 0, head.start) and "phát ngôn" not in low[title.start : head.start]:
                    return None  # "Bộ trưởng Văn phòng Tổng thống"
                inner, _ = read_title(self.scan, self.lexicon, head, self.starts)
                return inner if inner.end == title.end else None
        return None

    def complete(self, group: Group) -> None:
        """Let the country behind the name make a title one of office: "Vua Salman của Ả Rập Xê Út".

        Or the organ: "người phát ngôn Anna Smith thuộc Bộ Quốc phòng".
        """
        title = group.titles[-1] if group.titles else None
        if title is None or group.name is None or not title.bare or title.valid:
            return
        words = self.scan.lower[title.start : title.end]
        kind = self.lexicon.kinds.get(words) or self.lexicon.kinds.get(words.partition(" ")[2])
        end = group.name[1]
        link = next((link for link in _LINKS if self.scan.text.startswith(link, end)), None)
        word = self.scan.word(end + len(link)) if link else None
        if link is None or word is None or kind is None:
            return
        found = gazetteer.at(self.lexicon.places, self.scan.text, word, end + len(link))
        if found is not None and found[0].kind == "country":
            if kind == "land":
                group.titles[-1] = title._replace(valid=True, foreign=True)
        elif word.lower() in self.lexicon.phrases:
            at = end + 1
            rest, _ = read_title(self.scan, self.lexicon, Head(at, at + len(link) - 2, kind, at), self.starts)
            if rest.valid and not rest.bare:
                group.titles[-1] = title._replace(valid=True, foreign=rest.foreign)
                group.titles.append(rest)
                group.joints.append(" ")

    def take(self, group: Group, head: Head, joint: str) -> tuple[str, Behind]:
        """Add one title or rank to a group; what kind of word it ends in, and what follows as far as known."""
        if head.kind == "rank":
            group.rank = group.rank or self.rank_of(head)
            force = _FORCE.match(self.scan.lower, head.end)
            group.end = self.past_country(force.end() if force else head.end, force is not None)
            return "address", UNREAD
        if group.titles and joint == ", " and self.is_many(group.titles[-1]):
            group.titles.pop()  # "các đại biểu, Bộ trưởng A": many, not he
            group.joints.pop()
        title, behind = read_title(self.scan, self.lexicon, head, self.starts)
        if group.titles and joint in (" và ", ", ") and self.are_two_s(group.titles[-1], title):
            group.titles.clear()
            group.joints.clear()
            group.start = title.start
        group.titles.append(title)
        group.joints.append(joint)
        group.end = title.end
        return title.after, behind

    def are_two_s(self, one: Title, other: Title) -> bool:
        """Whether nobody holds both of two titles: "Tổng thống Mỹ và lãnh đạo Cuba", "Thủ tướng và Phó Thủ tướng"."""
        first, second = (self.scan.lower[title.start : title.end] for title in (one, other))
        if second == f"phó {first}":
            return True
        return (
            one.foreign and other.foreign and first.startswith(_HEADS_OF_STATE) and second.startswith(_HEADS_OF_STATE)
        )

    def past_country(self, end: int, force: bool) -> int:
        """Where a name may follow a rank: behind "Mỹ" in "đại tá Mỹ John Barnes"; but "tướng Anh" may name a man."""
        word = self.scan.word(end + 1) if self.scan.text[end + 1 : end + 2].isupper() else None
        found = gazetteer.at(self.lexicon.places, self.scan.text, word, end + 1) if word else None
        if found is None or found[0].kind != "country" or not (force or word != "Anh"):
            return end
        return found[1] if self.scan.text[found[1] + 1 : found[1] + 2].isupper() else end

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
                joint = self.scan.text[end:start].replace(" ,", ",") if start - end <= _LONGEST_JOINT else ""
                none = self.heads[following].kind == "ranked" or self.scan.lower.startswith("đoàn", start)
                apart = joint == " và " and none  # "Bí thư Tỉnh ủy và Đoàn đại biểu"
                return following if joint in _CHAINED and not apart else -1
        return -1
