"""What terms give to the documents that are being scored, and which of these are still worth it. Compiled only."""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import inner
from timkiem.kernels.terms import (
    BITMAP,
    ENTRY,
    FIELD,
    FIRST,
    HALVES,
    KIND,
    PACKED,
    READ,
    count_in_bitmap,
    count_of,
    seek_places,
)

LARGEST = 60_000  #: bounds stay below; above are the places of documents among those that are being scored
SAFE = 1 - 1e-6  #: scores are rounded; so much of the k-th best is enough to be looked at


@inner
def add_list(
    terms: NDArray[np.int64], each: int, weight: float, worth: int, norms: NDArray[np.float32], file: NDArray[np.uint8],
    quads: NDArray[np.uint32], twos: NDArray[np.uint16], docs: NDArray[np.uint32], counts: NDArray[np.uint16],
    bounds: NDArray[np.uint16], sums: NDArray[np.float64], left: NDArray[np.int64],
) -> None:  # fmt: skip
    """Add what a list gives to the sums of the documents that are being scored, and take its worth off what is left."""
    norms_here, first = norms[terms[each, FIELD]], terms[each, FIRST]
    here = docs[first : first + terms[each, READ]]
    for at in range(len(here)):
        if here[at] >= len(bounds) or bounds[here[at]] < LARGEST:
            continue
        place = bounds[here[at]] - np.uint16(LARGEST)
        if terms[each, KIND] == PACKED:
            count = np.float32(count_of(terms, each, terms[each, ENTRY] + at, file, quads, twos))
        else:
            count = np.float32(counts[first + at])
        sums[place] += np.float32(weight) * count / (count + norms_here[here[at]])
        left[place] -= worth


@inner
def add_paired(
    terms: NDArray[np.int64], each: int, weight: float, worth: int, norms: NDArray[np.float32],
    firsts: NDArray[np.int64], file: NDArray[np.uint8], words: NDArray[np.int64], wanted: NDArray[np.int64],
    edges: NDArray[np.int64], entries: NDArray[np.int64], found: NDArray[np.int64],
    sums: NDArray[np.float64], left: NDArray[np.int64],
) -> None:  # fmt: skip
    """``add_list`` for a pair whose places were not read: they are sought for the wanted documents, which ascend."""
    field, many = terms[each, FIELD], len(wanted)
    one, other = terms[each, ENTRY], terms[each, HALVES]
    seek_places(terms, each, file, firsts, wanted, edges, entries, found)
    for at in range(many):
        doc = wanted[at]
        if not (words[one + (doc >> 6)] & words[other + (doc >> 6)]) >> (doc & 63) & 1:
            continue
        left[at] -= worth
        count = np.float32(min(entries[2 * at + 1] - entries[2 * at], 65_535))
        sums[at] += np.float32(weight) * count / (count + norms[field, doc])


@inner
def hopeful(
    bounds: NDArray[np.uint16], wanted: NDArray[np.int64], many: int, sums: NDArray[np.float64],
    left: NDArray[np.int64], scale: float, threshold: float,
) -> int:  # fmt: skip
    """Drop the wanted documents that cannot come above the threshold any more; returns how many are left."""
    kept = 0
    for at in range(many):
        if sums[at] + left[at] / scale < threshold * SAFE:
            bounds[wanted[at]] = 0
        else:
            wanted[kept], sums[kept], left[kept] = wanted[at], sums[at], left[at]
            bounds[wanted[kept]] = LARGEST + kept
            kept += 1
    return kept


@inner
def finished(
    terms: NDArray[np.int64], weights: NDArray[np.float32], worth: NDArray[np.int64], norms: NDArray[np.float32],
    file: NDArray[np.uint8], words: NDArray[np.int64], quads: NDArray[np.uint32], twos: NDArray[np.uint16],
    doc: int, score: float, left: int, scale: float, threshold: float,
) -> float:  # fmt: skip
    """A document's score, the bitmaps added to that of the lists; less where it cannot come above the threshold."""
    for each in range(len(terms)):
        if terms[each, KIND] != BITMAP or score + left / scale < threshold * SAFE:
            break
        count = np.float32(count_in_bitmap(terms, each, doc, file, words, quads, twos))
        if count:
            score += weights[each] * count / (count + norms[terms[each, FIELD], doc])
            left -= worth[each]
    return score
