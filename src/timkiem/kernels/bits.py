"""Bits of 64-bit words: single instructions of the processor where they are compiled."""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import inner, instruction

_WORD = (1 << 64) - 1


@instruction("ctpop")
def ones(word: int) -> int:
    """How many bits of a 64-bit word are set."""
    return (int(word) & _WORD).bit_count()


@instruction("cttz")
def lowest(word: int) -> int:
    """The number of the lowest bit that is set in a 64-bit word; 64 when none is."""
    whole = int(word) & _WORD
    return (whole & -whole).bit_length() - 1 if whole else 64


@inner
def word_at(data: NDArray[np.uint8], at: int) -> int:
    """The 56 bits that begin at a byte, so that the word has no sign; zeros behind the end of the data."""
    word = np.int64(0)
    if at + 8 <= len(data):
        eight = data[at : at + 8]
        for byte in range(8):  # one load where it is compiled
            word |= np.int64(eight[byte]) << (byte << 3)
        return int(word & ((1 << 56) - 1))
    for byte in range(min(7, max(0, len(data) - at))):
        word |= np.int64(data[at + byte]) << (byte << 3)
    return int(word)
