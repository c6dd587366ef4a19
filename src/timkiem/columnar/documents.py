"""Lists of documents with a count for each: where a term stands, and how often."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.counts import Counts
from timkiem.columnar.lists import Lists
from timkiem.columnar.section_writer import SectionWriter
from timkiem.columnar.sections import Sections


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The documents that hold something, i8 [n] ascending, and how often each does, u2 [n], at least once."""

    docs: NDArray[np.int64]
    counts: NDArray[np.uint16]


NOWHERE = Occurrences(np.empty(0, "i8"), np.empty(0, "u2"))


@dataclass(frozen=True, slots=True)
class Documents:
    """L lists of documents. Immutable, so threads may share it."""

    lists: Lists
    counts: Counts  # one for each entry of each list

    def __len__(self) -> int:
        return len(self.lists)

    def size(self, number: int) -> int:
        """How many documents a list has."""
        return self.lists.count(number)

    def ready(self, number: int) -> None:
        """Before a list and its counts are read by other ways than ``get`` and ``counts_in``. Raises IndexCorrupt."""
        self.lists.ready(number)
        first = self.lists.first_entry(number)
        self.counts.ready(first, first + self.lists.count(number))

    def get(self, number: int) -> Occurrences:
        """One list whole."""
        docs = self.lists.get(number)
        first = self.lists.first_entry(number)
        return Occurrences(docs, self.counts.between(first, first + len(docs)))

    def counts_in(self, number: int, docs: NDArray[np.int64]) -> NDArray[np.uint16]:
        """The count of a list in each of these documents, u2 [n], 0 for those that it lacks. ``docs`` ascending."""
        held, at = self.lists.locate(number, docs)
        found = np.zeros(len(docs), "u2")
        first = self.lists.first_entry(number)
        self.counts.ready(first, first + self.lists.count(number))
        found[held] = self.counts.at(at[held] + first)
        return found

    def counts_in_bitmaps(self, numbers: Sequence[int], docs: NDArray[np.int64]) -> NDArray[np.uint16]:
        """``counts_in`` for several lists at once that are bitmaps: u2 [numbers, n]."""
        for number in numbers:
            self.ready(number)
        held, at = self.lists.locate_rows([self.lists.row(number) for number in numbers], docs)
        firsts = np.array([self.lists.first_entry(number) for number in numbers])
        counts = self.counts.at((at + firsts[:, None]).clip(0, len(self.counts) - 1))
        return np.where(held, counts, np.uint16(0))

    def is_bitmap(self, number: int) -> bool:
        """Whether a list is kept as a bitmap, for ``counts_in_bitmaps``."""
        return self.lists.row(number) >= 0

    def save(self, writer: SectionWriter, name: str) -> None:
        """Write the sections ``NAME.lists.*`` and ``NAME.counts.*``."""
        self.lists.save(writer, f"{name}.lists")
        self.counts.save(writer, f"{name}.counts")

    @classmethod
    def open(cls, sections: Sections, name: str) -> Self:
        return cls(Lists.open(sections, f"{name}.lists"), Counts.open(sections, f"{name}.counts"))
