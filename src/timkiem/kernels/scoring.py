"""The k best documents of one segment for a sum of terms, without reading what cannot be among them.

No document scores more than the sum of the weights of the terms that it has. These sums are reckoned for all documents,
as whole numbers (``kernels.bounds``). Those with the largest are scored first; from then on the k-th best score tells
which others are worth a look: of 151,000 articles some hundreds. Compiled only: ``timkiem.best`` answers the same
without it.
"""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk, inner
from timkiem.kernels.adding import LARGEST, SAFE, add_list, add_paired, finished, hopeful
from timkiem.kernels.bounds import add_bitmaps, add_lists, floor_of_best, most_of_words
from timkiem.kernels.matching import mark_groups
from timkiem.kernels.terms import FIELD, KIND, PAIRED, READ, read_documents

BATCH = 4096  #: documents that are scored together
_MORE = 8  #: documents, beside k, that are scored before the k-th best score is believed


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
    scale = (LARGEST - len(terms)) / total
    if bitmaps:
        scale = min(scale, (max(255, 4 * bitmaps) - bitmaps) / theirs)
    for each in range(len(terms)):
        worth[each] = min(max(int(np.ceil(weights[each] * scale)), 1), LARGEST)  # of what was forged, anything
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
        bounds[docs[at]] = LARGEST + at
    return found, word


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
    return max(int(np.ceil(threshold * scale * SAFE)), 1)


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
                add_list(
                    terms, each, weights[each], worth[each], norms, file, quads, twos, docs, counts, bounds, sums, left
                )  # fmt: skip
                if each & 3 == 3:
                    alive = hopeful(bounds, wanted, alive, sums, left, scale, threshold)
        for each in range(len(terms)):
            if terms[each, KIND] == PAIRED and alive:
                alive = hopeful(bounds, wanted, alive, sums, left, scale, threshold)
                add_paired(
                    terms, each, weights[each], worth[each], norms, firsts, file, words, wanted[:alive], edges, entries,
                    found, sums, left,
                )  # fmt: skip
        for at in range(alive):
            doc = wanted[at]
            bounds[doc] = 0
            score = finished(
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
