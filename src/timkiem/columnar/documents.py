"""Lists of documents with a count for each: where a term stands, and how often."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.counts import Counts
from timkiem.columnar.lists import Lists
from timkiem.columnar.sections import Sections, SectionWriter


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

    @classmethod
    def of(cls, terms: NDArray[np.uint32], documents: NDArray[np.uint32], count: int, limit: int) -> Self:
        """Group T tokens, each a term u4 and its document u4, into the lists of ``count`` terms.

        ``limit``: how many documents there are. One sort of (term, document), packed in 64 bits, orders all.
        """
        keys = terms.astype("u8") << np.uint64(32) | documents
        keys.sort()
        firsts = np.flatnonzero(changes(keys))
        counts = np.diff(firsts, append=len(keys))
        keys = keys[firsts]
        starts = np.searchsorted(keys, np.arange(count + 1, dtype="u8") << np.uint64(32))
        return cls(Lists.of(keys.astype("u4"), starts, limit), Counts.of(counts))

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


def changes(keys: NDArray[Any]) -> NDArray[np.bool_]:
    """Where ascending keys differ from the one before; the first always does."""
    changed = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=changed[1:])
    return changed
