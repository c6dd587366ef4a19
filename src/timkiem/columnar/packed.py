"""Many ascending lists of numbers, three bytes a number: the places of each pair, the documents of rare terms.

The lowest 16 bits of every number stand in one array, the next 8 in another (none where the limit needs
none). What is above, where the limit is beyond 2^24: a list of few entries keeps it for each; a longer one
keeps only how many of its entries lie below each multiple of 2^24, for it is ascending.

Letters in shapes: L lists, E entries, S = ceil(limit / 2^24), R long lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.sections import Sections, SectionWriter

_SHORT = 32  #: a list of fewer entries keeps the bits above the 24th for each of them
_BLOCK = 256  #: lists between two marks of where short and long lists have their parts
_STEP = 1 << 24
MOST_PLACES = 1 << 32  #: the limit of limits


@dataclass(frozen=True)
class Packed:
    """Immutable, so threads may share it. Each comment gives dtype, shape and invariant."""

    limit: int  # every number is smaller
    starts: NDArray[np.uint32]  # u4 [L + 1] list i owns entries starts[i] to starts[i + 1]
    low: NDArray[np.uint16]  # u2 [E] number % 2^16
    high: NDArray[np.uint8]  # u1 [E] number // 2^16 % 2^8; empty where the limit is 2^16 or less
    tops: NDArray[np.uint8]  # u1 [entries of short lists] number // 2^24; empty where the limit is 2^24 or less
    turns: NDArray[np.uint32]  # u4 [R, S - 1] entries of each long list below each multiple of 2^24; or empty
    marks: NDArray[np.uint32]  # u4 [2, L // 256 + 1] entries of short lists, and long lists, before each 256th list

    @classmethod
    def of(cls, numbers: NDArray[Any], starts: NDArray[Any], limit: int) -> Self:
        """From lists one after another: list i is numbers[starts[i]:starts[i + 1]], ascending, distinct."""
        if limit > MOST_PLACES:
            raise ValueError(f"a limit of {limit:,}, beyond {MOST_PLACES:,}")
        sixteen, twenty_four = numbers.dtype.type(16), numbers.dtype.type(24)
        high = (numbers >> sixteen).astype("u1") if limit > 1 << 16 else np.empty(0, "u1")
        tops, turns = np.empty(0, "u1"), np.empty((0, 0), "u4")
        if limit > _STEP:
            sizes = np.diff(starts)
            every = (numbers >> twenty_four).astype("u1")
            tops = every[np.repeat(sizes < _SHORT, sizes)]
            turns = _turns(every, starts, limit)
        return cls(limit, starts.astype("u4"), numbers.astype("u2"), high, tops, turns, _marks(starts))

    @classmethod
    def joined(cls, parts: Sequence["Packed"]) -> "Packed":
        """The lists of several objects of one limit, one after another; at least one."""
        before = np.cumsum([0, *(int(part.starts[-1]) for part in parts)])
        starts = np.concatenate([[0], *(part.starts[1:] + before[at] for at, part in enumerate(parts))])
        return Packed(
            parts[0].limit,
            starts.astype("u4"),
            np.concatenate([part.low for part in parts]),
            np.concatenate([part.high for part in parts]),
            np.concatenate([part.tops for part in parts]),
            np.concatenate([part.turns for part in parts]),
            _marks(starts),
        )

    def __len__(self) -> int:
        return len(self.starts) - 1

    def count(self, number: int) -> int:
        """Entries of a list."""
        return int(self.starts[number + 1]) - int(self.starts[number])

    def get(self, number: int) -> NDArray[np.int64]:
        """One list, i8, ascending. Costs 1 to 3 ns an entry."""
        start, end = int(self.starts[number]), int(self.starts[number + 1])
        numbers = self._below_24(slice(start, end))
        if self.limit > _STEP:
            entry, row = self._before(number)
            if end - start < _SHORT:
                numbers += self.tops[entry : entry + end - start].astype("i8") << 24
            else:
                numbers += (
                    np.repeat(np.arange(self.turns.shape[1] + 1), self._in_steps(self.turns[row], end - start)) << 24
                )
        return numbers

    def sizes(self, first: int, last: int) -> NDArray[np.int64]:
        """Entries of lists ``first`` to ``last - 1``, i8."""
        return np.diff(self.starts[first : last + 1].astype("i8"))

    def span(self, first: int, last: int) -> NDArray[np.int64]:
        """Lists ``first`` to ``last - 1`` one after another, i8."""
        numbers = self._below_24(slice(int(self.starts[first]), int(self.starts[last])))
        if self.limit > _STEP and len(numbers):
            sizes = self.sizes(first, last)
            short = np.repeat(sizes < _SHORT, sizes)
            entry, row = self._before(first)
            long_sizes = sizes[sizes >= _SHORT]
            numbers[short] += self.tops[entry : entry + np.count_nonzero(short)].astype("i8") << 24
            counts = self._in_steps(self.turns[row : row + len(long_sizes)], long_sizes[:, None])
            steps = np.tile(np.arange(self.turns.shape[1] + 1), len(long_sizes))
            numbers[~short] += np.repeat(steps, counts.ravel()) << 24
        return numbers

    def lower_bounds(self, number: int, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many entries of a list are smaller than each wanted number, i8 [n]: halving in all at once.

        Cheaper than ``get`` when the list is long and few numbers are wanted.
        """
        start, size = int(self.starts[number]), self.count(number)
        turns = self.turns[self._before(number)[1]] if self.limit > _STEP and size >= _SHORT else None
        if self.limit > _STEP and turns is None:
            return self.get(number).searchsorted(wanted)
        smaller = np.zeros(len(wanted), "i8")
        step = 1 << size.bit_length()
        while step := step >> 1:
            more = np.minimum(smaller + step, size)
            values = self._below_24(start + more - 1)
            if turns is not None:
                values += turns.searchsorted(more - 1, "right") << 24
            smaller = np.where(values < wanted, more, smaller)
        return smaller

    def without_entries(self) -> "Packed":
        """The same with nothing in ``low`` and ``high``, for one who writes those himself."""
        return replace(self, low=self.low[:0], high=self.high[:0])

    def save(self, writer: SectionWriter, name: str, *, entries: bool = True) -> None:
        """Write the sections ``NAME.limit`` and ``NAME.`` with the name of each array; low and high if ``entries``."""
        writer.add(f"{name}.limit", np.array([self.limit], "u8"))
        for part in (*(("low", "high") if entries else ()), "starts", "tops", "turns", "marks"):
            writer.add(f"{name}.{part}", getattr(self, part))

    @classmethod
    def open(cls, sections: Sections, name: str) -> Self:
        names = ("starts", "low", "high", "tops", "turns", "marks")
        parts: dict[str, Any] = {part: sections.array(f"{name}.{part}") for part in names}
        limit = int(sections.array(f"{name}.limit")[0])
        parts["turns"] = parts["turns"].reshape(-1, max(-(-limit // _STEP) - 1, 1))
        parts["marks"] = parts["marks"].reshape(2, -1)
        return cls(limit=limit, **parts)

    def _below_24(self, entries: slice | NDArray[np.int64]) -> NDArray[np.int64]:
        numbers = self.low[entries].astype("i8")
        if len(self.high):
            numbers += self.high[entries].astype("i8") << 16
        return numbers

    def _before(self, number: int) -> tuple[int, int]:
        """How many entries of short lists, and how many long lists, stand before a list."""
        mark = number // _BLOCK
        sizes = self.sizes(mark * _BLOCK, number)
        short = sizes < _SHORT
        entries, rows = self.marks[:, mark].tolist()
        return entries + int(sizes[short].sum()), rows + len(sizes) - int(np.count_nonzero(short))

    @staticmethod
    def _in_steps(turns: NDArray[np.uint32], size: Any) -> NDArray[np.int64]:
        """Entries between multiples of 2^24, i8 [..., S], of lists of some size."""
        below = turns.astype("i8")
        zeros = np.zeros((*below.shape[:-1], 1), "i8")
        return np.diff(np.concatenate([zeros, below, zeros + size], axis=-1))


def _turns(tops: NDArray[np.uint8], starts: NDArray[Any], limit: int) -> NDArray[np.uint32]:
    """For each long list, how many of its entries lie below each multiple of 2^24, u4 [R, S - 1]."""
    long = np.flatnonzero(np.diff(starts) >= _SHORT)
    columns = []
    for step in range(1, -(-limit // _STEP)):
        below = np.concatenate([[0], np.cumsum(tops < step)])
        columns.append(below[starts[long + 1]] - below[starts[long]])
    return np.stack(columns, axis=1).astype("u4")


def _marks(starts: NDArray[Any]) -> NDArray[np.uint32]:
    """Entries of short lists, and long lists, before each 256th list, u4 [2, L // 256 + 1]."""
    sizes = np.diff(starts.astype("i8"))
    short = sizes < _SHORT
    entries = np.concatenate([[0], np.cumsum(np.where(short, sizes, 0))])
    rows = np.concatenate([[0], np.cumsum(~short)])
    return np.stack([entries[::_BLOCK], rows[::_BLOCK]]).astype("u4")
