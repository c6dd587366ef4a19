"""The parts of the benchmarks that figures rest on: queries, variants, corpus, truth. No engine is needed."""

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))  # they are scripts beside the package, not a part of it

import history  # noqa: E402
import tables  # noqa: E402
from articles import Article, multiplied, read, write  # noqa: E402
from brute_force import Scan  # noqa: E402
from engines.contract import Kind, Missing  # noqa: E402
from engines.sqlite_fts5 import SqliteFts5  # noqa: E402
from folding import folded_words  # noqa: E402
from query_sets import query_sets  # noqa: E402
from searching import spread  # noqa: E402
from variants import mistaken, new_tones, old_tones, stripped  # noqa: E402

ARTICLES = [
    Article("a", "Lũ ở Quảng Bình", "Nước lên nhanh.", "Đường ngập.\nDân lên thuyền.\nTrường học đóng cửa."),
    Article("b", "Hoà giải", "", "Quảng trường Ba Đình.\nBình minh\u2028trên sông."),
    Article("c", "Thuý Kiều", "Truyện", unicodedata.normalize("NFD", "Nguyễn Du sinh ở Thăng Long.")),
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    write(ARTICLES, path)
    return path


def test_what_is_written_is_read_again(corpus: Path) -> None:
    assert list(read(corpus)) == ARTICLES


def test_text_bytes_are_those_of_title_lead_and_body(tmp_path: Path) -> None:
    assert write([Article("x", "Lũ", "ở", "đó")], tmp_path / "x.jsonl") == 1 + 2 + 3 + 2 + 2


def test_the_corpus_is_first_itself_and_then_copies_with_shuffled_paragraphs(corpus: Path) -> None:
    made = list(multiplied(corpus, 8, seed=1))
    assert made[:3] == ARTICLES
    assert [article.id for article in made] == ["a", "b", "c", "a~2", "b~2", "c~2", "a~3", "b~3"]
    for copy, original in zip(made[3:], ARTICLES + ARTICLES, strict=False):
        assert (copy.title, copy.lead) == (original.title, original.lead)
        assert sorted(copy.body.split("\n")) == sorted(original.body.split("\n"))
    assert made == list(multiplied(corpus, 8, seed=1))
    assert made != list(multiplied(corpus, 8, seed=4))


def test_a_corpus_cut_short_and_an_empty_one(corpus: Path, tmp_path: Path) -> None:
    assert list(multiplied(corpus, 2, seed=1)) == ARTICLES[:2]
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    assert list(multiplied(empty, 2, seed=1)) == []


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đặng Thị Thuý-Vy", ["dang", "thi", "thuy", "vy"]),
        (unicodedata.normalize("NFD", "ĐƯỜNG Quảng"), ["duong", "quang"]),
        ("2.079 người", ["2", "079", "nguoi"]),
        ("...", []),
    ],
)
def test_folded_words(text: str, folded: list[str]) -> None:
    assert folded_words(text) == folded


@pytest.mark.parametrize(
    ("query", "bare"), [("Đặt tên đường Võ Nguyên Giáp", "Dat ten duong Vo Nguyen Giap"), ("", "")]
)
def test_stripped(query: str, bare: str) -> None:
    assert stripped(query) == bare
    assert stripped(unicodedata.normalize("NFD", query)) == bare


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("hoà", "hòa"),
        ("HOÀ BÌNH", "HÒA BÌNH"),
        ("khoẻ", "khỏe"),
        ("thuỷ thủ", "thủy thủ"),
        ("quý", "quý"),  # the u belongs to the q
        ("ngoài toàn thuyền", "ngoài toàn thuyền"),  # a letter follows: one spelling only
        ("hoặc oẳn", "hoặc oẳn"),
    ],
)
def test_tone_placement(new: str, old: str) -> None:
    assert old_tones(new) == old_tones(old) == unicodedata.normalize("NFD", old)
    assert new_tones(old) == new_tones(new) == new


def test_a_mistake_is_one_and_always_the_same() -> None:
    queries = [f"Lũ lớn ở Quảng Bình năm {year}" for year in range(1900, 2000)]
    for query in queries:
        wrong = mistaken(query, seed=1)
        assert wrong == mistaken(query, seed=1) != query
        assert abs(len(wrong) - len(query)) <= 1
        assert len(set(wrong.split()) ^ set(query.split())) <= 2  # one word became another, or none
    accents = sum(stripped(mistaken(query, 1)) == stripped(query) for query in queries)
    assert 25 <= accents <= 75  # about half are mistakes of accents, half of letters
    assert mistaken("2022 - 11", seed=1) == "2022 - 11"


def test_query_sets_are_cut_from_titles() -> None:
    titles = ["Lũ ở Quảng Bình: nước lên nhanh", "Hoà giải", "Một"]
    sets = query_sets(titles, 20, seed=1, real=["Ấn Độ - Pakistan"])
    assert {set_.name: (set_.kind, len(set_.texts)) for set_ in sets} == {
        "typed": ("typed", 21),
        "any words": ("any", 21),
        "all words": ("all", 21),
        "phrase of 2": ("phrase", 20),
        "phrase of 4+": ("phrase", 20),
        "prefix": ("prefix", 20),
    }
    lengths = {set_.name: {len(text.split()) for text in set_.texts} for set_ in sets}
    assert lengths["phrase of 2"] == {2}
    assert lengths["phrase of 4+"] == {4, 5, 6}
    assert all(text in "lũ ở quảng bình nước lên nhanh" for text in sets[4].texts)
    assert [set_.texts for set_ in sets] == [set_.texts for set_ in query_sets(titles, 20, 1, ["Ấn Độ - Pakistan"])]


EXPECTED: list[tuple[Kind, str, set[str]]] = [
    ("any", "quảng binh", {"a", "b"}),
    ("all", "quang bình", {"a", "b"}),
    ("all", "quảng thuyền", {"a"}),  # one word in the title, one in the body
    ("phrase", "Quảng Bình", {"a"}),
    ("phrase", "bình nước", set()),  # title and lead are not side by side
    ("phrase", "nhanh đường", {"a"}),  # lead and body are
    ("phrase", "nguyen du", {"c"}),  # written in NFD
    ("prefix", "quảng tr", {"a", "b"}),
    ("prefix", "quảng tra", set()),
    ("prefix", "thuy", {"a", "c"}),
    ("prefix", "tru", {"a", "b", "c"}),
]


@pytest.mark.parametrize(("kind", "query", "ids"), EXPECTED)
def test_what_must_be_found(kind: Kind, query: str, ids: set[str]) -> None:
    assert Scan(ARTICLES).matches(kind, query) == ids


def test_an_engine_finds_it_through_its_adapter(corpus: Path, tmp_path: Path) -> None:
    engine = SqliteFts5()  # the one engine that Python brings along, in nearly all builds
    try:
        engine.version()
    except Missing as missing:
        pytest.skip(str(missing))
    engine.index(corpus, tmp_path)
    index = engine.open(tmp_path)
    found = {(kind, query): index.search(kind, query, 10) for kind, query, _ in EXPECTED}
    index.close()
    assert {key: set(answer.ids) for key, answer in found.items()} == {
        (kind, query): ids for kind, query, ids in EXPECTED
    }
    assert found["phrase", "Quảng Bình"].titles == ["Lũ ở Quảng Bình"]


def test_spread_takes_each_querys_median_first() -> None:
    assert spread([[1, 10, 5], [2, 90, 5], [90, 11, 5]]) == {"p50_ms": 5, "p95_ms": 11}


def test_the_table_shows_a_run_with_an_engine_that_was_skipped() -> None:
    run = {
        "articles": 3,
        "date": "2026-01-01T00:00:00+00:00",
        "commit": "abc",
        "machine": {"cpu": "a cpu", "cores": 2},
        "versions": {"python": "3.11"},
        "corpora": {"tantivy": {"articles": 3, "text_bytes": 2_000_000}},
        "indexing": {},
        "queries": {"typed": 5, "any words": 5},
        "searching": {"tantivy": {"any words": {"p50_ms": 1.0, "p95_ms": 2.0}}},
        "skipped": {"timkiem": "no module"},
    }
    assert tables.speed(json.loads(json.dumps(run))).split("\n\n") == [
        "3 articles, 2.0 MB of text; 2026-01-01T00:00:00+00:00, commit abc; 2 cores of a cpu",
        "| Milliseconds, p50 / p95 | typed (5) | any words (5) |\n| --- | ---: | ---: |\n| tantivy |  | 1.00 / 2.00 |",
        "| times tantivy | typed | any words |\n| --- | ---: | ---: |\n| tantivy |  | 1.00 / 1.00 |",
        "- without timkiem: no module",
        "Versions: python 3.11",
    ]


def test_the_history_keeps_the_last_run_of_each_benchmark_and_no_paths(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    assert history.last("speed", path) is None
    for run in (
        {"benchmark": "speed", "articles": 1},
        {"benchmark": "speed", "articles": 2, "skipped": {"xapian": "cannot open /home/an/index.db: 1/2 read"}},
        {"benchmark": "relevance", "articles": 3},
    ):
        history.append(run, path)
    skipped = {"xapian": "cannot open PATH: 1/2 read"}
    assert history.last("speed", path) == {"benchmark": "speed", "articles": 2, "skipped": skipped}
    assert len(path.read_text(encoding="utf-8").split("\n")) == 4


def test_extracting_without_its_data_says_so_and_is_no_failure(tmp_path: Path) -> None:
    command = [sys.executable, str(BENCHMARKS / "extracting.py"), "--corpus", str(tmp_path / "none.zst")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"Skipped: there is no {command[3]}.\n")


@pytest.mark.parametrize("name", ["relevance.py", "mistyped.py"])
def test_a_benchmark_without_its_data_says_so_and_is_no_failure(name: str, tmp_path: Path) -> None:
    script, missing = str(BENCHMARKS / name), str(tmp_path / "none.zst")
    command = [sys.executable, script, "--relevance", str(tmp_path), "--corpus", missing]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"Skipped: there is no {missing}.\n")
