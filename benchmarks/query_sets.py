"""The queries of a benchmark, derived from the titles of the corpus: same titles and seed, same queries."""

import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engines.contract import Kind
from folding import words


@dataclass(frozen=True, slots=True)
class QuerySet:
    """Queries of one kind, by the name they have in tables."""

    name: str
    kind: Kind
    texts: list[str]


def query_sets(titles: Sequence[str], wanted: int, seed: int, real: Sequence[str] = ()) -> list[QuerySet]:
    """Sets of ``wanted`` queries each, cut from titles; ``real`` ones are put before those without order.

    Phrases are cut from titles too, so each has at least one answer.
    """
    chance = random.Random(seed)
    spelled = [words(unicodedata.normalize("NFC", title).lower()) for title in titles]
    spelled = [title for title in spelled if len(title) >= 2]
    loose = [*real, *_windows(spelled, 2, 12, wanted, chance)]
    return [
        QuerySet("typed", "typed", loose),
        QuerySet("any words", "any", loose),
        QuerySet("all words", "all", loose),
        QuerySet("phrase of 2", "phrase", _windows(spelled, 2, 2, wanted, chance)),
        QuerySet("phrase of 4+", "phrase", _windows(spelled, 4, 6, wanted, chance)),
        QuerySet("prefix", "prefix", [_begun(text) for text in _windows(spelled, 1, 3, wanted, chance)]),
    ]


def relevance_queries(folder: Path) -> dict[str, str]:
    """Number and text of each query in the folder's queries.tsv, in order."""
    lines = (folder / "queries.tsv").read_text(encoding="utf-8").split("\n")
    return dict(line.split("\t", 1) for line in lines if line)


def _windows(titles: Sequence[list[str]], shortest: int, longest: int, wanted: int, chance: random.Random) -> list[str]:
    """Runs of words of random titles, of random length between the two bounds."""
    found: list[str] = []
    titles = [title for title in titles if len(title) >= shortest]
    while titles and len(found) < wanted:
        title = chance.choice(titles)
        length = chance.randint(shortest, min(longest, len(title)))
        start = chance.randint(0, len(title) - length)
        found.append(" ".join(title[start : start + length]))
    return found


def _begun(text: str) -> str:
    """The text with its last word cut to three letters."""
    *before, last = text.split(" ")
    return " ".join([*before, last[:3]])
