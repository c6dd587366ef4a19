"""Any text gives an answer or a clear error."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generated import SYLLABLES, articles, in_segments
from timkiem.errors import QueryError
from timkiem.limits import LIMITS, Limits
from timkiem.local import LocalEngine


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    in_segments(folder, articles(1, 90))
    return folder


@pytest.fixture(scope="module")
def engine(folder: Path) -> LocalEngine:
    return LocalEngine(folder)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("lũ " * 1001, "1,001 words are too many for one query; 1,000 are the most"),
        ("(" * 51 + "lũ", "more than 50 brackets within each other"),
        ("*", "nothing to search for: type a word"),
        ("", "nothing to search for: type a word"),
        ('"' * 5000, "nothing to search for: type a word"),
        ("x" * 201, "a word of 201 letters; 200 are the most"),
        (" " * 100_001, "100,001 characters are too many for one query; 100,000 are the most"),
    ],
)
def test_what_is_too_much_is_told(query: str, reason: str, engine: LocalEngine) -> None:
    for ask in (engine.search, engine.ids):
        with pytest.raises(QueryError) as caught:
            ask(query)
        assert caught.value.reason == reason


@pytest.mark.parametrize(
    "query",
    ["lũ " * 1000, "(" * 50 + "lũ", "x" * 200, '"' + "lũ " * 1000 + '"', "lũ OR " * 999 + "lũ", "-lũ " * 999 + "mưa",
     '"lũ mưa"~999', "m* " * 300, "+" * 1000 + "lũ", ")" * 1000 + "lũ" + "(" * 50, "a\u0301" * 190],
)  # fmt: skip
def test_what_is_just_not_too_much_is_answered(query: str, engine: LocalEngine) -> None:
    found = engine.search(query, limit=10**12, page=10**6)
    assert found.hits == ()
    assert found.total >= 0


def test_limits_are_set_in_python(folder: Path) -> None:
    engine = LocalEngine(folder, limits=Limits(words=2, depth=1, prefixes=5, distance=3, letters=4, characters=50))
    allowed = ("lũ mưa", "(lũ)", "lũ*", '"lũ mưa"~3', "nước", "l" + " " * 49)
    refused = ("lũ mưa nước", "((lũ))", "t*", '"lũ mưa"~4', "trường", "l" + " " * 50)
    for query in allowed:
        engine.search(query)
    for query in refused:
        with pytest.raises(QueryError):
            engine.search(query)
    assert engine.search("lũ").total == LocalEngine(folder).search("lũ").total
    assert Limits() == LIMITS


PIECES = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        [*SYLLABLES, "(", ")", '"', "*", "-", "+", "=", " ", "OR", "NOT", "AND", "title:", "~5", "/s", "/p"]
    ),
)


@given(st.lists(PIECES, max_size=40), st.sampled_from(["", " "]))
def test_any_text_is_answered_or_refused(engine: LocalEngine, pieces: list[str], between: str) -> None:
    try:
        found = engine.search(between.join(pieces), limit=3)
        assert len(found.hits) <= 3
        [hit.record() for hit in found.hits]
    except QueryError as error:
        assert error.reason  # noqa: PT017
