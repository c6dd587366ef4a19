"""How far a title reaches behind its head: the parts that join it, and where it ends."""

import re
from collections.abc import Container

from timkiem.metadata import gazetteer
from timkiem.metadata.parts import Parts
from timkiem.metadata.people import name_at
from timkiem.metadata.scan import Scan, Word
from timkiem.metadata.tables import Lexicon
from timkiem.metadata.titlewords import ACRONYM, ADMIN, HYPHENS, SHORT, TO_NAMES, UNITS

_IN_PROVINCE = re.compile(r" ?, (?:huyện [^\n,.;()]{2,20}, )?(?:tỉnh|TP\.?|thành phố) (\w+)")
_REGION = re.compile(
    r"(?:châu (?:Á|Âu|Phi|Mỹ)|(?:(?:Đông|Tây|Nam|Bắc|Trung) ){1,2}(?:Á|Âu|Phi|Mỹ)|Trung Đông"
    r"|(?:Thái Bình|Ấn Độ) Dương)(?!\w)"
)
_DISTRICTS = frozenset(("huyện", "quận", "xã", "phường", "trấn"))
GLANCE = 70  #: characters behind a head that are cut into words at first
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
            if not self._step(gap):
                self._topic()
                break
            reached = self.words[self.at - 1].end
            if self.after != "link":
                self.end = reached
            if self.at == before:
                break
        self._parenthesis()
        self._province()
        if self.after == "link":
            self.after = "organ"

    def _look_further(self) -> None:
        """Cut all words within reach, if only the nearest have been."""
        if self.glancing and self.words:
            self.cut(self.scan.words(self.words[0].start))
            self.glancing = False

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
        if gap == " " and capital:
            self.name = name_at(self.scan, self.lexicon, self.words, self.at, self.after)
            if self.name:
                self.before_name = self.after
                return False
        return (capital and self.read_place(word)) or self.read_organ(gap, word, match) or self.read_name(gap, word)

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
        return gap in HYPHENS or (gap == ", " and self.open and word.string[0].isupper())

    def _province(self) -> None:
        """Take in ", tỉnh Nghệ An" behind a district's or a commune's name."""
        found = _IN_PROVINCE.match(self.scan.text, self.end)
        if found is None or self.other or not _DISTRICTS.intersection(map(self.low, range(self.at))):
            return
        place = gazetteer.at(self.lexicon.places, self.scan.text, found[1], found.start(1))
        if place is not None and place[0].kind == "province":
            self.end = place[1]

    def _parenthesis(self) -> None:
        """Take in "(Bắc Giang)" or "(Bộ Công an)" after the title."""
        text = self.scan.text
        if not text.startswith(" (", self.end) or self.at >= len(self.words):
            return
        close = text.find(")", self.end, self.end + 50)
        self.glancing = False
        inner = Parts(self.scan, self.lexicon, self.words[self.at :])
        reached = self.end + 2
        if close > 0 and text[self.end + 2 : close].isupper():
            return  # "(GTVT)" repeats the name
        while inner.at < len(inner.words) and reached < close and inner.words[inner.at].start < close:
            if not (
                inner.read_place(inner.words[inner.at])
                or inner.read_organ(" ", inner.words[inner.at], inner.phrase(inner.at))
            ):
                return
            reached = inner.words[inner.at - 1].end
        if close > 0 and (reached == close or text[reached:close] == " "):
            self.end = close + 1
            self.organ = self.organ or inner.organ
            self.place = self.place or inner.place
            self.foreign = self.foreign or (inner.foreign and not self.homeland)
