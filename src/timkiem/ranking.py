"""BM25 on arrays. Pure functions of numbers: no index, no files, no query."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

K1 = 1.2  #: how soon repeating a word stops paying
#: How much a long text is held against it, 0 to 1, by field. Titles differ little; a name is no longer for its length.
B = {"title": 0.5, "body": 0.75, "source": 0.0, "author": 0.0, "category": 0.0, "location": 0.0, "officials": 0.0}
#: What a word in each field is worth beside a word in the body.
FIELD_WEIGHT = {field: 0.6 if field == "title" else 1.0 for field in B}
PAIR = 0.6  #: what two neighbours that stand together are worth beside a word
PLAIN = 0.4  #: what a word written without accents is worth to a reader who typed them
OTHER = 0.2  #: what the same letters are worth, whatever their accents

GUESS = 0.5  #: what of a word typed without accents goes to the writing that it most likely stands for


def idf(documents: int, holding: int) -> float:
    """Weight of a term by rarity, never negative: Lucene's form, ln(1 + (N - n + .5) / (n + .5))."""
    return float(np.log1p((documents - holding + 0.5) / (holding + 0.5)))


def norms(lengths: NDArray[np.uint32], average: float, b: float) -> NDArray[np.float32]:
    """The part of BM25's denominator that depends on the document alone: K1 (1 - B + B length / average), f4."""
    return (K1 * (1 - b + b * lengths / max(average, 1e-9))).astype("f4")


def bm25(counts: NDArray[Any], norms: NDArray[np.float32], weight: float | NDArray[np.float32]) -> NDArray[np.float32]:
    """Score one term in the documents that hold it: arrays of equal length, in and out.

    ``weight``, one or one for each row, is ``idf`` times what the term is worth. Without the constant factor
    K1 + 1, which changes no order; see Kamphuis et al., "Which BM25 do you mean?", ECIR 2020.
    """
    frequency = counts.astype("f4")
    return np.asarray(np.asarray(weight, "f4") * frequency / (frequency + norms), "f4")


def top(scores: NDArray[Any], k: int) -> NDArray[np.intp]:
    """Positions of the k best, best first, ties by position; all of them when k is larger."""
    if k < len(scores):
        cut = np.partition(scores, -k)[-k]
        best = np.flatnonzero(scores >= cut)
    else:
        best = np.arange(len(scores))
    return best[np.argsort(-scores[best], kind="stable")][:k]
