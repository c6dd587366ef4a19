"""Full-text search over Vietnamese news. ``timkiem.open("index")`` is the way in.

What is named here is imported when it is first asked for: a command loads only the modules that it needs.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timkiem.limits import LIMITS, Limits

if TYPE_CHECKING:
    from timkiem.article import Article, PartialDate
    from timkiem.engine import Hit, Page
    from timkiem.errors import TimkiemError
    from timkiem.local import LocalEngine
    from timkiem.snippet import Snippet
    from timkiem.suggest import Suggestion

__all__ = [
    "Article",
    "Hit",
    "Limits",
    "LocalEngine",
    "Page",
    "PartialDate",
    "Snippet",
    "Suggestion",
    "TimkiemError",
    "open",
]
__version__ = "0.1.0"

_HOMES = {
    "Article": "article",
    "PartialDate": "article",
    "Hit": "engine",
    "Page": "engine",
    "TimkiemError": "errors",
    "LocalEngine": "local",
    "Snippet": "snippet",
    "Suggestion": "suggest",
}


def open(
    path: str | Path, *, create: bool = False, equivalents: str | Path | None = None, limits: Limits = LIMITS
) -> "LocalEngine":
    """Open an index folder, for ``with`` or for keeps. ``equivalents``: a table as docs/queries.md has it.

    ``limits``: what a query may ask for; beyond it raises QueryError.

    Raises IndexMissing, a TimkiemError, when there is no index; with ``create`` the first ``add`` makes one.
    """
    from timkiem.local import LocalEngine

    return LocalEngine(path, create=create, equivalents=equivalents, limits=limits)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


if not TYPE_CHECKING:  # which would hide from type checkers that a name is none

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        return found
