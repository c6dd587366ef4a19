"""Of articles with nearly equal scores, first those where words typed side by side stand closer together.

Side by side is in the score (pairs). Further apart is not: it would take the positions of every word, and on judged
queries it decides nothing that the score does not. So it decides between equals, read from their texts where the lists
of pairs do not tell.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from timkiem.answer import Ranked
from timkiem.columnar.segment import FIELDS
from timkiem.lookup import Term
from timkiem.query import Node, Run, Word
from timkiem.snapshot import Snapshot
from timkiem.text import form, normalize, words
from timkiem.weighing import located_everywhere
from timkiem.worth import DEFAULT_FIELDS

Pair = tuple[str, str]  #: folded words that are typed side by side
_Place = tuple[int, int]  #: segment and number of a document
_Text = tuple[str, int, tuple[Pair, ...]]  #: title, length of the body, and neighbours that stand apart in it

DEPTH = 20  #: first of an answer that are looked at
_EQUAL = 1e-4  #: scores that differ by less, relatively, are nearly equal
_MOST_WORDS = 4  #: of a query; longer ones seldom have equals but for copies of one article
_MOST_READ = 8  #: texts, some 0.2 ms each
_FAR = 30  #: words; what is further apart is not close at all
_BACKWARDS = 0.5  #: words that the wrong order is worth


def closest_first(snapshot: Snapshot, tree: Node, ranked: Sequence[Ranked]) -> list[Ranked]:
    """The answer, those of its DEPTH first with nearly equal scores in order of their words' closeness."""
    beside = list(dict.fromkeys(_side_by_side(tree)))
    if not 0 < len(beside) < _MOST_WORDS:
        return list(ranked)
    ordered: list[Ranked] = []
    left, known = _MOST_READ, {word: word for pair in beside for word in pair}
    groups = list(_equals(ranked[:DEPTH]))
    apart = _apart(snapshot, [each for group in groups if len(group) > 1 for each in group], beside)
    for group in groups:
        texts = _texts(snapshot, group, apart) if len(group) > 1 else {}
        unread = sum(bool(pairs) for *_, pairs in texts)
        if len(texts) > 1 and unread <= left:
            left -= unread
            closeness: dict[_Place, float] = {}
            for text, same in texts.items():
                together = len(beside) - len(text[-1])
                closeness |= dict.fromkeys(same, together + _closeness(snapshot, same[0], text[-1], known))
            group.sort(key=lambda each: -closeness[each.segment, each.number])
        ordered += group
    return [*ordered, *ranked[DEPTH:]]


def _texts(
    snapshot: Snapshot, group: Sequence[Ranked], apart: Mapping[_Place, Sequence[Pair]]
) -> dict[_Text, list[_Place]]:
    """The texts of a group of articles, and the articles of each: an article that was printed again is one text."""
    texts: dict[_Text, list[_Place]] = {}
    for segment, number in ((each.segment, each.number) for each in group):
        here = snapshot.segments[segment]
        text = here.articles.title(number), int(here.fields["body"].lengths[number]), tuple(apart[segment, number])
        texts.setdefault(text, []).append((segment, number))
    return texts


def _apart(snapshot: Snapshot, some: Sequence[Ranked], beside: Sequence[Pair]) -> dict[_Place, list[Pair]]:
    """For each of some the neighbours that stand side by side nowhere in it, as the lists of pairs tell."""
    apart: dict[_Place, list[Pair]] = {(each.segment, each.number): [] for each in some}
    for segment in {each.segment for each in some}:
        docs = np.array(sorted(number for at, number in apart if at == segment))
        for pair in beside:
            found = np.zeros(len(docs), bool)
            for field in DEFAULT_FIELDS:
                located, _ = located_everywhere(snapshot, Term(field, "pair", " ".join(pair)))
                found |= located[segment].stands_in(docs)
            for number in docs[~found].tolist():
                apart[segment, number].append(pair)
    return apart


def _side_by_side(tree: Node) -> Iterator[Pair]:
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


def _closeness(snapshot: Snapshot, place: _Place, beside: Sequence[Pair], known: dict[str, str]) -> float:
    """The sum over neighbours of the query of one over how many words they are apart; reads the text for it.

    ``known``: the folded form of each word of texts that was seen, of those that are wanted; "" for others.
    """
    if not beside:
        return 0.0
    article = snapshot.segments[place[0]].articles.article(place[1])
    best = dict.fromkeys(beside, 0.0)
    for field in DEFAULT_FIELDS:
        last: dict[str, int] = {}
        for at, match in enumerate(words(normalize(FIELDS[field](article)))):
            folded = known.get(match[0])
            if folded is None:
                read = form(match[0]).folded
                folded = known[match[0]] = known.get(read, "")
            if folded:
                for pair in beside:
                    best[pair] = max(best[pair], _at_once(pair, folded, at, last))
                last[folded] = at
    return sum(best.values())


def _at_once(pair: Pair, word: str, at: int, last: dict[str, int]) -> float:
    """One over how far a word stands behind the other of its pair; 0 when that is far, or it is none of them."""
    apart = [
        at - last[other] + extra
        for mine, other, extra in ((pair[1], pair[0], 0.0), (pair[0], pair[1], _BACKWARDS))
        if word == mine and at - last.get(other, -_FAR - 1) <= _FAR
    ]
    return 1 / min(apart) if apart else 0.0
