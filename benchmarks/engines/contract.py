"""What the benchmarks ask of an engine, whatever it is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

Kind = Literal["typed", "any", "all", "phrase", "prefix"]
"""typed: the engine's own reading of a query as a reader types it; where it has none, as "any".
any: articles with at least one word; all: with every word, wherever it stands; phrase: with the words
side by side in the title or in the text; prefix: with every word, the last one only begun."""


class Missing(Exception):
    """The engine cannot run here. The message says what is missing, for the table's footnote."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The best articles, best first. Ids and titles are plain strings, fetched within the time measured."""

    ids: list[str]
    titles: list[str]
    total: int | None = None  # how many articles match, where the engine counts them unasked
    snippets: Callable[[], list[str]] | None = None  # makes the passages of these articles, where it can


class OpenIndex(Protocol):
    """An index open for searching, warm after the first queries."""

    def search(self, kind: Kind, text: str, limit: int) -> Answer:
        """Answer one query. The text is as a reader types it; folding it is part of the engine's work."""
        ...

    def close(self) -> None:
        """Give back files and memory."""
        ...


class Engine(Protocol):
    """One engine, used as somebody who knows it well would use it."""

    @property
    def name(self) -> str:
        """As in tables and on the command line."""
        ...

    @property
    def python(self) -> str:
        """The interpreter that has the engine."""
        ...

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of query that it can answer. Without "typed", its "any" stands in for it."""
        ...

    @property
    def most_articles(self) -> int | None:
        """It is run on no more than these, because it is too slow beyond; None: no bound."""
        ...

    @property
    def shared_by_threads(self) -> bool:
        """Whether one open index may answer several threads at once."""
        ...

    def version(self) -> str:
        """Raises Missing where the engine cannot be imported."""
        ...

    def index(self, articles: Path, folder: Path) -> None:
        """Index a JSONL file into an empty folder, until all of it is committed and merged."""
        ...

    def open(self, folder: Path) -> OpenIndex:
        """Open what ``index`` made."""
        ...
