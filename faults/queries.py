"""Queries made of anything: each is answered, or refused with a QueryError, in bounded time."""

import random
import tempfile
import time
from pathlib import Path

from faults.corpus import WORDS, article
from timkiem.article import Article
from timkiem.errors import QueryError
from timkiem.local import LocalEngine

PIECES = (
    *WORDS, "(", ")", '"', "“", "”", "*", "-", "+", "=", ":", "~3", "/s", "/p", "OR", "AND", "NOT", "HOẶC", "KHÔNG",
    "VÀ", "title:", "body:", "official:", "location:", "date:", "2022", "\u0301", "\u202e", "\x00", "\ud800", "🌊",
    "ß", "İ", "ﬁ",
)  # fmt: skip
SLOWEST = 20.0  #: seconds that a query may take on a busy machine


def run(seconds: float, seed: int, most: int = 1 << 30) -> str:
    """Ask for so long. Any error but QueryError is raised."""
    source, until = random.Random(seed), time.monotonic() + seconds
    tried = refused = 0
    slowest = 0.0
    with tempfile.TemporaryDirectory() as name, LocalEngine(Path(name, "index"), create=True) as engine:
        engine.add([Article(**article(number, 1)) for number in range(300)])  # type: ignore[arg-type]
        while time.monotonic() < until and tried < most:
            query = _query(source)
            began = time.monotonic()
            tried += 1
            try:
                page = engine.search(query, limit=3)
                assert all(hit.snippet.passage is not None for hit in page.hits)
            except QueryError:
                refused += 1
            slowest = max(slowest, time.monotonic() - began)
            assert slowest < SLOWEST, query
    return f"{tried} queries: {refused} refused, the others answered, the slowest in {slowest:.2f} s"


def _query(source: random.Random) -> str:
    length = source.choice((1, 3, 8, 20, 100, 800))
    if source.random() < 0.2:
        return "".join(chr(source.randrange(0x3000)) for _ in range(length))
    return source.choice(("", " ")).join(source.choice(PIECES) for _ in range(length))
