"""The best documents of a run of words, without reading every list whole.

No document gets more from a term than the term's weight. So when the lists of the rare terms are added up
and the k-th best sum lies above what all terms that are left could add, only documents near it can still
win; for those alone the long lists of common terms are looked into. This is MaxScore: Turtle and Flood,
"Query evaluation: strategies and optimizations", Information Processing & Management 31(6), 1995, over
arrays instead of document by document.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timkiem import compiled, ranking
from timkiem.lookup import LocatedWord, Term
from timkiem.masks import all_by_arrays
from timkiem.snapshot import Snapshot
from timkiem.weighing import Weighed

_FEW = 1 / 8  #: of the entries of the next list: so few candidates are looked up rather than the list read
_RARE = 1 / 64  #: of a segment's documents: so few are looked up without reading any list
_WORTH = 1 / 8  #: of a segment's documents: to look for candidates costs as much as to read so many entries
_HANDFUL = 100  #: so few candidates are looked up in all lists that are left
_AT_A_TIME = 4  #: lists that more candidates are looked up in before the hopeless are dropped
_SLACK = 1e-9  #: sums in another order differ by less, relatively


@dataclass(frozen=True, slots=True)
class Scored:
    """Some documents of one segment with their scores: among them the best."""

    docs: NDArray[np.int64]  # i8 [n] ascending
    scores: NDArray[np.float64]  # f8 [n], above 0


def best(snapshot: Snapshot, terms: list[Weighed], among: list[NDArray[np.bool_]], k: int) -> list[Scored]:
    """For each segment: documents of ``among``, bool [N], with a score; together they hold the k best of all."""
    return best_and_all(snapshot, terms, among, k, ())[0]


def best_and_all(
    snapshot: Snapshot, terms: list[Weighed], among: list[NDArray[np.bool_]], k: int, groups: Sequence[Sequence[Term]]
) -> tuple[list[Scored], list[NDArray[np.bool_]]]:
    """``best``, and for each segment which documents, bool [N], have a term of each group; none where none is given.

    All of the groups are among ``terms`` where they stand anywhere.
    """
    found, complete, threshold = [], [], 0.0
    of_segment = _by_kernel if compiled.ready() else _by_arrays
    for at in range(len(snapshot.segments)):
        part, whole = of_segment(snapshot, at, terms, among[at], k, threshold, groups)
        found.append(part)
        complete.append(whole)
        scores = np.concatenate([each.scores for each in found])
        if len(scores) >= k:
            threshold = float(np.partition(scores, -k)[-k])
    return found, complete


def _by_kernel(
    snapshot: Snapshot, at: int, terms: list[Weighed], among: NDArray[np.bool_], k: int, threshold: float,
    groups: Sequence[Sequence[Term]],
) -> tuple[Scored, NDArray[np.bool_]]:  # fmt: skip
    docs, scores, complete = compiled.best_of(snapshot, at, terms, among, k, threshold, groups)
    return Scored(docs, scores), complete


def _by_arrays(
    snapshot: Snapshot, at: int, terms: list[Weighed], among: NDArray[np.bool_], k: int, threshold: float,
    groups: Sequence[Sequence[Term]],
) -> tuple[Scored, NDArray[np.bool_]]:  # fmt: skip
    located = {term.term: term.located[at] for term in terms}
    here = [[located[term] for term in group if term in located] for group in groups]
    complete = all_by_arrays(snapshot, at, here) if groups else np.zeros(len(among), bool)
    return _best_of_segment(snapshot, at, terms, among, k, threshold), complete


def score(snapshot: Snapshot, at: int, terms: list[Weighed], docs: NDArray[np.int64]) -> NDArray[np.float64]:
    """The scores f8 [n] of some documents, i8 [n] ascending, of segment ``at``."""
    scores = np.zeros(len(docs), "f8")
    families: dict[tuple[int, str], list[Weighed]] = {}
    for term in terms:
        located = term.located[at]
        if isinstance(located, LocatedWord) and located.bitmap:
            families.setdefault((id(located.documents), term.term.field), []).append(term)
        elif located.size:
            norms = snapshot.norms[term.term.field][at][docs]
            scores += ranking.bm25(located.counts_in(docs), norms, term.weight)
    for (_, field), family in families.items():
        words = [term.located[at] for term in family]
        assert isinstance(words[0], LocatedWord)
        counts = words[0].documents.counts_in_bitmaps([word.number for word in words], docs)  # type: ignore[attr-defined]
        weights = np.array([term.weight for term in family], "f4")
        parts = ranking.bm25(counts, snapshot.norms[field][at][docs], weights[:, None])
        scores += parts.sum(axis=0, dtype="f8")
    return scores


def _best_of_segment(
    snapshot: Snapshot, at: int, terms: list[Weighed], among: NDArray[np.bool_], k: int, threshold: float
) -> Scored:
    if np.count_nonzero(among) <= max(k, len(among) * _RARE):
        docs = np.flatnonzero(among)
        scores = score(snapshot, at, terms, docs)
        return Scored(docs[scores > 0], scores[scores > 0])
    left = sorted(
        (term for term in terms if term.located[at].size), key=lambda term: term.located[at].size / term.weight
    )
    hope = sum(term.weight for term in left)
    scores = np.zeros(len(among), "f8")
    docs, most, unchecked = np.empty(0, "i8"), threshold, 0  # no sum of the k best can be above ``most``
    while left:
        term, *left = left
        found = term.located[at].get()
        norms = snapshot.norms[term.term.field][at]
        scores[found.docs] += ranking.bm25(found.counts, norms[found.docs], term.weight)
        hope -= term.weight
        most += term.weight
        unchecked += term.located[at].size
        next_size = left[0].located[at].size if left else 0
        if not left or (most > hope and unchecked + next_size > len(among) * _WORTH):
            docs = np.flatnonzero((scores > 0) & among)
            kept, threshold = _candidates(scores[docs], k, threshold, hope)
            most, unchecked = threshold, 0
            docs = docs[kept]
            if threshold > hope and len(docs) <= max(_HANDFUL, next_size * _FEW):
                break
    sums = scores[docs]
    left.sort(key=lambda term: -term.weight)
    while left:
        now = left if len(docs) <= _HANDFUL else left[:_AT_A_TIME]
        left = left[len(now) :]
        sums = sums + score(snapshot, at, now, docs)
        hope -= sum(term.weight for term in now)
        if left:
            kept, threshold = _candidates(sums, k, threshold, hope)
            docs, sums = docs[kept], sums[kept]
    return Scored(docs, sums)


def _candidates(sums: NDArray[np.float64], k: int, threshold: float, hope: float) -> tuple[NDArray[np.intp], float]:
    """Positions of the sums that can still be among the k best when ``hope`` is the most that is yet to come.

    ``threshold`` is what the k-th best surely has; it comes back raised by the sums. While it is not above
    ``hope``, what has no sum yet may win as well.
    """
    if len(sums) >= k:
        threshold = max(threshold, float(np.partition(sums, -k)[-k]) * (1 - _SLACK))
    floor = threshold - hope
    return np.flatnonzero(sums >= floor) if floor > 0 else np.arange(len(sums)), threshold
