"""``timkiem stats``: what an index holds."""

from dataclasses import asdict
from pathlib import Path

import click

from timkiem.cli.terminal import INDEX, as_line


@click.command()
@INDEX
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def stats(folder: Path, as_json: bool) -> None:
    """Print what the index holds."""
    from timkiem.local import LocalEngine

    with LocalEngine(folder) as engine:
        statistics = engine.statistics()
    if as_json:
        click.echo(as_line(asdict(statistics)))
        return
    dates = f"{statistics.first_date} to {statistics.last_date}" if statistics.first_date else "none"
    click.echo(f"articles    {statistics.articles:,}")
    click.echo(f"deleted     {statistics.deleted:,}")
    click.echo(f"segments    {statistics.segments:,}")
    click.echo(f"bytes       {statistics.bytes:,}")
    click.echo(f"published   {dates}, {statistics.undated:,} without a date")
    for field, words in statistics.fields.items():
        click.echo(f"field       {field}: {words:,} words")
