"""Writing the stored articles of a segment, one by one or from segments that are merged.

Letters in shapes: N articles, K blocks.
"""

import json
from collections.abc import Callable, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Any

import numpy as np
import orjson
import zstandard
from numpy.typing import NDArray

from timkiem.article import Article, PartialDate
from timkiem.columnar.articles import UNDATED, Articles, hash_ids
from timkiem.columnar.section_writer import SectionWriter

_ARTICLES = 4  #: articles in a block: so small that zstd need not copy its tables of the sample
_LEVEL = 3  #: of zstd: 210 MB/s here; level 4 stores 1 % less in 12 % more time
_SAMPLE = 1 << 19  #: bytes of the first articles that the blocks of a segment refer to: makes 0.37 of the text 0.31
_HEAD = ("id", "title", "published")  # kept outside the blocks
_REST = tuple(name for name in Article.__dataclass_fields__ if name not in _HEAD)
_rest = attrgetter(*_REST)
_OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME  # what json refuses too


class Records:
    """N articles whose leads and bodies are no strings: they lie in JSON as it is stored. Lists are parallel."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.titles: list[str] = []
        self.dates: list[PartialDate | None] = []
        self.sources: list[str] = []
        self.authors: list[str] = []
        self.categories: list[str] = []
        self.packed: list[bytes] = []  # what is stored in blocks
        self.annotated: list[Article] = []  # the same, with what was read from their texts; empty if nothing was
        self._sizes: list[tuple[int, int]] = []

    def __len__(self) -> int:
        return len(self.ids)

    def add(
        self,
        id: str, title: str, date: PartialDate | None, source: str, author: str, category: str,
        packed: bytes, body: int, lead: int,
    ) -> None:  # fmt: skip
        """``packed``: JSON as ``packed`` makes it, of which ``body`` and ``lead`` have so many bytes."""
        self.ids.append(id)
        self.titles.append(title)
        self.dates.append(date)
        self.sources.append(source)
        self.authors.append(author)
        self.categories.append(category)
        self.packed.append(packed)
        self._sizes.append((body, lead))

    def add_article(self, article: Article) -> None:
        """Without places and officials. Raises TypeError or ValueError for what JSON cannot hold."""
        body, lead = (len(orjson.dumps(text)) - 2 if text else 0 for text in (article.body, article.lead))
        self.add(
            article.id, article.title, article.published, article.source, article.author, article.category,
            packed(article), body, lead,
        )  # fmt: skip

    def articles(self) -> list[Article]:
        """The articles, of strings."""
        heads = zip(self.ids, self.titles, self.dates, map(orjson.loads, self.packed), strict=True)
        return [Article(id, title, published=date, **rest) for id, title, date, rest in heads]

    def annotate(self, articles: Sequence[Article]) -> None:
        """Store with the articles the places, officials and metadata that they have here."""
        self.annotated = list(articles)
        self.packed = [_with_found(*each) for each in zip(self.packed, articles, strict=True)]

    def texts(self) -> NDArray[np.int64]:
        """Where lead and body begin and end in all JSON joined, i8 [N, 2, 2]."""
        body, lead = np.array(self._sizes, "i8").reshape(-1, 2).T
        bodies = np.cumsum([0, *map(len, self.packed)])[:-1] + len(b'{"body":"')
        leads = np.where(body, bodies + body + len(b'","lead":"'), bodies)
        return np.stack([leads, leads + lead, bodies, bodies + body], axis=1).reshape(-1, 2, 2)


def _with_found(packed: bytes, article: Article) -> bytes:
    """A packed record without places, officials and metadata, and the article's put into it."""
    found = {name: value for name in ("locations", "officials", "metadata") if (value := getattr(article, name))}
    at = packed.find(b',"path":"') % len(packed)  # such quotes are in no text; without a path before the last bracket
    return b"%b,%b%b" % (packed[:at], orjson.dumps(found)[1:-1], packed[at:]) if found else packed


class _Strings:
    """A column of strings while it is written."""

    def __init__(self) -> None:
        self._new: list[bytes] = []
        self._texts: list[NDArray[np.uint8]] = []
        self._lengths: list[NDArray[np.int64]] = []

    def add(self, string: bytes) -> None:
        self._new.append(string)

    def copy(self, articles: Articles, name: str, alive: NDArray[np.bool_]) -> None:
        text, starts = articles.raw_span(name, 0, len(articles))
        lengths = np.diff(starts.astype("i8"))
        self._texts.append(text if alive.all() else text[np.repeat(alive, lengths)])
        self._lengths.append(lengths[alive])

    def save(self, writer: SectionWriter, name: str) -> None:
        self._texts.append(np.frombuffer(b"".join(self._new), "u1"))
        self._lengths.append(np.fromiter(map(len, self._new), "i8", len(self._new)))
        writer.add(f"articles.{name}", np.concatenate(self._texts))
        starts = np.cumsum(np.concatenate([np.zeros(1, "i8"), *self._lengths]))
        writer.add(f"articles.{name}.starts", starts.astype("u8"))


class ArticleWriter:
    """Writes the stored articles of one segment: all by ``add``, or all by ``copy``.

    Blocks go to the file as they fill, the rest at the end.
    """

    def __init__(self, blocks: Callable[[Any], None]):
        """``blocks`` takes bytes or arrays of bytes: blocks, in order."""
        self.ids: list[str] = []  # of articles that were added
        self._sink = blocks
        self._strings = {name: _Strings() for name in ("ids", "titles", "dates")}
        self._periods: list[tuple[int, int]] = []
        self._copied_periods: list[NDArray[np.int32]] = [np.empty((2, 0), "i4")]
        self._hashes: list[NDArray[np.uint64]] = []
        self._waiting: list[bytes] = []
        self._count = 0
        self._ends = [np.zeros(1, "i8")]
        self._firsts: list[NDArray[np.int64]] = [np.empty(0, "i8")]
        self._samples: list[bytes] = []  # packed
        self._sampled: list[NDArray[np.int64]] = [np.empty(0, "i8")]
        self._sample = 0  # that new blocks refer to
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
        self._early: list[bytes] | None = []  # articles until there are enough for a sample; None from then on
        self._early_bytes = 0

    def add(self, id: str, title: str, date: PartialDate | None, packed: bytes) -> None:
        """``packed``: what is stored in blocks, as ``packed`` makes it."""
        self._wait_for_sample(packed)
        self.ids.append(id)
        self._strings["ids"].add(id.encode())
        self._strings["titles"].add(title.encode())
        self._strings["dates"].add(date.iso.encode() if date else b"")
        self._periods.append(date.period if date else (UNDATED, UNDATED))

    def copy(self, articles: Articles, alive: NDArray[np.bool_]) -> None:
        """Add the articles of a segment that are alive, bool [N]. Whole blocks are copied as they are."""
        for name, strings in self._strings.items():
            strings.copy(articles, name, alive)
        known = len(self._samples)
        self._samples += articles.samples()
        self._copied_periods.append(articles.periods[:, alive])
        self._hashes.append(articles.hashes[alive])
        bounds = np.append(articles.firsts, len(articles)).astype("i8")
        before = np.concatenate([[0], np.cumsum(alive)])[bounds]  # how many stay before each block
        whole = np.diff(before) == np.diff(bounds)
        turns = np.flatnonzero(np.diff(whole)) + 1
        for first, last in pairwise([0, *turns.tolist(), len(whole)]):
            if first < last and whole[first]:
                self._copy_blocks(articles, first, last, before[first : last + 1])
                sampled = articles.sampled[first:last].astype("i8")
                self._sampled.append(np.where(sampled, sampled + known, 0))
            for block in [] if whole[first : first + 1].all() else range(first, last):
                lines = articles.lines(block)
                for number in np.flatnonzero(alive[bounds[block] : bounds[block + 1]]).tolist():
                    self._wait(lines[number])

    def _copy_blocks(self, articles: Articles, first: int, last: int, before: NDArray[np.int64]) -> None:
        """Blocks ``first`` to ``last - 1``; ``before`` i8: how many articles stay before each, and behind the last."""
        self._close_block()
        text, starts = articles.raw_span("blocks", first, last)
        self._firsts.append(self._count + before[:-1] - before[0])
        self._ends.append(self._ends[-1][-1] + starts[1:].astype("i8") - int(starts[0]))
        self._count += int(before[-1] - before[0])
        self._sink(text[int(starts[0]) : int(starts[-1])])

    def _wait_for_sample(self, packed: bytes) -> None:
        """Hold the first articles back until they are enough to be a sample."""
        if self._early is None:
            self._wait(packed)
            return
        self._early.append(packed)
        self._early_bytes += len(packed)
        if self._early_bytes >= _SAMPLE:
            sample = b"\n".join(self._early)[:_SAMPLE]
            self._samples.append(self._compressor.compress(sample))
            self._sample = len(self._samples)
            loaded = zstandard.ZstdCompressionDict(sample, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
            self._compressor = zstandard.ZstdCompressor(level=_LEVEL, dict_data=loaded, write_checksum=True)
            self._pass_early()

    def _pass_early(self) -> None:
        early, self._early = self._early or [], None
        for packed in early:
            self._wait(packed)

    def _wait(self, packed: bytes) -> None:
        self._waiting.append(packed)
        self._count += 1
        if len(self._waiting) == _ARTICLES:
            self._close_block()

    def _close_block(self) -> None:
        if self._waiting:
            block = self._compressor.compress(b"\n".join(self._waiting))
            self._firsts.append(np.array([self._count - len(self._waiting)]))
            self._ends.append(self._ends[-1][-1:] + len(block))
            self._sampled.append(np.array([self._sample]))
            self._sink(block)
            self._waiting.clear()

    def finish(self) -> None:
        """Hand on the last blocks."""
        self._pass_early()
        self._close_block()

    def save(self, writer: SectionWriter) -> None:
        """Write the sections ``articles.*`` but ``articles.blocks``, after ``finish``."""
        for name, strings in self._strings.items():
            strings.save(writer, name)
        hashes = np.concatenate([hash_ids(self.ids), *self._hashes])
        order = np.argsort(hashes, kind="stable")
        writer.add("articles.blocks.starts", np.concatenate(self._ends).astype("u8"))
        samples = _Strings()
        for sample in self._samples:
            samples.add(sample)
        samples.save(writer, "samples")
        writer.add("articles.sampled", np.concatenate(self._sampled).astype("u4"))
        writer.add("articles.firsts", np.concatenate(self._firsts).astype("u4"))
        writer.add("articles.hashes", hashes[order])
        writer.add("articles.by_hash", order.astype("u4"))
        added = np.array(self._periods, "i4").reshape(-1, 2).T
        writer.add("articles.periods", np.concatenate([added, *self._copied_periods], axis=1).ravel())


def packed(article: Article) -> bytes:
    """What is stored of an article in blocks, as JSON. Raises TypeError or ValueError for what JSON cannot hold."""
    record = {name: value for name, value in zip(_REST, _rest(article), strict=True) if value}
    try:
        return orjson.dumps(record, option=_OPTIONS)
    except TypeError:  # a whole number beyond 64 bits, say
        return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
