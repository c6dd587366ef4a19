"""The scores of a few documents for a sum of terms, looked up in lists that are not unpacked. Compiled only."""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk, inner
from timkiem.kernels.terms import (
    BITMAP,
    ENTRY,
    FIELD,
    FIRST,
    KIND,
    PACKED,
    PAIRED,
    PLACES,
    SIZE,
    count_in_bitmap,
    count_of,
    seek_documents,
    seek_places,
)


@inner
def _count_given(
    terms: NDArray[np.int64], each: int, docs: NDArray[np.uint32], counts: NDArray[np.uint16], doc: int
) -> int:
    low, end = terms[each, FIRST], terms[each, FIRST] + terms[each, SIZE]
    high = end
    while low < high:
        middle = (low + high) >> 1
        if docs[middle] < doc:
            low = middle + 1
        else:
            high = middle
    return int(counts[low]) if low < end and docs[low] == doc else 0


@bulk
def score_few(
    file: NDArray[np.uint8], words: NDArray[np.int64], quads: NDArray[np.uint32], twos: NDArray[np.uint16],
    terms: NDArray[np.int64], weights: NDArray[np.float32], norms: NDArray[np.float32], firsts: NDArray[np.int64],
    docs: NDArray[np.uint32], counts: NDArray[np.uint16], wanted: NDArray[np.int64], edges: NDArray[np.int64],
    entries: NDArray[np.int64], found: NDArray[np.int64], sums: NDArray[np.float64],
) -> None:  # fmt: skip
    """Write to ``sums`` f8 [n] the scores of the documents ``wanted``, i8 [n] ascending.

    ``firsts`` i8 [fields, N + 1]: the first place of each document. ``docs`` and ``counts`` have those of GIVEN terms,
    all else is as ``scoring.best_of_segment`` has it. Scratch: ``edges``, ``entries`` and ``found``, i8 [2 n].
    """
    sums[:] = 0
    many = len(wanted)
    for each in range(len(terms)):
        kind, field = terms[each, KIND], terms[each, FIELD]
        if kind == PACKED:
            seek_documents(terms, each, file, wanted, entries[:many], found[:many])
        elif kind in (PLACES, PAIRED):
            seek_places(terms, each, file, firsts, wanted, edges, entries, found)
        for at in range(many):
            doc, number = wanted[at], 0
            if kind == BITMAP:
                number = count_in_bitmap(terms, each, doc, file, words, quads, twos)
            elif kind == PACKED:
                if found[at] == doc:
                    number = count_of(terms, each, terms[each, ENTRY] + entries[at], file, quads, twos)
            elif kind in (PLACES, PAIRED):
                number = min(entries[2 * at + 1] - entries[2 * at], 65_535)
            else:
                number = _count_given(terms, each, docs, counts, doc)
            if number:
                count = np.float32(number)
                sums[at] += weights[each] * count / (count + norms[field, doc])
