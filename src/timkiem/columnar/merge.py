"""Several segments as one: their lists are joined as arrays, without reading a text again.

Terms are ascending in every segment, so the words from one point of the alphabet to another are one range
of lists in each; range by range the lists are unpacked, laid behind each other under their new numbers and packed, two
ranges at a time. Memory is bounded by the range, not by the segments, but for what is small: terms, starts, lengths.
"""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice, pairwise, repeat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.documents import Documents
from timkiem.columnar.filing import TABLES
from timkiem.columnar.joining import DocumentsWriter, Joined, Numbers, Part, joined, moves, unpacked
from timkiem.columnar.labels import merge_table
from timkiem.columnar.lists import Lists
from timkiem.columnar.packed import Packed
from timkiem.columnar.postings import BLOCK, Postings, first_places
from timkiem.columnar.section_writer import SectionWriter
from timkiem.columnar.segment import FIELDS, Segment
from timkiem.columnar.storing import ArticleWriter
from timkiem.columnar.terms import Terms
from timkiem.kernels.terms import BLOCK_BITS

_RANGE = 1_000_000  #: tokens unpacked at a time; some 60 bytes each
_THREADS = 2  #: ranges at a time: kernels let other threads run
_GONE = -1  #: the new number of a deleted document


def merge(segments: Sequence[Segment], alive: Sequence[NDArray[np.bool_]], path: Path) -> list[Numbers]:
    """Write one segment with the documents of several that are alive, bool [N] each, in order.

    Returns for each segment the new number of each document, i8 [N], -1 for those that are gone.
    """
    starts = np.cumsum([0, *map(np.count_nonzero, alive)])
    renumbered = [
        np.where(flags, np.cumsum(flags) - 1 + start, _GONE) for flags, start in zip(alive, starts[:-1], strict=True)
    ]
    writer = SectionWriter(path)

    def forget() -> None:
        for segment in segments:
            segment.forget()

    try:
        with ThreadPoolExecutor(_THREADS) as pool:
            fields = {name: pool.submit(_begun, pool, segments, name, renumbered) for name in FIELDS}
            _write_articles(segments, alive, writer)
            for name in TABLES:
                merge_table([segment.tables[name] for segment in segments], alive, writer, name)
            for name in FIELDS:
                field, ranges = fields.pop(name).result()
                field.save(writer, name, path.parent, ranges, forget)
                forget()
        writer.finish({"documents": int(starts[-1])})
    except BaseException:
        writer.abandon()
        raise
    return renumbered


def _write_articles(segments: Sequence[Segment], alive: Sequence[NDArray[np.bool_]], writer: SectionWriter) -> None:
    blocks = writer.open_ended("articles.blocks", "|u1")
    articles = ArticleWriter(lambda block: blocks.append(np.frombuffer(block, "u1")))
    for segment, flags in zip(segments, alive, strict=True):
        articles.copy(segment.articles, flags)
        segment.forget()
    articles.finish()
    articles.save(writer)


Form = tuple[bytes, bytes]  # folded and written


class _Source:
    """The postings of one segment, with the new number of each of its words and where its entries move to."""

    def __init__(self, postings: Postings, documents: Numbers, first_place: int):
        self.postings = postings
        stays, blocks = documents >= 0, postings.lengths // BLOCK + 1
        kept = np.where(stays, blocks, 0) * BLOCK
        shifts = np.cumsum(kept) - kept + first_place - first_places(postings.lengths)[:-1]
        self.documents = moves(documents - np.arange(len(documents)), stays, 0)
        self.places = moves(np.repeat(shifts, blocks), np.repeat(stays, blocks), BLOCK_BITS)
        self.kept_places, self.kept_lengths = int(kept.sum()), postings.lengths[stays]

        each = map(repeat, postings.folded, np.diff(postings.variants.astype("i8")).tolist())
        self._forms = list(zip(chain.from_iterable(each), postings.written, strict=True))  # of each written word

    def forms_left(self) -> list[Form]:
        """Those of the written words that stand in a document that stays, ascending."""
        if self.documents.whole:
            return self._forms
        variants = np.diff(self.postings.variants.astype("i8"))
        left = self._left(self.postings.written_docs)
        alone = np.repeat(variants == 1, variants)
        left[alone] = self._left(self.postings.folded_docs)[variants == 1]
        return [form for form, stays in zip(self._forms, left.tolist(), strict=True) if stays]

    def _left(self, documents: Documents) -> NDArray[np.bool_]:
        """Which lists have an entry that stays, bool [lists]."""
        left = [np.empty(0, bool)]
        ends = np.cumsum(documents.lists.sizes(0, len(documents)))
        for first, last in _cut(ends):
            part = unpacked(documents, first, last, np.zeros(last - first, "i8"), self.documents)
            left.append(part.left() > 0)
        return np.concatenate(left)

    def number(self, number_of_form: dict[Form, int], folded: list[bytes], variants: Numbers) -> None:
        """Take the new numbers of words; ``variants`` are those of the new folded words."""
        #: i8 [W] the new number of each written word; of one that goes, any
        self.written = np.fromiter(map(number_of_form.get, self._forms, repeat(0)), "i8", len(self._forms))
        if self.documents.whole:
            firsts = self.written[self.postings.variants[:-1].astype("i8")]
            new = variants.searchsorted(firsts, "right") - 1
        else:
            new = np.array([bisect_left(folded, word) for word in self.postings.folded], "i8")
        self.words = np.append(new, len(folded))  # i8 [F + 1] ascending; of a word that goes, the next's

    def forget_forms(self) -> None:
        """Let go of the memory of strings, which are numbered by now."""
        self._forms = []

    def between(self, first: int, last: int) -> tuple[int, int]:
        """The range of its own folded words whose new numbers lie between two."""
        start, end = self.words[:-1].searchsorted((first, last)).tolist()
        return start, end


@dataclass(frozen=True, slots=True)
class _Range:
    """What became of the words of a range."""

    folded: Lists
    folded_counts: NDArray[np.uint16]
    written: Lists
    written_counts: NDArray[np.uint16]
    places: Packed
    pairs: Numbers  # i8 how many begin with each folded word
    seconds: NDArray[np.uint32]


class _Field:
    """One field of the new segment."""

    def __init__(self, postings: Sequence[Postings], renumbered: Sequence[Numbers]):
        self._sources: list[_Source] = []
        self._limit = 0
        for each, documents in zip(postings, renumbered, strict=True):
            self._sources.append(_Source(each, documents, self._limit))
            self._limit += self._sources[-1].kept_places
        self._lengths = np.concatenate([source.kept_lengths for source in self._sources])
        ascending = sorted(dict.fromkeys(chain.from_iterable(source.forms_left() for source in self._sources)))
        number_of_form = {form: at for at, form in enumerate(ascending)}
        self._written = [written for _, written in number_of_form]
        folded = [word for word, _ in number_of_form]
        firsts = [at for at, word in enumerate(folded) if not at or folded[at - 1] != word]
        self._folded = [folded[at] for at in firsts]
        self._variants = np.array([*firsts, len(folded)], "i8")
        for source in self._sources:
            source.number(number_of_form, self._folded, self._variants)
            source.forget_forms()

    def save(
        self, writer: SectionWriter, name: str, folder: Path, ranges: Iterator[_Range], after_range: Callable[[], None]
    ) -> None:
        """Write the sections ``NAME.*`` as ``Postings.save`` does. ``folder``: where what must wait may lie."""
        data = writer.open_ended(f"{name}.places.data", "|u1")
        places = [Packed.of(np.empty(0, "i8"), np.zeros(1, "i8"), self._limit)]
        folded, written = (DocumentsWriter(len(self._lengths), folder) for _ in range(2))
        pairs, seconds = [np.zeros(1, "i8")], [np.empty(0, "u4")]
        for part in ranges:
            folded.add(part.folded, part.folded_counts)
            written.add(part.written, part.written_counts)
            data.append(part.places.data)
            places.append(part.places.without_data())
            pairs.append(part.pairs)
            seconds.append(part.seconds)
            after_range()
        Terms.of(self._folded).save(writer, f"{name}.folded")
        Terms.of(self._written).save(writer, f"{name}.written")
        writer.add(f"{name}.variants", self._variants.astype("u4"))
        folded.save(writer, f"{name}.folded_docs")
        written.save(writer, f"{name}.written_docs")
        writer.add(f"{name}.pairs", np.cumsum(np.concatenate(pairs)).astype("u4"))
        writer.add(f"{name}.seconds", np.concatenate(seconds))
        Packed.joined(places).save(writer, f"{name}.places", data=False)
        writer.add(f"{name}.lengths", self._lengths)

    def ranges(self) -> Iterator[tuple[int, int]]:
        """New folded words, from one to before another, that have at most about _RANGE tokens together."""
        tokens = np.zeros(len(self._folded) + 1, "i8")  # the last: of words that go and stood behind all others
        for source in self._sources:
            postings = source.postings
            np.add.at(tokens, source.words[:-1], np.diff(postings.places.starts[postings.pairs].astype("i8")))
        return _cut(np.cumsum(tokens)[:-1])

    def join(self, bounds: tuple[int, int]) -> _Range:
        """Join and pack the lists of a range of new folded words."""
        first, last = bounds
        folded, written = self._documents(first, last)
        pairs = joined([_pairs(source, *source.between(first, last)) for source in self._sources])
        start, end = int(self._variants[first]), int(self._variants[last])
        limit = len(self._lengths)
        return _Range(
            Lists.of(folded.numbers, folded.starts_of_all(last - first), limit), folded.counts,
            Lists.of(written.numbers, written.starts_of_all(end - start), limit), written.counts,
            Packed.of(pairs.numbers, pairs.starts, self._limit),
            np.bincount((pairs.names >> 32) - first, minlength=last - first),
            (pairs.names & 0xFFFFFFFF).astype("u4"),
        )  # fmt: skip

    def _documents(self, first: int, last: int) -> tuple[Joined, Joined]:
        """The documents of the folded words of a range, and of their written words where they have several."""
        folded, written = [], []
        start = int(self._variants[first])
        several = np.diff(self._variants[first : last + 1]) > 1
        several_written = np.repeat(several, np.diff(self._variants[first : last + 1]))
        for source in self._sources:
            postings = source.postings
            begin, stop = source.between(first, last)
            part = unpacked(postings.folded_docs, begin, stop, source.words[begin:stop] - first, source.documents)
            left = part.left() > 0
            folded.append(part.only(left))
            from_word, to_word = int(postings.variants[begin]), int(postings.variants[stop])
            names = source.written[from_word:to_word] - start
            own = unpacked(postings.written_docs, from_word, to_word, names, source.documents)
            own = own.only(own.left() > 0)
            written.append(own.only(several_written[own.names]))
            alone = left & (np.diff(postings.variants[begin : stop + 1].astype("i8")) == 1)
            alone[alone] = several[part.names[alone]]
            names = names[postings.variants[begin:stop].astype("i8") - from_word]
            written.append(part.only(alone, names[alone]))
        return joined(folded), joined(written)


def _pairs(source: _Source, begin: int, stop: int) -> Part:
    """Places of the pairs that begin with folded words ``begin`` to ``stop - 1``, named first << 32 | second."""
    postings = source.postings
    first, last = int(postings.pairs[begin]), int(postings.pairs[stop])
    spans = np.diff(postings.pairs[begin : stop + 1].astype("i8"))
    names = np.repeat(source.words[begin:stop], spans) << 32 | source.words[postings.seconds[first:last].astype("i8")]
    part = Part.of(postings.places, first, last, names, source.places)
    return part.only(part.left() > 0)


def _cut(ends: Numbers) -> Iterator[tuple[int, int]]:
    """Ranges of lists that end at these entries, i8 ascending, of about _RANGE entries each."""
    edges = np.flatnonzero(np.diff(np.append(0, ends[:-1]) // _RANGE)) + 1 if len(ends) else np.empty(0, "i8")
    return pairwise([0, *edges.tolist(), len(ends)])


def _begun(
    pool: Executor, segments: Sequence[Segment], name: str, renumbered: Sequence[Numbers]
) -> tuple[_Field, Iterator[_Range]]:
    """A field, and its ranges in order, on the first of which the pool works by now."""
    field = _Field([segment.fields[name] for segment in segments], renumbered)
    waiting = field.ranges()
    begun = deque(pool.submit(field.join, bounds) for bounds in islice(waiting, _THREADS))
    return field, _in_turn(pool, field, begun, waiting)


def _in_turn(
    pool: Executor, field: _Field, begun: deque[Future[_Range]], waiting: Iterator[tuple[int, int]]
) -> Iterator[_Range]:
    for bounds in waiting:
        begun.append(pool.submit(field.join, bounds))
        yield begun.popleft().result()
    while begun:
        yield begun.popleft().result()
