"""What a search is asked and what it answers."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Literal

from timkiem.article import Article, PartialDate
from timkiem.snippet import Snippet

Sort = Literal["relevance", "date", "-date"]
SORTS: tuple[Sort, ...] = ("relevance", "date", "-date")

#: What matches are counted by, of ``facets.FACETS``, when nothing else is asked for.
USUAL = ("date", "location", "official", "rank", "source", "category")

Kind = Literal["as written", "without accents", "any accents", "guess", "side by side", "beginning", "other wording"]


@dataclass(frozen=True, slots=True)
class Part:
    """What gave a hit some of its score."""

    field: str  # "title", "body" ...
    kind: Kind  # "guess": the accents that were read into a word
    text: str  # the words, readable
    count: int  # how often they stand in the field
    points: float  # how much of the score they gave

    def record(self) -> dict[str, Any]:
        """The part as JSON has it."""
        return asdict(self) | {"points": round(self.points, 4)}


@dataclass(frozen=True)
class Hit:
    """One article that was found. What is shown in a list is at hand; the rest is fetched when asked for."""

    id: str
    title: str
    published: PartialDate | None
    score: float
    complete: bool  # whether the article has all that was asked; False for a partial match
    _fetch: Callable[[], Article] = field(repr=False, compare=False)
    _cut: Callable[[Article], Snippet] = field(repr=False, compare=False)
    _mark: Callable[[str], tuple[tuple[int, int], ...]] = field(repr=False, compare=False)
    _explain: Callable[[], tuple[Part, ...]] = field(repr=False, compare=False)

    @cached_property
    def article(self) -> Article:
        """The whole article, read from the index at first use."""
        return self._fetch()

    @cached_property
    def snippet(self) -> Snippet:
        """The passage that shows why the article was found."""
        return self._cut(self.article)

    @cached_property
    def title_marks(self) -> tuple[tuple[int, int], ...]:
        """What was asked for in the title: [start, end) in characters, ascending, disjoint."""
        return self._mark(self.title)

    @cached_property
    def explanation(self) -> tuple[Part, ...]:
        """What gave the hit its score, most points first; the sum is ``score``. Reckoned at first use."""
        return self._explain()

    def record(self, *, explain: bool = False) -> dict[str, Any]:
        """The hit as JSON has it; marks count characters of the title and of the snippet's text.

        "explanation" is there with ``explain``.
        """
        article = self.article
        return {
            "id": self.id,
            "title": self.title,
            "title_marks": [list(mark) for mark in self.title_marks],
            "date": self.published.iso if self.published else None,
            "source": article.source or None,
            "path": article.path or None,
            "url": article.url or None,
            "score": round(self.score, 4),
            "complete": self.complete,
            "snippet": {"text": self.snippet.passage, "marks": [list(mark) for mark in self.snippet.marks]},
            **({"explanation": [part.record() for part in self.explanation]} if explain else {}),
        }


@dataclass(frozen=True, slots=True)
class Facet:
    """How many articles of an answer have each label."""

    name: str  # "location", "month" ...
    counts: tuple[tuple[str, int], ...]  # label and articles: by time in order, else most first
    labels: int  # how many labels there are, with those that are not in ``counts``
    without: int  # articles that have none

    def record(self) -> dict[str, Any]:
        """The facet as JSON has it."""
        counts = [{"label": label, "articles": articles} for label, articles in self.counts]
        return {"counts": counts, "labels": self.labels, "without": self.without}


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: some hits, best first, out of ``total`` articles that have all that was asked."""

    query: str
    total: int
    hits: tuple[Hit, ...]
    took_ms: float
    reading: str | None = None  # the words as they were understood, where that is not how they were typed
    suggestion: str | None = None  # the query that was probably meant, where this one found few articles
    facets: tuple[Facet, ...] = ()  # counts over all ``total`` articles, when they were asked for

    def record(self, *, explain: bool = False) -> dict[str, Any]:
        """The page as JSON has it; "facets" is there when facets were asked for. ``explain`` as for ``Hit.record``."""
        return {
            "query": self.query,
            "reading": self.reading,
            "suggestion": self.suggestion,
            "total": self.total,
            "took_ms": round(self.took_ms, 2),
            **({"facets": {facet.name: facet.record() for facet in self.facets}} if self.facets else {}),
            "hits": [hit.record(explain=explain) for hit in self.hits],
        }
