"""Cold start: one search from process start to exit, beside the imports that it cannot do without."""

import os
import statistics
import subprocess
import sys
from pathlib import Path
from time import perf_counter

_FLOOR = "import numpy, whoosh.index, click"
_REPEATS = 15
_UNSET = "PYTHONDONTWRITEBYTECODE"  #: with which each process would compile a source folder anew


def cold_start(folder: Path, query: str) -> dict[str, float]:
    """Median milliseconds of ``timkiem search`` and of the bare imports, taken in turns after one unmeasured pair.

    Raises CalledProcessError, with what it said, where either fails.
    """
    script = Path(sys.executable).with_name("timkiem")
    command = [str(script)] if script.exists() else [sys.executable, "-m", "timkiem"]
    search = [*command, "search", "-i", str(folder), query]
    imports = [sys.executable, "-c", _FLOOR]
    pairs = [(_milliseconds(search), _milliseconds(imports)) for _ in range(_REPEATS + 1)][1:]
    searching, importing = (statistics.median(times) for times in zip(*pairs, strict=True))
    return {"search_ms": searching, "imports_ms": importing, "ratio": searching / importing}


def _milliseconds(command: list[str]) -> float:
    environment = {name: value for name, value in os.environ.items() if name != _UNSET}
    start = perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return (perf_counter() - start) * 1e3
