"""The engine on this machine: a folder that any number may search and one at a time may change."""

import functools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, Unpack, cast

import numpy as np

from timkiem import windows
from timkiem.answer import Answer, Ranked, answer, closest
from timkiem.article import Article
from timkiem.columnar.articles import UNDATED
from timkiem.columnar.manifest import Manifest
from timkiem.columnar.segment import FIELDS
from timkiem.corpus import normalized
from timkiem.correct import lonely, offer
from timkiem.engine import SORTS, Hit, Official, Page, Sort, Statistics
from timkiem.equivalents import Equivalents
from timkiem.errors import ArticleMissing, IndexCorrupt, IndexMissing, OptionError, TimkiemError
from timkiem.expanding import bound_prefixes
from timkiem.facets import USUAL
from timkiem.facets import count as count_by
from timkiem.filtering import rows_beginning, rows_of
from timkiem.filters import label
from timkiem.frequencies import Frequencies
from timkiem.holders import officials
from timkiem.limits import LIMITS, Limits
from timkiem.nearness import DEPTH, closest_first
from timkiem.parting import Narrowing, OfficialsNarrowing, Values, filters_of
from timkiem.query import Node, parse, shown
from timkiem.restoring import reading, with_readings
from timkiem.snapshot import Snapshot
from timkiem.snippet import Marker
from timkiem.suggest import Suggestion, suggest
from timkiem.text import on_one_line
from timkiem.understand import understood
from timkiem.widening import widened

_MANY = 3  #: searches of an engine from which compiled kernels are worth their loading
FEW = 10  #: articles with all that was asked: a query that finds fewer may be mistyped
BATCH = 500  #: articles handed to the writer at a time


_Method = TypeVar("_Method", bound=Callable[..., Any])


def _refusing(method: _Method) -> _Method:
    """Where reading stumbles, look whether the index is to blame: checksums may be right over any content."""

    @functools.wraps(method)
    def refusing(self: "LocalEngine", *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except TimkiemError:
            raise
        except Exception:
            from timkiem.checking import faults_of

            for segment in self.snapshot().segments:
                for reason in faults_of(segment):
                    raise IndexCorrupt(segment.path, reason) from None
            raise

    return cast(_Method, refusing)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of a search beside its query."""

    filters: Sequence[Node]
    limit: int
    page: int = 1
    sort: Sort = "relevance"
    facets: tuple[str, ...] = ()
    most: int = 10
    auto: bool = False
    exact: bool = False


class LocalEngine:
    """An open index. Threads may share it; each search sees the last commit, whole."""

    def __init__(
        self,
        path: str | Path,
        *,
        create: bool = False,
        equivalents: str | Path | None = None,
        limits: Limits = LIMITS,
    ):
        """Raises IndexMissing when there is no index, unless ``create``: then the first ``add`` makes one.

        ``equivalents``: a table of words that may be said in other ways, besides the packaged one. Raises LexiconError.
        ``limits``: what a query may ask for.
        """
        self._limits = limits
        self._equivalents = Equivalents.read(Path(equivalents) if equivalents else None)
        self._folder = Path(path)
        self._opening = threading.Lock()
        self._last: Snapshot | None = None
        self._stamp: object = None  # of the manifest when it was last looked at
        self._counts: Frequencies | None = None
        self._searches = 0
        if not create:
            self.snapshot()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files. Hits that are not read yet keep theirs until they are dropped."""
        self._last = self._counts = None

    def snapshot(self) -> Snapshot:
        """The last commit, opened once however many searches follow."""
        with self._opening:
            stamp = Manifest.stamp(self._folder)
            if self._last is None or self._is_old(self._last, stamp):
                self._last = Snapshot.open(self._folder)
            self._stamp = stamp
            return self._last

    def _is_old(self, snapshot: Snapshot, stamp: object) -> bool:
        """Whether there is another commit, or a file of this one was altered: then it is looked at again, and refused.

        While an index that was removed is not yet made anew, what it held is served.
        """
        try:
            same = stamp is not None and stamp == self._stamp
            return (
                not same and _commit(snapshot.manifest) != _commit(Manifest.read(self._folder))
            ) or snapshot.altered()
        except IndexMissing:
            return False

    def add(
        self, articles: Iterable[Article], *, metadata: bool = True, lexicon: Path | None = None, wait: float = 0.0
    ) -> int:
        """Index articles and commit: all or, on an error, none. Returns how many there were.

        With ``metadata``, places and officials are read from their text, by the packaged tables and those of
        ``lexicon``; raises LexiconError for tables that cannot be used. An article whose id the index has
        replaces the old one. Raises IndexLocked while another still writes after ``wait`` seconds.
        """
        from timkiem.columnar.writer import IndexWriter  # with Whoosh and lexicons, which a search does not need
        from timkiem.metadata import annotated, load

        tables = load(lexicon) if metadata else None
        count, waiting = 0, iter(articles)
        with IndexWriter(self._folder, wait=wait) as writer:
            while batch := [normalized(article) for article in islice(waiting, BATCH)]:
                writer.add(annotated(batch, tables) if metadata else batch)
                count += len(batch)
        return count

    def delete(self, ids: Iterable[str], *, wait: float = 0.0) -> int:
        """Remove articles by their ids, in one commit. Returns how many there were.

        They are gone from every answer and count at once, from the disk with ``compact``. Raises IndexLocked while
        another still writes after ``wait`` seconds.
        """
        from timkiem.columnar.writer import IndexWriter

        with IndexWriter(self._folder, wait=wait) as writer:
            return writer.delete([on_one_line(id) for id in ids])

    def compact(self, *, wait: float = 0.0) -> tuple[int, int]:
        """Write the index as one segment, without what was deleted. Returns its bytes before and after."""
        from timkiem.columnar.writer import IndexWriter

        before = self.statistics().bytes
        with IndexWriter(self._folder, wait=wait) as writer:
            writer.commit(whole=True)
        return before, self.statistics().bytes

    @_refusing
    def ids(self, query: str) -> list[str]:
        """The ids of all articles that have all of a query as it is written: no look-alikes of accented words."""
        snapshot = self.snapshot()
        tree = parse(query, limits=self._limits)
        bound_prefixes(snapshot, tree, query, self._limits.prefixes)
        found = answer(snapshot, tree, (), snapshot.documents, "date")
        return [snapshot.segments[each.segment].articles.id(each.number) for each in found.ranked]

    def has(self, id: str) -> bool:
        """Whether there is an article of this id."""
        try:
            self.article(id)
        except ArticleMissing:
            return False
        return True

    def article(self, id: str) -> Article:
        """One article by its id. Raises ArticleMissing."""
        snapshot = self.snapshot()
        for segment, alive in zip(snapshot.segments, snapshot.alive, strict=True):
            for number in segment.articles.find(on_one_line(id)):
                if alive[number]:
                    return segment.articles.article(number)
        raise ArticleMissing(id)

    @_refusing
    def search(
        self,
        query: str = "",
        *,
        limit: int = 10,
        page: int = 1,
        sort: Sort = "relevance",
        since: str | None = None,
        until: str | None = None,
        location: Values = (),
        official: Values = (),
        rank: Values = (),
        position: Values = (),
        source: Values = (),
        facets: Iterable[str] = (),
        most: int = 10,
        auto: bool = False,
        exact: bool = False,
    ) -> Page:
        """Articles for a query as ``timkiem search`` takes it; see README, "Queries".

        ``since`` and ``until`` are dates as precise as you like, both included; an article counts when
        any part of its date lies between. Of the values of ``location`` one must fit, likewise of ``official`` and the
        others. A query may be empty when one of these is given: then the newest come first. Sorted by date, partial
        matches are left out, and articles without a date come last.

        ``facets``: what to count all matches by, of ``timkiem.facets.FACETS``; ``most`` labels of each. A query that
        finds few articles may come with a suggestion: ``auto`` searches that at once. ``exact``: every word stands for
        itself as it is written. Raises QueryError and OptionError.
        """
        if limit < 0 or page < 1:
            raise OptionError(f"limit {limit}, page {page}: a limit is 0 or more, a page 1 or more")
        if sort not in SORTS:
            raise OptionError(f"sort {sort!r} is not known; use one of {', '.join(SORTS)}")
        narrowing: Narrowing = {"since": since, "until": until, "location": location, "official": official}
        narrowing |= {"rank": rank, "position": position, "source": source}
        filters = filters_of(narrowing)
        if not filters and not query.strip():
            parse(query)  # which says what is amiss
        return self._page(query, _Asked(filters, limit, page, sort, tuple(facets), most, auto, exact))

    @_refusing
    def facets(
        self, query: str = "", *, by: Iterable[str] = USUAL, most: int = 10, **narrowing: Unpack[Narrowing]
    ) -> Page:
        """Counts over all articles that ``search`` finds, in the ``facets`` of a page without hits.

        ``by`` and ``most`` are the ``facets`` and ``most`` of ``search``, ``narrowing`` its ``since`` to ``source``.
        Without a query and all that, all articles are counted. Raises QueryError and OptionError.
        """
        return self._page(query, _Asked(filters_of(narrowing), limit=0, facets=tuple(by), most=most))

    @_refusing
    def officials(
        self,
        name: str = "",
        *,
        position: str = "",
        limit: int = 20,
        evidence: int = 3,
        **narrowing: Unpack[OfficialsNarrowing],
    ) -> list[Official]:
        """The officials whom articles name, with the positions that they held and the articles that say so.

        ``name``: of a person, or else a query: then the officials of the articles that it finds. ``position``: of those
        who held one that begins with these words, in order of time; otherwise who is named in most articles comes
        first. ``narrowing`` is as for ``search``. People of one name are parted by the rules of ``holders``.
        """
        if limit < 1 or evidence < 0:
            raise OptionError(f"limit {limit}, evidence {evidence}: a limit is 1 or more, evidence 0 or more")
        snapshot, filters = self.snapshot(), filters_of(cast(Narrowing, narrowing))
        rows = [np.ones(len(segment.tables["official"].owners), bool) for segment in snapshot.segments]
        wanted = []
        if person := label("official", name):
            named = rows_of(snapshot, person)
            if any(each.any() for each in named):
                wanted.append(named)
            else:
                filters.append(self._tree(snapshot, name))
        if office := label("position", position):
            beginning = rows_beginning(snapshot, office.words)
            wanted.append(beginning if any(each.any() for each in beginning) else rows_of(snapshot, office))
        matches = answer(snapshot, None, filters, 0, "relevance").matches
        for at, segment in enumerate(snapshot.segments):
            rows[at] &= matches[at][segment.tables["official"].owners]
            for each in wanted:
                rows[at] &= each[at]
        return officials(snapshot, rows, limit, evidence, bool(position))

    def _page(self, query: str, asked: "_Asked") -> Page:
        self._limits.check(query)
        began = time.perf_counter()
        self._used()
        snapshot = self.snapshot()
        count = min(asked.limit * asked.page, snapshot.documents)
        counts, words = self._frequencies(snapshot), bool(query.strip())
        typed = understood(counts, query) if words and not asked.exact else None
        tree = self._tree(snapshot, typed or query, asked.exact) if words else None
        found = self._answer(snapshot, tree, asked)
        marked = [leaf for node in (*([tree] if tree else []), *asked.filters) for leaf in shown(node)]
        few = found.total < FEW
        looked_for = words and not asked.exact and (few or lonely(counts, typed or query))
        correction = offer(counts, typed or query) if looked_for else None
        suggestion = correction.text if correction else None
        if suggestion and asked.auto:
            other = self._page(suggestion, replace(asked, auto=False))
            return replace(other, query=query, reading=other.reading or suggestion)
        ranked = found.ranked
        if correction and correction.letters and few and asked.sort == "relevance":
            meant = self._tree(snapshot, correction.text)
            ranked = closest(ranked, answer(snapshot, meant, asked.filters, count, asked.sort).ranked, count)
            marked += shown(meant)
        marker = Marker(marked)
        hits = tuple(_hit(snapshot, each, marker) for each in ranked[asked.limit * (asked.page - 1) :])
        counted = count_by(snapshot, found.matches, asked.facets, asked.most)
        took = 1000 * (time.perf_counter() - began)
        return Page(query, found.total, hits, took, (reading(tree) if tree else None) or typed, suggestion, counted)

    def _tree(self, snapshot: Snapshot, query: str, exact: bool = False) -> Node:
        """What a query asks for, with accents read into it and other ways of saying it."""
        tree = parse(query, exact=exact, limits=self._limits)
        bound_prefixes(snapshot, tree, query, self._limits.prefixes)
        return widened(with_readings(snapshot, tree), self._equivalents)

    def _answer(self, snapshot: Snapshot, tree: Node | None, asked: "_Asked") -> Answer:
        """``answer``, with what is nearly equal in order of closeness, on whatever page it is asked for."""
        count = asked.limit * asked.page
        if tree is None or not count or asked.sort != "relevance":
            return answer(snapshot, tree, asked.filters, count, asked.sort)
        found = answer(snapshot, tree, asked.filters, max(count, DEPTH), asked.sort)
        return replace(found, ranked=closest_first(snapshot, tree, found.ranked)[:count])

    def correct(self, query: str) -> str | None:
        """The query that was probably meant by one that is mistyped, by the words and pairs of the index; or None.

        ``search`` suggests it where the query as typed finds few articles.
        """
        self._limits.check(query)
        counts = self._frequencies(self.snapshot())
        correction = offer(counts, understood(counts, query) or query, thorough=True)
        return correction.text if correction else None

    def suggest(self, text: str, *, limit: int = 10) -> list[Suggestion]:
        """Completions of a query while it is typed: words, places, officials and titles, with counts of articles.

        The last word is a beginning unless a space stands behind it. Accents are restored; those typed must agree.
        Raises OptionError.
        """
        if limit < 0:
            raise OptionError(f"limit {limit}: it is 0 or more")
        self._used()
        return suggest(self._frequencies(self.snapshot()), text, limit) if limit else []

    def _used(self) -> None:
        """Load compiled kernels in a process that goes on asking; one that asks once is done sooner without."""
        self._searches += 1
        if self._searches == _MANY:
            windows.load()

    def _frequencies(self, snapshot: Snapshot) -> Frequencies:
        """The counts of a snapshot, kept for the searches that follow."""
        if self._counts is None or self._counts.snapshot is not snapshot:
            self._counts = Frequencies(snapshot)
        return self._counts

    def statistics(self) -> Statistics:
        """What the index holds. Reads the date columns, nothing else."""
        snapshot = self.snapshot()
        periods = [
            segment.articles.periods[:, alive] for segment, alive in zip(snapshot.segments, snapshot.alive, strict=True)
        ]
        dated = [each[:, each[0] != UNDATED] for each in periods]
        firsts = [each[0].min() for each in dated if each.size]
        lasts = [each[1].max() for each in dated if each.size]
        return Statistics(
            articles=snapshot.articles,
            deleted=snapshot.documents - snapshot.articles,
            segments=len(snapshot.segments),
            generation=snapshot.manifest.generation,
            bytes=sum(segment.size for segment in snapshot.segments),
            fields={field: snapshot.words(field) for field in FIELDS},
            first_date=_day(min(firsts)) if firsts else None,
            last_date=_day(max(lasts)) if lasts else None,
            undated=snapshot.articles - sum(each.shape[1] for each in dated),
            metadata=_versions(snapshot),
        )


def _hit(snapshot: Snapshot, ranked: Ranked, marker: Marker) -> Hit:
    articles, number = snapshot.segments[ranked.segment].articles, ranked.number
    return Hit(
        articles.id(number),
        articles.title(number),
        articles.published(number),
        ranked.score,
        ranked.complete,
        lambda: articles.article(number),
        lambda article: marker.cut("\n".join(filter(None, (article.lead, article.body)))),
    )


def _versions(snapshot: Snapshot) -> dict[str, int]:
    """How many articles were read by each version of the rules for metadata; "" for those that were read by none."""
    counts: Counter[str] = Counter()
    for segment, alive in zip(snapshot.segments, snapshot.alive, strict=True):
        column = segment.tables["version"].columns["version"]
        of_labels = np.bincount(column.numbers[alive], minlength=len(column.labels)).tolist()
        counts.update(dict(zip(column.labels, of_labels, strict=True)))
    return {version: articles for version, articles in counts.most_common() if articles}


def _commit(manifest: Manifest) -> tuple[int, tuple[str, ...]]:
    """What tells commits apart: an index that was removed and made again counts its generations anew."""
    return manifest.generation, tuple(entry.id for entry in manifest.segments)


def _day(minutes: int) -> str:
    return str(np.datetime64(int(minutes), "m").astype("datetime64[D]"))
