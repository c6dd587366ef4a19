"""A term of a query in one segment: how large its list is, the list, and its counts in some documents."""

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from timkiem.closeness import said, without
from timkiem.columnar.counts import MOST
from timkiem.columnar.documents import NOWHERE, Documents, Occurrences
from timkiem.columnar.postings import Postings
from timkiem.text import TONES, form


class Term(NamedTuple):
    """What is looked up in one field: a folded word, a written word, a pair "a b", or a prefix of either kind.

    Of kind "ways" it is one of several, in documents that have none of some others: "a b|=c" stands for a next to b,
    or the written word c.

    ``like``: what it stands for, each with its share. It is then no rarer than these: who typed `bão` must not find
    `bao` first for being a rare writing.
    """

    field: str
    kind: Literal["folded", "written", "pair", "folded prefix", "written prefix", "ways"]
    text: str
    like: tuple[tuple["Term", float], ...] = ()
    without: str = ""  # of kind "ways": those that no document of it has


class Located(ABC):
    """Where a term is in one segment. Making one reads no list."""

    size: int  # entries of the list: what reading it costs
    bitmap = False  # whether it is kept as a bitmap
    row: bytes | None = None  # what ``rows.row`` made of it, once it did
    weighed: int  # what its rarity is reckoned from: documents; for a pair the places, which need no reading

    @abstractmethod
    def get(self) -> Occurrences:
        """Documents and counts."""

    def mark(self, flags: NDArray[np.bool_]) -> None:
        """Set flags, bool [N], of the documents that have the term."""
        flags[self.get().docs] = True

    @abstractmethod
    def counts_in(self, docs: NDArray[np.int64]) -> NDArray[np.integer]:
        """The count in each of these documents, i8 [n] ascending; 0 where the term is not."""

    def stands_in(self, docs: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether the term is in each of these documents, i8 [n] ascending."""
        return self.counts_in(docs) > 0

    def weighed_without(self, docs: NDArray[np.int64]) -> int:
        """``weighed`` as if these documents, i8 [n] ascending, were not there."""
        return self.weighed - int(np.count_nonzero(self.counts_in(docs))) if len(docs) else self.weighed


class LocatedWord(Located):
    """A word, folded or written: one list of a family."""

    def __init__(self, documents: Documents, number: int):
        self.documents, self.number = documents, number
        self.size = self.weighed = documents.size(number)
        self.bitmap = documents.is_bitmap(number)

    def get(self) -> Occurrences:
        return self.documents.get(self.number)

    def mark(self, flags: NDArray[np.bool_]) -> None:
        self.documents.lists.mark(self.number, flags)

    def counts_in(self, docs: NDArray[np.int64]) -> NDArray[np.integer]:
        return self.documents.counts_in(self.number, docs)


class LocatedPair(Located):
    """Two neighbouring words."""

    def __init__(self, postings: Postings, number: int):
        self.postings, self.number = postings, number
        self.size = self.weighed = postings.places.count(number)

    def get(self) -> Occurrences:
        return self.postings.pair(self.number)

    def counts_in(self, docs: NDArray[np.int64]) -> NDArray[np.integer]:
        return self.postings.pair_counts(self.number, docs)

    def stands_in(self, docs: NDArray[np.int64]) -> NDArray[np.bool_]:
        return self.postings.pair_in(self.number, docs)

    def weighed_without(self, docs: NDArray[np.int64]) -> int:
        return self.weighed - int(self.counts_in(docs).sum()) if len(docs) else self.weighed


class _Gathered(Located):
    """A term that is no list: its documents are gathered once, when they are first asked for."""

    @abstractmethod
    def _gather(self) -> Occurrences: ...

    @cached_property
    def _all(self) -> Occurrences:
        return self._gather()

    @cached_property
    def weighed(self) -> int:  # type: ignore[override]
        return len(self._all.docs)

    def get(self) -> Occurrences:
        return self._all

    def counts_in(self, docs: NDArray[np.int64]) -> NDArray[np.integer]:
        at = np.minimum(self._all.docs.searchsorted(docs), max(len(self._all.docs) - 1, 0))
        if not len(self._all.docs):
            return np.zeros(len(docs), "u2")
        return np.where(self._all.docs[at] == docs, self._all.counts[at], 0)


class _Union(_Gathered):
    """Several words as one: a document's count is the sum of theirs."""

    def __init__(self, postings: Postings, words: list[tuple[Documents, int]]):
        self._postings, self._words = postings, words
        self.size = sum(documents.size(number) for documents, number in words)

    def _gather(self) -> Occurrences:
        totals = np.zeros(len(self._postings.lengths), "i8")
        for documents, number in self._words:
            found = documents.get(number)
            totals[found.docs] += found.counts
        docs = np.flatnonzero(totals)
        return Occurrences(docs, np.minimum(totals[docs], MOST).astype("u2"))


class _Ways(_Gathered):
    """Something said in one of several ways, in documents that say it in none of some others."""

    def __init__(self, postings: Postings, ways: str, others: str):
        self._postings, self._ways, self._others = postings, ways.split("|"), others.split("|") if others else []

    @cached_property
    def size(self) -> int:  # type: ignore[override]
        return len(self._all.docs)

    def _gather(self) -> Occurrences:
        found = said(self._postings, self._ways)
        return without(found, said(self._postings, self._others).docs) if len(found.docs) else found


class _Nowhere(Located):
    """A term that the segment lacks."""

    size = weighed = 0

    def get(self) -> Occurrences:
        return NOWHERE

    def counts_in(self, docs: NDArray[np.int64]) -> NDArray[np.integer]:
        return np.zeros(len(docs), "u2")


def locate(postings: Postings, term: Term) -> Located:
    """Find a term in the postings of its field."""
    number = -1
    match term.kind:
        case "folded":
            number = postings.folded.find(term.text.encode())
            if number >= 0:
                return LocatedWord(postings.folded_docs, number)
        case "written":
            number = postings.written_number(form(term.text))
            if number >= 0:
                return LocatedWord(*postings.written_list(number))
        case "pair":
            first, second = (postings.folded.find(word) for word in term.text.encode().split(b" "))
            number = postings.pair_number(first, second) if min(first, second) >= 0 else -1
            if number >= 0:
                return LocatedPair(postings, number)
        case "folded prefix":
            words = postings.folded.with_prefix(term.text.encode())
            return _Union(postings, [(postings.folded_docs, word) for word in words])
        case "written prefix":
            return _Union(postings, [postings.written_list(word) for word in _written_with_prefix(postings, term.text)])
        case "ways":
            return _Ways(postings, term.text, term.without)
    return _Nowhere()


def _written_with_prefix(postings: Postings, text: str) -> list[int]:
    """Written words whose letters start as the text's do, and that have its tone when it has one."""
    letters, tone = _split_tone(text)
    words = postings.folded.with_prefix(form(letters).folded.encode())
    found = []
    for number in range(int(postings.variants[words.start]), int(postings.variants[words.stop])):
        other_letters, other_tone = _split_tone(postings.written[number].decode())
        if other_letters.startswith(letters) and tone in ("", other_tone):
            found.append(number)
    return found


def _split_tone(written: str) -> tuple[str, str]:
    return (written[:-1], written[-1]) if written[-1] in TONES else (written, "")
