"""timkiem itself: indexed by its command, searched through its library, as its users do."""

import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engines.contract import Answer, Kind, Missing
from engines.imported import imported
from folding import words


@dataclass(frozen=True, slots=True)
class Timkiem:
    """It stores whole articles, unlike its peers here, and answers with all it has switched on."""

    name: str = "timkiem"
    options: tuple[str, ...] = ()  # of its index command; another entry in ENGINES may try others
    python: str = sys.executable
    kinds: tuple[Kind, ...] = ("typed", "any", "all", "phrase", "prefix")
    most_articles: int | None = None
    shared_by_threads: bool = True

    def version(self) -> str:
        """Of the package, where it is installed. Raises Missing while it cannot open an index."""
        if not hasattr(imported("timkiem", "pip install -e ."), "open"):
            raise Missing("this timkiem has no open(); pip install -e . in a later state of the project")
        command = [sys.executable, "-m", "timkiem", "--version"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return done.stdout.partition("version ")[2].strip()

    def index(self, articles: Path, folder: Path) -> None:
        """Ends the process with the command's own status where it fails."""
        command = [sys.executable, "-m", "timkiem", "index", "-i", str(folder), *self.options, str(articles)]
        status = subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode
        if status:
            sys.exit(status)  # its last message says why; a traceback would bury it

    def open(self, folder: Path) -> "OpenTimkiem":
        """Maps the segments."""
        return OpenTimkiem(imported("timkiem", "pip install -e .").open(str(folder)))


class OpenTimkiem:
    """A searcher over the last commit."""

    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher.__enter__()

    def search(self, kind: Kind, text: str, limit: int) -> Answer:
        """Fetches id and title of each hit; snippets are made when the answer's own are asked for."""
        page = self._searcher.search(_spoken(kind, text), limit=limit)
        return Answer(
            [hit.id for hit in page.hits],
            [hit.title for hit in page.hits],
            page.total,
            lambda: [str(hit.snippet.text()) for hit in page.hits],
        )

    def close(self) -> None:
        """Leave the searcher."""
        self._searcher.__exit__(None, None, None)


def _spoken(kind: Kind, text: str) -> str:
    """The query in timkiem's language. Small letters: OR, VÀ and their like are operators in capitals."""
    if kind == "typed":
        return text
    spelled = words(unicodedata.normalize("NFC", text.lower()))
    if kind == "phrase":
        return f'"{" ".join(spelled)}"'
    joined = (" OR " if kind == "any" else " AND ").join(spelled)
    return f"{joined}*" if kind == "prefix" else joined
