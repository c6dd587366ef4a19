"""Accents that are left out are read from what stands side by side in the articles."""

from pathlib import Path

import pytest

import timkiem
from timkiem.article import Article
from timkiem.parsing import parse
from timkiem.readings import read, read_pair
from timkiem.restoring import reading, with_readings
from timkiem.snapshot import Snapshot
from timkiem.text import forms

TEXTS = (
    *["Quảng Bình có lũ, bão lên đường quảng canh, công an tỉnh đi đường sắt"] * 7,
    "Ông Quang ở Quảng Bình là công an tỉnh",
    "Anh Quang bình tĩnh nói: lá cây này là của an ninh",
    *["Tin là có thật, là của báo, Hà Tĩnh"] * 6,
    "Tin khong dau o Quang Binh",
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> timkiem.LocalEngine:
    engine = timkiem.open(tmp_path_factory.mktemp("index"), create=True)
    engine.add(
        (Article(str(at), f"Bài {at}", text) for at, text in enumerate(TEXTS)),
        metadata=False,
    )
    return engine


@pytest.fixture(scope="module")
def snapshot(engine: timkiem.LocalEngine) -> Snapshot:
    return engine.snapshot()


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        pytest.param("quang binh", "quảng bình", id="a word of two syllables"),
        pytest.param("QUANG  BINH", "quảng bình", id="capitals"),
        pytest.param("quảng binh", "quảng bình", id="accents typed for one of two"),
        pytest.param("tinh quang binh", "tinh quảng bình", id="a word that is not read stays as typed"),
        pytest.param("la cay", "lá cây", id="what stands in all articles explains none of them"),
        pytest.param("la cua", "là của", id="unless it is there"),
        pytest.param("cong an tinh", "công an tỉnh", id="a syllable without accents beside those with"),
        pytest.param("duong sat", "đường sắt", id="d and đ"),
        pytest.param('lu "quang binh"', 'lu "quảng bình"', id="within a phrase; a word alone is left alone"),
        pytest.param("quang binh bao*", "quảng bình bao*", id="a prefix is left alone"),
        pytest.param("Quảng Bình", None, id="accents were typed"),
        pytest.param("binh", None, id="one word tells nothing"),
        pytest.param("binh bao", None, id="never side by side"),
        pytest.param("khong thay", None, id="nowhere"),
        pytest.param("an ninh", None, id="read as typed"),
    ],
)
def test_how_a_query_is_read(typed: str, read_as: str | None, snapshot: Snapshot) -> None:
    assert reading(with_readings(snapshot, parse(typed))) == read_as


def test_accents_that_are_hardly_ever_there_are_read_silently(snapshot: Snapshot) -> None:
    assert read(snapshot, forms("Quảng bính")) == [None, forms("bình")[0].written]
    assert reading(with_readings(snapshot, parse("Quảng bính"))) is None


def test_a_pair_tells_how_sure_it_is(snapshot: Snapshot) -> None:
    first, second = read_pair(snapshot, *forms("quang binh")) or (None, None)
    assert first is not None
    assert second is not None
    assert (first.written, second.written) == tuple(form.written for form in forms("quảng bình"))
    assert 0.7 < first.certainty < 1
    assert read_pair(snapshot, *forms("binh quang")) is None


def test_the_reading_comes_first_and_hides_no_other(engine: timkiem.LocalEngine) -> None:
    page = engine.search("quang binh", limit=20)
    assert (page.reading, page.total) == ("quảng bình", 10)
    assert page.record()["reading"] == "quảng bình"
    assert {"8", "15"} == {hit.id for hit in page.hits[-2:]}
    shown = next(hit for hit in page.hits if hit.id == "7").snippet.text("[", "]")
    assert shown == "Ông Quang ở [Quảng Bình] là công an tỉnh"
    assert page.hits[-1].snippet.text("[", "]").count("[") == 1


def test_an_index_without_articles(tmp_path: Path) -> None:
    with timkiem.open(tmp_path, create=True) as engine:
        engine.add([])
        assert engine.search("quang binh").reading is None
