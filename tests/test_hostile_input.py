"""Input that is made to harm is left out with a reason, and the rest is read."""

import gzip
import json
import os
import sys
from pathlib import Path

import pytest
import zstandard

from timkiem.article import Article
from timkiem.corpus import read
from timkiem.errors import CorpusError
from timkiem.files import sources
from timkiem.local import LocalEngine
from timkiem.pieces import pieces
from timkiem.unpacking import ReadLimits


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def outcome(*paths: str) -> list[str]:
    """The titles of what is read, and what is said of the rest."""
    found, errors, _ = sources(paths)
    return [
        each.title if isinstance(each, Article) else str(each)
        for each in [*errors, *(each for source in found for each in read(source))]
    ]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst", "a.txt.zst"])
def test_a_bomb_is_told_by_how_much_more_it_becomes(name: str) -> None:
    line = json.dumps({"title": "Tin"}).encode() + b"\n"
    pack = gzip.compress if name.endswith("gz") else zstandard.compress
    Path(name).write_bytes(pack(line * 200_000))
    [source], _, _ = sources([name])
    for limits, reason in (
        (ReadLimits(harmless=1 << 20, ratio=50), "unpacks to more than 50 times its size, as no text does"),
        (ReadLimits(unpacked=2_000_000), "unpacks to more than 2,000,000 bytes"),
    ):
        found = list(pieces(source, limits=limits))
        assert isinstance(found[-1], CorpusError)
        assert reason in found[-1].reason
    assert len(list(pieces(source))) >= 1
    assert not any(isinstance(each, CorpusError) for each in pieces(source))


def test_zeros_without_end_cost_no_memory() -> None:
    compressor = zstandard.ZstdCompressor().compressobj()
    with Path("a.jsonl.zst").open("wb") as file:
        for _ in range(256):
            file.write(compressor.compress(bytes(1 << 20)))
        file.write(compressor.flush())
    [said] = outcome("a.jsonl.zst")
    assert "unpacks to more than 200 times its size" in said


@pytest.mark.parametrize("where", ['{"title": "Tin", "x": %s}', "%s", '{"title": %s}'])
@pytest.mark.parametrize("depth", [101, 990, 5_000, 100_000])
def test_brackets_without_end(where: str, depth: int) -> None:
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        deep = opening * depth + "1" + closing * depth
        Path("a.jsonl").write_text(where % deep + '\n{"title": "Sau"}\n')
        said, after = outcome("a.jsonl")
        assert said.startswith("a.jsonl:1: ")
        assert after == "Sau"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX has these files")
def test_pipes_devices_and_links_in_circles_are_passed_over() -> None:
    Path("kho").mkdir()
    os.mkfifo("kho/a.txt")
    os.mkfifo("b.txt")
    Path("kho/vòng").symlink_to("..")
    Path("kho/c.txt").symlink_to("c.txt")
    Path("kho/d.txt").symlink_to("/dev/zero")
    Path("kho/e.txt").symlink_to("nowhere.txt")
    Path("kho/f.txt").write_text("Tin", "utf-8")
    assert outcome("kho") == ["Tin"]
    assert outcome("b.txt", "/dev/zero") == [
        "b.txt:1: neither a file nor a folder", "/dev/zero:1: neither a file nor a folder",
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX has these files")
def test_a_file_that_becomes_a_pipe_before_it_is_read_holds_nobody_up() -> None:
    Path("a.txt").write_text("Tin", "utf-8")
    [source], _, _ = sources(["a.txt"])
    Path("a.txt").unlink()
    os.mkfifo("a.txt")
    [error] = pieces(source)
    assert isinstance(error, CorpusError)
    assert "neither a file nor a folder" in error.reason


@pytest.mark.parametrize(
    "id", ["../../etc/passwd", "/etc/passwd", "..\\..\\x", "MAIN_0123456789abcdef.columns", "\x00", "."]
)
def test_an_id_is_no_path(id: str, folder: Path) -> None:
    with LocalEngine("index", create=True) as engine:
        engine.add([Article(id, "Tin")])
        before = {path.name for path in folder.rglob("*") if path.is_file() and path.parent != Path("index")}
        [hit] = engine.search("tin").hits
        assert engine.article(hit.id).title == "Tin"
        assert engine.delete([id]) == 1
    assert {path.parent.name for path in folder.rglob("*") if path.is_file()} == {"index"}
    assert before


def test_names_that_look_alike_are_two_articles() -> None:
    for name in ("tin  a.txt", "tin a.txt", "tin\ta.txt"):
        Path(name).write_text("Tin", "utf-8")
    found, _, _ = sources(["."])
    assert len({source.name for source in found}) == 3
