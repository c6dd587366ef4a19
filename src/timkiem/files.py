"""From paths to files: what there is to read, below folders too, and what each is called."""

import os
import stat
import unicodedata
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from timkiem.errors import CorpusError
from timkiem.text import on_one_line

STDIN = "-"
WHOLE = (".txt",)  #: suffixes of files that hold one article
LINES = (".jsonl", ".ndjson")  #: suffixes of files that hold an article a line


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, or standard input."""

    path: Path
    shown: str  # as the user wrote it, for messages
    name: str  # what the ids of its articles begin with, see ``sources``
    bytes: int  # as it lies on disk; 0 for standard input
    format: str  # of WHOLE or LINES
    key: str = ""  # the path as the system has it, from the base when it lies below; "" for standard input
    mtime_ns: int = 0  # when it was written


def sources(paths: Iterable[str | Path], base: Path | None = None) -> tuple[list[Source], list[CorpusError], int]:
    """The files to read, in path order; what is wrong with the paths; how many files below have no known format.

    A file's name is its path without suffix, from ``base`` (the working folder) when it lies below, else in full: the
    same from wherever it is indexed, packed or not, and never that of a file in another folder.
    """
    base = (base or Path.cwd()).resolve()
    found: list[Source] = []
    errors: list[CorpusError] = []
    passed = 0

    def complain(path: str | Path, reason: str) -> None:
        errors.append(CorpusError(visible(path), 1, reason))

    for path in paths:
        try:
            if str(path) == STDIN:
                found.append(Source(Path(path), "<stdin>", "stdin", 0, ".jsonl"))
            elif not str(path) or not Path(path).exists():
                complain(path, "no such file or folder")
            elif Path(path).is_dir():
                below, others = _below(Path(path), base, complain)
                found += below
                passed += others
            elif not Path(path).is_file():
                complain(path, "neither a file nor a folder")
            elif not _format(Path(path)):
                complain(path, f"unknown format; known are {', '.join(WHOLE + LINES)}, also .gz or .zst")
            else:
                found.append(_source(Path(path), _parent(Path(path).parent, base), Path(path).stat()))
        except OSError as error:
            complain(path, f"cannot be read: {error.strerror}")
    return found, errors, passed


def _below(folder: Path, base: Path, complain: Callable[[str, str], None]) -> tuple[list[Source], int]:
    """The files of a known format below a folder, by path, and how many are of others; hidden ones are left out.

    Links to folders are not followed: they may loop.
    """
    found, others = [], 0
    walk = os.walk(folder, onerror=lambda error: complain(error.filename, f"cannot be read: {error.strerror}"))
    for root, folders, names in walk:
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        parent = _parent(Path(root), base)
        for name in sorted(names):
            path = Path(root, name)
            try:
                known = None if name.startswith(".") else path.stat()
            except (OSError, ValueError):  # a link to nothing or in a circle
                continue
            if known is None or not stat.S_ISREG(known.st_mode):
                continue
            if _format(path):
                found.append(_source(path, parent, known))
            else:
                others += 1
    return found, others


def _parent(folder: Path, base: Path) -> str:
    """What the names of the files in a folder begin with."""
    full = folder.resolve()
    if full == base:
        return ""
    return (full.relative_to(base) if base in full.parents else full).as_posix().rstrip("/") + "/"


def _source(path: Path, parent: str, known: os.stat_result) -> Source:
    key, format = parent + path.name, _format(path)
    plain = key[: key.lower().rindex(format)]
    name = visible(plain)
    if name != unicodedata.normalize("NFC", plain):  # two files that look alike are two all the same
        name += f"~{zlib.crc32(os.fsencode(plain)):08x}"
    return Source(path, visible(path), name, known.st_size, format, key, known.st_mtime_ns)


def _format(path: Path) -> str:
    """The suffix that tells the format, "" for none."""
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    if suffixes and suffixes[-1] in (".gz", ".zst"):
        suffixes.pop()
    return suffixes[-1] if suffixes and suffixes[-1] in WHOLE + LINES else ""


def visible(text: str | Path) -> str:
    """A path or message without what would steer a terminal or break a line."""
    return on_one_line(str(text)) or "?"
