"""bm25s: scores kept as sparse arrays in memory, by numpy alone or compiled by numba.

It holds no positions, so it answers "any" queries only.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from articles import read
from engines.contract import Answer, Kind
from engines.imported import imported
from folding import fold, folded_words

_STORED = "articles.json"


@dataclass(frozen=True, slots=True)
class Bm25s:
    """Titles are written twice before the text, which weighs them twice."""

    name: str
    backend: str  # "numpy" or "numba"
    python: str = sys.executable
    kinds: tuple[Kind, ...] = ("any",)
    most_articles: int | None = None
    shared_by_threads: bool = True

    def version(self) -> str:
        """Of bm25s and of the package that computes."""
        backend = imported(self.backend, "pip install numba")
        return f"{_bm25s().__version__}, {self.backend} {backend.__version__}"

    def index(self, articles: Path, folder: Path) -> None:
        """Holds all text in memory, as its own functions ask for."""
        texts, stored = [], []
        for article in read(articles):
            texts.append(fold(f"{article.title}\n{article.title}\n{article.text}"))
            stored.append((article.id, article.title))
        tokens = _bm25s().tokenize(texts, lower=False, token_pattern=r"\w+", stopwords=None, show_progress=False)
        retriever = _bm25s().BM25(method="lucene", k1=1.2, b=0.75)
        retriever.index(tokens, show_progress=False)
        retriever.save(folder, show_progress=False)
        (folder / _STORED).write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")

    def open(self, folder: Path) -> "OpenBm25s":
        """Loads everything into memory."""
        retriever = _bm25s().BM25.load(folder)
        retriever.backend = self.backend
        if self.backend == "numba":
            retriever.activate_numba_scorer()
        return OpenBm25s(retriever, json.loads((folder / _STORED).read_text(encoding="utf-8")))


class OpenBm25s:
    """The score arrays and the titles in memory."""

    def __init__(self, retriever: Any, stored: list[tuple[str, str]]) -> None:
        self._retriever = retriever
        self._stored = stored

    def search(self, kind: Kind, text: str, limit: int) -> Answer:
        """Articles that score nothing are no answer, though bm25s fills its list with them."""
        limit = min(limit, len(self._stored))
        best = self._retriever.retrieve([folded_words(text)], k=limit, show_progress=False)
        found = [self._stored[at] for at, score in zip(best.documents[0], best.scores[0], strict=True) if score > 0]
        return Answer([id_ for id_, _ in found], [title for _, title in found])

    def close(self) -> None:
        """Nothing to do: the arrays go with the object."""


def _bm25s() -> Any:
    return imported("bm25s", "pip install bm25s")
