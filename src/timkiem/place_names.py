"""What a reader means by the name of a province or a country: the labels that articles are filed under for it.

The 63 provinces of before July 2025 are meant, in any spelling of the tables; "Quảng Trị mới" (new) is the province
of today, a union of some of them. A search reads two small tables here rather than all that finds places in texts.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from timkiem.text import forms

_LEXICON = Path(__file__).parent / "metadata" / "lexicon"
_TYPES = (("tinh",), ("thanh", "pho"), ("tp",), ("nuoc",))  #: words before a name that add nothing
_TODAY = (("moi",), ("2025",))  #: words behind a province's name that ask for the one of today

Words = tuple[str, ...]  # folded


def labels_meant(words: Words) -> frozenset[Words] | None:
    """The labels, word by word, that a place's name stands for; None for a name that is neither province nor country.

    Always among them is the name as it is: a district may have it too.
    """
    provinces, unions, countries = _tables()
    bare = _without_type(words)
    for ending in _TODAY:
        if words[-len(ending) :] == ending and (union := unions.get(_without_type(words[: -len(ending)]))):
            return union
    known = provinces.get(bare) or countries.get(bare)
    return frozenset((known, bare, words)) if known else None


def is_province(words: Words) -> bool:
    """Whether the words are the name of a province, in any spelling of the tables, without its type."""
    return words in _tables()[0]


def _without_type(words: Words) -> Words:
    for kind in _TYPES:
        if words[: len(kind)] == kind and len(words) > len(kind):
            return words[len(kind) :]
    return words


@cache
def _tables() -> tuple[dict[Words, Words], dict[Words, frozenset[Words]], dict[Words, Words]]:
    """Spellings of provinces, and of countries, to the label of each; provinces of today to the labels of theirs."""
    provinces: dict[Words, Words] = {}
    unions: dict[Words, frozenset[Words]] = {}
    for name, today, aliases in _rows("provinces"):
        for spelling in (name, *filter(None, aliases.split("|"))):
            provinces.setdefault(_folded(spelling), _folded(name))
        key = _without_type(_folded(today))
        unions[key] = unions.get(key, frozenset()) | {_folded(name)}
    for old in [old for old in unions if old in provinces]:
        unions[provinces[old]] = unions[old]
    countries = {
        _folded(spelling): _folded(name)
        for name, aliases, _ in _rows("countries")
        for spelling in (name, *filter(None, aliases.split("|")))
    }
    return {_without_type(spelling): name for spelling, name in provinces.items()}, unions, countries


def _rows(table: str) -> Iterator[tuple[str, str, str]]:
    """The first three columns of a packaged table."""
    for line in (_LEXICON / f"{table}.tsv").read_text("utf-8").split("\n"):
        if line.strip() and not line.startswith("#"):
            first, second, third = (*line.split("\t"), "", "")[:3]
            yield first.strip(), second.strip(), third.strip()


def _folded(text: str) -> Words:
    return tuple(each.folded for each in forms(text))
