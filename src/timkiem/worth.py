"""What gives a query its score: the terms of its words, and what each is worth beside a word in the body."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, product

from timkiem import ranking
from timkiem.filters import Label, Within
from timkiem.lookup import Term
from timkiem.query import And, Choice, Leaf, Near, Node, Or, Phrase, Prefix, Run, Word, bare, words_of
from timkiem.text import Form

DEFAULT_FIELDS = ("title", "body")
_REMEMBERED = 1 << 13  #: words and neighbours whose terms are kept
_MOST_ENDS = 6  #: ways of a choice whose ends are joined with a neighbour

Scored = tuple[Term, float]


def fields_of(leaf: Leaf) -> tuple[str, ...]:
    """The fields that a leaf is looked up in."""
    return (leaf.field,) if leaf.field else DEFAULT_FIELDS


def terms_of(leaf: Leaf) -> Iterator[Scored]:
    """The terms that give a leaf its score, and what each is worth."""
    for field in fields_of(leaf):
        weight = ranking.FIELD_WEIGHT[field]
        for word in words_of(leaf):
            yield from _of_prefix(word, field, weight) if isinstance(word, Prefix) else _of_word(word, field, weight)
        yield from _of_pairs(words_of(leaf), field, weight)
        if isinstance(leaf, Choice):
            yield from terms_of_ways(leaf, field)


def terms_of_run(run: Run) -> dict[Term, float]:
    """The terms that give a run its score, each with what it is worth; a word that comes twice counts twice."""
    terms: dict[Term, float] = {}
    for item in run.items:
        if isinstance(item, Leaf):  # what is in brackets has scores of its own
            _add(terms, _terms_of(item))
    for first, second in pairwise(run.items):
        if isinstance(first, Word | Choice) and isinstance(second, Word | Choice) and first.field == second.field:
            _add(terms, _terms_between(first, second))
    return terms


def _add(terms: dict[Term, float], more: Iterable[Scored]) -> None:
    for term, worth in more:
        terms[term] = terms.get(term, 0.0) + worth


@lru_cache(maxsize=_REMEMBERED)
def _terms_of(leaf: Leaf) -> tuple[Scored, ...]:
    """``terms_of``, remembered: words come again."""
    return tuple(terms_of(leaf))


@lru_cache(maxsize=_REMEMBERED)
def _terms_between(first: Word | Choice, second: Word | Choice) -> tuple[Scored, ...]:
    """The terms that give two items side by side more than each alone. Remembered."""
    fields = fields_of(first)
    return tuple(each for field in fields for each in _of_neighbours(first, second, field, ranking.FIELD_WEIGHT[field]))


def sum_of(node: Node) -> dict[Term, float] | None:
    """The terms whose sum is the score of whatever matches a node, each with its worth; None where no plain sum is.

    In an Or, what does not match can still have a score, but for words and beginnings of words. What is only
    excluded has no score to find the best by.
    """
    match node:
        case Label() | Within():
            return None
        case Word() | Prefix() | Phrase() | Near() | Choice():
            return terms_of_run(Run((node,)))
        case Run():
            return terms_of_run(node) if all(isinstance(item, Leaf) for item in node.items) else None
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
        _add(terms, part.items())
    return terms


def _scores_only_matches(node: Node) -> bool:
    """Whether what does not match a node has no score for it: a word or its beginning, however it is written."""
    node = bare(node)
    words = words_of(node) if isinstance(node, Word | Prefix | Choice) else ()
    return len(words) == 1 and (isinstance(words[0], Prefix) or not (words[0].literal or words[0].near))


def _of_prefix(word: Prefix, field: str, weight: float) -> Iterator[Scored]:
    if word.exact:
        yield Term(field, "written prefix", word.form.written), weight
    yield Term(field, "folded prefix", word.form.folded), weight * (ranking.OTHER if word.exact else 1)


def _of_word(word: Word, field: str, weight: float) -> Iterator[Scored]:
    guess = Term(field, "written", word.guess) if word.guess else None
    if not (word.exact or word.literal):
        if guess:
            yield guess, weight * ranking.GUESS
        yield Term(field, "folded", word.form.folded), weight * (1 - ranking.GUESS if guess else 1)
        return
    same = Term(field, "written", word.form.written, like=((guess, 1.0),) if guess else ())
    yield same, weight
    if word.literal:
        return
    if word.form.accented:
        yield Term(field, "written", word.form.folded, like=((same, 1.0),)), weight * ranking.PLAIN
    if guess:
        yield guess, weight * ranking.GUESS
    yield Term(field, "folded", word.form.folded), weight * ranking.OTHER


def _of_pairs(words: Sequence[Word | Prefix], field: str, weight: float) -> Iterator[Scored]:
    for first, second in pairwise(words):
        yield _pair(first.form, second.form, field), weight * ranking.PAIR


def terms_of_ways(choice: Choice, field: str) -> Iterator[Scored]:
    """The other ways, where the words as typed do not stand: worth as much as what they lack of those."""
    weight = ranking.FIELD_WEIGHT[field]
    grouped: dict[tuple[float, tuple[Scored, ...]], list[str]] = {}
    for way in choice.ways:
        lacking = tuple(_lacking(choice.words, [word.folded for word in way.words], field, weight))
        said = " ".join(word.written for word in way.words)
        grouped.setdefault((way.worth, lacking), []).append(said)
    better = [_typed(choice.words)]
    for (worth, like), ways in sorted(grouped.items(), key=lambda group: (-group[0][0], len(group[0][1]))):
        yield Term(field, "ways", "|".join(ways), like=like, without="|".join(better)), worth
        better += ways


def _lacking(words: Sequence[Word], said: list[str], field: str, weight: float) -> Iterator[Scored]:
    """What words give that stand as typed, but for those, and pairs of them, that another way has too."""
    yield from (_main(word, field, weight) for word in words if word.form.folded not in said)
    beside = set(pairwise(said))
    for pair in pairwise(words):
        if (pair[0].form.folded, pair[1].form.folded) not in beside:
            yield from _of_pairs(pair, field, weight)


def _main(word: Word, field: str, weight: float) -> Scored:
    """All that a word gives where it stands as typed, as one term."""
    if word.exact:
        return Term(field, "written", word.form.written), weight * (1 if word.literal else 1 + ranking.OTHER)
    return Term(field, "folded", word.form.folded), weight


def _typed(words: Sequence[Word]) -> str:
    """Words as typed, as a way: of one that has accents its own writing, of several any."""
    if len(words) == 1:
        return words[0].form.written
    return "~" + " ".join(word.form.folded for word in words)


def _of_neighbours(first: Word | Choice, second: Word | Choice, field: str, weight: float) -> Iterator[Scored]:
    """Two items side by side, and where one is a choice, the last word of any way beside the first word of any."""
    typed = words_of(first)[-1].form, words_of(second)[0].form
    pair = _pair(*typed, field)
    yield pair, weight * ranking.PAIR
    lasts = [typed[0], *(way.words[-1] for way in first.ways)] if isinstance(first, Choice) else [typed[0]]
    firsts = [typed[1], *(way.words[0] for way in second.ways)] if isinstance(second, Choice) else [typed[1]]
    ends = dict.fromkeys(f"{a.written} {b.written}" for a, b in product(lasts[:_MOST_ENDS], firsts[:_MOST_ENDS]))
    others = [end for end in ends if end != f"{typed[0].written} {typed[1].written}"]
    if others:
        like, without = ((pair, weight * ranking.PAIR),), f"~{typed[0].folded} {typed[1].folded}"
        yield Term(field, "ways", "|".join(others), like=like, without=without), 1.0


def _pair(first: Form, second: Form, field: str) -> Term:
    return Term(field, "pair", f"{first.folded} {second.folded}")
