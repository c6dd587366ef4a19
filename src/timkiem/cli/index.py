"""``timkiem index``: bringing an index in step with files, with a progress bar or log."""

import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timkiem.cli.terminal import INDEX, LEXICON, harmless

if TYPE_CHECKING:
    from timkiem.ingest import Ingest, Options

_SECONDS = 5  #: between two lines of a progress log


@click.command(no_args_is_help=True)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@INDEX
@click.option(
    "--metadata/--no-metadata", default=True, help="Read places and officials from the text [default] or not."
)
@LEXICON
@click.option("--strict", is_flag=True, help="Stop at the first file or line that cannot be read; index nothing.")
@click.option("--verify", is_flag=True, help="Look into every file, also where size and time are as they were.")
@click.option("--again", is_flag=True, help="Read all anew, also what is unchanged.")
@click.option("--prune", is_flag=True, help="Remove articles that these files and folders have no more.")
@click.option(
    "--wait", type=click.FloatRange(0), default=0.0, metavar="SECONDS", help="Wait so long for another writer."
)
@click.option(
    "--commit-every",
    type=click.FloatRange(0),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="Commit amid a long run; 0 for one commit at its end.",
)
@click.option("--watch", is_flag=True, help="Go on: index what changes, until Ctrl-C. Needs timkiem[watch].")
def index(paths: tuple[str, ...], folder: Path, watch: bool, **options: Any) -> None:
    """Bring an index in step with files: add what is new, replace what changed, leave what is the same.

    PATH is a file, a folder (with all below it), or - for JSONL on standard input. Formats: .txt, .jsonl
    and .ndjson, each also with .gz or .zst behind it. A file of the size and time it had is not read again;
    of one that changed, only the lines that did. An interrupted run is gone on with by the next.

    \b
    Examples:
      timkiem index seeds/
      timkiem index -i archive --prune 2021.jsonl.zst 2022/
      zcat export.gz | timkiem index -
    """
    from timkiem.ingest import Options
    from timkiem.workers import keep_memory

    if watch:
        from timkiem.watching import changes

        with suppress(KeyboardInterrupt):  # what is committed is whole, and the next run goes on behind it
            for count in changes(paths, folder):
                _index(paths, folder, Options(**options), quiet=bool(count))
        return
    keep_memory()
    sys.exit(1 if _index(paths, folder, Options(**options)) else 0)


def _index(paths: tuple[str, ...], folder: Path, options: "Options", *, quiet: bool = False) -> int:
    """One run; returns how much was left out. ``quiet``: say nothing when nothing changed."""
    from timkiem.ingest import Ingest

    terminal = sys.stderr.isatty()
    over = "\r\x1b[K" if terminal else ""  # not behind a progress bar, but in its place
    ingest = Ingest(
        folder, paths, options, complain=lambda error: click.echo(f"{over}left out: {harmless(str(error))}", err=True)
    )
    (_bar if terminal and ingest.bytes and not quiet else _log)(ingest)
    if ingest.changed or not quiet:
        click.echo(ingest.summary())
    return ingest.left_out


def _bar(ingest: "Ingest") -> None:
    """Index with a progress bar: share of the bytes, rate, time left. They must be known: not standard input alone."""
    bar: Any
    with click.progressbar(
        length=ingest.bytes,
        label="indexing",
        file=sys.stderr,
        show_eta=True,
        item_show_func=lambda _: f"{ingest.rate:.1f} MB/s",
    ) as bar:
        for done in ingest.run():
            bar.update(done, done)


def _log(ingest: "Ingest") -> None:
    """Index with a line every few seconds."""
    told = time.monotonic()
    for _ in ingest.run():
        if time.monotonic() - told >= _SECONDS:
            told = time.monotonic()
            click.echo(ingest.progress(), err=True)
