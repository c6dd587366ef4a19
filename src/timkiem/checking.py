"""Whether an index is whole, file by file, and an index without what is not."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from timkiem.columnar.articles import hash_ids
from timkiem.columnar.ledger import Ledger, fingerprint
from timkiem.columnar.lists import Lists
from timkiem.columnar.manifest import NAME, Manifest, sync_folder
from timkiem.columnar.packed import Packed
from timkiem.columnar.postings import Postings, first_places
from timkiem.columnar.segment import Segment
from timkiem.columnar.writer import IndexWriter
from timkiem.errors import IndexCorrupt, TimkiemError

QUARANTINE = "quarantine"  #: the folder inside the index that broken files are moved to
_RANGE = 1_000_000  #: entries of lists that are unpacked at a time
_SHOWN = 50  #: ids that a report names


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file, or all that was found first."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Repair:
    """What an index lost, and where it can be had again."""

    quarantine: Path
    ids: tuple[str, ...]  # of lost articles, as far as they could be read
    unnamed: int  # lost articles whose ids could not be read
    files: tuple[str, ...]  # that gave lost articles: to be indexed again

    def lines(self) -> Iterator[str]:
        """The report, for people."""
        yield f"broken files were moved to {self.quarantine}"
        if self.ids:
            yield f"{len(self.ids):,} articles are lost from the index:"
            yield from (f"  {id}" for id in self.ids[:_SHOWN])
            if len(self.ids) > _SHOWN:
                yield f"  and {len(self.ids) - _SHOWN:,} more"
        if self.unnamed:
            yield f"{self.unnamed:,} articles are lost whose ids cannot be read any more"
        if self.files:
            yield "to have them again, index these files again with `timkiem index`:"
            yield from (f"  {path}" for path in self.files)
        elif self.ids or self.unnamed:
            yield "no file is known that they came from"


def faults(folder: Path) -> list[Fault]:
    """All that is wrong with an index. Reads every byte. Raises IndexMissing."""
    try:
        manifest = Manifest.read(folder)
    except IndexCorrupt as error:
        return [Fault(error.path, error.reason)]
    found = []
    for entry in manifest.segments:
        path = folder / entry.file
        try:
            segment = Segment.open(path)
        except IndexCorrupt as error:
            found.append(Fault(path, error.reason))
            continue
        except FileNotFoundError:
            found.append(Fault(path, "is missing"))
            continue
        if len(segment) != entry.documents:
            found.append(Fault(path, f"holds {len(segment)} articles, not {entry.documents}"))
        found += [Fault(path, reason) for reason in faults_of(segment)]
    try:
        Ledger.open(folder, manifest)
    except IndexCorrupt as error:
        found.append(Fault(error.path, error.reason))
    return found


def faults_of(segment: Segment) -> list[str]:
    """What is wrong with a segment: sections that were altered, else whatever of them does not fit together."""
    if altered := [f"its section {name} was altered" for name in segment.altered_sections()]:
        return altered
    try:
        return [
            *_articles(segment),
            *_tables(segment),
            *(fault for name in segment.fields for fault in _field(segment, name)),
        ]
    except IndexCorrupt as error:
        return [error.reason]
    except Exception as error:  # whatever a reader stumbles over is a fault of what it reads
        return [f"its sections do not fit each other ({type(error).__name__}: {error})"]


def _articles(segment: Segment) -> Iterator[str]:
    articles, count = segment.articles, len(segment)
    ids = [articles.id(number) for number in range(count)]
    if [number for id in sorted(set(ids)) for number in sorted(articles.find(id))] != sorted(
        range(count), key=lambda number: (ids[number], number)
    ):
        yield "its ids are not found by their hashes"
    for number in range(count):
        articles.title(number)
        articles.published(number)
    firsts = articles.firsts.astype("i8")
    if count and (firsts[0] != 0 or (np.diff(firsts) <= 0).any() or firsts[-1] >= count):
        yield "its blocks of articles are out of order"
    for number in range(count):
        articles.article(number)
    if articles.periods.shape != (2, count):
        yield "its dates are not one for each article"


def _tables(segment: Segment) -> Iterator[str]:
    for name, table in segment.tables.items():
        rows = int(table.counts.sum())
        for column in table.columns.values():
            in_order = all(before < label for before, label in pairwise(column.labels))
            known = not rows or int(column.numbers.max()) < len(column.labels)
            if len(table.counts) != len(segment) or len(column.numbers) != rows or not (in_order and known):
                yield f"its labels {name} do not fit"
                break


def _field(segment: Segment, name: str) -> Iterator[str]:
    postings = segment.fields[name]
    if len(postings.lengths) != len(segment):
        yield f"its field {name} has {len(postings.lengths)} lengths for {len(segment)} articles"
    words = len(postings.folded)
    parts = {
        "folded words": postings.folded.fits(),
        "variants": _is_partition(postings.variants, words, len(postings.written)),
        "pairs": _is_partition(postings.pairs, words, len(postings.seconds)),
        "second words": not len(postings.seconds) or int(postings.seconds.max()) <= words,
        "pairs in order": _seconds_ascend(postings),
        "documents of folded words": _documents_fit(postings, folded=True),
        "documents of written words": _documents_fit(postings, folded=False),
        "places": len(postings.places) == len(postings.seconds)
        and postings.places.limit == int(first_places(postings.lengths)[-1])
        and int(postings.places.starts[-1]) == postings.total_length
        and _lists_fit(postings.places)
        and _lengths_fit(postings),
    }
    yield from (f"its field {name} has {part} that do not fit" for part, fits in parts.items() if not fits)


def _seconds_ascend(postings: Postings) -> bool:
    """Whether the second words of each first word do."""
    falls = np.diff(postings.seconds.astype("i8")) <= 0
    falls[postings.pairs[(postings.pairs > 0) & (postings.pairs < len(postings.seconds))].astype("i8") - 1] = False
    return not falls.any()


def _lengths_fit(postings: Postings) -> bool:
    """Whether each document has as many places as words."""
    counts = np.zeros(len(postings.lengths), "i8")
    for first in range(0, len(postings.places), _RANGE // 16):
        last = min(first + _RANGE // 16, len(postings.places))
        docs, _ = postings.documents_and_positions(postings.places.span(first, last))
        counts += np.bincount(docs, minlength=len(counts))
    return np.array_equal(counts, postings.lengths)


def _is_partition(starts: "np.ndarray", count: int, end: int) -> bool:
    """Whether starts, [count + 1], ascend from 0 to an end."""
    whole = starts.astype("i8")
    return len(whole) == count + 1 and whole[0] == 0 and whole[-1] == end and bool((np.diff(whole) >= 0).all())


def _documents_fit(postings: Postings, *, folded: bool) -> bool:
    documents = postings.folded_docs if folded else postings.written_docs
    lists: Lists = documents.lists
    total = sum(lists.sizes(0, len(lists)).tolist())
    rows_fit = all(
        int(np.bitwise_count(lists.bits[row]).sum()) == int(lists.before[row + 1]) - int(lists.before[row])
        for row in range(len(lists.dense))
    )
    return (
        len(lists) == len(postings.folded if folded else postings.written)
        and lists.packed.limit == len(postings.lengths)
        and _is_partition(lists.before, len(lists.dense), int(lists.before[-1]))
        and rows_fit
        and len(documents.counts) == total
        and len(documents.counts.halves) == -(-total // 2)
        and bool((np.diff(documents.counts.places.astype("i8")) > 0).all())
        and _lists_fit(lists.packed)
    )


def _lists_fit(packed: Packed) -> bool:
    """Whether each list ascends and stays below the limit."""
    starts = packed.starts.astype("i8")
    if not _is_partition(starts, len(packed), int(starts[-1])):
        return False
    edges = np.searchsorted(starts[:-1], np.arange(0, int(starts[-1]) + _RANGE, _RANGE)).tolist()
    for first, last in pairwise([*edges, len(packed)]):
        numbers = packed.span(first, last)
        begins = np.zeros(len(numbers) + 1, bool)
        begins[starts[first:last] - starts[first]] = True
        falls = (np.diff(numbers) <= 0) & ~begins[1 : len(numbers)]
        if len(numbers) and (numbers.min() < 0 or numbers.max() >= packed.limit or falls.any()):
            return False
    return True


def repaired(folder: Path, found: Sequence[Fault], *, wait: float = 0.0) -> Repair:
    """Take broken files out of an index, into its quarantine. Raises IndexLocked, and IndexCorrupt for a manifest."""
    broken = {fault.path.name for fault in found}
    if NAME in broken:
        raise IndexCorrupt(folder / NAME, "cannot be repaired: only it knows which files are the index")
    quarantine = folder / QUARANTINE
    with IndexWriter(folder, wait=wait) as writer:
        manifest = writer.manifest
        lost = [entry for entry in manifest.segments if entry.file in broken]
        ids, unnamed = [], 0
        for entry in lost:
            named = _ids(folder / entry.file, set(entry.deleted.tolist()))
            ids += named or []
            unnamed += entry.documents - len(entry.deleted) if named is None else 0
        quarantine.mkdir(exist_ok=True)
        for name in sorted(broken & manifest.files):
            _keep(folder / name, quarantine / name)
        sync_folder(quarantine)
        writer.drop([entry.id for entry in lost])
        files = _forget(folder, writer, manifest, ledger_lost=manifest.ledger_file in broken)
        writer.commit()
    return Repair(quarantine, tuple(ids), unnamed, tuple(files))


def _forget(folder: Path, writer: IndexWriter, manifest: Manifest, *, ledger_lost: bool) -> list[str]:
    """Make the ledger forget what the index lost. Returns the files that gave it."""
    if ledger_lost:
        writer.keep_ledger("")
        return []
    ledger = Ledger.open(folder, manifest)
    left = [fingerprint(id.encode(errors="surrogatepass")) for id in writer.ids()]
    files = ledger.keep_only(np.array(left, "u8"))
    if ledger.changed:
        writer.keep_ledger(ledger.write(folder))
    return files


def _ids(path: Path, deleted: set[int]) -> list[str] | None:
    """The ids of a broken segment's articles, None where they cannot be trusted."""
    try:
        articles = Segment.open(path).articles
        ids = [articles.id(number) for number in range(len(articles))]
        if hash_ids(ids).size != len(articles):
            return None
        return [id for number, id in enumerate(ids) if number not in deleted]
    except (TimkiemError, OSError, ValueError, IndexError):
        return None


def _keep(path: Path, place: Path) -> None:
    """Another name for a file, or a copy where the file system knows no such thing."""
    with suppress(FileNotFoundError):  # missing is what is wrong with it
        place.unlink(missing_ok=True)
        try:
            os.link(path, place)
        except FileNotFoundError:
            raise
        except OSError:
            shutil.copyfile(path, place)
