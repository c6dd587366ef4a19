"""Kernels that read words: UTF-8 to numbers of spellings, by a hash table.

Letters in shapes: S slots of a table, a power of two.
"""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk, inner

UNITS = 8  #: longest word, in UTF-16 units, that a table holds
BYTES = 16  #: longest word, in bytes, that is known by them
_FIRST = np.array([(1 << 8 * size) - 1 for size in range(9)], "u8")  #: the first bytes of a number


@bulk
def read_words(
    data: NDArray[np.uint8],
    spans: NDArray[np.int64],
    parts: int,
    escaped: int,
    ends: NDArray[np.uint8],
    lower: NDArray[np.uint16],
    seen: NDArray[np.uint64],
    table: NDArray[np.uint64],
    spellings: NDArray[np.uint32],
    lengths: NDArray[np.uint32],
    rare: NDArray[np.int64],
    span: int,
    at: int,
    words: int,
    known: int,
) -> tuple[int, int, int, int]:
    """Read UTF-8 in spans, each before a byte that separates: numbers of spellings to ``spellings[words:]``.

    Begins at byte ``at`` of span ``span``, or where that begins when it is -1. Each ``parts`` spans are one text, whose
    words are counted in ``lengths``. ``escaped``: 1 for text within JSON. A new word of up to 8 units gets the next
    number from ``known`` on and goes to ``rare`` as (-1, start, end) in bytes; a longer one as (its token, start,
    end), its number left open. Stops when ``rare`` is full. Returns where it stopped: ``span``, ``at``, ``words``,
    rows of ``rare``.
    """
    noted = 0
    while span < len(spans):
        at, end, before = spans[span, 0] if at < 0 else at, spans[span, 1], words
        while at < end:
            start = at
            at, low, high = _run(data, at, ends)
            place = _mixed(low, high) & (len(seen) - 1)
            if at == start:
                if data[at] < 0x80:
                    at += _size(data, at, escaped)
                    continue
            elif at - start <= BYTES and data[at] < 0x80 and seen[place, 0] == low and seen[place, 1] == high:
                spellings[words] = seen[place, 2]
                words += 1
                if data[at] == 32:
                    at += 1
                continue
            if noted == len(rare):
                lengths[span // parts] += np.uint32(words - before)
                return span, start, words, noted
            stop, width, first, second = _word(data, start, lower)
            if width == 0:
                at = stop + _size(data, stop, escaped)
                continue
            if width > UNITS:
                rare[noted, 0], rare[noted, 1], rare[noted, 2] = words, start, stop
                noted += 1
            else:
                slot = _slot(table, first, second)
                if table[slot, 2] == 0:
                    table[slot, 0], table[slot, 1], table[slot, 2] = first, second, known + 1
                    known += 1
                    rare[noted, 0], rare[noted, 1], rare[noted, 2] = -1, start, stop
                    noted += 1
                spellings[words] = table[slot, 2] - np.uint64(1)
                if stop == at and at - start <= BYTES and data[at] < 0x80:
                    seen[place, 0], seen[place, 1], seen[place, 2] = low, high, spellings[words]
            words += 1
            at = stop
        lengths[span // parts] += np.uint32(words - before)
        span, at = span + 1, -1
    return span, at, words, noted


@inner
def _run(data: NDArray[np.uint8], at: int, ends: NDArray[np.uint8]) -> tuple[int, np.uint64, np.uint64]:
    """Where what looks like letters ends, and the first 16 bytes of it."""
    high = np.uint64(0)
    size = _before_end(_eight(ends, at))
    low = _eight(data, at) & _FIRST[size]
    if size == 8:
        more = _before_end(_eight(ends, at + 8))
        high = _eight(data, at + 8) & _FIRST[more]
        size += more
        while more == 8:
            more = _before_end(_eight(ends, at + size))
            size += more
    return at + size, low, high


@inner
def _eight(data: NDArray[np.uint8], at: int) -> np.uint64:
    """Eight bytes as a number, which a processor reads at once."""
    place = np.uint64(at)
    number = np.uint64(0)
    for byte in range(8):
        number |= np.uint64(data[place + np.uint64(byte)]) << np.uint64(8 * byte)
    return number


@inner
def _before_end(ends: np.uint64) -> int:
    """How many of eight bytes stand before the first that is 128; the others are 0."""
    first = (ends & (~ends + np.uint64(1))) >> np.uint64(7)
    digit = first * np.uint64(0x8070605040302010) >> np.uint64(60)  # which it lifts to the top
    return 8 - int(np.int64(digit))


@bulk
def mark_ends(data: NDArray[np.uint8], ends: NDArray[np.uint8]) -> None:
    """Write 128 for each byte that is no letter or digit of ASCII, and needs a look at more than itself; else 0."""
    for at in range(len(data)):
        byte = data[at]
        small = byte | 32
        inside = (byte >= 48) & (byte <= 57) | (small >= 97) & (small <= 122)
        inside |= (byte >= 128) & (byte < 0xE2) & (byte != 0xC2)
        ends[at] = 0 if inside else 128


@inner
def _size(data: NDArray[np.uint8], at: int, escaped: int) -> int:
    """Bytes of the character here."""
    if data[at] < 0x80:
        if escaped and data[at] == 92:
            return 6 if data[at + 1] == 117 else 2
        return 1
    return 2 if data[at] < 0xE0 else 3 if data[at] < 0xF0 else 4


@inner
def _word(data: NDArray[np.uint8], at: int, lower: NDArray[np.uint16]) -> tuple[int, int, np.uint64, np.uint64]:
    """Where the word ends that begins here, how many units it has, and the last 8 of them in lower case."""
    low, high = np.uint64(0), np.uint64(0)
    width = 0
    while True:
        first = int(data[at])
        if first < 0x80:
            unit, step = first, 1
        elif first < 0xE0:
            unit, step = (first & 0x1F) << 6 | data[at + 1] & 0x3F, 2
        elif first < 0xF0:
            unit, step = (first & 0xF) << 12 | (data[at + 1] & 0x3F) << 6 | data[at + 2] & 0x3F, 3
        else:  # two units, unlike all others
            unit, step = 0xD800 | (first & 7) << 8 | (data[at + 1] & 0x3F) << 2 | data[at + 2] >> 4 & 3, 4
        if lower[unit] == 0:
            return at, width, low, high
        high = high << np.uint64(16) | low >> np.uint64(48)
        low = low << np.uint64(16) | np.uint64(lower[unit])
        width += 1
        if step == 4:
            high = high << np.uint64(16) | low >> np.uint64(48)
            low = low << np.uint64(16) | np.uint64(0xDC00 | (data[at + 2] & 0xF) << 6 | data[at + 3] & 0x3F)
            width += 1
        at += step


@bulk
def move(old: NDArray[np.uint64], new: NDArray[np.uint64]) -> None:
    """Put all that a table holds into a larger, empty one."""
    for row in range(len(old)):
        if old[row, 2]:
            slot = _slot(new, old[row, 0], old[row, 1])
            for column in range(3):
                new[slot, column] = old[row, column]


@inner
def _slot(table: NDArray[np.uint64], low: np.uint64, high: np.uint64) -> int:
    """Where a spelling stands in a table, or the free slot where it belongs. Linear probing."""
    slot = _mixed(low, high) & (len(table) - 1)
    while table[slot, 2] and (table[slot, 0] != low or table[slot, 1] != high):
        slot = (slot + 1) & (len(table) - 1)
    return slot


@inner
def _mixed(low: np.uint64, high: np.uint64) -> int:
    """A number of 32 bits that depends on all bits."""
    halves = np.uint64(0xFFFFFFFF)
    mixed = ((low ^ low >> np.uint64(29)) & halves) * np.uint64(0x9E3779B9)
    mixed ^= ((high ^ high >> np.uint64(29)) & halves) * np.uint64(0x85EBCA6B)
    return int(np.int64((mixed ^ mixed >> np.uint64(21)) & halves))
