"""Give me files: who, where and when of each article in them, without an index; by two processes where that pays."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from itertools import islice
from pathlib import Path

from timkiem.article import Article
from timkiem.corpus import read
from timkiem.errors import CorpusError, WorkerDied
from timkiem.files import STDIN, Source
from timkiem.metadata import extract_all, load
from timkiem.workers import WORKERS, pool

WORTH = 4 << 20  #: bytes of files from which more processes are sooner done
_BATCH = 200  #: articles at a time
_AHEAD = 3  #: batches that wait for each process, so that none waits for this one

Found = dict[str, object]  # a line of ``timkiem extract``
_Batch = list[Article | CorpusError]


def extracted(sources: Iterable[Source], lexicon: Path | None = None) -> Iterator[Found | CorpusError]:
    """The metadata of each article, in the order of the files; an error in the place of each that cannot be read."""
    files = list(sources)
    load(lexicon)  # before processes are forked: they share what is loaded
    large = any(str(source.path) == STDIN for source in files) or sum(source.bytes for source in files) > WORTH
    several = large and (os.cpu_count() or 1) > 1
    waiting: deque[tuple[_Batch, Future[list[Found]]]] = deque()
    with pool(WORKERS) if several else nullcontext(None) as workers:
        try:
            for batch in _batches(files):
                articles = [each for each in batch if isinstance(each, Article)]
                if workers is None:
                    yield from _in_order(batch, _found(articles, lexicon))
                    continue
                waiting.append((batch, workers.submit(_found, articles, lexicon)))
                if len(waiting) > WORKERS * _AHEAD:
                    yield from _awaited(*waiting.popleft())
            while waiting:
                yield from _awaited(*waiting.popleft())
        except BrokenProcessPool:
            raise WorkerDied from None
        finally:
            if workers:
                workers.shutdown(cancel_futures=True)


def _batches(files: Iterable[Source]) -> Iterator[_Batch]:
    articles = (article for source in files for article in read(source))
    while batch := list(islice(articles, _BATCH)):
        yield batch


def _found(articles: list[Article], lexicon: Path | None) -> list[Found]:
    """What is found in some articles. Runs in a worker process."""
    found = extract_all(articles, load(lexicon))
    return [each.record(article.id) for article, each in zip(articles, found, strict=True)]


def _awaited(batch: _Batch, found: Future[list[Found]]) -> Iterator[Found | CorpusError]:
    return _in_order(batch, found.result())


def _in_order(batch: _Batch, found: list[Found]) -> Iterator[Found | CorpusError]:
    """What was found in the articles of a batch, and its errors, which stay where they are."""
    left = iter(found)
    return (each if isinstance(each, CorpusError) else next(left) for each in batch)
