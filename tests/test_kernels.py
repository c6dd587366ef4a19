"""Kernels: plain and compiled are the same function, and only tasks that are worth it compile."""

import subprocess
import sys

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import WORTH, inner, kernel


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
    assert (sum_of_squares.sized(WORTH)(numbers), sum_of_squares.compiled) == (30, True)
    assert sum_of_squares(numbers) == sum_of_squares.plain(numbers) == 30


def test_numba_is_not_imported_before_it_is_needed() -> None:
    command = "import sys, timkiem, timkiem.cli, timkiem.local; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", command]).returncode == 0


def test_without_numba_the_plain_function_stays() -> None:
    command = (
        "import sys; sys.modules['numba'] = None; from timkiem.kernels import kernel; k = kernel(abs);"
        "sys.exit(not (k.load() is False and k.sized(10**9)(-2) == 2))"
    )
    assert subprocess.run([sys.executable, "-c", command]).returncode == 0
