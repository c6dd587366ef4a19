"""Whoosh as it comes (whoosh-reloaded): pure Python, so it is measured on few articles only."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import normalize

from articles import read
from engines.contract import Answer, Kind
from engines.imported import imported
from folding import folded_words

_MEMORY_MB = 256  # that the writer may fill before it writes a segment
_TITLE_WEIGHT = 2.0
_FIELDS = ("title", "body")


@dataclass(frozen=True, slots=True)
class StockWhoosh:
    """Its own accent map in the analyzer, the title weighed twice, id and title stored."""

    name: str = "whoosh"
    python: str = sys.executable
    kinds: tuple[Kind, ...] = ("any", "all", "phrase", "prefix")
    most_articles: int | None = 5_000
    shared_by_threads: bool = False

    def version(self) -> str:
        """As its package says."""
        return ".".join(map(str, _whoosh("").__version__))

    def index(self, articles: Path, folder: Path) -> None:
        """In one process, merged into one segment."""
        writer = _whoosh(".index").create_in(folder, _schema()).writer(limitmb=_MEMORY_MB)
        for article in read(articles):
            # Its tokenizer cuts words at combining marks, so text in NFD has to be composed before.
            title, body = (normalize("NFC", text) for text in (article.title, article.text))
            writer.add_document(id=article.id, title=title, body=body)
        writer.commit(optimize=True)

    def open(self, folder: Path) -> "OpenWhoosh":
        """Opens the last commit."""
        return OpenWhoosh(_whoosh(".index").open_dir(folder).searcher())


class OpenWhoosh:
    """A searcher over the last commit."""

    def __init__(self, searcher: Any) -> None:
        self._query = _whoosh(".query")
        self._searcher = searcher

    def search(self, kind: Kind, text: str, limit: int) -> Answer:
        """Queries are built, not parsed, so that no word is read as an operator."""
        words = folded_words(text)
        if kind == "phrase":
            query = self._query.Or([self._query.Phrase(field, words) for field in _FIELDS])
        else:
            parts = [self._either(self._query.Term, word) for word in words]
            if kind == "prefix":
                parts[-1] = self._either(self._query.Prefix, words[-1])
            query = (self._query.Or if kind == "any" else self._query.And)(parts)
        found = [hit.fields() for hit in self._searcher.search(query, limit=limit)]
        return Answer([hit["id"] for hit in found], [hit["title"] for hit in found])

    def close(self) -> None:
        """Close the searcher."""
        self._searcher.close()

    def _either(self, leaf: Any, word: str) -> Any:
        return self._query.Or([leaf(field, word) for field in _FIELDS])


def _schema() -> Any:
    fields, analysis = _whoosh(".fields"), _whoosh(".analysis")
    folded = analysis.RegexTokenizer(r"\w+") | analysis.LowercaseFilter()
    folded |= analysis.CharsetFilter(_whoosh(".support.charset").accent_map)
    return fields.Schema(
        id=fields.ID(stored=True),
        title=fields.TEXT(analyzer=folded, stored=True, field_boost=_TITLE_WEIGHT),
        body=fields.TEXT(analyzer=folded),
    )


def _whoosh(module: str) -> Any:
    return imported(f"whoosh{module}", "pip install whoosh-reloaded")
