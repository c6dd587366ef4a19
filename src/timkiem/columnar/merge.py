"""Several segments as one: their lists are joined as arrays, without reading a text again.

Terms are ascending in every segment, so the words from one point of the alphabet to another are one range
of lists in each; range by range the lists are unpacked, renumbered, laid behind each other and packed.
Memory is bounded by the range, not by the segments, but for what is small: terms, starts, counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.articles import ArticleWriter
from timkiem.columnar.counts import Counts
from timkiem.columnar.documents import Documents
from timkiem.columnar.lists import Lists, split
from timkiem.columnar.postings import BLOCK, Postings, first_places
from timkiem.columnar.sections import SectionWriter
from timkiem.columnar.segment import FIELDS, Segment
from timkiem.columnar.terms import Terms

_RANGE = 3_000_000  #: tokens unpacked at a time; some 60 bytes each
_GONE = -1  #: the new number of a deleted document

Numbers = NDArray[np.int64]


def merge(segments: Sequence[Segment], alive: Sequence[NDArray[np.bool_]], path: Path) -> list[Numbers]:
    """Write one segment with the documents of several that are alive, bool [N] each, in order.

    Returns for each segment the new number of each document, i8 [N], -1 for those that are gone.
    """
    starts = np.cumsum([0, *map(np.count_nonzero, alive)])
    renumbered = [
        np.where(flags, np.cumsum(flags) - 1 + start, _GONE) for flags, start in zip(alive, starts[:-1], strict=True)
    ]
    writer = SectionWriter(path)
    try:
        articles = ArticleWriter()
        for segment, flags in zip(segments, alive, strict=True):
            articles.copy(segment.articles, flags)
        articles.save(writer)
        for field in FIELDS:
            _Field([segment.fields[field] for segment in segments], renumbered).save(writer, field)
        writer.finish({"documents": int(starts[-1])})
    except BaseException:
        writer.abandon()
        raise
    return renumbered


@dataclass(frozen=True, slots=True)
class _Part:
    """Lists of one segment that become parts of new lists, one after another."""

    lists: Numbers  # i8 [l] which new list each becomes part of, counted from the range's first
    sizes: Numbers  # i8 [l]
    numbers: Numbers  # i8 [sum of sizes]
    counts: Numbers | None = None  # as long as numbers

    def kept(self, keep: NDArray[np.bool_], numbers: Numbers) -> "_Part":
        """The same with new numbers and without the entries that go."""
        owner = np.repeat(np.arange(len(self.sizes)), self.sizes)[keep]
        counts = None if self.counts is None else self.counts[keep]
        return _Part(self.lists, np.bincount(owner, minlength=len(self.sizes)), numbers[keep], counts)


class _Source:
    """The postings of one segment, with the new number of each of its words and documents."""

    def __init__(self, postings: Postings, documents: Numbers, first_place: int, words: dict[bytes, int]):
        self.postings, self.documents = postings, documents
        none = len(words)
        self.words = np.array([*map(words.__getitem__, postings.folded), none], "i8")  # i8 [F + 1] ascending
        self.whole = bool((documents >= 0).all())
        old = first_places(postings.lengths)
        kept = np.where(documents >= 0, postings.lengths // BLOCK + 1, 0) * BLOCK
        new = np.cumsum(kept) - kept + first_place
        self._shift = np.repeat(np.where(documents >= 0, new - old[:-1], _GONE), postings.lengths // BLOCK + 1)
        self._stays = np.repeat(documents >= 0, postings.lengths // BLOCK + 1)
        self.places = int(kept.sum())

    def between(self, first: int, last: int) -> tuple[int, int]:
        """The range of its own folded words whose new numbers lie between two."""
        start, end = self.words[:-1].searchsorted((first, last)).tolist()
        return start, end

    def renumbered(self, part: _Part) -> _Part:
        """Documents under their new numbers."""
        numbers = self.documents[part.numbers]
        return part.kept(numbers >= 0, numbers) if not self.whole else _Part(
            part.lists, part.sizes, numbers, part.counts
        )  # fmt: skip

    def moved(self, part: _Part) -> _Part:
        """Places where they come to lie."""
        if self.whole:
            shift = int(self._shift[0]) if len(self._shift) else 0
            return _Part(part.lists, part.sizes, part.numbers + shift)
        blocks = part.numbers // BLOCK
        return part.kept(self._stays[blocks], part.numbers + self._shift[blocks])


class _Field:
    """One field of the new segment."""

    def __init__(self, postings: Sequence[Postings], renumbered: Sequence[Numbers]):
        forms = sorted(set().union(*(_forms(each) for each in postings)))
        self._written = [written for _, written in forms]
        folded = [word for word, _ in forms]
        firsts = [at for at, word in enumerate(folded) if not at or folded[at - 1] != word]
        self._folded = [folded[at] for at in firsts]
        self._variants = np.array([*firsts, len(forms)], "i8")
        self._number_of_form = {form: at for at, form in enumerate(forms)}
        words = {word: at for at, word in enumerate(self._folded)}
        self._sources: list[_Source] = []
        self._limit = 0
        for each, documents in zip(postings, renumbered, strict=True):
            self._sources.append(_Source(each, documents, self._limit, words))
            self._limit += self._sources[-1].places
        self._lengths = np.concatenate(
            [each.lengths[documents >= 0] for each, documents in zip(postings, renumbered, strict=True)]
        )

    def save(self, writer: SectionWriter, name: str) -> None:
        """Write the sections ``NAME.*`` as ``Postings.save`` does."""
        tokens = int(self._lengths.sum(dtype="i8"))
        low_type, high_type = (half.dtype.str for half in split(np.empty(0, "i8"), self._limit))
        low = writer.reserve(f"{name}.places.low", low_type, tokens)
        high = writer.reserve(f"{name}.places.high", high_type, tokens if self._limit > 1 << 16 else 0)
        folded, written = _DocumentsWriter(len(self._lengths)), _DocumentsWriter(len(self._lengths))
        pairs_of_words, seconds, sizes = [], [], []
        for first, last in self._ranges():
            ranges = [(source, *source.between(first, last)) for source in self._sources]
            self._join_documents(ranges, first, last, folded, written)
            names, joined = self._join_pairs(ranges)
            for half, part in zip((low, high), split(joined.numbers, self._limit), strict=True):
                half.append(part)
            pairs_of_words.append(np.bincount((names >> 32) - first, minlength=last - first))
            seconds.append(names & 0xFFFFFFFF)
            sizes.append(joined.sizes)
        Terms.of(self._folded).save(writer, f"{name}.folded")
        Terms.of(self._written).save(writer, f"{name}.written")
        writer.add(f"{name}.variants", self._variants.astype("u4"))
        folded.documents().save(writer, f"{name}.folded_docs")
        written.documents().save(writer, f"{name}.written_docs")
        writer.add(f"{name}.pairs", _starts(pairs_of_words))
        writer.add(f"{name}.seconds", np.concatenate([np.empty(0, "i8"), *seconds]).astype("u4"))
        Lists.save_starts(writer, f"{name}.places", self._limit, _starts(sizes))
        writer.add(f"{name}.lengths", self._lengths)

    def _ranges(self) -> Iterator[tuple[int, int]]:
        """New folded words, from one to before another, that have at most about _RANGE tokens together."""
        tokens = np.zeros(len(self._folded), "i8")
        for source in self._sources:
            postings = source.postings
            tokens[source.words[:-1]] += np.diff(postings.places.starts[postings.pairs].astype("i8"))
        edges = np.flatnonzero(np.diff((np.cumsum(tokens) - tokens) // _RANGE)) + 1
        return pairwise([0, *edges.tolist(), len(self._folded)])

    def _join_documents(
        self,
        ranges: Sequence[tuple[_Source, int, int]],
        first: int,
        last: int,
        folded: "_DocumentsWriter",
        written: "_DocumentsWriter",
    ) -> None:
        """Join the lists of documents of the folded words of a range, and of their written words."""
        folded_parts, written_parts = [], []
        start, end = int(self._variants[first]), int(self._variants[last])
        several = np.diff(self._variants[first : last + 1]) > 1
        for source, begin, stop in ranges:
            postings = source.postings
            part = source.renumbered(_unpacked(postings.folded_docs, begin, stop, source.words[begin:stop] - first))
            folded_parts.append(part)
            from_word, to_word = int(postings.variants[begin]), int(postings.variants[stop])
            numbers = self._new_written(postings, begin, stop) - start
            written_parts.append(source.renumbered(_unpacked(postings.written_docs, from_word, to_word, numbers)))
            alone = (np.diff(postings.variants[begin : stop + 1].astype("i8")) == 1) & several[part.lists]
            own = numbers[postings.variants[begin:stop].astype("i8") - from_word]
            chosen = np.repeat(alone, part.sizes)
            assert part.counts is not None
            written_parts.append(_Part(own[alone], part.sizes[alone], part.numbers[chosen], part.counts[chosen]))
        folded.add(_joined(folded_parts, last - first))
        written.add(_joined(written_parts, end - start))

    def _new_written(self, postings: Postings, begin: int, stop: int) -> Numbers:
        """New numbers of the written words of a segment's folded words ``begin`` to ``stop - 1``."""
        numbers = []
        for word in range(begin, stop):
            name = postings.folded[word]
            for variant in range(int(postings.variants[word]), int(postings.variants[word + 1])):
                numbers.append(self._number_of_form[name, postings.written[variant]])
        return np.array(numbers, "i8")

    def _join_pairs(self, ranges: Sequence[tuple[_Source, int, int]]) -> tuple[Numbers, _Part]:
        """The pairs of a range as first << 32 | second, ascending, and their joined places."""
        names = []
        for source, begin, stop in ranges:
            postings = source.postings
            spans = np.diff(postings.pairs[begin : stop + 1].astype("i8"))
            seconds = postings.seconds[int(postings.pairs[begin]) : int(postings.pairs[stop])].astype("i8")
            names.append(np.repeat(source.words[begin:stop], spans) << 32 | source.words[seconds])
        known = np.unique(np.concatenate([np.empty(0, "i8"), *names]))
        parts = []
        for (source, begin, stop), own in zip(ranges, names, strict=True):
            places, pairs = source.postings.places, source.postings.pairs
            first, last = int(pairs[begin]), int(pairs[stop])
            part = _Part(known.searchsorted(own), places.sizes(first, last), places.span(first, last))
            parts.append(source.moved(part))
        joined = _joined(parts, len(known))
        left = joined.sizes > 0
        return known[left], _Part(joined.lists[left], joined.sizes[left], joined.numbers)


class _DocumentsWriter:
    """Lists of documents, packed range by range."""

    def __init__(self, limit: int):
        self._limit = limit
        self._lists: list[Lists] = []
        self._counts: list[Counts] = []
        self._odd = np.empty(0, "i8")

    def add(self, part: _Part) -> None:
        assert part.counts is not None
        starts = np.concatenate([[0], np.cumsum(part.sizes)])
        self._lists.append(Lists.of(part.numbers, starts, self._limit, bitmaps=True))
        counts = np.concatenate([self._odd, part.counts])
        even = len(counts) - len(counts) % 2
        self._odd = counts[even:]
        self._counts.append(Counts.of(counts[:even]))

    def documents(self) -> Documents:
        """All that was added."""
        nothing = Lists.of(np.empty(0, "i8"), np.zeros(1, "i8"), self._limit, bitmaps=True)
        return Documents(Lists.joined([nothing, *self._lists]), Counts.joined([*self._counts, Counts.of(self._odd)]))


def _forms(postings: Postings) -> Iterator[tuple[bytes, bytes]]:
    """Folded and written form of each written word, in order."""
    variants, written = postings.variants.tolist(), list(postings.written)
    for number, word in enumerate(postings.folded):
        for variant in range(variants[number], variants[number + 1]):
            yield word, written[variant]


def _unpacked(documents: Documents, first: int, last: int, lists: Numbers) -> _Part:
    """Lists ``first`` to ``last - 1``, which become parts of the new ``lists``."""
    sizes = documents.lists.sizes(first, last)
    start = documents.lists.first_entry(first) if first < last else 0
    counts = documents.counts.between(start, start + int(sizes.sum())).astype("i8")
    return _Part(lists, sizes, documents.lists.span(first, last), counts)


def _joined(parts: Sequence[_Part], count: int) -> _Part:
    """The parts of ``count`` new lists laid behind each other, in the order of the segments."""
    sizes = np.zeros(count, "i8")
    for part in parts:
        sizes[part.lists] += part.sizes
    cursor = np.cumsum(sizes) - sizes
    total = int(sizes.sum())
    numbers = np.empty(total, "i8")
    counts = None if any(part.counts is None for part in parts) else np.empty(total, "i8")
    for part in parts:
        own = np.cumsum(part.sizes) - part.sizes
        places = np.repeat(cursor[part.lists] - own, part.sizes) + np.arange(len(part.numbers))
        numbers[places] = part.numbers
        if counts is not None and part.counts is not None:
            counts[places] = part.counts
        cursor[part.lists] += part.sizes
    return _Part(np.arange(count), sizes, numbers, counts)


def _starts(sizes: Sequence[Numbers]) -> NDArray[np.uint32]:
    """Where each of some lists begins, and where the last ends."""
    return np.cumsum(np.concatenate([[0], *sizes]), dtype="i8").astype("u4")
