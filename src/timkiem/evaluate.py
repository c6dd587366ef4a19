"""A query tree over a snapshot: which documents match, and how well, as arrays.

Each node becomes, for each segment, a mask bool [N] and scores f8 [N]; And, Or and Not are operations on
masks, and a score is a sum of BM25 over terms. A word in a run counts in its fields as written, without
accents, and with any; neighbours count once more where they stand side by side.

This is the plain reading of a query: every list is read whole. ``best`` answers the usual query sooner.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timkiem import ranking
from timkiem.filters import Label, Within
from timkiem.masks import Masks, all_masks
from timkiem.query import And, Choice, Leaf, Near, Node, Or, Phrase, Prefix, Run, Word
from timkiem.snapshot import Snapshot
from timkiem.weighing import Weighed, weighed
from timkiem.worth import terms_of_run


@dataclass(frozen=True, slots=True)
class Found:
    """Matches of one node in one segment of N documents."""

    mask: NDArray[np.bool_]  # bool [N]
    scores: NDArray[np.float64]  # f8 [N]; 0 where nothing of the node stands, but not always where the mask is unset


class Evaluation:
    """Evaluates nodes over one snapshot. Holds no state but the snapshot."""

    def __init__(self, snapshot: Snapshot):
        self._snapshot, self._masks = snapshot, Masks(snapshot)

    def find(self, node: Node) -> list[Found]:
        """Matches of a node, one Found for each segment, deleted documents included."""
        match node:
            case Word() | Prefix() | Phrase() | Near() | Choice():
                return self.find(Run((node,)))
            case Label() | Within():
                return [Found(mask, np.zeros(len(mask), "f8")) for mask in self._masks.of(node)]
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
            if isinstance(item, Leaf):
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
            for total, located, norms in zip(scores, term.located, self._snapshot.norms[term.term.field], strict=True):
                found = located.get()
                total[found.docs] += ranking.bm25(found.counts, norms[found.docs], term.weight)
        return scores
