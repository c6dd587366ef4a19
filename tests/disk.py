"""A disk that loses power: what was written to a folder, step by step, and what of it may be there after any step.

A disk keeps what was synced: of a file its content as of the last fsync, of a folder its names as of the last fsync of
the folder. What came after may be there, in part or not at all.
"""

import builtins
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest


@dataclass
class Inode:
    """A file, whatever its name."""

    synced: bytes = b""
    pending: list[tuple[int, bytes]] = field(default_factory=list)  # offset and data of each write since

    def content(self, writes: list[tuple[int, bytes]]) -> bytes:
        data = bytearray(self.synced)
        for offset, piece in writes:
            data.extend(bytes(max(0, offset + len(piece) - len(data))))
            data[offset : offset + len(piece)] = piece
        return bytes(data)


Step = tuple[str, Any, Any, Any]


class _Recorded:
    """A file open for writing. What is buffered is no step before it is flushed."""

    def __init__(self, file: Any, disk: "Disk", number: int, text: bool):
        self._file, self._disk, self._number, self._text = file, disk, number, text
        self._buffered: list[tuple[int, bytes]] = []

    def write(self, data: Any) -> int:
        raw = data.encode() if self._text else bytes(data)
        at = self._buffered[-1][0] + len(self._buffered[-1][1]) if self._text and self._buffered else self._file.tell()
        self._buffered.append((at, raw))
        return int(self._file.write(data))

    def flush(self) -> None:
        self._file.flush()
        self._disk.steps += [("write", self._number, *write) for write in self._buffered]
        self._buffered = []

    def close(self) -> None:
        if not self._file.closed:
            self.flush()
        self._file.close()

    def __enter__(self) -> "_Recorded":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class Disk:
    """Records what happens to the files of a folder."""

    def __init__(self, folder: Path):
        self._folder = folder
        self.steps: list[Step] = []
        self._before = {path.name: path.read_bytes() for path in folder.iterdir()}
        self._numbers = {name: number for number, name in enumerate(self._before)}

    @contextmanager
    def recording(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        with monkeypatch.context() as patched:
            real_open, real_fsync = io.open, os.fsync

            def opened(file: Any, mode: str = "r", *args: Any, **options: Any) -> Any:
                found = real_open(file, mode, *args, **options)
                mine = isinstance(file, (str, os.PathLike)) and Path(file).parent == self._folder
                if not mine or not set(mode) & set("wxa+"):
                    return found
                name = Path(file).name
                if "w" in mode:
                    self._numbers[name] = len(self._numbers) + len(self.steps) + 1000
                    self.steps.append(("create", name, self._numbers[name], None))
                return _Recorded(found, self, self._numbers[name], "b" not in mode)

            def synced(handle: int) -> None:
                real_fsync(handle)
                path = Path(f"/proc/self/fd/{handle}").readlink()
                if path == self._folder:
                    self.steps.append(("sync folder", None, None, None))
                elif path.parent == self._folder:
                    self.steps.append(("sync", self._numbers[path.name], None, None))

            def moving(real: Any) -> Any:
                def moved(old: Any, new: Any, **options: Any) -> None:
                    real(old, new, **options)
                    self._numbers[Path(new).name] = self._numbers.pop(Path(old).name)
                    self.steps.append(("rename", Path(old).name, Path(new).name, None))

                return moved

            def removing(real: Any) -> Any:
                def removed(path: Any, **options: Any) -> None:
                    real(path, **options)
                    self.steps.append(("remove", Path(path).name, None, None))

                return removed

            patched.setattr(io, "open", opened)
            patched.setattr(builtins, "open", opened)
            patched.setattr(os, "fsync", synced)
            for name in ("rename", "replace"):
                patched.setattr(os, name, moving(getattr(os, name)))
            for name in ("unlink", "remove"):
                patched.setattr(os, name, removing(getattr(os, name)))
            yield

    def after(self, count: int, how: str, random: np.random.Generator) -> dict[str, bytes]:
        """The files after so many steps and a power cut. ``how``: what of the unsynced is there.

        "least": nothing; "most": all; "names": all names, no content; "torn": some, the last write of a file in part.
        """
        inodes = {number: Inode(self._before[name]) for number, name in enumerate(self._before)}
        names = {name: number for number, name in enumerate(self._before)}
        waiting: list[Step] = []
        for step in self.steps[:count]:
            kind, first, *rest = step
            if kind == "create":
                inodes[rest[0]] = Inode()
            if kind == "write":
                inodes[first].pending.append((rest[0], rest[1]))
            elif kind == "sync":
                inodes[first] = Inode(inodes[first].content(inodes[first].pending))
            elif kind == "sync folder":
                for each in waiting:
                    _apply(names, each)
                waiting = []
            else:
                waiting.append(step)
        kept = {"least": 0, "torn": int(random.integers(0, len(waiting) + 1))}.get(how, len(waiting))
        for each in waiting[:kept]:
            _apply(names, each)
        return {name: self._content(inodes[number], how, random) for name, number in names.items()}

    @staticmethod
    def _content(inode: Inode, how: str, random: np.random.Generator) -> bytes:
        if how in ("least", "names"):
            return inode.synced
        writes = list(inode.pending)
        if how == "torn" and writes:
            writes = [each for each in writes if random.random() < 0.7]
            if writes:
                offset, data = writes[-1]
                writes[-1] = (offset, data[: int(random.integers(0, len(data) + 1))])
        return inode.content(writes)


def _apply(names: dict[str, int], step: Step) -> None:
    kind, first, second, _ = step
    if kind == "create":
        names[first] = second
    elif kind == "rename":
        if first in names:
            names[second] = names.pop(first)
    else:
        names.pop(first, None)


def written(files: dict[str, bytes], folder: Path) -> Path:
    """A folder with these files."""
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder
