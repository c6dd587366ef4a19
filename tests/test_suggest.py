"""What a query may become while it is typed: the table is tests/cases/suggestions.tsv."""

from dataclasses import replace
from pathlib import Path

import pytest

import newsroom
from case_tables import table
from timkiem.article import Article
from timkiem.completing import typed
from timkiem.errors import OptionError
from timkiem.local import LocalEngine
from timkiem.text import form


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> LocalEngine:
    engine = LocalEngine(tmp_path_factory.mktemp("newsroom"), create=True)
    engine.add(newsroom.articles())
    return engine


@pytest.mark.parametrize(("text", "kind", "wanted", "other_kind", "unwanted"), table("suggestions"))
def test_what_it_may_become(
    engine: LocalEngine, text: str, kind: str, wanted: str, other_kind: str, unwanted: str
) -> None:
    found = [(each.kind, each.text) for each in engine.suggest(text)]
    assert kind == "-" or (kind, wanted) in found
    assert other_kind == "-" or (other_kind, unwanted) not in found


def test_counts_are_of_articles(engine: LocalEngine) -> None:
    for text in ("quang b", "cong an", "doanh ", "ha", "thu tuong nguyen x"):
        for each in engine.suggest(text):
            query = (
                f'"{each.text}"' if each.kind == "words" else f'{each.kind.replace("place", "location")}:"{each.text}"'
            )
            assert each.kind == "title" or each.articles == engine.search(query, limit=0).total, each
    assert engine.suggest("quang b")[0].articles > 0


def test_a_text_comes_once_and_no_more_than_asked_for(engine: LocalEngine) -> None:
    for text in ("q", "quang", "quang ", "h", "công"):
        found = engine.suggest(text, limit=7)
        assert 0 < len(found) <= 7
        assert len({each.text.lower() for each in found}) == len(found)
        assert engine.suggest(text, limit=2) == [each for each in found if each in engine.suggest(text, limit=2)]


@pytest.mark.parametrize("text", ["", " ", "!", "zzz", "zzz q", "quảng bình " * 50, "q" * 5000])
def test_nothing_to_complete(engine: LocalEngine, text: str) -> None:
    assert engine.suggest(text) == []


def test_a_limit_that_makes_no_sense(engine: LocalEngine) -> None:
    assert engine.suggest("quang", limit=0) == []
    with pytest.raises(OptionError):
        engine.suggest("quang", limit=-1)


def test_deleted_articles_are_left_out(tmp_path: Path) -> None:
    with LocalEngine(tmp_path, create=True) as engine:
        news = [Article(str(at), f"Lũ lụt {at}", "Lũ lụt ở Quảng Bình.") for at in range(40)]
        engine.add(news)
        assert [each.articles for each in engine.suggest("lũ l") if each.kind == "words"] == [40]
        engine.add([replace(news[0], title="Nắng", body="Nắng ở Huế"), replace(news[1], title="", body="Nắng")])
        assert engine.snapshot().documents > engine.snapshot().articles
        assert [each.articles for each in engine.suggest("lũ l") if each.kind == "words"] == [38]
        assert [each.articles for each in engine.suggest("quang b") if each.kind == "place"] == [38]
        assert not {"Lũ lụt 0", "Lũ lụt 1"} & {each.text for each in engine.suggest("lũ lụt", limit=100)}


def test_segments_are_added_up(tmp_path: Path) -> None:
    with LocalEngine(tmp_path, create=True) as engine:
        for at in range(3):
            engine.add(
                [Article(f"{at}/{each}", "", "đường Trần Phú, Nha Trang " * 300) for each in range(27 >> 2 * at)]
            )
        assert len(engine.snapshot().segments) > 1
        [street] = [each for each in engine.suggest("tran p") if each.kind == "words"]
        assert (street.text, street.articles) == ("trần phú", 27 + 6 + 1)


def test_the_words_so_far() -> None:
    assert typed("Quảng b") == typed("quảng  b")
    assert [word.folded for word in typed("công an ").whole] == ["cong", "an"]
    assert typed("công an ").begun == form("")
    assert (typed("b").whole, typed("b").begun) == ((), form("b"))


def test_an_empty_index(tmp_path: Path) -> None:
    with LocalEngine(tmp_path, create=True) as engine:
        engine.add([])
        assert engine.suggest("quang b") == []
