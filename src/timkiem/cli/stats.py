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
    click.echo(f"metadata    {_versions(statistics.metadata)}")
    for field, words in statistics.fields.items():
        click.echo(f"field       {field}: {words:,} words")


def _versions(counts: dict[str, int]) -> str:
    """How many articles were read by the rules of this program, by others, and not at all."""
    from timkiem.metadata import metadata_version

    now = metadata_version()
    others = sum(articles for version, articles in counts.items() if version not in ("", now))
    parts = [f"{counts.get(now, 0):,} articles by the rules of this program ({now})"]
    if others:
        parts.append(f"{others:,} by other rules (`timkiem index --again` reads them anew)")
    if counts.get(""):
        parts.append(f"{counts['']:,} not read")
    return ", ".join(parts)
