"""Facets count the matches, all and only those: against counting them one by one."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import timkiem
from generated import SYLLABLES, articles, commit, in_segments
from timkiem.article import Article, PartialDate
from timkiem.cli.facets import NAMES
from timkiem.engine import Facet
from timkiem.errors import OptionError
from timkiem.facets import FACETS
from timkiem.kernels.counting import count_labels

RANKS = ("", "Đại tá", "Thượng tá")
GIVEN = [
    replace(
        article,
        metadata={
            "officials": [
                {"name": SYLLABLES[each % 9].title(), "rank": RANKS[each % 3], "position": SYLLABLES[each % 4]}
                for each in range(number % 5)
            ],
            "dates": [{"iso": "2022"}] * (number % 3),
        },
    )
    for number, article in enumerate(articles(8, 90))
]
REPLACED = [replace(GIVEN[at], source="Báo mới", locations=()) for at in range(7)]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> timkiem.LocalEngine:
    """Several segments, with deleted articles among them."""
    folder = tmp_path_factory.mktemp("index")
    in_segments(folder, GIVEN)
    commit(folder, REPLACED)
    return timkiem.open(folder)


def labels(article: Article, name: str) -> set[str]:
    """What an article is counted under."""
    officials = article.metadata["officials"]
    assert isinstance(officials, list)
    found = {
        "location": article.locations,
        "official": [each["name"] for each in officials],
        "rank": [each["rank"] for each in officials],
        "position": [each["position"] for each in officials],
        "source": [article.source],
        "author": [article.author],
        "category": [article.category],
        "mentions": [each["iso"] for each in article.metadata.get("dates", [])],  # type: ignore[attr-defined]
        "year": [article.published.iso[:4]] if article.published else [],
        "month": [article.published.iso[:7]] if article.published else [],
    }
    return set(filter(None, found[name]))


@pytest.mark.parametrize("name", [name for name in FACETS if name != "date"])
@pytest.mark.parametrize("query", ["", "lũ", "quảng bình", "khôngcó", "lũ -location:quảng", 'rank:"đại tá"'])
def test_counts_are_of_all_matches(name: str, query: str, engine: timkiem.LocalEngine) -> None:
    [facet] = engine.facets(query, by=[name], most=1000).facets
    everything = engine.search(query or "NOT khôngcó", limit=1000).hits
    found = [labels(hit.article, name) for hit in everything if hit.complete]
    counts = Counter(label for each in found for label in each)
    by_count = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    pairs = tuple(sorted(counts.items()) if name in ("year", "month") else by_count)
    assert facet == Facet(name, pairs, len(counts), sum(not each for each in found))


def test_counting_compiled_is_counting_plain(engine: timkiem.LocalEngine) -> None:
    random = np.random.default_rng(1)
    starts = np.concatenate([[0], np.cumsum(random.integers(0, 4, 300))]).astype("i8")
    numbers, wanted = random.integers(0, 9, starts[-1]), (random.random(300) < 0.4).view("u1")
    plain, compiled = np.zeros(9, "i8"), np.zeros(9, "i8")
    count_labels.plain(wanted, starts, numbers, plain)
    if not count_labels.load():
        pytest.skip("Numba is missing")
    count_labels(wanted, starts, numbers, compiled)
    assert compiled.tolist() == plain.tolist()
    assert plain.sum() == np.diff(starts)[wanted == 1].sum() > 0


def test_facets_come_with_hits(engine: timkiem.LocalEngine) -> None:
    page = engine.search("lũ", facets=("source", "rank"), most=2, limit=3)
    assert page.facets == engine.facets("lũ", by=("source", "rank"), most=2).facets
    assert [facet.name for facet in page.facets] == ["source", "rank"]
    assert len(page.facets[0].counts) == 2 < page.facets[0].labels
    record = page.record()
    assert list(record)[-3:] == ["took_ms", "facets", "hits"]
    assert record["facets"]["rank"]["counts"][0] == {"label": "Đại tá", "articles": page.facets[1].counts[0][1]}
    assert "facets" not in engine.search("lũ").record()


def test_dates_are_counted_by_month_as_long_as_they_are_few(tmp_path: Path) -> None:
    def facet(*dates: str) -> tuple[str, list[str]]:
        folder = tmp_path / "-".join(dates)
        commit(folder, [Article(f"{at}", "lũ", published=PartialDate(date)) for at, date in enumerate(dates)])
        [found] = timkiem.open(folder).facets(by=["date"]).facets
        return found.name, [label for label, _ in found.counts]

    assert facet("2021-12-31", "2022", "2022-11-22T08:30") == ("month", ["2021-12", "2022", "2022-11"])
    assert facet("2019-12-31", "2022-11") == ("year", ["2019", "2022"])
    assert facet("2021", "2022") == ("year", ["2021", "2022"])
    assert facet("1969-12-31", "1968") == ("month", ["1968", "1969-12"])


def test_an_empty_index(tmp_path: Path) -> None:
    commit(tmp_path, [])
    page = timkiem.open(tmp_path).facets(by=FACETS)
    assert (page.total, [facet.counts for facet in page.facets]) == (0, [()] * len(FACETS))


def test_what_is_no_facet(engine: timkiem.LocalEngine) -> None:
    with pytest.raises(OptionError, match="'place' is no facet; there are date, year"):
        engine.search("lũ", facets=["place"])


def test_the_command_line_offers_them_all() -> None:
    assert NAMES == FACETS
