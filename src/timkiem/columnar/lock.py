"""One writer at a time: a lock that dies with its process, and who holds it."""

import json
import os
import socket
import sys
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from timkiem.errors import IndexLocked

NAME = "MAIN_WRITELOCK"  #: the file whose lock Whoosh's own writer takes too
_PAUSE = 0.05  #: seconds between two attempts
_MOST = 4096  #: bytes of the holder's facts


class WriterLock:
    """Held from its making to ``release``. The system frees it when the process dies, however it dies."""

    def __init__(self, folder: Path, wait: float = 0.0):
        """``wait``: so many seconds for another writer to be done. Raises IndexLocked, which names it, after that."""
        self._handle = -1
        until = time.monotonic() + wait
        handle = os.open(folder / NAME, os.O_CREAT | os.O_RDWR, 0o666)
        try:
            while not _taken(handle):
                if time.monotonic() >= until:
                    raise IndexLocked(folder, holder(folder))
                time.sleep(_PAUSE)
            _tell(handle)
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle

    def __bool__(self) -> bool:
        """Whether it is held."""
        return self._handle >= 0

    def release(self) -> None:
        """Let others write. Does nothing when it is not held."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            try:
                with suppress(OSError):
                    os.ftruncate(handle, 0)
            finally:
                os.close(handle)


def holder(folder: Path) -> str:
    """Who wrote last to the lock's file, in words; "" when it says nothing that can be read."""
    try:
        with (folder / NAME).open("rb", buffering=0) as file:
            file.seek(1)  # the first byte is what Windows locks
            facts = json.loads(file.read(_MOST))
            command = facts["command"] if len(facts["command"]) <= 100 else f"{facts['command'][:99]}…"
            return f"process {int(facts['pid'])} on {facts['host']} since {facts['since']}: {command}"
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def _tell(handle: int) -> None:
    """Write who holds the lock, for others to read. What is refused here is no reason not to write the index."""
    facts: dict[str, Any] = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now().isoformat(" ", "seconds"),
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]) if sys.argv else "",
    }
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, b"\n" + json.dumps(facts)[: _MOST - 1].encode())


def _taken(handle: int) -> bool:
    """Whether the lock could be taken, which it is then."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
