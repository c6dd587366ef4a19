"""The engine on this machine: a folder that any number may search and one at a time may change."""

import threading
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from timkiem import ranking
from timkiem.article import Article, PartialDate
from timkiem.columnar.articles import UNDATED
from timkiem.columnar.manifest import Manifest
from timkiem.corpus import normalized
from timkiem.engine import SORTS, Hit, Page, Sort, Statistics
from timkiem.errors import ArticleMissing, OptionError
from timkiem.evaluate import Evaluation
from timkiem.query import Node, Or, Phrase, Run, leaves, parse
from timkiem.snapshot import Snapshot
from timkiem.snippet import Marker

BATCH = 500  #: articles handed to the writer at a time
FEW_WORDS = 6  #: up to so many words, articles with all of them come first whatever their scores
_FIRST = 1e6  #: added to what comes first; scores stay far below


class LocalEngine:
    """An open index. Threads may share it; each search sees the last commit, whole."""

    def __init__(self, path: str | Path, *, create: bool = False):
        """Raises IndexMissing when there is no index, unless ``create``: then the first ``add`` makes one."""
        self._folder = Path(path)
        self._opening = threading.Lock()
        self._last: Snapshot | None = None
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
        self._last = None

    def snapshot(self) -> Snapshot:
        """The last commit, opened once however many searches follow."""
        with self._opening:
            if self._last is None or _commit(self._last.manifest) != _commit(Manifest.read(self._folder)):
                self._last = Snapshot.open(self._folder)
            return self._last

    def add(self, articles: Iterable[Article]) -> int:
        """Index articles and commit: all or, on an error, none. Returns how many there were.

        An article whose id the index has replaces the old one. Raises IndexLocked while another writes.
        """
        from timkiem.columnar.writer import IndexWriter  # Whoosh comes with it, which a search does not need

        count, waiting = 0, iter(articles)
        with IndexWriter(self._folder) as writer:
            while batch := [normalized(article) for article in islice(waiting, BATCH)]:
                writer.add(batch)
                count += len(batch)
        return count

    def article(self, id: str) -> Article:
        """One article by its id. Raises ArticleMissing."""
        snapshot = self.snapshot()
        for segment, alive in zip(snapshot.segments, snapshot.alive, strict=True):
            for number in segment.articles.find(id):
                if alive[number]:
                    return segment.articles.article(number)
        raise ArticleMissing(id)

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        page: int = 1,
        sort: Sort = "relevance",
        since: str | None = None,
        until: str | None = None,
    ) -> Page:
        """Articles for a query as ``timkiem search`` takes it; see README, "Queries".

        ``since`` and ``until`` are dates as precise as you like, both included; an article counts when
        any part of its date lies between. Sorted by date, partial matches are left out, and articles
        without a date come last. Raises QueryError and OptionError.
        """
        if limit < 0 or page < 1:
            raise OptionError(f"limit {limit}, page {page}: a limit is 0 or more, a page 1 or more")
        if sort not in SORTS:
            raise OptionError(f"sort {sort!r} is not known; use one of {', '.join(SORTS)}")
        began = time.perf_counter()
        tree, snapshot = parse(query), self.snapshot()
        found = _Answer(snapshot, tree, _allowed(snapshot, since, until))
        marker = Marker(list(leaves(tree)))
        numbers = found.ranked(limit * page, sort)[limit * (page - 1) :]
        hits = tuple(found.hit(number, marker) for number in numbers.tolist())
        return Page(query, found.total, hits, 1000 * (time.perf_counter() - began))

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
            fields={
                field: sum(segment.fields[field].total_length for segment in snapshot.segments)
                for field in ranking.FIELD_WEIGHT
            },
            first_date=_day(min(firsts)) if firsts else None,
            last_date=_day(max(lasts)) if lasts else None,
            undated=snapshot.articles - sum(each.shape[1] for each in dated),
        )


class _Answer:
    """What one query finds in one snapshot; documents are numbered through the segments."""

    def __init__(self, snapshot: Snapshot, tree: Node, allowed: NDArray[np.bool_]):
        self._snapshot = snapshot
        self._firsts = np.cumsum([0, *map(len, snapshot.segments)])
        evaluation = Evaluation(snapshot)
        found = evaluation.find(tree)
        self._complete = allowed & _concatenated([each.mask for each in found], bool)
        self._scores = _concatenated([each.scores for each in found], "f4")
        self._some = self._complete  # documents to show: those that hold all, or for a loose run some, of its items
        if isinstance(tree, Run) and tree.loose:
            some = self._scores > 0
            if any(isinstance(item, Phrase) for item in tree.items):  # the words of a phrase are no part of a match
                parts = evaluation.find(Or(tree.items))
                some &= _concatenated([each.mask for each in parts], bool)
            self._some = allowed & some | self._complete
        self._few = isinstance(tree, Run) and len(list(leaves(tree))) <= FEW_WORDS
        self.total = int(self._complete.sum())

    def ranked(self, count: int, sort: Sort) -> NDArray[np.int64]:
        """The numbers of the ``count`` best documents, best first."""
        if sort != "relevance":
            return self._by_date(count, newest_first=sort == "-date")
        candidates = np.flatnonzero(self._some)
        keys = self._scores[candidates].astype("f8")
        if self._few:
            keys += _FIRST * self._complete[candidates]
        return candidates[ranking.top(keys, count)]

    def _by_date(self, count: int, *, newest_first: bool) -> NDArray[np.int64]:
        found = np.flatnonzero(self._complete)
        dates = _concatenated([segment.articles.periods[0] for segment in self._snapshot.segments], "i8")[found]
        undated = dates == UNDATED
        order = np.lexsort((-self._scores[found], -dates if newest_first else dates, undated))
        return found[order[:count]]

    def hit(self, number: int, marker: Marker) -> Hit:
        at = int(np.searchsorted(self._firsts, number, "right")) - 1
        articles, local = self._snapshot.segments[at].articles, number - int(self._firsts[at])
        return Hit(
            articles.id(local),
            articles.title(local),
            articles.published(local),
            float(self._scores[number]),
            bool(self._complete[number]),
            lambda: articles.article(local),
            lambda article: marker.cut("\n".join(filter(None, (article.lead, article.body)))),
        )


def _allowed(snapshot: Snapshot, since: str | None, until: str | None) -> NDArray[np.bool_]:
    """Documents that are not deleted and whose date may lie between two dates, bool [all documents]."""
    allowed = _concatenated(list(snapshot.alive), bool)
    if since or until:
        periods = np.concatenate(
            [segment.articles.periods for segment in snapshot.segments] or [np.empty((2, 0), "i4")], axis=1
        )
        allowed = allowed & (periods[0] != UNDATED)
        if since:
            allowed &= periods[1] >= _date(since).period[0]
        if until:
            allowed &= periods[0] <= _date(until).period[1]
    return allowed


def _commit(manifest: Manifest) -> tuple[int, tuple[str, ...]]:
    """What tells commits apart: an index that was removed and made again counts its generations anew."""
    return manifest.generation, tuple(entry.id for entry in manifest.segments)


def _date(text: str) -> PartialDate:
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        raise OptionError(str(error)) from None


def _day(minutes: int) -> str:
    return str(np.datetime64(int(minutes), "m").astype("datetime64[D]"))


def _concatenated(parts: list[NDArray[Any]], dtype: str | type) -> NDArray[Any]:
    return parts[0] if len(parts) == 1 else np.concatenate(parts or [np.empty(0, dtype)])
