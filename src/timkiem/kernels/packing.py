"""Ascending lists of numbers in few bits, after Elias and Fano.

Numbers below a limit are split: the low bits of each stand in planes of bytes and of half bytes, a plane holding one
byte of every number; what is above is ascending, so number i sets bit (high part + i) of a row of bits. How many bits
are low follows from the length of the list and the limit, whatever is smallest; a list of a few numbers has all bits in
planes. P. Elias, "Efficient storage and retrieval by content and address of static files", JACM 21(2), 1974.

    list: byte plane 0 (n bytes) | ... | half-byte plane (n / 2 bytes, when the width is odd in half bytes) | bits
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk, inner
from timkiem.kernels.bits import lowest, ones, word_at

EVERY = 32  #: lists between two marks of where one begins


@inner
def planes(size: int, width: int) -> int:
    """Bytes that the low ``width`` bits, a multiple of 4, of so many numbers take."""
    return size * (width >> 3) + ((size + 1 >> 1) if width & 4 else 0)


@inner
def layout(size: int, limit: int) -> tuple[int, int, int]:
    """Width of the low bits; bytes of the planes; bytes of the bits above, 0 when there are none."""
    top, flat = max(limit, 1) - 1, 4
    while top >> flat:
        flat += 4
    width, low, high = flat, planes(size, flat), 0
    if size < 2:  # most lists: bits above never pay
        return width, low, high
    for narrower in range(4, flat, 4):
        bits = size + (top >> narrower)
        if planes(size, narrower) + (bits + 7 >> 3) < low + high:
            width, low, high = narrower, planes(size, narrower), bits + 7 >> 3
    return width, low, high


@bulk
def marks_of(starts: NDArray[np.uint32], limit: int, marks: NDArray[np.uint64]) -> int:
    """Write where each 32nd list begins to ``marks`` u8 [L // 32 + 1]; returns the bytes of all."""
    at = 0
    for number in range(len(starts) - 1):
        if number % EVERY == 0:
            marks[number // EVERY] = at
        _, low, high = layout(int(starts[number + 1]) - int(starts[number]), limit)
        at += low + high
    if (len(starts) - 1) % EVERY == 0:
        marks[(len(starts) - 1) // EVERY] = at
    return at


@bulk
def find(starts: NDArray[np.uint32], marks: NDArray[np.uint64], number: int, limit: int) -> tuple[int, int, int, int]:
    """Of one list: the first byte, the entries, the width, and the first byte of the bits above, 0 for none."""
    return _place(starts, marks, number, limit)


@inner
def _place(starts: NDArray[np.uint32], marks: NDArray[np.uint64], number: int, limit: int) -> tuple[int, int, int, int]:
    at = int(np.int64(marks[number // EVERY]))  # signed: u8 and i8 make floats where they are compiled
    start = int(starts[number // EVERY * EVERY])
    for each in range(number // EVERY * EVERY, number):
        end = int(starts[each + 1])
        _, low, high = layout(end - start, limit)
        at += low + high
        start = end
    size = int(starts[number + 1]) - start
    width, low, high = layout(size, limit)
    return at, size, width, at + low if high else 0


@bulk
def part_lists(
    numbers: NDArray[np.uint32],
    starts: NDArray[np.int64],
    dense: NDArray[np.uint8],
    bits: NDArray[np.uint64],
    sparse: NDArray[np.uint32],
) -> int:
    """Copy lists numbers[starts[i]:starts[i + 1]] to ``sparse``, but for those of which ``dense[i]`` is 1: the numbers
    of these are set in the rows of ``bits``, one row a list. Returns how many were copied.
    """
    row = to = 0
    for each in range(len(dense)):
        if dense[each]:
            for entry in range(starts[each], starts[each + 1]):
                number = int(numbers[entry])
                bits[row, number >> 6] |= np.uint64(1) << np.uint64(number & 63)
            row += 1
        else:
            for entry in range(starts[each], starts[each + 1]):
                sparse[to] = numbers[entry]
                to += 1
    return to


@bulk
def pack(numbers: NDArray[np.uint32], starts: NDArray[np.uint32], limit: int, data: NDArray[np.uint8]) -> None:
    """Write lists numbers[starts[i]:starts[i + 1]] to ``data``, u1 of zeros, as long as ``marks_of`` said."""
    at = 0
    for number in range(len(starts) - 1):
        start = int(starts[number])
        size = int(starts[number + 1]) - start
        width, low, high = layout(size, limit)
        whole = width >> 3
        halves, bits = at + whole * size, at + low
        for plane in range(whole):
            for entry in range(size):
                data[at + plane * size + entry] = numbers[start + entry] >> np.uint32(plane << 3) & np.uint32(255)
        if width & 4:
            for entry in range(size):
                data[halves + (entry >> 1)] |= (numbers[start + entry] >> (whole << 3) & 15) << ((entry & 1) << 2)
        for entry in range(size if high else 0):
            bit = (int(numbers[start + entry]) >> width) + entry
            data[bits + (bit >> 3)] |= 1 << (bit & 7)
        at += low + high


@inner
def unpack_list(
    data: NDArray[np.uint8], at: int, size: int, width: int, bits: int, numbers: NDArray[Any], to: int
) -> None:
    """Read a list that begins at byte ``at`` into numbers[to:to + size], i8 or u4.

    Its bits begin at ``bits``, 0 for none.
    """
    found = numbers[to : to + size]
    entry = base = 0
    while bits and entry < size and bits < len(data):  # the end of the data: what was forged may never end
        word = word_at(data, bits)
        many = min(ones(word), size - entry)
        here, gap = found[entry : entry + many], base - entry
        for at_word in range(many):
            here[at_word] = (gap + lowest(word) - at_word) << width
            word &= word - 1
        entry += many
        bits += 7
        base += 56
    found[entry:] = 0
    whole = width >> 3
    for plane in range(whole):
        low = data[at + plane * size : at + (plane + 1) * size]
        for each in range(size):
            found[each] |= np.int64(low[each]) << (plane << 3)
    if width & 4:
        halves = data[at + whole * size : at + whole * size + (size + 1 >> 1)]
        for pair in range(size >> 1):
            found[2 * pair] |= np.int64(halves[pair] & 15) << (whole << 3)
            found[2 * pair + 1] |= np.int64(halves[pair] >> 4) << (whole << 3)
        if size & 1:
            found[size - 1] |= np.int64(halves[size >> 1] & 15) << (whole << 3)


@bulk
def unpack(
    data: NDArray[np.uint8], at: int, starts: NDArray[np.uint32], first: int, last: int, limit: int,
    numbers: NDArray[np.int64],
) -> None:  # fmt: skip
    """Read lists ``first`` to ``last - 1``, of which the first begins at byte ``at``, one after another."""
    to = 0
    for number in range(first, last):
        size = int(starts[number + 1]) - int(starts[number])
        width, low, high = layout(size, limit)
        unpack_list(data, at, size, width, at + low if high else 0, numbers, to)
        at += low + high
        to += size


@bulk
def hold(
    data: NDArray[np.uint8], starts: NDArray[np.uint32], marks: NDArray[np.uint64], limit: int,
    lists: NDArray[np.int64], wanted: NDArray[np.int64], room: NDArray[np.int64], held: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Tell which of some ``lists``, i8 [V], hold which of some numbers, i8 [n] ascending, in ``held`` u1 [V, n].

    ``room`` i8 is scratch, as long as the longest list.
    """
    for row in range(len(lists)):
        at, size, width, bits = _place(starts, marks, lists[row], limit)
        unpack_list(data, at, size, width, bits, room, 0)
        entry = 0
        for each in range(len(wanted)):
            while entry < size and room[entry] < wanted[each]:
                entry += 1
            held[row, each] = entry < size and room[entry] == wanted[each]
