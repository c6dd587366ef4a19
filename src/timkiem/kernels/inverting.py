"""From documents of words to words of documents: counting sorts, so that no entry is compared with another.

Letters in shapes: T tokens, N documents, W words, P distinct pairs.
"""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk

MOST = 65_535  #: counts above are kept as this: what 16 bits hold


@bulk
def mark(numbers: NDArray[np.uint32], found: NDArray[np.uint8]) -> None:
    """Set ``found`` to 1 at each of the numbers."""
    for at in range(len(numbers)):
        found[numbers[at]] = 1


@bulk
def rename(numbers: NDArray[np.uint32], names: NDArray[np.uint32], renamed: NDArray[np.uint32]) -> None:
    """Write the name of each number to ``renamed``, which may be ``numbers`` itself."""
    for at in range(len(numbers)):
        renamed[at] = names[numbers[at]]


@bulk
def group_documents(
    words: NDArray[np.uint32],
    lengths: NDArray[np.uint32],
    left_out: NDArray[np.uint8],
    last: NDArray[np.int64],
    some_words: NDArray[np.uint32],
    some_docs: NDArray[np.uint32],
    some_counts: NDArray[np.uint16],
    starts: NDArray[np.int64],
    docs: NDArray[np.uint32],
    counts: NDArray[np.uint16],
) -> int:
    """List the documents of each word, and how often it stands in each; returns how many entries there are.

    ``words`` u4 [T], ``lengths`` u4 [N] tokens of each document; ``left_out`` u1 [W] is 1 for words that get no list.
    Scratch: ``last`` i8 [W] of -1; ``some_words``, ``some_docs`` and ``some_counts``, of T. Written: ``starts``
    i8 [W + 1] of 0; ``docs`` and ``counts``, of T.
    """
    token = found = 0
    for document in range(len(lengths)):
        first = found
        for _ in range(int(lengths[document])):
            word = words[token]
            token += 1
            if left_out[word]:
                continue
            entry = last[word]
            if entry < first:
                last[word] = found
                some_words[found] = word
                some_docs[found] = document
                some_counts[found] = 1
                starts[word + 1] += 1
                found += 1
            elif some_counts[entry] < MOST:
                some_counts[entry] += 1
    for number in range(len(last)):
        starts[number + 1] += starts[number]
        last[number] = starts[number]
    for entry in range(found):
        word = some_words[entry]
        docs[last[word]] = some_docs[entry]
        counts[last[word]] = some_counts[entry]
        last[word] += 1
    return found


@bulk
def group_pairs(
    words: NDArray[np.uint32],
    lengths: NDArray[np.uint32],
    block: int,
    some: NDArray[np.int64],
    others: NDArray[np.int64],
    by_second: NDArray[np.int64],
    pairs: NDArray[np.int64],
    seconds: NDArray[np.uint32],
    starts: NDArray[np.uint32],
    places: NDArray[np.uint32],
) -> int:
    """List the places of each pair of neighbouring words, ascending by first, second, place; returns P.

    The last word of a document is paired with W, for none. A document owns whole blocks of ``block`` places, one more
    than its words need. Scratch: ``some``, ``others`` i8 [T]; ``by_second`` i8 [W + 2] of 0. Written: ``pairs``
    i8 [W + 2] of 0, where those of each first begin; ``seconds`` u4 [T]; ``starts`` u4 [T + 1], where the places of
    each pair begin; ``places`` u4 [T].
    """
    none = len(pairs) - 2
    token = 0
    for document in range(len(lengths)):
        for left in range(int(lengths[document]), 0, -1):
            second = int(words[token + 1]) if left > 1 else none
            by_second[second + 1] += 1
            pairs[int(words[token]) + 1] += 1
            token += 1
    for number in range(none + 1):
        by_second[number + 1] += by_second[number]
        pairs[number + 1] += pairs[number]
    token = first_place = 0
    for document in range(len(lengths)):
        length = int(lengths[document])
        for position in range(length):
            second = int(words[token + 1]) if position + 1 < length else none
            some[by_second[second]] = int(words[token]) << 32 | first_place + position
            by_second[second] += 1
            token += 1
        first_place += (length // block + 1) * block
    entry = 0
    for second in range(none + 1):  # by now by_second tells where each ends
        while entry < by_second[second]:
            first = some[entry] >> 32
            others[pairs[first]] = second << 32 | some[entry] & 0xFFFFFFFF
            pairs[first] += 1
            entry += 1
    entry = found = 0
    for first in range(none):
        before = -1
        end = pairs[first]
        pairs[first] = found
        while entry < end:
            second = others[entry] >> 32
            if second != before:
                seconds[found] = second
                starts[found] = entry
                before = second
                found += 1
            places[entry] = others[entry] & 0xFFFFFFFF
            entry += 1
    pairs[none] = found
    starts[found] = token
    return found
