"""Whoosh's own searcher is the oracle: over the same segments it finds the same articles with the same scores."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import whoosh.index
from whoosh.searching import Searcher

from generated import articles, commit, in_segments
from timkiem.evaluate import Evaluation
from timkiem.parsing import parse
from timkiem.ranking import K1
from timkiem.snapshot import Snapshot
from timkiem.whoosh_query import Weighting, to_whoosh

SCORED = (
    "quảng", "quang", "QUẢNG BÌNH", "quang binh", "quảng quảng", "hòa", "hoà bình", "đường", "duong", "dương đường",
    "và của người", "va va va", "nước lũ mưa biển sông núi thành phố", "covid19 2022", "khôngcó", "và khôngcó",
    '"và của"', '"quang binh"', '"quảng bình hòa"', '"và và và"', '"của và" người', 'lũ "và của người"', '"khôngcó và"',
    "quảng AND bình", "quảng AND (hòa OR lũ)", "quảng OR bình", "lũ OR (mưa AND biển)", "quảng OR quảng OR khôngcó",
    "(quảng bình) OR (hòa lũ)", "(quảng OR mưa) (biển OR sông)", "((và))", "và (của OR người) lũ",
    "quảng NOT bình", "quang NOT binh", "đường NOT dương", 'và NOT "cua nguoi"', "NOT và", "NOT (quảng OR lũ)",
    "NOT NOT lũ", "+quảng -bình hòa", "-đường", "+lũ +mưa", '-"va cua" va', "và -(lũ mưa)", "và -đặng",
    "title:quảng", "title:quang body:binh", "source:quang", "source:(tuoi tre)", 'source:"báo quảng bình"', "author:và",
    "category:bien", "title:va AND NOT source:nuoc", "title:(lũ OR mưa) body:biển", 'title:"và của" OR source:tre',
)  # fmt: skip
FIND_NOTHING = ("khôngcó", "và khôngcó", '"khôngcó và"', '"quảng bình hòa"', "NOT và")  #: in one index or more
PREFIXES = ("q*", "quả*", "đ* NOT dương", "và tr*", "ng* OR inter*", "title:h*", "xyz*", "NOT q*")


@pytest.fixture(scope="module", params=["one segment", "several segments", "after articles were replaced"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    first = articles(1, 90)
    if request.param == "one segment":
        commit(folder, first, words=1_000_000)
        return folder
    if request.param == "several segments":
        in_segments(folder, first)
        return folder
    commit(folder, first)
    commit(folder, [*articles(2, 18), *articles(4, 2, "b")])  # a0 to a17 again
    commit(folder, [*articles(3, 2), articles(1, 90)[89]])
    return folder


@pytest.fixture(scope="module")
def snapshot(folder: Path) -> Snapshot:
    return Snapshot.open(folder)


@pytest.fixture(scope="module")
def searcher(folder: Path) -> Iterator[Searcher]:
    with whoosh.index.open_dir(str(folder)).searcher(weighting=Weighting()) as searcher:
        yield searcher


def ours(snapshot: Snapshot, typed: str) -> dict[int, float]:
    """Score by document, numbered through the segments as Whoosh numbers them."""
    found = Evaluation(snapshot).find(parse(typed))
    mask = np.concatenate([each.mask & alive for each, alive in zip(found, snapshot.alive, strict=True)])
    scores = np.concatenate([each.scores for each in found])
    return {number: float(scores[number]) for number in np.flatnonzero(mask).tolist()}


def theirs(searcher: Searcher, typed: str) -> dict[int, float]:
    found = searcher.search(to_whoosh(parse(typed)), limit=None)
    return {hit.docnum: hit.score / (K1 + 1) for hit in found}


@pytest.mark.parametrize("typed", SCORED)
def test_the_same_articles_with_the_same_scores(typed: str, snapshot: Snapshot, searcher: Searcher) -> None:
    found = ours(snapshot, typed)
    assert found == pytest.approx(theirs(searcher, typed), rel=1e-4, abs=1e-6)
    assert found or typed in FIND_NOTHING


@pytest.mark.parametrize("typed", PREFIXES)
def test_the_same_articles_for_prefixes(typed: str, snapshot: Snapshot, searcher: Searcher) -> None:
    assert ours(snapshot, typed).keys() == theirs(searcher, typed).keys()


def test_queries_made_of_the_articles_themselves(snapshot: Snapshot, searcher: Searcher) -> None:
    random = np.random.default_rng(7)
    for number in range(0, len(snapshot.segments[0]), 5):
        words = snapshot.segments[0].articles.article(number).text.split()
        at = int(random.integers(0, max(1, len(words) - 5)))
        for typed in (" ".join(words[at : at + 3]), '"' + " ".join(words[at : at + 5]) + '"'):
            if any(char.isalnum() for char in typed):
                assert ours(snapshot, typed) == pytest.approx(theirs(searcher, typed), rel=1e-4, abs=1e-6)


def test_deleted_articles_were_there_to_be_missed(request: pytest.FixtureRequest, snapshot: Snapshot) -> None:
    if "replaced" in request.node.name:
        assert (snapshot.articles, snapshot.documents, len(snapshot.segments)) == (92, 113, 3)
    else:
        assert (snapshot.articles, snapshot.documents) == (90, 90)
