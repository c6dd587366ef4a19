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
from threading import Lock, Thread
from typing import Any, Generic, ParamSpec, TypeVar, cast

WORTH = 1_000_000  #: steps from which loading Numba costs less than it saves
WORTH_KEPT = 100_000  #: and from which loading kept machine code does

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")
_inner: list[Callable[..., Any]] = []
_instructions: list[tuple[Callable[[int], int], str]] = []
_loading = Lock()


class Kernel(Generic[_Arguments, _Result]):
    """One loop. A call runs it compiled once it was, else as plain Python; see ``sized``."""

    def __init__(self, function: Callable[_Arguments, _Result], keep: bool = False):
        self.plain, self._keep = function, keep
        self._compiled: Callable[_Arguments, _Result] | None = None
        self._steps = 0  # that this process has asked for

    def __call__(self, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        return (self._compiled or self.plain)(*args, **kwargs)

    @property
    def compiled(self) -> bool:
        """Whether calls run compiled."""
        return self._compiled is not None

    def sized(self, steps: int) -> Callable[_Arguments, _Result]:
        """The function to call for a task of so many steps: compiled if it was before, or if steps have grown many."""
        if self._compiled is None:
            self._steps += steps
            if self._steps >= (WORTH_KEPT if self._keep else WORTH):
                self.load()
        return self._compiled or self.plain

    def load(self) -> bool:
        """Compile at the next call, or take what Numba kept of the last time. False where Numba is missing."""
        with _loading:
            if self._compiled is None:
                self._compiled = _keep(self.plain) if self._keep else _compile(self.plain)
        return self._compiled is not None


class Later(Generic[_Result]):
    """What takes long to make and can be done without: made in a thread of its own, once somebody asks for it."""

    def __init__(self, make: Callable[[], _Result | None]):
        self._make, self._asked = make, Lock()
        self._making: Thread | None = None
        self.made: _Result | None = None

    def load(self, *, wait: bool = False) -> None:
        """Begin to make it, unless it was begun before."""
        with self._asked:
            if self._making is None:
                self._making = Thread(target=self._run, name="timkiem kernels", daemon=True)
                self._making.start()
        if wait:
            self._making.join()

    def _run(self) -> None:
        self.made = self._make()


def kernel(function: Callable[_Arguments, _Result]) -> Kernel[_Arguments, _Result]:
    """Make a function over arrays a kernel."""
    return Kernel(function)


def bulk(function: Callable[_Arguments, _Result]) -> Kernel[_Arguments, _Result]:
    """Make a function over arrays a kernel for much data at a time, whose machine code is kept: see ``kept``.

    Soon loaded, but some microseconds slower to call. It should return whole numbers or nothing and allocate nothing,
    else it is compiled as other kernels are; its arrays are contiguous. Compiled, it takes ``bound.Bound`` ones too.
    """
    return Kernel(function, keep=True)


def inner(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Mark a plain function that kernels of the same module call."""
    _inner.append(function)
    return function


def instruction(name: str) -> Callable[[Callable[[int], int]], Callable[[int], int]]:
    """Mark a plain function of a 64-bit word that kernels call: where compiled it is LLVM's ``llvm.NAME.i64``."""

    def mark(function: Callable[[int], int]) -> Callable[[int], int]:
        _instructions.append((function, name))
        return function

    return mark


def _keep(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result] | None:
    from timkiem.kernels.kept import Kept, can_be_kept, unbinding

    if not can_be_kept():
        compiled = _compile(function)
        return unbinding(compiled) if compiled else None
    kept: Any = Kept(function, _make_inner_compilable, lambda: _compile(function) or function)
    return cast(Callable[_Arguments, _Result], kept)


def _compile(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result] | None:
    if not _make_inner_compilable():
        return None
    import numba

    compile_: Any = numba.njit  # its annotations fit decorators alone
    try:
        compiled: Callable[_Arguments, _Result] = compile_(function, cache=True, nogil=True)
    except RuntimeError:  # no folder that it may write its cache to
        warnings.warn("Numba cannot keep compiled code: it will be compiled in each run", stacklevel=2)
        compiled = compile_(function, nogil=True)
    return compiled


def _make_inner_compilable() -> bool:
    """Let kernels call what is marked as inner. False where Numba is missing: there is no wheel for this Python yet."""
    try:
        from numba.extending import register_jitable
    except ImportError:
        return False
    while _inner:
        register_jitable(_inner.pop())
    while _instructions:
        _make_instruction(*_instructions.pop())
    return True


def _make_instruction(function: Callable[[int], int], name: str) -> None:
    """Let Numba put an instruction of LLVM in the place of calls of a plain function."""
    from llvmlite import ir
    from numba import types
    from numba.extending import intrinsic, overload

    word, flag = ir.IntType(64), ir.IntType(1)
    extra = [ir.Constant(flag, 0)] if name == "cttz" else []  # whether a word of zeros may be answered by anything

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(word, [word, *(each.type for each in extra)])
        return builder.call(builder.module.declare_intrinsic(f"llvm.{name}", [word], kind), [*arguments, *extra])

    def typed(context: Any, value: Any) -> Any:
        return types.int64(types.int64), generate

    call: Any = intrinsic(typed)
    overload(function)(lambda word: lambda word: call(word))
