"""Xapian (C++) through its Python binding, which is no wheel: Debian's /usr/bin/python3 has it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from articles import read
from engines.contract import Answer, Kind
from engines.imported import imported
from folding import folded_words

_TITLE_WEIGHT = 2
_ALL_ENDINGS = 0  # Xapian's way to say: no bound on how many words a prefix stands for
_GAP = 100  # positions between title and text, so that no phrase spans both


@dataclass(frozen=True, slots=True)
class Xapian:
    """One field of folded words, those of the title counted twice; id and title as document data."""

    name: str = "xapian"
    python: str = "/usr/bin/python3"
    kinds: tuple[Kind, ...] = ("any", "all", "phrase", "prefix")
    most_articles: int | None = None
    shared_by_threads: bool = False

    def version(self) -> str:
        """Of the library."""
        return str(_xapian().version_string())

    def index(self, articles: Path, folder: Path) -> None:
        """Through its TermGenerator, fed with words already folded and cut as for the other engines."""
        xapian = _xapian()
        database = xapian.WritableDatabase(str(folder), xapian.DB_CREATE_OR_OPEN)
        generator = xapian.TermGenerator()
        for article in read(articles):
            document = xapian.Document()
            generator.set_document(document)
            generator.set_termpos(0)
            generator.index_text(" ".join(folded_words(article.title)), _TITLE_WEIGHT)
            generator.increase_termpos(_GAP)
            generator.index_text(" ".join(folded_words(article.text)))
            document.set_data(json.dumps([article.id, article.title], ensure_ascii=False))
            database.add_document(document)
        database.commit()
        database.close()

    def open(self, folder: Path) -> "OpenXapian":
        """Read only."""
        return OpenXapian(_xapian().Database(str(folder)))


class OpenXapian:
    """A database with an enquire, which ranks by Xapian's own BM25."""

    def __init__(self, database: Any) -> None:
        self._query = _xapian().Query
        self._database = database
        self._enquire = _xapian().Enquire(database)

    def search(self, kind: Kind, text: str, limit: int) -> Answer:
        """Queries are built, not parsed, so that no word is read as an operator."""
        words = folded_words(text)
        if kind == "phrase":
            query = self._query(self._query.OP_PHRASE, words, len(words))
        elif kind == "prefix":
            # Without its last argument the binding takes the string for a list of subqueries.
            begun = self._query(self._query.OP_WILDCARD, words[-1], _ALL_ENDINGS, self._query.WILDCARD_LIMIT_ERROR)
            query = self._query(self._query.OP_AND, [*(self._query(word) for word in words[:-1]), begun])
        else:
            query = self._query(self._query.OP_OR if kind == "any" else self._query.OP_AND, words)
        self._enquire.set_query(query)
        found = [json.loads(match.document.get_data()) for match in self._enquire.get_mset(0, limit)]
        return Answer([id_ for id_, _ in found], [title for _, title in found])

    def close(self) -> None:
        """Close the database."""
        self._database.close()


def _xapian() -> Any:
    return imported("xapian", "apt-get install python3-xapian")
