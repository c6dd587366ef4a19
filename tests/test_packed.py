"""Packed lists give back what was put in, whatever the limit."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from timkiem.columnar.packed import Packed
from timkiem.columnar.section_writer import SectionWriter
from timkiem.columnar.sections import Sections
from timkiem.kernels.packing import find, marks_of, pack, unpack
from timkiem.kernels.seeking import seek

#: From one half byte a number to eight.
LIMITS = [1, 15, 100, 4096, 1 << 16, 70_000, (1 << 24) + 1, 1 << 32]


def lists(limit: int, seed: int) -> list[NDArray[np.int64]]:
    """Lists of 0 to 300 numbers, 600 of them, so that marks are passed."""
    random = np.random.default_rng(seed)
    sizes = random.choice([0, 1, 2, 7, 40, 300], 600, p=[0.2, 0.3, 0.2, 0.15, 0.1, 0.05])
    return [np.unique(random.integers(0, limit, size)) for size in sizes]


def packed(numbers: list[NDArray[np.int64]], limit: int) -> Packed:
    return Packed.of(np.concatenate(numbers), np.cumsum([0, *map(len, numbers)]), limit)


@pytest.fixture(params=LIMITS, ids=lambda limit: f"below {limit:,}")
def both(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[list[NDArray[np.int64]], Packed]:
    """Lists, and the same written to a file and opened again."""
    numbers = lists(request.param, request.param % 97)
    writer = SectionWriter(tmp_path / "file")
    packed(numbers, request.param).save(writer, "x")
    writer.finish({})
    return numbers, Packed.open(Sections.open(tmp_path / "file"), "x")


def test_each_list_comes_back(both: tuple[list[NDArray[np.int64]], Packed]) -> None:
    numbers, opened = both
    assert len(opened) == len(numbers)
    assert [opened.count(at) for at in range(len(opened))] == [len(each) for each in numbers]
    assert [opened.get(at).tolist() for at in range(len(opened))] == [each.tolist() for each in numbers]


@pytest.mark.parametrize(("first", "last"), [(0, 600), (0, 0), (255, 258), (17, 411)])
def test_a_span_is_its_lists_one_after_another(
    both: tuple[list[NDArray[np.int64]], Packed], first: int, last: int
) -> None:
    numbers, opened = both
    assert opened.span(first, last).tolist() == np.concatenate([np.empty(0, "i8"), *numbers[first:last]]).tolist()
    assert opened.sizes(first, last).tolist() == [len(each) for each in numbers[first:last]]


@pytest.mark.parametrize("limit", LIMITS)
def test_joining_is_packing_all_at_once(limit: int) -> None:
    numbers = lists(limit, 5)
    joined = Packed.joined(
        [packed(numbers[:100], limit), packed(numbers[100:101], limit), packed(numbers[101:], limit)]
    )
    whole = packed(numbers, limit)
    for name in ("starts", "data", "marks"):
        assert np.array_equal(getattr(joined, name), getattr(whole, name)), name


def test_what_is_written_apart_is_left_out() -> None:
    whole = packed(lists(5 << 24, 1), 5 << 24)
    rest = whole.without_data()
    assert (len(rest.data), len(rest)) == (0, len(whole))


def test_compiled_lists_are_the_plain_ones() -> None:
    numbers, limit = lists(5 << 24, 2), 5 << 24
    entries, starts = np.concatenate(numbers).astype("u4"), np.cumsum([0, *map(len, numbers)]).astype("u4")
    plain = packed(numbers, limit)
    assert all(each.load() for each in (marks_of, pack, unpack))
    marks, data, back = np.zeros_like(plain.marks), np.zeros_like(plain.data), np.empty(len(entries), "i8")
    assert marks_of(starts, limit, marks) == len(data)
    pack(entries, starts, limit, data)
    unpack(data, 0, starts, 0, len(numbers), limit, back)
    assert np.array_equal(marks, plain.marks)
    assert np.array_equal(data, plain.data)
    assert np.array_equal(back, entries)


def test_where_a_list_lies_is_a_whole_number_compiled_too() -> None:
    limit = 5 << 24
    opened = packed(lists(limit, 2), limit)
    plain = [opened.place(at) for at in range(len(opened))]
    assert find.load()
    assert [opened.place(at) for at in range(len(opened))] == plain
    assert {type(part) for part in find(opened.starts, opened.marks, 5, limit)} == {int}


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("compiled", [False, True])
def test_numbers_are_sought_without_unpacking(limit: int, compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """In lists of every density: what is in the list, just below and above it, and anything."""
    assert seek.load()
    monkeypatch.setattr(seek, "_compiled", seek._compiled if compiled else None)
    random = np.random.default_rng(limit % 89)
    for size in (0, 1, 2, 30, 700, 5_000):
        numbers = np.unique(random.integers(0, limit, size))
        if size > 100:  # one with a long gap and a dense part
            numbers = np.unique(np.concatenate([numbers[: size // 3], np.arange(limit - min(limit, 200), limit)]))
        lists = packed([numbers, np.arange(min(limit, 3)), numbers], limit)
        near = np.concatenate([numbers, numbers + 1, numbers - 1, random.integers(0, limit, 50), [0, limit - 1]])
        for wanted in (np.unique(near.clip(0, limit - 1)), np.unique(near.clip(0, limit - 1))[::17].copy()):
            at = numbers.searchsorted(wanted)
            expected = np.where(at < len(numbers), np.append(numbers, -1)[at], -1).tolist()
            assert lists.first_not_below(0, wanted).tolist() == expected
            assert lists.first_not_below(2, wanted).tolist() == expected
            place, (entries, found) = lists.place(2), np.empty((2, len(wanted)), "i8")
            seek(lists.data, place.at, place.size, place.width, place.bits, wanted, entries, found)
            assert found.tolist() == expected
            assert entries.tolist() == at.tolist()
