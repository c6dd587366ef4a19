"""Arrays that kernels are called with again and again: where they lie is asked once, which takes longer than a call."""

from collections.abc import Iterable
from typing import Any

from numpy.typing import NDArray


class Bound:
    """Stands for an array among the arguments of a kernel. It must be contiguous: raises ValueError."""

    __slots__ = ("arguments", "array", "type")

    def __init__(self, array: NDArray[Any]):
        if not array.flags.c_contiguous:
            raise ValueError("kernels need contiguous arrays")
        self.array = array
        self.type = array.dtype.str, array.ndim
        self.arguments: tuple[int, ...] = (array.__array_interface__["data"][0], *array.shape)


def unbound(arguments: Iterable[Any]) -> list[Any]:
    """Arguments with the arrays themselves."""
    return [each.array if isinstance(each, Bound) else each for each in arguments]
