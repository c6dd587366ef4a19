"""Accents that a reader left out, read into the tree of a query from the index: see ``readings``."""

from dataclasses import replace

from timkiem.filters import Label, Within
from timkiem.query import And, Choice, Leaf, Near, Node, Or, Phrase, Prefix, Run, Word, leaves, words_of
from timkiem.readings import read
from timkiem.snapshot import Snapshot
from timkiem.syllables import spelled


def reading(tree: Node) -> str | None:
    """The words of a query as they were read, for its reader; None when no accents were left out."""
    found = list(leaves(tree))
    words = [word for leaf in found for word in words_of(leaf)]
    if not any(isinstance(word, Word) and word.guess and not word.form.accented for word in words):
        return None
    return " ".join(map(_shown, found))


def _shown(leaf: Leaf) -> str:
    match leaf:
        case Choice(together=False):
            return " ".join(map(_shown, leaf.words))
        case Choice():
            return "".join((word.joined or " ") + _shown(word) for word in leaf.words).strip()
        case Phrase() | Near():
            return f'"{" ".join(map(_shown, leaf.words))}"'
        case Prefix():
            return f"{spelled(leaf.form.written)}*"
        case Word():
            return spelled(leaf.form.written if leaf.form.accented else leaf.guess or leaf.form.written)


def with_readings(snapshot: Snapshot, node: Node) -> Node:
    """The same tree with a guess for each word beside another that was typed without accents, or with odd ones."""
    match node:
        case Word() | Prefix() | Label() | Within():
            return node
        case Phrase() | Near() | Choice():
            return replace(node, words=_read(snapshot, node.words))
        case Run():
            items = _items(snapshot, node.items)
            changed = {id(old): new for old, new in zip(node.items, items, strict=True)}
            return Run(items, node.loose, tuple(changed[id(item)] for item in node.required), node.excluded)
        case And():
            return replace(node, wanted=tuple(with_readings(snapshot, child) for child in node.wanted))
        case Or():
            return Or(tuple(with_readings(snapshot, child) for child in node.children))


def _items(snapshot: Snapshot, items: tuple[Node, ...]) -> tuple[Node, ...]:
    """Words side by side are read together, all else for itself."""
    found: list[Node] = []
    beside: list[Word] = []
    for item in items:
        if isinstance(item, Word) and (not beside or beside[-1].field == item.field):
            beside.append(item)
            continue
        found += _read(snapshot, tuple(beside))
        beside = [item] if isinstance(item, Word) else []
        if not isinstance(item, Word):
            found.append(with_readings(snapshot, item))
    return (*found, *_read(snapshot, tuple(beside)))


def _read(snapshot: Snapshot, words: tuple[Word, ...]) -> tuple[Word, ...]:
    guesses = read(snapshot, [word.form for word in words])
    return tuple(_with_guess(word, guess) for word, guess in zip(words, guesses, strict=True))


def _with_guess(word: Word, guess: str | None) -> Word:
    return replace(word, guess=guess) if guess and guess != word.form.written and not word.literal else word
