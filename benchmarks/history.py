"""The history file: one JSON line for each run, with the versions and the machine it ran on."""

import json
import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HISTORY = Path(__file__).with_name("history.jsonl")
_PATH = re.compile(r"(?:/[\w.@~+-]+){2,}/?")

Run = dict[str, Any]
"""Plain JSON: what a run holds grows with the benchmarks, and old lines stay as they were written."""


def started(benchmark: str) -> Run:
    """A run that has yet to be filled: what is measured, when, of which commit, on which machine."""
    return {
        "benchmark": benchmark,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "machine": {"cpu": _cpu(), "cores": len(os.sched_getaffinity(0)), "system": platform.system()},
        "versions": {"python": platform.python_version()},
    }


def append(run: Run, path: Path = HISTORY) -> None:
    """Add the run as the last line, without the paths that an engine's complaint may name."""
    run = run | {"skipped": {name: _PATH.sub("PATH", reason) for name, reason in run.get("skipped", {}).items()}}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(run, ensure_ascii=False) + "\n")


def last(benchmark: str, path: Path = HISTORY) -> Run | None:
    """The newest run of that benchmark; None if there is none."""
    if not path.exists():
        return None
    runs = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    return next((run for run in reversed(runs) if run["benchmark"] == benchmark), None)


def _commit() -> str:
    """Short name of the commit, "+" after it where files differ from it; empty outside git."""
    described = subprocess.run(
        ["git", "describe", "--always", "--exclude=*", "--dirty=+"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return described.stdout.strip()


def _cpu() -> str:
    """The processor's name. A shared machine may hide more than the maker."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
