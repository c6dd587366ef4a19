"""One writer at a time: who comes second is told who is first, or waits."""

import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from timkiem.columnar.lock import NAME, WriterLock, holder
from timkiem.errors import IndexLocked

HOLD = """
import sys
from pathlib import Path
from timkiem.columnar.lock import WriterLock
lock = WriterLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def holding(folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", HOLD, str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_who_is_refused_is_told_who_holds_the_lock_since_when_and_for_what(tmp_path: Path) -> None:
    with holding(tmp_path) as process:
        with pytest.raises(IndexLocked) as caught:
            WriterLock(tmp_path)
        told = rf"process {process.pid} on {socket.gethostname()} since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d: -c {tmp_path}"
        assert caught.match(told)
        assert caught.match("wait")
        process.kill()


def test_a_lock_of_the_dead_holds_nobody_up(tmp_path: Path) -> None:
    with holding(tmp_path) as process:
        process.kill()
    assert holder(tmp_path).startswith(f"process {process.pid} ")
    lock = WriterLock(tmp_path)
    assert holder(tmp_path).startswith(f"process {os.getpid()} ")
    lock.release()
    assert (bool(lock), holder(tmp_path)) == (False, "")


def test_who_waits_comes_next(tmp_path: Path) -> None:
    first = WriterLock(tmp_path)
    began = time.monotonic()
    with pytest.raises(IndexLocked):
        WriterLock(tmp_path, wait=0.2)
    assert time.monotonic() - began >= 0.2
    timer = threading.Timer(0.2, first.release)
    timer.start()
    second = WriterLock(tmp_path, wait=30)
    timer.join()
    assert (bool(first), bool(second)) == (False, True)
    second.release()


@pytest.mark.parametrize("content", [b"", b"\n", b"\n{}", b"\n" + b"[" * 100_000, b"\n\xff", b'\n{"pid": "x"}'])
def test_a_file_that_says_nothing(content: bytes, tmp_path: Path) -> None:
    assert holder(tmp_path) == ""
    (tmp_path / NAME).write_bytes(content)
    assert holder(tmp_path) == ""
    WriterLock(tmp_path).release()
