"""Bits of 64-bit words: single instructions of the processor where they are compiled."""

from timkiem.kernels import instruction

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
