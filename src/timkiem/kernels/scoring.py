"""The k best documents of one segment for a sum of terms, without reading what cannot be among them.

No document scores more than the sum of the weights of the terms that it has. These sums are reckoned for all documents,
as whole numbers (``kernels.bounds``). Those with the largest are scored first; from then on the k-th best score tells
which others are worth a look: of 151,000 articles some hundreds. Compiled only: ``timkiem.best`` answers the same
without it.
"""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk, inner
from timkiem.kernels.bounds import add_bitmaps, add_lists, floor_of_best, most_of_words
from timkiem.kernels.matching import mark_groups
from timkiem.kernels.seeking import seek_in
from timkiem.kernels.terms import (
    AT,
    BITMAP,
    BITS,
    ENTRY,
    FIELD,
    FIRST,
    HALVES,
    KIND,
    PACKED,
    PAIRED,
    READ,
    SIZE,
    WIDTH,
    count_in_bitmap,
    count_of,
    read_documents,
)

BATCH = 4096  #: documents that are scored together
_MORE = 8  #: documents, beside k, that are scored before the k-th best score is believed
_LARGEST = 60_000  #: bounds stay below; above are the places of documents among those that are being scored
_SAFE = 1 - 1e-6  #: scores are rounded; so much of the k-th best is enough to be looked at


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
def _whole(terms: NDArray[np.int64], weights: NDArray[np.float32], worth: NDArray[np.int64]) -> float:
    """Weights as whole numbers, rounded up, into ``worth``; returns how many of them a point of score is.

    Bitmaps get 8 planes to share, or more when they are very many.
    """
    bitmaps, theirs, total = 0, 0.0, 0.0
    for each in range(len(terms)):
        total += weights[each]
        if terms[each, KIND] <= PAIRED:
            bitmaps += 1
            theirs += weights[each]
    scale = (_LARGEST - len(terms)) / total
    if bitmaps:
        scale = min(scale, (max(255, 4 * bitmaps) - bitmaps) / theirs)
    for each in range(len(terms)):
        worth[each] = min(max(int(np.ceil(weights[each] * scale)), 1), _LARGEST)  # of what was forged, anything
    return scale


@inner
def _gather(
    bounds: NDArray[np.uint16], tops: NDArray[np.uint16], word: int, low: int, docs: NDArray[np.int64],
    sums: NDArray[np.float64], left: NDArray[np.int64],
) -> tuple[int, int]:  # fmt: skip
    """Documents whose bound is ``low`` at least, from a word on, into ``docs`` while a whole word has room.

    Returns how many, and the word to go on with. The bound of each goes to ``left`` and gives way to its place in
    ``docs``; its sum is 0.
    """
    found = 0
    while word < len(tops) and found + 64 <= len(docs):
        if tops[word] >= low:
            for doc in range(word << 6, (word + 1) << 6):
                docs[found] = doc
                found += bounds[doc] >= low
        word += 1
    for at in range(found):
        sums[at], left[at] = 0, bounds[docs[at]]
        bounds[docs[at]] = _LARGEST + at
    return found, word


@inner
def _add_list(
    terms: NDArray[np.int64], each: int, weight: float, worth: int, norms: NDArray[np.float32], file: NDArray[np.uint8],
    quads: NDArray[np.uint32], twos: NDArray[np.uint16], docs: NDArray[np.uint32], counts: NDArray[np.uint16],
    bounds: NDArray[np.uint16], sums: NDArray[np.float64], left: NDArray[np.int64],
) -> None:  # fmt: skip
    """Add what a list gives to the sums of the documents that are being scored, and take its worth off what is left."""
    norms_here, first = norms[terms[each, FIELD]], terms[each, FIRST]
    here = docs[first : first + terms[each, READ]]
    for at in range(len(here)):
        if here[at] >= len(bounds) or bounds[here[at]] < _LARGEST:
            continue
        place = bounds[here[at]] - np.uint16(_LARGEST)
        if terms[each, KIND] == PACKED:
            count = np.float32(count_of(terms, each, terms[each, ENTRY] + at, file, quads, twos))
        else:
            count = np.float32(counts[first + at])
        sums[place] += np.float32(weight) * count / (count + norms_here[here[at]])
        left[place] -= worth


@inner
def _add_paired(
    terms: NDArray[np.int64], each: int, weight: float, worth: int, norms: NDArray[np.float32],
    firsts: NDArray[np.int64], file: NDArray[np.uint8], words: NDArray[np.int64], wanted: NDArray[np.int64],
    edges: NDArray[np.int64], entries: NDArray[np.int64], found: NDArray[np.int64],
    sums: NDArray[np.float64], left: NDArray[np.int64],
) -> None:  # fmt: skip
    """``_add_list`` for a pair whose places were not read: they are sought for the wanted documents, which ascend."""
    field, many = terms[each, FIELD], len(wanted)
    one, other = terms[each, ENTRY], terms[each, HALVES]
    for at in range(many):
        edges[2 * at], edges[2 * at + 1] = firsts[field, wanted[at]], firsts[field, wanted[at] + 1]
    seek_in(
        file, terms[each, AT], terms[each, SIZE], terms[each, WIDTH], terms[each, BITS], edges[: 2 * many],
        entries, found,
    )  # fmt: skip
    for at in range(many):
        doc = wanted[at]
        if not (words[one + (doc >> 6)] & words[other + (doc >> 6)]) >> (doc & 63) & 1:
            continue
        left[at] -= worth
        count = np.float32(min(entries[2 * at + 1] - entries[2 * at], 65_535))
        sums[at] += np.float32(weight) * count / (count + norms[field, doc])


@inner
def _hopeful(
    bounds: NDArray[np.uint16], wanted: NDArray[np.int64], many: int, sums: NDArray[np.float64],
    left: NDArray[np.int64], scale: float, threshold: float,
) -> int:  # fmt: skip
    """Drop the wanted documents that cannot come above the threshold any more; returns how many are left."""
    kept = 0
    for at in range(many):
        if sums[at] + left[at] / scale < threshold * _SAFE:
            bounds[wanted[at]] = 0
        else:
            wanted[kept], sums[kept], left[kept] = wanted[at], sums[at], left[at]
            bounds[wanted[kept]] = _LARGEST + kept
            kept += 1
    return kept


@inner
def _finished(
    terms: NDArray[np.int64], weights: NDArray[np.float32], worth: NDArray[np.int64], norms: NDArray[np.float32],
    file: NDArray[np.uint8], words: NDArray[np.int64], quads: NDArray[np.uint32], twos: NDArray[np.uint16],
    doc: int, score: float, left: int, scale: float, threshold: float,
) -> float:  # fmt: skip
    """A document's score, the bitmaps added to that of the lists; less where it cannot come above the threshold."""
    for each in range(len(terms)):
        if terms[each, KIND] != BITMAP or score + left / scale < threshold * _SAFE:
            break
        count = np.float32(count_in_bitmap(terms, each, doc, file, words, quads, twos))
        if count:
            score += weights[each] * count / (count + norms[terms[each, FIELD], doc])
            left -= worth[each]
    return score


@inner
def _taken(
    scores: NDArray[np.float64], docs: NDArray[np.int64], held: int, score: float, doc: int, threshold: float
) -> int:
    """How many are held once a document was offered, which is kept if it is better than the worst of k."""
    better = score > threshold
    if not better and held == len(docs) and score == threshold == scores[0]:
        better = doc < docs[0]
    return _push(scores, docs, held, score, doc) if better else held


@inner
def _least(threshold: float, scale: float) -> int:
    """The least bound of documents that may come above a threshold; 1 at least."""
    return max(int(np.ceil(threshold * scale * _SAFE)), 1)


@inner
def _score_from(
    low: int, file: NDArray[np.uint8], words: NDArray[np.int64], quads: NDArray[np.uint32], twos: NDArray[np.uint16],
    terms: NDArray[np.int64], weights: NDArray[np.float32], worth: NDArray[np.int64], scale: float,
    norms: NDArray[np.float32], firsts: NDArray[np.int64], docs: NDArray[np.uint32], counts: NDArray[np.uint16],
    bounds: NDArray[np.uint16], tops: NDArray[np.uint16], wanted: NDArray[np.int64], sums: NDArray[np.float64],
    left: NDArray[np.int64], edges: NDArray[np.int64], entries: NDArray[np.int64], found: NDArray[np.int64],
    best_docs: NDArray[np.int64], best_scores: NDArray[np.float64], held: int,
    threshold: float,
) -> tuple[int, float]:  # fmt: skip
    """Score the documents whose bound is ``low`` at least and that were not scored yet. Returns held and threshold."""
    word = 0
    while word < len(tops):
        many, word = _gather(bounds, tops, word, max(low, _least(threshold, scale)), wanted, sums, left)
        alive = many
        for each in range(len(terms)):
            if terms[each, KIND] > PAIRED and alive:
                _add_list(
                    terms, each, weights[each], worth[each], norms, file, quads, twos, docs, counts, bounds, sums, left
                )  # fmt: skip
                if each & 3 == 3:
                    alive = _hopeful(bounds, wanted, alive, sums, left, scale, threshold)
        for each in range(len(terms)):
            if terms[each, KIND] == PAIRED and alive:
                alive = _hopeful(bounds, wanted, alive, sums, left, scale, threshold)
                _add_paired(
                    terms, each, weights[each], worth[each], norms, firsts, file, words, wanted[:alive], edges, entries,
                    found, sums, left,
                )  # fmt: skip
        for at in range(alive):
            doc = wanted[at]
            bounds[doc] = 0
            score = _finished(
                terms, weights, worth, norms, file, words, quads, twos, doc, sums[at], left[at], scale, threshold
            )  # fmt: skip
            held = _taken(best_scores, best_docs, held, score, doc, threshold)
            if held == len(best_docs):
                threshold = max(threshold, best_scores[0])
    return held, threshold


@bulk
def best_of_segment(
    file: NDArray[np.uint8], words: NDArray[np.int64], quads: NDArray[np.uint32], twos: NDArray[np.uint16],
    terms: NDArray[np.int64], weights: NDArray[np.float32], norms: NDArray[np.float32],
    documents: NDArray[np.uint32], blocks: NDArray[np.int64], firsts: NDArray[np.int64], among: NDArray[np.bool_],
    docs: NDArray[np.uint32], counts: NDArray[np.uint16], threshold: float,
    members: NDArray[np.int64], groups: NDArray[np.int64], complete: NDArray[np.int64], group_bits: NDArray[np.int64],
    worth: NDArray[np.int64], bounds: NDArray[np.uint16], tops: NDArray[np.uint16], levels: NDArray[np.int64],
    spread: NDArray[np.int64], planes: NDArray[np.int64], row: NDArray[np.int64], row_bytes: NDArray[np.uint8],
    wanted: NDArray[np.int64], sums: NDArray[np.float64], left: NDArray[np.int64], edges: NDArray[np.int64],
    entries: NDArray[np.int64], found: NDArray[np.int64],
    best_docs: NDArray[np.int64], best_scores: NDArray[np.float64],
) -> int:  # fmt: skip
    """Fill ``best_docs`` i8 [k] and ``best_scores`` f8 [k], a heap, and return how many there are.

    ``terms`` i8 [T, columns], bitmaps before others and of them the heaviest first, ``weights`` f4 [T] above 0;
    ``norms`` f4 [fields, N]; field f has the documents of its blocks in documents[blocks[f]:blocks[f + 1]]; ``firsts``
    i8 [fields, N + 1]: the first place of each document; ``among`` bool [N]; only scores above ``threshold`` count, and
    above 0. ``docs`` u4 and ``counts`` u2 have room for the entries of terms behind PAIRED, and hold those of GIVEN
    ones. ``spread`` i8 [256] has the bits of a byte as bytes. Which documents have a member of each group goes to
    ``complete`` i8 [W] where there are any: see ``matching.mark_groups``.

    Scratch: ``worth`` i8 [T], ``bounds`` u2 [W * 64] for W words of documents, ``tops`` u2 [W],
    ``levels`` i8 [1024], ``planes`` i8 [PLANES + 2, CHUNK], ``row`` i8 [CHUNK * 8] and the same as bytes;
    ``wanted`` i8, ``sums`` f8 and ``left`` i8 [BATCH]; ``edges``, ``entries`` and ``found`` i8 [2 BATCH].
    """
    scale = _whole(terms, weights, worth)
    for each in range(len(terms)):
        if terms[each, KIND] > PAIRED:
            field = terms[each, FIELD]
            of_field = documents[blocks[field] : blocks[field + 1]]
            terms[each, READ] = read_documents(terms, each, file, of_field, docs, counts)
    if len(members):
        mark_groups(words, terms, members, groups, docs, group_bits, complete)
    add_lists(terms, worth, docs, bounds)
    add_bitmaps(terms, worth, words, spread, planes, row, row_bytes, bounds)
    most_of_words(bounds, among, tops)
    low = max(floor_of_best(tops, len(best_docs) + _MORE, levels), _least(threshold, scale))
    held, threshold = _score_from(
        low, file, words, quads, twos, terms, weights, worth, scale, norms, firsts, docs, counts, bounds, tops,
        wanted, sums, left, edges, entries, found, best_docs, best_scores, 0, threshold,
    )  # fmt: skip
    if low > _least(threshold, scale):
        held, threshold = _score_from(
            1, file, words, quads, twos, terms, weights, worth, scale, norms, firsts, docs, counts, bounds, tops,
            wanted, sums, left, edges, entries, found, best_docs, best_scores, held, threshold,
        )  # fmt: skip
    return held
