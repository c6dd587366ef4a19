"""After a power cut at any moment the index is the last whole commit, and the next writer cleans up."""

import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from disk import Disk, written
from generated import commit
from test_writer import BOTH, NEW, OLD, assert_whole, by_id, contents
from timkiem.columnar.ledger import Ledger, Record, rows
from timkiem.columnar.manifest import Manifest
from timkiem.columnar.writer import IndexWriter

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc which file is synced")
EVERY = 1 if os.environ.get("TIMKIEM_FAULTS") else 23  #: of the moments at which nothing is synced or renamed
HOWS = ("least", "most", "names", "torn", "torn")


def recorded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Disk, int]:
    """All steps of a commit with a ledger, and how many there were when it returned."""
    disk = Disk(folder)
    with disk.recording(monkeypatch):
        writer = IndexWriter(folder, words=500)
        for at in range(0, len(NEW), 10):
            writer.add(NEW[at : at + 10])
        ledger = Ledger()
        ledger.put("a.jsonl", Record(1, 2, 3, rows([(4, 5)])))
        writer.keep_ledger(ledger.write(folder))
        writer.commit()
        committed = len(disk.steps)
        writer.close()
    return disk, committed


def test_a_power_cut_at_any_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, random = tmp_path / "index", np.random.default_rng(6)
    commit(folder, OLD)
    disk, committed = recorded(folder, monkeypatch)
    steps = [kind for kind, *_ in disk.steps]
    assert {"create", "write", "sync", "sync folder", "rename", "remove"} == set(steps)
    moments = [at for at in range(len(steps) + 1) if at % EVERY == 0 or at in (committed, len(steps))]
    moments += [at for at, kind in enumerate(steps) if kind not in ("write", "create")]
    seen = set()
    for at in sorted(set(moments)):
        for number, how in enumerate(HOWS):
            after = written(disk.after(at, how, random), tmp_path / f"{at}{how}{number}")
            found = contents(after)
            assert found in (by_id(OLD), BOTH), (at, how)
            assert found == BOTH or at < committed, (at, how)
            seen.add(len(found))
            if at % 5 == 0:
                ledger = Ledger.open(after, Manifest.read(after))
                assert len(ledger) == int(found == BOTH)
                commit(after, [])
                assert_whole(after, found)
            shutil.rmtree(after)
    assert seen == {len(OLD), len(BOTH)}
