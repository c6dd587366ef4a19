"""Of articles with nearly equal scores, first those where words typed side by side stand closer together.

Side by side is in the score (pairs). Further apart is not: it would take the positions of every word, and on judged
queries it decides nothing that the score does not. So it decides between equals, read from their texts.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from timkiem.answer import Ranked
from timkiem.columnar.segment import FIELDS
from timkiem.query import Node, Run, Word
from timkiem.snapshot import Snapshot
from timkiem.text import form, normalize, words
from timkiem.worth import DEFAULT_FIELDS

DEPTH = 20  #: first of an answer that are looked at
_EQUAL = 1e-4  #: scores that differ by less, relatively, are nearly equal
_MOST_WORDS = 4  #: of a query; longer ones seldom have equals but for copies of one article
_MOST_READ = 8  #: texts, some 0.2 ms each
_FAR = 30  #: words; what is further apart is not close at all
_BACKWARDS = 0.5  #: words that the wrong order is worth


def closest_first(snapshot: Snapshot, tree: Node, ranked: Sequence[Ranked]) -> list[Ranked]:
    """The answer, those of its DEPTH first with nearly equal scores in order of their words' closeness."""
    beside = list(_side_by_side(tree))
    if not 0 < len(beside) < _MOST_WORDS:
        return list(ranked)
    ordered: list[Ranked] = []
    left, known = _MOST_READ, {word: word for pair in beside for word in pair}
    for group in _equals(ranked[:DEPTH]):
        if 1 < len(group) <= left:
            left -= len(group)
            group.sort(key=lambda each: -_closeness(snapshot, each, beside, known))
        ordered += group
    return [*ordered, *ranked[DEPTH:]]


def _side_by_side(tree: Node) -> Iterator[tuple[str, str]]:
    items = tree.items if isinstance(tree, Run) else ()
    for first, second in pairwise(items):
        if isinstance(first, Word) and isinstance(second, Word) and first.field == second.field == "":
            yield first.form.folded, second.form.folded


def _equals(ranked: Sequence[Ranked]) -> Iterator[list[Ranked]]:
    """Runs of an answer whose scores are nearly that of their first."""
    group: list[Ranked] = []
    for each in ranked:
        if group and (each.complete != group[0].complete or each.score < group[0].score * (1 - _EQUAL)):
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _closeness(snapshot: Snapshot, ranked: Ranked, beside: Sequence[tuple[str, str]], known: dict[str, str]) -> float:
    """The sum over neighbours of the query of one over how many words they are apart.

    ``known``: the folded form of each word of texts that was seen, of those that are wanted; "" for others.
    """
    article = snapshot.segments[ranked.segment].articles.article(ranked.number)
    wanted = {word for pair in beside for word in pair}
    best = dict.fromkeys(beside, 0.0)
    for field in DEFAULT_FIELDS:
        last: dict[str, int] = {}
        for at, match in enumerate(words(normalize(FIELDS[field](article)))):
            folded = known.get(match[0])
            if folded is None:
                read = form(match[0]).folded
                folded = known[match[0]] = read if read in wanted else ""
            if folded:
                for pair in beside:
                    best[pair] = max(best[pair], _at_once(pair, folded, at, last))
                last[folded] = at
    return sum(best.values())


def _at_once(pair: tuple[str, str], word: str, at: int, last: dict[str, int]) -> float:
    """One over how far a word stands behind the other of its pair; 0 when that is far, or it is none of them."""
    apart = [
        at - last[other] + extra
        for mine, other, extra in ((pair[1], pair[0], 0.0), (pair[0], pair[1], _BACKWARDS))
        if word == mine and at - last.get(other, -_FAR - 1) <= _FAR
    ]
    return 1 / min(apart) if apart else 0.0
