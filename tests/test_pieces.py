"""A plain file told by places gives what reading it in pieces gives."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from timkiem.errors import CorpusError
from timkiem.files import Source, sources
from timkiem.pieces import Piece, Stretch, pieces, stretches
from timkiem.unpacking import ReadLimits

CONTENTS = {
    "nothing": b"",
    "no line end": b"a\nb",
    "blank lines": b"\n\na\n\n",
    "long lines": b"a\n" + b"b" * 30 + b"\nc\n" + b"d" * 21 + b"\n" + b"e" * 20 + b"\nf",
    "a long line last": b"a\n" + b"b" * 50,
    "marked": b"\xef\xbb\xbfa\nb\n",
    "in UTF-16": "a\nb\n".encode("utf-16"),
    "longer than a piece": b"".join(b"%d\n" % number for number in range(999)),
}


def source(folder: Path, content: bytes, name: str = "a.jsonl") -> Source:
    (folder / name).write_bytes(content)
    [[found], _, _] = sources([folder / name], folder)
    return found


def lines(found: Iterable[Piece | Stretch | CorpusError]) -> list[tuple[int, bytes] | str]:
    """Each line with its number; errors as text."""
    parts: list[tuple[int, bytes] | str] = []
    for each in found:
        piece = each.read() if isinstance(each, Stretch) else each
        if isinstance(piece, CorpusError):
            parts.append(str(piece))
        else:
            parts += enumerate(piece.data.removesuffix(b"\n").split(b"\n"), piece.line)
    return parts


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
@pytest.mark.parametrize("size", [1, 7, 20, 64])
def test_places_and_pieces_agree(content: bytes, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timkiem.pieces._PIECE", size)
    file, limits = source(tmp_path, content), ReadLimits(article=20)
    counts: list[int] = []
    assert lines(stretches(file, counts.append, limits)) == lines(pieces(file, limits=limits))
    assert sum(counts) == len(content)


@pytest.mark.parametrize(("name", "kind"), [("a.jsonl", Stretch), ("a.txt", Piece), ("a.jsonl.gz", CorpusError)])
def test_only_lines_of_plain_files_are_told_by_places(name: str, kind: type, tmp_path: Path) -> None:
    assert [type(each) for each in stretches(source(tmp_path, b"a\nb\n", name))] == [kind]


def test_what_is_gone_when_it_is_read_is_an_error_of_its_line(tmp_path: Path) -> None:
    file = source(tmp_path, b"a\nb\n")
    place = Stretch(file, 2, 2, 2)
    assert place.read() == Piece(file, 2, b"b\n")
    file.path.write_bytes(b"a\nb")
    assert str(place.read()).endswith("a.jsonl:2: was cut short while it was read")
    file.path.unlink()
    assert "a.jsonl:2: cannot be read: " in str(place.read())
