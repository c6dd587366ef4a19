"""Talking to the process in which an engine runs: see worker.py for its side."""

import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from engines import ENGINES
from engines.contract import Kind, Missing
from process import Cost, Failed, measured
from worker import MISSING

_WORKER = str(Path(__file__).with_name("worker.py"))


def version(name: str) -> str:
    """The engine's version, asked for in its own interpreter. Raises Missing with the reason."""
    try:
        asked = subprocess.run(_command(name, "version"), capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise Missing(f"no interpreter {error.filename}") from error
    if asked.returncode == MISSING:
        raise Missing(asked.stdout.strip())
    if asked.returncode:
        raise Missing((asked.stderr.strip() or f"exit status {asked.returncode}").splitlines()[-1])
    return asked.stdout.strip()


def indexed(name: str, articles: Path, folder: Path, timeout: float) -> Cost:
    """Index the articles in a process of its own. Raises Failed."""
    folder.mkdir(parents=True)
    return measured(_command(name, "index", str(articles), str(folder)), timeout)


class Serving:
    """An engine with its index open, in a process that waits, at rest, for the next request."""

    def __init__(self, name: str, folder: Path) -> None:
        self.kinds = ENGINES[name].kinds
        self._process = subprocess.Popen(
            _command(name, "serve", str(folder)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._process.communicate()

    def answers(self, kind: Kind, texts: list[str], limit: int = 10, **more: bool) -> dict[str, list[Any]]:
        """Lists parallel to the texts: milliseconds, ids, totals. Raises Failed if the engine fell over."""
        return self._ask({"kind": self._own(kind), "texts": texts, "limit": limit, **more})

    def throughput(self, kind: Kind, texts: list[str], threads: int) -> dict[str, Any]:
        """Queries per second of that many threads over one open index, and the ids they found."""
        return self._ask({"kind": self._own(kind), "texts": texts, "limit": 10, "threads": threads})

    def _own(self, kind: Kind) -> Kind:
        """The kind to ask for: any words, where the engine has no reading of typed queries of its own."""
        return "any" if kind == "typed" and kind not in self.kinds else kind

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None  # both are pipes, see __init__
        assert self._process.stdout is not None
        try:
            print(json.dumps(request), file=self._process.stdin, flush=True)
        except BrokenPipeError as error:
            raise Failed("its process ended; what it said is above") from error
        line = self._process.stdout.readline()
        if not line:
            raise Failed("its process ended; what it said is above")
        reply: dict[str, Any] = json.loads(line)
        return reply


def _command(name: str, *arguments: str) -> list[str]:
    """The worker's command line: its task, the engine's name, its paths."""
    task, *paths = arguments
    return [ENGINES[name].python, _WORKER, task, name, *paths]
