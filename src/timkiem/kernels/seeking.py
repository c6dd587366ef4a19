"""Looking for a few numbers in a long packed list without unpacking it.

What is above the low bits is a row of bits in which each number has a one behind as many zeros as its high part says,
so the place of a high part is found by counting ones, 56 bits at a time.
"""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk, inner
from timkiem.kernels.bits import lowest, ones, word_at

_WORD = 56  #: bits at a time, so that words have no sign


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
    zeros, at = ~word & ((1 << _WORD) - 1), 0
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
def _from(
    data: NDArray[np.uint8], at: int, size: int, width: int, bits: int, entry: int, bit: int, value: int
) -> tuple[int, int]:
    """The first of entries from one on whose number is not below ``value``, and it; their ones begin at ``bit``."""
    start = bit // _WORD * _WORD
    rest = word_at(data, bits + (start >> 3)) >> (bit - start) << (bit - start)
    while entry < size:
        while not rest:
            start += _WORD
            if bits + (start >> 3) >= len(data):  # what was forged may never end
                return size, -1
            rest = word_at(data, bits + (start >> 3))
        number = (start + lowest(rest) - entry) << width | _low(data, at, size, width, entry)
        if number >= value:
            return entry, int(number)
        rest &= rest - 1
        entry += 1
    return size, -1


@inner
def seek_in(
    data: NDArray[np.uint8], at: int, size: int, width: int, bits: int, wanted: NDArray[np.int64],
    entries: NDArray[np.int64], found: NDArray[np.int64],
) -> None:  # fmt: skip
    """For each of ``wanted`` i8 [n], ascending, the first entry of a packed list that is not below it, and its number.

    That is the list's size and -1 where there is none. The list is told as ``packing.unpack_list`` has it. Costs a look
    at every 56th bit, and some 20 ns a number.
    """
    start = before = entry = 0  # of the bits: where the word at hand begins, and the ones before it
    word = word_at(data, bits) if bits else 0
    for number in range(len(wanted)):
        value = int(wanted[number])
        if not bits:
            while entry < size and _low(data, at, size, width, entry) < value:
                entry += 1
            entries[number] = entry
            found[number] = _low(data, at, size, width, entry) if entry < size else -1
            continue
        high = value >> width
        while start - before + _WORD - ones(word) < high and bits + (start >> 3) < len(data):
            before += ones(word)
            start += _WORD
            word = word_at(data, bits + (start >> 3))
        which = high - (start - before)
        if which > _WORD - ones(word):
            entries[number], found[number] = size, -1
            continue
        bit = start + _zero(word, which) + 1 if high else 0
        entries[number], found[number] = _from(data, at, size, width, bits, bit - high, bit, value)


@bulk
def seek(
    data: NDArray[np.uint8], at: int, size: int, width: int, bits: int, wanted: NDArray[np.int64],
    entries: NDArray[np.int64], found: NDArray[np.int64],
) -> None:  # fmt: skip
    """``seek_in``."""
    seek_in(data, at, size, width, bits, wanted, entries, found)
