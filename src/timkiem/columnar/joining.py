"""Parts of lists from several segments, laid behind each other: the arithmetic of a merge.

Letters in shapes: l lists of a part.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.counts import Counts
from timkiem.columnar.documents import Documents
from timkiem.columnar.lists import Lists

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """Lists of one segment that become parts of new lists, one after another."""

    lists: Numbers  # i8 [l] which new list each becomes part of, counted from the range's first; no matter where empty
    sizes: Numbers  # i8 [l]
    numbers: Numbers  # i8 [sum of sizes]
    counts: Numbers | None = None  # as long as numbers

    def kept(self, keep: NDArray[np.bool_], numbers: Numbers) -> "Part":
        """The same with new numbers and without the entries that go."""
        owner = np.repeat(np.arange(len(self.sizes)), self.sizes)[keep]
        counts = None if self.counts is None else self.counts[keep]
        return Part(self.lists, np.bincount(owner, minlength=len(self.sizes)), numbers[keep], counts)

    def only(self, lists: NDArray[np.bool_]) -> "Part":
        """Some of the lists, bool [l], with their entries."""
        if lists.all():
            return self
        entries = np.repeat(lists, self.sizes)
        counts = None if self.counts is None else self.counts[entries]
        return Part(self.lists[lists], self.sizes[lists], self.numbers[entries], counts)

    def without_empty(self) -> "Part":
        """The same without lists that have no entries."""
        return self.only(self.sizes > 0)


class DocumentsWriter:
    """Lists of documents, packed range by range."""

    def __init__(self, limit: int):
        self._limit = limit
        self._lists: list[Lists] = []
        self._counts: list[Counts] = []
        self._odd = np.empty(0, "i8")

    def add(self, part: Part) -> None:
        assert part.counts is not None
        starts = np.concatenate([[0], np.cumsum(part.sizes)])
        self._lists.append(Lists.of(part.numbers, starts, self._limit))
        counts = np.concatenate([self._odd, part.counts])
        even = len(counts) - len(counts) % 2
        self._odd = counts[even:]
        self._counts.append(Counts.of(counts[:even]))

    def documents(self) -> Documents:
        """All that was added."""
        nothing = Lists.of(np.empty(0, "i8"), np.zeros(1, "i8"), self._limit)
        return Documents(Lists.joined([nothing, *self._lists]), Counts.joined([*self._counts, Counts.of(self._odd)]))


def unpacked(documents: Documents, first: int, last: int, lists: Numbers) -> Part:
    """Lists ``first`` to ``last - 1``, which become parts of the new ``lists``."""
    sizes = documents.lists.sizes(first, last)
    start = documents.lists.first_entry(first) if first < last else 0
    counts = documents.counts.between(start, start + int(sizes.sum())).astype("i8")
    return Part(lists, sizes, documents.lists.span(first, last), counts)


def joined(parts: Sequence[Part], count: int) -> Part:
    """The parts of ``count`` new lists laid behind each other, in the order of the segments."""
    parts = [part.without_empty() for part in parts]
    sizes = np.zeros(count, "i8")
    for part in parts:
        sizes[part.lists] += part.sizes
    cursor = np.cumsum(sizes) - sizes
    total = int(sizes.sum())
    numbers = np.empty(total, "i8")
    counts = None if any(part.counts is None for part in parts) else np.empty(total, "i8")
    for part in parts:
        own = np.cumsum(part.sizes) - part.sizes
        places = np.repeat(cursor[part.lists] - own, part.sizes) + np.arange(len(part.numbers))
        numbers[places] = part.numbers
        if counts is not None and part.counts is not None:
            counts[places] = part.counts
        cursor[part.lists] += part.sizes
    return Part(np.arange(count), sizes, numbers, counts)
