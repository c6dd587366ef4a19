"""Which documents match a query, whatever their scores: a mask for each segment."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from timkiem import compiled, filtering
from timkiem.filters import Label, Within
from timkiem.holding import holding
from timkiem.lookup import Located, Term
from timkiem.query import And, Choice, Near, Node, Or, Phrase, Prefix, Run, Word, bare
from timkiem.snapshot import Snapshot
from timkiem.weighing import located_everywhere
from timkiem.worth import fields_of, terms_of_ways

Flags = list[NDArray[np.bool_]]  # for each segment of N documents, bool [N]


@lru_cache(maxsize=1 << 12)
def terms_to_match(word: Word | Prefix) -> tuple[Term, ...]:
    """The terms of which a document must have one to match a word. No pairs. Remembered: words come again."""
    terms = []
    for field in fields_of(word):
        if isinstance(word, Prefix):
            terms.append(Term(field, "folded prefix", word.form.folded))
        elif not (word.literal or word.near):
            terms.append(Term(field, "folded", word.form.folded))
        else:
            terms.append(Term(field, "written", word.form.written))
            if word.near:
                terms.append(Term(field, "written", word.form.folded))
    return tuple(terms)


class Masks:
    """Over one snapshot, deleted documents included. Holds no state but the snapshot."""

    def __init__(self, snapshot: Snapshot):
        self._snapshot = snapshot

    def of(self, node: Node) -> Flags:
        """For each segment: which documents match, bool [N]."""
        match node:
            case Word() | Prefix():
                return self._all_of_words([node])
            case Phrase() | Near():
                return self._held(node)
            case Choice():
                return self._choice(node)
            case Label() | Within():
                return filtering.masks(self._snapshot, node)
            case Run():
                known = {id(item): self.of(item) for item in node.items if not isinstance(bare(item), Word | Prefix)}
                found = self._all(node.items, known)
                return all_masks(found, [self.allowed(node, known)]) if node.required or node.excluded else found
            case And():
                found = self._all(node.wanted)
                for child in node.excluded:
                    for mask, part in zip(found, self.of(child), strict=True):
                        mask &= ~part
                return found
            case Or():
                return self._any(node.children)

    def allowed(self, run: Run, known: Mapping[int, Flags] | None = None) -> Flags:
        """For each segment: documents with all that is marked + and nothing that is marked -, bool [N].

        ``known``: masks of nodes by their identity. What is marked + is one of the items: brackets within brackets
        must not be read twice at each depth.
        """
        allowed = self._everything()
        for node in run.required:
            for mask, part in zip(allowed, (known or {}).get(id(node)) or self.of(node), strict=True):
                mask &= part
        for node in run.excluded:
            for mask, part in zip(allowed, self.of(node), strict=True):
                mask &= ~part
        return allowed

    def _everything(self) -> Flags:
        return [np.ones(len(segment), bool) for segment in self._snapshot.segments]

    def _all(self, nodes: Sequence[Node], known: Mapping[int, Flags] | None = None) -> Flags:
        """Documents that match all of some nodes; ``known`` as ``allowed`` has it."""
        words = [word for node in nodes if isinstance(word := bare(node), Word | Prefix)]
        known = known or {}
        rest = [node for node in nodes if not isinstance(bare(node), Word | Prefix)]
        others = [known.get(id(node)) or self.of(node) for node in rest]
        return all_masks(self._all_of_words(words) if words else self._everything(), others)

    def _any(self, nodes: Sequence[Node]) -> Flags:
        """Documents that match one of some nodes at least."""
        nodes = [bare(node) for node in nodes]
        words = [node for node in nodes if isinstance(node, Word | Prefix)]
        found = self._groups([[term for word in words for term in terms_to_match(word)]])
        for node in nodes:
            if not isinstance(node, Word | Prefix):
                for mask, part in zip(found, self.of(node), strict=True):
                    mask |= part
        return found

    def _all_of_words(self, words: Sequence[Word | Prefix]) -> Flags:
        return self._groups([terms_to_match(word) for word in words])

    def _groups(self, groups: Sequence[Sequence[Term]]) -> Flags:
        """Documents that have a term of each group."""
        located = [[located_everywhere(self._snapshot, term)[0] for term in group] for group in groups]
        all_of = compiled.all_of if compiled.ready() else all_by_arrays
        return [
            all_of(self._snapshot, at, [[term[at] for term in group] for group in located])
            for at in range(len(self._snapshot.segments))
        ]

    def _held(self, leaf: Phrase | Near) -> Flags:
        """Documents that hold a leaf in one of its fields."""
        return [
            np.logical_or.reduce([holding(segment, field, leaf) for field in fields_of(leaf)])
            for segment in self._snapshot.segments
        ]

    def _choice(self, choice: Choice) -> Flags:
        """Documents that have one of the ways, or the words as typed; these need not stand in one field."""
        together = choice.together and len(choice.words) > 1
        found = self._held(Phrase(choice.words, choice.field)) if together else self._all_of_words(choice.words)
        for field in fields_of(choice):
            for term, _ in terms_of_ways(choice, field):
                for mask, located in zip(found, located_everywhere(self._snapshot, term)[0], strict=True):
                    located.mark(mask)
        return found


def all_masks(masks: Flags, parts: Iterable[Flags]) -> Flags:
    """For each segment: the documents of ``masks`` that all parts have, bool [N]."""
    masks = [mask.copy() for mask in masks]
    for part in parts:
        for mask, each in zip(masks, part, strict=True):
            mask &= each
    return masks


def all_by_arrays(snapshot: Snapshot, at: int, groups: Sequence[Sequence[Located]]) -> NDArray[np.bool_]:
    """``compiled.all_of`` by NumPy."""
    found = np.ones(len(snapshot.segments[at]), bool)
    for group in groups:
        mask = np.zeros(len(found), bool)
        for located in group:
            located.mark(mask)
        found &= mask
    return found
