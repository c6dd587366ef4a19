"""What a child process and all its descendants cost: time, and memory at its peak. Linux only (/proc)."""

import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

_SAMPLE_SECONDS = 0.02
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class Failed(Exception):
    """The child ended otherwise than it should; the message is its last line on stderr."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall time from start to exit, and the largest sums over the tree that sampling saw."""

    seconds: float
    peak_bytes: int  # resident, mapped files included
    peak_private_bytes: int  # resident without mapped files and shared pages, which others can use or drop


def measured(command: Sequence[str], timeout: float) -> Cost:
    """Run the command to its end. Raises Failed if it exits with an error or outlasts the timeout.

    Memory is sampled every 20 ms, so a shorter peak can be missed. Pages that a parent shares with its
    children count once for each, in peak_bytes.
    """
    start = perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    ended = threading.Event()
    peaks = [0, 0]
    sampler = threading.Thread(target=_sample, args=(child.pid, ended, peaks))
    sampler.start()
    try:
        _, messages = child.communicate(timeout=timeout)
        seconds = perf_counter() - start
    except subprocess.TimeoutExpired as error:
        os.killpg(child.pid, 9)
        child.communicate()
        raise Failed(f"took more than {timeout:.0f} s") from error
    finally:
        ended.set()
        sampler.join()
    if child.returncode:
        raise Failed((messages.decode(errors="replace").strip() or f"exit status {child.returncode}").splitlines()[-1])
    return Cost(seconds, peaks[0], peaks[1])


def _sample(root: int, ended: threading.Event, peaks: list[int]) -> None:
    while not ended.wait(_SAMPLE_SECONDS):
        sizes = [_memory(process) for process in _tree(root)]
        peaks[0] = max(peaks[0], sum(resident for resident, _ in sizes))
        peaks[1] = max(peaks[1], sum(resident - shared for resident, shared in sizes))


def _tree(root: int) -> Iterator[int]:
    yield root
    for children in Path(f"/proc/{root}/task").glob("*/children"):
        try:
            found = children.read_text().split()
        except OSError:  # the thread ended meanwhile
            continue
        for child in found:
            yield from _tree(int(child))


def _memory(process: int) -> tuple[int, int]:
    """Resident and shared bytes; zeros for a process that has ended."""
    try:
        fields = Path(f"/proc/{process}/statm").read_text().split()
    except OSError:
        return 0, 0
    return int(fields[1]) * _PAGE_BYTES, int(fields[2]) * _PAGE_BYTES
