"""Tries of phrases in one table of numbers, for the kernel of ``finding`` to walk.

Letters in shapes: K nodes, E slots.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timkiem.metadata import finding, scan


@dataclass(frozen=True, slots=True)
class Tries:
    """Three tries: heads, lowered; places, as written; names of lunar years, lowered."""

    starts: NDArray[np.uint8]  # u1 [STARTS] by ``finding.beginning``: a bit for each trie with a phrase that begins so
    edges: NDArray[np.int64]  # i8 [E] node, unit and the node behind them, each edge in the first free slot; or 0
    ends: NDArray[np.uint8]  # u1 [K] whether a phrase ends at a node
    lower: NDArray[np.uint16]  # u2 [65536] lower case of each unit
    kinds: NDArray[np.uint8]  # u1 [65536] bits of finding.WORD, UPPER, DIGIT and LOWER
    types: NDArray[np.uint64]  # u8 the four units of each type, as one number


def tries_of(heads: Iterable[str], places: Iterable[str], lunar: Iterable[str], types: Iterable[str]) -> Tries:
    """The tries of phrases, and the words of four letters before typed capitals."""
    lower, kinds = _units()
    starts, children, ends = np.zeros(finding.STARTS, "u1"), dict[int, int](), [0] * (finding.ROOT + 3)
    for trie, phrases in ((finding.HEAD, heads), (finding.PLACE, places), (finding.LUNAR, lunar)):
        for phrase in phrases:
            units = np.frombuffer(phrase.encode("utf-16-le"), "<u2")
            starts[finding.beginning(units, lower, kinds, 0)] |= 1 << trie
            node = finding.ROOT + trie
            for unit in units.tolist():
                node = children.setdefault(node << finding.UNIT | unit, len(ends))
                ends += [0] * (node == len(ends))
            ends[node] = 1
    packed = np.array([int.from_bytes(word.encode("utf-16-le"), "little") for word in sorted(types)], "u8")
    return Tries(starts, _hashed(children), np.array(ends, "u1"), lower, kinds, packed)


def _units() -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """Lower case and kinds of all units."""
    lower, kinds = np.arange(1 << 16, dtype="u2"), np.zeros(1 << 16, "u1")
    for code in range(1 << 16):
        char = chr(code)
        if char.isalnum():
            low = char.lower()
            lower[code] = ord(low) if len(low) == 1 else code
            kinds[code] = finding.WORD | finding.UPPER * (char in scan.UPPER) | finding.LOWER * char.islower()
            kinds[code] |= finding.DIGIT * (char in "0123456789")
    return lower, kinds


def _hashed(children: dict[int, int]) -> NDArray[np.int64]:
    """A table of edges, at most a quarter full."""
    size = 1 << (4 * len(children)).bit_length()
    slots = [0] * size
    for key, child in children.items():
        slot = ((key >> finding.UNIT) * finding.SCATTER + (key & 0xFFFF)) & (size - 1)
        while slots[slot]:
            slot = (slot + 1) & (size - 1)
        slots[slot] = key << finding.NODE | child
    return np.array(slots, "i8")
