"""Many ascending lists of numbers, in few bits: the places of each pair, the documents of rare terms.

How one list lies in its bytes is in ``kernels.packing``. Where it begins is told by a mark for each 32nd list and
reckoned from the sizes of those between.

Letters in shapes: L lists, E entries, B bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.section_writer import SectionWriter
from timkiem.columnar.sections import UNGUARDED, Guard, Sections
from timkiem.kernels.packing import EVERY, find, hold, layout, marks_of, pack, unpack
from timkiem.kernels.seeking import seek

MOST_PLACES = 1 << 32  #: the limit of limits
_WALKED = 8  #: entries that are unpacked in the time that one number is sought in


@dataclass(frozen=True, slots=True)
class Place:
    """Where one list lies, for ``kernels.packing.unpack_list``."""

    at: int  # the first byte of its planes
    size: int  # entries
    width: int  # how many of a number's bits are in planes
    bits: int  # the first byte of the bits above, 0 for none

    def end(self, limit: int) -> int:
        """The first byte behind the list, where every number is smaller than ``limit``."""
        _, low, high = layout(self.size, limit)
        return self.at + low + high


@dataclass(frozen=True, slots=True)
class Packed:
    """Immutable, so threads may share it. Each comment gives dtype, shape and invariant."""

    limit: int  # every number is smaller
    starts: NDArray[np.uint32]  # u4 [L + 1] list i has starts[i + 1] - starts[i] entries
    data: NDArray[np.uint8]  # u1 [B] list after list
    marks: NDArray[np.uint64]  # u8 [L // 32 + 1] the byte where each 32nd list begins
    guard: Guard = field(default=UNGUARDED, compare=False)  # of data

    @classmethod
    def of(cls, numbers: NDArray[Any], starts: NDArray[Any], limit: int) -> Self:
        """From lists one after another: list i is numbers[starts[i]:starts[i + 1]], ascending, distinct."""
        if limit > MOST_PLACES:
            raise ValueError(f"a limit of {limit:,}, beyond {MOST_PLACES:,}")
        starts = starts.astype("u4")
        marks, size = _marks(starts, limit)
        data = np.zeros(size, "u1")
        pack.sized(3 * len(numbers))(numbers.astype("u4", copy=False), starts, limit, data)
        return cls(limit, starts, data, marks)

    @classmethod
    def joined(cls, parts: Sequence["Packed"]) -> "Packed":
        """The lists of several objects of one limit, one after another; at least one."""
        before = np.cumsum([0, *(int(part.starts[-1]) for part in parts)])
        starts = np.concatenate([[0], *(part.starts[1:] + before[at] for at, part in enumerate(parts))]).astype("u4")
        data = np.concatenate([part.data for part in parts])
        return Packed(parts[0].limit, starts, data, _marks(starts, parts[0].limit)[0])

    def __len__(self) -> int:
        return len(self.starts) - 1

    def count(self, number: int) -> int:
        """Entries of a list."""
        return int(self.starts[number + 1]) - int(self.starts[number])

    def place(self, number: int) -> Place:
        """Where a list lies. It may be read then: raises IndexCorrupt when it was altered."""
        place = Place(*find(self.starts, self.marks, number, self.limit))
        self.guard.check(place.at, place.end(self.limit))
        return place

    def get(self, number: int) -> NDArray[np.int64]:
        """One list, i8, ascending. Costs 3 to 5 ns an entry."""
        place = self.place(number)
        if unpack.compiled:
            found = np.empty(place.size, "i8")
            unpack(self.data, place.at, self.starts, number, number + 1, self.limit, found)
            return found
        size, whole = place.size, place.width >> 3
        rows = self.data[place.at : place.at + whole * size].reshape(whole, size)
        numbers = rows[0].astype("i8") if whole else np.zeros(size, "i8")
        for plane in range(1, whole):
            numbers |= rows[plane].astype("i8") << (plane << 3)
        if place.width & 4:
            start = place.at + whole * size
            halves = self.data[start : start + (size + 1 >> 1)]
            nibbles = np.stack([halves & np.uint8(15), halves >> np.uint8(4)], axis=1).reshape(-1)[:size]
            numbers |= nibbles.astype("i8") << (whole << 3)
        if place.bits:
            most = size + (self.limit - 1 >> place.width)
            bits = np.unpackbits(self.data[place.bits : place.bits + (most + 7 >> 3)], bitorder="little")
            numbers |= np.flatnonzero(bits) - np.arange(size) << place.width
        return numbers

    def hold(self, lists: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which lists hold which numbers, i8 [n] ascending: bool [lists, n]."""
        if not hold.compiled:
            return np.array([_are_in(self.get(number), wanted) for number in lists.tolist()])
        sizes = self.starts[lists + 1].astype("i8") - self.starts[lists]
        held = np.empty((len(lists), len(wanted)), "u1")
        for mark in {number // EVERY for number in lists.tolist()}:
            end = self.marks[mark + 1] if mark + 1 < len(self.marks) else len(self.data)
            self.guard.check(int(self.marks[mark]), int(end))
        hold(self.data, self.starts, self.marks, self.limit, lists, wanted, np.empty(int(sizes.max()), "i8"), held)
        return held.view(bool)

    def first_not_below(self, number: int, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
        """For each of some numbers, i8 [n] ascending, the first of a list that is not below it, -1 for none; i8 [n].

        Costs far less than ``get`` where a few are looked for in a long list, once kernels are compiled.
        """
        if seek.compiled and len(wanted) * _WALKED < self.count(number):
            place, (entries, found) = self.place(number), np.empty((2, len(wanted)), "i8")
            seek(self.data, place.at, place.size, place.width, place.bits, wanted, entries, found)
            return found
        numbers = np.append(self.get(number), -1)
        return numbers[numbers[:-1].searchsorted(wanted)]

    def sizes(self, first: int, last: int) -> NDArray[np.int64]:
        """Entries of lists ``first`` to ``last - 1``, i8."""
        starts = self.starts[first : last + 1].astype("i8")
        sizes: NDArray[np.int64] = starts[1:] - starts[:-1]
        return sizes

    def span(self, first: int, last: int) -> NDArray[np.int64]:
        """Lists ``first`` to ``last - 1`` one after another, i8."""
        numbers = np.empty(int(self.starts[last]) - int(self.starts[first]), "i8")
        if len(numbers):
            at, end = self.place(first).at, self.place(last - 1).end(self.limit)
            self.guard.check(at, end)
            unpack.sized(3 * len(numbers))(self.data, at, self.starts, first, last, self.limit, numbers)
        return numbers

    def without_data(self) -> "Packed":
        """The same with nothing in ``data``, for one who writes that himself."""
        return replace(self, data=np.empty(0, "u1"))  # a slice would hold on to all of it

    def save(self, writer: SectionWriter, name: str, *, data: bool = True) -> None:
        """Write the sections ``NAME.limit`` and ``NAME.`` with the name of each array; ``NAME.data`` if ``data``."""
        writer.add(f"{name}.limit", np.array([self.limit], "u8"))
        for part in (*(("data",) if data else ()), "starts", "marks"):
            writer.add(f"{name}.{part}", getattr(self, part))

    @classmethod
    def open(cls, sections: Sections, name: str) -> Self:
        starts, marks = (sections.array(f"{name}.{part}") for part in ("starts", "marks"))
        data, guard = sections.guarded(f"{name}.data")
        return cls(int(sections.array(f"{name}.limit")[0]), starts, data, marks, guard)


def _are_in(numbers: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each of the wanted numbers, bool [n], is among others, both ascending."""
    if not len(numbers):
        return np.zeros(len(wanted), bool)
    return np.asarray(numbers[np.minimum(numbers.searchsorted(wanted), len(numbers) - 1)] == wanted)


def _marks(starts: NDArray[np.uint32], limit: int) -> tuple[NDArray[np.uint64], int]:
    """The marks of lists that begin with these entries, and the bytes of all."""
    marks = np.zeros((len(starts) - 1) // EVERY + 1, "u8")
    return marks, marks_of.sized(3 * len(starts))(starts, limit, marks)
