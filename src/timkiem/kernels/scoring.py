"""The k best documents of one segment for a sum of terms, window by window.

Documents are scored in windows, so that the sums stay in the processor's cache. Once k documents are known, terms
whose weights together cannot lift a document over the k-th best are only looked up for documents that other terms have
brought near it: MaxScore (Turtle and Flood, "Query evaluation: strategies and optimizations", Information Processing &
Management 31(6), 1995).

A term is a row of numbers, see ``TERM``; what lies in the mapped file is given as the whole file, viewed as bytes and
as wider numbers, and offsets in it. Compiled only: ``timkiem.best`` answers the same without it.
"""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk, inner
from timkiem.kernels.packing import unpack_list

WINDOW = 4096  #: documents; a multiple of 512, see ``RANKED``
_FIRST_WINDOW = 1024  #: where no score is known yet, all terms are added up
RANKED = 8  #: words of a bitmap between two ranks of it, of which each tells how many entries lie before
BLOCK_BITS = 7  #: of a place tell where it is in its block; what is above tells the block
_FEW = 64  #: documents of a window that are asked for: so few are looked up in every term
PACKED, BITMAP, PLACES, GIVEN = range(4)  #: kinds of terms
#: A term's columns: kind; entries; where they begin, in bytes or in 64-bit words of a bitmap; width and bits as
#: ``kernels.packing`` has them, of a bitmap where its ranks begin, in 32-bit numbers; its first count; where counts
#: begin, in bytes; their exceptions, in 32-bit and in 16-bit numbers, and how many these are; its field; where its part
#: of ``ids`` begins. The last two are the kernel's: entries read, and how many of them lie before the window.
TERM = (
    "kind", "size", "at", "width", "bits", "entry", "halves", "places", "values", "exceptions", "field", "first",
    "read", "cursor",
)  # fmt: skip
(
    _KIND, _SIZE, _AT, _WIDTH, _BITS, _ENTRY, _HALVES, _PLACES, _VALUES, _EXCEPTIONS, _FIELD, _FIRST,
    _READ, _CURSOR,
) = range(len(TERM))  # fmt: skip


@inner
def _ones(word: int) -> int:
    """How many bits of a 64-bit word are set. Warren, Hacker's Delight, 5-1."""
    word = word - (word >> 1 & 0x5555555555555555)
    word = (word & 0x3333333333333333) + (word >> 2 & 0x3333333333333333)
    word = word + (word >> 4) & 0x0F0F0F0F0F0F0F0F
    return word * 0x0101010101010101 >> 56


@inner
def _count(
    entry: int,
    terms: NDArray[np.int64],
    each: int,
    file: NDArray[np.uint8],
    quads: NDArray[np.uint32],
    twos: NDArray[np.uint16],
) -> int:
    """The count of an entry, counted from the family's first; see ``columnar.counts``."""
    half = int(file[terms[each, _HALVES] + (entry >> 1)]) >> ((entry & 1) << 2) & 15
    if half < 15:
        return half
    low, high = 0, terms[each, _EXCEPTIONS]
    while low < high:
        middle = (low + high) >> 1
        if quads[terms[each, _PLACES] + middle] < entry:
            low = middle + 1
        else:
            high = middle
    return int(twos[terms[each, _VALUES] + low])


@inner
def _read(
    terms: NDArray[np.int64], each: int, file: NDArray[np.uint8], quads: NDArray[np.uint32], twos: NDArray[np.uint16],
    documents: NDArray[np.uint32], ids: NDArray[np.int64], counts: NDArray[np.uint16],
) -> int:  # fmt: skip
    """Unpack a packed list, or count places by document, into the term's part of ``ids`` and ``counts``."""
    first, size = int(terms[each, _FIRST]), int(terms[each, _SIZE])
    if terms[each, _KIND] == GIVEN:
        return size
    unpack_list(file, terms[each, _AT], size, terms[each, _WIDTH], terms[each, _BITS], ids, first)
    if terms[each, _KIND] == PACKED:
        entry, halves = terms[each, _ENTRY], terms[each, _HALVES]
        for other in range(size):
            half = file[halves + ((entry + other) >> 1)] >> (((entry + other) & 1) << 2) & 15
            counts[first + other] = half if half < 15 else _count(entry + other, terms, each, file, quads, twos)
        return size
    found = 0
    for other in range(size):
        document = documents[min(ids[first + other] >> BLOCK_BITS, len(documents) - 1)]
        if found and ids[first + found - 1] == document:
            counts[first + found - 1] = min(counts[first + found - 1] + 1, 65_535)
        else:
            ids[first + found] = document
            counts[first + found] = 1
            found += 1
    return found


@inner
def _push(scores: NDArray[np.float64], docs: NDArray[np.int64], held: int, score: float, doc: int) -> int:
    """Put a document into the heap of the best, whose root is the worst; the root goes when the heap is full."""
    if held < len(scores):
        at = held
        while at:
            above = (at - 1) >> 1
            if scores[above] < score or (scores[above] == score and docs[above] > doc):
                break
            scores[at], docs[at] = scores[above], docs[above]
            at = above
        scores[at], docs[at] = score, doc
        return held + 1
    at = 0
    while 2 * at + 1 < held:
        below = 2 * at + 1
        if below + 1 < held and (
            scores[below + 1] < scores[below] or (scores[below + 1] == scores[below] and docs[below + 1] > docs[below])
        ):
            below += 1
        if scores[below] > score or (scores[below] == score and docs[below] < doc):
            break
        scores[at], docs[at] = scores[below], docs[below]
        at = below
    scores[at], docs[at] = score, doc
    return held


@inner
def _add(
    terms: NDArray[np.int64], each: int, weights: NDArray[np.float32], norms: NDArray[np.float32],
    file: NDArray[np.uint8], words: NDArray[np.int64], quads: NDArray[np.uint32], twos: NDArray[np.uint16],
    ids: NDArray[np.int64], counts: NDArray[np.uint16], start: int, end: int, sums: NDArray[np.float64],
) -> None:  # fmt: skip
    """Add a term's part of the score of each document of a window."""
    weight, field = weights[each], terms[each, _FIELD]
    if terms[each, _KIND] == BITMAP:
        entry = terms[each, _ENTRY] + np.int64(quads[terms[each, _BITS] + (start >> 6) // RANKED])
        for number in range(start >> 6, (end + 63) >> 6):
            word = words[terms[each, _AT] + number]
            while word:
                doc = min((number << 6) + _ones((word & -word) - 1), end - 1)
                count = np.float32(_count(entry, terms, each, file, quads, twos))
                sums[doc - start] += weight * count / (count + norms[field, doc])
                entry += 1
                word &= word - 1
        return
    at, last = terms[each, _FIRST] + terms[each, _CURSOR], terms[each, _FIRST] + terms[each, _READ]
    while at < last and ids[at] < start:
        at += 1
    while at < last and ids[at] < end:
        count = np.float32(counts[at])
        sums[ids[at] - start] += weight * count / (count + norms[field, ids[at]])
        at += 1
    terms[each, _CURSOR] = at - terms[each, _FIRST]


@inner
def _look_up(
    terms: NDArray[np.int64], each: int, file: NDArray[np.uint8], words: NDArray[np.int64],
    quads: NDArray[np.uint32], twos: NDArray[np.uint16], ids: NDArray[np.int64], counts: NDArray[np.uint16], doc: int,
) -> int:  # fmt: skip
    """How often a term stands in a document. Documents are asked for in ascending order."""
    if terms[each, _KIND] == BITMAP:
        number, at = doc >> 6, terms[each, _AT]
        word = words[at + number]
        if not word >> (doc & 63) & 1:
            return 0
        entry = terms[each, _ENTRY] + np.int64(quads[terms[each, _BITS] + number // RANKED])
        for other in range(number // RANKED * RANKED, number):
            entry += _ones(words[at + other])
        return _count(entry + _ones(word & ((1 << (doc & 63)) - 1)), terms, each, file, quads, twos)
    at, last = terms[each, _FIRST] + terms[each, _CURSOR], terms[each, _FIRST] + terms[each, _READ]
    while at < last and ids[at] < doc:
        at += 1
    terms[each, _CURSOR] = at - terms[each, _FIRST]
    return int(counts[at]) if at < last and ids[at] == doc else 0


@bulk
def mark_all(
    file: NDArray[np.uint8], words: NDArray[np.int64], terms: NDArray[np.int64], groups: NDArray[np.int64],
    ids: NDArray[np.int64], bits: NDArray[np.int64], flags: NDArray[np.bool_],
) -> None:  # fmt: skip
    """Set ``flags`` bool [N] where each group has a term: ``groups`` i8 [T] tells which group of G a term is in.

    No term is of PLACES. Scratch: ``bits`` i8 [G, ceil(N / 64)] of zeros, ``ids`` as ``best_of_segment`` has them.
    """
    for each in range(len(terms)):
        group, first, size = groups[each], terms[each, _FIRST], terms[each, _SIZE]
        if terms[each, _KIND] == BITMAP:
            for number in range(bits.shape[1]):
                bits[group, number] |= words[terms[each, _AT] + number]
            continue
        if terms[each, _KIND] == PACKED:
            unpack_list(file, terms[each, _AT], size, terms[each, _WIDTH], terms[each, _BITS], ids, first)
        for other in range(first, first + size):
            if ids[other] < len(flags):  # what was forged may tell of more documents than there are
                bits[group, ids[other] >> 6] |= 1 << (ids[other] & 63)
    for number in range(bits.shape[1]):
        word = bits[0, number]
        for group in range(1, bits.shape[0]):
            word &= bits[group, number]
        for doc in range(number << 6, min((number + 1) << 6, len(flags))):
            flags[doc] = word >> (doc & 63) & 1


@bulk
def best_of_segment(
    file: NDArray[np.uint8], words: NDArray[np.int64], quads: NDArray[np.uint32], twos: NDArray[np.uint16],
    terms: NDArray[np.int64], weights: NDArray[np.float32], norms: NDArray[np.float32],
    documents: NDArray[np.uint32], blocks: NDArray[np.int64], among: NDArray[np.bool_],
    ids: NDArray[np.int64], counts: NDArray[np.uint16], threshold: float,
    sums: NDArray[np.float64], hope: NDArray[np.float64], near: NDArray[np.int64],
    best_docs: NDArray[np.int64], best_scores: NDArray[np.float64],
) -> int:  # fmt: skip
    """Fill ``best_docs`` i8 [k] and ``best_scores`` f8 [k], a heap, and return how many there are.

    ``terms`` i8 [T, columns], best those first that have few entries for their ``weights`` f4 [T]; ``norms`` f4
    [fields, N]; field f has the documents of its blocks in documents[blocks[f]:blocks[f + 1]]; ``among`` bool [N];
    only scores above ``threshold`` count, and above 0. Scratch: ``sums`` f8 [WINDOW] of zeros, ``hope`` f8 [T + 1],
    ``near`` i8 [WINDOW].
    """
    held, needed = 0, len(terms)  # terms from ``needed`` on are looked up
    hope[needed] = 0  # the most that terms from here on can add
    for each in range(needed - 1, -1, -1):
        hope[each] = hope[each + 1] + weights[each]
        terms[each, _CURSOR], field = 0, terms[each, _FIELD]
        if terms[each, _KIND] != BITMAP:
            of_field = documents[blocks[field] : blocks[field + 1]]
            terms[each, _READ] = _read(terms, each, file, quads, twos, of_field, ids, counts)
    while needed > 0 and hope[needed - 1] <= threshold:
        needed -= 1
    end = 0
    while end < len(among):
        start, end = end, min(end + (WINDOW if end else _FIRST_WINDOW), len(among))
        asked = 0
        for doc in range(start, end):
            asked += among[doc]
        if not asked:
            continue
        added = 0 if asked <= _FEW else needed
        for each in range(added):
            _add(terms, each, weights, norms, file, words, quads, twos, ids, counts, start, end, sums)
        floor = max(threshold - hope[added], 0.0) if added else -1.0
        found = 0
        for doc in range(start, end):
            near[found] = doc
            found += (sums[doc - start] > floor) & among[doc]
        for at in range(found):
            doc = near[at]
            score = sums[doc - start]
            for each in range(added, len(terms)):
                if score + hope[each] <= threshold:
                    break
                count = np.float32(_look_up(terms, each, file, words, quads, twos, ids, counts, doc))
                if count:
                    score += weights[each] * count / (count + norms[terms[each, _FIELD], doc])
            if score > threshold:
                held = _push(best_scores, best_docs, held, score, doc)
                if held == len(best_scores):
                    threshold = best_scores[0]
                    while needed > 0 and hope[needed - 1] <= threshold:
                        needed -= 1
        if added:
            sums[:] = 0
    return held
