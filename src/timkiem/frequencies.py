"""How often words and pairs of neighbours stand in an index: over all segments, in titles and texts."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.postings import Postings
from timkiem.lexing import free_words
from timkiem.snapshot import Snapshot
from timkiem.text import Form, form, normalize

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
FIELDS = ("title", "body")  #: whose words and pairs are counted
_SAMPLE = 32  #: documents of a pair that are looked into for its writings
_RARE = 0.005  #: of a word's documents: writings in fewer are passed over
_WRITINGS = 10  #: of a word that are told apart, the most frequent ones
_ROUNDS = 15  #: of estimating; the shares hardly move after these
_LEAST = 0.001  #: share of a way of writing that is told
_REMEMBERED = 50_000  #: counts that are kept
MOST_WORDS = 24  #: longer queries tell by what is right in them


class Frequencies:
    """Counts of one snapshot, deleted documents included until they are compacted. Threads may share it."""

    def __init__(self, snapshot: Snapshot):
        self.snapshot = snapshot
        self._postings: list[Postings] = [segment.fields[field] for segment in snapshot.segments for field in FIELDS]
        self._places: dict[str, tuple[int, ...]] = {}
        self._words: dict[str, int] = {}
        self._pairs: dict[tuple[str, str], int] = {}
        self._writings: dict[str, dict[str, int]] = {}
        self._once: dict[Any, Any] = {}
        self._ways: dict[tuple[str, str], dict[tuple[str, str], float]] = {}

    @cached_property
    def tokens(self) -> int:
        """Words of all documents, those that come again too."""
        return sum(postings.total_length for postings in self._postings)

    def once(self, key: Hashable, reckon: Callable[[], _Value]) -> _Value:
        """What is reckoned for a key, remembered: with the next letter typed it is asked again."""
        if key not in self._once:
            _remember(self._once, key, reckon())
        found: _Value = self._once[key]
        return found

    @cached_property
    def novelty(self) -> float:
        """The probability that the next word of such texts is a new one: half of the words that are new here came once.

        After Good, "The population frequencies of species", Biometrika 40, 1953, with half of all words for those.
        """
        return max(len(postings.folded) for postings in self._postings) / 2 / max(self.tokens, 1)

    def word(self, folded: str) -> int:
        """How often a folded word stands."""
        count = self._words.get(folded)
        if count is None:
            numbers = self._numbers(folded)
            count = sum(_times(postings, number) for postings, number in zip(self._postings, numbers, strict=True))
            _remember(self._words, folded, count)
        return count

    def known(self, words: Sequence[str]) -> list[tuple[str, int]]:
        """Those of some folded words that stand anywhere, and how often. Quicker than one by one."""
        encoded = [word.encode() for word in words]
        found = np.stack([postings.folded.find_all(encoded) for postings in self._postings], axis=1)
        for at in np.flatnonzero((found >= 0).any(axis=1)).tolist():
            _remember(self._places, words[at], tuple(found[at].tolist()))
        return [(words[at], self.word(words[at])) for at in np.flatnonzero((found >= 0).any(axis=1)).tolist()]

    def pair(self, first: str, second: str) -> int:
        """How often two folded words stand side by side."""
        count = self._pairs.get((first, second))
        if count is None:
            count = sum(counts for counts, _ in self._pair_lists(first, second))
            _remember(self._pairs, (first, second), count)
        return count

    def writings(self, folded: str) -> dict[str, int]:
        """The written forms of a folded word, and how many documents have each."""
        known = self._writings.get(folded)
        if known is None:
            known = self._counted(folded)
            _remember(self._writings, folded, known)
        return known

    def _counted(self, folded: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for postings, number in zip(self._postings, self._numbers(folded), strict=True):
            if number >= 0:
                for written in range(int(postings.variants[number]), int(postings.variants[number + 1])):
                    documents, at = postings.written_list(written)
                    form = postings.written[written].decode()
                    found[form] = found.get(form, 0) + documents.size(at)
        return found

    def share_of_pair(self, first: Form, second: Form) -> float:
        """How much of the pair of two words, accents aside, is written like these two, 0 to 1."""
        return self.writings_of_pair(first.folded, second.folded).get((first.written, second.written), 0.0)

    def writings_of_pair(self, first: str, second: str) -> dict[tuple[str, str], float]:
        """How two neighbours are written, and the share of each way; nothing where they never stand side by side.

        Estimated from a sample of the documents that have the pair: a writing belongs to it as far as it stands in
        more of them than in others.
        """
        shares = self._ways.get((first, second))
        if shares is None:
            shares = self._estimated(first, second)
            _remember(self._ways, (first, second), shares)
        return shares

    def _estimated(self, first: str, second: str) -> dict[tuple[str, str], float]:
        lists = list(self._pair_lists(first, second))
        if not lists:
            return {}
        _, (postings, one, other) = max(lists, key=lambda each: each[0])
        places = postings.places.get(postings.pair_number(one, other))
        docs = postings.by_document(places[:: len(places) // _SAMPLE + 1]).docs
        ones, firsts, prior = self._presence(postings, one, docs)
        others, seconds, other_prior = self._presence(postings, other, docs)
        stands = (firsts[:, None, :] & seconds[None, :, :]).reshape(-1, len(docs))
        shares = _shares(stands, np.outer(prior, other_prior).ravel()).reshape(len(ones), len(others))
        return {(ones[i], others[j]): float(shares[i, j]) for i, j in zip(*np.nonzero(shares > _LEAST), strict=True)}

    @staticmethod
    def _presence(
        postings: Postings, word: int, docs: NDArray[np.int64]
    ) -> tuple[list[str], NDArray[np.bool_], NDArray[np.float64]]:
        """The usual writings of a folded word, in which of some documents each stands, and how common each is."""
        start, end = int(postings.variants[word]), int(postings.variants[word + 1])
        if end - start == 1:
            return [postings.written[start].decode()], np.ones((1, len(docs)), bool), np.ones(1)
        sizes = postings.written_docs.lists.sizes(start, end)
        usual = np.argsort(-sizes, kind="stable")[:_WRITINGS]
        usual = usual[sizes[usual] >= _RARE * sizes.sum()]
        stands = postings.written_docs.lists.hold([start + at for at in usual.tolist()], docs)
        return [postings.written[start + at].decode() for at in usual.tolist()], stands, sizes[usual] * 1.0

    def _pair_lists(self, first: str, second: str) -> Iterator[tuple[int, tuple[Postings, int, int]]]:
        """Where two folded words stand side by side: how often, in which postings, as which words."""
        each = zip(self._postings, self._numbers(first), self._numbers(second), strict=True)
        for postings, one, other in each:
            number = postings.pair_number(one, other) if min(one, other) >= 0 else -1
            if number >= 0:
                yield postings.places.count(number), (postings, one, other)

    def _numbers(self, folded: str) -> tuple[int, ...]:
        """The number of a folded word in each of the postings, or -1."""
        numbers = self._places.get(folded)
        if numbers is None:
            numbers = tuple(postings.folded.find(folded.encode()) for postings in self._postings)
            _remember(self._places, folded, numbers)
        return numbers


def lonely(frequencies: Frequencies, query: str) -> bool:
    """Whether some word of a query, accents aside, stands nowhere beside any of its neighbours. Quick to tell."""
    text = normalize(query)
    words = [form(text[start:end]).folded for start, end in free_words(text)]
    if not 1 < len(words) <= MOST_WORDS:
        return False
    together = [False, *(frequencies.pair(*pair) > 0 for pair in pairwise(words)), False]
    return not all(before or behind for before, behind in pairwise(together))


def _times(postings: Postings, number: int) -> int:
    """How often the folded word of a number, or -1, stands: each time it begins one pair."""
    if number < 0:
        return 0
    starts = postings.places.starts
    return int(starts[postings.pairs[number + 1]]) - int(starts[postings.pairs[number]])


def _shares(stands: NDArray[np.bool_], prior: NDArray[np.float64]) -> NDArray[np.float64]:
    """The most probable shares [m] of m ways to write something that n documents have in one of them: bool [m, n].

    Expectation maximisation of a mixture: what stands in all documents takes over from what stands in some by chance.
    Dempster, Laird and Rubin, "Maximum likelihood from incomplete data via the EM algorithm", JRSS B 39(1), 1977.
    """
    likely = stands.astype("f8")
    likely = likely[:, likely.any(axis=0)]
    shares: NDArray[np.float64] = prior / prior.sum()
    if likely.shape[1]:
        for _ in range(_ROUNDS):
            shares = shares * (likely @ (1 / (shares @ likely))) / likely.shape[1]
    return shares


def _remember(counts: dict[_Key, _Value], key: _Key, count: _Value) -> None:
    if len(counts) >= _REMEMBERED:
        counts.clear()
    counts[key] = count
