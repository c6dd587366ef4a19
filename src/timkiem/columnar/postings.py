"""Inverted lists of one field: in which documents a word stands, how often, and what stands next to it.

Three families of lists over one text:

    folded    word without marks -> documents, counts      what decides whether an article matches
    written   word with its marks -> documents, counts     what accents are worth
    pairs     two neighbouring folded words -> places      words of two syllables, phrases, positions

Every token begins one pair (the last of a document is paired with nothing), so the places of all pairs
are all positions: a field needs no other list of them, and a phrase is an intersection of short lists.

A place is document and position in one number: each document owns whole blocks of 128 places, one more
than its words need, so that the last word of one document never touches the first of the next.

Letters in shapes: N documents, T tokens, F folded words, W written words, P distinct pairs.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.counts import MOST
from timkiem.columnar.documents import NOWHERE, Documents, Occurrences
from timkiem.columnar.packed import Packed
from timkiem.columnar.section_writer import SectionWriter
from timkiem.columnar.sections import Sections
from timkiem.columnar.terms import Terms
from timkiem.kernels.terms import BLOCK_BITS
from timkiem.text import Form

BLOCK = 1 << BLOCK_BITS  #: places in a block


@dataclass(frozen=True)
class Postings:
    """Immutable, so threads may share it. Each comment gives dtype, shape and invariant."""

    folded: Terms
    written: Terms  # grouped by folded word, ascending within each group only
    variants: NDArray[np.uint32]  # u4 [F + 1] written words of folded word f: variants[f] to variants[f + 1]
    folded_docs: Documents  # F lists
    written_docs: Documents  # W lists; empty for the only variant of a folded word
    pairs: NDArray[np.uint32]  # u4 [F + 1] pairs that begin with folded word f: pairs[f] to pairs[f + 1]
    seconds: NDArray[np.uint32]  # u4 [P] second word of each pair, ascending within a first; F for none
    places: Packed  # P lists of places
    lengths: NDArray[np.uint32]  # u4 [N] tokens of each document

    def folded_term(self, word: int) -> Occurrences:
        """Where a folded word stands, by its number in ``folded``."""
        return self.folded_docs.get(word)

    def written_term(self, word: int) -> Occurrences:
        """Where a written word stands, by its number in ``written``."""
        documents, number = self.written_list(word)
        return documents.get(number)

    def written_list(self, word: int) -> tuple[Documents, int]:
        """Which list of which family holds a written word: the only variant of a folded word has that word's."""
        folded = int(self.variants.searchsorted(np.uint32(word), "right")) - 1
        if self.variants[folded + 1] - self.variants[folded] == 1:
            return self.folded_docs, folded
        return self.written_docs, word

    def written_number(self, form: Form) -> int:
        """The number of a written word, or -1."""
        folded = self.folded.find(form.folded.encode())
        if folded < 0:
            return -1
        word, end = form.written.encode(), int(self.variants[folded + 1])
        at = bisect_left(self.written, word, int(self.variants[folded]), end)
        return at if at < end and self.written[at] == word else -1

    def pair_number(self, first: int, second: int) -> int:
        """The number of the pair of two folded words, or -1."""
        start, end = int(self.pairs[first]), int(self.pairs[first + 1])
        at = start + int(self.seconds[start:end].searchsorted(np.uint32(second)))
        return at if at < end and self.seconds[at] == second else -1

    def words_of_pair(self, number: int) -> tuple[int, int]:
        """The two folded words of a pair; the second is F for none."""
        return int(self.pairs.searchsorted(np.uint32(number), "right")) - 1, int(self.seconds[number])

    def pair(self, number: int) -> Occurrences:
        """Where a pair stands."""
        return self.by_document(self.places.get(number))

    def phrase(self, words: Sequence[int]) -> NDArray[np.int64]:
        """Places, i8 ascending, where these folded words, two or more, stand one after another."""
        steps = sorted({*range(0, len(words) - 1, 2), len(words) - 2})
        pairs = [(self.pair_number(words[step], words[step + 1]), step) for step in steps]
        if any(pair < 0 for pair, _ in pairs):
            return NOWHERE.docs
        pairs.sort(key=lambda pair: self.places.count(pair[0]))
        number, step = pairs[0]
        starts: NDArray[np.int64] = self.places.get(number) - step
        for number, step in pairs[1:]:
            starts = starts[self.places.first_not_below(number, starts + step) == starts + step]
        return starts

    def places_of(self, word: int) -> NDArray[np.int64]:
        """All places of a folded word, i8 ascending. Costs a sort: for positions, not for counting."""
        return np.sort(self.places.span(int(self.pairs[word]), int(self.pairs[word + 1])))

    def by_document(self, places: NDArray[np.int64]) -> Occurrences:
        """Ascending places counted by document."""
        docs = self._document_of_block[places // BLOCK]
        if not len(docs):
            return NOWHERE
        firsts = np.flatnonzero(np.concatenate([[True], docs[1:] != docs[:-1]]))
        counts = np.minimum(np.diff(firsts, append=len(docs)), MOST)
        return Occurrences(docs[firsts], counts.astype("u2"))

    def pair_counts(self, number: int, docs: NDArray[np.int64]) -> NDArray[np.int64]:
        """How often a pair stands in each of these documents, i8, 0 for not at all."""
        starts = self._first_places[docs]
        ends = self._first_places[docs + 1]
        places = self.places.get(number)
        return places.searchsorted(ends) - places.searchsorted(starts)

    def pair_in(self, number: int, docs: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these documents, i8 [n] ascending, have a pair; bool [n]."""
        found = self.places.first_not_below(number, self._first_places[docs])
        return (found >= 0) & (found < self._first_places[docs + 1])

    def documents_and_positions(self, places: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Document and position within it, i8 each, of each place."""
        docs = self._document_of_block[places // BLOCK]
        return docs, places - self._first_places[docs]

    @cached_property
    def total_length(self) -> int:
        """Tokens of all documents."""
        return int(self.lengths.sum(dtype="i8"))

    @cached_property
    def _document_of_block(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(len(self.lengths)), self.lengths // BLOCK + 1)

    @cached_property
    def _first_places(self) -> NDArray[np.int64]:
        return first_places(self.lengths)

    def save(self, writer: SectionWriter, name: str) -> None:
        """Write the sections ``NAME.*``."""
        for part in _COMPOUND:
            getattr(self, part).save(writer, f"{name}.{part}")
        for part in _ARRAYS:
            writer.add(f"{name}.{part}", getattr(self, part))

    @classmethod
    def open(cls, sections: Sections, name: str) -> Self:
        """View what ``save`` wrote. Costs the same whatever the size."""
        compound: dict[str, Any] = {part: kind.open(sections, f"{name}.{part}") for part, kind in _COMPOUND.items()}
        arrays: dict[str, Any] = {part: sections.array(f"{name}.{part}") for part in _ARRAYS}
        return cls(**compound, **arrays)


_COMPOUND: dict[str, type[Terms] | type[Packed] | type[Documents]] = {
    "folded": Terms, "written": Terms, "folded_docs": Documents, "written_docs": Documents, "places": Packed,
}  # fmt: skip
_ARRAYS = ("variants", "pairs", "seconds", "lengths")


def first_places(lengths: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The first place of each of N documents, and at the end the number of places, i8 [N + 1]."""
    return np.concatenate([[0], np.cumsum((lengths // BLOCK + 1) * BLOCK, dtype="i8")])
