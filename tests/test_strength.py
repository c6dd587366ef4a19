"""The table of cases/strength.tsv: this query, this text, how strongly it matches."""

from collections import defaultdict
from pathlib import Path

import pytest

import timkiem
from timkiem.article import Article
from timkiem.engine import Hit
from timkiem.text import forms

TABLE = Path(__file__).parent / "cases" / "strength.tsv"
LEVELS = {
    "same": 9, "together": 9, "variant": 8, "near": 8, "no accents": 7, "other accents": 6, "apart": 5, "partial": 1,
    "none": 0,
}  # fmt: skip
WORDS = 30  #: of every text, so that no length decides
USUAL = ("Công an tỉnh Quảng Bình", "Tuyến đường sắt Bắc Nam", "Trụ sở công an")  #: how the index writes these words

ROWS = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
CASES: dict[str, list[int]] = defaultdict(list)  # rows by query
for number, (query, _, _) in enumerate(ROWS):
    CASES[query].append(number)


def padded(text: str) -> str:
    """A text filled up to WORDS words that no query has."""
    return f"{text}\n{' '.join(['zz'] * (WORDS - len(forms(text))))}"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> timkiem.LocalEngine:
    engine = timkiem.open(tmp_path_factory.mktemp("index"), create=True)
    texts = [(str(at), text.replace("\\n", "\n")) for at, (_, text, _) in enumerate(ROWS)]
    usual = [(f"usual {at}", USUAL[at % len(USUAL)]) for at in range(60)]
    engine.add((Article(id, "", padded(text)) for id, text in [*texts, *usual]), metadata=False)
    return engine


def test_the_table_is_large_and_every_level_is_known() -> None:
    assert len(ROWS) >= 150
    assert {level for _, _, level in ROWS} == set(LEVELS)


@pytest.mark.parametrize("query", CASES)
def test_how_strongly_a_text_matches(query: str, engine: timkiem.LocalEngine) -> None:
    hits = {hit.id: hit for hit in engine.search(query, limit=1000).hits}
    wrong = [ROWS[row][1:] for row in CASES[query] if not _is_found(hits.get(str(row)), ROWS[row][2])]
    assert wrong == []
    ordered = [ROWS[int(id)] for id in hits if id.isdecimal() and int(id) in CASES[query]]
    levels = [LEVELS[level] for _, _, level in ordered if level != "none"]
    assert levels == sorted(levels, reverse=True), [row[1:] for row in ordered]


def _is_found(hit: Hit | None, level: str) -> bool:
    if level == "none":
        return hit is None or not hit.complete
    return hit is not None and hit.complete == (level != "partial")
