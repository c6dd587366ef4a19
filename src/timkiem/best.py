"""The best documents of a run of words, without reading every list whole.

No document gets more from a term than the term's weight. So when the lists of the rare terms are added up
and the k-th best sum lies above what all terms that are left could add, only documents near it can still
win; for those alone the long lists of common terms are looked into. This is MaxScore: Turtle and Flood,
"Query evaluation: strategies and optimizations", Information Processing & Management 31(6), 1995, over
arrays instead of document by document.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timkiem import ranking
from timkiem.evaluate import Weighed
from timkiem.snapshot import Snapshot

_FEW = 1 / 64  #: of a segment's documents: so few candidates are looked up rather than lists read
_SLACK = 1e-4  #: sums of 32-bit floats in another order differ by less, relatively


@dataclass(frozen=True, slots=True)
class Scored:
    """Some documents of one segment with their scores: among them the best."""

    docs: NDArray[np.int64]  # i8 [n] ascending
    scores: NDArray[np.float32]  # f4 [n], above 0


def best(snapshot: Snapshot, terms: list[Weighed], among: list[NDArray[np.bool_]], k: int) -> list[Scored]:
    """For each segment: documents of ``among``, bool [N], with a score; together they hold the k best of all."""
    found, threshold = [], 0.0
    for at in range(len(snapshot.segments)):
        part = _best_of_segment(snapshot, at, terms, among[at], k, threshold)
        found.append(part)
        scores = np.concatenate([each.scores for each in found])
        if len(scores) >= k:
            threshold = float(np.partition(scores, -k)[-k])
    return found


def score(snapshot: Snapshot, at: int, terms: list[Weighed], docs: NDArray[np.int64]) -> NDArray[np.float32]:
    """The scores f4 [n] of some documents, i8 [n] ascending, of segment ``at``."""
    scores = np.zeros(len(docs), "f4")
    for term in terms:
        counts = term.located[at].counts_in(docs)
        scores += ranking.bm25(counts, snapshot.norms[term.field][at][docs], term.weight)
    return scores


def _best_of_segment(
    snapshot: Snapshot, at: int, terms: list[Weighed], among: NDArray[np.bool_], k: int, threshold: float
) -> Scored:
    if np.count_nonzero(among) <= max(k, len(among) * _FEW):
        docs = np.flatnonzero(among)
        scores = score(snapshot, at, terms, docs)
        return Scored(docs[scores > 0], scores[scores > 0])
    here = sorted((term for term in terms if term.located[at].size), key=lambda term: term.located[at].size)
    left = sum(term.weight for term in here)
    scores = np.zeros(len(among), "f4")
    read = 0
    docs = np.empty(0, "i8")
    while here:
        term, *here = here
        found = term.located[at].get()
        norms = snapshot.norms[term.field][at]
        scores[found.docs] += ranking.bm25(found.counts, norms[found.docs], term.weight)
        left -= term.weight
        read += term.located[at].size
        if not here or here[0].located[at].size > len(among) * _FEW:
            docs = np.flatnonzero((scores > 0) & among)
            docs, cut = _candidates(docs, scores, k, threshold, left)
            if here and cut and len(docs) <= len(among) * _FEW:
                break
    result = scores[docs]
    for term in here:
        counts = term.located[at].counts_in(docs)
        result += ranking.bm25(counts, snapshot.norms[term.field][at][docs], term.weight)
    return Scored(docs, result)


def _candidates(
    docs: NDArray[np.int64], scores: NDArray[np.float32], k: int, threshold: float, left: float
) -> tuple[NDArray[np.int64], bool]:
    """The documents that can still be among the k best when ``left`` is the most that is yet to come.

    The flag tells whether that is so of no document without a score yet.
    """
    sums = scores[docs]
    if len(sums) >= k:
        threshold = max(threshold, float(np.partition(sums, -k)[-k]))
    floor = (threshold - left) * (1 - _SLACK)
    return (docs[sums >= floor], True) if floor > 0 else (docs, False)
