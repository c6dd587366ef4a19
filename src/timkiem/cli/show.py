"""``timkiem show``: one article."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from timkiem.cli.terminal import INDEX, as_line, harmless

if TYPE_CHECKING:
    from timkiem.article import Article


@click.command(no_args_is_help=True)
@click.argument("id")
@INDEX
@click.option("--json", "as_json", is_flag=True, help="The article as one JSON object.")
def show(id: str, folder: Path, as_json: bool) -> None:
    """Print the article with this ID.

    \b
    Example:
      timkiem show seeds/000_8213f3ea308f4760
    """
    from timkiem.local import LocalEngine

    with LocalEngine(folder) as engine:
        article = engine.article(id)
    if as_json:
        click.echo(as_line(article.record()))
    else:
        click.echo(harmless("\n".join(_article_lines(article))))


def _article_lines(article: "Article") -> Iterator[str]:
    yield article.title
    yield ""
    record = article.record()
    for name, value in record.items():
        if name not in ("title", "lead", "body", "metadata") and value:
            yield f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
    for part in (article.lead, article.body):
        if part:
            yield ""
            yield part
