"""Where the finders look closer: heads of titles, places' names, capitals behind "huyện", digits that may begin a date.

All are found in one pass over the UTF-16 units of the text by a kernel that walks two tries; in a process that reads
little, by a pattern for each. Both give the same.

Letters in shapes: C code units, K nodes, M anchors.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk, inner
from timkiem.metadata.scan import UPPER

#: The last four characters of words before districts and wards.
TYPES = frozenset(
    ("yện ", "uận ", " xã ", "(xã ", "ờng ", "rấn ", "phố ", "đảo ", " tp ", "(tp ", "tp. ", "TP. ", "Tp. ", " tx ")
) | frozenset(("(tx ", "tx. ", "TX. ", "Tx. ", *(f"{sign}{short}. " for sign in " (" for short in "qphQPH")))
Span = tuple[int, int]  # start and end
_DAY = re.compile(r"[0-9](?=[/.-][0-9]| {1,2}[/-] {0,2}[0-9]|[/-] [0-9]| tháng [0-9])")  # the last digit of a day
_QUICK = 20  #: characters that the patterns take as long for as a loop in plain Python for a step
_WORD, _UPPER, _DIGIT = 1, 2, 4  # what a code unit is
_SPACE, _SLASH, _HYPHEN, _STOP = map(ord, " /-.")
_TH = tuple(map(ord, "tháng "))
_MOST_SPACES = 2  #: before the sign of a date
_TYPE_UNITS = 4  #: of each of TYPES
_HEAD, _PLACE, _TYPED, _DAY_ENDS = range(4)


class Anchors(NamedTuple):
    """What was found in one text, each ascending."""

    heads: Sequence[Span]  # words of heads and ranks
    places: Sequence[Span]  # spellings of places' names
    typed: Sequence[int]  # capitals behind words like "huyện"
    days: Sequence[int]  # digits that a day of the month may end in


@dataclass(frozen=True, slots=True)
class _Tries:
    """Two tries in one array: of heads, lowered, and of places, as written."""

    roots: NDArray[np.int32]  # i4 [2, 65536] node of each first unit, or 0
    nodes: NDArray[np.int32]  # i4 [K, 4] unit, first child, next sibling, whether a phrase ends here
    lower: NDArray[np.uint16]  # u2 [65536] lower case of each unit
    kinds: NDArray[np.uint8]  # u1 [65536] bits of _WORD, _UPPER, _DIGIT
    types: NDArray[np.uint64]  # u8 the four units of each of TYPES, as one number


@dataclass(slots=True)
class AnchorFinder:
    """Finds the anchors of texts by the phrases of a lexicon."""

    heads: frozenset[str]  # lowered
    places: frozenset[str]
    _seen: int = 0  # characters read so far
    _patterns: list[re.Pattern[str]] = field(default_factory=list)
    _tries: list[_Tries] = field(default_factory=list)

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

    def _made_tries(self) -> _Tries:
        if not self._tries:
            self._tries.append(_tries(self.heads, self.places))
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
    heads = [(start, end) for start, end, kind in rows if kind == _HEAD]
    places = [(start, end) for start, end, kind in rows if kind == _PLACE]
    typed = [start for start, _, kind in rows if kind == _TYPED]
    return Anchors(heads, places, typed, [start for start, _, kind in rows if kind == _DAY_ENDS])


def _tries(heads: Iterable[str], places: Iterable[str]) -> _Tries:
    roots, nodes = np.zeros((2, 1 << 16), "i4"), [[0, 0, 0, 0]]
    for trie, phrases in enumerate((heads, places)):
        children: dict[tuple[int, int], int] = {}
        for phrase in phrases:
            node = 0
            for unit in np.frombuffer(phrase.encode("utf-16-le"), "<u2").tolist():
                child = children.get((node, unit))
                if child is None:
                    child = children[node, unit] = len(nodes)
                    nodes.append([unit, 0, nodes[node][1] if node else 0, 0])
                    if node:
                        nodes[node][1] = child
                    else:
                        roots[trie, unit] = child
                node = child
            nodes[node][3] = 1
    lower, kinds = np.arange(1 << 16, dtype="u2"), np.zeros(1 << 16, "u1")
    for code in range(1 << 16):
        char = chr(code)
        if char.isalnum():
            low = char.lower()
            lower[code] = ord(low) if len(low) == 1 else code
            kinds[code] = _WORD | _UPPER * (char in UPPER) | _DIGIT * (char in "0123456789")
    types = np.array([int.from_bytes(word.encode("utf-16-le"), "little") for word in sorted(TYPES)], "u8")
    return _Tries(roots, np.array(nodes, "i4"), lower, kinds, types)


@bulk
def find_in_units(
    units: NDArray[np.uint16],
    roots: NDArray[np.int32],
    nodes: NDArray[np.int32],
    lower: NDArray[np.uint16],
    kinds: NDArray[np.uint8],
    types: NDArray[np.uint64],
    found: NDArray[np.int32],
) -> int:
    """Write start, end and kind of each anchor to ``found``; how many, or -1 if there is no room for all."""
    count = head_end = place_end = 0
    room = len(found) - 3
    before = 0  # the kind of the unit before
    for at in range(len(units)):
        kind = kinds[units[at]]
        if kind:
            if count > room:
                return -1
            if kind & _DIGIT:
                if _ends_day(units, kinds, at):
                    found[count, 0], found[count, 1], found[count, 2] = at, at + 1, _DAY_ENDS
                    count += 1
            elif not before and at >= head_end:
                end = _walk(units, roots[0, lower[units[at]]], nodes, lower, kinds, True, at)
                if end:
                    found[count, 0], found[count, 1], found[count, 2] = at, end, _HEAD
                    count += 1
                    head_end = end
            if kind & _UPPER:
                if at >= place_end:
                    end = _walk(units, roots[1, units[at]], nodes, lower, kinds, False, at)
                    if end:
                        found[count, 0], found[count, 1], found[count, 2] = at, end, _PLACE
                        count += 1
                        place_end = end
                if not before and at >= _TYPE_UNITS and _is_typed(units, types, at):
                    found[count, 0], found[count, 1], found[count, 2] = at, at + 1, _TYPED
                    count += 1
        before = kind
    return count


@inner
def _is_typed(units: NDArray[np.uint16], types: NDArray[np.uint64], at: int) -> bool:
    """Whether the four units before one are among the types."""
    last = np.uint64(0)
    for offset in range(_TYPE_UNITS, 0, -1):
        last = (last >> np.uint64(16)) | (np.uint64(units[at - offset]) << np.uint64(48))
    known = False
    for index in range(len(types)):
        known = known or last == types[index]
    return known


@inner
def _walk(
    units: NDArray[np.uint16],
    node: int,
    nodes: NDArray[np.int32],
    lower: NDArray[np.uint16],
    kinds: NDArray[np.uint8],
    lowered: bool,
    at: int,
) -> int:
    """Where the longest phrase of a trie ends that begins at a unit, whose node is given; 0 if none does."""
    end = 0
    while node:
        at += 1
        if nodes[node, 3] and (at == len(units) or not kinds[units[at]] & _WORD):
            end = at
        if at == len(units):
            break
        unit = lower[units[at]] if lowered else units[at]
        node = nodes[node, 1]
        while node and nodes[node, 0] != unit:
            node = nodes[node, 2]
    return end


@inner
def _ends_day(units: NDArray[np.uint16], kinds: NDArray[np.uint8], at: int) -> bool:
    """What the pattern _DAY asks of the units behind a digit."""
    size = len(units)
    spaces = 0
    at += 1
    while at < size and units[at] == _SPACE and spaces < _MOST_SPACES:
        at += 1
        spaces += 1
    if at + 1 >= size:
        return False
    sign = units[at]
    if spaces == 1 and sign == _TH[0]:
        for offset in range(len(_TH)):
            if at + offset >= size or units[at + offset] != _TH[offset]:
                return False
        return at + len(_TH) < size and kinds[units[at + len(_TH)]] & _DIGIT != 0
    if sign != _SLASH and sign != _HYPHEN and (spaces or sign != _STOP):
        return False
    at += 1
    most = 2 if spaces else 1
    while most and at < size and units[at] == _SPACE and sign != _STOP:
        at += 1
        most -= 1
    return at < size and kinds[units[at]] & _DIGIT != 0
