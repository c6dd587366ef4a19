"""What goes wrong from outside: a disk that is full, a call to it that fails."""

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest


@contextmanager
def full_disk(room: int = 4096) -> Iterator[None]:
    """No file may grow beyond so many bytes: writing more raises OSError, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class Failing:
    """Stands in for a function of ``os``: counts its calls, and lets one of them fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str, fails: int = -1):
        """``fails``: which call, from 0; with -1 none does."""
        self.calls, self._fails = 0, fails
        self._real: Callable[..., Any] = getattr(os, name)
        monkeypatch.setattr(os, name, self)

    def __call__(self, *args: Any, **options: Any) -> Any:
        self.calls += 1
        if self.calls - 1 == self._fails:
            raise OSError(28, "No space left on device")
        return self._real(*args, **options)
