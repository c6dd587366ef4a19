"""``timkiem index``: adding articles, with a progress bar or log."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timkiem.cli.terminal import INDEX

if TYPE_CHECKING:
    from timkiem.ingest import Ingest

_SECONDS = 5  #: between two lines of a progress log


@click.command(no_args_is_help=True)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@INDEX
@click.option(
    "--metadata/--no-metadata", default=True, help="Read places and officials from the text [default] or not."
)
@click.option("--strict", is_flag=True, help="Stop at the first file or line that cannot be read; index nothing.")
def index(paths: tuple[str, ...], folder: Path, metadata: bool, strict: bool) -> None:
    """Add articles to an index; an article whose id it has replaces the old one.

    PATH is a file, a folder (with all below it), or - for JSONL on standard input. Formats: .txt, .jsonl
    and .ndjson, each also with .gz or .zst behind it.

    \b
    Examples:
      timkiem index seeds/
      timkiem index -i archive 2021.jsonl.zst 2022.jsonl.zst
      zcat export.gz | timkiem index -
    """
    from timkiem.ingest import Ingest

    terminal = sys.stderr.isatty()
    over = "\r\x1b[K" if terminal else ""  # not behind a progress bar, but in its place
    ingest = Ingest(
        folder,
        paths,
        strict=strict,
        metadata=metadata,
        complain=lambda error: click.echo(f"{over}left out: {error}", err=True),
    )
    (_bar if terminal and ingest.bytes else _log)(ingest)
    click.echo(ingest.summary())
    sys.exit(1 if ingest.left_out else 0)


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
