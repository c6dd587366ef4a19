"""What gave a hit its score: the parts add up to it, whatever the query."""

from pathlib import Path

import pytest

from newsroom import articles
from timkiem.article import Article
from timkiem.engine import Hit
from timkiem.local import LocalEngine

UNION = Article("ub", "UBND tỉnh họp", "Ủy ban nhân dân tỉnh bàn việc chống bão, bao và báo.")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> LocalEngine:
    """Three segments, the articles of the last replacing some of the first, and some deleted."""
    found = LocalEngine(tmp_path_factory.mktemp("index"), create=True)
    news = articles()
    for batch in (news[:60], news[60:], [UNION, *news[:5]]):
        found.add(batch, metadata=False)
    found.delete([each.id for each in news[8:10]])
    assert len(found.snapshot().segments) > 1
    assert any(len(entry.deleted) for entry in found.snapshot().manifest.segments)
    return found


@pytest.mark.parametrize(
    "query",
    [
        "công an",
        "cong an quang binh",
        "công an Hà Nội bắt giữ nghi phạm",
        "bão",
        "=bão",
        "bão báo",
        "bão bão",
        "quảng*",
        "quang*",
        '"công an tỉnh"',
        '"bão lụt"~5',
        "UBND tỉnh",
        "lũ AND (huế OR bình)",
        "bão OR công an",
        '"công an" OR (bão NOT lũ)',
        'bão ("quảng bình" OR (tham nhũng -dân)) huế',
        "+bão (lũ lụt OR nhà máy)",
        "title:bão công an",
        "công an sóng thần",
        "quảng bnh",
    ],
)
def test_parts_add_up_to_the_score(engine: LocalEngine, query: str) -> None:
    hits = [hit for sort in ("relevance", "-date") for hit in engine.search(query, limit=60, sort=sort).hits]
    assert hits
    for hit in hits:
        assert sum(part.points for part in hit.explanation) == pytest.approx(hit.score, rel=1e-6)
        points = [part.points for part in hit.explanation]
        assert points == sorted(points, reverse=True)
        assert all(part.count > 0 and part.points > 0 for part in hit.explanation)


def named(hit: Hit) -> set[tuple[str, str, str, int]]:
    return {(part.field, part.kind, part.text, part.count) for part in hit.explanation}


def only(tmp_path: Path, query: str, text: str) -> Hit:
    engine = LocalEngine(tmp_path, create=True)
    engine.add([Article("a", "", text), Article("b", "", "khác hẳn")], metadata=False)
    return engine.search(query).hits[0]


@pytest.mark.parametrize(
    ("query", "text", "parts"),
    [
        ("bão", "bão bao báo", {("as written", "bão", 1), ("without accents", "bao", 1), ("any accents", "bao", 3)}),
        (
            "hòa bình",
            "hoà bình",
            {
                ("as written", "hòa", 1),
                ("as written", "bình", 1),
                ("any accents", "hoa", 1),
                ("any accents", "binh", 1),
                ("side by side", "hòa bình", 1),
            },
        ),
        ("nhũ*", "tham nhũng, nhung lụa", {("beginning", "nhũ*", 1), ("beginning", "nhu*", 2)}),
        ("=bão", "bão bao", {("as written", "bão", 1)}),
    ],
)
def test_what_parts_are_called(tmp_path: Path, query: str, text: str, parts: set[tuple[str, str, int]]) -> None:
    assert named(only(tmp_path, query, text)) == {("body", *part) for part in parts}


def test_a_guess_is_named(engine: LocalEngine) -> None:
    kinds = {(part.kind, part.text) for part in engine.search("quang binh").hits[0].explanation}
    assert {("guess", "quảng"), ("any accents", "quang"), ("side by side", "quảng bình")} <= kinds


def test_another_wording_is_named_as_the_article_has_it(tmp_path: Path) -> None:
    hit = only(tmp_path, "UBND", "Ủy ban nhân dân họp")
    assert named(hit) == {("body", "other wording", "ủy ban nhân dân", 1)}


def test_filters_alone_give_no_score(engine: LocalEngine) -> None:
    assert engine.search("-bão").hits[0].explanation == ()


def test_a_page_as_json_explains_when_asked(engine: LocalEngine) -> None:
    page = engine.search("bão", limit=1)
    assert "explanation" not in page.record()["hits"][0]
    [hit] = page.record(explain=True)["hits"]
    assert sum(part["points"] for part in hit["explanation"]) == pytest.approx(hit["score"], abs=1e-3)
    assert set(hit["explanation"][0]) == {"field", "kind", "text", "count", "points"}


def test_titles_are_marked(tmp_path: Path) -> None:
    engine = LocalEngine(tmp_path, create=True)
    engine.add([Article("a", "Lũ ở Quảng Bình", "Bão")], metadata=False)

    def marks(query: str) -> list[str]:
        [hit] = engine.search(query).hits
        return [hit.title[start:end] for start, end in hit.title_marks]

    assert marks("quang binh lu") == ["Lũ", "Quảng Bình"]
    assert (marks("bão"), marks("body:bão title:lũ"), marks('"quảng bình"')) == ([], ["Lũ"], ["Quảng Bình"])
