"""Where a query's words stand in a text, and which windows of it hold most of them.

A word of the query is a pattern of letters, a word of the text a spelling. Letters alone decide which words of the text
may be wanted; each new spelling of these is numbered, for the caller to say what it shows.

Letters in shapes: C units of a text, P patterns, S spellings, W words of a query, M words found, L paragraphs.
"""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk, inner

SPACE, OTHER, MARK, ODD = range(4)  #: what units are; a greater number is the letter that a unit stands for
LETTERS = 16  #: of a word that are told apart, in two numbers of 64 bits; likewise units of a spelling, in four
_NEWLINE = 10
_CLOSE = 3  #: characters between neighbours


@bulk
def spot(
    units: NDArray[np.uint16],
    kinds: NDArray[np.uint8],
    lower: NDArray[np.uint16],
    patterns: NDArray[np.uint64],
    table: NDArray[np.uint64],
    known: int,
    most: int,
    found: NDArray[np.int64],
    paragraphs: NDArray[np.int64],
) -> tuple[int, int, int]:
    """List the words of a text that fit a pattern, and its paragraphs; returns how many, and the spellings known then.

    ``units`` u2 [C], the last a line's end; ``kinds`` u1 and ``lower`` u2 of each unit. ``patterns`` u8 [P, 4]: letters
    and which of their bits count. ``table`` u8 [a power of two, 5]: spellings and their numbers + 1, ``known`` so far,
    ``most`` at most. Written: ``found`` i8 [M, 5]: start, end, which word of the text, its spelling or -1, which the
    caller must look at, room; ``paragraphs`` i8 [L, 2]: start and end of each line that is not all space.
    """
    first, second, odd, length = np.uint64(0), np.uint64(0), False, 0
    start, words, count, line, lines, blank = -1, 0, 0, 0, 0, True
    for at in range(len(units)):
        kind = kinds[units[at]]
        if kind > ODD:
            if length < LETTERS // 2:
                first |= np.uint64(kind) << np.uint64(56 - 8 * length)
            elif length < LETTERS:
                second |= np.uint64(kind) << np.uint64(120 - 8 * length)
            length += 1
        elif kind == ODD:
            odd = True
        if kind > OTHER:
            start = at if start < 0 else start
            blank = False
            continue
        if start >= 0:
            odd = odd or length == 0 or length > LETTERS
            if odd or _fits(patterns, first, second):
                number = -1 if odd else _number(table, units[start:at], lower, known, most)
                found[count, 0], found[count, 1], found[count, 2], found[count, 3] = start, at, words, number
                known = max(known, number + 1)
                count += 1
            words += 1
            first, second, odd, length, start = np.uint64(0), np.uint64(0), False, 0, -1
        if kind == OTHER:
            blank = False
        elif units[at] == _NEWLINE:
            if not blank:
                paragraphs[lines, 0], paragraphs[lines, 1] = line, at
                lines += 1
            line, blank = at + 1, True
    return count, lines, known


@inner
def _fits(patterns: NDArray[np.uint64], first: np.uint64, second: np.uint64) -> bool:
    for row in range(len(patterns)):
        if first & patterns[row, 2] == patterns[row, 0] and second & patterns[row, 3] == patterns[row, 1]:
            return True
    return False


@inner
def _number(
    table: NDArray[np.uint64], word: NDArray[np.uint16], lower: NDArray[np.uint16], known: int, most: int
) -> int:
    """The number of a spelling, ``known`` for a new one; -1 for one that is too long or too many. Linear probing."""
    if len(word) > LETTERS:
        return -1
    a, b, c, d = np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0)
    for at in range(len(word)):
        unit = np.uint64(lower[word[at]])
        a = a << np.uint64(16) | b >> np.uint64(48)
        b = b << np.uint64(16) | c >> np.uint64(48)
        c = c << np.uint64(16) | d >> np.uint64(48)
        d = d << np.uint64(16) | unit
    halves = np.uint64(0xFFFFFFFF)
    mixed = ((d ^ d >> np.uint64(29)) & halves) * np.uint64(0x9E3779B9)
    mixed ^= ((c ^ c >> np.uint64(29)) & halves) * np.uint64(0x85EBCA6B)
    slot = int(np.int64((mixed ^ mixed >> np.uint64(21)) & np.uint64(len(table) - 1)))
    while table[slot, 4]:
        row = table[slot]
        if row[0] == a and row[1] == b and row[2] == c and row[3] == d:
            return int(np.int64(row[4])) - 1
        slot = (slot + 1) & (len(table) - 1)
    if known == most:
        return -1
    table[slot, 0], table[slot, 1], table[slot, 2], table[slot, 3], table[slot, 4] = a, b, c, d, known + 1
    return known


@bulk
def choose(
    found: NDArray[np.int64],
    count: int,
    shows: NDArray[np.int64],
    phrases: NDArray[np.int64],
    links: NDArray[np.int64],
    paragraphs: NDArray[np.int64],
    lines: int,
    short: int,
    most: int,
    width: int,
    scratch: NDArray[np.int64],
    windows: NDArray[np.int64],
) -> tuple[int, int]:
    """Of the words that ``spot`` found keep what shows the query best; returns how many, and in how many windows.

    ``shows`` i8 [S, 4]: which word of the query each spelling shows or -1, how closely, the number of its letters, and
    whether it counts outside of phrases. ``phrases`` i8: numbers of letters, -1 behind each phrase. ``links``
    i8 [W, W]: the number of two neighbours or -1. A paragraph of fewer than ``short`` characters may be a caption; a
    window holds ``most`` words at most, of ``width`` characters. Kept are start, end and word of the query, in
    ``found``. Written: ``windows`` i8 [4, 4]: start and end, and the paragraph's, in one row or two. ``scratch``: 2 W
    and as many as there are neighbours.
    """
    count = _shown(found, count, shows, phrases, scratch)
    for row in range(1, count):
        near = found[row, 0] - found[row - 1, 1] <= _CLOSE
        found[row, 4] = links[found[row - 1, 2], found[row, 2]] if near else -1
    seen, tally = scratch[: len(links)], scratch[len(links) :]
    limits = (short, most, width)
    return count, _pick(found, count, paragraphs, lines, limits, seen, tally, windows) if count else 0


@inner
def _pick(
    found: NDArray[np.int64],
    count: int,
    paragraphs: NDArray[np.int64],
    lines: int,
    limits: tuple[int, int, int],
    seen: NDArray[np.int64],
    tally: NDArray[np.int64],
    windows: NDArray[np.int64],
) -> int:
    """One window that has most, or two of half the width when the other shows what the first lacks; how many."""
    half = (limits[0], limits[1], limits[2] // 2)
    best, scratch = windows[0], windows[2:]
    for wanted in range(len(seen)):
        seen[wanted] = 0
    _, first, stop = _best(found, count, paragraphs, lines, limits, seen, tally, scratch, best)
    start, end, from_, to = best[0], best[1], best[2], best[3]
    for row in range(first, stop):
        seen[found[row, 2]] = 1
    left = 0
    for row in range(count):
        left += 1 - seen[found[row, 2]]
    if not left:
        return 1
    gain, _, _ = _best(found, count, paragraphs, lines, half, seen, tally, scratch, windows[1])
    if gain <= 0 or _overlap(best, windows[1]):
        return 1
    for wanted in range(len(seen)):
        seen[wanted] = 0
    _best(found, count, paragraphs, lines, half, seen, tally, scratch, best)
    if not _overlap(best, windows[1]):
        return 2
    best[0], best[1], best[2], best[3] = start, end, from_, to
    return 1


@inner
def _overlap(one: NDArray[np.int64], other: NDArray[np.int64]) -> bool:
    return bool(one[0] < other[1] and other[0] < one[1])


@inner
def _shown(
    found: NDArray[np.int64],
    count: int,
    shows: NDArray[np.int64],
    phrases: NDArray[np.int64],
    best: NDArray[np.int64],
) -> int:
    """Keep what shows a word of the query where it may, in the writing closest to it; returns how many."""
    kept = 0
    for row in range(count):
        if found[row, 3] >= 0 and shows[found[row, 3], 0] >= 0:
            for column in range(4):
                found[kept, column] = found[row, column]
            found[kept, 4] = len(phrases) == 0 or shows[found[row, 3], 3]
            kept += 1
    count = kept
    begin = 0
    for at in range(len(phrases)):
        if phrases[at] < 0:
            for row in range(count - (at - begin) + 1):
                step = 0
                while step < at - begin and _stands(found, row, step, shows, phrases[begin + step]):
                    step += 1
                for stands in range(row, row + step if step == at - begin else row):
                    found[stands, 4] = 1
            begin = at + 1
    for wanted in range(len(best)):
        best[wanted] = 0
    for row in range(count):
        if found[row, 4]:
            wanted = shows[found[row, 3], 0]
            best[wanted] = max(best[wanted], shows[found[row, 3], 1])
    kept = 0
    for row in range(count):
        wanted, closeness = shows[found[row, 3], 0], shows[found[row, 3], 1]
        if found[row, 4] and closeness == best[wanted]:
            found[kept, 0], found[kept, 1], found[kept, 2] = found[row, 0], found[row, 1], wanted
            kept += 1
    return kept


@inner
def _stands(found: NDArray[np.int64], row: int, step: int, shows: NDArray[np.int64], letters: int) -> bool:
    """Whether the word that stands ``step`` words behind that of a row was found, and has these letters."""
    return bool(found[row + step, 2] == found[row, 2] + step and shows[found[row + step, 3], 2] == letters)


@inner
def _best(
    found: NDArray[np.int64],
    count: int,
    paragraphs: NDArray[np.int64],
    lines: int,
    limits: tuple[int, int, int],
    seen: NDArray[np.int64],
    tally: NDArray[np.int64],
    best: NDArray[np.int64],
    window: NDArray[np.int64],
) -> tuple[int, int, int]:
    """The window within one paragraph with the most of what is not seen yet: its gain, and its rows of ``found``.

    Of equals the first; one of a short paragraph only when no other has anything of it. ``limits``: ``short``, ``most``
    and ``width``. ``best`` i8 [2, 4] is scratch: for long and short paragraphs gain, first row, row behind the last,
    paragraph.
    """
    best[0, 0] = best[1, 0] = -1
    first = 0
    for line in range(lines):
        last = first
        while last < count and found[last, 0] < paragraphs[line, 1]:
            last += 1
        if last > first:
            is_short = paragraphs[line, 1] - paragraphs[line, 0] < limits[0]
            _sweep(found[first:last], limits[1], limits[2], seen, tally, first, line, best[1 if is_short else 0])
        first = last
    row = best[0] if best[0, 0] > 0 or best[1, 0] < 0 else best[1]
    gain, first, stop, line = row[0], row[1], row[2], row[3]
    window[0], window[1] = found[first, 0], found[max(stop - 1, first), 1]
    window[2], window[3] = paragraphs[line, 0], paragraphs[line, 1]
    return gain, first, stop


@inner
def _sweep(
    found: NDArray[np.int64],
    most: int,
    width: int,
    seen: NDArray[np.int64],
    tally: NDArray[np.int64],
    before: int,
    line: int,
    best: NDArray[np.int64],
) -> None:
    """Look at the window that begins with each match of a paragraph, of which ``before`` were in those before it.

    Distinct words count 100 each, neighbours of the query that stand side by side 50, repeats 1.
    """
    words = len(seen)
    for each in range(len(tally)):
        tally[each] = 0
    distinct = together = stop = 0
    for start in range(len(found)):
        stop = max(stop, start)
        while stop < len(found) and stop < start + most and found[stop, 1] <= found[start, 0] + width:
            wanted, link = found[stop, 2], found[stop, 4] if stop > start else -1
            tally[wanted] += 1
            distinct += tally[wanted] == 1 and seen[wanted] == 0
            if link >= 0:
                tally[words + link] += 1
                together += tally[words + link] == 1
            stop += 1
        gain = 100 * distinct + 50 * together + stop - start if distinct else 0
        if gain > best[0]:
            best[0], best[1], best[2], best[3] = gain, before + start, before + stop, line
        if stop > start:
            wanted = found[start, 2]
            tally[wanted] -= 1
            distinct -= tally[wanted] == 0 and seen[wanted] == 0
        if stop > start + 1 and found[start + 1, 4] >= 0:
            link = words + found[start + 1, 4]
            tally[link] -= 1
            together -= tally[link] == 0
