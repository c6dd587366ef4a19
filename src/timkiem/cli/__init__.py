"""The terminal door: arguments in, text out, errors as one line. No logic to embed elsewhere. A module a command."""

import io
import sys
from errno import EPIPE
from typing import Any

import click

from timkiem.cli import check, completion, delete, extract, facets, index, officials, search, show, stats, suggest
from timkiem.cli.terminal import harmless
from timkiem.errors import ArticleMissing, CorpusError, TimkiemError


class _Group(click.Group):
    """Turns what the package raises on purpose, and what the disk refuses, into a line on stderr and an exit status."""

    def main(self, *args: Any, **extra: Any) -> Any:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # a ? where the terminal has no such letter
        return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TimkiemError as error:
            click.echo(f"Error: {harmless(str(error))}", err=True)
            ctx.exit(1 if isinstance(error, (ArticleMissing, CorpusError)) else 2)
        except OSError as error:
            if error.errno == EPIPE:
                raise  # whoever read our output has gone: click ends quietly
            place = f"{error.filename}: " if error.filename else ""
            click.echo(f"Error: {harmless(place)}{error.strerror or harmless(str(error))}", err=True)
            ctx.exit(2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="timkiem")
def main() -> None:
    """Search Vietnamese news, with or without accents.

    \b
    timkiem index seeds/               index the articles of a folder
    timkiem search "Quảng Bình"        search them

    Exit status: 0 found, 1 nothing found or partly failed, 2 usage or no index.
    """


for _command in (
    index.index,
    search.search,
    facets.facets,
    officials.officials,
    suggest.suggest,
    show.show,
    extract.extract,
    stats.stats,
    delete.delete,
    delete.compact,
    check.check,
    completion.completion,
):
    main.add_command(_command)
