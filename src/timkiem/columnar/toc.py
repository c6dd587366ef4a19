"""The index as Whoosh opens it: its TOC, a pickle that we write and never read."""

import os
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from timkiem.columnar import codec
from timkiem.columnar.manifest import Manifest, sync_folder
from timkiem.columnar.schema import schema


class _Storage(FileStorage):  # type: ignore[misc]  # Whoosh carries no types
    """Waits until the disk has a file before it takes the place of another."""

    def rename_file(self, old: str, new: str, safe: bool = False) -> Any:
        with Path(self.folder, old).open("r+b") as file:
            os.fsync(file.fileno())
        return super().rename_file(old, new, safe=safe)


def toc_name(manifest: Manifest) -> str:
    """The file of a commit's TOC."""
    return f"_MAIN_{manifest.generation}.toc"


def write_toc(folder: Path, manifest: Manifest) -> None:
    """Tell Whoosh of a commit. On return the disk has it."""
    segments = [codec.Segment(entry) for entry in manifest.segments]
    TOC(schema(), segments, manifest.generation).write(_Storage(str(folder)), "MAIN")
    sync_folder(folder)
