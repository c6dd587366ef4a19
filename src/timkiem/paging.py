"""How a page of hits is made: the query understood, answered and put in order, a suggestion, hits and counts."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from timkiem.answer import Answer, Ranked, answer, closest
from timkiem.engine import Facet, Hit, Page, Part, Sort
from timkiem.equivalents import Equivalents
from timkiem.expanding import bound_prefixes
from timkiem.frequencies import Frequencies, lonely
from timkiem.limits import Limits
from timkiem.nearness import DEPTH, closest_first
from timkiem.parsing import parse
from timkiem.query import Node, Phrase, as_written, leaves, shown
from timkiem.restoring import reading, with_readings
from timkiem.snapshot import Snapshot
from timkiem.snippet import Marker
from timkiem.understand import understood
from timkiem.widening import widened

if TYPE_CHECKING:
    from timkiem.correct import Correction

_FEW = 10  #: articles with all that was asked: a query that finds fewer may be mistyped


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a search beside its query."""

    filters: Sequence[Node]
    limit: int
    page: int = 1
    sort: Sort = "relevance"
    facets: tuple[str, ...] = ()
    most: int = 10
    auto: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages over one snapshot."""

    counts: Frequencies
    equivalents: Equivalents
    limits: Limits

    @property
    def snapshot(self) -> Snapshot:
        """The commit that is searched."""
        return self.counts.snapshot

    def page(self, query: str, asked: Asked, began: float) -> Page:
        """The page asked for. ``began``: on ``time.perf_counter``, when the search did. Raises QueryError."""
        words = bool(query.strip())
        typed = understood(self.counts, query) if words and not asked.exact else None
        tree = self.tree(typed or query, asked.exact) if words else None
        found = self._answer(tree, asked)
        correction = self._correction(typed or query, tree, found) if tree and not asked.exact else None
        suggestion = correction.text if correction else None
        if suggestion and asked.auto:
            self.limits.check(suggestion)
            other = self.page(suggestion, replace(asked, auto=False), time.perf_counter())
            return replace(other, query=query, reading=other.reading or suggestion)
        marked = [leaf for node in (*([tree] if tree else []), *asked.filters) for leaf in shown(node)]
        ranked, meant = found.ranked, None
        if correction and correction.letters and found.total < _FEW and asked.sort == "relevance":
            count = min(asked.limit * asked.page, self.snapshot.documents)
            meant = self.tree(correction.text)
            ranked = closest(ranked, answer(self.snapshot, meant, asked.filters, count, asked.sort).ranked, count)
            marked += shown(meant)
        in_text, in_title = Marker(marked), Marker([leaf for leaf in marked if leaf.field in ("", "title")])
        trees = [as_written(each) if each and asked.sort != "relevance" else each for each in (tree, meant)]
        hits = tuple(
            self._hit(each, in_text, in_title, trees[each.corrected])
            for each in ranked[asked.limit * (asked.page - 1) :]
        )
        counted = self._counted(found, asked)
        took = 1000 * (time.perf_counter() - began)
        return Page(query, found.total, hits, took, (reading(tree) if tree else None) or typed, suggestion, counted)

    def ids(self, query: str) -> list[str]:
        """The ids of all articles that have all of a query as it is written, newest first. Raises QueryError."""
        tree = self._parsed(query)
        found = answer(self.snapshot, tree, (), self.snapshot.documents, "date")
        return [self.snapshot.segments[each.segment].articles.id(each.number) for each in found.ranked]

    def meant(self, query: str) -> str | None:
        """The query that was probably meant by one that is mistyped, however many articles that one finds."""
        from timkiem.correct import offer

        correction = offer(self.counts, understood(self.counts, query) or query, thorough=True)
        return correction.text if correction else None

    def tree(self, query: str, exact: bool = False) -> Node:
        """What a query asks for, with accents read into it and other ways of saying it. Raises QueryError."""
        return widened(with_readings(self.snapshot, self._parsed(query, exact)), self.equivalents)

    def _parsed(self, query: str, exact: bool = False) -> Node:
        tree = parse(query, exact=exact, limits=self.limits)
        bound_prefixes(self.snapshot, tree, query, self.limits.prefixes)
        return tree

    def _answer(self, tree: Node | None, asked: Asked) -> Answer:
        """``answer``, with what is nearly equal in order of closeness, on whatever page it is asked for."""
        count = asked.limit * asked.page
        if tree is None or not count or asked.sort != "relevance":
            return answer(self.snapshot, tree, asked.filters, count, asked.sort)
        found = answer(self.snapshot, tree, asked.filters, max(count, DEPTH), asked.sort)
        return Answer(found.matches, found.total, closest_first(self.snapshot, tree, found.ranked)[:count])

    def _correction(self, query: str, tree: Node, found: Answer) -> "Correction | None":
        """What was probably meant, where a query finds few articles or has words without their neighbours.

        A phrase that stands somewhere was meant.
        """
        if found.total and all(isinstance(leaf, Phrase) for leaf in leaves(tree)):
            return None
        if found.total >= _FEW and not lonely(self.counts, query):
            return None
        from timkiem.correct import offer  # here as below: most searches need none of this

        return offer(self.counts, query)

    def _counted(self, found: Answer, asked: Asked) -> tuple[Facet, ...]:
        if not asked.facets:
            return ()
        from timkiem.facets import count

        return count(self.snapshot, found.matches, asked.facets, asked.most)

    def _explained(self, ranked: Ranked, tree: Node | None) -> tuple[Part, ...]:
        from timkiem.explain import explain

        return explain(self.snapshot, tree, ranked.segment, ranked.number)

    def _hit(self, ranked: Ranked, in_text: Marker, in_title: Marker, tree: Node | None) -> Hit:
        articles, number = self.snapshot.segments[ranked.segment].articles, ranked.number
        return Hit(
            articles.id(number),
            articles.title(number),
            articles.published(number),
            ranked.score,
            ranked.complete,
            lambda: articles.article(number),
            lambda article: in_text.cut("\n".join(filter(None, (article.lead, article.body)))),
            in_title.marks,
            lambda: self._explained(ranked, tree),
        )
