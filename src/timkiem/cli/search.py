"""``timkiem search``: hits as text, JSON or JSONL."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timkiem.cli.asking import Asking, filters, typed
from timkiem.cli.charts import print_facet
from timkiem.cli.terminal import INDEX, as_line, colored, harmless

if TYPE_CHECKING:
    from timkiem.engine import Hit, Page


@click.command(cls=Asking, no_args_is_help=True)
@click.argument("query", nargs=-1)
@INDEX
@click.option("-n", "--limit", type=click.IntRange(1, 10_000), default=10, show_default=True, help="Hits on a page.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Which page of hits.")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "date", "-date"]),
    default="relevance",
    show_default=True,
    help="Best first; oldest first; newest first.",
)
@filters
@click.option("--facets", is_flag=True, help="Count all matches by date, place, official, rank, source and category.")
@click.option("--exact", is_flag=True, help="Take every word as written: no other accents, no other wording.")
@click.option(
    "--equivalents",
    type=click.Path(path_type=Path),
    envvar="TIMKIEM_EQUIVALENTS",
    show_envvar=True,
    help="A table of words that may be said in two ways, besides the packaged one.",
)
@click.option("--auto", is_flag=True, help="Search at once what was probably meant, where few articles are found.")
@click.option("--explain", is_flag=True, help="Show what gave each hit its score.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object: query, reading, suggestion, total, took_ms, facets, hits."
)
@click.option("--jsonl", "as_jsonl", is_flag=True, help="One JSON object a hit, a line each.")
@click.option("--color/--no-color", default=None, help="Colour matches; without, ** stands around them.")
def search(
    query: tuple[str, ...],
    folder: Path,
    limit: int,
    page: int,
    sort: Any,
    facets: bool,
    exact: bool,
    equivalents: Path | None,
    auto: bool,
    explain: bool,
    as_json: bool,
    as_jsonl: bool,
    color: bool | None,
    **narrowing: Any,
) -> None:
    """Print the articles that best match QUERY.

    Type words with or without accents. Articles with all the words come first; when there are too few,
    articles with some of them follow, marked "partial". Without QUERY, the newest that pass the options.

    Options that narrow the search may be given several times: of the values of one option one must fit; those of
    different options must all fit. In a query the same are location:, official:, rank:, position:, source: and date:.

    \b
    Examples:
      timkiem search Quảng Bình
      timkiem search '"công an tỉnh" Hà Tĩnh'         a phrase
      timkiem search 'lũ (Huế OR "Quảng Trị") -thủy điện'
      timkiem search 'title:tham nhũ*'                a field, a beginning
      timkiem search --from 2022-11 --to 2023 --sort -date "thi đua"
      timkiem search --location "Quảng Bình" --official "công an" date:2022-11
      timkiem search --json "Hồ Chí Minh" | jq '.hits[].title'
    """
    from timkiem.engine import USUAL
    from timkiem.local import LocalEngine

    with LocalEngine(folder, equivalents=equivalents) as engine:
        how = {"limit": limit, "page": page, "sort": sort, "auto": auto, "exact": exact}
        found = engine.search(typed(query), **how, facets=USUAL if facets else (), **narrowing)
        if as_json:
            click.echo(as_line(found.record(explain=explain)))
        elif as_jsonl:
            for hit in found.hits:
                click.echo(as_line(hit.record(explain=explain)))
        else:
            _print_page(found, limit * (page - 1), colored(color), explain)
            for facet in found.facets if found.total else ():
                click.echo()
                print_facet(facet)
    sys.exit(0 if found.hits else 1)


def _print_page(page: "Page", before: int, color: bool, explain: bool) -> None:
    """The hits, numbered from ``before + 1``, under a line that counts the articles."""
    if page.suggestion:
        click.echo(f"có phải bạn muốn tìm: {harmless(page.suggestion)}", err=not page.hits)
    if not page.hits:
        click.echo("nothing found" if not before else f"no more: {page.total:,} found", err=True)
        return
    many = f"{page.total:,} article{'s' * (page.total != 1)}"
    click.echo(f"{many} found in {page.took_ms:.0f} ms" if page.total else "no article has all of this; the closest:")
    if page.reading:
        click.echo(f"hiểu là: {harmless(str(page.reading))}")
    complete = [hit.complete for hit in page.hits]
    first_partial = complete.count(True) if complete == sorted(complete, reverse=True) and page.total else -1
    for at, hit in enumerate(page.hits):
        if at == first_partial:
            click.echo("\npartial matches:")
        click.echo()
        _print_hit(before + 1 + at, hit, color)
        if explain:
            _print_parts(hit, color)


def _print_hit(number: int, hit: "Hit", color: bool) -> None:
    from timkiem.snippet import Snippet

    def style(text: str, **how: Any) -> str:
        return click.style(harmless(text), **how) if color else harmless(text)

    article = hit.article
    date = hit.published.iso.replace("T", " ") if hit.published else ""
    partial = "" if hit.complete else "partial"
    score = f"score {hit.score:.2f}" if hit.score else ""  # filters alone give none
    details = [date, article.source or article.path, f"id {hit.id}", score, partial]
    before, after = ("\x1b[1;31m", "\x1b[0m") if color else ("**", "**")
    title = Snippet(harmless(hit.title), hit.title_marks)
    bold = title.render(lambda piece: f"{before}{piece}{after}", lambda piece: style(piece, bold=True) if piece else "")
    click.echo(f"{number}. {bold}", color=color)
    click.echo("   " + style(" · ".join(filter(None, details)), dim=True), color=color)
    click.echo(f"   {replace(hit.snippet, passage=harmless(hit.snippet.passage)).text(before, after)}", color=color)


def _print_parts(hit: "Hit", color: bool) -> None:
    """What gave a hit its score, a line each."""
    width = max((len(part.field) for part in hit.explanation), default=0)
    for part in hit.explanation:
        line = f"{part.points:7.2f}  {part.field:{width}}  {harmless(part.text)} ({part.kind}) ×{part.count}"
        click.echo(click.style(line, dim=True) if color else line, color=color)
