"""An index of every released format opens, and is searched, checked and written to."""

import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from timkiem.article import Article, PartialDate
from timkiem.checking import faults
from timkiem.columnar import manifest, section_writer, sections
from timkiem.columnar.manifest import Manifest
from timkiem.errors import IndexCorrupt
from timkiem.local import LocalEngine

FORMATS = sorted((Path(__file__).parent / "formats").glob("*"))

CHANGELOG = Path(__file__).parents[1] / "CHANGELOG.md"
UNRELEASED = set(re.findall(r"^## (\S+), unreleased$", CHANGELOG.read_text("utf-8"), re.M))


def test_there_are_some() -> None:
    assert FORMATS


@pytest.mark.parametrize("frozen", FORMATS, ids=lambda path: path.name)
def test_a_frozen_index(frozen: Path, tmp_path: Path) -> None:
    """Where a format changed before its release: ``python -m tests.freeze_format``. After it, read both."""
    folder = Path(shutil.copytree(frozen, tmp_path / "index"))
    if frozen.name in UNRELEASED and any("has format" in fault.reason for fault in faults(folder)):
        pytest.skip("a format changed before its release: python -m tests.freeze_format")
    assert faults(folder) == []
    assert len(Manifest.read(folder).segments) == 2
    with LocalEngine(folder) as engine:
        assert [hit.id for hit in engine.search("lũ").hits if hit.complete] == ["qb", "cũ"]
        assert [hit.id for hit in engine.search("official:nguyễn location:hà").hits] == ["ht"]
        [hit] = engine.search('"quảng bình"', since="2020").hits
        assert (hit.title, hit.published, hit.article.source) == (
            "Lũ ở Quảng Bình",
            PartialDate("2020-10-19"),
            "Tuổi Trẻ",
        )
        assert engine.article("cũ").title == "Tin mới"
        assert engine.statistics().articles == 23
        engine.add([Article("mới", "Lũ hôm nay")])
        engine.compact()
        assert {hit.id for hit in engine.search("lũ").hits if hit.complete} == {"qb", "cũ", "mới"}
    assert faults(folder) == []


@pytest.mark.parametrize("modules", [[manifest], [sections, section_writer]])
def test_files_of_a_later_format_are_refused_by_its_number(
    modules: list[ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as later:
        now = modules[0].FORMAT
        for module in modules:
            later.setattr(module, "FORMAT", now + 1)
        with LocalEngine(tmp_path, create=True) as engine:
            engine.add([Article("a", "Lũ")])
    with pytest.raises(IndexCorrupt, match=f"has format {now + 1}; this program reads"):
        LocalEngine(tmp_path)
    with pytest.raises(IndexCorrupt, match=f"has format {now + 1}; this program reads"):
        LocalEngine(tmp_path).add([Article("b", "Bão")])
