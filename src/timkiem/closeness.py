"""Where words stand as they were asked for: said in one of several ways, close together, in one sentence, as written.

Places know neither accents nor sentences. Where they cannot decide, the stored texts of the documents that are left
are read, up to MOST_READ of them in a segment; of more than that, what the places allow is taken.

Letters in shapes: n documents.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.counts import MOST
from timkiem.columnar.documents import NOWHERE, Documents, Occurrences
from timkiem.columnar.postings import Postings
from timkiem.columnar.segment import FIELDS, Segment
from timkiem.query import Word
from timkiem.text import Form, form, forms, normalize

Docs = NDArray[np.int64]
Scope = Literal["sentence", "paragraph"]

MOST_READ = 2_000  #: texts read for one phrase or scope in one segment, some 0.2 ms each
_REACH = {"sentence": 80, "paragraph": 400}  #: words of a long one; words further apart do not share one
#: Behind the mark that ends a sentence stand a space and no small letter. A title is a sentence.
_SENTENCE = re.compile(r"[.!?…]+[”\"'’)\]]*\s+(?=[^\W\d_]|[\d“\"'‘(\[–-])")


def said(postings: Postings, ways: Iterable[str]) -> Occurrences:
    """Where something is said in one of several ways: each is written words one after another, "ủy ban".

    A single word stands for its own writing, or for all when it has no accents. Of two words, which look-alikes
    may have side by side too, the document must have the writings, or both without accents, but for "~uy ban".
    """
    found = [_said(postings, tuple(form(word) for word in way.lstrip("~").split(" ")), way[0] == "~") for way in ways]
    found = [each for each in found if len(each.docs)]
    if len(found) < 2:
        return found[0] if found else NOWHERE
    docs, owner = np.unique(np.concatenate([each.docs for each in found]), return_inverse=True)
    counts = np.bincount(owner, np.concatenate([each.counts for each in found]), len(docs))
    return Occurrences(docs, np.minimum(counts, MOST).astype("u2"))


def _said(postings: Postings, words: tuple[Form, ...], in_any_writing: bool) -> Occurrences:
    if len(words) == 1:
        family = _written(postings, words[0]) if words[0].accented else _folded(postings, words[0])
        return family[0].get(family[1]) if family else NOWHERE
    numbers = [postings.folded.find(word.folded.encode()) for word in words]
    if min(numbers) < 0:
        return NOWHERE
    found = postings.by_document(postings.phrase(numbers))
    if in_any_writing or len(words) > 2 or not len(found.docs):
        return found
    plain = tuple(Form(word.folded, word.folded) for word in words)
    held = has_all(postings, words, found.docs) | has_all(postings, plain, found.docs)
    return Occurrences(found.docs[held], found.counts[held])


def without(found: Occurrences, others: Docs) -> Occurrences:
    """The documents that are not among others, i8 [n] ascending."""
    left = ~np.isin(found.docs, others, assume_unique=True)
    return Occurrences(found.docs[left], found.counts[left])


def has_all(postings: Postings, words: Iterable[Form], docs: Docs) -> NDArray[np.bool_]:
    """Which of some documents, i8 [n] ascending, have all these words as they are written, bool [n]."""
    held = np.ones(len(docs), bool)
    for word in words:
        family = _written(postings, word)
        held &= family[0].lists.locate(family[1], docs)[0] if family else False
    return held


def near(postings: Postings, words: Sequence[Form], within: int) -> Docs:
    """Documents, i8 ascending, with all these words in any order, the first and the last at most ``within`` apart.

    Costs a sort of all places of each word.
    """
    wanted = {word.folded: [each.folded for each in words].count(word.folded) for word in words}
    numbers = {word: postings.folded.find(word.encode()) for word in wanted}
    if min(numbers.values()) < 0:
        return NOWHERE.docs
    places = {word: postings.places_of(number) for word, number in numbers.items()}
    firsts = np.unique(np.concatenate(list(places.values())))
    lasts = firsts
    for word, count in wanted.items():
        at = places[word].searchsorted(firsts) + count - 1
        inside = at < len(places[word])
        firsts, lasts, at = firsts[inside], lasts[inside], at[inside]
        lasts = np.maximum(lasts, places[word][at])
    close = lasts - firsts <= max(within, len(words) - 1)
    first_docs, _ = postings.documents_and_positions(firsts[close])
    last_docs, _ = postings.documents_and_positions(lasts[close])
    return np.unique(first_docs[first_docs == last_docs])


def in_scope(segment: Segment, field: str, words: Sequence[Form], scope: Scope) -> Docs:
    """Documents, i8 ascending, that have all these words in one sentence or paragraph of a field."""
    docs = near(segment.fields[field], words, _REACH[scope])
    wanted = {word.folded for word in words}
    cut = _SENTENCE.split if scope == "sentence" else lambda paragraph: [paragraph]

    def holds(text: str) -> bool:
        parts = (part for paragraph in text.split("\n") for part in cut(paragraph))
        return any(wanted <= {word.folded for word in forms(part)} for part in parts)

    return _read(segment, field, docs, holds)


def as_written(segment: Segment, field: str, words: Sequence[Word], docs: Docs) -> Docs:
    """Of documents, i8 ascending, that have a phrase in some writing those where its literal words are as written.

    Where a document writes each of these in one way only, its counts tell; the texts of the others are read.
    """
    postings, literal = segment.fields[field], [word.form for word in words if word.literal]
    docs = docs[has_all(postings, literal, docs)]
    sure = np.ones(len(docs), bool)
    for word in literal:
        one, all_ = _written(postings, word), _folded(postings, word)
        if one and all_:
            counts = all_[0].counts_in(all_[1], docs)
            sure &= (one[0].counts_in(one[1], docs) == counts) & (counts < MOST)
    folded = [word.form.folded for word in words]

    def holds(text: str) -> bool:
        read = forms(text)
        rows = (read[at : at + len(words)] for at, first in enumerate(read) if first.folded == folded[0])
        return any([each.folded for each in row] == folded and _is_literal(words, row) for row in rows)

    return np.union1d(docs[sure], _read(segment, field, docs[~sure], holds))


def _is_literal(words: Sequence[Word], row: Sequence[Form]) -> bool:
    return all(not word.literal or word.form == found for word, found in zip(words, row, strict=True))


def _read(segment: Segment, field: str, docs: Docs, holds: Callable[[str], bool]) -> Docs:
    """Of some documents those whose text passes; of more than MOST_READ the rest unread."""
    kept = [number for number, text in _texts(segment, field, docs[:MOST_READ]) if holds(text)]
    return np.concatenate([np.array(kept, "i8"), docs[MOST_READ:]])


def _texts(segment: Segment, field: str, docs: Docs) -> Iterator[tuple[int, str]]:
    for number in docs.tolist():
        yield number, normalize(FIELDS[field](segment.articles.article(number)))


def _written(postings: Postings, word: Form) -> tuple[Documents, int] | None:
    number = postings.written_number(word)
    return postings.written_list(number) if number >= 0 else None


def _folded(postings: Postings, word: Form) -> tuple[Documents, int] | None:
    number = postings.folded.find(word.folded.encode())
    return (postings.folded_docs, number) if number >= 0 else None
