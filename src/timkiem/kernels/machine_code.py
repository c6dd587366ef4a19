"""A kernel as machine code that stands alone: how it is made by Numba, and how it is called without it.

The code is a function as Numba calls them, ``int32 f(result*, exception*, arguments...)``, of which only the arguments
are used: a pointer for the kernel's results; each array as a pointer and its shape; numbers as 64 bits.
"""

import ctypes
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

import llvmlite.binding as llvm
import numpy as np

from timkiem.kernels.bound import Bound

Type = tuple[str, int] | type[int] | type[float]  #: of an argument: an array's dtype and dimensions, or a number's
MOST_RESULTS = 8
#: What code may leave to others: what every process has, and what is never called where nothing is allocated.
_UNCALLED = "NRT_MemInfo_call_dtor"
_ELSEWHERE = {"memcpy", "memmove", "memset", _UNCALLED}


class Code:
    """A function in machine code. A call costs some microseconds."""

    def __init__(self, code: bytes, types: Sequence[Type]):
        """``code``: what ``compiled`` returned for these types of arguments."""
        head, _, rest = code.partition(b"\n")
        count, name = head.decode().split(" ")
        if llvm.address_of_symbol(_UNCALLED) is None:
            llvm.add_symbol(_UNCALLED, ctypes.cast(ctypes.pythonapi.Py_FatalError, ctypes.c_void_p).value)
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target())  # the owner of what it loads
        self._engine.add_object_file(llvm.object_file.ObjectFileRef.from_data(rest))
        self._engine.finalize_object()
        arguments: list[Any] = [ctypes.c_void_p] * 3
        for each in types:
            if isinstance(each, tuple):
                arguments += [ctypes.c_void_p, *[ctypes.c_int64] * each[1]]
            else:
                arguments.append(ctypes.c_double if each is float else ctypes.c_int64)
        self._call = ctypes.CFUNCTYPE(ctypes.c_int32, *arguments)(self._engine.get_function_address(name))
        self._count = int(count)

    def __call__(self, *args: Any) -> Any:
        results, unused = (ctypes.c_int64 * MOST_RESULTS)(), (ctypes.c_int64 * 2)()
        values: list[Any] = []
        for each in args:
            if each.__class__ is Bound:
                values += each.arguments
            elif isinstance(each, np.ndarray):
                values += (each.__array_interface__["data"][0], *each.shape)
            else:
                values.append(each)
        if self._call(unused, ctypes.byref(unused, 8), results, *values):
            raise SystemError("a kernel failed")
        if self._count < 2:
            return results[0] if self._count else None
        return tuple(results[: self._count])


def compiled(function: Callable[..., Any], types: Sequence[Type]) -> bytes:
    """Machine code of a kernel; nothing for one that does not stand alone. Needs Numba."""
    numba: Any = import_module("numba")  # its annotations fit little
    jit = numba.njit
    own = jit(error_model="numpy")(function)
    own.compile(tuple(_numba_type(each) for each in types))
    result = own.nopython_signatures[-1].return_type
    count = 0 if result == numba.none else getattr(result, "count", 1)
    if result not in (numba.none, numba.int64, numba.types.UniTuple(numba.int64, count)) or count > MOST_RESULTS:
        return b""
    parameters, signature = ["results"], [numba.types.CPointer(numba.int64)]
    values = []
    for at, each in enumerate(types):
        parameters.append(f"a{at}")
        if isinstance(each, tuple):
            shape = [f"n{at}_{dimension}" for dimension in range(each[1])]
            parameters += shape
            signature += [numba.types.CPointer(_numba_type(each).dtype), *[numba.int64] * each[1]]
            values.append(f"carray(a{at}, ({', '.join(shape)},))")
        else:
            signature.append(_numba_type(each))
            values.append(f"a{at}")
    call = f"function({', '.join(values)})"
    if count:
        targets = ", ".join(f"results[{at}]" for at in range(count))
        call = f"{targets} = {call}"
    names = {"carray": numba.carray, "function": own}
    exec(f"def entry({', '.join(parameters)}):\n    {call}\n", names)
    options = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "error_model": "numpy"}
    entry = jit(numba.void(*signature), **options)(names["entry"])
    return _alone(entry.inspect_llvm(entry.signatures[0]), count)


def _numba_type(each: Type) -> Any:
    numba: Any = import_module("numba")
    if isinstance(each, tuple):
        return numba.types.Array(numba.from_dtype(np.dtype(each[0])), each[1], "C")
    return numba.float64 if each is float else numba.int64


def _alone(assembly: str, count: int) -> bytes:
    """Object code of what needs nothing but itself, behind a line of how many results it has and its name; else b""."""
    module = llvm.parse_assembly(assembly)
    functions = list(module.functions)
    outside = {each.name for each in (*functions, *module.global_variables) if each.is_declaration}
    if any(name not in _ELSEWHERE and not name.startswith("llvm.") for name in outside):
        return b""
    (name,) = (each.name for each in functions if not each.is_declaration and each.linkage.name == "external")
    code: bytes = _target().emit_object(module)
    return f"{count} {name}\n".encode() + code


def _target() -> Any:
    """What LLVM writes code with, for this processor."""
    name, features = processor()
    return llvm.Target.from_default_triple().create_target_machine(cpu=name, features=features, opt=3)


@cache
def processor() -> tuple[str, str]:
    """Name and features of this processor: others may not understand its code."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
