"""A query tree over a snapshot: which documents match, and how well, as arrays.

Each node becomes, for each segment, a mask bool [N] and scores f8 [N]; And, Or and Not are operations on
masks, and a score is a sum of BM25 over terms. A word in a run counts in its fields as written, without
accents, and with any; neighbours count once more where they stand side by side.

This is the plain reading of a query: every list is read whole. ``best`` answers the usual query sooner.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from timkiem import ranking
from timkiem.columnar.postings import Postings
from timkiem.lookup import Located, Term, locate
from timkiem.query import And, Node, Or, Phrase, Prefix, Run, Word
from timkiem.snapshot import Snapshot
from timkiem.text import Form, form

DEFAULT_FIELDS = ("title", "body")
_REMEMBERED = 10_000  #: terms of a snapshot whose places are kept


@dataclass(frozen=True, slots=True)
class Found:
    """Matches of one node in one segment of N documents."""

    mask: NDArray[np.bool_]  # bool [N]
    scores: NDArray[np.float64]  # f8 [N]; 0 where nothing of the node stands, but not always where the mask is unset


@dataclass(frozen=True, slots=True)
class Weighed:
    """A term of a query with its weight, found in every segment."""

    field: str
    weight: float  # what it is worth times its idf: no document gets more from it
    located: tuple[Located, ...]  # one for each segment


def fields_of(leaf: Word | Prefix | Phrase) -> tuple[str, ...]:
    """The fields that a leaf is looked up in."""
    return (leaf.field,) if leaf.field else DEFAULT_FIELDS


def terms_of(leaf: Word | Prefix | Phrase) -> Iterator[tuple[Term, float]]:
    """The terms that give a leaf its score, and what each is worth."""
    words = leaf.words if isinstance(leaf, Phrase) else (leaf,)
    for field in fields_of(leaf):
        weight = ranking.FIELD_WEIGHT[field]
        for word in words:
            if isinstance(word, Prefix):
                if word.exact:
                    yield Term(field, "written prefix", word.form.written), weight
                yield Term(field, "folded prefix", word.form.folded), weight * (ranking.OTHER if word.exact else 1)
            elif not word.exact:
                if word.guess:
                    yield Term(field, "written", word.guess), weight * ranking.GUESS
                yield Term(field, "folded", word.form.folded), weight * (1 - ranking.GUESS if word.guess else 1)
            else:
                guess = Term(field, "written", word.guess) if word.guess else None
                same = Term(field, "written", word.form.written, like=((guess, 1.0),) if guess else ())
                yield same, weight
                if word.form.accented:
                    yield Term(field, "written", word.form.folded, like=((same, 1.0),)), weight * ranking.PLAIN
                if guess:
                    yield guess, weight * ranking.GUESS
                yield Term(field, "folded", word.form.folded), weight * ranking.OTHER
        for first, second in pairwise(words):
            yield Term(field, "pair", _pair_text(first.form, second.form)), weight * ranking.PAIR


def terms_of_run(run: Run) -> dict[Term, float]:
    """The terms that give a run its score, each with what it is worth; a word that comes twice counts twice."""
    return _terms(tuple(item if isinstance(item, Word | Prefix | Phrase) else None for item in run.items))


@lru_cache(maxsize=256)
def _terms(items: tuple[Word | Prefix | Phrase | None, ...]) -> dict[Term, float]:
    """``terms_of_run`` of items, None for what is in brackets: that has scores of its own."""
    terms: dict[Term, float] = {}
    for item in items:
        for term, worth in terms_of(item) if item else ():
            terms[term] = terms.get(term, 0.0) + worth
    for first, second in pairwise(items):
        if isinstance(first, Word) and isinstance(second, Word) and first.field == second.field:
            for field in fields_of(first):
                pair = Term(field, "pair", _pair_text(first.form, second.form))
                terms[pair] = terms.get(pair, 0.0) + ranking.FIELD_WEIGHT[field] * ranking.PAIR
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
                        np.sum([part.scores * part.mask for part in each], axis=0, dtype="f8"),
                    )
                    for each in zip(*parts, strict=True)
                ]

    def weighed(self, run: Run) -> list[Weighed]:
        """The terms of a run that stand anywhere, with their weights."""
        found = []
        for term, worth in terms_of_run(run).items():
            located, idf = self._located(term)
            if idf:
                found.append(Weighed(term.field, worth * idf, located))
        return found

    def _located(self, term: Term) -> tuple[tuple[Located, ...], float]:
        """A term in every segment, and its idf, 0 when it stands nowhere. Remembered: words come again."""
        snapshot = self._snapshot
        known = snapshot.located.get(term)
        if known is None:
            located = tuple(locate(segment.fields[term.field], term) for segment in snapshot.segments)
            deleted = (entry.deleted for entry in snapshot.manifest.segments)
            weighed = sum(each.weighed_without(gone) for each, gone in zip(located, deleted, strict=True))
            holding = min(weighed, snapshot.articles)
            idf = ranking.idf(snapshot.articles, holding) if holding else 0.0
            if shares := [(min(self._located(each)[1], idf), share) for each, share in term.like]:
                idf = sum(each * share for each, share in shares) or idf
            known = located, idf
            if len(snapshot.located) >= _REMEMBERED:
                snapshot.located.clear()
            snapshot.located[term] = known
        return known

    def masks(self, node: Node) -> list[NDArray[np.bool_]]:
        """For each segment: which documents match, bool [N]."""
        match node:
            case Word() | Prefix() | Phrase():
                return self._leaf_masks(node)
            case Run():
                known = {id(item): self.masks(item) for item in node.items}
                return _all(self.allowed(node, known), known.values())
            case _:
                return [found.mask for found in self.find(node)]

    def allowed(self, run: Run, known: dict[int, list[NDArray[np.bool_]]] | None = None) -> list[NDArray[np.bool_]]:
        """For each segment: documents with all that is marked + and nothing that is marked -, bool [N].

        ``known``: masks of nodes by their identity. What is marked + is one of the items: brackets within brackets
        must not be read twice at each depth.
        """
        allowed = [np.ones(len(segment), bool) for segment in self._snapshot.segments]
        for node in run.required:
            for mask, part in zip(allowed, (known or {}).get(id(node)) or self.masks(node), strict=True):
                mask &= part
        for node in run.excluded:
            for mask, part in zip(allowed, self.masks(node), strict=True):
                mask &= ~part
        return allowed

    def _run(self, run: Run) -> list[Found]:
        """The mask of documents with all items; scores also where only some are."""
        scores = self._scores(self.weighed(run))
        known = {}
        for item in run.items:
            if isinstance(item, Word | Prefix | Phrase):
                known[id(item)] = self._leaf_masks(item)
                continue
            found = self.find(item)
            known[id(item)] = [part.mask for part in found]
            for total, part in zip(scores, found, strict=True):
                total += part.scores * part.mask
        allowed = self.allowed(run, known)
        masks = _all(allowed, known.values())
        return [Found(mask, score * may) for mask, score, may in zip(masks, scores, allowed, strict=True)]

    def _and(self, node: And) -> list[Found]:
        found = [
            Found(np.ones(len(segment), bool), np.zeros(len(segment), "f8")) for segment in self._snapshot.segments
        ]
        for child in node.wanted:
            for at, part in enumerate(self.find(child)):
                found[at] = Found(found[at].mask & part.mask, found[at].scores + part.scores)
        for child in node.excluded:
            for at, mask in enumerate(self.masks(child)):
                found[at] = Found(found[at].mask & ~mask, found[at].scores)
        return found

    def _scores(self, terms: list[Weighed]) -> list[NDArray[np.float64]]:
        """The sum of BM25 over terms, for each segment f8 [N]."""
        scores = [np.zeros(len(segment), "f8") for segment in self._snapshot.segments]
        for term in terms:
            for total, located, norms in zip(scores, term.located, self._snapshot.norms[term.field], strict=True):
                found = located.get()
                total[found.docs] += ranking.bm25(found.counts, norms[found.docs], term.weight)
        return scores

    def _leaf_masks(self, leaf: Word | Prefix | Phrase) -> list[NDArray[np.bool_]]:
        """For each segment: documents that hold the leaf in one of its fields."""
        masks = []
        for segment in self._snapshot.segments:
            mask = np.zeros(len(segment), bool)
            for field in fields_of(leaf):
                _mark(segment.fields[field], leaf, mask)
            masks.append(mask)
        return masks


def _all(allowed: list[NDArray[np.bool_]], parts: Iterable[list[NDArray[np.bool_]]]) -> list[NDArray[np.bool_]]:
    """For each segment: the allowed documents that all parts have, bool [N]."""
    masks = [mask.copy() for mask in allowed]
    for part in parts:
        for mask, each in zip(masks, part, strict=True):
            mask &= each
    return masks


def _mark(postings: Postings, leaf: Word | Prefix | Phrase, mask: NDArray[np.bool_]) -> None:
    """Set the mask, bool [N], where a leaf stands in one field."""
    match leaf:
        case Word(literal=True) | Word(near=True):
            plain = () if leaf.literal else (form(leaf.form.folded),)
            for word in (leaf.form, *plain):
                if (number := postings.written_number(word)) >= 0:
                    documents, number = postings.written_list(number)
                    documents.lists.mark(number, mask)
        case Word():
            if (number := postings.folded.find(leaf.form.folded.encode())) >= 0:
                postings.folded_docs.lists.mark(number, mask)
        case Prefix():
            for number in postings.folded.with_prefix(leaf.form.folded.encode()):
                postings.folded_docs.lists.mark(number, mask)
        case Phrase():
            numbers = [postings.folded.find(word.form.folded.encode()) for word in leaf.words]
            if min(numbers) < 0:
                return
            found = np.zeros(len(mask), bool)
            found[postings.by_document(postings.phrase(numbers)).docs] = True
            for each in leaf.words:
                if each.literal or each.near:  # pairs know no accents: the document must have the words as written
                    written = np.zeros(len(mask), bool)
                    _mark(postings, each, written)
                    found &= written
            mask |= found


def _pair_text(first: Form, second: Form) -> str:
    return f"{first.folded} {second.folded}"
