"""What is asked for, as a tree: words, phrases, prefixes, and how they are joined."""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from timkiem.filters import (
    Filter,
    Label,
    Within,
)
from timkiem.text import Form


@dataclass(frozen=True, slots=True)
class Word:
    """One word. ``exact``: accents count, because the query has some; else all writings are equal.

    Counting decides the order only: every writing matches. Where the word is unwanted and has accents it is
    ``literal``: who writes `đường NOT dương` wants no article to go for its đường. So it is behind =, accents or not.
    """

    form: Form
    exact: bool = False
    field: str = ""  # of filters.TEXTS; "" for title or body
    literal: bool = False
    near: bool = False  # matches its own writing and texts without accents, no look-alikes: see ``as_written``
    guess: str = ""  # typed without accents: the writing, as ``Form.written`` has it, that it most likely stands for
    typed: str = dataclasses.field(default="", compare=False)  # as it stands in the query, with capitals
    joined: str = dataclasses.field(
        default="", compare=False
    )  # the sign that ties it to the word before: 2.079, 22/11, TP.HCM


@dataclass(frozen=True, slots=True)
class Prefix:
    """All words that start so."""

    form: Form
    exact: bool = False
    field: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words one after another, at least two."""

    words: tuple[Word, ...]
    field: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """Words, at least two, in any order, close together."""

    words: tuple[Word, ...]
    within: int | Literal["sentence", "paragraph"]  # the first and the last at most so many words apart, or in one
    field: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Another way of saying something: words one after another. Of a single word with accents only that writing."""

    words: tuple[Form, ...]
    worth: float = 1.0  # beside what was typed


@dataclass(frozen=True, slots=True)
class Choice:
    """Words that may be said in other ways: an article has it when it has the words or one of the ways."""

    words: tuple[Word, ...]  # as typed
    ways: tuple[Way, ...]
    together: bool = False  # whether the words must stand one after another
    field: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Items side by side. ``loose``: articles with some of them are hits too, after those with all."""

    items: tuple["Node", ...]
    loose: bool = False
    required: tuple["Node", ...] = ()  # marked +: also in every partial hit
    excluded: tuple["Node", ...] = ()  # marked -


@dataclass(frozen=True, slots=True)
class And:
    """All of ``wanted`` (everything, when that is empty) and none of ``excluded``."""

    wanted: tuple["Node", ...]
    excluded: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True)
class Or:
    """At least one."""

    children: tuple["Node", ...]


Leaf = Word | Prefix | Phrase | Near | Choice
Node = Leaf | Run | And | Or | Filter


def leaves(tree: Node) -> Iterator[Leaf]:
    """The words, prefixes and phrases that a reader wants to find, in the order of the query. Filters are none."""
    return (leaf for leaf in _wanted(tree) if not isinstance(leaf, Label | Within))


def shown(tree: Node) -> Iterator[Leaf]:
    """What is to be marked in a text: ``leaves``, and the words of wanted places, officials, ranks and positions."""
    for leaf in _wanted(tree):
        if not isinstance(leaf, Label | Within):
            yield leaf
        elif isinstance(leaf, Label) and leaf.field in ("location", "official", "rank", "position"):
            words = tuple(Word(word, exact=True) for word in leaf.words)
            yield Phrase(words) if len(words) > 1 else Prefix(words[0].form) if leaf.begun else words[0]


def _wanted(tree: Node) -> Iterator[Leaf | Filter]:
    match tree:
        case Run():
            children = tree.items
        case And():
            children = tree.wanted
        case Or():
            children = tree.children
        case _:
            yield tree
            return
    for child in children:
        yield from _wanted(child)


def words_of(leaf: Leaf) -> tuple[Word | Prefix, ...]:
    """The words of a leaf as they were typed."""
    return (leaf,) if isinstance(leaf, Word | Prefix) else leaf.words


def bare(node: Node) -> Node:
    """What stands alone in a run, in the place of the run: it matches the same."""
    alone = isinstance(node, Run) and len(node.items) == 1 and not node.excluded
    return bare(node.items[0]) if isinstance(node, Run) and alone else node


def as_typed(tree: Node) -> Node:
    """The same tree with every word standing for its own writing alone."""
    return _with_words(tree, lambda word: replace(word, literal=True, exact=True))


def as_written(tree: Node) -> Node:
    """The same tree with every accented word standing for its own writing, and for texts without accents."""
    return _with_words(tree, lambda word: replace(word, near=word.form.accented))


def as_accented(tree: Node) -> Node:
    """The same tree with every accented word standing for its own writing alone."""
    return _with_words(tree, lambda word: replace(word, literal=word.form.accented))


def _with_words(node: Node, change: Callable[[Word], Word]) -> Node:
    """A tree with other words. What is both an item and required stays one node."""
    match node:
        case Word():
            return change(node)
        case Label():
            return replace(node, literal=True)
        case Prefix() | Within():
            return node
        case Phrase() | Near() | Choice():
            return replace(node, words=tuple(map(change, node.words)))
        case Run():
            items = tuple(_with_words(item, change) for item in node.items)
            changed = {id(old): new for old, new in zip(node.items, items, strict=True)}
            return replace(node, items=items, required=tuple(changed[id(item)] for item in node.required))
        case And():
            return replace(node, wanted=tuple(_with_words(child, change) for child in node.wanted))
        case Or():
            return Or(tuple(_with_words(child, change) for child in node.children))
