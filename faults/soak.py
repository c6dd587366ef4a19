"""Readers in other processes while one writes, replaces, deletes, compacts, and at times makes the index anew."""

import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from faults.corpus import article
from timkiem.article import Article
from timkiem.local import LocalEngine

COUNT = 60  #: articles of each commit
READ = "import sys; from faults.soak import read; read(sys.argv[1], float(sys.argv[2]))"


def run(seconds: float, seed: int, readers: int = 3) -> str:
    """Write for so long. Raises AssertionError when a reader met an error or half a commit."""
    source, until, commits, made = random.Random(seed), time.monotonic() + seconds, 0, 1
    with tempfile.TemporaryDirectory() as name:
        index = Path(name, "index")
        _commit(index, 0)
        command = [sys.executable, "-c", READ, str(index), str(seconds)]
        processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(readers)]
        while time.monotonic() < until:
            commits += 1
            _commit(index, commits)
            chance = source.random()
            with LocalEngine(index) as engine:
                if chance < 0.2:
                    engine.compact()
                elif chance < 0.25:
                    engine.close()
                    shutil.rmtree(index)
                    _commit(index, commits)
                    made += 1
        searches = 0
        for process in processes:
            output, _ = process.communicate(timeout=seconds + 60)
            assert process.returncode == 0, output
            searches += int(output)
    return f"{commits} commits, the index made anew {made} times, {searches} searches of {readers} readers; 0 wrong"


def _commit(index: Path, version: int) -> None:
    with LocalEngine(index, create=True) as engine:
        new = (article(number, version) for number in range(COUNT))
        engine.add([Article(**each) for each in new], metadata=False)  # type: ignore[arg-type]


def read(index: str, seconds: float) -> None:
    """A reader: one open engine, and now and then a new one. Prints how often it searched."""
    until, searches = time.monotonic() + seconds, 0
    engine = LocalEngine(index)
    while time.monotonic() < until:
        page = engine.search("chung", limit=2 * COUNT)
        versions = {hit.title for hit in page.hits}
        assert (page.total, len(page.hits), len(versions)) == (COUNT, COUNT, 1), (page.total, versions)
        assert page.hits[searches % COUNT].article.title in versions
        searches += 1
    print(searches)
