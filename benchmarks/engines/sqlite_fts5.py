"""SQLite's FTS5 through Python's sqlite3: bm25 with the title weighed twice, id and title stored."""

import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from articles import Article, read
from engines.contract import Answer, Kind, Missing
from folding import folded_words

_FILE = "articles.sqlite"
# Contentless: the text itself is not kept twice, and neither do the peers keep it.
_SCHEMA = """
    PRAGMA journal_mode = WAL;
    CREATE TABLE article (number INTEGER PRIMARY KEY, id TEXT, title TEXT);
    CREATE VIRTUAL TABLE word USING fts5(
        title, body, content = '', tokenize = "unicode61 remove_diacritics 2"
    );
    INSERT INTO word(word, rank) VALUES ('rank', 'bm25(2.0, 1.0)');
"""
# Titles are fetched after the sort, for the ten that are shown.
_SEARCH = """
    SELECT article.id, article.title
    FROM (SELECT rowid AS number, rank FROM word WHERE word MATCH ? ORDER BY rank LIMIT ?) AS best
    JOIN article USING (number) ORDER BY best.rank
"""
_PATTERNS = {"any": " OR ", "all": " AND ", "prefix": " AND "}


@dataclass(frozen=True, slots=True)
class SqliteFts5:
    """unicode61 removes what Unicode calls diacritics; the stroke of đ is none and goes before."""

    name: str = "sqlite-fts5"
    python: str = sys.executable
    kinds: tuple[Kind, ...] = ("any", "all", "phrase", "prefix")
    most_articles: int | None = None
    shared_by_threads: bool = False

    def version(self) -> str:
        """Of the library, not of Python's module."""
        with sqlite3.connect(":memory:") as connection:
            options = {option for (option,) in connection.execute("PRAGMA compile_options")}
        if "ENABLE_FTS5" not in options:
            raise Missing("this Python's SQLite was built without FTS5")
        return sqlite3.sqlite_version

    def index(self, articles: Path, folder: Path) -> None:
        """In one transaction, then merged into one b-tree, as its manual advises after bulk loading."""
        with sqlite3.connect(folder / _FILE) as connection:
            connection.executescript(_SCHEMA)
            for number, article in enumerate(read(articles)):
                connection.execute("INSERT INTO article VALUES (?, ?, ?)", (number, article.id, article.title))
                connection.execute("INSERT INTO word(rowid, title, body) VALUES (?, ?, ?)", (number, *_plain(article)))
            connection.execute("INSERT INTO word(word) VALUES ('optimize')")
        connection.close()

    def open(self, folder: Path) -> "OpenFts5":
        """Read only, with up to 1 GB of the file mapped."""
        return OpenFts5(folder / _FILE)


class OpenFts5:
    """One connection."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        self._connection.execute("PRAGMA mmap_size = 1000000000")

    def search(self, kind: Kind, text: str, limit: int) -> Answer:
        """Every word is quoted, so that none is read as an operator."""
        words = folded_words(text)
        if kind == "phrase":
            match = f'"{" ".join(words)}"'
        else:
            match = _PATTERNS[kind].join(f'"{word}"' for word in words) + (" *" if kind == "prefix" else "")
        rows = self._connection.execute(_SEARCH, (match, limit)).fetchall()
        return Answer([id_ for id_, _ in rows], [title for _, title in rows])

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _plain(article: Article) -> Iterator[str]:
    for text in (article.title, article.text):
        yield text.replace("đ", "d").replace("Đ", "D")
