"""Files become segments a portion at a time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from timkiem import ingest
from timkiem.ingest import Ingest
from timkiem.pieces import Piece, Stretch, stretches


def test_in_one_process_no_more_is_read_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(f"Tin {number}", "utf-8")
    events: list[str] = []

    def reading(*arguments: object) -> Iterator[Piece | Stretch]:
        for piece in stretches(*arguments):  # type: ignore[arg-type]
            events.append("read")
            yield piece  # type: ignore[misc]

    build = ingest.build

    def building(*args: object) -> ingest.Built:
        events.append("built")
        return build(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(ingest, "stretches", reading)
    monkeypatch.setattr(ingest, "build", building)
    monkeypatch.setattr(ingest, "PORTION", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    run = Ingest(tmp_path / "index", [str(tmp_path)], complain=print)
    assert sum(run.run()) == run.bytes
    assert events == ["read", "built"] * 6


def test_a_broken_file_does_not_stop_other_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Bão số 5", "utf-8")
    (tmp_path / "b.jsonl.gz").write_bytes(b"\x1f\x8b no gzip")
    (tmp_path / "c.txt").write_text("Lũ lên", "utf-8")
    monkeypatch.setattr(ingest, "PORTION", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    complaints: list[str] = []
    run = Ingest(tmp_path / "index", [str(tmp_path)], complain=lambda error: complaints.append(error.path))
    list(run.run())
    assert run.summary().startswith("2 articles added, 1 left out; ")
    assert complaints == [str(tmp_path / "b.jsonl.gz")]
