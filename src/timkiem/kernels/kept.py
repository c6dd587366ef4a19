"""Kernels whose machine code is kept on disk, compiled by Numba once on a machine and loaded without it ever after.

Importing Numba and starting its machinery takes half a second of each process, more where SciPy is installed; loading
kept code takes a twentieth. It lies beside Python's own, in ``__pycache__``.
"""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from timkiem.kernels.bound import Bound, unbound

if TYPE_CHECKING:
    from timkiem.kernels.machine_code import Type

_DIGEST = 16  #: bytes of the checksum at the end of a file
_loading = Lock()


class Kept:
    """A kernel, loaded for each combination of types that it is called with."""

    def __init__(
        self, function: Callable[..., Any], prepare: Callable[[], bool], otherwise: Callable[[], Callable[..., Any]]
    ):
        """``prepare`` tells whether Numba is here, ``otherwise`` gives what to call where code cannot be kept."""
        self._function, self._prepare, self._otherwise = function, prepare, otherwise
        self._loaded: dict[tuple[Type, ...], Callable[..., Any]] = {}

    def __call__(self, *args: Any) -> Any:
        types = tuple([each.type if each.__class__ is Bound else _type(each) for each in args])
        return (self._loaded.get(types) or self._load(types))(*args)

    def _load(self, types: "tuple[Type, ...]") -> Callable[..., Any]:
        with _loading:
            if types not in self._loaded:
                self._loaded[types] = self._kept(types) or unbinding(self._otherwise())
        return self._loaded[types]

    def _kept(self, types: "tuple[Type, ...]") -> Callable[..., Any] | None:
        """The function in machine code, compiled first where none is kept. None where that fails."""
        from timkiem.kernels.machine_code import Code, compiled

        path = self._path(types)
        code = _read(path)
        if code is None and self._prepare():
            code = compiled(self._function, types)
            with suppress(OSError):  # no folder that it may write to: compiled in each run
                _write(path, code)
        return Code(code, types) if code else None

    def _path(self, types: "tuple[Type, ...]") -> Path:
        import llvmlite

        from timkiem.kernels.machine_code import processor

        source = Path(self._function.__code__.co_filename)
        here = [path.read_bytes() for path in (source, *sorted(Path(__file__).parent.glob("*.py")))]
        made_of = repr((here, llvmlite.__version__, types, processor())).encode()
        name = blake2b(made_of, digest_size=_DIGEST).hexdigest()
        return source.parent / "__pycache__" / f"{source.stem}.{self._function.__name__}.{name}.o"


def unbinding(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that takes bound arrays too."""
    return lambda *arguments: function(*unbound(arguments))


def can_be_kept() -> bool:
    """Whether this is a system where it was tried, with LLVM."""
    if sys.platform != "linux":
        return False
    try:
        import llvmlite  # noqa: F401
    except ImportError:
        return False
    return True


def _type(value: Any) -> "Type":
    if isinstance(value, np.ndarray):
        if not value.flags.c_contiguous:
            raise ValueError("kept kernels need contiguous arrays")
        return _names(value.dtype), value.ndim
    return float if isinstance(value, float) else int


@cache
def _names(dtype: "np.dtype[Any]") -> str:
    """What a dtype is called, remembered: it is asked at each call."""
    return dtype.str


def _read(path: Path) -> bytes | None:
    with suppress(OSError):
        raw = path.read_bytes()
        if blake2b(raw[:-_DIGEST], digest_size=_DIGEST).digest() == raw[-_DIGEST:]:
            return raw[:-_DIGEST]
    return None


def _write(path: Path, code: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    aside = path.with_suffix(f".{os.getpid()}")
    aside.write_bytes(code + blake2b(code, digest_size=_DIGEST).digest())
    aside.replace(path)
