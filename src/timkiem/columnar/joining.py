"""Parts of lists from several segments, laid behind each other: the arithmetic of a merge.

Letters in shapes: l lists of a part, m lists joined.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.counts import Counts
from timkiem.columnar.documents import Documents
from timkiem.columnar.lists import Lists
from timkiem.columnar.packed import Packed
from timkiem.kernels.merging import GONE, count_left, join_lists, lay_out
from timkiem.kernels.packing import unpack

Numbers = NDArray[np.int64]
_STEPS = 4  #: of a loop over entries, for one of them


@dataclass(frozen=True, slots=True)
class Moves:
    """Where the documents of a segment, or its blocks of places, come to lie."""

    shifts: Numbers  # i8 [documents or blocks] what is added to a number; GONE for what was deleted
    bits: int  # of a number, that tell entries of one shift apart
    whole: bool  # nothing was deleted: all have one shift


@dataclass(frozen=True, slots=True)
class Part:
    """Lists of one segment that become parts of new lists."""

    names: Numbers  # i8 [l] which new list each becomes part of, ascending; no matter where nothing is left
    at: Numbers  # i8 [l] where each begins in numbers
    sizes: Numbers  # i8 [l]
    numbers: NDArray[np.uint32]  # ascending within each list
    counts: NDArray[np.uint16]  # u2 one for each number; empty where there are none
    moves: Moves

    @classmethod
    def of(cls, packed: Packed, first: int, last: int, names: Numbers, moves: Moves) -> "Part":
        """Lists ``first`` to ``last - 1``, which become parts of the new lists ``names``, i8."""
        sizes = packed.sizes(first, last)
        return cls(names, np.cumsum(sizes) - sizes, sizes, _span(packed, first, last), np.empty(0, "u2"), moves)

    def only(self, lists: NDArray[np.bool_], names: Numbers | None = None) -> "Part":
        """Some of the lists, bool [l]; ``names``, i8 of those: under other names."""
        names = self.names[lists] if names is None else names
        return Part(names, self.at[lists], self.sizes[lists], self.numbers, self.counts, self.moves)

    def left(self) -> Numbers:
        """How many entries of each list stay, i8 [l]."""
        if self.moves.whole:
            return self.sizes
        left = np.zeros(len(self.sizes), "i8")
        count = count_left.sized(_STEPS * len(self.numbers))
        count(self.at, self.sizes, self.numbers, self.moves.shifts, self.moves.bits, left)
        return left


@dataclass(frozen=True, slots=True)
class Joined:
    """New lists, one after another."""

    names: Numbers  # i8 [m] ascending
    starts: Numbers  # i8 [m + 1]
    numbers: NDArray[np.uint32]
    counts: NDArray[np.uint16]

    def starts_of_all(self, count: int) -> Numbers:
        """Where each of lists 0 to ``count - 1`` begins, and where the last ends, i8 [count + 1]."""
        sizes = np.zeros(count + 1, "i8")
        sizes[self.names + 1] = np.diff(self.starts)
        return np.cumsum(sizes)


def joined(parts: Sequence[Part]) -> Joined:
    """The parts of new lists laid behind each other, in the order of the segments.

    At least one, all of one kind, without lists of which nothing is left.
    """
    several = list({id(part.numbers): part for part in parts}.values())  # parts may share their entries
    ends = np.cumsum([len(part.numbers) for part in several])
    firsts = {id(part.numbers): end - len(part.numbers) for part, end in zip(several, ends, strict=True)}
    lists, size = sum(len(part.names) for part in parts), sum(int(part.sizes.sum()) for part in parts)
    counts = np.concatenate([part.counts for part in several])
    names, starts = np.empty(lists, "i8"), np.empty(lists + 1, "i8")
    numbers, own_counts = np.empty(size, "u4"), np.empty(size if len(counts) else 0, "u2")
    found = join_lists.sized(_STEPS * size)(
        np.concatenate([part.names for part in parts]),
        np.concatenate([part.at + firsts[id(part.numbers)] for part in parts]),
        np.concatenate([part.sizes for part in parts]),
        np.cumsum([0, *(len(part.names) for part in parts)]),
        np.concatenate([part.numbers for part in several]),
        counts,
        np.concatenate([part.moves.shifts for part in parts]),
        np.cumsum([0, *(len(part.moves.shifts) for part in parts[:-1])]),
        parts[0].moves.bits,
        np.array([part.moves.whole for part in parts], "u1"),
        np.empty(len(parts), "i8"),
        names, starts, numbers, own_counts,
    )  # fmt: skip
    size = int(starts[found])
    return Joined(names[:found], starts[: found + 1], numbers[:size], own_counts[:size])


class DocumentsWriter:
    """Lists of documents, packed range by range."""

    def __init__(self, limit: int):
        nothing = Lists.of(np.empty(0, "i8"), np.zeros(1, "i8"), limit)
        self._lists = [nothing]
        self._counts: list[Counts] = []
        self._odd = np.empty(0, "u2")

    def add(self, lists: Lists, counts: NDArray[np.uint16]) -> None:
        self._lists.append(lists)
        counts = np.concatenate([self._odd, counts])
        even = len(counts) - len(counts) % 2
        self._odd = counts[even:]
        self._counts.append(Counts.of(counts[:even]))

    def documents(self) -> Documents:
        """All that was added."""
        return Documents(Lists.joined(self._lists), Counts.joined([*self._counts, Counts.of(self._odd)]))


def unpacked(documents: Documents, first: int, last: int, names: Numbers, moves: Moves) -> Part:
    """Lists ``first`` to ``last - 1``, which become parts of the new lists ``names``, i8."""
    lists = documents.lists
    sizes = lists.sizes(first, last)
    start = lists.first_entry(first) if first < last else 0
    counts = documents.counts.between(start, start + int(sizes.sum()))
    numbers = _span(lists.packed, first, last)
    begin, end = lists.dense.searchsorted(np.array([first, last], "u4")).tolist()
    if begin < end:
        width = lists.bits.shape[1]
        lists.guard.check(begin * width, end * width)
        rows = np.full(last - first, -1, "i8")
        rows[lists.dense[begin:end].astype("i8") - first] = np.arange(begin, end)
        sparse, numbers = numbers, np.empty(int(sizes.sum()), "u4")
        lay_out.sized(_STEPS * len(numbers))(sparse, sizes, rows, lists.bits, numbers)
    return Part(names, np.cumsum(sizes) - sizes, sizes, numbers, counts, moves)


def _span(packed: Packed, first: int, last: int) -> NDArray[np.uint32]:
    """Lists ``first`` to ``last - 1`` one after another, u4: ``Packed.span`` in half the memory."""
    numbers: Any = np.empty(int(packed.starts[last]) - int(packed.starts[first]), "u4")
    if len(numbers):
        at = packed.place(first).at
        packed.guard.check(at, packed.place(last - 1).end(packed.limit))
        unpack.sized(_STEPS * len(numbers))(packed.data, at, packed.starts, first, last, packed.limit, numbers)
    return cast(NDArray[np.uint32], numbers)


def moves(shifts: Numbers, stays: NDArray[np.bool_], bits: int) -> Moves:
    """``stays``, bool as long as ``shifts``: what was not deleted."""
    return Moves(np.where(stays, shifts, GONE), bits, bool(stays.all()))
