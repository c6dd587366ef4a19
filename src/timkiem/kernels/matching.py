"""Which documents of a segment have all of some terms, as bits."""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk
from timkiem.kernels.packing import unpack_list
from timkiem.kernels.terms import AT, BITMAP, BITS, FIRST, KIND, PACKED, SIZE, WIDTH


@bulk
def mark_all(
    file: NDArray[np.uint8], words: NDArray[np.int64], terms: NDArray[np.int64], groups: NDArray[np.int64],
    docs: NDArray[np.uint32], group_bits: NDArray[np.int64], bits: NDArray[np.int64],
) -> None:  # fmt: skip
    """Set the bits of documents that have a term of each group, in ``bits`` i8 [W], 64 documents a word.

    ``groups`` i8 [T] tells which of the groups a term is in, ascending from 0. No term is of PLACES; ``docs`` as
    ``best_of_segment`` has them. Scratch: ``group_bits`` i8 [W].
    """
    bits[:] = -1
    for each in range(len(terms)):
        first, size = terms[each, FIRST], terms[each, SIZE]
        if each == 0 or groups[each] != groups[each - 1]:
            group_bits[:] = 0
        if terms[each, KIND] == BITMAP:
            at = terms[each, AT]
            for number in range(len(bits)):
                group_bits[number] |= words[at + number]
        else:
            if terms[each, KIND] == PACKED:
                unpack_list(file, terms[each, AT], size, terms[each, WIDTH], terms[each, BITS], docs, first)
            for other in range(first, first + size):
                number = int(docs[other]) >> 6
                if number < len(bits):  # what was forged may tell of more documents than there are
                    group_bits[number] |= np.int64(1) << (int(docs[other]) & 63)
        if each == len(terms) - 1 or groups[each] != groups[each + 1]:
            for number in range(len(bits)):
                bits[number] &= group_bits[number]
