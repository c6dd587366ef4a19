"""The formula in arrays against the formula in Python's own numbers."""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timkiem.ranking import FIELD_WEIGHT, K1, B, bm25, idf, norms, top


@pytest.mark.parametrize(
    ("documents", "holding", "weight"),
    [
        pytest.param(100, 1, log(1 + 99.5 / 1.5), id="rare"),
        pytest.param(100, 50, log(2), id="in every other document"),
        pytest.param(100, 100, log(1 + 0.5 / 100.5), id="in all: little, but not nothing"),
        pytest.param(1, 1, log(1 + 0.5 / 1.5), id="the only document"),
        pytest.param(10_000_000, 1, log(1 + 9_999_999.5 / 1.5), id="one in ten million"),
    ],
)
def test_idf(documents: int, holding: int, weight: float) -> None:
    assert idf(documents, holding) == pytest.approx(weight, rel=1e-12)


def test_idf_falls_as_a_word_spreads_and_stays_above_zero() -> None:
    weights = [idf(1000, holding) for holding in range(1001)]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] > 0


@given(
    st.lists(st.tuples(st.integers(1, 255), st.integers(1, 100_000)), max_size=20),
    st.floats(0.5, 5000),
    st.floats(0, 1),
    st.floats(1e-3, 50),
)
@settings(derandomize=True, max_examples=100, deadline=None)
def test_bm25(documents: list[tuple[int, int]], average: float, b: float, weight: float) -> None:
    counts = np.array([count for count, _ in documents], "u1")
    lengths = np.array([length for _, length in documents], "u4")
    scores = bm25(counts, norms(lengths, average, b), weight)
    by_hand = [weight * tf / (tf + K1 * (1 - b + b * length / average)) for tf, length in documents]
    assert scores.dtype == np.dtype("f4")
    assert scores.tolist() == pytest.approx(by_hand, rel=1e-5)


def test_norms_where_no_document_has_a_word() -> None:
    assert norms(np.zeros(3, "u4"), 0.0, 0.75).tolist() == pytest.approx([K1 * 0.25] * 3)
    assert norms(np.empty(0, "u4"), 0.0, 0.75).tolist() == []


def test_every_field_has_its_constants() -> None:
    assert B.keys() == FIELD_WEIGHT.keys() == {"title", "body", "source", "author", "category", "location", "officials"}


@given(
    st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0, 1e6]) | st.floats(0, 100, width=32), max_size=50), st.integers(0, 60)
)
@settings(derandomize=True, max_examples=150, deadline=None)
def test_top_is_a_stable_sort_cut_short(scores: list[float], k: int) -> None:
    by_hand = sorted(range(len(scores)), key=lambda at: -scores[at])[:k]
    for dtype in ("f4", "f8"):
        assert top(np.array(scores, dtype), k).tolist() == by_hand


def test_nothing_is_written_into_what_is_given() -> None:
    counts, lengths = np.array([1, 2], "u1"), np.array([3, 4], "u4")
    scores = np.array([0.5, 2, 1])
    for array in (counts, lengths, scores):
        array.setflags(write=False)
    assert len(bm25(counts, norms(lengths, 3.5, 0.75), 1.0)) == 2
    assert top(scores, 2).tolist() == [1, 2]
