"""One run of ``timkiem index``: paths in, a commit and a report out. How progress is shown is the door's business."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import chain, islice
from math import ceil, inf
from pathlib import Path

from timkiem.building import Built, build
from timkiem.columnar.ledger import Ledger, fingerprint
from timkiem.columnar.manifest import NAME
from timkiem.columnar.writer import Changes, IndexWriter
from timkiem.errors import CorpusError, WorkerDied
from timkiem.files import STDIN, Source, sources
from timkiem.pieces import Piece, Stretch, pieces, stretches
from timkiem.unpacking import LIMITS, ReadLimits
from timkiem.updating import Update, account, rules_of
from timkiem.workers import WORKERS, pool

PORTION = 24 << 20  #: bytes of unpacked text that become one segment at most: some 4 million words, 300 MB of memory
_UNPACKED = {".gz": 3, ".zst": 5}  #: bytes of text in a byte of a packed file, about


@dataclass(frozen=True, slots=True)
class Portion:
    """What becomes one segment."""

    pieces: list[Piece | Stretch | CorpusError]
    read: int  # bytes of the files, as they lie on disk
    unpacked: int  # bytes of text
    ended: list[Source]  # files whose last piece it holds

    def emptied(self) -> "Portion":
        """Its sizes alone, to be kept while another process has the rest."""
        return Portion([], self.read, self.unpacked, self.ended)


@dataclass(frozen=True, slots=True)
class Options:
    """How files are read into an index."""

    strict: bool = False  # the first file or line that cannot be read is raised, and nothing is indexed
    metadata: bool = True  # read places and officials from the text; takes longer than all the rest
    lexicon: Path | None = None  # tables for that, beside the packaged ones
    verify: bool = False  # look into files whatever their size and time
    again: bool = False  # read all anew, whatever is known of it
    prune: bool = False  # remove the articles that are gone from these paths
    wait: float = 0.0  # seconds for another writer to be done
    commit_every: float = 60.0  # seconds between commits amid a run; 0 for one commit at the end
    limits: ReadLimits = LIMITS


OPTIONS = Options()


class Ingest:
    """Reads files into an index, counting what comes and what is left out."""

    def __init__(
        self, folder: Path, paths: Sequence[str], options: Options = OPTIONS, *, complain: Callable[[CorpusError], None]
    ):
        """``complain`` is told of each file or line that is left out."""
        self._folder, self._options, self._complain = folder, options, complain
        self._base = folder.resolve().parent
        self._folders = [Path(path) for path in paths if Path(path).is_dir()]
        found, self._errors, self._passed = sources(paths, self._base)
        self._sources = list({source.key: source for source in found}.values())  # each once, however often it was named
        self.bytes = sum(source.bytes for source in self._sources)  # to read, as the files lie on disk
        self.left_out = 0
        self._read = self._unpacked = 0  # bytes, of files as they lie on disk and unpacked: of what is indexed
        self._ahead = 0  # bytes read from files, indexed or not
        self._changes = Changes()
        self._unchanged = self._by_other_rules = 0
        self._began = self._committed = time.monotonic()

    def run(self) -> Iterator[int]:
        """Index everything; yields the bytes of files done since the last time, now and then.

        Commits at intervals, so that an interrupted run is gone on with by the next; see ``Options``.
        """
        for error in self._errors:
            self._leave_out(error)
        if not self._sources and not (self._options.prune and (self._folder / NAME).exists()):
            return
        rules = rules_of(_version(self._options.lexicon) if self._options.metadata else "")
        several = (os.cpu_count() or 1) > 1 and self._expected() > PORTION
        workers = pool(WORKERS) if several else nullcontext(None)
        with workers as executor, IndexWriter(self._folder, wait=self._options.wait) as writer:
            ledger = Ledger.open(self._folder, writer.manifest)
            update = Update(
                ledger, rules, verify=self._options.verify, again=self._options.again, prune=self._options.prune
            )
            todo = [source for source in self._sources if not update.is_unchanged(source)]
            done = self.bytes - sum(source.bytes for source in todo)
            self._read += done
            try:
                whole = False
                while todo:
                    for count in self._build(writer, ledger, update, self._portions(update, todo, whole), executor):
                        yield done  # the last portion is not done before it is merged and committed
                        done = count
                    todo, update.repeated, whole = update.repeated, [], True
            except BrokenProcessPool:
                raise WorkerDied from None
            finally:
                if executor:  # before the writer cleans up after an error; and their memory is needed to merge
                    executor.shutdown(cancel_futures=True)
            update.drop_missing(self._folders, self._base, (source.key for source in self._sources))
            self._remove(writer, update)
            self._commit(writer, ledger)
            self._unchanged, self._by_other_rules = update.unchanged, update.by_other_rules
        yield done

    def _build(
        self,
        writer: IndexWriter,
        ledger: Ledger,
        update: Update,
        portions: Iterator["Portion"],
        executor: ProcessPoolExecutor | None,
    ) -> Iterator[int]:
        """Build segments, in this process or in several, and take them in, in the order of the files.

        Yields the bytes of files that went into each.
        """
        first = list(islice(portions, 1 if executor is None else 2))
        if len(first) < 2 or not first[1].pieces:
            executor = None
        building: list[tuple[str, Portion, Future[Built]]] = []
        last: Portion | None = None
        for portion in chain(first, portions):
            entry = writer.new_segment()
            path = self._folder / entry.file
            if not portion.pieces:  # the last one, of files that gave nothing new
                last = portion
                continue
            if executor is None:
                built = build(portion.pieces, path, self._options.metadata, self._options.lexicon)
                yield self._take(writer, ledger, update, entry.id, portion, built)
                continue
            submitted = executor.submit(build, portion.pieces, path, self._options.metadata, self._options.lexicon)
            building.append((entry.id, portion.emptied(), submitted))
            while len(building) > WORKERS:
                id, size, result = building.pop(0)
                yield self._take(writer, ledger, update, id, size, result.result())
        for id, size, result in building:
            yield self._take(writer, ledger, update, id, size, result.result())
        if last is not None:
            yield self._take(writer, ledger, update, "", last, ([], [], []))

    def _portions(self, update: Update, todo: list[Source], whole: bool) -> Iterator["Portion"]:
        """What must be read of some files, the last portion perhaps empty."""
        waiting: list[Piece | Stretch | CorpusError] = []
        ended: list[Source] = []
        size, before, most = 0, self._ahead, min(PORTION, self._even())
        over = 0.0  # bytes by which those before were too large: this one is to be smaller
        for source in todo:
            update.begin(source, whole=whole)
            cut = stretches if update.is_new(source) else pieces
            for piece in cut(source, self._count, self._options.limits):
                if isinstance(piece, CorpusError):
                    update.failed(source.key)
                    waiting.append(piece)
                else:
                    fresh = update.unread(piece) if isinstance(piece, Piece) else [piece]
                    waiting += fresh
                    size += sum(each.size for each in fresh)
                if size + over >= most:
                    yield Portion(waiting, self._ahead - before, size, ended)
                    over = max(size + over - most, 0.0) if most < PORTION else 0.0
                    waiting, ended, size, before = [], [], 0, self._ahead
            ended.append(source)
        yield Portion(waiting, self._ahead - before, size, ended)

    def _expected(self) -> float:
        """About how many bytes of text there are."""
        if any(str(source.path) == STDIN for source in self._sources):
            return inf
        return sum(_UNPACKED.get(source.path.suffix.lower(), 1) * source.bytes for source in self._sources)

    def _even(self) -> float:
        """The bytes of portions of which each process gets as many, and a little more, so that none is left over."""
        expected = self._expected()
        if not PORTION < expected < inf:
            return inf
        return 1.002 * expected / (WORKERS * ceil(expected / WORKERS / PORTION))

    def _take(
        self, writer: IndexWriter, ledger: Ledger, update: Update, id: str, portion: "Portion", built: "Built"
    ) -> int:
        ids, origins, errors = built
        for key, shown, line, reason in errors:
            update.failed(key)
            self._leave_out(CorpusError(shown, line, reason))
        if ids:
            writer.take(id, ids)
        found = ((key, id, content) for id, (key, content) in zip(ids, origins, strict=True))
        for key, rows in account(found):
            update.took(key, rows)
        for source in portion.ended:
            update.end(source)
        self._read += portion.read
        self._unpacked += portion.unpacked
        every = self._options.commit_every
        if every and not self._options.strict and time.monotonic() - self._committed >= every:
            update.keep_account()
            self._commit(writer, ledger, soon=True)
        return portion.read

    def _remove(self, writer: IndexWriter, update: Update) -> None:
        gone = update.gone()
        if len(gone):
            wanted = set(gone.tolist())
            writer.delete([id for id in writer.ids() if fingerprint(id.encode(errors="surrogatepass")) in wanted])

    def _commit(self, writer: IndexWriter, ledger: Ledger, *, soon: bool = False) -> None:
        if ledger.changed:
            writer.keep_ledger(ledger.write(self._folder))
        self._changes = writer.commit(soon=soon)
        self._committed = time.monotonic()

    @property
    def changed(self) -> bool:
        """Whether the run changed what the index holds."""
        changes = self._changes
        return bool(changes.added or changes.replaced or changes.removed)

    @property
    def rate(self) -> float:
        """MB/s so far, of text as it is unpacked."""
        return self._unpacked / 1e6 / max(time.monotonic() - self._began, 1e-9)

    def progress(self) -> str:
        """A line for a log."""
        line = f"{self._unpacked / 1e6:,.0f} MB of text indexed, {self.rate:.1f} MB/s"
        if not self.bytes:
            return line
        share = self._read / self.bytes
        left = (time.monotonic() - self._began) * (1 - share) / max(share, 1e-9)
        return f"{line}, {share:.0%} of the input, {left:.0f} s left"

    def summary(self) -> str:
        """What came of it, in a line."""
        changes = self._changes
        parts = [f"{changes.added:,} article{'s' * (changes.added != 1)} added"]
        if changes.replaced:
            parts.append(f"{changes.replaced:,} replaced")
        if changes.removed:
            parts.append(f"{changes.removed:,} removed")
        if self._unchanged:
            parts.append(f"{self._unchanged:,} unchanged")
        if self._by_other_rules:
            parts.append(f"{self._by_other_rules:,} of them read by older rules (--again reads them anew)")
        if changes.repeated:
            parts.append(f"{changes.repeated:,} came twice (the later one stays)")
        if self.left_out:
            parts.append(f"{self.left_out:,} left out")
        if self._passed:
            others = "files of other formats" if self._passed > 1 else "file of another format"
            parts.append(f"{self._passed:,} {others} passed over")
        took = time.monotonic() - self._began
        return f"{', '.join(parts)}; {self._unpacked / 1e6:,.1f} MB of text in {took:.1f} s"

    def _count(self, read: int) -> None:
        self._ahead += read

    def _leave_out(self, error: CorpusError) -> None:
        if self._options.strict:
            raise error
        self.left_out += 1
        self._complain(error)


def _version(lexicon: Path | None) -> str:
    """Of the rules by which texts are read. Before processes are forked: they share what is loaded."""
    from timkiem.metadata import load, metadata_version

    return metadata_version(load(lexicon))
