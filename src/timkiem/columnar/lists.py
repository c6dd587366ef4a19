"""Many ascending lists of documents: packed, or bitmaps where the list is long.

A list that holds more than one in 16 of all documents is kept as a bitmap: smaller from there on, and
whether it holds a document is one look.

Letters in shapes: L lists, D lists kept as bitmaps, W = ceil(limit / 64) words.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.packed import Packed
from timkiem.columnar.section_writer import SectionWriter
from timkiem.columnar.sections import UNGUARDED, Guard, Sections
from timkiem.kernels.packing import part_lists
from timkiem.kernels.terms import RANKED

_DENSE = 16  #: a bitmap pays when the list holds more than limit / _DENSE numbers


@dataclass(frozen=True)
class Lists:
    """Immutable, so threads may share it. Each comment gives dtype, shape and invariant."""

    packed: Packed  # L lists, those that are bitmaps empty
    dense: NDArray[np.uint32]  # u4 [D] the lists kept as bitmaps, ascending
    before: NDArray[np.uint32]  # u4 [D + 1] entries in the bitmaps before each; the last is their sum
    bits: NDArray[np.uint64]  # u8 [D, W] number n is bit n % 64 of word n // 64
    ranks: NDArray[np.uint32]  # u4 [D, W // 8 + 1] entries before each 8th word
    guard: Guard = field(default=UNGUARDED, compare=False)  # of bits

    @classmethod
    def of(cls, numbers: NDArray[Any], starts: NDArray[Any], limit: int) -> Self:
        """From lists one after another: list i is numbers[starts[i]:starts[i + 1]], ascending, distinct."""
        numbers, starts = numbers.astype("u4", copy=False), starts.astype("i8", copy=False)
        counts = np.diff(starts)
        is_dense = counts * _DENSE > limit
        dense = np.flatnonzero(is_dense)
        bits, sparse = np.zeros((len(dense), -(-limit // 64)), "u8"), np.empty(len(numbers), "u4")
        part = part_lists.sized(len(numbers))
        size = part(numbers, starts, is_dense.astype("u1"), bits, sparse)
        before = np.concatenate([[0], np.cumsum(counts[dense])])
        counts[dense] = 0
        packed = Packed.of(sparse[:size], np.concatenate([[0], np.cumsum(counts)]), limit)
        return cls(packed, dense.astype("u4"), before.astype("u4"), bits, _ranks(bits))

    @classmethod
    def joined(cls, parts: Sequence["Lists"]) -> "Lists":
        """The lists of several objects of one limit, one after another; at least one."""
        dense = np.cumsum([0, *(int(part.before[-1]) for part in parts)])
        lists = np.cumsum([0, *map(len, parts)])
        each = list(enumerate(parts))
        return Lists(
            Packed.joined([part.packed for part in parts]),
            np.concatenate([part.dense + lists[at] for at, part in each]).astype("u4"),
            np.concatenate([[0], *(part.before[1:] + dense[at] for at, part in each)]).astype("u4"),
            np.concatenate([part.bits for part in parts]),
            np.concatenate([part.ranks for part in parts]),
        )

    def __len__(self) -> int:
        return len(self.packed)

    def row(self, number: int) -> int:
        """Which bitmap holds the list, or -1. It may be read then: raises IndexCorrupt when it was altered."""
        row = self._rows.get(number, -1)
        if row >= 0:
            self.guard.check(row * self.bits.shape[1], (row + 1) * self.bits.shape[1])
        return row

    def ready(self, number: int) -> None:
        """Before a list is read by other ways than the methods here. Raises IndexCorrupt when it was altered."""
        if self.row(number) < 0:
            self.packed.place(number)

    def count(self, number: int) -> int:
        """Entries of the list."""
        row = self.row(number)
        return int(self.before[row + 1]) - int(self.before[row]) if row >= 0 else self.packed.count(number)

    def first_entry(self, number: int) -> int:
        """How many entries all lists before this one hold: where its part of a parallel array starts."""
        return int(self.packed.starts[number]) + int(self.before[bisect_left(self._dense, number)])

    def get(self, number: int) -> NDArray[np.int64]:
        """The list, i8, ascending. Costs 1 to 3 ns an entry."""
        row = self.row(number)
        if row >= 0:
            return np.flatnonzero(np.unpackbits(self.bits[row].view("u1"), bitorder="little"))
        return self.packed.get(number)

    def mark(self, number: int, flags: NDArray[np.bool_]) -> None:
        """Set flags, bool [limit], at the numbers of the list."""
        row = self.row(number)
        if row >= 0:
            flags |= np.unpackbits(self.bits[row].view("u1"), count=len(flags), bitorder="little").view(bool)
        else:
            flags[self.packed.get(number)] = True

    def locate(self, number: int, wanted: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Which numbers, i8 [n] ascending, the list holds, and where: counted from its first entry."""
        row = self.row(number)
        if row < 0:
            numbers = self.packed.get(number)
            at = numbers.searchsorted(wanted)
            held = np.zeros(len(wanted), bool)
            inside = at < len(numbers)
            held[inside] = numbers[at[inside]] == wanted[inside]
            return held, at
        words, bit = wanted >> 6, (wanted & 63).astype("u8")
        return self._look(self.bits[row][words], self._ranks_of(row)[words], bit)

    def hold(self, lists: Sequence[int], wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which lists hold which numbers, i8 [n] ascending: bool [lists, n]."""
        held = np.empty((len(lists), len(wanted)), bool)
        rows = np.array([self.row(number) for number in lists], "i8")
        dense = rows >= 0
        if dense.any():
            words, bit = wanted >> 6, (wanted & 63).astype("u8")
            held[dense] = self.bits[rows[dense][:, None], words] >> bit & np.uint64(1)
        if not dense.all():
            held[~dense] = self.packed.hold(np.array(lists, "i8")[~dense], wanted)
        return held

    def locate_rows(
        self, rows: Sequence[int], wanted: NDArray[np.int64]
    ) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """``locate`` in several bitmaps at once: [rows, n]."""
        words, bit = wanted >> 6, (wanted & 63).astype("u8")
        ranks = np.stack([self._ranks_of(row)[words] for row in rows])
        return self._look(self.bits[np.array(rows)[:, None], words], ranks, bit)

    def sizes(self, first: int, last: int) -> NDArray[np.int64]:
        """Entries of lists ``first`` to ``last - 1``, i8."""
        sizes = self.packed.sizes(first, last)
        start, end = self.dense.searchsorted(np.array([first, last], "u4")).tolist()
        before = self.before[start : end + 1].astype("i8")
        sizes[self.dense[start:end].astype("i8") - first] = before[1:] - before[:-1]
        return sizes

    def span(self, first: int, last: int) -> NDArray[np.int64]:
        """Lists ``first`` to ``last - 1`` one after another, i8."""
        flat = self.packed.span(first, last)
        start, end = self.dense.searchsorted(np.array([first, last], "u4")).tolist()
        if start == end:
            return flat
        sizes = self.sizes(first, last)
        ends = np.cumsum(sizes)
        numbers, sparse = np.empty(int(ends[-1]), "i8"), np.ones(int(ends[-1]), bool)
        for number in self.dense[start:end].tolist():
            place = slice(int(ends[number - first] - sizes[number - first]), int(ends[number - first]))
            numbers[place], sparse[place] = self.get(number), False
        numbers[sparse] = flat
        return numbers

    def save(self, writer: SectionWriter, name: str) -> None:
        """Write the sections ``NAME.packed.*``, ``NAME.dense``, ``NAME.before``, ``NAME.bits`` and ``NAME.ranks``."""
        self.packed.save(writer, f"{name}.packed")
        for part in ("dense", "before", "bits", "ranks"):
            writer.add(f"{name}.{part}", getattr(self, part))

    @classmethod
    def open(cls, sections: Sections, name: str) -> Self:
        packed = Packed.open(sections, f"{name}.packed")
        dense = sections.array(f"{name}.dense")
        bits, guard = sections.guarded(f"{name}.bits")
        bits = bits.reshape(len(dense), -(-packed.limit // 64))
        ranks = sections.array(f"{name}.ranks").reshape(len(dense), bits.shape[1] // RANKED + 1)
        return cls(packed, dense, sections.array(f"{name}.before"), bits, ranks, guard)

    @cached_property
    def _rows(self) -> dict[int, int]:
        return {number: row for row, number in enumerate(self.dense.tolist())}

    @cached_property
    def _dense(self) -> list[int]:
        return list(self._rows)

    @cached_property
    def _word_ranks(self) -> dict[int, NDArray[np.uint32]]:
        return {}

    def _ranks_of(self, row: int) -> NDArray[np.uint32]:
        """How many numbers stand before each word of a bitmap, u4 [W]. Kept once reckoned."""
        ranks = self._word_ranks.get(row)
        if ranks is None:
            ones = np.bitwise_count(self.bits[row])
            ranks = self._word_ranks[row] = np.cumsum(ones, dtype="u4") - ones
        return ranks

    @staticmethod
    def _look(
        found: NDArray[np.uint64], ranks: NDArray[np.uint32], bit: NDArray[np.uint64]
    ) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        below = found & ((np.uint64(1) << bit) - np.uint64(1))
        return (found >> bit & np.uint64(1)).astype(bool), ranks + np.bitwise_count(below).astype("i8")


def _ranks(bits: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """Entries before each 8th word of each bitmap, u4 [D, W // 8 + 1]."""
    padded = np.zeros((len(bits), (bits.shape[1] // RANKED + 1) * RANKED), "u1")
    padded[:, : bits.shape[1]] = np.bitwise_count(bits)
    ones = padded.reshape(len(bits), padded.shape[1] // RANKED, RANKED).sum(axis=2, dtype="u4")
    return np.asarray(np.cumsum(ones, axis=1, dtype="u4") - ones)
