"""``timkiem suggest``: completions of a query that is being typed."""

import sys
from pathlib import Path

import click

from timkiem.cli.terminal import INDEX, as_line, harmless


@click.command(no_args_is_help=True)
@click.argument("text", nargs=-1, required=True)
@INDEX
@click.option("-n", "--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="Completions.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array: text, articles, kind.")
def suggest(text: tuple[str, ...], folder: Path, limit: int, as_json: bool) -> None:
    """Print what TEXT may become: words, places, officials and titles, with the number of articles.

    The last word may be a beginning; behind a space the next word is told. Accents that are typed must agree.

    \b
    Examples:
      timkiem suggest "quang b"
      timkiem suggest --json "công an " | jq -r '.[].text'
    """
    from timkiem.local import LocalEngine

    with LocalEngine(folder) as engine:
        typed = " ".join(text).encode(errors="replace").decode()  # bytes that are no text
        found = engine.suggest(typed, limit=limit)
    if as_json:
        click.echo(as_line([each.record() for each in found]))
    else:
        width = max((len(f"{each.articles:,}") for each in found), default=0)
        for each in found:
            click.echo(f"{each.articles:>{width},}  {each.kind:8}  {harmless(each.text)}")
    sys.exit(0 if found else 1)
