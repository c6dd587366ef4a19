"""Writers are killed with SIGKILL at random instants; after each the index is whole and of one version."""

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from faults.corpus import article, write
from timkiem.checking import faults
from timkiem.local import LocalEngine

COUNT = 400  #: articles


def run(seconds: float, seed: int, most: int = 1 << 30) -> str:
    """Kill for so long, at most so many times. Raises AssertionError for the first index that is not whole."""
    source, until = random.Random(seed), time.monotonic() + seconds
    kills = finished = version = seen = 0
    with tempfile.TemporaryDirectory() as name:
        file, index = Path(name, "tin.jsonl"), Path(name, "index")
        write(file, COUNT, version)
        took = _index(file, index, None)
        while time.monotonic() < until and kills < most:
            version += 1
            write(file, COUNT, version)
            if _index(file, index, source.uniform(0.3, 1.1) * took) is None:
                kills += 1
            else:
                finished += 1
            now = _version(index)
            assert seen <= now <= version, f"version {now} after {seen}, before {version}"
            seen = now
            if kills % 10 == 0:
                assert faults(index) == []
                _index(file, index, None)
                assert _version(index) == version
                left = [path.name for path in index.iterdir() if path.suffix in (".columns", ".ledger", ".new")]
                assert len(left) == 2, left
                seen = version
        return f"{kills} writers killed, {finished} done before; 0 articles lost, 0 commits in part"


def _index(file: Path, index: Path, kill_after: float | None) -> float | None:
    """Seconds that indexing took, or None when it was killed before its end."""
    began = time.monotonic()
    command = [sys.executable, "-m", "timkiem", "index", "--no-metadata", "-i", str(index), str(file)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            process.wait(kill_after)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return None
        assert process.returncode == 0
    return time.monotonic() - began


def _version(index: Path) -> int:
    """The version of all articles of an index, each looked at whole. Raises AssertionError when there are several."""
    with LocalEngine(index) as engine:
        page = engine.search("chung", limit=2 * COUNT)
        version = int(page.hits[0].title.removeprefix("Tin phiên"))
        assert page.total == COUNT
        for hit in page.hits:
            wanted = article(int(hit.id[1:]), version)
            assert (hit.title, hit.article.body) == (wanted["title"], wanted["body"]), hit.id
        return version
