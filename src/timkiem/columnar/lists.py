"""Many ascending lists of numbers below a limit: the documents of each term, the places of each pair.

A number is cut into a low half of 16 bits and what is left above, in 0, 8 or 16 bits as the limit
demands, kept in two arrays. A list that holds more than one in 16 of all possible numbers is kept as
a bitmap instead: smaller from there on, and whether it holds a number is one look.

Letters in shapes: L lists, E entries in all, D lists kept as bitmaps, W = ceil(limit / 64) words.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.sections import Sections, SectionWriter

_DENSE = 16  #: a bitmap pays when the list holds more than limit / _DENSE numbers


@dataclass(frozen=True)
class Lists:
    """Immutable, so threads may share it. Each comment gives dtype, shape and invariant."""

    limit: int  # every number is smaller
    starts: NDArray[np.uint32]  # u4 [L + 1] list i owns low[starts[i]:starts[i + 1]], nothing if it is a bitmap
    low: NDArray[np.uint16]  # u2 [E - those in bitmaps] number % 65536
    high: NDArray[Any]  # u1 or u2, as long as low: number // 65536; empty where the limit needs none
    dense: NDArray[np.uint32]  # u4 [D] the lists kept as bitmaps, ascending
    before: NDArray[np.uint32]  # u4 [D + 1] entries in the bitmaps before each; the last is their sum
    bits: NDArray[np.uint64]  # u8 [D, W] number n is bit n % 64 of word n // 64

    @classmethod
    def of(cls, numbers: NDArray[Any], starts: NDArray[Any], limit: int, *, bitmaps: bool) -> Self:
        """From lists one after another: list i is numbers[starts[i]:starts[i + 1]], ascending, distinct."""
        counts = np.diff(starts)
        dense = np.flatnonzero(counts * _DENSE > limit) if bitmaps else np.empty(0, "i8")
        words = -(-limit // 64)
        bits = np.zeros((len(dense), words), "u8")
        kept = np.ones(len(numbers) if len(dense) else 0, bool)
        for row, number in zip(bits, dense.tolist(), strict=True):
            span = slice(int(starts[number]), int(starts[number + 1]))
            flags = np.zeros(64 * words, bool)
            flags[numbers[span]] = True
            row[:] = np.packbits(flags, bitorder="little").view("<u8")
            kept[span] = False
        before = np.concatenate([[0], np.cumsum(counts[dense])])
        counts[dense] = 0
        low, high = split(numbers[kept] if len(dense) else numbers, limit)
        return cls(
            limit,
            np.concatenate([[0], np.cumsum(counts)]).astype("u4"),
            low,
            high,
            dense.astype("u4"),
            before.astype("u4"),
            bits,
        )

    @classmethod
    def joined(cls, parts: Sequence["Lists"]) -> "Lists":
        """The lists of several objects of one limit, one after another."""
        limit = parts[0].limit
        sparse = np.cumsum([0, *(len(part.low) for part in parts)])
        dense = np.cumsum([0, *(int(part.before[-1]) for part in parts)])
        lists = np.cumsum([0, *map(len, parts)])
        each = list(enumerate(parts))
        return Lists(
            limit,
            np.concatenate([[0], *(part.starts[1:] + sparse[at] for at, part in each)]).astype("u4"),
            np.concatenate([part.low for part in parts]),
            np.concatenate([part.high for part in parts]),
            np.concatenate([part.dense + lists[at] for at, part in each]).astype("u4"),
            np.concatenate([[0], *(part.before[1:] + dense[at] for at, part in each)]).astype("u4"),
            np.concatenate([part.bits for part in parts]),
        )

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, number: int) -> int:
        """Which bitmap holds the list, or -1."""
        return self._rows.get(number, -1)

    @cached_property
    def _rows(self) -> dict[int, int]:
        return {number: row for row, number in enumerate(self.dense.tolist())}

    @cached_property
    def _dense(self) -> list[int]:
        return list(self._rows)

    @cached_property
    def _ranks(self) -> dict[int, NDArray[np.uint32]]:
        return {}

    def count(self, number: int) -> int:
        """Entries of the list."""
        row = self.row(number)
        bounds, at = (self.before, row) if row >= 0 else (self.starts, number)
        return int(bounds[at + 1]) - int(bounds[at])

    def first_entry(self, number: int) -> int:
        """How many entries all lists before this one hold: where its part of a parallel array starts."""
        return int(self.starts[number]) + int(self.before[bisect_left(self._dense, number)])

    def get(self, number: int) -> NDArray[np.int64]:
        """The list, i8, ascending. Costs 1 to 3 ns an entry."""
        row = self.row(number)
        if row >= 0:
            return np.flatnonzero(np.unpackbits(self.bits[row].view("u1"), bitorder="little"))
        return self._between(int(self.starts[number]), int(self.starts[number + 1]))

    def mark(self, number: int, flags: NDArray[np.bool_]) -> None:
        """Set flags, bool [limit], at the numbers of the list."""
        row = self.row(number)
        if row >= 0:
            flags |= np.unpackbits(self.bits[row].view("u1"), count=self.limit, bitorder="little").view(bool)
        else:
            flags[self.get(number)] = True

    def locate(self, number: int, wanted: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Which numbers, i8 [n] ascending, the list holds, and where: counted from its first entry."""
        row = self.row(number)
        if row < 0:
            numbers = self.get(number)
            at = numbers.searchsorted(wanted)
            held = np.zeros(len(wanted), bool)
            inside = at < len(numbers)
            held[inside] = numbers[at[inside]] == wanted[inside]
            return held, at
        words, bit = wanted >> 6, (wanted & 63).astype("u8")
        return self._look(self.bits[row][words], self._ranks_of(row)[words], bit)

    def locate_rows(
        self, rows: Sequence[int], wanted: NDArray[np.int64]
    ) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """``locate`` in several bitmaps at once: [rows, n]."""
        words, bit = wanted >> 6, (wanted & 63).astype("u8")
        ranks = np.stack([self._ranks_of(row)[words] for row in rows])
        return self._look(self.bits[np.array(rows)[:, None], words], ranks, bit)

    @staticmethod
    def _look(
        found: NDArray[np.uint64], ranks: NDArray[np.uint32], bit: NDArray[np.uint64]
    ) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        below = found & ((np.uint64(1) << bit) - np.uint64(1))
        return (found >> bit & np.uint64(1)).astype(bool), ranks + np.bitwise_count(below).astype("i8")

    def _ranks_of(self, row: int) -> NDArray[np.uint32]:
        """How many numbers stand before each word of a bitmap, u4 [W]. Kept once reckoned."""
        ranks = self._ranks.get(row)
        if ranks is None:
            ones = np.bitwise_count(self.bits[row])
            ranks = self._ranks[row] = np.cumsum(ones, dtype="u4") - ones
        return ranks

    def lower_bounds(self, number: int, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many entries of a list, no bitmap, are smaller than each wanted number, i8 [n]: halving in all at once.

        Cheaper than ``get`` when the list is long and few numbers are wanted.
        """
        start, size = int(self.starts[number]), self.count(number)
        smaller = np.zeros(len(wanted), "i8")
        step = 1 << size.bit_length()
        while step := step >> 1:
            more = np.minimum(smaller + step, size)
            smaller = np.where(self._at(start + more - 1) < wanted, more, smaller)
        return smaller

    def _at(self, entries: NDArray[np.int64]) -> NDArray[np.int64]:
        numbers = self.low[entries].astype("i8")
        if len(self.high):
            numbers += self.high[entries].astype("i8") << 16
        return numbers

    def sizes(self, first: int, last: int) -> NDArray[np.int64]:
        """Entries of lists ``first`` to ``last - 1``, i8."""
        sizes = np.diff(self.starts[first : last + 1].astype("i8"))
        start, end = self.dense.searchsorted((first, last)).tolist()
        sizes[self.dense[start:end].astype("i8") - first] = np.diff(self.before[start : end + 1].astype("i8"))
        return sizes

    def span(self, first: int, last: int) -> NDArray[np.int64]:
        """Lists ``first`` to ``last - 1`` one after another, i8."""
        flat = self._between(int(self.starts[first]), int(self.starts[last]))
        start, end = self.dense.searchsorted((first, last)).tolist()
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

    def _between(self, start: int, end: int) -> NDArray[np.int64]:
        numbers = self.low[start:end].astype("i8")
        if len(self.high):
            numbers += self.high[start:end].astype("i8") << 16
        return numbers

    def save(self, writer: SectionWriter, name: str) -> None:
        """Write the sections ``NAME.limit`` and ``NAME.`` with the name of each array."""
        for part in ("low", "high"):
            writer.add(f"{name}.{part}", getattr(self, part))
        self._save_rest(writer, name)

    @classmethod
    def save_starts(cls, writer: SectionWriter, name: str, limit: int, starts: NDArray[np.uint32]) -> None:
        """Write what describes lists without bitmaps whose ``low`` and ``high`` the caller writes piece by piece."""
        nothing = np.empty(0, "u2")
        lists = cls(limit, starts, nothing, nothing, np.empty(0, "u4"), np.zeros(1, "u4"), np.empty(0, "u8"))
        lists._save_rest(writer, name)

    def _save_rest(self, writer: SectionWriter, name: str) -> None:
        writer.add(f"{name}.limit", np.array([self.limit], "u8"))
        for part in ("starts", "dense", "before"):
            writer.add(f"{name}.{part}", getattr(self, part))
        writer.add(f"{name}.bits", self.bits.ravel())

    @classmethod
    def open(cls, sections: Sections, name: str) -> Self:
        parts: dict[str, Any] = {
            part: sections.array(f"{name}.{part}") for part in ("starts", "low", "high", "dense", "before")
        }
        limit = int(sections.array(f"{name}.limit")[0])
        bits = sections.array(f"{name}.bits").reshape(len(parts["dense"]), -(-limit // 64))
        return cls(limit=limit, **parts, bits=bits)


def split(numbers: NDArray[Any], limit: int) -> tuple[NDArray[np.uint16], NDArray[Any]]:
    """Numbers below a limit as ``Lists.low`` and ``Lists.high`` keep them."""
    if limit <= 1 << 16:
        return numbers.astype("u2"), np.empty(0, "u1")
    return numbers.astype("u2"), (numbers >> numbers.dtype.type(16)).astype("u1" if limit <= 1 << 24 else "u2")
