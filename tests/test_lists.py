"""Lists give back every list, whatever the limit and however dense."""

from contextlib import nullcontext
from itertools import chain
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from timkiem.columnar import packed
from timkiem.columnar.lists import Lists
from timkiem.columnar.section_writer import SectionWriter
from timkiem.columnar.sections import Sections
from timkiem.errors import IndexCorrupt
from timkiem.kernels import kernel, packing

EDGES = [1, 63, 64, 65, (1 << 16) - 1, 1 << 16, (1 << 16) + 1, (1 << 24) - 1, 1 << 24, (1 << 24) + 1, (1 << 32) - 1]


def made(lists: list[list[int]], limit: int) -> Lists:
    starts = np.cumsum([0, *map(len, lists)])
    return Lists.of(np.array([*chain(*lists)], "u4"), starts, limit)


def saved(lists: Lists, path: Path) -> Lists:
    writer = SectionWriter(path)
    lists.save(writer, "docs")
    writer.finish({})
    return Lists.open(Sections.open(path), "docs")


def contents(lists: Lists) -> tuple[list[list[int]], list[int]]:
    found = [lists.get(number) for number in range(len(lists))]
    assert {each.dtype for each in found} <= {np.dtype("i8")}
    return [each.tolist() for each in found], [lists.count(number) for number in range(len(lists))]


@st.composite
def lists_below_a_limit(draw: st.DrawFn) -> tuple[list[list[int]], int]:
    limit = draw(st.sampled_from(EDGES))
    near = st.one_of(*(st.integers(max(0, edge - 70), edge - 1) for edge in EDGES if edge <= limit))
    return draw(st.lists(st.sets(near, max_size=40).map(sorted), max_size=8)), limit


@given(lists_below_a_limit())
@settings(derandomize=True, max_examples=150, deadline=None)
def test_every_list_comes_back(case: tuple[list[list[int]], int]) -> None:
    lists, limit = case
    assert contents(made(lists, limit)) == (lists, [len(each) for each in lists])


@given(lists_below_a_limit())
@settings(derandomize=True, max_examples=50, deadline=None)
def test_a_span_is_the_lists_one_after_another(case: tuple[list[list[int]], int]) -> None:
    lists, limit = case
    packed = made(lists, limit)
    for first in range(len(lists) + 1):
        for last in range(first, len(lists) + 1):
            assert packed.span(first, last).tolist() == [*chain(*lists[first:last])]


@st.composite
def small_lists(draw: st.DrawFn) -> tuple[list[list[int]], int]:
    """Lists of which many are kept as bitmaps."""
    limit = draw(st.sampled_from([1, 63, 64, 65, 200]))
    return draw(st.lists(st.sets(st.integers(0, limit - 1)).map(sorted), min_size=1, max_size=6)), limit


@given(small_lists(), st.data())
@settings(derandomize=True, max_examples=100, deadline=None)
def test_where_numbers_stand_is_told_without_reading_the_list(
    case: tuple[list[list[int]], int], data: st.DataObject
) -> None:
    lists, limit = case
    packed = made(lists, limit)
    wanted = np.array(data.draw(st.sets(st.integers(0, limit - 1)).map(sorted)), "i8")
    for number, each in enumerate(lists):
        flags = np.zeros(limit, bool)
        packed.mark(number, flags)
        assert np.flatnonzero(flags).tolist() == each
        held, at = packed.locate(number, wanted)
        assert held.tolist() == [one in each for one in wanted.tolist()]
        assert at[held].tolist() == [each.index(one) for one in wanted.tolist() if one in each]
    assert packed.sizes(0, len(lists)).tolist() == [len(each) for each in lists]
    assert [packed.first_entry(number) for number in range(len(lists))] == [
        sum(map(len, lists[:number])) for number in range(len(lists))
    ]


@given(st.one_of(small_lists(), lists_below_a_limit()), st.data(), st.booleans())
@settings(derandomize=True, max_examples=200, deadline=None)
def test_which_lists_hold_which_numbers(case: tuple[list[list[int]], int], data: st.DataObject, compiled: bool) -> None:
    lists, limit = case
    some = data.draw(st.permutations(range(len(lists))))
    wanted = sorted({*data.draw(st.sets(st.integers(0, limit - 1))), *(one for each in lists for one in each[::2])})
    way = packing.hold if compiled and packing.hold.load() else kernel(packing.hold.plain)
    with patch.object(packed, "hold", way):
        held = made(lists, limit).hold(some, np.array(wanted, "i8"))
    assert held.tolist() == [[one in lists[number] for one in wanted] for number in some]


def test_lists_that_were_altered_hold_nothing(tmp_path: Path) -> None:
    lists = [[*range(number, 1 << 20, 997)] for number in range(40)]
    saved(made(lists, 1 << 20), tmp_path / "a")
    raw = bytearray((tmp_path / "a").read_bytes())
    raw[raw.find(made(lists, 1 << 20).packed.data.tobytes()) + 100] ^= 1
    (tmp_path / "b").write_bytes(raw)
    for name in ("a", "b"):
        opened = Lists.open(Sections.open(tmp_path / name), "docs")
        with pytest.raises(IndexCorrupt) if name == "b" else nullcontext():
            assert opened.hold([3, 39], np.array([3, 1000], "i8")).tolist() == [[True, True], [False, False]]


@given(small_lists(), st.integers(0, 6))
@settings(derandomize=True, max_examples=50, deadline=None)
def test_parts_are_joined(case: tuple[list[list[int]], int], at: int) -> None:
    lists, limit = case
    joined = Lists.joined([made(lists[:at], limit), made(lists[at:], limit), made([], limit)])
    assert contents(joined) == (lists, [len(each) for each in lists])
    assert joined.span(0, len(lists)).tolist() == [*chain(*lists)]


@pytest.mark.parametrize("limit", [1, 64, 1000, 1 << 16, (1 << 16) + 1])
def test_dense_and_sparse_lists_stand_side_by_side_on_disk(limit: int, tmp_path: Path) -> None:
    steps = [1, 15, 16, 17, 2, 1000]  # one in 16 is where a bitmap begins to pay
    lists = [[], *(list(range(limit - 1, -1, -step))[::-1] for step in steps), [], [limit - 1], list(range(limit))]
    expected = (lists, [len(each) for each in lists])
    assert contents(saved(made(lists, limit), tmp_path / "a")) == expected


@pytest.mark.parametrize("limit", [100, 1 << 16, (1 << 16) + 1, 1 << 24, (1 << 24) + 1])
def test_the_last_number_below_every_limit_survives_the_disk(limit: int, tmp_path: Path) -> None:
    lists = [[0, limit - 1], [limit // 2], []]
    assert contents(saved(made(lists, limit), tmp_path / "a")) == (lists, [2, 1, 0])


@pytest.mark.parametrize("limit", [0, 1, 1 << 17])
def test_no_lists_and_empty_lists(limit: int, tmp_path: Path) -> None:
    assert contents(saved(made([], limit), tmp_path / "none")) == ([], [])
    assert contents(saved(made([[], []], limit), tmp_path / "empty")) == ([[], []], [0, 0])


def test_dense_lists_take_less_room_than_two_bytes_a_number(tmp_path: Path) -> None:
    saved(made([list(range(0, 10_000, 2))] * 3, 10_000), tmp_path / "a")
    assert (tmp_path / "a").stat().st_size < 3 * 5_000


def test_what_is_given_is_not_written_into() -> None:
    numbers: NDArray[np.uint32] = np.arange(100, dtype="u4")
    starts = np.array([0, 90, 100])
    for array in (numbers, starts):
        array.setflags(write=False)
    lists = Lists.of(numbers, starts, 100)
    assert contents(lists) == ([list(range(90)), list(range(90, 100))], [90, 10])
