"""Loops over arrays, compiled by Numba when that pays.

A kernel is a plain Python function over arrays and numbers. Run as it is, a step costs about a microsecond, which
suits a handful of articles. Compiled, it costs about a nanosecond, after a quarter of a second for importing Numba and,
once on a machine, some seconds for compiling, the result of which Numba keeps in its cache. So a caller says how many
steps it asks for, and a process that stays small never imports Numba.

Kernels keep to what means the same both ways: no number leaves its type's range, no exceptions, every array given by
the caller or made with a dtype that is named. While one runs, other threads run too.
"""

import warnings
from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar

WORTH = 1_000_000  #: steps from which loading Numba costs less than it saves

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")
_inner: list[Callable[..., Any]] = []
_loading = Lock()


class Kernel(Generic[_Arguments, _Result]):
    """One loop. A call runs it compiled once it was, else as plain Python; see ``sized``."""

    def __init__(self, function: Callable[_Arguments, _Result]):
        self.plain = function
        self._compiled: Callable[_Arguments, _Result] | None = None

    def __call__(self, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        return (self._compiled or self.plain)(*args, **kwargs)

    @property
    def compiled(self) -> bool:
        """Whether calls run compiled."""
        return self._compiled is not None

    def sized(self, steps: int) -> Callable[_Arguments, _Result]:
        """The function to call for a task of so many steps: compiled if that was done before or pays now."""
        if self._compiled is None and steps >= WORTH:
            self.load()
        return self._compiled or self.plain

    def load(self) -> bool:
        """Compile at the next call, or take what Numba kept of the last time. False where Numba is missing."""
        with _loading:
            if self._compiled is None:
                self._compiled = _compile(self.plain)
        return self._compiled is not None


def kernel(function: Callable[_Arguments, _Result]) -> Kernel[_Arguments, _Result]:
    """Make a function over arrays a kernel."""
    return Kernel(function)


def inner(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Mark a plain function that kernels of the same module call."""
    _inner.append(function)
    return function


def _compile(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result] | None:
    try:
        import numba
        from numba.extending import register_jitable
    except ImportError:  # no wheel for this Python yet: slower, with the same results
        return None
    while _inner:
        register_jitable(_inner.pop())
    compile_: Any = numba.njit  # its annotations fit decorators alone
    try:
        compiled: Callable[_Arguments, _Result] = compile_(function, cache=True, nogil=True)
    except RuntimeError:  # no folder that it may write its cache to
        warnings.warn("Numba cannot keep compiled code: it will be compiled in each run", stacklevel=2)
        compiled = compile_(function, nogil=True)
    return compiled
