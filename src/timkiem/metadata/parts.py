"""The parts of a title behind its head: an organ and its sector, a place, a number, an unknown name."""

from itertools import pairwise

from timkiem.metadata import gazetteer
from timkiem.metadata.people import LONE_LETTERS, MOST_WORDS, SURE, person_score, run_at, split_place
from timkiem.metadata.scan import Scan, Word, is_syllable
from timkiem.metadata.tables import Lexicon
from timkiem.metadata.titlewords import ADMIN, CHARGED, COUNTED, HYPHENS, ROMAN, SHOUTED, UNITS, WHOLES, acronyms_joined

_WITHIN = frozenset((" ", " - ", "-", " – "))  # an organ's name: "Phòng Tài chính - Kế hoạch"
_BEFORE_A_NAME = ("ông", "bà", "thị trưởng", "thống đốc")
_NEAR = 4000  #: characters around a name in which a later mention tells that it is a person's


class Parts:
    """Words, and what has been read of them. Each ``read_`` takes one part, or says False and takes none."""

    def __init__(self, scan: Scan, lexicon: Lexicon, words: list[Word]):
        self.scan, self.lexicon = scan, lexicon
        self.cut(words)
        self.at = 0  # the word to read next
        self.organ = self.other = self.place = self.foreign = False
        self.firm = (
            False  # what is no organ of state has been read, and more than a "trung tâm", which may belong to one
        )
        self.province = False  # a province has been read
        self.homeland = False  # Việt Nam came before any other country
        self.part = False  # what has been read is a unit of some greater organ: "phòng tham mưu"
        self.tail = False  # only words like "đương nhiệm" stand behind the head so far
        self.charged = False  # with what follows: "về", "phụ trách"
        self.open = True  # an organ's name is being read: everyday words may follow
        self.after = "head"

    def cut(self, words: list[Word]) -> None:
        """Read on in these words, which begin as those before did."""
        self.words = acronyms_joined(words, self.scan.text, self.lexicon)

    def low(self, at: int) -> str:
        """A word in small letters."""
        return self.words[at].string.lower()

    def read_place(self, word: Word) -> bool:
        """A place's name, which closes an organ's. False when there is none, or it is what the title is about."""
        found = gazetteer.at(self.lexicon.places, self.scan.text, word.string, word.start)
        if found is None or found[0].kind == "none":
            return False
        place, end = found
        if self.at and self.words[self.at - 1].string == "về":
            return False  # "Tổng thống Nga về Syria" is on a subject
        if place.kind in ("country", "city") and not self.homeland:
            self.foreign = True
        self.province = self.province or place.kind == "province"
        self.take_until(end)
        self.place, self.open, self.after = True, False, "place"
        return True

    def read_organ(self, gap: str, word: Word, match: tuple[int, str] | None) -> bool:
        """A phrase of organs' names, as ``phrase`` found it behind ``gap``; without one, a number or a short name."""
        if match is None:
            return self._number(word) or (gap != ", " and self._acronym(word))
        length, kind = match
        if kind == "stop" or word.string in SHOUTED:
            return False
        self.charged = self.charged or word.string.lower() in CHARGED
        if gap == ", " and kind != "word" and not (kind == "state" and self._is_part_of_next()):
            return False  # but "trưởng Phòng Quản lý hạ tầng, Sở Giao thông"
        if kind == "word" and not self.open and word.string[0].islower() and word.string not in ADMIN:
            return False
        if kind == "tail" and self.after not in ("head", "organ"):
            return False
        self.tail = kind == "tail" and (self.after == "head" or self.tail)
        first, last = self.low(self.at), self.low(self.at + length - 1)
        self.at += length
        if kind == "state":
            self.part = first in UNITS
            self.organ = self.organ or not self.other
            self.open = True
        elif kind == "other":
            self.other = self.other or not self.organ
            self.firm = self.firm or first != "trung"
        if self.words[self.at - 1].string == "Nam" and not self.foreign:
            self.homeland = True
        self.after = "link" if kind == "link" else "organ"
        if last in ADMIN and (length == 1 or last != "bang"):
            self.read_district(last)
        return True

    def _is_part_of_next(self) -> bool:
        """Whether the organ's name that comes behind a comma is of what the office read so far is a part of."""
        if self.other or self.after == "head":
            return False
        return not self.organ or (self.part and self.low(self.at) in WHOLES)

    def read_district(self, last: str) -> None:
        """The name of a district, ward or the like behind its kind's last word, which may run on into a person's."""
        self.place, self.open = True, False
        if self.at >= len(self.words):
            return
        word = self.words[self.at]
        gap = self.scan.text[self.words[self.at - 1].end : word.start]
        if gap not in (" ", ".", ". ") or (gap != " " and last not in ("tp", "tx", "tt", "q", "p", "h")):
            return
        if word.string.isdigit():
            self.at += 1
            self.after = "place"
            return
        run = run_at(self.scan, self.words, self.at)
        found = gazetteer.at(self.lexicon.places, self.scan.text, word.string, word.start)
        if found is not None and found[0].kind == "country" and last in ("xã", "phường", "trấn") and len(run) > 1:
            found = None  # "xã Nga Tân" lies not in Russia
        others = [other.string for other in run if found is not None and other.start >= found[1]]
        longer = found is not None and found[0].kind == "district" and others
        if found is not None and (not longer or person_score(others, self.lexicon) >= SURE):
            self.read_place(word)
        elif run and (length := self._names_holder(run, last)) < len(run):
            self.at += length
            self.after = "place" if length else self.after
        elif run and not (word.string.isupper() and len(word.string) > 1):  # "phường Thanh Xuân Trung"
            self.at += split_place([word.string for word in run], self.lexicon)
            self.after = "place"

    def _names_holder(self, run: list[Word], last: str) -> int:
        """How many of the words that follow "tỉnh" or "xã" name the place, less than all if a person's name is there.

        "Chủ tịch tỉnh Lê Văn Nam"; "Chủ tịch xã Lê Văn Nam" if "ông Nam" is spoken of; "bang Utah John Barnes" too.
        """
        strings = [word.string for word in run]
        if not 2 <= len(run) <= MOST_WORDS:
            return len(run)
        native = is_syllable(strings[0])
        sure = native and len(run) > 2 and person_score(strings, self.lexicon) >= SURE
        if sure and (last in ("tỉnh", "huyện", "quận") or (last == "phố" and self.low(self.at - 2) == "thành")):
            return 0
        if native and person_score(strings, self.lexicon) < SURE:
            return len(run)
        low, high = max(0, run[0].start - _NEAR), run[-1].end + _NEAR
        short = strings[-1].lower()
        known = any(self.scan.lower.find(f"{word} {short}", low, high) >= 0 for word in _BEFORE_A_NAME)
        return len(run) if not known else 0 if native or len(run) < 3 else len(run) - 2

    def _number(self, word: Word) -> bool:
        before = self.words[self.at - 1].string.lower() if self.at else ""
        if not (word.string.isdigit() or word.string in ROMAN):
            return False
        if before not in COUNTED and not before.isupper():
            return False
        self.at += 1
        self.after = "organ"
        return True

    def _acronym(self, word: Word) -> bool:
        """An unknown organ's short name: "PC07", "CSQLHC", "Ư"."""
        letters = word.string
        if letters.lower() in self.lexicon.honorifics:
            return False  # "..., TS" is of who follows
        if self.after == "place" and letters.lower() not in ADMIN:
            return False  # "Chủ tịch UBND quận 1 TTO" names a newspaper
        torn = letters in LONE_LETTERS and (
            self.after == "organ" or self.scan.lower.startswith((".ư", " . ư"), word.end)
        )
        if not (letters.isupper() and (len(letters) > 1 or torn or letters in ("Ư", "W"))) or letters.isdigit():
            return False
        self.at += 1
        self.after = "organ"
        return True

    def read_name(self, gap: str, word: Word) -> bool:
        """An unknown proper name inside an organ's: "Huyện ủy Mường Lát"."""
        if self.after != "organ" or not word.string[0].isupper() or not self.organ or gap == ", ":
            return False
        run = run_at(self.scan, self.words, self.at)
        strings = [other.string for other in run]
        if gap in HYPHENS and person_score(strings, self.lexicon) >= SURE:
            return False  # "Trung ương Đoàn - Nguyễn Đắc Vinh"
        self.at += split_place(strings, self.lexicon)
        self.open, self.after = False, "place"
        return True

    def phrase(self, at: int) -> tuple[int, str] | None:
        """The longest phrase of organs' names at a word: how many words, and its kind."""
        words = self.words
        phrases = self.lexicon.phrases.get(self.low(at))
        if phrases is None:
            return None
        alone, longer = phrases
        rows = longer.get(self.low(at + 1), ()) if at + 1 < len(words) else ()
        third = self.low(at + 2) if rows and at + 2 < len(words) else ""
        for phrase, kind in rows:
            length = len(phrase)
            if length > 2 and (phrase[2] != third or not self._reads(phrase, at)):
                continue
            if self._unbroken(at, at + length):
                return length, kind
        return (1, alone) if alone else None

    def _reads(self, phrase: tuple[str, ...], at: int) -> bool:
        """Whether the words from ``at`` on are a phrase, of which the first three are."""
        rest = self.words[at + 3 : at + len(phrase)]
        return tuple([word.string.lower() for word in rest]) == phrase[3:]

    def _unbroken(self, start: int, end: int) -> bool:
        """Whether nothing but blanks and dashes parts the words from ``start`` to ``end``, and full stops letters."""
        for one, other in pairwise(self.words[start:end]):
            gap = self.scan.text[one.end : other.start]
            if gap not in _WITHIN and not (len(one.string) == 1 and gap.strip() == "."):
                return False
        return True

    def take_until(self, end: int) -> None:
        """Take the words that begin before an offset in the text."""
        while self.at < len(self.words) and self.words[self.at].start < end:
            self.at += 1
