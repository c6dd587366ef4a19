"""Whose fault it is that reading stumbled: the index's, which is then refused, or the program's."""

import functools
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

from timkiem.errors import IndexCorrupt, TimkiemError
from timkiem.snapshot import Snapshot

_Method = TypeVar("_Method", bound=Callable[..., Any])


class _Reader(Protocol):
    def snapshot(self) -> Snapshot: ...


def refusing(method: _Method) -> _Method:
    """The method of an engine that looks whether the index is to blame: checksums may be right over any content.

    Then it raises IndexCorrupt. What else goes wrong is raised as it is.
    """

    @functools.wraps(method)
    def wrapped(self: _Reader, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except TimkiemError:
            raise
        except Exception:
            from timkiem.checking import faults_of  # which a search that goes well does not need

            for segment in self.snapshot().segments:
                for reason in faults_of(segment):
                    raise IndexCorrupt(segment.path, reason) from None
            raise

    return cast(_Method, wrapped)
