"""Which documents of a segment have all of some terms, as bits."""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk, inner
from timkiem.kernels.terms import AT, BITMAP, FIRST, KIND, READ, read_documents


@inner
def mark_groups(
    words: NDArray[np.int64], terms: NDArray[np.int64], groups: NDArray[np.int64], many: int,
    docs: NDArray[np.uint32], group_bits: NDArray[np.int64], bits: NDArray[np.int64],
) -> None:  # fmt: skip
    """Set the bits of documents that have a term of each of so many groups, in ``bits`` i8 [W], 64 documents a word.

    ``groups`` i8 [T] tells which group a term is in, -1 for none. The documents of what is no bitmap were read.
    Scratch: ``group_bits`` i8 [W].
    """
    bits[:] = -1
    for group in range(many):
        group_bits[:] = 0
        for each in range(len(terms)):
            if groups[each] != group:
                continue
            if terms[each, KIND] == BITMAP:
                bitmap = words[terms[each, AT] : terms[each, AT] + len(bits)]
                for number in range(len(bitmap)):
                    group_bits[number] |= bitmap[number]
            else:
                here = docs[terms[each, FIRST] : terms[each, FIRST] + terms[each, READ]]
                for at in range(len(here)):
                    if here[at] >> 6 < len(bits):  # what was forged may tell of more documents than there are
                        group_bits[here[at] >> 6] |= np.int64(1) << np.int64(here[at] & 63)
        for number in range(len(bits)):
            bits[number] &= group_bits[number]


@bulk
def mark_all(
    file: NDArray[np.uint8], words: NDArray[np.int64], terms: NDArray[np.int64], groups: NDArray[np.int64], many: int,
    docs: NDArray[np.uint32], counts: NDArray[np.uint16], group_bits: NDArray[np.int64], bits: NDArray[np.int64],
) -> None:  # fmt: skip
    """``mark_groups`` of terms that were not read, none of them of PLACES; ``docs`` as ``best_of_segment`` has them."""
    for each in range(len(terms)):
        if terms[each, KIND] != BITMAP:
            terms[each, READ] = read_documents(terms, each, file, docs[:0], docs, counts)
    mark_groups(words, terms, groups, many, docs, group_bits, bits)
