"""The engine on this machine: a folder that any number may search and one at a time may change."""

import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Self, Unpack, cast

from timkiem import compiled, snippet
from timkiem.article import Article
from timkiem.blame import refusing
from timkiem.engine import SORTS, USUAL, Page, Sort
from timkiem.equivalents import Equivalents
from timkiem.errors import ArticleMissing, OptionError
from timkiem.frequencies import Frequencies
from timkiem.latest import Latest
from timkiem.limits import LIMITS, Limits
from timkiem.paging import Asked, Pages
from timkiem.parsing import parse
from timkiem.parting import Narrowing, OfficialsNarrowing, Values, filters_of
from timkiem.snapshot import Snapshot
from timkiem.text import on_one_line

if TYPE_CHECKING:
    from timkiem.holders import Official
    from timkiem.inventory import Statistics
    from timkiem.suggest import Suggestion

_MANY = 3  #: searches of an engine from which compiled kernels are worth their loading


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
        self._latest = Latest(self._folder)
        self._counts: Frequencies | None = None
        self._searches = 0
        if not create:
            self.snapshot()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files. Hits that are not read yet keep theirs until they are dropped."""
        self._latest.close()
        self._counts = None

    def snapshot(self) -> Snapshot:
        """The last commit, opened once however many searches follow."""
        return self._latest.snapshot()

    def add(
        self, articles: Iterable[Article], *, metadata: bool = True, lexicon: Path | None = None, wait: float = 0.0
    ) -> int:
        """Index articles and commit: all or, on an error, none. Returns how many there were.

        With ``metadata``, places and officials are read from their text, by the packaged tables and those of
        ``lexicon``; raises LexiconError for tables that cannot be used. An article whose id the index has
        replaces the old one. Raises IndexLocked while another still writes after ``wait`` seconds.
        """
        from timkiem.columnar.collecting import BATCH
        from timkiem.columnar.writer import IndexWriter  # with Whoosh and lexicons, which a search does not need
        from timkiem.corpus import normalized
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

    @refusing
    def ids(self, query: str) -> list[str]:
        """The ids of all articles that have all of a query as it is written: no look-alikes of accented words."""
        return self._pages().ids(query)

    def has(self, id: str) -> bool:
        """Whether there is an article of this id."""
        try:
            self.article(id)
        except ArticleMissing:
            return False
        return True

    def article(self, id: str) -> Article:
        """One article by its id. Raises ArticleMissing."""
        for article in self.snapshot().named(on_one_line(id)):
            return article
        raise ArticleMissing(id)

    @refusing
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
        return self._page(query, Asked(filters, limit, page, sort, tuple(facets), most, auto, exact))

    @refusing
    def facets(
        self, query: str = "", *, by: Iterable[str] = USUAL, most: int = 10, **narrowing: Unpack[Narrowing]
    ) -> Page:
        """Counts over all articles that ``search`` finds, in the ``facets`` of a page without hits.

        ``by`` and ``most`` are the ``facets`` and ``most`` of ``search``, ``narrowing`` its ``since`` to ``source``.
        Without a query and all that, all articles are counted. Raises QueryError and OptionError.
        """
        return self._page(query, Asked(filters_of(narrowing), limit=0, facets=tuple(by), most=most))

    @refusing
    def officials(
        self,
        name: str = "",
        *,
        position: str = "",
        limit: int = 20,
        evidence: int = 3,
        **narrowing: Unpack[OfficialsNarrowing],
    ) -> "list[Official]":
        """The officials whom articles name, with the positions that they held and the articles that say so.

        ``name``: of a person; else a position as for ``position``; else a query: then the officials of the articles
        that it finds. ``position``: of those who held one that begins with these words, or with others for the same, in
        order of time; otherwise who is named in most articles comes first. ``narrowing`` is as for ``search``. People
        of one name are parted by the rules of ``holders``.
        """
        if limit < 1 or evidence < 0:
            raise OptionError(f"limit {limit}, evidence {evidence}: a limit is 1 or more, evidence 0 or more")
        from timkiem.officials import officials_asked_for

        filters = filters_of(cast(Narrowing, narrowing))
        pages = self._pages()
        return officials_asked_for(pages.snapshot, name, position, filters, pages.tree, limit, evidence)

    def _page(self, query: str, asked: Asked) -> Page:
        self._limits.check(query)
        began = time.perf_counter()
        self._used()
        return self._pages().page(query, asked, began)

    def _pages(self) -> Pages:
        return Pages(self._frequencies(self.snapshot()), self._equivalents, self._limits)

    def correct(self, query: str) -> str | None:
        """The query that was probably meant by one that is mistyped, by the words and pairs of the index; or None.

        ``search`` suggests it where the query as typed finds few articles.
        """
        self._limits.check(query)
        return self._pages().meant(query)

    def suggest(self, text: str, *, limit: int = 10) -> "list[Suggestion]":
        """Completions of a query while it is typed: words, places, officials and titles, with counts of articles.

        The last word is a beginning unless a space stands behind it. Accents are restored; those typed must agree.
        Raises OptionError.
        """
        from timkiem.suggest import suggest

        if limit < 0:
            raise OptionError(f"limit {limit}: it is 0 or more")
        self._used()
        return suggest(self._frequencies(self.snapshot()), text, limit) if limit else []

    def _used(self) -> None:
        """Load compiled kernels in a process that goes on asking; one that asks once is done sooner without."""
        self._searches += 1
        if self._searches == _MANY:
            compiled.load()
            snippet.load()

    def _frequencies(self, snapshot: Snapshot) -> Frequencies:
        """The counts of a snapshot, kept for the searches that follow."""
        if self._counts is None or self._counts.snapshot is not snapshot:
            self._counts = Frequencies(snapshot)
        return self._counts

    def statistics(self) -> "Statistics":
        """What the index holds. Reads the columns of dates and of versions, nothing else."""
        from timkiem.inventory import statistics

        return statistics(self.snapshot())
