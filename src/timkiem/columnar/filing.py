"""What articles are filed under: which tables of labels there are, and the rows of an article in each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from timkiem.article import Article
from timkiem.text import on_one_line

Rows = Sequence[tuple[str, ...]]  # a label for each column; "" stands for nothing


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of table."""

    columns: tuple[str, ...]
    read: Callable[[Article], Rows]  # the rows of an article
    always: bool = False  # whether each article has one row, be its label empty


#: Most labels come again and again.
_in_one_line = lru_cache(maxsize=50_000)(on_one_line)


def _once(labels: Sequence[str]) -> Rows:
    """Each label that says something, once."""
    return [(label,) for label in dict.fromkeys(map(_in_one_line, labels)) if label] if labels else []


def _found(article: Article, name: str) -> list[Any]:
    """A list of the article's metadata; empty when there is none."""
    found = article.metadata.get(name)
    return list(found) if isinstance(found, (list, tuple)) else []


def _authors(article: Article) -> Rows:
    """The authors of record or byline, each by name; the record's own line where its authors were not parted."""
    return _once([*map(str, _found(article, "authors"))]) or _once([article.author])


def _officials(article: Article) -> Rows:
    """Name, rank and position of each; of a rank the first letter is large."""
    rows = []
    for each in _found(article, "officials"):
        if isinstance(each, Mapping) and each.get("name"):
            name, rank, position = (_in_one_line(str(each.get(key) or "")) for key in ("name", "rank", "position"))
            rows.append((name, rank.capitalize(), position))
    return rows


def _mentions(article: Article) -> Rows:
    """The dates that the text names, as precisely as it does: "2022-11-22", "2022-11", "2022-10-20/2022-10-26"."""
    dates = [each for each in _found(article, "dates") if isinstance(each, Mapping) and each.get("iso")]
    return _once([f"{each['since']}/{each['iso']}" if each.get("since") else str(each["iso"]) for each in dates])


#: By name. An official is a row of three labels; a source, a category and a version stand in one row of each document.
TABLES: dict[str, Kind] = {
    "location": Kind(("location",), lambda article: _once(article.locations)),
    "official": Kind(("official", "rank", "position"), _officials),
    "author": Kind(("author",), _authors),
    "mentions": Kind(("mentions",), _mentions),
    "source": Kind(("source",), lambda article: [(_in_one_line(article.source),)], always=True),
    "category": Kind(("category",), lambda article: [(_in_one_line(article.category),)], always=True),
    "version": Kind(("version",), lambda article: [(str(article.metadata.get("version") or ""),)], always=True),
}
