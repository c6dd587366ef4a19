"""How far a title reaches behind its head: organs, their sectors, places, links between them."""

from collections.abc import Container
from itertools import pairwise

from timkiem.metadata import gazetteer
from timkiem.metadata.people import LONE_LETTERS, SURE, name_at, person_score, run_at, split_place
from timkiem.metadata.scan import Scan, Word
from timkiem.metadata.tables import Lexicon
from timkiem.metadata.titlewords import (
    ACRONYM,
    ADMIN,
    CHARGED,
    COUNTED,
    HYPHENS,
    ROMAN,
    SHORT,
    TO_NAMES,
    acronyms_joined,
)

GLANCE = 70  #: characters behind a head that are cut into words at first
_TOPIC_WORDS = 8  #: small words of what somebody is charged with: "Đặc phái viên về quyền con người"
_MOST_STEPS = 30  #: parts of one title


class Walk:
    """Reads the words after a head, a part at a time: organs, their sectors, places."""

    def __init__(self, scan: Scan, lexicon: Lexicon, words: list[Word], starts: Container[int], end: int):
        self.scan, self.lexicon, self.starts = scan, lexicon, starts
        self._cut(words)
        self.end = end  # of the title so far
        self.glancing = bool(words) and words[-1].end > end + GLANCE // 2  # only the nearest words have been cut
        self.at = 0  # the word to read next; the first is the head's own last word
        self.organ = self.other = self.place = self.foreign = False
        self.homeland = False  # Việt Nam came before any other country
        self.charged = False  # with what follows: "về", "phụ trách"
        self.open = True  # an organ's name is being read: everyday words may follow
        self.after = "head"

    def _cut(self, words: list[Word]) -> None:
        self.words = acronyms_joined(words, self.scan.text, self.lexicon)
        self.lows = tuple([word.string.lower() for word in self.words])

    def go(self) -> None:
        """Read as far as the title reaches."""
        self._own_word()
        reached = self.end
        for _ in range(_MOST_STEPS):
            if self.at + 7 > len(self.words) and self.glancing and self.words:
                self._cut(self.scan.words(self.words[0].start))
                self.glancing = False
            if self.at >= len(self.words):
                break
            if self.scan.text.startswith(" (", reached):
                reached = self._past_acronym(reached)
                if self.at >= len(self.words):
                    break
            gap = self.scan.text[reached : self.words[self.at].start]
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
        if self.after == "link":
            self.after = "organ"

    def _topic(self) -> None:
        """Read what somebody is charged with, in small words, when a name follows: "về quyền con người A"."""
        if not self.charged or self.at >= len(self.words) or self.scan.text[self.words[self.at - 1].end] != " ":
            return
        for at in range(self.at, min(self.at + _TOPIC_WORDS, len(self.words))):
            if self.words[at].string[0].isupper():
                name = name_at(self.scan, self.lexicon, self.words, at, "organ")
                if len(name) > 1 and at > self.at:
                    self.at, self.end, self.after = at, self.words[at - 1].end, "head"
                return
            if self.scan.text[self.words[at - 1].end : self.words[at].start] != " ":
                return

    def _past_acronym(self, reached: int) -> int:
        """Where to go on: behind "(SOM)", if this repeats a name that has been read."""
        found = ACRONYM.match(self.scan.text, reached)
        if found is None or self.words[self.at].start > found.end():
            return reached
        self._take_until(found.end())
        return found.end()

    def _own_word(self) -> None:
        """Read an organ's name that begins inside the head: "trưởng phòng giáo dục" leads a "phòng giáo dục"."""
        if not self.words:
            return
        match = self._phrase(0)
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
        match = self._phrase(self.at)
        if match is not None and match[0] > 1:  # "Cục Mỹ thuật" is not about a country
            return self._organ(gap, word, match)
        if gap == " " and self.after == "organ" and self.scan.text.startswith("Hồ Chí Minh", word.start):
            self._take_until(word.start + len("Hồ Chí Minh"))  # "Đoàn TNCS Hồ Chí Minh"
            return True
        capital = word.string[0].isupper()
        if gap == " " and capital and name_at(self.scan, self.lexicon, self.words, self.at, self.after):
            return False
        return (capital and self._place(word)) or self._organ(gap, word, match) or self._capital(gap, word)

    def _follows_link(self, word: Word) -> bool:
        """Whether a title may go on behind "với" or "cho": with a name, not with another's title."""
        link = self.lows[self.at - 1]
        if word.start in self.starts and link in ("với", "và", "cho"):
            return False
        if link not in TO_NAMES or word.string[0].isupper() or word.string in ADMIN:
            return True
        match = self._phrase(self.at)
        return match is not None and match[0] > 1 and match[1] == "state"

    def _joins(self, gap: str, word: Word) -> bool:
        if gap == " ":
            return True
        if word.start in self.starts:
            return False
        if gap in (".", ". "):
            return self.at > 0 and self.words[self.at - 1].string in SHORT
        return gap in HYPHENS or (gap == ", " and self.open and word.string[0].isupper())

    def _place(self, word: Word) -> bool:
        found = gazetteer.at(self.lexicon.places, self.scan.text, word.string, word.start)
        if found is None or found[0].kind == "none":
            return False
        place, end = found
        if self.at and self.words[self.at - 1].string == "về":
            return False  # "Tổng thống Nga về Syria" is on a subject
        if place.kind in ("country", "city") and not self.homeland:
            self.foreign = True
        self._take_until(end)
        self.place, self.open, self.after = True, False, "place"
        return True

    def _organ(self, gap: str, word: Word, match: tuple[int, str] | None) -> bool:
        if match is None:
            return self._number(word) or self._acronym(word)
        length, kind = match
        if kind == "stop":
            return False
        self.charged = self.charged or word.string.lower() in CHARGED
        if gap == ", " and kind != "word" and (kind != "state" or self.organ or self.other or self.after == "head"):
            return False  # but "trưởng Phòng Quản lý hạ tầng, Sở Giao thông"
        if kind == "word" and not self.open and word.string[0].islower() and word.string not in ADMIN:
            return False
        if kind == "tail" and self.after not in ("head", "organ"):
            return False
        last = self.words[self.at + length - 1].string.lower()
        self.at += length
        if kind == "state":
            self.organ = self.organ or not self.other
            self.open = True
        elif kind == "other":
            self.other = self.other or not self.organ
        if self.words[self.at - 1].string == "Nam" and not self.foreign:
            self.homeland = True
        self.after = "link" if kind == "link" else "organ"
        if last in ADMIN and (length == 1 or last != "bang"):
            self._after_admin(last)
        return True

    def _after_admin(self, last: str) -> None:
        """A district's or ward's name, which may run on into a person's."""
        self.place, self.open = True, False
        if self.at >= len(self.words):
            return
        word = self.words[self.at]
        gap = self.scan.text[self.words[self.at - 1].end : word.start]
        if gap not in (" ", ".", ". ") or (gap != " " and last not in ("tp", "tx", "tt", "q", "p", "h")):
            return
        if word.string.isdigit():
            self.at += 1
            return
        run = run_at(self.scan, self.words, self.at)
        found = gazetteer.at(self.lexicon.places, self.scan.text, word.string, word.start)
        others = [other.string for other in run if found is not None and other.start >= found[1]]
        longer = found is not None and found[0].kind == "district" and others
        if found is not None and (not longer or person_score(others, self.lexicon) >= SURE):
            self._place(word)
        elif run and not (word.string.isupper() and len(word.string) > 1):  # "phường Thanh Xuân Trung"
            self.at += split_place([word.string for word in run], self.lexicon)
            self.after = "place"

    def _number(self, word: Word) -> bool:
        before = self.words[self.at - 1].string.lower() if self.at else ""
        if not (word.string.isdigit() or word.string in ROMAN):
            return False
        if before not in COUNTED and not before.isupper():
            return False
        self.at += 1
        return True

    def _acronym(self, word: Word) -> bool:
        """An unknown organ's short name: "PC07", "CSQLHC", "Ư"."""
        letters = word.string
        torn = letters in LONE_LETTERS and self.after == "organ"
        if not (letters.isupper() and (len(letters) > 1 or torn or letters in ("Ư", "W"))) or letters.isdigit():
            return False
        self.at += 1
        self.after = "organ"
        return True

    def _capital(self, gap: str, word: Word) -> bool:
        """An unknown proper name inside an organ's: "Huyện ủy Mường Lát"."""
        if self.after != "organ" or not word.string[0].isupper() or not self.organ:
            return False
        run = run_at(self.scan, self.words, self.at)
        strings = [other.string for other in run]
        if gap in HYPHENS and person_score(strings, self.lexicon) >= SURE:
            return False  # "Trung ương Đoàn - Nguyễn Đắc Vinh"
        self.at += split_place(strings, self.lexicon)
        self.open, self.after = False, "place"
        return True

    def _phrase(self, at: int) -> tuple[int, str] | None:
        """The longest phrase of organs' names at a word: how many words, and its kind."""
        rows = self.lexicon.organs.get(self.lows[at])
        if rows is None:
            return None
        for phrase, kind in rows:
            length = len(phrase)
            if length == 1 or (self.lows[at : at + length] == phrase and self._unbroken(at, at + length)):
                return length, kind
        return None

    def _unbroken(self, start: int, end: int) -> bool:
        """Whether single blanks part the words from ``start`` to ``end``."""
        words = self.words[start:end]
        return all(self.scan.text[one.end : other.start] == " " for one, other in pairwise(words))

    def _take_until(self, end: int) -> None:
        while self.at < len(self.words) and self.words[self.at].start < end:
            self.at += 1

    def _parenthesis(self) -> None:
        """Take in "(Bắc Giang)" or "(Bộ Công an)" after the title."""
        text = self.scan.text
        if not text.startswith(" (", self.end) or self.at >= len(self.words):
            return
        close = text.find(")", self.end, self.end + 50)
        self.glancing = False
        inner = Walk(self.scan, self.lexicon, self.words[self.at :], self.starts, self.end + 2)
        reached = self.end + 2
        if close > 0 and text[self.end + 2 : close].isupper():
            return  # "(GTVT)" repeats the name
        while inner.at < len(inner.words) and reached < close and inner.words[inner.at].start < close:
            if not (
                inner._place(inner.words[inner.at]) or inner._organ(" ", inner.words[inner.at], inner._phrase(inner.at))
            ):
                return
            reached = inner.words[inner.at - 1].end
        if close > 0 and reached == close:
            self.end = close + 1
            self.organ = self.organ or inner.organ
            self.place = self.place or inner.place
            self.foreign = self.foreign or (inner.foreign and not self.homeland)
