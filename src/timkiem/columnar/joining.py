"""Parts of lists from several segments, laid behind each other: the arithmetic of a merge.

Letters in shapes: l lists of a part, m lists joined.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.counts import Counts
from timkiem.columnar.documents import Documents
from timkiem.columnar.lists import Lists
from timkiem.columnar.packed import Packed
from timkiem.columnar.section_writer import SectionWriter
from timkiem.kernels.merging import GONE, count_left, join_lists, lay_out
from timkiem.kernels.packing import unpack

Numbers = NDArray[np.int64]
_PIECE = 1 << 23  #: bytes of waiting files that are copied at a time
_ROOM = 8  #: numbers that ``lay_out`` may write too many
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
    """Lists of documents, packed range by range. What grows with the text waits in files without a name."""

    def __init__(self, limit: int, folder: Path):
        nothing = Lists.of(np.empty(0, "i8"), np.zeros(1, "i8"), limit)
        self._lists = [nothing]
        self._counts: list[Counts] = []
        self._odd = np.empty(0, "u2")
        parts = ("lists.packed.data", "lists.bits", "counts.halves")
        self._waiting = {part: _aside(folder) for part in parts}

    def add(self, lists: Lists, counts: NDArray[np.uint16]) -> None:
        self._waiting["lists.packed.data"].write(lists.packed.data.data)
        self._waiting["lists.bits"].write(lists.bits.tobytes())
        self._lists.append(
            replace(lists, packed=lists.packed.without_data(), bits=np.empty((0, lists.bits.shape[1]), "u8"))
        )
        counts = np.concatenate([self._odd, counts])
        even = len(counts) - len(counts) % 2
        self._odd = counts[even:]
        self._count(Counts.of(counts[:even]))

    def _count(self, counts: Counts) -> None:
        self._waiting["counts.halves"].write(counts.halves.data)
        self._counts.append(replace(counts, halves=np.empty(0, "u1")))

    def save(self, writer: SectionWriter, name: str) -> None:
        """Write the sections that ``Documents.save`` would write of all that was added. Once, at the end."""
        self._count(Counts.of(self._odd))
        lists, counts = Lists.joined(self._lists), Counts.joined(self._counts)
        lists.packed.save(writer, f"{name}.lists.packed", data=False)
        for part in ("dense", "before", "ranks"):
            writer.add(f"{name}.lists.{part}", getattr(lists, part))
        writer.add(f"{name}.counts.size", np.array([counts.size], "u8"))
        for part in ("places", "values"):
            writer.add(f"{name}.counts.{part}", getattr(counts, part))
        for part, file in self._waiting.items():
            dtype = "<u8" if part == "lists.bits" else "|u1"
            section = writer.open_ended(f"{name}.{part}", dtype)
            file.seek(0)
            while piece := file.read(_PIECE):
                section.append(np.frombuffer(piece, dtype))
            file.close()


def _aside(folder: Path) -> BinaryIO:
    """A file that goes when it is closed; where names of open files cannot be removed, with the next writer."""
    path = folder / f"MAIN_{token_hex(8)}.waiting"
    file = path.open("w+b")
    if os.name == "posix":
        path.unlink()
    return file


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
        sparse, roomy = numbers, np.empty(int(sizes.sum()) + _ROOM, "u4")
        lay_out.sized(_STEPS * len(roomy))(sparse, sizes, rows, lists.bits, roomy)
        numbers = roomy[:-_ROOM]
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
