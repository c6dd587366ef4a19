"""``timkiem extract``: metadata of articles without an index."""

import sys
from pathlib import Path

import click

from timkiem.cli.terminal import LEXICON, as_line, harmless
from timkiem.errors import CorpusError


@click.command(no_args_is_help=True)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@LEXICON
def extract(paths: tuple[str, ...], lexicon: Path | None) -> None:
    """Print who, where and when of articles, one JSON object a line, without an index.

    PATH is what `timkiem index` takes. Each line has id, date, provinces, countries, places, dates, officials and
    authors; spans count characters of the article's title, lead and body, a line each.

    \b
    Example:
      timkiem extract seeds/ | jq -r '.officials[] | [.rank, .name, .position] | @tsv'
    """
    from timkiem.extracting import extracted
    from timkiem.files import sources

    found, errors, _ = sources(paths)
    for error in errors:
        click.echo(f"left out: {harmless(str(error))}", err=True)
    for each in extracted(found, lexicon):
        if isinstance(each, CorpusError):
            errors.append(each)
            click.echo(f"left out: {harmless(str(each))}", err=True)
        else:
            click.echo(as_line(each))
    sys.exit(1 if errors else 0)
