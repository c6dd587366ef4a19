"""Which documents answer a query, in what order: all that was asked before some of it, best or newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from timkiem import ranking
from timkiem.best import Scored, best, best_and_all, score
from timkiem.columnar.articles import UNDATED
from timkiem.engine import Sort
from timkiem.evaluate import Evaluation
from timkiem.lookup import Term
from timkiem.masks import Flags, Masks, terms_to_match
from timkiem.parting import Parted, parted
from timkiem.query import Choice, Near, Node, Or, Phrase, Prefix, Run, Word, as_written, bare, leaves, words_of
from timkiem.snapshot import Snapshot
from timkiem.weighing import Weighed, weighed
from timkiem.worth import fields_of, sum_of, terms_of_ways

#: Up to so many words, articles with all of them come first whatever their scores. A longer query tells of an
#: article that is half remembered: there one that lacks a word, but has the rest where it belongs, may come first.
FEW_WORDS = 3

_LAST = -(1 << 40)  #: stands for the date of what has none


class Ranked(NamedTuple):
    """One document of an answer."""

    segment: int
    number: int
    score: float
    complete: bool  # whether it has all that was asked
    corrected: bool = False  # whether its score is for what was probably meant


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query finds."""

    matches: Flags  # the documents that have all that was asked
    total: int  # how many they are
    ranked: list[Ranked]  # the first of the answer, in order


def answer(snapshot: Snapshot, tree: Node | None, filters: Sequence[Node], count: int, sort: Sort) -> Answer:
    """The documents that match a tree and pass all filters, and the ``count`` first of them; None asks for all.

    By relevance, look-alikes of accented words match and come last. By date nothing would keep them apart, so there
    an accented word stands for its own writing and for texts without accents. What gives no score comes newest first.
    """
    if tree is not None and sort != "relevance":
        tree = as_written(tree)
    parts = parted(tree) if tree is not None else Parted(None)
    allowed = _allowed(snapshot, (*parts.wanted, *filters), parts.unwanted)
    if parts.scored is None or next(leaves(parts.scored), None) is None:
        sort = "-date" if sort == "relevance" else sort
    if parts.scored is None:
        return _unscored(snapshot, allowed, count, sort)
    tree = parts.scored
    if (terms := sum_of(tree)) is not None:
        return _of_sum(snapshot, tree, weighed(snapshot, terms), allowed, count, sort)
    found = Evaluation(snapshot).find(tree)
    complete = [each.mask & may for each, may in zip(found, allowed, strict=True)]
    total = int(sum(map(np.count_nonzero, complete)))
    if sort != "relevance":
        return Answer(complete, total, _by_date(snapshot, complete, count, sort, [each.scores for each in found]))
    scored = [Scored(np.flatnonzero(mask), each.scores[mask]) for each, mask in zip(found, complete, strict=True)]
    hits = _first(scored, complete, count)
    if len(hits) < count and isinstance(tree, Run) and tree.loose:
        some = _partly(Masks(snapshot), tree, allowed)
        partial = [(each.scores > 0) & may & ~mask for each, may, mask in zip(found, some, complete, strict=True)]
        rest = [Scored(np.flatnonzero(mask), each.scores[mask]) for each, mask in zip(found, partial, strict=True)]
        hits += _first(rest, complete, count - len(hits))
    return Answer(complete, total, hits)


def closest(ranked: list[Ranked], meant: list[Ranked], count: int) -> list[Ranked]:
    """The ``count`` first of an answer whose partial matches are put after those for what was probably meant."""
    complete = [each for each in ranked if each.complete]
    known = {(each.segment, each.number) for each in complete}
    found = [
        each._replace(complete=False, corrected=True) for each in meant if (each.segment, each.number) not in known
    ]
    known |= {(each.segment, each.number) for each in found}
    rest = [each for each in ranked if (each.segment, each.number) not in known]
    return [*complete, *found, *rest][:count]


def _allowed(snapshot: Snapshot, wanted: Sequence[Node], unwanted: Sequence[Node]) -> Flags:
    """The documents that are not deleted and pass all filters."""
    masks, allowed = Masks(snapshot), list(snapshot.alive)
    for node in wanted:
        allowed = [may & mask for may, mask in zip(allowed, masks.of(node), strict=True)]
    for node in unwanted:
        allowed = [may & ~mask for may, mask in zip(allowed, masks.of(node), strict=True)]
    return allowed


def _unscored(snapshot: Snapshot, matches: Flags, count: int, sort: Sort) -> Answer:
    """All of the documents, by date."""
    scores = [np.zeros(len(mask), "f8") for mask in matches]
    total = int(sum(map(np.count_nonzero, matches)))
    return Answer(matches, total, _by_date(snapshot, matches, count, sort, scores))


def _of_sum(snapshot: Snapshot, tree: Node, terms: list[Weighed], allowed: Flags, count: int, sort: Sort) -> Answer:
    """The usual query, whose score is a sum of terms. Reads no more of the lists than it needs."""
    words = sum(1 if isinstance(leaf, Phrase | Near) else len(words_of(leaf)) for leaf in leaves(tree))
    is_long = words > FEW_WORDS or isinstance(tree, Or)
    if is_long and count and sort == "relevance" and (groups := _groups(tree)):
        scored, complete = best_and_all(snapshot, terms, allowed, count, groups)
        complete = [mask & may for mask, may in zip(complete, allowed, strict=True)]
        return Answer(complete, int(sum(map(np.count_nonzero, complete))), _first(scored, complete, count))
    masks = Masks(snapshot)
    complete = [mask & may for mask, may in zip(masks.of(tree), allowed, strict=True)]
    total = int(sum(map(np.count_nonzero, complete)))
    if not count:
        return Answer(complete, total, [])
    if sort != "relevance":
        hits = _by_date(snapshot, complete, count, sort, [np.zeros(len(mask), "f8") for mask in complete])
        scores = (score(snapshot, hit.segment, terms, np.array([hit.number])) for hit in hits)
        hits = [hit._replace(score=float(each[0])) for hit, each in zip(hits, scores, strict=True)]
        return Answer(complete, total, hits)
    if not isinstance(tree, Run) or not tree.loose or _is_whole(tree) or (total >= count and not is_long):
        return Answer(complete, total, _first(best(snapshot, terms, complete, count), complete, count))
    may_be_hits = [may & want for may, want in zip(allowed, masks.allowed(tree), strict=True)]
    may_be_hits = _partly(masks, tree, may_be_hits)
    if is_long:
        return Answer(complete, total, _first(best(snapshot, terms, may_be_hits, count), complete, count))
    hits = _first(best(snapshot, terms, complete, count), complete, count)
    partial = [may & ~mask for may, mask in zip(may_be_hits, complete, strict=True)]
    hits += _first(best(snapshot, terms, partial, count - len(hits)), complete, count - len(hits))
    return Answer(complete, total, hits)


def _is_whole(run: Run) -> bool:
    """Whether a run is a phrase alone, so that no document can have a part of it."""
    item = run.items[0]
    return len(run.items) == 1 and (isinstance(item, Phrase | Near) or (isinstance(item, Choice) and item.together))


def _groups(tree: Node) -> list[tuple[Term, ...]]:
    """For words side by side, none marked + or -, or joined by OR: groups of terms, of each of which a match has one.

    None for other trees. The terms are among those that give the score, and what has such a score has one of them.
    """
    match tree:
        case Run(loose=True, required=(), excluded=()):
            groups = list(map(_matching, tree.items))
            return list(dict.fromkeys(chain(*groups))) if all(groups) else []
        case Or():
            groups = [_matching(bare(node)) for node in tree.children]
            return [tuple(chain(*chain(*groups)))] if all(len(each) == 1 for each in groups) else []
    return []


def _matching(node: Node) -> list[tuple[Term, ...]]:
    """``_groups`` of a word, or of words that may be said in other ways: each of these stands for every word."""
    match node:
        case Word() | Prefix():
            return [terms_to_match(node)]
        case Choice(together=False):
            ways = [term for field in fields_of(node) for term, _ in terms_of_ways(node, field)]
            return [(*terms_to_match(word), *ways) for word in node.words]
    return []


def _partly(masks: Masks, run: Run, allowed: Flags) -> Flags:
    """Of the allowed documents those that may be partial matches: the words of a phrase alone are no part of one."""
    if not any(isinstance(item, Phrase | Near) or (isinstance(item, Choice) and item.together) for item in run.items):
        return allowed
    return [may & some for may, some in zip(allowed, masks.of(Or(run.items)), strict=True)]


def _first(scored: list[Scored], complete: Flags, count: int) -> list[Ranked]:
    """The ``count`` best, best first; of equals the one that was indexed first."""
    found = [
        (-score, segment, doc)
        for segment, each in enumerate(scored)
        for doc, score in zip(each.docs.tolist(), each.scores.tolist(), strict=True)
    ]
    found.sort()
    return [Ranked(segment, doc, -score, bool(complete[segment][doc])) for score, segment, doc in found[:count]]


def _by_date(
    snapshot: Snapshot, masks: Flags, count: int, sort: Sort, scores: list[NDArray[np.float64]]
) -> list[Ranked]:
    """The ``count`` first by date, undated ones last; of one minute the one that was indexed first."""
    docs = [np.flatnonzero(mask) for mask in masks]
    segments = np.repeat(np.arange(len(docs)), [len(each) for each in docs])
    dates = np.concatenate(
        [
            np.empty(0, "i8"),
            *(segment.articles.periods[0][each] for segment, each in zip(snapshot.segments, docs, strict=True)),
        ]
    )
    dates = dates.astype("i8")
    order = ranking.top(np.where(dates == UNDATED, _LAST, dates if sort == "-date" else -dates), count)
    numbers = np.concatenate([np.empty(0, "i8"), *docs])
    return [
        Ranked(int(segments[at]), int(numbers[at]), float(scores[segments[at]][numbers[at]]), True)
        for at in order.tolist()
    ]
