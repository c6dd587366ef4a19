"""Full-text search over Vietnamese news. ``timkiem.open("index")`` is the way in."""

from pathlib import Path

from timkiem.article import Article as Article
from timkiem.article import PartialDate as PartialDate
from timkiem.engine import Hit as Hit
from timkiem.engine import Page as Page
from timkiem.errors import TimkiemError as TimkiemError
from timkiem.limits import LIMITS
from timkiem.limits import Limits as Limits
from timkiem.local import LocalEngine as LocalEngine
from timkiem.snippet import Snippet as Snippet
from timkiem.suggest import Suggestion as Suggestion

__version__ = "0.1.0"


def open(
    path: str | Path, *, create: bool = False, equivalents: str | Path | None = None, limits: Limits = LIMITS
) -> LocalEngine:
    """Open an index folder, for ``with`` or for keeps. ``equivalents``: a table as docs/queries.md has it.

    ``limits``: what a query may ask for; beyond it raises QueryError.

    Raises IndexMissing, a TimkiemError, when there is no index; with ``create`` the first ``add`` makes one.
    """
    return LocalEngine(path, create=create, equivalents=equivalents, limits=limits)
