"""Where the finders look closer: heads of titles, places' names, capitals behind "huyện", digits that may begin a date.

All are found in one pass over the UTF-16 units of the text by a kernel that walks two tries; in a process that reads
little, by a pattern for each. Both give the same.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from timkiem.metadata.scan import UPPER
from timkiem.metadata.tries import DAY_ENDS, HEAD, PLACE, TYPED, Tries, find_in_units, tries_of

#: The last four characters of words before districts and wards.
TYPES = frozenset(
    ("yện ", "uận ", " xã ", "(xã ", "ờng ", "rấn ", "phố ", "đảo ", " tp ", "(tp ", "tp. ", "TP. ", "Tp. ", " tx ")
) | frozenset(("(tx ", "tx. ", "TX. ", "Tx. ", *(f"{sign}{short}. " for sign in " (" for short in "qphQPH")))
Span = tuple[int, int]  # start and end
_DAY = re.compile(r"[0-9](?=[/.-][0-9]| {1,2}[/-] {0,2}[0-9]|[/-] [0-9]| tháng [0-9])")  # the last digit of a day
_QUICK = 20  #: characters that the patterns take as long for as a loop in plain Python for a step


class Anchors(NamedTuple):
    """What was found in one text, each ascending."""

    heads: Sequence[Span]  # words of heads and ranks
    places: Sequence[Span]  # spellings of places' names
    typed: Sequence[int]  # capitals behind words like "huyện"
    days: Sequence[int]  # digits that a day of the month may end in


@dataclass(slots=True)
class AnchorFinder:
    """Finds the anchors of texts by the phrases of a lexicon."""

    heads: frozenset[str]  # lowered
    places: frozenset[str]
    _seen: int = 0  # characters read so far
    _patterns: list[re.Pattern[str]] = field(default_factory=list)
    _tries: list[Tries] = field(default_factory=list)

    def find(self, text: str, lower: str) -> Anchors:
        """The anchors of a text; ``lower`` is as long as it."""
        self._seen += len(text)
        find = find_in_units.sized(self._seen // _QUICK)
        if find_in_units.compiled and (units := np.frombuffer(text.encode("utf-16-le"), "<u2")).size == len(text):
            found = np.empty((len(text) // 2 + 16, 3), "i4")
            tries = self._made_tries()
            count = find(units, tries.roots, tries.nodes, tries.lower, tries.kinds, tries.types, found)
            if count >= 0:
                return _sorted_out(found[:count].tolist())
        return self.by_patterns(text, lower)

    def by_patterns(self, text: str, lower: str) -> Anchors:
        """What ``find`` answers, found by patterns."""
        if not self._patterns:
            types = "|".join(sorted(map(re.escape, TYPES)))
            self._patterns += [
                re.compile(rf"{branches(sorted(self.heads))}(?![^\W_])"),
                re.compile(rf"{branches(sorted(self.places))}(?![^\W_])"),
                re.compile(rf"[{UPPER}](?<=(?:{types}).)"),
            ]
        heads, places, typed = self._patterns
        return Anchors(
            list(_at_words(heads, lower)),
            [found.span() for found in places.finditer(text)],
            [found.start() for found in typed.finditer(text)],
            [found.start() for found in _DAY.finditer(lower)],
        )

    def _made_tries(self) -> Tries:
        if not self._tries:
            self._tries.append(tries_of(self.heads, self.places, TYPES))
        return self._tries[0]


def _at_words(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    """Where a pattern matches from the beginning of a word on."""
    at = 0
    while found := pattern.search(text, at):
        start, at = found.span()
        if text[start - 1 : start].isalnum():
            at = start + 1
        else:
            yield start, at


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


def _sorted_out(rows: list[list[int]]) -> Anchors:
    heads = [(start, end) for start, end, kind in rows if kind == HEAD]
    places = [(start, end) for start, end, kind in rows if kind == PLACE]
    typed = [start for start, _, kind in rows if kind == TYPED]
    return Anchors(heads, places, typed, [start for start, _, kind in rows if kind == DAY_ENDS])
