"""Whoosh itself opens the index, finds what Vietnamese readers type, and is kept from writing to it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import whoosh.index
from whoosh import query as q
from whoosh.qparser import MultifieldParser, QueryParser
from whoosh.searching import Searcher

from generated import articles, commit, in_segments
from timkiem.article import Article, PartialDate
from timkiem.columnar.manifest import Manifest
from timkiem.errors import NotWritableByWhoosh
from timkiem.snapshot import Snapshot

NEWS = [
    Article(
        "qb",
        "Lũ ở Quảng Bình",
        "Nước sông Gianh lên nhanh.\nDân Quảng Trạch chạy lũ.",
        lead="Đêm qua",
        published=PartialDate("2022-11-22T08:30"),
        source="Báo Quảng Bình",
        author="Hùng - Quý",
        category="Thời sự",
    ),
    Article(
        "bd",
        "Quảng trường Ba Đình",
        "Bình minh trên quảng trường. Ông Đặng Văn Dũng nói.",
        published=PartialDate("2022-11"),
    ),
    Article("tt", "Hoà bình", "Thủy điện Hòa Bình; đang xả lũ, lũ, lũ.", published=PartialDate("2021")),
    Article("kh", "Không ngày", "Ông Dang ở Quảng Ngãi."),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five articles in two segments, one replaced since: its old text no longer counts."""
    commit(tmp_path, [replace(NEWS[3], title="Quảng Bình đã xoá", body="lũ lũ lũ"), *NEWS[:3]])
    commit(tmp_path, NEWS[3:])
    snapshot = Snapshot.open(tmp_path)
    assert (len(snapshot.segments), snapshot.documents, snapshot.articles) == (2, 5, 4)
    return tmp_path


@pytest.fixture
def searcher(folder: Path) -> Iterator[Searcher]:
    with whoosh.index.open_dir(str(folder)).searcher() as searcher:
        yield searcher


def found(searcher: Searcher, query: q.Query) -> set[str]:
    return {hit["id"] for hit in searcher.search(query, limit=None)}


def test_the_schema_shows_the_fields(folder: Path) -> None:
    texts = ["title", "body", "source", "author", "category", "location", "officials"]
    views = [f"{name}_{kind}" for name in texts for kind in ("written", "pair")]
    schema = whoosh.index.open_dir(str(folder)).schema
    assert sorted(schema.names()) == sorted(["id", "date", *texts, *views])
    assert sorted(schema.stored_names()) == sorted(["id", "date", *texts])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("quang binh", {"qb"}, id="no accents"),
        pytest.param("Quảng Bình", {"qb"}, id="as written"),
        pytest.param("QUA\u0309NG BI\u0300NH", {"qb"}, id="capitals, decomposed"),
        pytest.param("hòa", {"tt"}, id="the other place of the tone"),
        pytest.param("hòa OR (quảng trường)", {"tt", "bd"}, id="operators"),
        pytest.param("quang NOT binh", {"bd"}, id="not"),
        pytest.param('"quang binh"', {"qb"}, id="a phrase"),
        pytest.param('"binh quang"', set(), id="a phrase the wrong way round"),
        pytest.param("đì*", {"bd"}, id="a prefix"),
        pytest.param("qua?g", {"qb", "bd"}, id="a wildcard"),
        pytest.param("Q*ả?g", {"qb", "bd"}, id="two wildcards among capitals and accents"),
        pytest.param("body:dang", {"bd", "tt", "kh"}, id="Dang finds Đặng, đang and Dang"),
        pytest.param("body_written:đặng", {"bd"}, id="Đặng alone"),
        pytest.param("body_written:dang", {"kh"}, id="Dang alone"),
        pytest.param('body:"dang van"', {"bd"}, id="a phrase in a field"),
        pytest.param('body:"dem qua nuoc song"', {"qb"}, id="a phrase from the lead into the body"),
        pytest.param("source:quang", {"qb"}, id="the source"),
        pytest.param("author:quy category:thoi", {"qb"}, id="author and category"),
        pytest.param("id:bd", {"bd"}, id="an id"),
        pytest.param("id:b", set(), id="half an id"),
        pytest.param("date:2022", {"qb", "bd"}, id="a year"),
        pytest.param("date:2022-11", {"qb", "bd"}, id="a month"),
        pytest.param("date:2022-11-22", {"qb"}, id="a day"),
        pytest.param("date:[2021 TO 2021-12]", {"tt"}, id="a range of dates"),
        pytest.param("date:2023", set(), id="no such date"),
        pytest.param("xoa", set(), id="a word of the replaced text"),
        pytest.param("nowhere:lu", set(), id="no such field"),
        pytest.param("*", {"qb", "bd", "tt", "kh"}, id="everything"),
    ],
)
def test_its_query_parser_and_searcher_find(typed: str, expected: set[str], searcher: Searcher) -> None:
    assert found(searcher, QueryParser("title", searcher.schema).parse(typed)) == expected


def test_its_parser_of_several_fields_finds(searcher: Searcher) -> None:
    parser = MultifieldParser(["title", "body"], searcher.schema)
    assert found(searcher, parser.parse("binh minh")) == {"bd"}
    assert found(searcher, parser.parse("Dang")) == {"bd", "tt", "kh"}


def test_a_word_with_a_letter_wrong_is_found(searcher: Searcher) -> None:
    assert found(searcher, q.FuzzyTerm("title", "quanh")) == {"qb", "bd"}


def test_pairs_are_terms(searcher: Searcher) -> None:
    assert found(searcher, q.Term("title_pair", "quang binh")) == {"qb"}
    assert found(searcher, q.Prefix("title_pair", "quang ")) == {"qb", "bd"}
    assert found(searcher, q.Term("title_pair", "binh quang")) == set()


def test_a_phrase_of_written_words_is_refused_and_not_silently_missed(searcher: Searcher) -> None:
    with pytest.raises(q.QueryError, match="has no positions"):
        found(searcher, QueryParser("title_written", searcher.schema).parse('"quảng bình"'))


def test_a_hit_shows_what_is_stored(searcher: Searcher) -> None:
    [hit] = searcher.search(q.Term("id", "qb"))
    assert hit.fields() == {
        "id": "qb",
        "date": "2022-11-22T08:30",
        "title": "Lũ ở Quảng Bình",
        "body": "Đêm qua\nNước sông Gianh lên nhanh.\nDân Quảng Trạch chạy lũ.",
        "source": "Báo Quảng Bình",
        "author": "Hùng - Quý",
        "category": "Thời sự",
        "location": "",
        "officials": "",
    }


def test_a_hit_is_highlighted(searcher: Searcher) -> None:
    [hit] = searcher.search(QueryParser("body", searcher.schema).parse("dang van"))
    marked = 'quảng trường. Ông <b class="match term0">Đặng</b> <b class="match term1">Văn</b> Dũng nói'
    assert hit.highlights("body") == marked


def test_terms_their_documents_and_their_counts(searcher: Searcher) -> None:
    reader = searcher.reader()
    assert list(reader.lexicon("title")) == sorted(
        [b"ba", b"binh", b"da", b"dinh", b"hoa", b"khong", b"lu", b"ngay", b"o", b"quang", b"truong", b"xoa"]
    )
    assert list(reader.lexicon("title_written"))[:3] == [word.encode() for word in ("ba", "binh\u0300", "hoa\u0300")]
    assert list(reader.lexicon("date")) == [b"2021", b"2022", b"2022-11", b"2022-11-22"]
    assert [reader.doc_frequency("body", word) for word in (b"lu", b"quang", b"hue")] == [3, 3, 0]
    assert [reader.frequency("body", word) for word in (b"lu", b"quang", b"hue")] == [7, 3, 0]
    assert [term in reader for term in (("body", b"lu"), ("body", b"hue"), ("nowhere", b"lu"))] == [True, False, False]
    assert [reader.doc_count_all(), reader.doc_count()] == [5, 4]
    assert [reader.field_length("title"), reader.max_field_length("title")] == [4 + 4 + 4 + 2 + 2, 4]
    assert list(reader.expand_prefix("title", "b")) == [b"ba", b"binh"]


def test_positions_are_those_of_the_text(searcher: Searcher) -> None:
    matcher = searcher.postings("body", "lu")
    places = {}
    while matcher.is_active():
        places[searcher.stored_fields(matcher.id())["id"]] = matcher.value_as("positions")
        matcher.next()
    assert places == {"qb": [11], "tt": [6, 7, 8]}


def test_values_are_those_that_the_format_of_the_field_reads(searcher: Searcher) -> None:
    """Whoosh decodes positions, and counts where a field has none, from these bytes."""
    schema = searcher.schema
    of_positions, of_counts = searcher.postings("body", "lu"), searcher.postings("body_written", "lu\u0303")
    assert schema["body"].format.decode_positions(of_positions.value()) == [11]
    assert schema["body_written"].format.decode_frequency(of_counts.value()) == 1


def test_words_of_which_nothing_is_left_find_nothing(tmp_path: Path) -> None:
    """Segments that are merged may keep the words of articles that were deleted."""
    commit(tmp_path, [replace(NEWS[3], title="Đã xoá đi"), NEWS[0]])
    commit(tmp_path, NEWS[3:])
    snapshot = Snapshot.open(tmp_path)
    assert (len(snapshot.segments), snapshot.documents) == (1, 2)
    with whoosh.index.open_dir(str(tmp_path)).searcher() as searcher:
        for typed in ("xoa", "đ*", "title_written:đã", '"xoa di"', "xo?"):
            assert found(searcher, QueryParser("title", searcher.schema).parse(typed)) == set()
        assert searcher.doc_frequency("title", "xoa") == 0


def test_no_segments_and_many_segments(tmp_path: Path) -> None:
    commit(tmp_path, [])
    with whoosh.index.open_dir(str(tmp_path)).searcher() as searcher:
        assert found(searcher, q.Every()) == set()
    given = articles(1, 60)
    in_segments(tmp_path, given)
    with whoosh.index.open_dir(str(tmp_path)).searcher() as searcher:
        assert len(searcher.reader().leaf_readers()) == 3
        assert found(searcher, q.Every()) == {article.id for article in given}
        assert {id: found(searcher, q.Term("id", id)) for id in ("a0", "a31", "a59")} == {
            id: {id} for id in ("a0", "a31", "a59")
        }


WRITES: dict[str, Callable[[Any], object]] = {
    "add": lambda index: index.writer().add_document(id="new", title="mới", body="mới"),
    "update": lambda index: index.writer().update_document(id="qb", title="mới"),
    "an empty commit": lambda index: index.writer().commit(),
    "a merge": lambda index: index.writer().commit(optimize=True),
    "optimize": lambda index: index.optimize(),
    "delete by term": lambda index: index.delete_by_term("id", "qb"),
    "delete by query": lambda index: index.delete_by_query(q.Every()),
    "add a field": lambda index: index.add_field("new", whoosh.fields.KEYWORD()),
    "remove a field": lambda index: index.remove_field("title"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_its_own_writing_is_refused_and_nothing_is_lost(write: Callable[[Any], object], folder: Path) -> None:
    before = Manifest.read(folder).generation
    with pytest.raises(NotWritableByWhoosh, match="timkiem index"):
        write(whoosh.index.open_dir(str(folder)))
    with whoosh.index.open_dir(str(folder)).searcher() as searcher:
        assert found(searcher, q.Every()) == {"qb", "bd", "tt", "kh"}
    assert Manifest.read(folder).generation == before
    commit(folder, [Article("new", "Quảng Nam")])
    with whoosh.index.open_dir(str(folder)).searcher() as searcher:
        assert found(searcher, q.Term("title", "quang")) == {"qb", "bd", "new"}


def test_what_whoosh_creates_over_the_index_is_undone_by_the_next_commit(folder: Path) -> None:
    whoosh.index.create_in(str(folder), whoosh.fields.Schema(id=whoosh.fields.ID))
    commit(folder, [])
    with whoosh.index.open_dir(str(folder)).searcher() as searcher:
        assert found(searcher, q.Term("title", "quang")) == {"qb", "bd"}
