"""A file of arrays gives back what was put in, or says that it was cut or altered."""

from pathlib import Path

import numpy as np
import pytest

from failing import full_disk
from timkiem.columnar.file_format import CHUNK, FORMAT
from timkiem.columnar.section_writer import SectionWriter
from timkiem.columnar.sections import Sections
from timkiem.errors import IndexCorrupt

ARRAYS = {
    "bytes": np.array([0, 7, 255], "u1"),
    "short": np.array([0, 65535], "u2"),
    "word": np.array([1, 2**32 - 1], "u4"),
    "long": np.array([2**64 - 1], "u8"),
    "signed": np.array([-(2**31), 2**31 - 1], "i4"),
    "wide": np.array([-(2**63)], "i8"),
    "empty": np.empty(0, "u4"),
}


def written(path: Path) -> Path:
    writer = SectionWriter(path)
    for name, array in ARRAYS.items():
        writer.add(name, array)
    writer.finish({"documents": 3, "tên": "Quảng Bình"})
    return path


def as_lists(path: Path) -> dict[str, tuple[str, list[int]]]:
    opened = Sections.open(path)
    opened.verify()
    return {name: (opened.array(name).dtype.str, opened.array(name).tolist()) for name in ARRAYS}


def test_arrays_and_meta_come_back(tmp_path: Path) -> None:
    path = written(tmp_path / "a")
    assert as_lists(path) == {name: (array.dtype.str, array.tolist()) for name, array in ARRAYS.items()}
    opened = Sections.open(path)
    assert opened.meta == {"documents": 3, "tên": "Quảng Bình"}
    assert (opened.path, opened.size) == (path, path.stat().st_size)
    assert [name in opened for name in ("word", "words")] == [True, False]


def test_bytes_and_pieces_and_other_byte_orders_become_one_little_endian_array(tmp_path: Path) -> None:
    writer = SectionWriter(tmp_path / "a")
    writer.add("text", b"h\xc3\xa0")
    writer.add("big", np.array([1, 258], ">u4"))
    writer.add("strided", np.arange(6, dtype="u4")[::2])
    pieces = writer.reserve("pieces", "u2", 5)
    writer.reserve("nothing", "u8", 3)
    for piece in ([1], [], [2, 65535]):
        pieces.append(np.array(piece))
    writer.finish({})
    opened = Sections.open(tmp_path / "a")
    opened.verify()
    names = ("text", "big", "strided", "pieces", "nothing")
    assert {name: (opened.array(name).dtype.str, opened.array(name).tolist()) for name in names} == {
        "text": ("|u1", [104, 195, 160]),
        "big": ("<u4", [1, 258]),
        "strided": ("<u4", [0, 2, 4]),
        "pieces": ("<u2", [1, 2, 65535]),
        "nothing": ("<u8", []),
    }


def test_arrays_are_aligned_views_that_nobody_can_write_into(tmp_path: Path) -> None:
    opened = Sections.open(written(tmp_path / "a"))
    for name in ARRAYS.keys() - {"empty"}:
        array = opened.array(name)
        assert (array.ctypes.data % 64, array.flags.owndata) == (0, False)
        with pytest.raises(ValueError, match="read-only"):
            array[:1] = 0


def test_an_array_outlives_its_file_and_the_sections_it_came_from(tmp_path: Path) -> None:
    path = written(tmp_path / "a")
    array = Sections.open(path).array("word")
    path.unlink()
    assert array.tolist() == ARRAYS["word"].tolist()


@pytest.mark.parametrize(
    ("name", "array"),
    [
        pytest.param("new", np.array([0.5]), id="a type that the format lacks"),
        pytest.param("word", np.array([1], "u4"), id="a name that is taken"),
    ],
)
def test_what_the_format_cannot_hold_is_a_bug_of_the_caller(name: str, array: np.ndarray, tmp_path: Path) -> None:
    writer = SectionWriter(tmp_path / "a")
    writer.add("word", ARRAYS["word"])
    with pytest.raises(ValueError, match=name):
        writer.add(name, array)


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Sections.open(tmp_path / "a")


def test_a_file_cut_at_any_byte_is_named(tmp_path: Path) -> None:
    whole = written(tmp_path / "whole").read_bytes()
    cut = tmp_path / "cut.columns"
    for length in range(len(whole)):
        cut.write_bytes(whole[:length])
        with pytest.raises(IndexCorrupt, match=r"cut\.columns: "):
            Sections.open(cut)


def test_a_file_that_grew_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "long.columns")
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(IndexCorrupt, match=r"long\.columns: "):
        Sections.open(path)


def test_no_altered_byte_changes_an_array_unnoticed(tmp_path: Path) -> None:
    whole = written(tmp_path / "whole").read_bytes()
    expected = as_lists(tmp_path / "whole")
    altered, unread = tmp_path / "altered.columns", 0
    for at in range(len(whole)):
        altered.write_bytes(whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :])
        try:
            assert as_lists(altered) == expected
            unread += 1  # a zero between two sections
        except IndexCorrupt as error:
            assert str(altered) in str(error)  # noqa: PT017
    assert unread < len(ARRAYS) * 64


def test_what_was_altered_is_not_served_and_the_rest_is(tmp_path: Path) -> None:
    """A large section is checked in chunks, as each is read; a small one when it is asked for."""
    numbers = np.arange(5 * CHUNK // 8 + 3, dtype="u8")
    writer = SectionWriter(tmp_path / "a")
    writer.add("small", ARRAYS["word"])
    grown = writer.reserve("large", "u8", len(numbers))
    for piece in np.split(numbers, [1, 2, 3 * CHUNK // 8 - 1, 4 * CHUNK // 8]):
        grown.append(piece)
    writer.finish({})
    raw = bytearray((tmp_path / "a").read_bytes())
    raw[raw.index(numbers[2 * CHUNK // 8 : 3 * CHUNK // 8].tobytes()) + CHUNK - 1] ^= 64
    (tmp_path / "a").write_bytes(raw)
    opened = Sections.open(tmp_path / "a")
    assert opened.array("small").tolist() == ARRAYS["word"].tolist()
    assert list(opened.altered()) == ["large"]
    array, guard = opened.guarded("large")
    for start, end in ((0, 2 * CHUNK // 8), (3 * CHUNK // 8, len(numbers)), (7, 7), (0, 1)):
        guard.check(start, end)
        assert array[start:end].tolist() == numbers[start:end].tolist()
    for start, end in ((2 * CHUNK // 8, 2 * CHUNK // 8 + 1), (3 * CHUNK // 8 - 1, 3 * CHUNK // 8), (0, len(numbers))):
        with pytest.raises(IndexCorrupt, match="a: its section large was altered"):
            guard.check(start, end)
    with pytest.raises(IndexCorrupt, match="large"):
        opened.array("large")


def test_verify_names_the_section_that_was_altered(tmp_path: Path) -> None:
    path = written(tmp_path / "a")
    raw = bytearray(path.read_bytes())
    raw[raw.index(ARRAYS["word"].tobytes())] ^= 1
    path.write_bytes(raw)
    with pytest.raises(IndexCorrupt, match="its section word was altered"):
        Sections.open(path).verify()


def test_a_section_that_the_file_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexCorrupt, match="a: lacks the section body"):
        Sections.open(written(tmp_path / "a")).array("body")


def test_a_newer_format_is_refused_by_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = FORMAT
    with monkeypatch.context() as later:
        later.setattr("timkiem.columnar.section_writer.FORMAT", now + 1)
        written(tmp_path / "a")
    with pytest.raises(IndexCorrupt, match=f"format {now + 1}; this program reads format {now}"):
        Sections.open(tmp_path / "a")


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"PK\3\4" * 100)
    with pytest.raises(IndexCorrupt, match="not a file of timkiem"):
        Sections.open(tmp_path / "a")


def test_what_is_not_finished_cannot_be_opened(tmp_path: Path) -> None:
    writer = SectionWriter(tmp_path / "a")
    writer.add("word", np.arange(100_000, dtype="u4"))
    with pytest.raises(IndexCorrupt):
        Sections.open(tmp_path / "a")
    writer.abandon()
    assert list(tmp_path.iterdir()) == []


def test_abandoning_while_the_disk_is_full_leaves_nothing(tmp_path: Path) -> None:
    writer = SectionWriter(tmp_path / "a")
    with full_disk():
        with pytest.raises(OSError, match="large"):
            writer.add("word", np.arange(100_000, dtype="u4"))
        writer.add("small", np.arange(10, dtype="u4"))  # waits in a buffer until the file is closed
        writer.abandon()
    assert list(tmp_path.iterdir()) == []


def test_sections_grow_side_by_side(tmp_path: Path) -> None:
    writer = SectionWriter(tmp_path / "a")
    low, high = writer.reserve("low", "u2", 100), writer.reserve("high", "u4", 4)
    writer.add("after", b"end")
    for number in range(4):
        low.append(np.array([number, number]))
        high.append(np.array([1 << 20 | number]))
    with pytest.raises(ValueError, match="5 items where 4 were reserved"):
        high.append(np.array([0]))
    writer.finish({})
    opened = Sections.open(tmp_path / "a")
    opened.verify()
    found = {name: opened.array(name).tolist() for name in ("low", "high", "after")}
    assert found == {
        "low": [0, 0, 1, 1, 2, 2, 3, 3],
        "high": [1 << 20 | number for number in range(4)],
        "after": list(b"end"),
    }
