"""The engine on this machine: what a program that embeds it is promised."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

import timkiem
from generated import articles, commit, in_segments
from timkiem.article import Article, PartialDate
from timkiem.columnar.manifest import NAME, Manifest
from timkiem.columnar.writer import IndexWriter
from timkiem.engine import Page
from timkiem.errors import (
    ArticleMissing,
    IndexCorrupt,
    IndexLocked,
    IndexMissing,
    OptionError,
    QueryError,
    TimkiemError,
)
from timkiem.inventory import Statistics
from timkiem.local import LocalEngine
from timkiem.metadata import metadata_version


def dated(id: str, date: str, title: str = "Lũ", body: str = "") -> Article:
    return Article(id, title, body, published=PartialDate.parse(date) if date else None)


NEWS = [
    Article("qb", "Quảng Bình", "Lũ ở Quảng Bình", published=PartialDate("2022-11-22T08:30"), source="Tuổi Trẻ"),
    Article("bq", "Bình và Quảng", "Hai người bạn"),
    Article("q", "Quảng Ngãi", "Biển Quảng Ngãi, quảng trường", published=PartialDate("2021")),
    Article("b", "Hoà bình", "Thủy điện Hòa Bình", published=PartialDate("2022-11")),
    Article("none", "Đà Nẵng", "Mưa", published=PartialDate("2020-02-29")),
]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[LocalEngine]:
    """NEWS in two segments."""
    commit(tmp_path, NEWS[:4])
    commit(tmp_path, NEWS[4:])
    with LocalEngine(tmp_path) as engine:
        yield engine


def ids(page: Page) -> list[str]:
    return [hit.id for hit in page.hits]


def completeness(page: Page) -> list[tuple[str, bool]]:
    return [(hit.id, hit.complete) for hit in page.hits]


# -- what is found, in which order


def test_the_package_has_what_it_lists() -> None:
    names: dict[str, object] = {}
    exec("from timkiem import *", names)
    assert names.keys() - {"__builtins__"} == set(timkiem.__all__) <= set(dir(timkiem))
    assert names["Article"] is Article
    with pytest.raises(AttributeError, match="module 'timkiem' has no attribute 'nothing'"):
        timkiem.nothing  # noqa: B018


def test_articles_with_all_words_come_first_and_alone_make_the_total(engine: LocalEngine) -> None:
    page = engine.search("Quảng Bình")
    assert (page.query, page.total) == ("Quảng Bình", 2)
    assert completeness(page) == [("qb", True), ("bq", True), ("q", False), ("b", False)]
    scores = [hit.score for hit in page.hits]
    assert scores[0] > scores[1]
    assert scores[2] > scores[3] > 0
    assert page.took_ms > 0


@pytest.mark.parametrize(
    ("typed", "total", "expected"),
    [
        pytest.param("Quảng khôngcó", 0, {"qb", "bq", "q"}, id="no article has all"),
        pytest.param("khôngcó", 0, set(), id="none has any"),
        pytest.param('"quang binh"', 1, {"qb"}, id="a phrase"),
        pytest.param('bạn "quang binh"', 0, {"qb", "bq"}, id="a partial hit has the phrase or the word beside it"),
        pytest.param("quang NOT binh", 1, {"q"}, id="operators find whole matches only"),
        pytest.param("quang AND binh", 2, {"qb", "bq"}, id="and"),
        pytest.param("+quang binh", 2, {"qb", "bq", "q"}, id="a partial hit has what is required"),
        pytest.param("quang binh -ngai", 2, {"qb", "bq", "b"}, id="and nothing that is unwanted"),
        pytest.param("NOT quang", 2, {"b", "none"}, id="not alone"),
        pytest.param("source:tuoi", 1, {"qb"}, id="a field"),
        pytest.param("nẵ*", 1, {"none"}, id="a prefix"),
        pytest.param("HÒA BI\u0300NH", 1, {"b", "qb", "bq"}, id="capitals, other tone, decomposed"),
    ],
)
def test_what_is_found(typed: str, total: int, expected: set[str], engine: LocalEngine) -> None:
    page = engine.search(typed)
    assert (page.total, set(ids(page))) == (total, expected)
    assert [hit.complete for hit in page.hits] == [True] * total + [False] * (len(expected) - total)


def test_many_words_are_ordered_by_score_alone(engine: LocalEngine) -> None:
    page = engine.search("lũ ở quảng bình và hai người bạn khôngcó")
    assert page.total == 0
    scores = [hit.score for hit in page.hits]
    assert scores == sorted(scores, reverse=True)
    assert ids(page)[:2] == ["bq", "qb"]


def test_pages_cut_one_order(engine: LocalEngine) -> None:
    whole = engine.search("quảng bình", limit=100)
    assert ids(whole) == ["qb", "bq", "q", "b"]
    for limit in (1, 2, 3, 4, 5):
        pages = [engine.search("quảng bình", limit=limit, page=page) for page in range(1, 6)]
        assert [id for page in pages for id in ids(page)] == ids(whole)
        assert {page.total for page in pages} == {2}
        assert all(len(page.hits) <= limit for page in pages)


def test_a_page_of_none_tells_the_total(engine: LocalEngine) -> None:
    assert (engine.search("quảng", limit=0).total, engine.search("quảng", limit=0).hits) == (3, ())
    assert (engine.search("khôngcó", limit=0).total, engine.search('"quảng ngãi" lũ', limit=0).hits) == (0, ())
    assert engine.search("quảng", page=10**6).hits == ()


def test_equal_scores_keep_the_order_of_adding(tmp_path: Path) -> None:
    given = [Article(f"a{number}", "Lũ") for number in range(30)]
    in_segments(tmp_path, given)
    engine = LocalEngine(tmp_path)
    assert len(engine.snapshot().segments) > 1
    assert ids(engine.search("lũ", limit=100)) == [article.id for article in given]
    assert ids(engine.search("lũ", limit=4, page=3)) == ["a8", "a9", "a10", "a11"]


# -- dates

DATED = [
    dated("undated", "", "Lũ lũ"),
    dated("day", "2022-11-22"),
    dated("old", "1999-12-31"),
    dated("month", "2022-11"),
    dated("minute", "2022-11-22T08:30"),
    dated("year", "2022"),
    dated("undated too", "", "Lũ lũ lũ"),
    dated("before 1970", "1954-05-07"),
    dated("next", "2022-12-01"),
    dated("other", "2022-11-22", "Mưa"),
]


@pytest.fixture
def by_date(tmp_path: Path) -> LocalEngine:
    in_segments(tmp_path, DATED)
    return LocalEngine(tmp_path)


def test_sorted_by_date_the_undated_come_last_both_ways(by_date: LocalEngine) -> None:
    oldest = ids(by_date.search("lũ", sort="date"))
    assert oldest[:7] == ["before 1970", "old", "year", "month", "day", "minute", "next"]
    newest = ids(by_date.search("lũ", sort="-date"))
    assert newest[:7] == oldest[:7][::-1]
    assert set(oldest[7:]) == set(newest[7:]) == {"undated", "undated too"}
    assert len(oldest) == len(newest) == by_date.search("lũ").total == 9


def test_sorted_by_date_the_first_added_comes_first_within_a_minute(tmp_path: Path) -> None:
    commit(tmp_path, [dated("a", "2022", "lũ", "mưa"), dated("b", "2022", "lũ", "lũ lũ"), dated("c", "2021", "lũ")])
    engine = LocalEngine(tmp_path)
    assert ids(engine.search("lũ", sort="date")) == ["c", "a", "b"]
    assert ids(engine.search("lũ", sort="-date")) == ["a", "b", "c"]


@pytest.mark.parametrize("sort", ["date", "-date"])
def test_sorted_by_date_scores_are_those_of_relevance(sort: Literal["date", "-date"], by_date: LocalEngine) -> None:
    scores = {hit.id: pytest.approx(hit.score) for hit in by_date.search("lũ", limit=100).hits}
    assert {hit.id: hit.score for hit in by_date.search("lũ", limit=100, sort=sort).hits} == scores


def test_sorted_by_date_partial_matches_are_left_out(by_date: LocalEngine) -> None:
    assert ids(by_date.search("lũ mưa", sort="date")) == []
    assert len(by_date.search("lũ mưa").hits) == 10


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        pytest.param("2022-11-22", "2022-11-22", {"day", "month", "minute", "year"}, id="one day"),
        pytest.param("2022-11", "2022-11", {"day", "month", "minute", "year"}, id="a month covers its days"),
        pytest.param("2022-11-22T08:31", "2022-11-22T09:00", {"day", "month", "year"}, id="minutes"),
        pytest.param("2022-12", None, {"year", "next"}, id="from a month on"),
        pytest.param("2023", None, set(), id="after all"),
        pytest.param(None, "1999", {"old", "before 1970"}, id="until the end of a year"),
        pytest.param(None, "1999-12-30", {"before 1970"}, id="until a day"),
        pytest.param("1954-05-07", "1954-05-07", {"before 1970"}, id="before 1970"),
        pytest.param("2023", "2022", set(), id="the end before the beginning"),
        pytest.param(None, None, {each.id for each in DATED} - {"other"}, id="any date and none"),
    ],
)
def test_dates_bound_what_is_found(
    since: str | None, until: str | None, expected: set[str], by_date: LocalEngine
) -> None:
    page = by_date.search("lũ", since=since, until=until)
    assert (page.total, {hit.id for hit in page.hits}) == (len(expected), expected)


def test_dates_bound_partial_matches_too(by_date: LocalEngine) -> None:
    page = by_date.search("lũ mưa", since="2022-11-22", until="2022-11-22")
    assert set(completeness(page)) == {(id, False) for id in ("day", "month", "minute", "year", "other")}


# -- hits


def test_a_hit_shows_its_head_and_reads_the_rest_when_asked(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from timkiem.columnar.articles import Articles

    read: list[int] = []
    whole = Articles.article
    monkeypatch.setattr(Articles, "article", lambda self, number: read.append(number) or whole(self, number))
    [hit] = engine.search('"quảng bình"').hits
    assert (hit.id, hit.title, hit.published) == ("qb", "Quảng Bình", PartialDate("2022-11-22T08:30"))
    assert read == []
    assert (hit.article, hit.article) == (NEWS[0], NEWS[0])
    assert hit.snippet.text("[", "]") == "Lũ ở [Quảng Bình]"
    assert len(read) == 1


def test_a_page_as_json(engine: LocalEngine) -> None:
    page = engine.search('"quảng bình"')
    [hit] = page.hits
    assert page.record() == {
        "query": '"quảng bình"',
        "reading": None,
        "suggestion": None,
        "total": 1,
        "took_ms": round(page.took_ms, 2),
        "hits": [
            {
                "id": "qb",
                "title": "Quảng Bình",
                "title_marks": [[0, 10]],
                "date": "2022-11-22T08:30",
                "source": "Tuổi Trẻ",
                "path": None,
                "url": None,
                "score": round(hit.score, 4),
                "complete": True,
                "snippet": {"text": "Lũ ở Quảng Bình", "marks": [[5, 15]]},
            }
        ],
    }


def test_hits_can_be_read_after_the_index_was_closed_and_changed(engine: LocalEngine, tmp_path: Path) -> None:
    page = engine.search("quảng bình")
    engine.close()
    commit(tmp_path, [replace(article, title="mới", body="mới") for article in NEWS])
    shutil.rmtree(tmp_path)
    assert [hit.article for hit in page.hits] == [NEWS[0], NEWS[1], NEWS[2], NEWS[3]]


# -- changing


def test_what_is_added_is_found_at_once_and_replaces_what_had_its_id(engine: LocalEngine) -> None:
    assert engine.add([Article("qb", "Mưa"), Article("new", "Quảng Nam"), Article("new", "Quảng Trị")]) == 3
    assert set(ids(engine.search("quảng"))) == {"bq", "q", "new"}
    assert engine.search("quảng bình").total == 1
    assert engine.article("qb") == Article("qb", "Mưa", metadata={"version": metadata_version()})
    assert engine.article("new").title == "Quảng Trị"
    assert engine.search("nam").hits == ()


def test_what_is_added_is_made_normal(engine: LocalEngine) -> None:
    engine.add(
        [Article(" c\u200b\n1 ", "Hue\u0302\u0301\r\nmưa", "a\x1b[31mb\u2028c", extra={"k": "e\u0301"})], metadata=False
    )
    assert engine.article("c 1") == Article("c 1", "Huế mưa", "a [31mb\nc", extra={"k": "é"})
    assert ids(engine.search("huế")) == ["c 1"]


def test_an_error_among_the_articles_adds_none(engine: LocalEngine) -> None:
    def broken() -> Iterator[Article]:
        yield from articles(1, 600)
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        engine.add(broken())
    assert engine.statistics().articles == len(NEWS)
    assert engine.add(article for article in articles(1, 600)) == 600
    assert engine.statistics().articles == len(NEWS) + 600


def test_an_index_is_made_by_the_first_add(tmp_path: Path) -> None:
    with timkiem.open(tmp_path / "new", create=True) as engine:
        with pytest.raises(IndexMissing):
            engine.search("lũ")
        assert not (tmp_path / "new").exists()
        engine.add([])
        assert engine.search("lũ").hits == ()
        engine.add(NEWS)
        assert engine.search("lũ").total == 1


def test_an_index_that_was_made_anew_is_read_anew(tmp_path: Path) -> None:
    commit(tmp_path / "index", [Article("a", "lũ")])
    engine = LocalEngine(tmp_path / "index")
    assert ids(engine.search("lũ")) == ["a"]
    shutil.rmtree(tmp_path / "index")
    assert ids(engine.search("lũ")) == ["a"]  # until there is another, it answers from what it has open
    commit(tmp_path / "index", [Article("b", "lũ")])
    assert ids(engine.search("lũ")) == ["b"]


def test_an_index_that_goes_while_its_next_commit_is_opened_is_answered_from_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, read = tmp_path / "index", Manifest.read
    commit(index, [Article("a", "lũ")])
    engine = LocalEngine(index)
    assert ids(engine.search("lũ")) == ["a"]
    commit(index, [Article("b", "lũ")])

    def read_and_gone(folder: Path) -> Manifest:
        manifest = read(folder)
        shutil.rmtree(folder)
        return manifest

    monkeypatch.setattr(Manifest, "read", read_and_gone)
    assert ids(engine.search("lũ")) == ["a"]
    monkeypatch.setattr(Manifest, "read", read)
    commit(index, [Article("c", "lũ")])
    assert ids(engine.search("lũ")) == ["c"]


def test_an_article_by_its_id(engine: LocalEngine) -> None:
    assert [engine.article(article.id) for article in NEWS] == NEWS
    for missing in ("QB", "", "no/such\nid", "\udcff"):
        with pytest.raises(ArticleMissing) as caught:
            engine.article(missing)
        assert caught.value.id == missing


def test_statistics(tmp_path: Path) -> None:
    commit(tmp_path, NEWS)
    last = Article("none", "Đà Nẵng", "Nắng", source="Báo", author="A", category="Thời sự", metadata={"version": "abc"})
    commit(tmp_path, [last])
    words = {"title": 3 + 2 + 2 + 2 + 2, "body": 3 + 5 + 4 + 4 + 1, "source": 3, "author": 1, "category": 2}
    assert LocalEngine(tmp_path).statistics() == Statistics(
        articles=5,
        deleted=1,
        segments=2,
        generation=2,
        bytes=sum(path.stat().st_size for path in tmp_path.glob("*.columns")),
        fields={**words, "location": 0, "officials": 0},
        first_date="2021-01-01",
        last_date="2022-11-30",
        undated=2,
        metadata={"": 4, "abc": 1},
    )


def test_statistics_of_nothing(tmp_path: Path) -> None:
    commit(tmp_path, [])
    nothing = dict.fromkeys(("title", "body", "source", "author", "category", "location", "officials"), 0)
    assert LocalEngine(tmp_path).statistics() == Statistics(0, 0, 0, 1, 0, nothing, None, None, 0, {})


# -- several at once


def summary(page: Page) -> tuple[int, list[tuple[str, float, str]]]:
    return page.total, [(hit.id, hit.score, hit.snippet.text("[", "]")) for hit in page.hits]


def test_threads_get_the_answers_that_one_thread_gets(tmp_path: Path) -> None:
    commit(tmp_path, articles(1, 120), words=2_500)
    queries = ["quảng bình", "va cua", '"và của"', "đ*", "lũ NOT mưa", "hòa", "nước lũ mưa biển sông"] * 3
    alone = LocalEngine(tmp_path)
    expected = [summary(alone.search(typed)) for typed in queries]
    shared, found = LocalEngine(tmp_path), {}

    def work(number: int) -> None:
        order = queries[number:] + queries[:number]
        found[number] = [summary(shared.search(typed)) for typed in order]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: expected[number:] + expected[:number] for number in range(6)}


def test_a_reader_sees_one_whole_commit_while_another_is_made(tmp_path: Path) -> None:
    def version(number: int) -> list[Article]:
        return [Article(f"a{at}", f"lũ bản{number}", "mưa " * at) for at in range(20)]

    commit(tmp_path, version(0))
    engine, seen, done = LocalEngine(tmp_path), [], threading.Event()

    def read() -> None:
        while not done.is_set():
            page = engine.search("lũ", limit=100)
            seen.append((page.total, {hit.title for hit in page.hits}, {hit.article.title for hit in page.hits}))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 11):
        commit(tmp_path, version(number), words=30, batch=5)
    done.set()
    reader.join()
    versions = [int(min(titles).removeprefix("lũ bản")) for _, titles, _ in seen]
    assert seen == [(20, {f"lũ bản{number}"}, {f"lũ bản{number}"}) for number in versions]
    assert versions == sorted(versions)
    assert ids(engine.search("bản10", limit=100)) == [f"a{at}" for at in range(20)]


# -- what goes wrong


@pytest.mark.parametrize("typed", ["", " ", '"', "*", "()", '""', "- +", "🌊", "AND", "((((", "_"])
def test_nothing_to_search_for_is_a_clear_message(typed: str, engine: LocalEngine) -> None:
    with pytest.raises(QueryError, match="nothing to search for"):
        engine.search(typed)


@pytest.mark.parametrize(
    "options",
    [
        {"limit": -1}, {"page": 0}, {"page": -3}, {"sort": "score"},
        {"since": "yesterday"}, {"until": "2022-13"}, {"since": "2022-02-30"}, {"until": "22"},
    ],
    ids=str,
)  # fmt: skip
def test_an_option_that_makes_no_sense(options: dict[str, object], engine: LocalEngine) -> None:
    with pytest.raises(OptionError):
        engine.search("lũ", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("error", [ArticleMissing, IndexCorrupt, IndexLocked, IndexMissing, OptionError, QueryError])
def test_all_errors_have_one_base(error: type[Exception]) -> None:
    assert issubclass(error, TimkiemError)
    assert timkiem.TimkiemError is TimkiemError


def test_a_folder_without_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match=f"{tmp_path}: no index here; create one with"):
        timkiem.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_adding_while_another_writes(engine: LocalEngine, tmp_path: Path) -> None:
    with IndexWriter(tmp_path), pytest.raises(IndexLocked):
        engine.add(NEWS)
    assert engine.search("quảng bình").total == 2


def test_an_altered_manifest_is_named(engine: LocalEngine, tmp_path: Path) -> None:
    (tmp_path / NAME).write_text((tmp_path / NAME).read_text().replace('"generation": 2', '"generation": 1'))
    for use in (
        lambda: engine.search("lũ"),
        engine.statistics,
        lambda: engine.add(NEWS),
        lambda: timkiem.open(tmp_path),
    ):
        with pytest.raises(IndexCorrupt, match=f"{NAME}: was altered"):
            use()


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        pytest.param(lambda path: path.unlink(), "is missing", id="missing"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:-1]), "cut short", id="cut short"),
        pytest.param(lambda path: path.write_bytes(b""), "cut short", id="empty"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:-40] + bytes(40)), "not a file of", id="zeros"),
    ],
)
def test_a_segment_that_is_not_whole_is_named(harm, reason: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    commit(tmp_path, NEWS)
    segment = tmp_path / Manifest.read(tmp_path).segments[0].file
    harm(segment)
    with pytest.raises(IndexCorrupt, match=f"{segment.name}: .*{reason}"):
        timkiem.open(tmp_path)


@pytest.mark.parametrize(
    "step",
    ["mưa (lũ OR {})", "mưa AND (lũ OR {})", "+mưa +(lũ {})", "mưa -(lũ {})", "mưa NOT (lũ {})", "mưa NOT (+(lũ {}))"],
)
def test_brackets_within_brackets_are_read_once_each(engine: LocalEngine, step: str) -> None:
    query = "bão"
    for _ in range(45 // step.count("(")):
        query = step.format(query)
    engine.search(query)  # twice the time at each depth would be longer than anyone lives


def test_by_date_an_accented_word_is_no_other_word(tmp_path: Path) -> None:
    engine = LocalEngine(tmp_path, create=True)
    titles = {"a": "bão về", "b": "báo chí", "c": "bao ve", "d": "bảo vệ"}
    engine.add(Article(id, title, published=PartialDate("2022")) for id, title in titles.items())
    assert sorted(ids(engine.search("bão"))) == ["a", "b", "c", "d"]
    assert ids(engine.search("bão"))[:2] == ["a", "c"]
    assert ids(engine.search("bão", sort="date")) == ["a", "c"]
    assert ids(engine.search('"bão về"', sort="-date")) == ["a", "c"]
    assert sorted(ids(engine.search("bao", sort="date"))) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("iso", ["2022-1-1", "", "22/11/2022", "2022-11-22 08:30"])
def test_a_date_is_written_in_one_of_four_forms(iso: str) -> None:
    with pytest.raises(ValueError, match="is not a date; write YYYY"):
        PartialDate(iso)


def test_an_empty_date_is_no_date(engine: LocalEngine) -> None:
    with pytest.raises(OptionError, match="is not a date"):
        engine.search("lũ", since="")
