"""What was altered on the disk is reported with its file, or makes no difference: never a wrong answer."""

from pathlib import Path

import numpy as np
import pytest

from generated import articles, commit, in_segments
from timkiem.columnar.manifest import Manifest
from timkiem.errors import IndexCorrupt
from timkiem.local import LocalEngine

QUERIES = ("quảng bình", '"và của" người', "lũ NOT mưa", "đ*", "title:hòa", "nước lũ mưa biển sông", "internationale")


def answers(folder: Path) -> list[object]:
    """All that a reader sees of an index."""
    with LocalEngine(folder) as engine:
        found = [[hit.record() for hit in engine.search(typed, limit=50).hits] for typed in QUERIES]
        dated = engine.search("và", since="2021-12", sort="-date")
        return [*found, dated.total, dated.hits, engine.statistics(), engine.article("a5")]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    in_segments(folder, articles(1, 90))
    commit(folder, articles(4, 3))
    return folder


def copied(whole: Path, folder: Path) -> Path:
    folder.mkdir()
    for path in whole.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.mark.parametrize("seed", range(4))
def test_one_bit(seed: int, whole: Path, tmp_path: Path) -> None:
    expected, random, refused = answers(whole), np.random.default_rng(seed), 0
    folder = copied(whole, tmp_path / "index")
    for entry in Manifest.read(whole).segments:
        raw = (whole / entry.file).read_bytes()
        for at in random.integers(0, len(raw), 12).tolist():
            (folder / entry.file).write_bytes(raw[:at] + bytes([raw[at] ^ 1 << at % 8]) + raw[at + 1 :])
            try:
                assert answers(folder) == expected
            except IndexCorrupt as error:
                refused += 1
                assert entry.file in str(error)  # noqa: PT017
        (folder / entry.file).write_bytes(raw)
    assert refused > 10


def test_an_open_engine_refuses_a_file_that_is_altered_or_cut_while_it_is_open(whole: Path, tmp_path: Path) -> None:
    folder = copied(whole, tmp_path / "index")
    path = folder / Manifest.read(whole).segments[0].file
    raw = path.read_bytes()
    with LocalEngine(folder) as engine:
        found = engine.search("và").total
        path.write_bytes(b"")
        with pytest.raises(IndexCorrupt, match=f"{path.name}: cut short at 0 bytes"):
            engine.search("và")
        path.write_bytes(raw)
        assert engine.search("và").total == found
        path.write_bytes(raw[:-1000] + bytes(1000))
        with pytest.raises(IndexCorrupt, match=path.name):
            engine.search("và")
