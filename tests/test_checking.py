"""What is broken is found and named, and an index goes on without it."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from generated import articles, in_segments
from timkiem.checking import QUARANTINE, Fault, faults, repaired
from timkiem.cli import main
from timkiem.columnar.manifest import NAME, Manifest
from timkiem.columnar.section_writer import SectionWriter
from timkiem.columnar.sections import Sections
from timkiem.errors import IndexCorrupt, IndexMissing
from timkiem.ingest import Ingest
from timkiem.local import LocalEngine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three segments."""
    in_segments(tmp_path / "index", articles(1, 90))
    with LocalEngine(tmp_path / "index") as engine:
        engine.delete(["a3", "a80"])
    assert len(Manifest.read(tmp_path / "index").segments) == 3
    return tmp_path / "index"


def segment(folder: Path, number: int) -> Path:
    return folder / Manifest.read(folder).segments[number].file


def alter(path: Path, section: str, at: int = 0) -> None:
    _, offset, count, _ = Sections.open(path)._sections[section]
    assert at < count
    raw = bytearray(path.read_bytes())
    raw[offset + at] ^= 4
    path.write_bytes(raw)


def rewritten(path: Path, **changed: np.ndarray) -> None:
    """The same file with other sections under the right checksums: what a hostile hand, or a bug, writes."""
    sections = Sections.open(path)
    arrays = {name: sections.array(name).copy() for name in sections.names()}
    path.unlink()
    writer = SectionWriter(path)
    for name, array in arrays.items():
        writer.add(name, changed.get(name.replace(".", "_"), array).astype(array.dtype))
    writer.finish(sections.meta)


def test_a_whole_index(folder: Path) -> None:
    assert faults(folder) == []


def test_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        faults(tmp_path)


def test_every_broken_file_is_named_with_what_is_wrong(folder: Path) -> None:
    first, second, third = (segment(folder, number) for number in range(3))
    alter(first, "body.places.data", 100)
    alter(first, "articles.titles")
    second.write_bytes(second.read_bytes()[:-1])
    third.unlink()
    assert faults(folder) == [
        Fault(first, "its section articles.titles was altered"),
        Fault(first, "its section body.places.data was altered"),
        Fault(second, "cut short or not a file of timkiem"),
        Fault(third, "is missing"),
    ]


def test_a_broken_manifest(folder: Path) -> None:
    (folder / NAME).write_bytes(b"{")
    [fault] = faults(folder)
    assert (fault.path, fault.reason[:15]) == (folder / NAME, "is no manifest ")
    with pytest.raises(IndexCorrupt, match=NAME):
        repaired(folder, [fault])


@pytest.mark.parametrize(
    "section",
    ["body.folded.starts", "body.variants", "body.pairs", "body.seconds", "title.lengths",
     "body.folded_docs.counts.size",
     "body.folded_docs.lists.before", "body.folded_docs.lists.bits", "title.written_docs.lists.packed.starts",
     "body.places.limit", "articles.hashes", "articles.by_hash", "articles.firsts", "articles.ids.starts",
     "body.places.starts", "body.folded.text"],
)  # fmt: skip
@pytest.mark.parametrize("how", ["larger", "reversed", "shorter"])
def test_sections_that_do_not_fit_are_refused_whatever_their_checksums(section: str, how: str, folder: Path) -> None:
    path = segment(folder, 0)
    array = Sections.open(path).array(section).copy()
    other = {"larger": array + 1, "reversed": array[::-1], "shorter": array[:-1]}[how]
    if np.array_equal(other, array):
        pytest.skip("one number, or the same both ways")
    rewritten(path, **{section.replace(".", "_"): other})
    [fault, *_] = faults(folder)
    assert fault.path == path
    for typed in ("quảng bình", '"và của" người', "đ*", "lũ -mưa"):
        try:  # an answer or the error: no crash
            [hit.record() for hit in LocalEngine(folder).search(typed).hits]
        except IndexCorrupt as error:
            assert path.name in str(error)  # noqa: PT017


def test_an_index_is_repaired_and_what_it_lost_is_named_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(3):
        words = " ".join(["tin"] * 10 ** (2 - number))
        for name in "ab" * (number == 0) or "c":
            Path(f"{number}{name}.txt").write_text(f"Tin {number}{name}\n{words}", "utf-8")
        list(Ingest(Path("index"), sorted(map(str, Path().glob("*.txt"))), complain=print).run())
    while len(Manifest.read(Path("index")).segments) < 2:  # one segment holds all: put another behind it
        for name in ("x", "y"):
            Path(f"{name}.txt").write_text(f"Tin {name}", "utf-8")
        list(Ingest(Path("index"), ["x.txt"], complain=print).run())
    path = segment(Path("index"), 0)
    with LocalEngine("index") as engine:
        everything = {hit.id for hit in engine.search("tin", limit=100).hits}
    alter(path, "body.places.data")
    run = CliRunner().invoke(main, ["check"])
    assert (run.exit_code, run.output.splitlines()[0]) == (1, f"{path}: its section body.places.data was altered")
    run = CliRunner().invoke(main, ["check", "--repair"])
    assert run.exit_code == 0
    assert "to have them again, index these files again with `timkiem index`:" in run.output
    assert (Path("index") / QUARANTINE / path.name).exists()
    assert not path.exists()
    assert CliRunner().invoke(main, ["check"]).output == "the index is whole\n"
    with LocalEngine("index") as engine:
        left = {hit.id for hit in engine.search("tin", limit=100).hits}
    lost = everything - left
    assert lost
    assert all(f"  {id}\n" in run.output and f"  {id}.txt\n" in run.output for id in lost)
    list(Ingest(Path("index"), sorted(map(str, Path().glob("*.txt"))), complain=print).run())
    with LocalEngine("index") as engine:
        assert {hit.id for hit in engine.search("tin", limit=100).hits} >= everything


def test_what_cannot_even_be_named_is_counted(folder: Path) -> None:
    path = segment(folder, 1)
    path.write_bytes(path.read_bytes()[:100])
    report = repaired(folder, faults(folder))
    assert (report.ids, report.unnamed, report.files) == ((), 14, ())
    assert "14 articles are lost whose ids cannot be read any more" in list(report.lines())
    assert faults(folder) == []
    with LocalEngine(folder) as engine:
        assert engine.statistics().articles == 88 - 14


def test_a_broken_ledger_costs_nothing_but_reading_all_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("Tin", "utf-8")
    list(Ingest(Path("index"), ["a.txt"], complain=print).run())
    [ledger] = Path("index").glob("*.ledger")
    alter(ledger, "paths")
    with pytest.raises(IndexCorrupt, match=ledger.name):
        list(Ingest(Path("index"), ["a.txt"], complain=print).run())
    assert CliRunner().invoke(main, ["search", "tin"]).exit_code == 0
    assert CliRunner().invoke(main, ["check", "--repair"]).exit_code == 0
    run = Ingest(Path("index"), ["a.txt"], complain=print)
    list(run.run())
    assert run.summary().startswith("0 articles added, 1 replaced;")
