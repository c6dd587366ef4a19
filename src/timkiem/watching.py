"""Waiting for files to change: ``timkiem index --watch``."""

import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from timkiem.errors import WatchMissing

_QUIET = 500  #: milliseconds without a change after which a burst of changes is over
_LONGEST = 5_000  #: milliseconds after which it is handed on all the same
_STEP = 200  #: milliseconds between two looks at whether to end


def changes(paths: Sequence[str], index: Path) -> Iterator[int]:
    """Yields how many files below the paths changed, burst by burst, and 0 when it begins to look.

    Ends with Ctrl-C or SIGTERM; amid what is done with a burst they raise KeyboardInterrupt. What happens in the index
    itself is passed over. Raises WatchMissing when ``watchfiles`` is not installed.
    """
    try:
        from watchfiles import watch
    except ImportError:
        raise WatchMissing from None
    ours = str(index.resolve())
    end, busy = threading.Event(), threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        end.set()
        if busy.is_set():
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        found = watch(
            *paths,
            watch_filter=lambda change, path: not path.startswith(ours),
            debounce=_LONGEST,
            step=_QUIET,
            rust_timeout=_STEP,
            yield_on_timeout=True,
            stop_event=end,
            raise_interrupt=False,
        )
        for number, burst in enumerate(found):
            if burst or not number:
                busy.set()
                yield len(burst)
                busy.clear()
    finally:
        signal.signal(signal.SIGTERM, before)
