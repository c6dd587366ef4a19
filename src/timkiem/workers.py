"""Processes that work for this one, and end when it does."""

import os
import sys
import threading
import warnings
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import connection, get_context, parent_process


def pool(processes: int) -> ProcessPoolExecutor:
    """So many processes to submit calls to; leave it as a context.

    Where it is safe they are forked, at once: on Linux, from a process of one thread. That saves each of them the third
    of a second that imports take. They hold what is open by then, so open later what must close with this process, a
    lock above all. Elsewhere they are spawned, once they are needed.
    """
    forked = sys.platform == "linux" and threading.active_count() == 1
    context = get_context("fork" if forked else "spawn")
    executor = ProcessPoolExecutor(processes, context, initializer=end_with_parent)
    if forked:
        with warnings.catch_warnings():  # of threads of BLAS, which fork knows to stop
            warnings.simplefilter("ignore", DeprecationWarning)
            executor.submit(int)
    return executor


def end_with_parent() -> None:
    """In a worker process: die when the process that started it has died, however it did."""
    parent = parent_process()
    if parent is not None:
        watch = threading.Thread(target=lambda: (connection.wait([parent.sentinel]), os._exit(1)), daemon=True)
        watch.start()
