"""Everything that can go wrong for a reason the user can act on.

One base class, so that a door (command line, embedding program) needs one ``except``. Each message
says where, what, and what to do next. A bug is not listed here: it stays a plain traceback.
"""

from pathlib import Path
from typing import Any


class TimkiemError(Exception):
    """Base of every error that this package raises on purpose. Each can be sent from one process to another."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.args, self.__dict__)


class CorpusError(TimkiemError):
    """One input file, or one line of it, cannot be read as an article. ``line`` counts from 1."""

    def __init__(self, path: str, line: int, reason: str):
        super().__init__(f"{path}:{line}: {reason}")
        self.path, self.line, self.reason = path, line, reason


class QueryError(TimkiemError):
    """The query text does not parse; ``column`` counts characters from 1."""

    def __init__(self, query: str, column: int, reason: str):
        start = max(0, column - 60)
        piece = query[start : column + 20]
        super().__init__(f"{reason}\n  {piece}\n  {' ' * (column - 1 - start)}^" if piece.strip() else reason)
        self.query, self.column, self.reason = query, column, reason


class LexiconError(TimkiemError):
    """A table of the user's cannot be used: where, what, and what to do next."""


class DateError(TimkiemError, ValueError):
    """A text is no date in one of the forms that are read."""


class OptionError(TimkiemError):
    """An argument of a search makes no sense: a date that is none, a page before the first."""


class IndexMissing(TimkiemError):
    """The folder holds no index."""

    def __init__(self, path: Path):
        super().__init__(f"{path}: no index here; create one with `timkiem index -i {path} PATH...`")
        self.path = path


class IndexCorrupt(TimkiemError):
    """A file of the index is absent, short, altered, or of a version that this program cannot read."""

    def __init__(self, path: Path, reason: str):
        super().__init__(
            f"{path}: {reason}; `timkiem check --repair` goes on without it, or restore it from a copy, or index again"
        )
        self.path, self.reason = path, reason


class IndexLocked(TimkiemError):
    """Another process is writing to the index; ``holder`` says which, as far as it can be told."""

    def __init__(self, path: Path, holder: str = ""):
        who = f" ({holder})" if holder else ""
        super().__init__(
            f"{path}: another process is writing to this index{who}; "
            "try again when it is done, or let `timkiem index --wait SECONDS` wait for it"
        )
        self.path, self.holder = path, holder


class NotWritableByWhoosh(TimkiemError):
    """Whoosh's own writer was asked to change an index whose segments only timkiem can write."""

    def __init__(self) -> None:
        super().__init__(
            "Whoosh can search this index but not change it; use `timkiem index` or timkiem.open(PATH).add()"
        )


class ArticleMissing(TimkiemError):
    """No article of the index has this id."""

    def __init__(self, id: str):
        super().__init__(f"no article has the id {id!r}; `timkiem search --json` shows the ids of hits")
        self.id = id


class WatchMissing(TimkiemError):
    """The library that tells of changed files is not installed."""

    def __init__(self) -> None:
        super().__init__("--watch needs the library watchfiles: pip install 'timkiem[watch]'")


class WorkerDied(TimkiemError):
    """A process that built a segment, or extracted, ended before its time."""

    def __init__(self) -> None:
        super().__init__(
            "a worker process died, most likely for want of memory; an index is as it was: "
            "close other programs, or give fewer files at a time"
        )


def _again(kind: type[TimkiemError], args: tuple[Any, ...], state: dict[str, Any]) -> TimkiemError:
    """An error as it was, without building its message anew."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error
