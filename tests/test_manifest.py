"""The manifest comes back as it was written, whole, or is refused."""

import base64
import json
import os
import zlib
from pathlib import Path

import numpy as np
import pytest

from timkiem.columnar import manifest
from timkiem.columnar.manifest import FORMAT, NAME, Entry, Manifest
from timkiem.errors import IndexCorrupt, IndexMissing

WRITTEN = Manifest(
    7,
    (
        Entry("0123456789abcdef", 3),
        Entry("zzzzzzzzzzzzzzzz", 1000, np.array([0, 1, 8, 999])),
        Entry("allaredeletedall", 9, np.arange(9)),
        Entry("nothinginthisone", 0),
    ),
)


def plain(read: Manifest) -> tuple[int, list[tuple[str, int, list[int]]]]:
    return read.generation, [(entry.id, entry.documents, entry.deleted.tolist()) for entry in read.segments]


def test_generation_segments_and_deletions_come_back_in_order(tmp_path: Path) -> None:
    WRITTEN.write(tmp_path)
    assert plain(Manifest.read(tmp_path)) == (
        7,
        [
            ("0123456789abcdef", 3, []),
            ("zzzzzzzzzzzzzzzz", 1000, [0, 1, 8, 999]),
            ("allaredeletedall", 9, [0, 1, 2, 3, 4, 5, 6, 7, 8]),
            ("nothinginthisone", 0, []),
        ],
    )
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_later_manifest_replaces_the_earlier(tmp_path: Path) -> None:
    WRITTEN.write(tmp_path)
    Manifest(8, ()).write(tmp_path)
    assert plain(Manifest.read(tmp_path)) == (8, [])


def test_a_million_deleted_documents_make_a_small_file(tmp_path: Path) -> None:
    deleted = np.arange(0, 3_000_000, 3)
    Manifest(1, (Entry("0123456789abcdef", 3_000_000, deleted),)).write(tmp_path)
    assert np.array_equal(Manifest.read(tmp_path).segments[0].deleted, deleted)
    assert (tmp_path / NAME).stat().st_size < 10_000


@pytest.mark.parametrize("folder", ["", "none", "file", "file/below"])
def test_a_folder_without_an_index(folder: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexMissing, match="timkiem index") as caught:
        Manifest.read(tmp_path / folder)
    assert caught.value.path == tmp_path / folder


def test_no_byte_can_be_altered(tmp_path: Path) -> None:
    WRITTEN.write(tmp_path)
    whole = (tmp_path / NAME).read_bytes()
    for at in range(len(whole)):
        (tmp_path / NAME).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(IndexCorrupt, match=r"timkiem\.json: (was altered|is no manifest|has format)"):
            Manifest.read(tmp_path)


def test_no_byte_can_be_missing_at_the_end(tmp_path: Path) -> None:
    WRITTEN.write(tmp_path)
    whole = (tmp_path / NAME).read_bytes()
    for length in range(len(whole)):
        (tmp_path / NAME).write_bytes(whole[:length])
        with pytest.raises(IndexCorrupt, match=r"timkiem\.json: is no manifest"):
            Manifest.read(tmp_path)


def signed(index: object) -> bytes:
    """What a hostile hand writes: any content under the right checksum."""
    return json.dumps({"crc32": zlib.crc32(json.dumps(index, sort_keys=True).encode()), "index": index}).encode()


def index(*entries: object, **other: object) -> bytes:
    return signed({"format": FORMAT, "generation": 1, "ledger": "", "segments": entries, **other})


def entry(**other: object) -> dict[str, object]:
    return {"id": "0123456789abcdef", "documents": 3, "deleted": "", **other}


def deleted(packed: str, documents: int = 3) -> bytes:
    return index(entry(deleted=packed, documents=documents))


BOMB = base64.b64encode(zlib.compress(bytes(10_000_000))).decode()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xff\xfe", id="not UTF-8"),
        pytest.param(b"[1]", id="not an object"),
        pytest.param(b"null", id="nothing"),
        pytest.param(b"[" * 100_000, id="nested too deep to read"),
        pytest.param(signed({"format": FORMAT}), id="nothing but a format"),
        pytest.param(index({"id": "0123456789abcdef"}), id="a segment of no size"),
        pytest.param(index(entry(documents=-1)), id="a segment of less than nothing"),
        pytest.param(index(entry(documents=1 << 60)), id="a segment beyond all bounds"),
        pytest.param(index(entry(documents="3")), id="a size that is no number"),
        pytest.param(index(entry(id="../../../../etc/a")), id="a path for an id"),
        pytest.param(index(entry(id="../../x/../../ab")), id="a path of 16 letters"),
        pytest.param(index(entry(id="0123456789ABCDEF")), id="an id in capitals"),
        pytest.param(index(entry(id="0123456789abcde\n")), id="an id with a line end"),
        pytest.param(index(entry(id="٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥")), id="an id of other digits"),
        pytest.param(index(entry(), entry()), id="one segment twice"),
        pytest.param(index(ledger="/etc/passwd"), id="a path for a ledger"),
        pytest.param(index(generation=-1), id="a generation before the first"),
        pytest.param(index(generation="../x"), id="a generation that is no number"),
        pytest.param(signed({"format": FORMAT, "generation": 1, "segments": "abc"}), id="a word for segments"),
        pytest.param(deleted(BOMB), id="deletions that unpack to far more than there are documents"),
        pytest.param(deleted(base64.b64encode(zlib.compress(b"")).decode()), id="too few deletions"),
        pytest.param(deleted("!"), id="deletions not in base64"),
        pytest.param(deleted(base64.b64encode(b"abc").decode()), id="deletions not compressed"),
    ],
)
def test_what_is_no_manifest_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(IndexCorrupt, match=r"timkiem\.json: is no manifest"):
        Manifest.read(tmp_path)


def test_a_newer_format_is_refused_by_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = manifest.FORMAT
    with monkeypatch.context() as later:
        later.setattr(manifest, "FORMAT", now + 1)
        WRITTEN.write(tmp_path)
    with pytest.raises(IndexCorrupt, match=f"has format {now + 1}; this program reads {now}"):
        Manifest.read(tmp_path)


def test_the_disk_has_the_new_manifest_before_it_takes_the_place_of_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        inode = os.fstat(handle).st_ino
        done.extend(f"sync {path.name}" for path in (tmp_path, *tmp_path.iterdir()) if path.stat().st_ino == inode)
        fsync(handle)

    def replaced(self: Path, target: Path) -> Path:
        done.append(f"rename {self.name} to {target.name}")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    WRITTEN.write(tmp_path)
    assert done == ["sync timkiem.json.new", "rename timkiem.json.new to timkiem.json", f"sync {tmp_path.name}"]
