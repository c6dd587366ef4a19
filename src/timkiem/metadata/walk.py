"""How far a title reaches behind its head: the parts that join it, and where it ends."""

import re
from collections.abc import Container

from timkiem.metadata.people import name_at, run_at
from timkiem.metadata.scan import Scan, Word, is_syllable
from timkiem.metadata.tables import Lexicon
from timkiem.metadata.titlewords import ACRONYM, ADMIN, HYPHENS, SHORT, TO_NAMES, UNITS
from timkiem.metadata.wholes import Wholes

_REGION = re.compile(
    r"(?:châu (?:Á|Âu|Phi|Mỹ)|(?:(?:Đông|Tây|Nam|Bắc|Trung) ){1,2}(?:Á|Âu|Phi|Mỹ)|Trung Đông"
    r"|(?:Thái Bình|Ấn Độ) Dương)(?!\w)"
)
_LISTED = frozenset(("chống", "thiếu", "nhi"))  # "Cục Phòng, chống tệ nạn xã hội", "Ủy ban Thanh niên, thiếu niên"
_PARTY = frozenset(("đảng", "Đảng"))
_TOPIC_WORDS = 10  #: words of what somebody is charged with: "Đặc phái viên về quyền con người"
_TOPIC_GAPS = (" ", " - ", "-", " – ")
_MOST_STEPS = 30  #: parts of one title


class Walk(Wholes):
    """Reads the words after a head, a part at a time, as far as the title reaches; the first is the head's own last."""

    def __init__(self, scan: Scan, lexicon: Lexicon, words: list[Word], starts: Container[int], end: int):
        super().__init__(scan, lexicon, words, starts, end)
        self.name: list[Word] = []  # that of a person, at which the title ends
        self.before_name = ""  # what kind of word stood before it

    def go(self) -> None:
        """Read as far as the title reaches."""
        self._own_word()
        reached = self.end
        for _ in range(_MOST_STEPS):
            if self.at + 7 > len(self.words):
                self.look_further()
            if self.at >= len(self.words):
                break
            if self.scan.text.startswith(" (", reached):
                reached = self._past_acronym(reached)
                if self.at >= len(self.words):
                    break
            gap = self.scan.text[reached : self.words[self.at].start].replace(" ,", ",")
            before = self.at
            if not self._step(gap) and not self.bridge():
                self._topic()
                break
            reached = self.words[self.at - 1].end
            if self.after != "link":
                self.end = reached
            if self.at == before:
                break
        if self.charged and self.after == "organ" and self.at > 2 and self.low(self.at - 1) == "trách":
            self.end = self.words[self.at - 3].end  # what he is charged with is not told
        if not self.read_brackets() and self.read_within():
            self.read_brackets()
        if self.after == "link":
            self.after = "organ"

    def _topic(self) -> None:
        """Read what somebody is charged with, in small words, when a name follows: "về an ninh châu Á A"."""
        if not self.charged or self.at >= len(self.words) or self.scan.text[self.words[self.at - 1].end] != " ":
            return
        self.look_further()
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
        if gap == " " and capital and self.words[self.at - 1].string in _PARTY and self._read_party():
            return True
        if gap == " " and capital:
            self.name = name_at(self.scan, self.lexicon, self.words, self.at, self.after)
            if self.name:
                self.before_name = self.after
                return False
        return (capital and self.read_place(word)) or self.read_organ(gap, word, match) or self.read_name(gap, word)

    def _read_party(self) -> bool:
        """Read a party's foreign name, which a person's may follow: "đảng Yesh Atid"."""
        if self.at > 1 and self.low(self.at - 2) in ("công", "dân"):
            return False
        run = run_at(self.scan, self.words, self.at)
        if all(is_syllable(each.string) for each in run):
            return False
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
