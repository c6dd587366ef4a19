"""An index follows its files: what is new, changed, the same or gone, run after run."""

import gzip
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from timkiem.article import Article
from timkiem.ingest import Ingest, Options
from timkiem.local import LocalEngine
from timkiem.pieces import pieces

OLD = 1_600_000_000


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    (tmp_path / "kho").mkdir()
    return tmp_path


def put(name: str, text: str | list[object], age: int = 0) -> Path:
    """A file of some text, or of lines of JSON, written so many seconds after OLD."""
    raw = text if isinstance(text, str) else "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in text)
    path = Path("kho", name)
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_bytes(gzip.compress(raw.encode()) if name.endswith(".gz") else raw.encode())
    os.utime(path, (OLD + age, OLD + age))
    return path


def index(*paths: str, **options: object) -> str:
    """What a run says of itself, without sizes and times."""
    run = Ingest(Path("index"), paths or ("kho",), Options(metadata=False, **options), complain=errors.append)  # type: ignore[arg-type]
    list(run.run())
    return run.summary().partition(";")[0]


errors: list[object] = []


def held() -> dict[str, str]:
    """Ids and titles of all that the index finds and shows."""
    with LocalEngine("index") as engine:
        found = {hit.id: hit.title for hit in engine.search("tin", limit=1000).hits}
        assert engine.statistics().articles == len(found)
        assert {id: engine.article(id).title for id in found} == found
        return found


def lines(*titles: str, start: int = 1) -> list[object]:
    return [{"id": str(number), "title": f"Tin {title}"} for number, title in enumerate(titles, start)]


def test_what_is_the_same_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.txt", "Tin a")
    put("b.jsonl", lines("một", "hai"))
    assert index() == "3 articles added"
    read: list[str] = []
    monkeypatch.setattr(
        "timkiem.ingest.pieces", lambda source, *rest: read.append(source.shown) or pieces(source, *rest)
    )
    generation = LocalEngine("index").statistics().generation
    assert index() == "0 articles added, 3 unchanged"
    assert (read, LocalEngine("index").statistics().generation) == ([], generation)
    assert index(verify=True) == "0 articles added, 3 unchanged"
    assert read == ["kho/a.txt", "kho/b.jsonl"]
    assert index(again=True) == "0 articles added, 3 replaced"


def test_what_is_new_or_changed_is_read_and_the_rest_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.txt", "Tin a")
    put("b.jsonl.gz", lines("một", "hai", "ba"))
    index()
    put("a.txt", "Tin á", 1)
    put("b.jsonl.gz", lines("một", "hai rưỡi", "ba", "bốn"), 1)
    put("sâu/c.txt", "Tin c", 1)
    assert index() == "2 articles added, 2 replaced, 2 unchanged"
    assert held() == {
        "kho/a": "Tin á", "kho/sâu/c": "Tin c", "1": "Tin một", "2": "Tin hai rưỡi", "3": "Tin ba", "4": "Tin bốn",
    }  # fmt: skip
    assert index() == "0 articles added, 6 unchanged"


def test_a_file_of_another_time_or_place_and_the_same_content() -> None:
    put("a.jsonl", lines("một", "hai"))
    index()
    put("a.jsonl", lines("một", "hai"), 5)
    assert index() == "0 articles added, 2 unchanged"
    put("b.jsonl", lines("một", "hai"))
    assert index() == "0 articles added, 2 replaced, 2 unchanged"


def test_lines_without_ids_are_told_by_their_place() -> None:
    put("a.jsonl", [{"title": "Tin x"}, {"title": "Tin y"}, {"title": "Tin z"}])
    index()
    put("a.jsonl", [{"title": "Tin x"}, {"title": "Tin z"}], 1)
    assert index(prune=True) == "0 articles added, 1 replaced, 1 removed, 1 unchanged"
    assert held() == {"kho/a:1": "Tin x", "kho/a:2": "Tin z"}


def test_what_vanished_stays_until_it_is_pruned() -> None:
    put("a.txt", "Tin a")
    put("b.jsonl", lines("một", "hai", "ba"))
    put("c.txt", "Tin c")
    index()
    Path("kho/a.txt").unlink()
    put("b.jsonl", lines("một", "hai"), 1)
    assert index() == "0 articles added, 3 unchanged"
    assert len(held()) == 5
    assert index("kho/b.jsonl", "kho/c.txt", prune=True) == "0 articles added, 1 removed, 3 unchanged"
    assert held().keys() == {"kho/a", "1", "2", "kho/c"}
    assert index(prune=True) == "0 articles added, 1 removed, 3 unchanged"
    assert held().keys() == {"1", "2", "kho/c"}
    assert index(prune=True) == "0 articles added, 3 unchanged"
    put("b.jsonl", lines("một", "hai", "ba"), 2)
    put("a.txt", "Tin a", 2)
    assert index() == "2 articles added, 3 unchanged"


def test_what_lies_elsewhere_is_not_pruned() -> None:
    put("một/a.txt", "Tin a")
    put("hai/b.txt", "Tin b")
    put("c.jsonl", lines("một"))
    index()
    for name in ("một/a.txt", "hai/b.txt", "c.jsonl"):
        Path("kho", name).unlink()
    assert index("kho/một", prune=True) == "0 articles added, 1 removed"
    assert held().keys() == {"kho/hai/b", "1"}


def test_an_id_that_another_file_gives_too_is_not_pruned() -> None:
    put("a.jsonl", lines("một", "hai"))
    put("b.jsonl", lines("hai", start=2))
    index()
    put("a.jsonl", lines("một"), 1)
    assert index(prune=True) == "0 articles added, 2 unchanged"
    assert held() == {"1": "Tin một", "2": "Tin hai"}


def test_of_two_lines_with_one_id_the_later_stays_whichever_changes() -> None:
    twice = [{"id": "x", "title": "Tin đầu"}, {"id": "y", "title": "Tin y"}, {"id": "x", "title": "Tin sau"}]
    put("a.jsonl", twice)
    index()
    assert held() == {"x": "Tin sau", "y": "Tin y"}
    put("a.jsonl", [{"id": "x", "title": "Tin đầu mới"}, *twice[1:]], 1)
    index()
    assert held() == {"x": "Tin sau", "y": "Tin y"}
    put("a.jsonl", [twice[2], twice[1], twice[0]], 2)
    index()
    put("a.jsonl", [*twice[:2], {"id": "x", "title": "Tin sau cùng"}], 3)
    index()
    assert held() == {"x": "Tin sau cùng", "y": "Tin y"}


def test_what_could_not_be_read_is_tried_and_told_each_time() -> None:
    put("a.jsonl", "{\n" + json.dumps({"title": "Tin", "id": "1"}))
    put("b.txt", "")
    for said in ("1 article added, 2 left out", "0 articles added, 1 unchanged, 2 left out"):
        errors.clear()
        assert index() == said
        assert [str(error).rpartition(":")[0].partition(": ")[0] for error in errors] == [
            "kho/a.jsonl:1",
            "kho/b.txt:1",
        ]
    put("b.txt", "Tin b", 1)
    assert index() == "1 article added, 1 unchanged, 1 left out"


def test_other_options_make_other_articles() -> None:
    put("a.txt", "Tin ở Quảng Bình")
    index()
    with_metadata = Ingest(Path("index"), ["kho"], complain=errors.append)
    list(with_metadata.run())
    assert with_metadata.summary().startswith("0 articles added, 1 replaced;")
    assert LocalEngine("index").article("kho/a").locations == ("Quảng Bình",)


def test_other_rules_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.txt", "Tin ở Quảng Bình")
    for version in ("một", "hai"):
        monkeypatch.setattr("timkiem.ingest._version", lambda _, version=version: version)
        run = Ingest(Path("index"), ["kho"], complain=errors.append)
        list(run.run())
    told = "0 articles added, 1 unchanged, 1 of them read by older rules (--again reads them anew);"
    assert run.summary().startswith(told)


def test_a_file_that_is_written_while_it_is_read_is_looked_into_again() -> None:
    path = put("a.jsonl", lines("một"))
    os.utime(path)  # now
    index()
    path.write_text(path.read_text("utf-8").replace("một", "hai"), "utf-8")
    stat = path.stat()
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert index() == "0 articles added, 1 replaced"


def test_what_was_deleted_stays_so_while_its_file_is_the_same() -> None:
    put("a.jsonl", lines("một", "hai"))
    index()
    with LocalEngine("index") as engine:
        assert engine.delete(["1", "1", "none"]) == 1
    index(verify=True)
    assert held() == {"2": "Tin hai"}
    index(again=True)
    assert held() == {"1": "Tin một", "2": "Tin hai"}


def test_articles_of_programs_are_left_alone() -> None:
    put("a.txt", "Tin a")
    index()
    with LocalEngine("index") as engine:
        engine.add([Article("api", "Tin x")])
    Path("kho/a.txt").unlink()
    assert index(prune=True) == "0 articles added, 1 removed"
    assert held() == {"api": "Tin x"}


def test_names_that_are_no_text_keep_their_account() -> None:
    raw = os.fsencode("kho") + b"/tin\xff\n.txt"
    for name in (raw, raw.replace(b"\xff", b"\xfe")):
        Path(os.fsdecode(name)).write_text("Tin", "utf-8")
        os.utime(name, (OLD, OLD))
    assert index() == "2 articles added"
    assert index() == "0 articles added, 2 unchanged"


# -- interrupted


def test_an_interrupted_run_is_gone_on_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timkiem.pieces._PIECE", 500)
    monkeypatch.setattr("timkiem.ingest.PORTION", 1000)
    put("a.jsonl", lines(*map(str, range(200))))
    put("b.txt", "Tin b")
    run = Ingest(Path("index"), ["kho"], Options(metadata=False, commit_every=1e-9), complain=errors.append)
    steps = run.run()
    for _ in range(4):
        next(steps)
    steps.close()
    done = len(held())
    assert 50 < done < 200
    read: list[int] = []
    monkeypatch.setattr("timkiem.ingest.build", counting(read))
    assert index() == f"{201 - done} articles added, {done} unchanged"
    assert sum(read) == 201 - done
    assert len(held()) == 201
    assert index() == "0 articles added, 201 unchanged"


def counting(read: list[int]) -> object:
    from timkiem.ingest import build

    def counted(*arguments: object) -> object:
        built = build(*arguments)  # type: ignore[arg-type]
        read.append(len(built[0]))
        return built

    return counted


def test_strict_runs_commit_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timkiem.ingest.PORTION", 1)
    put("a.txt", "Tin a")
    put("b.txt", "Tin b")
    index(strict=True, commit_every=1e-9)
    assert LocalEngine("index").statistics().generation == 1


# -- watched


def test_files_are_followed_until_the_program_is_told_to_end() -> None:
    put("a.txt", "Tin a")
    command = [sys.executable, "-m", "timkiem", "index", "--no-metadata", "--prune", "--watch", "kho"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("1 article added;")
            put("b.txt", "Tin b")
            assert process.stdout.readline().startswith("1 article added, 1 unchanged;")
            Path("kho/a.txt").unlink()
            assert process.stdout.readline().startswith("0 articles added, 1 removed, 1 unchanged;")
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()
    assert held() == {"kho/b": "Tin b"}
