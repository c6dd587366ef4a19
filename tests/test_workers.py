"""Processes that work for another end with it, however it ends."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from timkiem.workers import pool

_PARENT = """
import os, sys, time
from timkiem.workers import pool
with pool(2) as executor:
    working = [executor.submit(time.sleep, 60) for _ in range(2)]
    while not all(each.running() for each in working):
        time.sleep(0.01)
    print(*executor._processes, flush=True)
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_a_killed_process_takes_its_workers_along() -> None:
    with subprocess.Popen([sys.executable, "-c", _PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        workers = parent.stdout.readline().split()
        assert len(workers) == 2
        parent.kill()
        until = time.monotonic() + 20
        while any(Path("/proc", each).exists() for each in workers) and time.monotonic() < until:
            time.sleep(0.02)
    assert [each for each in workers if Path("/proc", each).exists()] == []


def test_results_come_back_whether_processes_are_forked_or_spawned() -> None:
    with pool(2) as executor:
        assert [each.result() for each in [executor.submit(abs, -n) for n in range(5)]] == list(range(5))
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        with pool(1) as executor:  # a process of several threads is not forked: a lock that one holds would stay locked
            assert executor.submit(os.getppid).result() == os.getpid()
    finally:
        ended.set()
        thread.join()
