"""The last commit of an index: opened once however many searches follow, and looked at again when it may be another."""

import threading
from contextlib import suppress
from pathlib import Path

from timkiem.columnar.manifest import Manifest
from timkiem.errors import IndexMissing
from timkiem.snapshot import Snapshot


class Latest:
    """What a folder's last commit is, as often as it is asked. Threads may share it."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._opening = threading.Lock()
        self._last: Snapshot | None = None
        self._stamp: object = None  # of the manifest when it was last looked at

    def snapshot(self) -> Snapshot:
        """The last commit, whole. Raises IndexMissing or IndexCorrupt."""
        with self._opening:
            stamp = Manifest.stamp(self._folder)
            if self._last is None:
                self._last = Snapshot.open(self._folder)
            elif self._is_old(self._last, stamp):
                with suppress(IndexMissing):  # it was removed since: see ``_is_old``
                    self._last = Snapshot.open(self._folder)
            self._stamp = stamp
            return self._last

    def close(self) -> None:
        """Let go of the files; they are opened again when they are asked for."""
        self._last = None

    def _is_old(self, snapshot: Snapshot, stamp: object) -> bool:
        """Whether there is another commit, or a file of this one was altered: then it is looked at again, and refused.

        While an index that was removed is not yet made anew, what it held is served.
        """
        try:
            same = stamp is not None and stamp == self._stamp
            return (
                not same and _commit(snapshot.manifest) != _commit(Manifest.read(self._folder))
            ) or snapshot.altered()
        except IndexMissing:
            return False


def _commit(manifest: Manifest) -> tuple[int, tuple[str, ...]]:
    """What tells commits apart: an index that was removed and made again counts its generations anew."""
    return manifest.generation, tuple(entry.id for entry in manifest.segments)
