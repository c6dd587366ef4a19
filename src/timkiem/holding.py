"""Which documents of a segment hold a phrase, or words close together."""

import numpy as np
from numpy.typing import NDArray

from timkiem.closeness import Docs, as_written, has_all, in_scope, near
from timkiem.columnar.documents import NOWHERE
from timkiem.columnar.segment import Segment
from timkiem.query import Near, Phrase, Word
from timkiem.text import Form

Mask = NDArray[np.bool_]


def holding(segment: Segment, field: str, leaf: Phrase | Near) -> Mask:
    """The documents that hold a leaf in a field, bool [N]."""
    mask = np.zeros(len(segment), bool)
    mask[_phrase(segment, field, leaf.words) if isinstance(leaf, Phrase) else _near(segment, field, leaf)] = True
    return mask


def _as_asked(segment: Segment, field: str, words: tuple[Word, ...], docs: Docs) -> Docs:
    """Of some documents those that have literal and near words as these ask for: places know no accents."""
    postings = segment.fields[field]
    for word in words:
        if word.literal or word.near:
            held = has_all(postings, [word.form], docs)
            plain = [Form(word.form.folded, word.form.folded)]
            docs = docs[held | has_all(postings, plain, docs) if word.near else held]
    return docs


def _phrase(segment: Segment, field: str, words: tuple[Word, ...]) -> Docs:
    postings = segment.fields[field]
    numbers = [postings.folded.find(word.form.folded.encode()) for word in words]
    if min(numbers) < 0:
        return NOWHERE.docs
    docs = _as_asked(segment, field, words, postings.by_document(postings.phrase(numbers)).docs)
    return as_written(segment, field, words, docs) if any(word.literal for word in words) else docs


def _near(segment: Segment, field: str, leaf: Near) -> Docs:
    words = [word.form for word in leaf.words]
    if isinstance(leaf.within, int):
        docs = near(segment.fields[field], words, leaf.within)
    else:
        docs = in_scope(segment, field, words, leaf.within)
    return _as_asked(segment, field, leaf.words, docs)
