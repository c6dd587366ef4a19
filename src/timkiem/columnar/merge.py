"""Several segments as one: their lists are joined as arrays, without reading a text again.

Terms are ascending in every segment, so the words from one point of the alphabet to another are one range
of lists in each; range by range the lists are unpacked, renumbered, laid behind each other and packed.
Memory is bounded by the range, not by the segments, but for what is small: terms, starts, counts.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.articles import ArticleWriter
from timkiem.columnar.filing import TABLES
from timkiem.columnar.joining import DocumentsWriter, Numbers, Part, joined, unpacked
from timkiem.columnar.labels import merge_table
from timkiem.columnar.packed import Packed
from timkiem.columnar.postings import BLOCK, Postings, first_places
from timkiem.columnar.sections import SectionWriter
from timkiem.columnar.segment import FIELDS, Segment
from timkiem.columnar.terms import Terms

_RANGE = 1_500_000  #: tokens unpacked at a time; some 60 bytes each
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
        _write_articles(segments, alive, writer)
        for name in TABLES:
            merge_table([segment.tables[name] for segment in segments], alive, writer, name)
        for field in FIELDS:
            _Field([segment.fields[field] for segment in segments], renumbered).save(writer, field, forget)
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


class _Source:
    """The postings of one segment, with the new number of each of its words and documents."""

    def __init__(self, postings: Postings, documents: Numbers, first_place: int, words: list[bytes]):
        self.postings, self.documents = postings, documents
        numbers = (bisect_left(words, word) for word in postings.folded)
        self.words = np.array([*numbers, len(words)], "i8")  # i8 [F + 1] ascending; of a word that goes, the next's
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

    def renumbered(self, part: Part) -> Part:
        """Documents under their new numbers."""
        numbers = self.documents[part.numbers]
        return part.kept(numbers >= 0, numbers) if not self.whole else Part(
            part.lists, part.sizes, numbers, part.counts
        )  # fmt: skip

    def moved(self, part: Part) -> Part:
        """Places where they come to lie."""
        if self.whole:
            shift = int(self._shift[0]) if len(self._shift) else 0
            return Part(part.lists, part.sizes, part.numbers + shift)
        blocks = part.numbers // BLOCK
        return part.kept(self._stays[blocks], part.numbers + self._shift[blocks])


class _Field:
    """One field of the new segment."""

    def __init__(self, postings: Sequence[Postings], renumbered: Sequence[Numbers]):
        kept: set[tuple[bytes, bytes]] = set()
        for each, documents in zip(postings, renumbered, strict=True):
            kept |= _forms_left(each, documents)
        forms = sorted(kept)
        self._written = [written for _, written in forms]
        folded = [word for word, _ in forms]
        firsts = [at for at, word in enumerate(folded) if not at or folded[at - 1] != word]
        self._folded = [folded[at] for at in firsts]
        self._variants = np.array([*firsts, len(forms)], "i8")
        self._number_of_form = {form: at for at, form in enumerate(forms)}
        self._sources: list[_Source] = []
        self._limit = 0
        for each, documents in zip(postings, renumbered, strict=True):
            self._sources.append(_Source(each, documents, self._limit, self._folded))
            self._limit += self._sources[-1].places
        self._lengths = np.concatenate(
            [each.lengths[documents >= 0] for each, documents in zip(postings, renumbered, strict=True)]
        )

    def save(self, writer: SectionWriter, name: str, after_range: Callable[[], None]) -> None:
        """Write the sections ``NAME.*`` as ``Postings.save`` does."""
        data = writer.open_ended(f"{name}.places.data", "|u1")
        places = [Packed.of(np.empty(0, "i8"), np.zeros(1, "i8"), self._limit)]
        folded, written = DocumentsWriter(len(self._lengths)), DocumentsWriter(len(self._lengths))
        pairs_of_words, seconds = [], []
        for first, last in self._ranges():
            ranges = [(source, *source.between(first, last)) for source in self._sources]
            self._join_documents(ranges, first, last, folded, written)
            names, joined = self._join_pairs(ranges)
            packed = Packed.of(joined.numbers, np.concatenate([[0], np.cumsum(joined.sizes)]), self._limit)
            data.append(packed.data)
            places.append(packed.without_data())
            pairs_of_words.append(np.bincount((names >> 32) - first, minlength=last - first))
            seconds.append(names & 0xFFFFFFFF)
            after_range()
        Terms.of(self._folded).save(writer, f"{name}.folded")
        Terms.of(self._written).save(writer, f"{name}.written")
        writer.add(f"{name}.variants", self._variants.astype("u4"))
        folded.documents().save(writer, f"{name}.folded_docs")
        written.documents().save(writer, f"{name}.written_docs")
        writer.add(f"{name}.pairs", _starts(pairs_of_words))
        writer.add(f"{name}.seconds", np.concatenate([np.empty(0, "i8"), *seconds]).astype("u4"))
        Packed.joined(places).save(writer, f"{name}.places", data=False)
        writer.add(f"{name}.lengths", self._lengths)

    def _ranges(self) -> Iterator[tuple[int, int]]:
        """New folded words, from one to before another, that have at most about _RANGE tokens together."""
        tokens = np.zeros(len(self._folded) + 1, "i8")  # the last: of words that go and stood behind all others
        for source in self._sources:
            postings = source.postings
            np.add.at(tokens, source.words[:-1], np.diff(postings.places.starts[postings.pairs].astype("i8")))
        edges = np.flatnonzero(np.diff((np.cumsum(tokens) - tokens)[:-1] // _RANGE)) + 1
        return pairwise([0, *edges.tolist(), len(self._folded)])

    def _join_documents(
        self,
        ranges: Sequence[tuple[_Source, int, int]],
        first: int,
        last: int,
        folded: "DocumentsWriter",
        written: "DocumentsWriter",
    ) -> None:
        """Join the lists of documents of the folded words of a range, and of their written words."""
        folded_parts, written_parts = [], []
        start, end = int(self._variants[first]), int(self._variants[last])
        several = np.diff(self._variants[first : last + 1]) > 1
        for source, begin, stop in ranges:
            postings = source.postings
            part = source.renumbered(unpacked(postings.folded_docs, begin, stop, source.words[begin:stop] - first))
            folded_parts.append(part)
            from_word, to_word = int(postings.variants[begin]), int(postings.variants[stop])
            numbers = self._new_written(postings, begin, stop) - start
            own = source.renumbered(unpacked(postings.written_docs, from_word, to_word, numbers)).without_empty()
            owners = (self._variants[first : last + 1] - start).searchsorted(own.lists, "right") - 1
            written_parts.append(own.only(several[owners]))
            alone = np.diff(postings.variants[begin : stop + 1].astype("i8")) == 1
            names = numbers[postings.variants[begin:stop].astype("i8") - from_word]
            alone &= part.sizes > 0
            alone[alone] = several[part.lists[alone]]
            single = part.only(alone)
            written_parts.append(Part(names[alone], single.sizes, single.numbers, single.counts))
        folded.add(joined(folded_parts, last - first))
        written.add(joined(written_parts, end - start))

    def _new_written(self, postings: Postings, begin: int, stop: int) -> Numbers:
        """New numbers of the written words of a segment's folded words ``begin`` to ``stop - 1``."""
        numbers = []
        for word in range(begin, stop):
            name = postings.folded[word]
            for variant in range(int(postings.variants[word]), int(postings.variants[word + 1])):
                numbers.append(self._number_of_form.get((name, postings.written[variant]), 0))  # 0: one that goes
        return np.array(numbers, "i8")

    def _join_pairs(self, ranges: Sequence[tuple[_Source, int, int]]) -> tuple[Numbers, Part]:
        """The pairs of a range as first << 32 | second, ascending, and their joined places."""
        parts = []
        for source, begin, stop in ranges:
            postings = source.postings
            first, last = int(postings.pairs[begin]), int(postings.pairs[stop])
            spans = np.diff(postings.pairs[begin : stop + 1].astype("i8"))
            firsts = np.repeat(source.words[begin:stop], spans)
            names = firsts << 32 | source.words[postings.seconds[first:last].astype("i8")]
            places = Part(names, postings.places.sizes(first, last), postings.places.span(first, last))
            parts.append(source.moved(places).without_empty())
        known = np.unique(np.concatenate([np.empty(0, "i8"), *(part.lists for part in parts)]))
        numbered = [Part(known.searchsorted(part.lists), part.sizes, part.numbers) for part in parts]
        return known, joined(numbered, len(known))


def _forms(postings: Postings) -> Iterator[tuple[bytes, bytes]]:
    """Folded and written form of each written word, in order."""
    variants, written = postings.variants.tolist(), list(postings.written)
    for number, word in enumerate(postings.folded):
        for variant in range(variants[number], variants[number + 1]):
            yield word, written[variant]


def _forms_left(postings: Postings, documents: Numbers) -> set[tuple[bytes, bytes]]:
    """The forms of the written words that stand in a document that stays."""
    forms = list(_forms(postings))
    if (documents >= 0).all():
        return set(forms)
    left = set()
    for number, form in enumerate(forms):
        family, word = postings.written_list(number)
        if (documents[family.lists.get(word)] >= 0).any():
            left.add(form)
    return left


def _starts(sizes: Sequence[Numbers]) -> NDArray[np.uint32]:
    """Where each of some lists begins, and where the last ends."""
    return np.cumsum(np.concatenate([[0], *sizes]), dtype="i8").astype("u4")
