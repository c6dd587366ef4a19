"""Metadata of the articles in files, in their order, by one process or two."""

import json
from pathlib import Path

import pytest

from timkiem import extracting
from timkiem.errors import CorpusError
from timkiem.files import sources


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [
        {"id": str(number), "title": f"Bão {number}", "body": "Ông Lê Văn A, Bộ trưởng Y tế."} for number in range(450)
    ]
    lines = [json.dumps(row) for row in rows]
    lines.insert(300, "{no JSON")
    (tmp_path / "a.jsonl").write_text("\n".join(lines), "utf-8")
    (tmp_path / "b.txt").write_text("Lũ ở Quảng Bình\nNước lên.", "utf-8")
    return tmp_path


def found(folder: Path) -> list[extracting.Found | tuple[str, int]]:
    files, _, _ = sources([folder])
    each = extracting.extracted(files)
    return [(Path(one.path).name, one.line) if isinstance(one, CorpusError) else one for one in each]


def test_two_processes_find_what_one_finds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = found(folder)
    monkeypatch.setattr(extracting, "WORTH", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert found(folder) == alone


def test_in_the_order_of_the_files_with_errors_where_they_are(folder: Path) -> None:
    each = found(folder)
    assert each[300] == ("a.jsonl", 301)
    del each[300]
    ids = [one["id"] for one in each if isinstance(one, dict)]
    assert ids[:-1] == [str(number) for number in range(450)]
    assert str(ids[-1]).endswith("b")
    assert isinstance(each[-1], dict)
    assert each[-1]["provinces"] == ["Quảng Bình"]


def test_nothing_of_no_files() -> None:
    assert list(extracting.extracted([])) == []
