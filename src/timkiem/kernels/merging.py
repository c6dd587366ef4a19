"""Lists of several segments as the lists of one: entries move to their new numbers, those that are gone fall out.

An entry ``number`` moves by ``shifts[base + (number >> bits)]``: documents each by their own shift (``bits`` 0), places
block by block; ``base`` is where the shifts of its segment begin.
"""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk

GONE = -(1 << 62)  #: the shift of what was deleted
_NONE = 1 << 62  #: above all names

_ONES = np.zeros((256, 8), "i8")  #: where the ones of a byte stand
_COUNTS = np.array([byte.bit_count() for byte in range(256)])  #: how many those are
for _byte in range(256):
    _ONES[_byte, : _COUNTS[_byte]] = [_bit for _bit in range(8) if _byte >> _bit & 1]


@bulk
def count_left(
    at: NDArray[np.int64],
    sizes: NDArray[np.int64],
    numbers: NDArray[np.uint32],
    shifts: NDArray[np.int64],
    bits: int,
    left: NDArray[np.int64],
) -> None:
    """How many entries of each list stay. List i is ``numbers[at[i]:at[i] + sizes[i]]``."""
    for part in range(len(at)):
        for entry in range(at[part], at[part] + sizes[part]):
            if shifts[numbers[entry] >> bits] != GONE:
                left[part] += 1


@bulk
def join_lists(
    names: NDArray[np.int64],
    at: NDArray[np.int64],
    sizes: NDArray[np.int64],
    bounds: NDArray[np.int64],
    numbers: NDArray[np.uint32],
    counts: NDArray[np.uint16],
    shifts: NDArray[np.int64],
    bases: NDArray[np.int64],
    bits: int,
    whole: NDArray[np.uint8],
    cursors: NDArray[np.int64],
    joined_names: NDArray[np.int64],
    joined_starts: NDArray[np.int64],
    joined_numbers: NDArray[np.uint32],
    joined_counts: NDArray[np.uint16],
) -> int:
    """Lay lists of one name behind each other, in the order of their sources; returns how many names there are.

    Source s has the lists ``bounds[s]`` to ``bounds[s + 1] - 1``, ascending by ``names``; list i is the part of
    ``numbers`` (and of ``counts``, if not empty) from ``at[i]`` on. Where ``whole[s]``, all entries of the source have
    one shift. ``cursors``, one for each source, are scratch.
    """
    counted = len(counts) > 0
    found = entry = 0
    for source in range(len(cursors)):
        cursors[source] = bounds[source]
    while True:
        least = _NONE
        for source in range(len(cursors)):
            if cursors[source] < bounds[source + 1]:
                least = min(least, names[cursors[source]])
        if least == _NONE:
            break
        joined_names[found] = least
        joined_starts[found] = entry
        found += 1
        for source in range(len(cursors)):
            part = cursors[source]
            if part < bounds[source + 1] and names[part] == least:
                cursors[source] += 1
                base = bases[source]
                if whole[source]:
                    shift, start = shifts[base], at[part]
                    for each in range(sizes[part]):
                        joined_numbers[entry + each] = numbers[start + each] + shift
                    if counted:
                        for each in range(sizes[part]):
                            joined_counts[entry + each] = counts[start + each]
                    entry += sizes[part]
                    continue
                for old in range(at[part], at[part] + sizes[part]):
                    number = numbers[old]
                    shift = shifts[base + (number >> bits)]
                    if shift != GONE:
                        joined_numbers[entry] = number + shift
                        if counted:
                            joined_counts[entry] = counts[old]
                        entry += 1
    joined_starts[found] = entry
    return found


@bulk
def lay_out(
    packed: NDArray[np.uint32],
    sizes: NDArray[np.int64],
    rows: NDArray[np.int64],
    bitmaps: NDArray[np.uint64],
    numbers: NDArray[np.uint32],
) -> None:
    """Write lists one after another to ``numbers``: list i is row ``rows[i]`` of the bitmaps, or next in ``packed``.

    ``numbers`` has room for eight more.
    """
    at = to = 0
    for each in range(len(sizes)):
        if rows[each] < 0:
            for entry in range(sizes[each]):
                numbers[to + entry] = packed[at + entry]
            at += sizes[each]
            to += sizes[each]
        else:
            for word in range(bitmaps.shape[1]):
                rest = bitmaps[rows[each], word]
                number = 64 * word
                while rest:
                    byte = np.int64(rest & np.uint64(255))
                    for one in range(8):
                        numbers[to + one] = number + _ONES[byte, one]
                    to += _COUNTS[byte]
                    number += 8
                    rest >>= np.uint64(8)
