"""``timkiem facets``: counts over all matches."""

import sys
from pathlib import Path
from typing import Any

import click

from timkiem.cli.asking import Asking, filters, typed
from timkiem.cli.charts import print_facet
from timkiem.cli.terminal import INDEX, as_line

#: Those of ``timkiem.facets.FACETS``, written here because help must not wait for the engine's modules.
NAMES = (
    "date",
    "year",
    "month",
    "location",
    "official",
    "rank",
    "position",
    "source",
    "author",
    "category",
    "mentions",
)


@click.command(cls=Asking)
@click.argument("query", nargs=-1)
@INDEX
@click.option(
    "--by",
    type=click.Choice(NAMES),
    multiple=True,
    help="What to count by; several may be given. [default: date, location, official, rank, source, category]",
)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    help="Labels of each; of dates all are shown.",
)
@filters
@click.option("--json", "as_json", is_flag=True, help="One JSON object: query, total, took_ms, facets.")
def facets(
    query: tuple[str, ...], folder: Path, by: tuple[str, ...], limit: int, as_json: bool, **narrowing: Any
) -> None:
    """Count the articles that QUERY finds, by date, place, official ...; without QUERY all articles.

    Counts are of all articles that have all that was asked. An article that names three places counts for each. By
    date is by month when the articles lie within two years, else by year.

    \b
    Examples:
      timkiem facets
      timkiem facets --by month --by location lũ lụt
      timkiem facets --by position -n 50 --location "Quảng Bình" --from 2022
    """
    from timkiem.engine import USUAL
    from timkiem.local import LocalEngine

    with LocalEngine(folder) as engine:
        found = engine.facets(typed(query), by=by or USUAL, most=limit, **narrowing)
    if as_json:
        record = found.record()
        del record["hits"]
        click.echo(as_line(record))
    else:
        click.echo(f"{found.total:,} article{'s' * (found.total != 1)}")
        for facet in found.facets if found.total else ():
            click.echo()
            print_facet(facet)
    sys.exit(0 if found.total else 1)
