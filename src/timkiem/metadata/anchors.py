"""Where the finders look closer: heads of titles, places' names, capitals behind "huyện", digits that may be of dates.

All are found in one pass over the UTF-16 units of many texts by a kernel that walks tries; in a process that reads
little, by a pattern for each. Both give the same.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from timkiem.metadata import finding
from timkiem.metadata.finding import APART, BEHIND_CAPITAL, GLUED, find_in_units
from timkiem.metadata.scan import UPPER, Scan
from timkiem.metadata.tries import Tries, tries_of

#: The last four characters of words before districts and wards.
TYPES = frozenset(
    ("yện ", "uận ", " xã ", "(xã ", "ờng ", "rấn ", "phố ", "đảo ", " tp ", "(tp ", "tp. ", "TP. ", "Tp. ", " tx ")
) | frozenset(("(tx ", "tx. ", "TX. ", "Tx. ", *(f"{sign}{short}. " for sign in " (" for short in "qphQPH")))
STEMS = ("giáp", "ất", "bính", "đinh", "mậu", "kỷ", "canh", "tân", "nhâm", "quý")  # of names of lunar years
BRANCHES = ("tý", "sửu", "dần", "mão", "thìn", "tỵ", "ngọ", "mùi", "thân", "dậu", "tuất", "hợi")
Span = tuple[int, int]  # start and end
_LUNAR = frozenset(f"{stem} {branch}" for stem in STEMS for branch in BRANCHES)
_TYPED = re.compile(rf"[{UPPER}](?<=(?:{'|'.join(sorted(map(re.escape, TYPES)))}).)")
_UPPER = re.compile(rf"[{UPPER}]")
_DAY = re.compile(r"[0-9](?=[/.-][0-9]| {1,2}[/-] {0,2}[0-9]|[/-] [0-9]| tháng [0-9])")  # the last digit of a day
_MONTH = re.compile(r"tháng (?=[0-9])")
_YEAR = re.compile(r"năm (?=(?:19|20)[0-9][0-9])")
_NUMBERED = re.compile(r"(?:quận |phường |[qp]\.) ?(?=[0-9])")
_CENTURY = re.compile(r"(?<![^\W_])(?:19|20)[0-9][0-9]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")  # of two units each
_QUICK = 20  #: characters that the patterns take as long for as a loop in plain Python for a step
_ROOM = 16  #: units an anchor, for which room is made at first


class Anchors(NamedTuple):
    """What was found in one text, each ascending."""

    heads: Sequence[Span]  # words of heads and ranks
    places: Sequence[tuple[int, int, int]]  # spellings of places' names, and how each stands: finding.APART ...
    lunar: Sequence[int]  # names of lunar years
    typed: Sequence[int]  # capitals behind words like "huyện"
    days: Sequence[int]  # digits that a day of the month may end in
    months: Sequence[int]  # "tháng" before digits
    years: Sequence[int]  # "năm" before a year
    numbered: Sequence[int]  # "quận", "phường", "q." and "p." before digits
    centuries: Sequence[int]  # digits that may be a year


@dataclass(slots=True)
class AnchorFinder:
    """Finds the anchors of texts by the phrases of a lexicon."""

    heads: frozenset[str]  # lowered
    places: frozenset[str]
    _seen: int = 0  # characters read so far
    _patterns: list[re.Pattern[str]] = field(default_factory=list)
    _tries: list[Tries] = field(default_factory=list)

    def find(self, scans: Sequence[Scan]) -> list[Anchors]:
        """The anchors of each text."""
        self._seen += sum(len(scan.text) for scan in scans)
        find_in_units.sized(self._seen // _QUICK)
        return self._by_tries(scans) if find_in_units.compiled else [*map(self.by_patterns, scans)]

    def by_patterns(self, scan: Scan) -> Anchors:
        """What ``find`` answers, found by patterns."""
        if not self._patterns:
            for phrases in (self.heads, self.places, _LUNAR):
                self._patterns.append(re.compile(rf"{branches(sorted(phrases))}(?![^\W_])"))
        heads, places, lunar = self._patterns
        return Anchors(
            list(_at_words(heads, scan.lower)),
            [(*found.span(), _behind(scan.text, found.start())) for found in places.finditer(scan.text)],
            [start for start, _ in _at_words(lunar, scan.lower)],
            _starts(_TYPED, scan.text),
            *(_starts(pattern, scan.lower) for pattern in (_DAY, _MONTH, _YEAR, _NUMBERED, _CENTURY)),
        )

    def _by_tries(self, scans: Sequence[Scan]) -> list[Anchors]:
        if not self._tries:
            self._tries.append(tries_of(self.heads, self.places, _LUNAR, TYPES))
        text = "\n".join(scan.text for scan in scans)
        units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
        if len(units) > len(text):
            units = np.frombuffer(_ASTRAL.sub(_one_unit, text).encode("utf-16-le", "surrogatepass"), "<u2")
        tries, room, count = self._tries[0], len(units) // _ROOM + _ROOM, -1
        while count < 0:
            found = np.empty((room, 4), "i4")
            room *= 4
            count = find_in_units(
                units, tries.starts, tries.edges, tries.ends, tries.lower, tries.kinds, tries.types, found
            )
        return _parted(found[:count], [*accumulate((len(scan.text) + 1 for scan in scans), initial=0)])


def _starts(pattern: re.Pattern[str], text: str) -> list[int]:
    return [found.start() for found in pattern.finditer(text)]


def _at_words(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    """Where a pattern matches from the beginning of a word on."""
    at = 0
    while found := pattern.search(text, at):
        start, at = found.span()
        if text[start - 1 : start].isalnum():
            at = start + 1
        else:
            yield start, at


def _behind(text: str, start: int) -> int:
    """How a place stands behind the word before it, which may end in a capitalised one."""
    before = text[start - 1 : start]
    if before != " ":
        return GLUED if before.isalnum() else APART
    word = text[max(text.rfind(" ", 0, start - 1), text.rfind("\n", 0, start - 1)) + 1 : start - 1]
    small = word[:1].isalnum() and word[:1].islower()
    return BEHIND_CAPITAL if _UPPER.search(word) and word[-1:].isalnum() and not small else APART


def branches(phrases: list[str]) -> str:
    """A pattern for any of the sorted phrases, longest first, with common beginnings written once."""
    heads: dict[str, list[str]] = {}
    for phrase in phrases:
        heads.setdefault(phrase[:1], []).append(phrase[1:])
    patterns = []
    for head, tails in heads.items():
        if head:
            patterns.append(re.escape(head) + (branches(tails) if tails != [""] else ""))
    ending = "?" if "" in heads else ""  # greedy: the longer phrase wins
    return f"(?:{'|'.join(patterns)}){ending}" if len(patterns) > 1 or ending else patterns[0]


def _one_unit(astral: re.Match[str]) -> str:
    """What stands for a character of two units: another that is a letter, or small, as it is."""
    return "\0" if not astral[0].isalnum() else "ª" if astral[0].islower() else "ƻ"


def _parted(rows: NDArray[np.int32], bounds: list[int]) -> list[Anchors]:
    """Rows of starts, ends, kinds and how they stand, by the texts that begin at ``bounds`` and end before the next."""
    columns: list[list[Any]] = []
    for kind in range(len(Anchors._fields)):
        some = rows[rows[:, 2] == kind]
        cuts = some[:, 0].searchsorted(bounds)
        before = np.repeat(np.array(bounds[:-1], "i4"), np.diff(cuts))
        found: list[Any] = (some[:, 0] - before).tolist()
        if kind == finding.HEAD:
            found = list(zip(found, (some[:, 1] - before).tolist(), strict=True))
        elif kind == finding.PLACE:
            found = list(zip(found, (some[:, 1] - before).tolist(), some[:, 3].tolist(), strict=True))
        columns.append([found[start:end] for start, end in pairwise(cuts.tolist())])
    return [Anchors(*each) for each in zip(*columns, strict=True)]
