"""The most that each document can score, from which terms it has: whole numbers, added up for 64 documents at a time.

A sum of bitmaps, each times a small whole number, is kept as planes: bit i of plane p is bit p of the sum of document
i. Adding a bitmap is then an adder's work on words, some 64 documents an instruction and more where the processor has
wide ones.
"""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import inner
from timkiem.kernels.terms import AT, BITMAP, ENTRY, FIRST, HALVES, KIND, PAIRED, READ

CHUNK = 64  #: words that are added up together, so that their planes stay in the nearest cache
PLANES = 16  #: at most: bounds have so many bits
_BYTE = 8


@inner
def add_lists(
    terms: NDArray[np.int64], worth: NDArray[np.int64], docs: NDArray[np.uint32], bounds: NDArray[np.uint16]
) -> None:
    """Begin the bounds of documents with what terms that were read are worth."""
    bounds[:] = 0
    for each in range(len(terms)):
        if terms[each, KIND] > PAIRED:
            points = np.uint16(worth[each])
            for at in range(terms[each, FIRST], terms[each, FIRST] + terms[each, READ]):
                if docs[at] < len(bounds):  # what was forged may tell of more documents than there are
                    bounds[docs[at]] += points


@inner
def add_bitmaps(
    terms: NDArray[np.int64], worth: NDArray[np.int64], words: NDArray[np.int64], spread: NDArray[np.int64],
    planes: NDArray[np.int64], row: NDArray[np.int64], row_bytes: NDArray[np.uint8], bounds: NDArray[np.uint16],
) -> None:  # fmt: skip
    """Add what bitmaps are worth, and pairs where both their words are.

    ``row_bytes`` is ``row`` seen as bytes, ``bounds`` u2 a whole number of words.
    """
    reach = 0
    for each in range(len(terms)):
        reach += worth[each] if terms[each, KIND] <= PAIRED else 0
    depth = 0
    while depth < PLANES and reach >> depth:
        depth += 1
    many = len(bounds) >> 6
    for start in range(0, many if depth else 0, CHUNK):
        size = min(CHUNK, many - start)
        planes[:depth] = 0
        for each in range(len(terms)):
            if terms[each, KIND] == BITMAP:
                at = terms[each, AT] + start
                _add(planes, depth, worth[each], words[at : at + size])
            elif terms[each, KIND] == PAIRED:
                one, other, both = terms[each, ENTRY] + start, terms[each, HALVES] + start, planes[PLANES + 1, :size]
                _intersect(words[one : one + size], words[other : other + size], both)
                _add(planes, depth, worth[each], both)
        for byte in range(0, depth, _BYTE):
            _spread(planes[byte : min(depth, byte + _BYTE)], size, spread, row)
            here = bounds[start << 6 : (start + size) << 6]
            for at in range(size << 6):
                here[at] += np.uint16(row_bytes[at]) << byte


@inner
def _intersect(one: NDArray[np.int64], other: NDArray[np.int64], both: NDArray[np.int64]) -> None:
    for at in range(len(both)):
        both[at] = one[at] & other[at]


@inner
def _add(planes: NDArray[np.int64], depth: int, worth: int, bitmap: NDArray[np.int64]) -> None:
    """Add part of a bitmap times a number to the planes; what is carried lies behind the last of them."""
    carry = planes[PLANES]
    carry[:] = 0
    low = 0
    while not worth >> low & 1:
        low += 1
    for plane in range(low, depth):
        here = planes[plane]
        if worth >> plane & 1:
            for at in range(len(bitmap)):
                mine, added, carried = here[at], bitmap[at], carry[at]
                half = mine ^ added
                here[at] = half ^ carried
                carry[at] = (mine & added) | (half & carried)
        else:
            for at in range(len(bitmap)):
                mine, carried = here[at], carry[at]
                here[at] = mine ^ carried
                carry[at] = mine & carried


@inner
def _spread(planes: NDArray[np.int64], size: int, spread: NDArray[np.int64], row: NDArray[np.int64]) -> None:
    """Write planes as bytes, one for each document, eight to a number of ``row``."""
    for at in range(size):
        for byte in range(_BYTE):
            eight = np.int64(0)
            for plane in range(len(planes)):
                eight |= spread[np.uint64(planes[plane, at] >> (byte << 3) & 255)] << plane
            row[at * _BYTE + byte] = eight


@inner
def most_of_words(bounds: NDArray[np.uint16], among: NDArray[np.bool_], tops: NDArray[np.uint16]) -> None:
    """Take away the bounds of documents that are not ``among``; ``tops`` u2: the largest of each word of 64."""
    for doc in range(len(among)):
        bounds[doc] *= np.uint16(among[doc])
    for word in range(len(tops)):
        most = np.uint16(0)
        for doc in range(word << 6, (word + 1) << 6):
            most = max(most, bounds[doc])
        tops[word] = most


@inner
def floor_of_best(tops: NDArray[np.uint16], wanted: int, levels: NDArray[np.int64]) -> int:
    """A bound that at least ``wanted`` words reach, where there are as many; 1 at least. ``levels``: scratch."""
    levels[:] = 0
    most = np.uint16(0)
    for word in range(len(tops)):
        most = max(most, tops[word])
    shift = 0
    while np.int64(most) >> shift >= len(levels):
        shift += 1
    for word in range(len(tops)):
        levels[tops[word] >> shift] += 1
    reached, level = 0, len(levels)
    while level > 0 and reached < wanted:
        level -= 1
        reached += levels[level]
    return max(level << shift, 1)
