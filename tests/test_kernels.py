"""Kernels: plain and compiled are the same function, and only tasks that are worth it compile."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from timkiem.kernels import WORTH, WORTH_KEPT, bulk, inner, kernel
from timkiem.kernels.bits import lowest, ones
from timkiem.kernels.bounds import CHUNK, PLANES, add_bitmaps, add_lists, floor_of_best, most_of_words
from timkiem.kernels.kept import can_be_kept
from timkiem.kernels.terms import AT, BITMAP, FIRST, KIND, PACKED, READ, TERM


@inner
def _square(number: int) -> int:
    return number * number


@kernel
def sum_of_squares(numbers: NDArray[np.int64]) -> int:
    total = 0
    for at in range(len(numbers)):
        total += _square(numbers[at])
    return total


def test_a_kernel_is_plain_until_a_task_is_large_then_compiled_with_the_same_result() -> None:
    numbers = np.arange(5)
    assert (sum_of_squares(numbers), sum_of_squares.compiled) == (30, False)
    assert (sum_of_squares.sized(WORTH - 1)(numbers), sum_of_squares.compiled) == (30, False)
    assert (sum_of_squares.sized(1)(numbers), sum_of_squares.compiled) == (30, True)
    assert sum_of_squares(numbers) == sum_of_squares.plain(numbers) == 30


@bulk
def least_and_sums(
    numbers: NDArray[np.int64], weights: NDArray[np.float64], by: float, sums: NDArray[np.float64]
) -> tuple[int, int]:
    """The least number and where it stands; weighed sums of rows."""
    place = 0
    for row in range(len(numbers)):
        for column in range(numbers.shape[1]):
            sums[row] += numbers[row, column] * weights[column] * by
        if numbers[row, 0] < numbers[place, 0]:
            place = row
    return _square(numbers[place, 0]), place


@bulk
def evens(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Allocates, so its machine code does not stand alone."""
    found = np.empty(len(numbers), "i8")
    for at in range(len(numbers)):
        found[at] = numbers[at] % 2 == 0
    return found


def outcomes() -> list[object]:
    numbers, sums = np.array([[5, 1], [-3, 2], [4, 4]]), np.zeros(3)
    return [
        *least_and_sums(numbers, np.array([1.0, 0.5]), 2.0, sums),
        sums.tolist(),
        evens(numbers[:, 0].copy()).tolist(),
    ]


def test_a_kernel_for_much_data_is_kept_where_it_stands_alone_and_compiled_where_not() -> None:
    plain = outcomes()
    assert plain == [9, 1, [11.0, -4.0, 12.0], [0, 0, 1]]
    assert (least_and_sums.compiled, least_and_sums.sized(WORTH_KEPT - 1)) == (False, least_and_sums.plain)
    assert least_and_sums.load()
    assert evens.load()
    assert outcomes() == plain
    with pytest.raises(ValueError, match="contiguous"):
        evens(np.arange(6)[::2])


@bulk
def bits_of(words: NDArray[np.int64], found: NDArray[np.int64]) -> None:
    for at in range(len(words)):
        found[at, 0], found[at, 1] = ones(words[at]), lowest(words[at])


def test_bits_of_words_are_instructions_with_the_same_result() -> None:
    words = np.array([0, 1, -1, 12, 1 << 62, -(1 << 63)])
    plain, compiled = np.zeros((2, len(words), 2), "i8")
    bits_of.plain(words, plain)
    assert bits_of.load()
    bits_of(words, compiled)
    assert plain.tolist() == compiled.tolist() == [[0, 64], [1, 0], [64, 0], [2, 2], [1, 62], [1, 63]]


@bulk
def bounds_of(
    terms: NDArray[np.int64], worth: NDArray[np.int64], words: NDArray[np.int64], docs: NDArray[np.uint32],
    among: NDArray[np.bool_], spread: NDArray[np.int64], planes: NDArray[np.int64], row: NDArray[np.int64],
    row_bytes: NDArray[np.uint8], bounds: NDArray[np.uint16], tops: NDArray[np.uint16], levels: NDArray[np.int64],
) -> int:  # fmt: skip
    add_lists(terms, worth, docs, bounds)
    add_bitmaps(terms, worth, words, spread, planes, row, row_bytes, bounds)
    most_of_words(bounds, among, tops)
    return floor_of_best(tops, 5, levels)


@pytest.mark.parametrize("heaviest", [3, 60, 900])
def test_bounds_of_documents_are_what_their_terms_are_worth_together(heaviest: int) -> None:
    """For bitmaps, added 64 documents at a time in few planes or many, and for lists; in more words than a chunk."""
    random, count = np.random.default_rng(heaviest), 64 * (CHUNK + 3) - 5
    words_each = -(-count // 64)
    flags = random.random((9, 64 * words_each)) < random.random((9, 1))
    flags[:, count:] = False
    terms = np.zeros((9, len(TERM)), "i8")
    worth = random.integers(1, heaviest + 1, 9)
    terms[:, KIND] = [PACKED if number % 3 == 0 else BITMAP for number in range(9)]
    terms[:, AT] = np.arange(9) * words_each
    lists = [np.flatnonzero(each) if number % 3 == 0 else [] for number, each in enumerate(flags)]
    terms[:, READ] = [*map(len, lists)]
    terms[:, FIRST] = np.cumsum(terms[:, READ]) - terms[:, READ]
    among = random.random(count) < 0.9
    bounds, tops = np.zeros(64 * words_each, "u2"), np.empty(words_each, "u2")
    row = np.empty(8 * CHUNK, "i8")
    spread = np.unpackbits(np.arange(256, dtype="u1")[:, None], axis=1, bitorder="little").view("<i8").reshape(-1)
    assert bounds_of.load()
    level = bounds_of(
        terms, worth, np.packbits(flags, axis=1, bitorder="little").view("<i8").reshape(-1),
        np.concatenate(lists).astype("u4"), among, spread, np.empty((PLANES + 2, CHUNK), "i8"), row, row.view("u1"),
        bounds, tops, np.empty(1024, "i8"),
    )  # fmt: skip
    expected = worth @ flags
    expected[:count] *= among
    assert bounds.tolist() == expected.tolist()
    assert tops.tolist() == expected.reshape(-1, 64).max(axis=1).tolist()
    assert sum(top >= level for top in tops) >= 5
    assert level > np.median(expected)


@pytest.mark.skipif(not can_be_kept(), reason="not tried on this system")
def test_kept_code_is_loaded_without_numba_and_a_damaged_file_is_none(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(
        "from timkiem.kernels import bulk\n@bulk\ndef total(numbers: 'object') -> int:\n"
        "    sum = 0\n    for number in numbers:\n        sum += number\n    return sum\n"
    )
    command = (
        "import sys, numpy, own; own.total.load();"
        "assert own.total(numpy.arange(5)) == 10; print('numba' in sys.modules)"
    )

    def compiled_anew() -> str:
        return subprocess.run([sys.executable, "-c", command], cwd=tmp_path, capture_output=True, text=True).stdout

    assert compiled_anew() == "True\n"
    assert compiled_anew() == "False\n"
    (kept,) = (tmp_path / "__pycache__").glob("*.o")
    kept.write_bytes(kept.read_bytes()[:-100])
    assert compiled_anew() == "True\n"


@kernel
def count(numbers: NDArray[np.int64]) -> int:
    return len(numbers)


def test_many_small_tasks_are_a_large_one() -> None:
    for _ in range(3):
        count.sized(WORTH // 4)
    assert not count.compiled
    count.sized(WORTH // 4)
    assert count.compiled


def test_numba_is_not_imported_before_it_is_needed() -> None:
    command = "import sys, timkiem, timkiem.cli, timkiem.local; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", command]).returncode == 0


def test_without_numba_the_plain_function_stays() -> None:
    command = (
        "import sys; sys.modules['numba'] = None; from timkiem.kernels import kernel; k = kernel(abs);"
        "sys.exit(not (k.load() is False and k.sized(10**9)(-2) == 2))"
    )
    assert subprocess.run([sys.executable, "-c", command]).returncode == 0


_INDEXING = """
import sys
from pathlib import Path
import numpy as np
from timkiem import kernels
kernels.WORTH_KEPT = 0
from generated import articles
from timkiem.columnar.merge import merge
from timkiem.columnar.collecting import SegmentBuilder
from timkiem.columnar.segment import Segment
from timkiem.tokens import Vocabulary
vocabulary, opened = Vocabulary(capacity=4), []
for seed in (1, 2):
    builder = SegmentBuilder(vocabulary)
    builder.add(articles(seed, 30))
    builder.write(Path(f"{seed}.columns"))
    opened.append(Segment.open(Path(f"{seed}.columns")))
merge(opened, [np.arange(30) % 3 > 0, np.ones(30, bool)], Path("merged.columns"))
print("numba" in sys.modules)
"""


@pytest.mark.skipif(not can_be_kept(), reason="not tried on this system")
def test_indexing_needs_no_numba_once_its_kernels_are_kept(tmp_path: Path) -> None:
    told = [
        subprocess.run(
            [sys.executable, "-c", _INDEXING], cwd=tmp_path, capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        ).stdout
        for _ in range(2)
    ]  # fmt: skip
    assert told[1] == "False\n"
