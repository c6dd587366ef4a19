"""A kernel that walks two tries over the UTF-16 units of a text: what ``anchors`` looks for, in one pass.

Letters in shapes: C code units, K nodes, M anchors.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk, inner
from timkiem.metadata.scan import UPPER

_WORD, _UPPER, _DIGIT = 1, 2, 4  # what a code unit is
_SPACE, _SLASH, _HYPHEN, _STOP = map(ord, " /-.")
_TH = tuple(map(ord, "tháng "))
_MOST_SPACES = 2  #: before the sign of a date
_TYPE_UNITS = 4  #: of each type
HEAD, PLACE, TYPED, DAY_ENDS = range(4)  #: kinds of what is found


@dataclass(frozen=True, slots=True)
class Tries:
    """Two tries in one array: of heads, lowered, and of places, as written."""

    roots: NDArray[np.int32]  # i4 [2, 65536] node of each first unit, or 0
    nodes: NDArray[np.int32]  # i4 [K, 4] unit, first child, next sibling, whether a phrase ends here
    lower: NDArray[np.uint16]  # u2 [65536] lower case of each unit
    kinds: NDArray[np.uint8]  # u1 [65536] bits of _WORD, _UPPER, _DIGIT
    types: NDArray[np.uint64]  # u8 the four units of each type, as one number


def tries_of(heads: Iterable[str], places: Iterable[str], types_before: Iterable[str]) -> Tries:
    """The tries of heads, lowered, and of places; and the words of four letters before typed capitals."""
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
    types = np.array([int.from_bytes(word.encode("utf-16-le"), "little") for word in sorted(types_before)], "u8")
    return Tries(roots, np.array(nodes, "i4"), lower, kinds, types)


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
                    found[count, 0], found[count, 1], found[count, 2] = at, at + 1, DAY_ENDS
                    count += 1
            elif not before and at >= head_end:
                end = _walk(units, roots[0, lower[units[at]]], nodes, lower, kinds, True, at)
                if end:
                    found[count, 0], found[count, 1], found[count, 2] = at, end, HEAD
                    count += 1
                    head_end = end
            if kind & _UPPER:
                if at >= place_end:
                    end = _walk(units, roots[1, units[at]], nodes, lower, kinds, False, at)
                    if end:
                        found[count, 0], found[count, 1], found[count, 2] = at, end, PLACE
                        count += 1
                        place_end = end
                if not before and at >= _TYPE_UNITS and _is_typed(units, types, at):
                    found[count, 0], found[count, 1], found[count, 2] = at, at + 1, TYPED
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
