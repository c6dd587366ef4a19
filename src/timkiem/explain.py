"""Why a hit has its score: what each word, writing, pair of neighbours and field gave to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np

from timkiem.best import score
from timkiem.engine import Kind, Part
from timkiem.filters import Label, Within
from timkiem.lookup import Term, locate
from timkiem.masks import Masks
from timkiem.parting import parted
from timkiem.query import And, Leaf, Node, Or, Prefix, Run, leaves, words_of
from timkiem.snapshot import Snapshot
from timkiem.syllables import spelled
from timkiem.weighing import weighed
from timkiem.worth import sum_of, terms_of_run


def explain(snapshot: Snapshot, tree: Node | None, segment: int, number: int) -> tuple[Part, ...]:
    """The parts of one document's score for a tree, most points first: their sum is the score.

    Where parts of a query are joined by brackets, those count that the document matches. A query of filters alone
    gives no score, and so has no parts.
    """
    scored = parted(tree).scored if tree else None
    if scored is None:
        return ()
    terms = sum_of(scored)
    pairs = terms.items() if terms is not None else _counting(Masks(snapshot), scored, segment, number)
    worths: dict[Term, float] = {}
    for term, worth in pairs:
        worths[term] = worths.get(term, 0.0) + worth
    names, document, parts = _Names.of(scored), np.array([number]), []
    for term, worth in worths.items():
        for each in weighed(snapshot, {term: worth}):
            points = float(score(snapshot, segment, [each], document)[0])
            count = int(each.located[segment].counts_in(document)[0])
            if count:
                text = _ways(snapshot, term, segment, number) if term.kind == "ways" else names.text(term)
                parts.append(Part(term.field, names.kind(term), text, count, points))
    return tuple(sorted(parts, key=lambda part: -part.points))


def _counting(masks: Masks, node: Node, segment: int, number: int) -> Iterator[tuple[Term, float]]:
    """The terms that count for one document, each with its worth, as ``evaluate`` adds them up."""

    def has(part: Node) -> bool:
        return bool(masks.of(part)[segment][number])

    children: list[Node] = []
    match node:
        case Label() | Within():
            pass
        case Run():
            if masks.allowed(node)[segment][number]:
                yield from terms_of_run(node).items()
                children += [item for item in node.items if not isinstance(item, Leaf) and has(item)]
        case And():
            children += node.wanted
        case Or():
            children += [child for child in node.children if has(child)]
        case _:
            yield from terms_of_run(Run((node,))).items()
    for child in children:
        yield from _counting(masks, child, segment, number)


def _ways(snapshot: Snapshot, term: Term, segment: int, number: int) -> str:
    """Those of the ways of a term that a document has."""
    postings, document = snapshot.segments[segment].fields[term.field], np.array([number])
    ways = [way for way in term.text.split("|") if locate(postings, Term(term.field, "ways", way)).counts_in(document)]
    return " / ".join(" ".join(map(spelled, way.lstrip("~").split(" "))) for way in ways)


@dataclass(frozen=True, slots=True)
class _Names:
    """How the words of a query are called."""

    typed: frozenset[str]  # written forms of words whose accents count
    guessed: frozenset[str]  # written forms that accents were read into
    readings: dict[str, set[str]]  # by folded form, how words are read

    @classmethod
    def of(cls, tree: Node) -> Self:
        typed, guessed = set(), set()
        readings: dict[str, set[str]] = {}
        for word in (word for leaf in leaves(tree) for word in words_of(leaf)):
            guess = "" if isinstance(word, Prefix) else word.guess
            if word.exact or (not isinstance(word, Prefix) and word.literal):
                typed.add(word.form.written)
            if guess:
                guessed.add(guess)
            readings.setdefault(word.form.folded, set()).add(spelled(guess or word.form.written))
        return cls(frozenset(typed), frozenset(guessed), readings)

    def kind(self, term: Term) -> Kind:
        match term.kind:
            case "pair":
                return "side by side"
            case "folded":
                return "any accents"
            case "ways":
                return "other wording"
            case "written":
                if term.text in self.typed:
                    return "as written"
                return "guess" if term.text in self.guessed else "without accents"
        return "beginning"

    def text(self, term: Term) -> str:
        """A term as one reads it; a word of a pair as it was typed, where the query has it in one writing."""
        if term.kind == "pair":
            read = [self.readings.get(word, set()) for word in term.text.split(" ")]
            words = zip(term.text.split(" "), read, strict=True)
            return " ".join(next(iter(known)) if len(known) == 1 else word for word, known in words)
        return spelled(term.text) + "*" * term.kind.endswith("prefix")
