"""Looking for a few numbers in a long packed list without unpacking it.

What is above the low bits is a row of bits in which each number has a one behind as many zeros as its high part says,
so the place of a high part is found by counting ones, 64 bits at a time. Compiled only: words are signed, and Python's
numbers have no 64th bit.
"""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk, inner
from timkiem.kernels.bits import lowest, ones

_WORD = 64


@inner
def _word(data: NDArray[np.uint8], at: int) -> int:
    """The 64 bits that begin at a byte; zeros behind the end of the data."""
    word = np.int64(0)
    if at + 8 <= len(data):
        eight = data[at : at + 8]
        for byte in range(8):
            word |= np.int64(eight[byte]) << (byte << 3)
    else:
        for byte in range(max(0, len(data) - at)):
            word |= np.int64(data[at + byte]) << (byte << 3)
    return int(word)


@inner
def _low(data: NDArray[np.uint8], at: int, size: int, width: int, entry: int) -> int:
    """The low bits of an entry of a list that begins at byte ``at``; see ``kernels.packing``."""
    whole, value = width >> 3, np.int64(0)
    for plane in range(whole):
        value |= np.int64(data[at + plane * size + entry]) << (plane << 3)
    if width & 4:
        half = data[at + whole * size + (entry >> 1)] >> ((entry & 1) << 2) & 15
        value |= np.int64(half) << (whole << 3)
    return int(value)


@inner
def _zero(word: int, which: int) -> int:
    """Where the first zero of a word is, or the second ..., counted from 1 and from the lowest bit."""
    zeros, at = ~word, 0
    for width in (32, 16, 8):
        here = ones((zeros >> at) & ((1 << width) - 1))
        if which > here:
            which -= here
            at += width
    rest = (zeros >> at) & 255
    for _ in range(which - 1):
        rest &= rest - 1
    return at + lowest(rest)


@inner
def _from(data: NDArray[np.uint8], at: int, size: int, width: int, bits: int, entry: int, bit: int, value: int) -> int:
    """The first number of entries from one on that is not below ``value``; the ones of these begin at ``bit``."""
    start = bit >> 6 << 6
    rest = _word(data, bits + (start >> 3)) >> (bit - start) << (bit - start)
    while entry < size:
        while not rest:
            start += _WORD
            if bits + (start >> 3) >= len(data):  # what was forged may never end
                return -1
            rest = _word(data, bits + (start >> 3))
        number = (start + lowest(rest) - entry) << width | _low(data, at, size, width, entry)
        if number >= value:
            return int(number)
        rest &= rest - 1
        entry += 1
    return -1


@bulk
def seek(
    data: NDArray[np.uint8], at: int, size: int, width: int, bits: int, wanted: NDArray[np.int64],
    found: NDArray[np.int64],
) -> None:  # fmt: skip
    """For each of ``wanted`` i8 [n], ascending, the first number of a packed list that is not below it, -1 for none.

    The list is told as ``packing.unpack_list`` has it. Costs a look at every 64th bit, and some 20 ns a number.
    """
    start = before = entry = 0  # of the bits: where the word at hand begins, and the ones before it
    word = _word(data, bits) if bits else 0
    for number in range(len(wanted)):
        value = int(wanted[number])
        if not bits:
            while entry < size and _low(data, at, size, width, entry) < value:
                entry += 1
            found[number] = _low(data, at, size, width, entry) if entry < size else -1
            continue
        high = value >> width
        while start - before + _WORD - ones(word) < high and bits + (start >> 3) < len(data):
            before += ones(word)
            start += _WORD
            word = _word(data, bits + (start >> 3))
        which = high - (start - before)
        if which > _WORD - ones(word):
            found[number] = -1
            continue
        bit = start + _zero(word, which) + 1 if high else 0
        found[number] = _from(data, at, size, width, bits, bit - high, bit, value)
