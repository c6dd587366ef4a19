"""A kernel that finds in one pass over the UTF-16 units of texts what ``anchors`` looks for.

Letters in shapes: C code units, K nodes, E slots, M anchors.
"""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk, inner

#: Kinds of what is found: phrases of the three tries, capitals behind types, and digits by what stands beside them.
HEAD, PLACE, LUNAR, TYPED, DAY_ENDS, MONTH, YEAR, NUMBERED, CENTURY = range(9)
WORD, UPPER, DIGIT, LOWER = 1, 2, 4, 8  #: what a code unit is
APART, BEHIND_CAPITAL, GLUED = range(3)  #: how a place stands behind the word before it
NODE, UNIT = 20, 16  #: bits of a node's number and of a unit
ROOT = 1  #: node of the first trie
_TELLING = UPPER | DIGIT  #: what tells something within a word
STARTS = 1 << 14
SCATTER = 1031  #: slots from one node's edges to those of the next
_SPACE, _SLASH, _HYPHEN, _STOP, _NEWLINE = map(ord, " /-.\n")
_ZERO, _ONE, _TWO, _NINE = map(ord, "0129")
_P, _Q = map(ord, "pq")
_MONTH, _YEAR, _DISTRICT, _WARD = (tuple(map(ord, word)) for word in ("tháng ", "năm ", "quận ", "phường "))
_MOST_SPACES = 2  #: before the sign of a date
_TYPE_UNITS = 4  #: of each type
_MOST_AT_ONCE = 6  #: anchors that begin at one unit


@bulk
def find_in_units(
    units: NDArray[np.uint16],
    starts: NDArray[np.uint8],
    edges: NDArray[np.int64],
    ends: NDArray[np.uint8],
    lower: NDArray[np.uint16],
    kinds: NDArray[np.uint8],
    types: NDArray[np.uint64],
    found: NDArray[np.int32],
) -> int:
    """Write start, end, kind and how it stands of each anchor to ``found`` i4 [M, 4]; how many, or -1: no room."""
    count = head_end = place_end = lunar_end = 0
    kind = 0
    for at in range(len(units)):
        before, kind = kind, kinds[units[at]]
        if not kind or (before and not kind & _TELLING):
            continue
        if count + _MOST_AT_ONCE > len(found):
            return -1
        if kind & DIGIT:
            count = _at_digit(units, lower, kinds, before, at, found, count)
            continue
        tries = starts[beginning(units, lower, kinds, at)]
        if tries & 1 << HEAD and not before and at >= head_end:
            end = _walk(units, HEAD, edges, ends, lower, kinds, at)
            count = _note(found, count, at, end, HEAD, 0)
            head_end = max(head_end, end)
        if tries & 1 << LUNAR and not before and at >= lunar_end:
            end = _walk(units, LUNAR, edges, ends, lower, kinds, at)
            count = _note(found, count, at, end, LUNAR, 0)
            lunar_end = max(lunar_end, end)
        if tries & 1 << PLACE and kind & UPPER and at >= place_end:
            end = _walk(units, PLACE, edges, ends, lower, kinds, at)
            count = _note(found, count, at, end, PLACE, _behind(units, kinds, at) if end else 0)
            place_end = max(place_end, end)
        if kind & UPPER and at >= _TYPE_UNITS and units[at - 1] == _SPACE and _is_typed(units, types, at):
            count = _note(found, count, at, at + 1, TYPED, 0)
    return count


@inner
def _note(found: NDArray[np.int32], count: int, start: int, end: int, kind: int, beside: int) -> int:
    """Write an anchor behind ``count`` others, unless ``end`` is 0; how many there are now."""
    if not end:
        return count
    found[count, 0], found[count, 1], found[count, 2], found[count, 3] = start, end, kind, beside
    return count + 1


@inner
def _walk(
    units: NDArray[np.uint16],
    trie: int,
    edges: NDArray[np.int64],
    ends: NDArray[np.uint8],
    lower: NDArray[np.uint16],
    kinds: NDArray[np.uint8],
    at: int,
) -> int:
    """Where the longest phrase of a trie ends that begins at a unit; 0 if none does."""
    end = 0
    node = ROOT + trie
    last = len(edges) - 1
    while at < len(units):
        unit = int(units[at] if trie == PLACE else lower[units[at]])
        slot = (node * SCATTER + unit) & last
        while edges[slot] and edges[slot] >> NODE != (node << UNIT | unit):
            slot = (slot + 1) & last
        if not edges[slot]:
            break
        node = int(edges[slot] & ((1 << NODE) - 1))
        at += 1
        if ends[node] and (at == len(units) or not kinds[units[at]]):
            end = at
    return end


@inner
def beginning(units: NDArray[np.uint16], lower: NDArray[np.uint16], kinds: NDArray[np.uint8], at: int) -> int:
    """A number below STARTS for how a word begins at a unit: its first three letters, in any case."""
    number = int(lower[units[at]]) * 5
    if at + 1 < len(units) and kinds[units[at + 1]]:
        number += int(lower[units[at + 1]]) * 97
        if at + 2 < len(units) and kinds[units[at + 2]]:
            number += int(lower[units[at + 2]]) * 1511
    return number & (STARTS - 1)


@inner
def _behind(units: NDArray[np.uint16], kinds: NDArray[np.uint8], at: int) -> int:
    """How a place at a unit stands behind the word before it, which may end in a capitalised one."""
    if not at or units[at - 1] != _SPACE:
        return GLUED if at and kinds[units[at - 1]] else APART
    start = at - 1
    upper = 0
    while start and units[start - 1] != _SPACE and units[start - 1] != _NEWLINE:
        start -= 1
        upper |= kinds[units[start]] & UPPER
    if not upper or not kinds[units[at - 2]] or kinds[units[start]] & LOWER:
        return APART
    return BEHIND_CAPITAL


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
def _at_digit(
    units: NDArray[np.uint16],
    lower: NDArray[np.uint16],
    kinds: NDArray[np.uint8],
    before: int,
    at: int,
    found: NDArray[np.int32],
    count: int,
) -> int:
    """Write the anchors at a digit behind ``count`` others; how many there are now."""
    if _ends_day(units, lower, kinds, at):
        count = _note(found, count, at, at + 1, DAY_ENDS, 0)
    if before:
        return count
    century = _begins_year(units, kinds, at)
    if century:
        count = _note(found, count, at, at + 4, CENTURY, 0)
    if at < 2:
        return count
    if _ends_in(units, lower, at, _MONTH):
        count = _note(found, count, at - len(_MONTH), at, MONTH, 0)
    if century and _ends_in(units, lower, at, _YEAR):
        count = _note(found, count, at - len(_YEAR), at, YEAR, 0)
    if units[at - 1] == _SPACE and (units[at - 2] == _SPACE or units[at - 2] == _STOP):
        at -= 1
    if at > 1 and units[at - 1] == _STOP and (lower[units[at - 2]] == _P or lower[units[at - 2]] == _Q):
        return _note(found, count, at - 2, at, NUMBERED, 0)
    if _ends_in(units, lower, at, _DISTRICT):
        count = _note(found, count, at - len(_DISTRICT), at, NUMBERED, 0)
    if _ends_in(units, lower, at, _WARD):
        count = _note(found, count, at - len(_WARD), at, NUMBERED, 0)
    return count


@inner
def _begins_year(units: NDArray[np.uint16], kinds: NDArray[np.uint8], at: int) -> bool:
    """Whether "19" or "20" and two digits stand at a unit."""
    if at + 4 > len(units):
        return False
    if kinds[units[at + 2]] & kinds[units[at + 3]] & DIGIT == 0:
        return False
    if units[at] == _ONE:
        return bool(units[at + 1] == _NINE)
    return bool(units[at] == _TWO and units[at + 1] == _ZERO)


@inner
def _ends_in(units: NDArray[np.uint16], lower: NDArray[np.uint16], at: int, word: tuple[int, ...]) -> bool:
    """Whether a word stands before a unit."""
    if at < len(word):
        return False
    same = True
    for offset in range(len(word)):
        same = same and lower[units[at - len(word) + offset]] == word[offset]
    return same


@inner
def _ends_day(units: NDArray[np.uint16], lower: NDArray[np.uint16], kinds: NDArray[np.uint8], at: int) -> bool:
    """Whether behind a digit stands what may follow a day: a sign and a digit, or a month."""
    size = len(units)
    spaces = 0
    at += 1
    while at < size and units[at] == _SPACE and spaces < _MOST_SPACES:
        at += 1
        spaces += 1
    if at + 1 >= size:
        return False
    sign = units[at]
    if spaces == 1 and lower[sign] == _MONTH[0]:
        for offset in range(len(_MONTH)):
            if at + offset >= size or lower[units[at + offset]] != _MONTH[offset]:
                return False
        return at + len(_MONTH) < size and kinds[units[at + len(_MONTH)]] & DIGIT != 0
    if sign != _SLASH and sign != _HYPHEN and (spaces or sign != _STOP):
        return False
    at += 1
    most = 2 if spaces else 1
    while most and at < size and units[at] == _SPACE and sign != _STOP:
        at += 1
        most -= 1
    return at < size and kinds[units[at]] & DIGIT != 0
