"""A commit is all or nothing, by one writer at a time, and what a dead writer left is cleaned up."""

import builtins
import errno
import io
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import whoosh.index

from failing import Failing, full_disk
from generated import articles, commit, in_segments
from timkiem.article import Article
from timkiem.columnar.manifest import NAME, Manifest
from timkiem.columnar.writer import Changes, IndexWriter
from timkiem.errors import IndexCorrupt, IndexLocked, IndexMissing
from timkiem.snapshot import Snapshot

OLD = articles(1, 30)
NEW = [*(replace(article, title="mới") for article in OLD[10:20]), *articles(2, 30, "b")]
BOTH = {article.id: article for article in [*OLD, *NEW]}


def contents(folder: Path) -> dict[str, Article]:
    """All articles of the last commit by id."""
    snapshot = Snapshot.open(folder)
    found = [
        segment.articles.article(number)
        for segment, alive in zip(snapshot.segments, snapshot.alive, strict=True)
        for number in range(len(segment))
        if alive[number]
    ]
    by_id = {article.id: article for article in found}
    assert len(found) == len(by_id) == snapshot.articles
    return by_id


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def files_of_a_whole_index(folder: Path) -> set[str]:
    """What may lie in the folder: the last commit, for us and for Whoosh, and the lock."""
    manifest = Manifest.read(folder)
    return {NAME, f"_MAIN_{manifest.generation}.toc", "MAIN_WRITELOCK", *manifest.files}


def titles_for_whoosh(folder: Path) -> dict[str, str]:
    with whoosh.index.open_dir(str(folder)).reader() as reader:
        return {stored["id"]: stored["title"] for _, stored in reader.iter_docs()}


def assert_whole(folder: Path, expected: dict[str, Article]) -> None:
    assert contents(folder) == expected
    assert files(folder) == files_of_a_whole_index(folder)
    assert titles_for_whoosh(folder) == {id: article.title for id, article in expected.items()}


def by_id(given: list[Article]) -> dict[str, Article]:
    return {article.id: article for article in given}


@pytest.mark.parametrize("words", [1, 500, 1_000_000])
def test_what_is_added_is_the_index_whatever_the_size_of_a_segment(words: int, tmp_path: Path) -> None:
    assert commit(tmp_path / "new/folder", OLD, words=words) == Changes(added=30)
    assert_whole(tmp_path / "new/folder", by_id(OLD))
    assert len(Snapshot.open(tmp_path / "new/folder").segments) == 1


@pytest.mark.parametrize("words", [1, 1_000_000])
def test_a_later_article_replaces_the_earlier_of_its_id(words: int, tmp_path: Path) -> None:
    commit(tmp_path, OLD, words=words)
    twice = [*NEW, *(replace(article, body="thrice") for article in NEW[5:12]), *NEW[5:9]]
    assert commit(tmp_path, twice, words=words) == Changes(added=30, replaced=10, repeated=11)
    assert_whole(tmp_path, {**by_id(OLD), **by_id(twice)})
    assert Manifest.read(tmp_path).generation == 2


def test_counts_of_changes_run_on_over_the_commits_of_one_writer(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as writer:
        writer.add(OLD)
        assert writer.commit() == Changes(added=30)
        writer.add(NEW)
        assert writer.commit() == Changes(added=60, replaced=10)
    assert Manifest.read(tmp_path).generation == 2
    assert_whole(tmp_path, BOTH)


def test_commits_amid_a_run_leave_merging_to_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def sizes() -> list[int]:
        return [entry.documents for entry in Manifest.read(tmp_path).segments]

    with IndexWriter(tmp_path) as writer:
        for start in (0, 10, 20):
            writer.add(OLD[start : start + 10])
            writer.commit(soon=True)
        assert sizes() == [10, 10, 10]
        assert contents(tmp_path) == by_id(OLD)
        writer.commit()
        assert (sizes(), Manifest.read(tmp_path).generation) == ([30], 4)
        writer.commit()
        assert Manifest.read(tmp_path).generation == 4
        monkeypatch.setattr("timkiem.columnar.writer.MANY", 2)
        writer.add(NEW[:20])
        writer.commit(soon=True)
        assert sizes() == [30, 20]
        writer.add(NEW[20:])
        writer.commit(soon=True)
    assert sizes() == [60]
    assert_whole(tmp_path, BOTH)


def test_nothing_shows_before_the_commit(tmp_path: Path) -> None:
    commit(tmp_path, OLD)
    with IndexWriter(tmp_path, words=1) as writer:
        for article in NEW:
            writer.add([article])
            assert contents(tmp_path) == by_id(OLD)
    assert_whole(tmp_path, BOTH)


def test_a_snapshot_stays_as_it_was(tmp_path: Path) -> None:
    commit(tmp_path, OLD)
    before = Snapshot.open(tmp_path)
    commit(tmp_path, NEW)
    assert (before.articles, before.manifest.generation) == (30, 1)
    assert [int(alive.sum()) for alive in before.alive] == [len(segment) for segment in before.segments]


def test_nothing_added_makes_an_index_once_and_no_commit_after(tmp_path: Path) -> None:
    for _ in range(2):
        assert commit(tmp_path, []) == Changes()
        assert Manifest.read(tmp_path) == Manifest(1, ())
        assert_whole(tmp_path, {})


def test_closing_without_a_commit_forgets(tmp_path: Path) -> None:
    commit(tmp_path, OLD)
    before = files(tmp_path)
    writer = IndexWriter(tmp_path, words=1)
    writer.add(NEW)
    assert files(tmp_path) > before
    writer.close()
    writer.close()
    assert files(tmp_path) == before
    assert_whole(tmp_path, by_id(OLD))


class Interrupted(Exception):
    pass


def interrupted(folder: Path) -> None:
    with IndexWriter(folder, words=1) as writer:
        writer.add(NEW)
        raise Interrupted


def test_an_error_among_the_articles_leaves_the_old_commit_and_no_files(tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        interrupted(tmp_path)
    assert files(tmp_path) == {"MAIN_WRITELOCK"}
    with pytest.raises(IndexMissing):
        Manifest.read(tmp_path)
    commit(tmp_path, OLD)
    with pytest.raises(Interrupted):
        interrupted(tmp_path)
    assert_whole(tmp_path, by_id(OLD))


def test_a_batch_that_fails_half_way_never_becomes_half_a_commit(tmp_path: Path) -> None:
    commit(tmp_path, OLD)
    writer = IndexWriter(tmp_path)
    with pytest.raises(AttributeError):
        writer.add([NEW[0], Article(id="bad", title=None)])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="closed"):
        writer.commit()
    assert_whole(tmp_path, by_id(OLD))


def test_a_closed_writer_writes_no_more(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as writer:
        writer.add(OLD)
    with pytest.raises(ValueError, match="closed"):
        writer.add(NEW)
    with pytest.raises(ValueError, match="closed"):
        writer.commit()
    assert_whole(tmp_path, by_id(OLD))


# -- two writers


def test_a_second_writer_is_refused_until_the_first_is_done(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as writer:
        writer.add(OLD)
        with pytest.raises(IndexLocked, match="another process is writing") as caught:
            IndexWriter(tmp_path)
        assert caught.value.path == tmp_path
    commit(tmp_path, NEW)
    assert_whole(tmp_path, BOTH)


WRITE_AND_WAIT = """
import sys
from pathlib import Path
from timkiem.article import Article
from timkiem.columnar.writer import IndexWriter
writer = IndexWriter(Path(sys.argv[1]), words=1)
writer.add([Article(id="lost", title="never committed")])
print("writing", flush=True)
sys.stdin.read()
"""


def test_a_writer_of_another_process_keeps_others_out_and_frees_them_when_it_is_killed(tmp_path: Path) -> None:
    commit(tmp_path, OLD)
    command = [sys.executable, "-c", WRITE_AND_WAIT, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        with pytest.raises(IndexLocked):
            IndexWriter(tmp_path)
        process.kill()
    assert contents(tmp_path) == by_id(OLD)
    assert files(tmp_path) > files_of_a_whole_index(tmp_path)
    commit(tmp_path, NEW)
    assert_whole(tmp_path, BOTH)


# -- what goes wrong


@pytest.mark.parametrize("room", [0, 100, 3000])
def test_a_full_disk_leaves_the_old_commit(room: int, tmp_path: Path) -> None:
    commit(tmp_path, OLD)
    with full_disk(room), pytest.raises(OSError, match="large"):
        commit(tmp_path, NEW)
    assert_whole(tmp_path, by_id(OLD))
    commit(tmp_path, NEW)
    assert_whole(tmp_path, BOTH)


@pytest.mark.parametrize("call", ["fsync", "replace", "rename", "open"])
def test_whichever_call_fails_a_commit_is_whole_or_absent(
    call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        counter = Failing(patched, call)
        commit(tmp_path / "calm", OLD)
        before = counter.calls
        commit(tmp_path / "calm", NEW)
        calls = counter.calls - before
    assert calls > 0 or call != "fsync"
    for fails in range(calls):
        folder = tmp_path / f"{call}{fails}"
        commit(folder, OLD)
        with monkeypatch.context() as patched:
            Failing(patched, call, fails)
            with pytest.raises(OSError, match="No space"):
                commit(folder, NEW)
        after = contents(folder)
        assert after in (by_id(OLD), BOTH)
        assert titles_for_whoosh(folder) in [
            {id: article.title for id, article in each.items()} for each in (by_id(OLD), BOTH)
        ]
        commit(folder, [])
        assert_whole(folder, after)
        commit(folder, NEW)
        assert_whole(folder, BOTH)


@pytest.mark.skipif(sys.platform == "win32", reason="opens files as POSIX does")
def test_out_of_file_handles_at_any_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = io.open, 0

    def failing(at: int) -> object:
        def opened(file: object, *args: object, **options: object) -> object:
            nonlocal calls
            calls += 1
            if calls == at:
                raise OSError(errno.EMFILE, "Too many open files", str(file))
            return real(file, *args, **options)  # type: ignore[call-overload]

        return opened

    for at in range(1, 100):
        folder = tmp_path / str(at)
        commit(folder, OLD)
        calls = 0
        with monkeypatch.context() as patched:
            patched.setattr(io, "open", failing(at))
            patched.setattr(builtins, "open", failing(at))
            try:
                commit(folder, NEW)
            except OSError as error:
                assert error.errno == errno.EMFILE  # noqa: PT017
        after = contents(folder)
        assert after in (by_id(OLD), BOTH)
        if calls < at:
            break
        commit(folder, [])
        assert_whole(folder, after)
    assert 5 < at < 99


def test_what_dead_writers_left_is_removed_and_what_others_put_there_stays(tmp_path: Path) -> None:
    commit(tmp_path, OLD)
    left = {"MAIN_0123456789abcdef.columns", "_MAIN_2.toc.1700000000.5", "_MAIN_0.toc", f"{NAME}.new"}
    other = {".gitignore", "notes.txt", "MAIN.columns", "timkiem.json.old"}
    for name in left | other:
        (tmp_path / name).write_text("")
    commit(tmp_path, [])
    assert files(tmp_path) == files_of_a_whole_index(tmp_path) | other
    assert contents(tmp_path) == by_id(OLD)


def test_a_writer_does_not_build_upon_an_altered_manifest(tmp_path: Path) -> None:
    commit(tmp_path, OLD)
    (tmp_path / NAME).write_text((tmp_path / NAME).read_text().replace("generation", "generatiom"))
    before = files(tmp_path)
    for _ in range(2):  # the first lets go of the lock
        with pytest.raises(IndexCorrupt, match=r"timkiem\.json: was altered"):
            IndexWriter(tmp_path)
    assert files(tmp_path) == before


def test_a_segment_that_is_missing_is_named_to_reader_and_writer(tmp_path: Path) -> None:
    in_segments(tmp_path, OLD)
    missing = Manifest.read(tmp_path).segments[1].file
    (tmp_path / missing).unlink()
    with pytest.raises(IndexCorrupt, match=f"{missing}: is missing"):
        Snapshot.open(tmp_path)
    with pytest.raises(IndexCorrupt, match=f"{missing}: is missing"):
        commit(tmp_path, NEW)
    assert files(tmp_path) == files_of_a_whole_index(tmp_path) - {missing}


def test_a_segment_of_another_index_is_noticed(tmp_path: Path) -> None:
    for name, count in (("a", 20), ("b", 21)):
        commit(tmp_path / name, articles(1, count), words=1_000_000)
    ours, theirs = (tmp_path / name / Manifest.read(tmp_path / name).segments[0].file for name in ("a", "b"))
    theirs.replace(ours)
    with pytest.raises(IndexCorrupt, match=f"{ours.name}: holds 21 articles, not 20"):
        Snapshot.open(tmp_path / "a")


# -- removing


def test_what_is_deleted_is_gone_at_the_commit_and_from_the_disk_with_a_compaction(tmp_path: Path) -> None:
    in_segments(tmp_path, OLD)
    left = by_id(OLD)
    for ids in (["a1", "a29", "nobody", "a1"], ["a2", "a3"], []):
        with IndexWriter(tmp_path) as writer:
            assert writer.delete(ids) == sum(left.pop(id, None) is not None for id in ids)
        assert_whole(tmp_path, left)
    assert len(Manifest.read(tmp_path).segments) == 2  # one held nothing more
    for _ in range(2):
        with IndexWriter(tmp_path) as writer:
            writer.commit(whole=True)
        assert_whole(tmp_path, left)
        [entry] = Manifest.read(tmp_path).segments
        assert (entry.documents, Manifest.read(tmp_path).generation) == (26, 6)
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"a0a4a5" in raw


def test_articles_are_deleted_in_the_order_of_the_calls(tmp_path: Path) -> None:
    commit(tmp_path, OLD[:5])
    with IndexWriter(tmp_path) as writer:
        writer.add([replace(OLD[0], title="mới"), NEW[-1]])
        assert writer.delete([OLD[0].id, NEW[-1].id, OLD[1].id]) == 3
        writer.add([OLD[1]])
    assert_whole(tmp_path, by_id(OLD[1:5]))


def test_all_may_be_deleted(tmp_path: Path) -> None:
    in_segments(tmp_path, OLD)
    with IndexWriter(tmp_path) as writer:
        assert writer.delete([article.id for article in OLD]) == 30
    assert_whole(tmp_path, {})
    with IndexWriter(tmp_path) as writer:
        writer.commit(whole=True)
    assert Manifest.read(tmp_path).segments == ()
    assert_whole(tmp_path, {})


def test_nothing_altered_is_given_a_new_checksum(tmp_path: Path) -> None:
    commit(tmp_path, OLD)
    path = tmp_path / Manifest.read(tmp_path).segments[0].file
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"\x28\xb5\x2f\xfd") + 50] ^= 1
    path.write_bytes(raw)
    with pytest.raises(IndexCorrupt, match=path.name):
        commit(tmp_path, NEW)
    assert files(tmp_path) == files_of_a_whole_index(tmp_path)


class _Hostile:
    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (Path("ran"),)


def test_a_hostile_toc_runs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commit(tmp_path / "index", OLD)
    toc = tmp_path / "index" / f"_MAIN_{Manifest.read(tmp_path / 'index').generation}.toc"
    toc.write_bytes(pickle.dumps(_Hostile()))
    assert contents(tmp_path / "index") == by_id(OLD)
    commit(tmp_path / "index", [])
    commit(tmp_path / "index", NEW)
    assert contents(tmp_path / "index") == BOTH
    assert not (tmp_path / "ran").exists()
    pickle.loads(pickle.dumps(_Hostile()))
    assert (tmp_path / "ran").exists()
