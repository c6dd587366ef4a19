"""The fields of a segment as Whoosh walks them: a sorted list of terms, and the postings of one term."""

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.system import pack_uint

from timkiem.columnar.documents import NOWHERE, Occurrences
from timkiem.columnar.postings import Postings
from timkiem.columnar.terms import Terms


class View(ABC):
    """One field as a sorted list of terms, each with its occurrences."""

    lengths: NDArray[np.uint32] | None = None  # u4 [N] tokens of each document, for a field that is scored
    total_length = 0

    def __init__(self, terms: Terms):
        self.terms = terms

    @abstractmethod
    def occurrences(self, number: int) -> Occurrences:
        """Where a term stands, by its number."""

    def places(self, number: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Documents and positions, i8, of each time a term stands."""
        return NOWHERE.docs, NOWHERE.docs


class Values(View):
    """A field of whole values, gathered when first asked for: ids, dates."""

    def __init__(self, values: dict[bytes, list[int]]):
        super().__init__(Terms.of(sorted(values)))
        self._documents = [values[term] for term in self.terms]

    def occurrences(self, number: int) -> Occurrences:
        documents = np.array(self._documents[number], "i8")
        return Occurrences(documents, np.ones(len(documents), "u2"))


class Folded(View):
    """Words of a text field without accents."""

    def __init__(self, postings: Postings):
        super().__init__(postings.folded)
        self._postings = postings
        self.lengths, self.total_length = postings.lengths, postings.total_length

    def occurrences(self, number: int) -> Occurrences:
        return self._postings.folded_term(number)

    def places(self, number: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return self._postings.documents_and_positions(self._postings.places_of(number))


class Written(View):
    """Words of a text field with their accents. They have no positions of their own."""

    def __init__(self, postings: Postings):
        by_name = {name: number for number, name in enumerate(postings.written)}
        super().__init__(Terms.of(sorted(by_name)))
        self._numbers = [by_name[name] for name in self.terms]
        self._postings = postings
        self.lengths, self.total_length = postings.lengths, postings.total_length

    def occurrences(self, number: int) -> Occurrences:
        return self._postings.written_term(self._numbers[number])


class Pairs(View):
    """Pairs of a text field, as terms of two words."""

    def __init__(self, postings: Postings):
        names, none = list(postings.folded), len(postings.folded)
        self._numbers = np.flatnonzero(postings.seconds != none)
        firsts = np.repeat(np.arange(none), np.diff(postings.pairs))[self._numbers].tolist()
        seconds = postings.seconds[self._numbers].tolist()
        super().__init__(Terms.of([names[a] + b" " + names[b] for a, b in zip(firsts, seconds, strict=True)]))
        self._postings = postings
        self.lengths, self.total_length = postings.lengths, postings.total_length

    def occurrences(self, number: int) -> Occurrences:
        return self._postings.pair(int(self._numbers[number]))

    def places(self, number: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return self._postings.documents_and_positions(self._postings.places.get(int(self._numbers[number])))


class Matcher(LeafMatcher):  # type: ignore[misc]
    """The postings of one term, one at a time. Whoosh's pruning is unsound, so it is told of no bounds."""

    def __init__(self, view: View, number: int, format_: Any, term: tuple[str, bytes], scorer: Any):
        self.format, self.scorer, self._term = format_, scorer, term
        self._view, self._number = view, number
        found = view.occurrences(number)
        self._docs, self._counts = found.docs.tolist(), found.counts.tolist()
        self._positions: dict[int, list[int]] | None = None
        self._at = 0

    def reset(self) -> None:
        self._at = 0

    def copy(self) -> "Matcher":
        twin = Matcher(self._view, self._number, self.format, self._term, self.scorer)
        twin._at = self._at
        return twin

    def is_active(self) -> bool:
        return self._at < len(self._docs)

    def id(self) -> int:
        return int(self._docs[self._at])

    def all_ids(self) -> Iterator[int]:
        return iter(self._docs[self._at :])

    def next(self) -> bool:
        self._at += 1
        return True

    def skip_to(self, id: int) -> bool:
        if not self.is_active():
            raise ReadTooFar
        before, self._at = self._at, bisect_left(self._docs, id, self._at)
        return self._at > before

    def weight(self) -> float:
        return float(self._counts[self._at])

    def value(self) -> Any:
        if self.format.supports("positions"):
            return self.format.encode(self.value_as("positions"))
        return pack_uint(self._counts[self._at])

    def value_as(self, astype: str) -> Any:
        if astype == "positions":
            if self._positions is None:
                self._positions = defaultdict(list)
                for doc, position in zip(*(array.tolist() for array in self._view.places(self._number)), strict=True):
                    self._positions[doc].append(position)
            return self._positions[self.id()]
        return self._counts[self._at] if astype == "frequency" else self.weight()

    def supports_block_quality(self) -> bool:
        return False

    def max_quality(self) -> float:
        return float("inf")
