"""A query tree over a snapshot: which documents match, and how well, as arrays.

Each node becomes, for each segment, a mask bool [N] and scores f4 [N]; And, Or and Not are operations on
masks, and a score is a sum of BM25 over terms. A word in a run counts in its fields as written, without
accents, and with any; neighbours count once more where they stand side by side.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from timkiem import ranking
from timkiem.columnar.postings import NOWHERE, Occurrences, Postings
from timkiem.query import And, Node, Or, Phrase, Prefix, Run, Word
from timkiem.snapshot import Snapshot
from timkiem.text import TONES, Form, form

DEFAULT_FIELDS = ("title", "body")


@dataclass(frozen=True, slots=True)
class Term:
    """What is looked up in one field: a folded word, a written word, a pair "a b", or a prefix of either kind."""

    field: str
    kind: Literal["folded", "written", "pair", "folded prefix", "written prefix"]
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """Matches of one node in one segment of N documents."""

    mask: NDArray[np.bool_]  # bool [N]
    scores: NDArray[np.float32]  # f4 [N]; 0 where nothing of the node stands, but not always where the mask is unset


def terms_of(node: Word | Prefix | Phrase) -> Iterator[tuple[Term, float]]:
    """The terms that give a leaf its score, and what each is worth."""
    words = node.words if isinstance(node, Phrase) else (node,)
    for field in fields_of(node):
        weight = ranking.FIELD_WEIGHT[field]
        for word in words:
            prefix = " prefix" if isinstance(word, Prefix) else ""
            if not word.exact:
                yield Term(field, f"folded{prefix}", word.form.folded), weight  # type: ignore[arg-type]
                continue
            yield Term(field, f"written{prefix}", word.form.written), weight  # type: ignore[arg-type]
            if word.form.accented and not prefix:
                yield Term(field, "written", word.form.folded), weight * ranking.PLAIN
            yield Term(field, f"folded{prefix}", word.form.folded), weight * ranking.OTHER  # type: ignore[arg-type]
        for pair in pairwise(words):
            yield Term(field, "pair", _pair_text(*(word.form for word in pair))), weight * ranking.PAIR


def terms_of_run(run: Run) -> Counter[Term]:
    """The terms that give a run its score, each with what it is worth; a word that comes twice counts twice."""
    terms: Counter[Term] = Counter()
    for item in run.items:
        if isinstance(item, Word | Prefix | Phrase):
            for term, worth in terms_of(item):
                terms[term] += worth  # type: ignore[assignment]  # a Counter of floats
    for first, second in pairwise(run.items):
        if isinstance(first, Word) and isinstance(second, Word) and first.field == second.field:
            for field in fields_of(first):
                pair = Term(field, "pair", _pair_text(first.form, second.form))
                terms[pair] += ranking.FIELD_WEIGHT[field] * ranking.PAIR  # type: ignore[assignment]
    return terms


class Evaluation:
    """Evaluates nodes over one snapshot. Holds no state but the snapshot."""

    def __init__(self, snapshot: Snapshot):
        self._snapshot = snapshot

    def find(self, node: Node) -> list[Found]:
        """Matches of a node, one Found for each segment, deleted documents included."""
        match node:
            case Word() | Prefix() | Phrase():
                return self.find(Run((node,)))
            case Run():
                return self._run(node)
            case And():
                return self._and(node)
            case Or():
                parts = [self.find(child) for child in node.children]
                return [
                    Found(
                        np.logical_or.reduce([part.mask for part in each]),
                        np.sum([part.scores * part.mask for part in each], axis=0, dtype="f4"),
                    )
                    for each in zip(*parts, strict=True)
                ]

    def _run(self, run: Run) -> list[Found]:
        """The mask of documents with all items; scores also where only some are."""
        scores = self._scores(terms_of_run(run))
        masks = [np.ones(len(segment), bool) for segment in self._snapshot.segments]
        for item in dict.fromkeys(run.items):
            if isinstance(item, Word | Prefix | Phrase):
                parts = self._leaf_masks(item)
            else:
                found = self.find(item)
                parts = [part.mask for part in found]
                for total, part in zip(scores, found, strict=True):
                    total += part.scores * part.mask
            for mask, part_mask in zip(masks, parts, strict=True):
                mask &= part_mask
        allowed = self.allowed(run)
        return [Found(mask & may, score * may) for mask, score, may in zip(masks, scores, allowed, strict=True)]

    def allowed(self, run: Run) -> list[NDArray[np.bool_]]:
        """For each segment: documents with all that is marked + and nothing that is marked -."""
        allowed = [np.ones(len(segment), bool) for segment in self._snapshot.segments]
        for node in run.required:
            for mask, part in zip(allowed, self.find(node), strict=True):
                mask &= part.mask
        for node in run.excluded:
            for mask, part in zip(allowed, self.find(node), strict=True):
                mask &= ~part.mask
        return allowed

    def _and(self, node: And) -> list[Found]:
        found = [
            Found(np.ones(len(segment), bool), np.zeros(len(segment), "f4")) for segment in self._snapshot.segments
        ]
        for child in node.wanted:
            for at, part in enumerate(self.find(child)):
                found[at] = Found(found[at].mask & part.mask, found[at].scores + part.scores)
        for child in node.excluded:
            for at, part in enumerate(self.find(child)):
                found[at] = Found(found[at].mask & ~part.mask, found[at].scores)
        return found

    def _scores(self, terms: Counter[Term]) -> list[NDArray[np.float32]]:
        """The sum of BM25 over terms, for each segment f4 [N]."""
        snapshot = self._snapshot
        scores = [np.zeros(len(segment), "f4") for segment in snapshot.segments]
        for term, worth in terms.items():
            found = [occurrences(segment.fields[term.field], term) for segment in snapshot.segments]
            holding = sum(len(each.docs) for each in found)
            if holding:
                weight = worth * ranking.idf(snapshot.documents, holding)
                for total, each, norms in zip(scores, found, snapshot.norms[term.field], strict=True):
                    total[each.docs] += ranking.bm25(each.counts, norms[each.docs], weight)
        return scores

    def _leaf_masks(self, leaf: Word | Prefix | Phrase) -> list[NDArray[np.bool_]]:
        """For each segment: documents that hold the leaf in one of its fields."""
        masks = []
        for segment in self._snapshot.segments:
            mask = np.zeros(len(segment), bool)
            for field in fields_of(leaf):
                mask[_documents(segment.fields[field], leaf)] = True
            masks.append(mask)
        return masks


def occurrences(postings: Postings, term: Term) -> Occurrences:
    """Where a term stands in one segment."""
    key = term.text.encode()
    match term.kind:
        case "folded":
            number = postings.folded.find(key)
            return postings.folded_term(number) if number >= 0 else NOWHERE
        case "written":
            number = postings.written_number(form(term.text))
            return postings.written_term(number) if number >= 0 else NOWHERE
        case "pair":
            first, second = (postings.folded.find(word) for word in key.split(b" "))
            number = postings.pair_number(first, second) if min(first, second) >= 0 else -1
            return postings.pair(number) if number >= 0 else NOWHERE
        case "folded prefix":
            words = postings.folded.with_prefix(key)
            return _union([postings.folded_term(word) for word in words], len(postings.lengths))
        case "written prefix":
            written = _written_with_prefix(postings, term.text)
            return _union([postings.written_term(word) for word in written], len(postings.lengths))


def _documents(postings: Postings, leaf: Word | Prefix | Phrase) -> NDArray[np.int64]:
    match leaf:
        case Word(literal=True):
            return occurrences(postings, Term("", "written", leaf.form.written)).docs
        case Word():
            number = postings.folded.find(leaf.form.folded.encode())
            return postings.folded_docs.get(number) if number >= 0 else NOWHERE.docs
        case Prefix():
            return occurrences(postings, Term("", "folded prefix", leaf.form.folded)).docs
        case Phrase():
            numbers = [postings.folded.find(word.form.folded.encode()) for word in leaf.words]
            docs = postings.by_document(postings.phrase(numbers)).docs if min(numbers) >= 0 else NOWHERE.docs
            for word in leaf.words:
                if word.literal:  # pairs know no accents: the words must stand in the document as they are written
                    docs = np.intersect1d(docs, _documents(postings, word), assume_unique=True)
            return docs


def _union(parts: list[Occurrences], documents: int) -> Occurrences:
    """Several terms as one: a document's count is the sum of theirs."""
    if not parts:
        return NOWHERE
    docs = np.concatenate([part.docs for part in parts])
    totals = np.bincount(docs, np.concatenate([part.counts for part in parts]), documents)
    docs = np.flatnonzero(totals)
    return Occurrences(docs, np.minimum(totals[docs], 255).astype("u1"))


def _written_with_prefix(postings: Postings, text: str) -> list[int]:
    """Written words whose letters start as the text's do, and that have its tone when it has one."""
    letters, tone = _split_tone(text)
    words = postings.folded.with_prefix(form(letters).folded.encode())
    numbers = range(int(postings.variants[words.start]), int(postings.variants[words.stop]))
    found = []
    for number in numbers:
        other_letters, other_tone = _split_tone(postings.written[number].decode())
        if other_letters.startswith(letters) and tone in ("", other_tone):
            found.append(number)
    return found


def _split_tone(written: str) -> tuple[str, str]:
    return (written[:-1], written[-1]) if written[-1] in TONES else (written, "")


def fields_of(leaf: Word | Prefix | Phrase) -> tuple[str, ...]:
    """The fields that a leaf is looked up in."""
    return (leaf.field,) if leaf.field else DEFAULT_FIELDS


def _pair_text(first: Form, second: Form) -> str:
    return f"{first.folded} {second.folded}"
