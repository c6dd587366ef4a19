"""Other ways of saying what a query asks for, put into its tree: equivalents, numbers, dates, i for y."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import product

from timkiem.equivalents import Equivalents
from timkiem.numerals import may_begin_numeral, numeral
from timkiem.query import And, Choice, Node, Or, Phrase, Run, Way, Word
from timkiem.syllables import split_tone
from timkiem.text import Form, form

I_OR_Y = 0.8  #: what the other spelling of lý (lí) is worth
_BEFORE = ("h", "k", "l", "m", "s", "t", "v", "qu")  #: behind these alone y and i are spellings of one syllable
_MOST = 12  #: ways of saying a phrase


def widened(node: Node, equivalents: Equivalents) -> Node:
    """The same tree with a choice wherever words may be said in other ways. What is behind = is left alone."""
    match node:
        case Word():
            return _of_row((node,), equivalents)[0]
        case Phrase():
            return _of_phrase(node, equivalents)
        case Run():
            return _of_run(node, equivalents)
        case And():
            wanted, excluded = (
                tuple(widened(child, equivalents) for child in part) for part in (node.wanted, node.excluded)
            )
            return And(wanted, excluded)
        case Or():
            return Or(tuple(widened(child, equivalents) for child in node.children))
        case _:
            return node


def _of_run(run: Run, equivalents: Equivalents) -> Run:
    """Words side by side are taken together; a word that is required is a word for itself."""
    items: list[Node] = []
    required: list[Node] = []
    row: list[Word] = []
    for item in run.items:
        marked = any(item is each for each in run.required)
        if isinstance(item, Word) and not marked and (not row or row[-1].field == item.field):
            row.append(item)
            continue
        items += _of_row(tuple(row), equivalents)
        row = [item] if isinstance(item, Word) and not marked else []
        if not row:
            items.append(widened(item, equivalents))
            required += items[-1:] * marked
    items += _of_row(tuple(row), equivalents)
    excluded = tuple(widened(each, equivalents) for each in run.excluded)
    return Run(tuple(items), run.loose, tuple(required), excluded)


def _of_row(words: tuple[Word, ...], equivalents: Equivalents) -> list[Node]:
    """Words side by side, with choices in the places of those that may be said in other ways."""
    found: list[Node] = []
    at = 0
    while at < len(words):
        length, ways, together = _choice(words, at, equivalents)
        here = words[at : at + length]
        if ways:
            found.append(Choice(here, ways, together, here[0].field))
        else:
            found += [Phrase(here, here[0].field)] if together and length > 1 else here
        at += length
    return found


def _of_phrase(phrase: Phrase, equivalents: Equivalents) -> Node:
    """A phrase as a choice of all its wordings."""
    parts: list[list[tuple[tuple[Form, ...], float]]] = []
    at = 0
    while at < len(phrase.words):
        length, ways, _ = _choice(phrase.words, at, equivalents)
        typed = tuple(word.form for word in phrase.words[at : at + length])
        parts.append([(typed, 1.0), *((way.words, way.worth) for way in ways)])
        at += length
    wordings = []
    for chosen in product(*parts):
        worth = min(worth for _, worth in chosen)
        wordings.append(Way(tuple(word for words, _ in chosen for word in words), worth))
        if len(wordings) > _MOST:
            break
    return Choice(phrase.words, tuple(wordings[1:]), True, phrase.field) if len(wordings) > 1 else phrase


def _choice(words: Sequence[Word], at: int, equivalents: Equivalents) -> tuple[int, tuple[Way, ...], bool]:
    """How many words from one on are to be taken together, their other ways, and whether they must stay together."""
    first = words[at].form.folded
    if words[at].literal:
        return 1, (), False
    for length in equivalents.lengths(first):
        here = words[at : at + length]
        if len(here) == length and not any(word.literal for word in here):
            said = equivalents.others([word.form for word in here], [word.typed for word in here])
            if said:
                return length, (*map(Way, said), *_respelled(here)), False
    if may_begin_numeral(first):
        folded, joined = [word.form.folded for word in words[at:]], [word.joined for word in words[at:]]
        if found := numeral(folded, joined, words[at - 1].form.folded if at else ""):
            return found.length, tuple(Way(tuple(map(form, way)), worth) for way, worth in found.ways), True
    return 1, _respelled(words[at : at + 1]), False


def _respelled(words: Sequence[Word]) -> tuple[Way, ...]:
    """The words with the other spelling of each that has one."""
    spellings = [_other_spelling(word) for word in words]
    if not any(spellings):
        return ()
    return (Way(tuple(other or word.form for word, other in zip(words, spellings, strict=True)), I_OR_Y),)


def _other_spelling(word: Word) -> Form | None:
    """lí for lý, Mỹ for Mĩ: where accents count, and for the reading of a word that was typed without."""
    return _spelled_otherwise(word.guess or (word.form.written if word.exact else ""))


@lru_cache(maxsize=1 << 12)
def _spelled_otherwise(written: str) -> Form | None:
    letters, tone = split_tone(written)
    if letters[:-1] not in _BEFORE or letters[-1] not in "iy":
        return None
    return form(letters[:-1] + ("y" if letters[-1] == "i" else "i") + tone)
