"""Which documents of a segment have all of some terms, as bits."""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk, inner
from timkiem.kernels.terms import AT, BITMAP, FIRST, KIND, READ, read_documents


@inner
def mark_groups(
    words: NDArray[np.int64], terms: NDArray[np.int64], members: NDArray[np.int64], groups: NDArray[np.int64],
    docs: NDArray[np.uint32], group_bits: NDArray[np.int64], bits: NDArray[np.int64],
) -> None:  # fmt: skip
    """Set the bits of documents that have a member of each group, in ``bits`` i8 [W], 64 documents a word.

    ``members`` i8 [M] are rows of ``terms``, ``groups`` i8 [M] the group of each, ascending; a term may be in several.
    The documents of what is no bitmap were read. Scratch: ``group_bits`` i8 [W].
    """
    bits[:] = -1
    for member in range(len(members)):
        each = members[member]
        if member == 0 or groups[member] != groups[member - 1]:
            group_bits[:] = 0
        if terms[each, KIND] == BITMAP:
            bitmap = words[terms[each, AT] : terms[each, AT] + len(bits)]
            for number in range(len(bitmap)):
                group_bits[number] |= bitmap[number]
        else:
            here = docs[terms[each, FIRST] : terms[each, FIRST] + terms[each, READ]]
            for at in range(len(here)):
                if here[at] >> 6 < len(bits):  # what was forged may tell of more documents than there are
                    group_bits[here[at] >> 6] |= np.int64(1) << np.int64(here[at] & 63)
        if member == len(members) - 1 or groups[member] != groups[member + 1]:
            for number in range(len(bits)):
                bits[number] &= group_bits[number]


@bulk
def mark_all(
    file: NDArray[np.uint8], words: NDArray[np.int64], terms: NDArray[np.int64], members: NDArray[np.int64],
    groups: NDArray[np.int64], docs: NDArray[np.uint32], counts: NDArray[np.uint16], group_bits: NDArray[np.int64],
    bits: NDArray[np.int64],
) -> None:  # fmt: skip
    """``mark_groups`` of terms that were not read, none of them of PLACES; ``docs`` as ``best_of_segment`` has them."""
    for each in range(len(terms)):
        if terms[each, KIND] != BITMAP:
            terms[each, READ] = read_documents(terms, each, file, docs[:0], docs, counts)
    mark_groups(words, terms, members, groups, docs, group_bits, bits)
