"""Processes that work for this one, and end when it does."""

import gc
import os
import sys
import threading
import warnings
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import connection, get_context, parent_process

WORKERS = 2  #: processes that read articles; each that builds a segment needs the memory of a portion
_TRIM, _MAP = -1, -3  #: M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of mallopt(3)
_OBJECTS = 500_000  #: made between two searches for garbage: articles leave none, and to search took 5 % of the time
_KEEP = 1 << 30  #: bytes; the default gives back what is above 128 KB, page by page


def pool(processes: int) -> ProcessPoolExecutor:
    """So many processes to submit calls to; leave it as a context.

    Where it is safe they are forked, at once: on Linux, from a process of one thread. That saves each of them the third
    of a second that imports take. They hold what is open by then, so open later what must close with this process, a
    lock above all. Elsewhere they are spawned, once they are needed.
    """
    forked = sys.platform == "linux" and threading.active_count() == 1
    context = get_context("fork" if forked else "spawn")
    executor = ProcessPoolExecutor(processes, context, initializer=_begin)
    if forked:
        with warnings.catch_warnings():  # of threads of BLAS, which fork knows to stop
            warnings.simplefilter("ignore", DeprecationWarning)
            executor.submit(int)
    return executor


def _begin() -> None:
    """What a worker does first."""
    end_with_parent()
    keep_memory()
    gc.set_threshold(_OBJECTS)


def keep_memory() -> None:
    """Use freed memory again instead of giving it back: with glibc, which has a page set to zero each time it comes.

    That took a fifth of the time of building segments, of which each needs as much as the one before.
    """
    if sys.platform == "linux":
        import ctypes

        with suppress(AttributeError):  # another C library
            glibc = ctypes.CDLL(None)
            glibc.mallopt(_MAP, _KEEP)
            glibc.mallopt(_TRIM, _KEEP)


def end_with_parent() -> None:
    """In a worker process: die when the process that started it has died, however it did."""
    parent = parent_process()
    if parent is not None:
        watch = threading.Thread(target=lambda: (connection.wait([parent.sentinel]), os._exit(1)), daemon=True)
        watch.start()
