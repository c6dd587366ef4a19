"""Counts give back every number, from any part of them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timkiem.columnar.counts import MOST, Counts
from timkiem.columnar.section_writer import SectionWriter
from timkiem.columnar.sections import Sections

NUMBERS = st.lists(st.one_of(st.integers(0, 20), st.sampled_from([14, 15, 16, 255, 256, MOST - 1, MOST])), max_size=40)


@given(NUMBERS, st.data())
@settings(derandomize=True, max_examples=100, deadline=None)
def test_every_number_comes_back(numbers: list[int], data: st.DataObject) -> None:
    counts = Counts.of(np.array(numbers, "i8"))
    assert (len(counts), counts.between(0, len(numbers)).tolist()) == (len(numbers), numbers)
    start = data.draw(st.integers(0, len(numbers)))
    end = data.draw(st.integers(start, len(numbers)))
    assert counts.between(start, end).tolist() == numbers[start:end]
    places = data.draw(st.lists(st.integers(0, len(numbers) - 1), max_size=10)) if numbers else []
    assert counts.at(np.array(places, "i8")).tolist() == [numbers[place] for place in places]


@given(st.lists(NUMBERS, min_size=1, max_size=4))
@settings(derandomize=True, max_examples=50, deadline=None)
def test_parts_are_joined(parts: list[list[int]]) -> None:
    parts = [*(part[: len(part) // 2 * 2] for part in parts[:-1]), parts[-1]]  # all but the last are even
    joined = Counts.joined([Counts.of(np.array(part, "i8")) for part in parts])
    assert joined.between(0, len(joined)).tolist() == [number for part in parts for number in part]


@pytest.mark.parametrize("numbers", [[], [1], [15], [1, MOST + 1, 3], [1 << 20] * 5])
def test_what_is_saved_is_opened_again(numbers: list[int], tmp_path: Path) -> None:
    writer = SectionWriter(tmp_path / "a")
    Counts.of(np.array(numbers, "i8")).save(writer, "counts")
    writer.finish({})
    counts = Counts.open(Sections.open(tmp_path / "a"), "counts")
    assert counts.between(0, len(counts)).tolist() == [min(number, MOST) for number in numbers]
