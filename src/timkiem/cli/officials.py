"""``timkiem officials``: who held which office, since when, and which articles say so."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timkiem.cli.asking import Asking, filters, typed
from timkiem.cli.terminal import INDEX, as_line, harmless

if TYPE_CHECKING:
    from timkiem.holders import Official


@click.command(cls=Asking)
@click.argument("name", nargs=-1)
@INDEX
@click.option("-n", "--limit", type=click.IntRange(1), default=20, show_default=True, help="How many people.")
@click.option(
    "--evidence", type=click.IntRange(0), default=3, show_default=True, help="Articles of each position that are shown."
)
@filters
@click.option("--json", "as_json", is_flag=True, help="One JSON object a person, a line each.")
def officials(name: tuple[str, ...], folder: Path, limit: int, evidence: int, as_json: bool, **narrowing: Any) -> None:
    """Print the officials whom articles name: their positions with first and last date, and the articles that say so.

    NAME is a person's, or a position's: then who held one that begins with these words, in order of time; or else a
    query: then the officials of the articles that it finds. Without NAME, who is named most often.

    "Chủ tịch UBND tỉnh A", "Chủ tịch Ủy ban nhân dân A" and "Chủ tịch tỉnh A" are one position, and so are
    "Bộ trưởng Bộ B" and "Bộ trưởng B".

    People of one name are taken for one, unless an article names two of them, or they hold offices of two districts or
    communes, or two offices at the same time that have neither place nor institution in common.

    \b
    Examples:
      timkiem officials Nguyễn Hồng Phong
      timkiem officials Phó Giám đốc Công an Quảng Bình
      timkiem officials --location "Quảng Bình" --from 2022-11 --to 2022-11
    """
    from timkiem.local import LocalEngine

    positions = narrowing.pop("position")
    if len(positions) > 1:
        raise click.UsageError("give --position once")
    with LocalEngine(folder) as engine:
        found = engine.officials(typed(name), position="".join(positions), limit=limit, evidence=evidence, **narrowing)
    if not found:
        click.echo("nobody found", err=True)
    for at, official in enumerate(found):
        if as_json:
            click.echo(as_line(official.record()))
        else:
            click.echo("\n" * (at > 0), nl=False)
            _print(official)
    sys.exit(0 if found else 1)


def _print(official: "Official") -> None:
    ranks = f" ({', '.join(official.ranks)})" if official.ranks else ""
    click.echo(harmless(f"{official.name}{ranks}: {_many(official.articles)}"))
    for tenure in official.tenures:
        when = _period(tenure.first, tenure.last)
        click.echo(harmless(f"  {when}  {tenure.position or 'no position'}, {_many(tenure.articles)}"))
        for each in tenure.evidence:
            click.echo(harmless(f"      {each.date or 'undated'}  {each.title} · id {each.id}"))


def _many(articles: int) -> str:
    return f"{articles:,} article{'s' * (articles != 1)}"


def _period(first: str | None, last: str | None) -> str:
    if first is None:
        return "undated"
    return first if first == last else f"{first} to {last}"
