"""How far a title reaches behind its head: the parts that join it, and where it ends."""

import re
from collections.abc import Container

from timkiem.metadata.parts import Parts
from timkiem.metadata.people import name_at, run_at
from timkiem.metadata.scan import Scan, Word, is_syllable
from timkiem.metadata.tables import Lexicon
from timkiem.metadata.titlewords import ACRONYM, ADMIN, HYPHENS, SHORT, TO_NAMES, UNITS, WHOLES

_WITHIN = re.compile(r" ?, (?=(huyện|quận|thị xã|TX|thành phố|TP|tỉnh)[ .])", re.IGNORECASE)
_REGION = re.compile(
    r"(?:châu (?:Á|Âu|Phi|Mỹ)|(?:(?:Đông|Tây|Nam|Bắc|Trung) ){1,2}(?:Á|Âu|Phi|Mỹ)|Trung Đông"
    r"|(?:Thái Bình|Ấn Độ) Dương)(?!\w)"
)
_LEVELS = {"xã": 1, "phường": 1, "trấn": 1, "p": 1} | dict.fromkeys(("huyện", "quận", "thị xã", "tx", "q", "h"), 2)
_LEVELS |= {"thành phố": 2, "tp": 2, "phố": 2, "tỉnh": 3}  # of places that lie in each other
GLANCE = 70  #: characters behind a head that are cut into words at first
_UNKNOWN = 9  #: words of a unit's name that no table need know
_TO_WHOLES = (", ", " - ", " – ", " ", " (")
_LISTED = frozenset(("chống", "thiếu", "nhi"))  # "Cục Phòng, chống tệ nạn xã hội", "Ủy ban Thanh niên, thiếu niên"
_TOPIC_WORDS = 10  #: words of what somebody is charged with: "Đặc phái viên về quyền con người"
_TOPIC_GAPS = (" ", " - ", "-", " – ")
_MOST_STEPS = 30  #: parts of one title


class Walk(Parts):
    """Reads the words after a head, a part at a time, as far as the title reaches; the first is the head's own last."""

    def __init__(self, scan: Scan, lexicon: Lexicon, words: list[Word], starts: Container[int], end: int):
        super().__init__(scan, lexicon, words)
        self.starts = starts
        self.name: list[Word] = []  # that of a person, at which the title ends
        self.before_name = ""  # what kind of word stood before it
        self.end = end  # of the title so far
        self.glancing = bool(words) and words[-1].end > end + GLANCE // 2  # only the nearest words have been cut

    def go(self) -> None:
        """Read as far as the title reaches."""
        self._own_word()
        reached = self.end
        for _ in range(_MOST_STEPS):
            if self.at + 7 > len(self.words):
                self._look_further()
            if self.at >= len(self.words):
                break
            if self.scan.text.startswith(" (", reached):
                reached = self._past_acronym(reached)
                if self.at >= len(self.words):
                    break
            gap = self.scan.text[reached : self.words[self.at].start].replace(" ,", ",")
            before = self.at
            if not self._step(gap) and not self._bridge():
                self._topic()
                break
            reached = self.words[self.at - 1].end
            if self.after != "link":
                self.end = reached
            if self.at == before:
                break
        if self.after == "organ" and self.at > 2 and self.low(self.at - 1) == "trách":
            self.end = self.words[self.at - 3].end  # what he is charged with is not told
        if not self._parenthesis() and self._within():
            self._parenthesis()
        if self.after == "link":
            self.after = "organ"

    def _look_further(self) -> None:
        """Cut all words within reach, if only the nearest have been."""
        if self.glancing and self.words:
            self.cut(self.scan.words(self.words[0].start))
            self.glancing = False

    def _bridge(self) -> bool:
        """Read over words that no table knows, up to the greater organ of which a unit is a part.

        "Trưởng phòng Quản lý băng đĩa, Cục Nghệ thuật biểu diễn".
        """
        if not self.part or self.after == "place" or self.other or self.at >= len(self.words):
            return False
        if self.after == "link" and self.low(self.at - 1) != "và":
            return False
        self._look_further()
        for at in range(self.at, min(self.at + _UNKNOWN, len(self.words))):
            word = self.words[at]
            gap = self.scan.text[self.words[at - 1].end : word.start]
            if word.start in self.starts:
                return False
            if (at > self.at or gap == ", ") and gap in _TO_WHOLES and self.low(at) in WHOLES:
                match = self.phrase(at)
                if gap == " (":
                    self.at, self.end = at, self.words[at - 1].end
                    return False  # the rest is in brackets
                if match is not None and match[1] == "state":
                    self.at = at
                    return self.read_organ(" ", word, match)
            plain = word.string.islower() or (is_syllable(word.string) and word.string not in self.lexicon.families)
            if not plain or gap not in (" ", ", ") or self.low(at) in self.lexicon.words["no_organ"]:
                return False
        return False

    def _topic(self) -> None:
        """Read what somebody is charged with, in small words, when a name follows: "về an ninh châu Á A"."""
        if not self.charged or self.at >= len(self.words) or self.scan.text[self.words[self.at - 1].end] != " ":
            return
        self._look_further()
        at = self.at
        for _ in range(_TOPIC_WORDS):
            gap = self.scan.text[self.words[at - 1].end : self.words[at].start] if at < len(self.words) else ""
            if gap not in _TOPIC_GAPS or (gap != " " and self.low(at) in self.lexicon.honorifics):
                return
            if region := self._region(self.words[at]):
                at += region
                continue
            if self.words[at].string[0].isupper():
                name = name_at(self.scan, self.lexicon, self.words, at, "organ")
                if len(name) > 1 and at > self.at:
                    self.at, self.end, self.after = at, self.words[at - 1].end, "head"
                return
            at += 1

    def _region(self, word: Word) -> int:
        """How many words the name of a part of the world has that begins here."""
        found = _REGION.match(self.scan.text, word.start)
        return found[0].count(" ") + 1 if found else 0

    def _past_acronym(self, reached: int) -> int:
        """Where to go on: behind "(SOM)", if this repeats a name that has been read."""
        found = ACRONYM.match(self.scan.text, reached)
        if found is None or self.words[self.at].start > found.end():
            return reached
        self.take_until(found.end())
        return found.end()

    def _own_word(self) -> None:
        """Read an organ's name that begins inside the head: "trưởng phòng giáo dục" leads a "phòng giáo dục"."""
        if not self.words:
            return
        match = self.phrase(0)
        self.part = self.low(0) in UNITS
        self.at = 1
        if match is not None and match[0] > 1:
            self.at = match[0]
            self.organ, self.other = match[1] == "state", match[1] == "other"
            self.end = self.words[self.at - 1].end
            self.after = "organ"

    def _step(self, gap: str) -> bool:
        word = self.words[self.at]
        if not self._joins(gap, word):
            return False
        if self.after == "link" and not self._follows_link(word):
            return False
        match = self.phrase(self.at)
        if match is not None and match[0] > 1:  # "Cục Mỹ thuật" is not about a country
            return self.read_organ(gap, word, match)
        if gap == " " and self.after == "organ" and self.scan.text.startswith("Hồ Chí Minh", word.start):
            self.take_until(word.start + len("Hồ Chí Minh"))  # "Đoàn TNCS Hồ Chí Minh"
            return True
        if self.charged and self.words[self.at - 1].string != "về" and (region := self._region(word)):
            self.at += region
            self.after = "organ"
            return True
        capital = word.string[0].isupper()
        if gap == " " and capital and self._read_party(word):
            return True
        if gap == " " and capital:
            self.name = name_at(self.scan, self.lexicon, self.words, self.at, self.after)
            if self.name:
                self.before_name = self.after
                return False
        return (capital and self.read_place(word)) or self.read_organ(gap, word, match) or self.read_name(gap, word)

    def _read_party(self, word: Word) -> bool:
        """Read a party's foreign name, which a person's may follow: "đảng Yesh Atid"."""
        if self.low(self.at - 1) != "đảng" or self.low(self.at - 2) in ("công", "dân") or is_syllable(word.string):
            return False
        run = run_at(self.scan, self.words, self.at)
        self.at += max(1, len(run) - 2 if len(run) > 3 else len(run))
        self.open, self.after = False, "place"
        return True

    def _follows_link(self, word: Word) -> bool:
        """Whether a title may go on behind "với" or "cho": with a name, not with another's title."""
        link = self.low(self.at - 1)
        if word.start in self.starts and link in ("với", "và", "cho"):
            return False
        if link == "và" and self.place and word.string[0].isupper():  # "Bí thư tỉnh A và Đoàn đại biểu đã"
            match = self.phrase(self.at)
            if match is not None and match[1] == "state":
                return False
        if link not in TO_NAMES or word.string[0].isupper() or word.string in ADMIN:
            return True
        match = self.phrase(self.at)
        return match is not None and match[0] > 1 and match[1] == "state"

    def _joins(self, gap: str, word: Word) -> bool:
        if gap == " ":
            return True
        if word.start in self.starts:
            return False
        if gap in (".", ". "):
            return self.at > 0 and self.words[self.at - 1].string in SHORT
        listed = word.string[0].isupper() or (self.after == "organ" and word.string in _LISTED)
        return gap in HYPHENS or (gap == ", " and self.open and listed)

    def _within(self) -> bool:
        """Take in ", huyện Nà Bó, tỉnh Sơn La" behind a commune's or a district's name."""
        if self.other or not self.scan.text.startswith((", ", " , "), self.end):
            return False
        level = max((_LEVELS.get(self.low(at), 0) for at in range(self.at)), default=0)
        reached = self.end
        while 0 < level < 3 and (found := _WITHIN.match(self.scan.text, self.end)) is not None:
            inner = Parts(self.scan, self.lexicon, self.scan.words(found.end()))
            inner.at = len(found[1].split())
            inner.read_district(found[1].lower().split()[-1])
            if inner.at == len(found[1].split()):
                break
            larger = 3 if inner.province else _LEVELS[found[1].lower()]
            if larger <= level or (larger == 3 and not inner.province):
                break
            self.end, level = inner.words[inner.at - 1].end, larger
        return self.end > reached

    def _parenthesis(self) -> bool:
        """Take in "(Bắc Giang)" or "(Bộ Công an)" after the title."""
        text = self.scan.text
        if not text.startswith(" (", self.end):
            return False
        reached = self.end + 2
        close = text.find(")", reached, self.end + 50)
        if close < 0 or (text[reached:close].isupper() and " " not in text[reached:close]):
            return False  # "(GTVT)" repeats the name
        inner = Parts(self.scan, self.lexicon, self.scan.words(reached, 50))
        while inner.at < len(inner.words) and reached < close and inner.words[inner.at].start < close:
            if not (
                inner.read_place(inner.words[inner.at])
                or inner.read_organ(" ", inner.words[inner.at], inner.phrase(inner.at))
            ):
                return False
            reached = inner.words[inner.at - 1].end
        if reached != close and text[reached:close] != " ":
            return False
        self.end = close + 1
        self.organ = self.organ or inner.organ
        self.place = self.place or inner.place
        self.foreign = self.foreign or (inner.foreign and not self.homeland)
        return True
