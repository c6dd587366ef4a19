"""A query tree over a snapshot: which documents match, and how well, as arrays.

Each node becomes, for each segment, a mask bool [N] and scores f8 [N]; And, Or and Not are operations on
masks, and a score is a sum of BM25 over terms. A word in a run counts in its fields as written, without
accents, and with any; neighbours count once more where they stand side by side.

This is the plain reading of a query: every list is read whole. ``best`` answers the usual query sooner.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from timkiem import ranking
from timkiem.lookup import Term
from timkiem.masks import Masks, all_masks, fields_of
from timkiem.query import And, Node, Or, Phrase, Prefix, Run, Word
from timkiem.snapshot import Snapshot
from timkiem.text import Form
from timkiem.weighing import Weighed, weighed


@dataclass(frozen=True, slots=True)
class Found:
    """Matches of one node in one segment of N documents."""

    mask: NDArray[np.bool_]  # bool [N]
    scores: NDArray[np.float64]  # f8 [N]; 0 where nothing of the node stands, but not always where the mask is unset


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


def sum_of(node: Node) -> dict[Term, float] | None:
    """The terms whose sum is the score of whatever matches a node, each with its worth; None where no plain sum is.

    In an Or, what does not match can still have a score, but for words and beginnings of words. What is only
    excluded has no score to find the best by.
    """
    match node:
        case Word() | Prefix() | Phrase():
            return terms_of_run(Run((node,)))
        case Run():
            return terms_of_run(node) if all(isinstance(item, Word | Prefix | Phrase) for item in node.items) else None
        case And():
            if not node.wanted:
                return None
            parts = [sum_of(child) for child in node.wanted]
        case Or():
            if not all(_scores_only_matches(child) for child in node.children):
                return None
            parts = [sum_of(child) for child in node.children]
    terms: dict[Term, float] = {}
    for part in parts:
        if part is None:
            return None
        for term, worth in part.items():
            terms[term] = terms.get(term, 0.0) + worth
    return terms


def _scores_only_matches(node: Node) -> bool:
    """Whether what does not match a node has no score for it: a word or its beginning, however it is written."""
    if isinstance(node, Run) and len(node.items) == 1 and not node.excluded:
        return _scores_only_matches(node.items[0])
    return isinstance(node, Prefix) or (isinstance(node, Word) and not (node.literal or node.near))


class Evaluation:
    """Evaluates nodes over one snapshot. Holds no state but the snapshot."""

    def __init__(self, snapshot: Snapshot):
        self._snapshot, self._masks = snapshot, Masks(snapshot)

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

    def _run(self, run: Run) -> list[Found]:
        """The mask of documents with all items; scores also where only some are."""
        scores = self._scores(weighed(self._snapshot, terms_of_run(run)))
        known = {}
        for item in run.items:
            if isinstance(item, Word | Prefix | Phrase):
                known[id(item)] = self._masks.of(item)
                continue
            found = self.find(item)
            known[id(item)] = [part.mask for part in found]
            for total, part in zip(scores, found, strict=True):
                total += part.scores * part.mask
        allowed = self._masks.allowed(run, known)
        masks = all_masks(allowed, known.values())
        return [Found(mask, score * may) for mask, score, may in zip(masks, scores, allowed, strict=True)]

    def _and(self, node: And) -> list[Found]:
        found = [
            Found(np.ones(len(segment), bool), np.zeros(len(segment), "f8")) for segment in self._snapshot.segments
        ]
        for child in node.wanted:
            for at, part in enumerate(self.find(child)):
                found[at] = Found(found[at].mask & part.mask, found[at].scores + part.scores)
        for child in node.excluded:
            for at, mask in enumerate(self._masks.of(child)):
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


def _pair_text(first: Form, second: Form) -> str:
    return f"{first.folded} {second.folded}"
