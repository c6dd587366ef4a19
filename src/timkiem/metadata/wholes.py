"""The wholes behind what has been read of a title: a unit's organ, a commune's district, what stands in brackets."""

import re
from collections.abc import Container

from timkiem.metadata.parts import Parts
from timkiem.metadata.scan import Scan, Word, is_syllable
from timkiem.metadata.tables import Lexicon
from timkiem.metadata.titlewords import ACRONYM, WHOLES

_WITHIN = re.compile(r" ?, (?=(huyện|quận|thị xã|TX|thành phố|TP|tỉnh)[ .])", re.IGNORECASE)
_UNKNOWN = 9  #: words of a unit's name that no table need know
_TO_WHOLES = (", ", " - ", " – ", " ", " (")
_LEVELS = {"xã": 1, "phường": 1, "trấn": 1, "p": 1} | dict.fromkeys(("huyện", "quận", "thị xã", "tx", "q", "h"), 2)
_LEVELS |= {"thành phố": 2, "tp": 2, "phố": 2, "tỉnh": 3}  # of places that lie in each other
GLANCE = 70  #: characters behind a head that are cut into words at first


class Wholes(Parts):
    """Words behind a head, and how to go on from a part to what it is a part of."""

    def __init__(self, scan: Scan, lexicon: Lexicon, words: list[Word], starts: Container[int], end: int):
        super().__init__(scan, lexicon, words)
        self.starts = starts  # of ranks and titles
        self.end = end  # of the title so far
        self.glancing = bool(words) and words[-1].end > end + GLANCE // 2  # only the nearest words have been cut

    def look_further(self) -> None:
        """Cut all words within reach, if only the nearest have been."""
        if self.glancing and self.words:
            self.cut(self.scan.words(self.words[0].start))
            self.glancing = False

    def bridge(self) -> bool:
        """Read over words that no table knows, up to the greater organ of which a unit is a part.

        "Trưởng phòng Quản lý băng đĩa, Cục Nghệ thuật biểu diễn".
        """
        if not self.part or self.after == "place" or self.other or self.at >= len(self.words):
            return False
        if self.after == "link" and self.low(self.at - 1) != "và":
            return False
        self.look_further()
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

    def read_within(self) -> bool:
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

    def read_brackets(self) -> bool:
        """Take in "(Bắc Giang)" or "(Bộ Công an)" after the title."""
        text = self.scan.text
        if not text.startswith(" (", self.end):
            return False
        reached = self.end + 2
        close = text.find(")", reached, self.end + 50)
        if close < 0:
            return False
        if ACRONYM.match(text, self.end):  # repeats the name
            named = text.startswith(" ", close + 1) and text[close + 2 : close + 3].isupper()
            self.end = self.end if named else close + 1
            return not named
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
        self.organ = self.organ or (inner.organ and not self.firm)
        self.place = self.place or inner.place
        self.foreign = self.foreign or (inner.foreign and not self.homeland)
        return True
