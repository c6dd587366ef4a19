"""The terminal door: arguments in, text out, errors as one line. No logic to embed elsewhere."""

import io
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from errno import EPIPE
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timkiem.errors import ArticleMissing, CorpusError, TimkiemError

if TYPE_CHECKING:
    from timkiem.article import Article
    from timkiem.engine import Hit, Page
    from timkiem.ingest import Ingest

_SHIELD = "\u200b"  # stands before a query's -word, so that click takes it for no option
_UNWANTED = re.compile(r"-(?!-)(?=.*[^\x00-\x7f]|.* )", re.DOTALL)  # what no short option looks like
_SECONDS = 5  #: between two lines of a progress log
_INDEX = click.option(
    "-i",
    "--index",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="TIMKIEM_INDEX",
    default="index",
    show_default=True,
    show_envvar=True,
    help="Folder of the index.",
)


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
            click.echo(f"Error: {error}", err=True)
            ctx.exit(1 if isinstance(error, (ArticleMissing, CorpusError)) else 2)
        except OSError as error:
            if error.errno == EPIPE:
                raise  # whoever read our output has gone: click ends quietly
            place = f"{error.filename}: " if error.filename else ""
            click.echo(f"Error: {place}{error.strerror or error}", err=True)
            ctx.exit(2)


class _Search(click.Command):
    """Takes `-bão` and `'-lũ lụt'` for words that are unwanted: no option has such letters."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [_SHIELD + arg if _UNWANTED.match(arg) else arg for arg in args])


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="timkiem")
def main() -> None:
    """Search Vietnamese news, with or without accents.

    \b
    timkiem index seeds/               index the articles of a folder
    timkiem search "Quảng Bình"        search them

    Exit status: 0 found, 1 nothing found or partly failed, 2 usage or no index.
    """


@main.command("index", no_args_is_help=True)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@_INDEX
@click.option(
    "--metadata/--no-metadata", default=True, help="Read places and officials from the text [default] or not."
)
@click.option("--strict", is_flag=True, help="Stop at the first file or line that cannot be read; index nothing.")
def index_(paths: tuple[str, ...], folder: Path, metadata: bool, strict: bool) -> None:
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


@main.command(cls=_Search, no_args_is_help=True)
@click.argument("query", nargs=-1, required=True)
@_INDEX
@click.option("-n", "--limit", type=click.IntRange(1, 10_000), default=10, show_default=True, help="Hits on a page.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Which page of hits.")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "date", "-date"]),
    default="relevance",
    show_default=True,
    help="Best first; oldest first; newest first.",
)
@click.option("--from", "since", metavar="DATE", help="Published on or after YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option("--to", "until", metavar="DATE", help="Published on or before; a month or year covers its days.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: query, total, took_ms, hits.")
@click.option("--jsonl", "as_jsonl", is_flag=True, help="One JSON object a hit, a line each.")
@click.option("--color/--no-color", default=None, help="Colour matches; without, ** stands around them.")
def search(
    query: tuple[str, ...],
    folder: Path,
    limit: int,
    page: int,
    sort: Any,
    since: str | None,
    until: str | None,
    as_json: bool,
    as_jsonl: bool,
    color: bool | None,
) -> None:
    """Print the articles that best match QUERY.

    Type words with or without accents. Articles with all the words come first; when there are too few,
    articles with some of them follow, marked "partial".

    \b
    Examples:
      timkiem search Quảng Bình
      timkiem search '"công an tỉnh" Hà Tĩnh'         a phrase
      timkiem search 'lũ (Huế OR "Quảng Trị") -thủy điện'
      timkiem search 'title:tham nhũ*'                a field, a beginning
      timkiem search --from 2022-11 --to 2023 --sort -date "thi đua"
      timkiem search --json "Hồ Chí Minh" | jq '.hits[].title'
    """
    from timkiem.local import LocalEngine

    with LocalEngine(folder) as engine:
        typed = " ".join(query).replace(_SHIELD, "").encode(errors="replace").decode()  # bytes that are no text
        found = engine.search(typed, limit=limit, page=page, sort=sort, since=since, until=until)
        if as_json:
            click.echo(_json(found.record()))
        elif as_jsonl:
            for hit in found.hits:
                click.echo(_json(hit.record()))
        else:
            _print_page(found, limit * (page - 1), _colored(color))
    sys.exit(0 if found.hits else 1)


def _json(value: Any) -> str:
    """A value on one line, in ASCII where the output has not all letters."""
    return json.dumps(
        value, ensure_ascii=(getattr(sys.stdout, "encoding", None) or "").lower() not in ("utf-8", "utf8")
    )


def _colored(wanted: bool | None) -> bool:
    """Whether to colour: as asked, else on a terminal whose user has not set NO_COLOR."""
    if wanted is not None:
        return wanted
    return (
        sys.stdout is not None
        and sys.stdout.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )


def _print_page(page: "Page", before: int, color: bool) -> None:
    """The hits, numbered from ``before + 1``, under a line that counts the articles."""
    if not page.hits:
        click.echo("nothing found" if not before else f"no more: {page.total:,} found", err=True)
        return
    many = f"{page.total:,} article{'s' * (page.total != 1)}"
    click.echo(f"{many} found in {page.took_ms:.0f} ms" if page.total else "no article has all of this; the closest:")
    complete = [hit.complete for hit in page.hits]
    first_partial = complete.count(True) if complete == sorted(complete, reverse=True) and page.total else -1
    for at, hit in enumerate(page.hits):
        if at == first_partial:
            click.echo("\npartial matches:")
        click.echo()
        _print_hit(before + 1 + at, hit, color)


def _print_hit(number: int, hit: "Hit", color: bool) -> None:
    def style(text: str, **how: Any) -> str:
        return click.style(text, **how) if color else text

    article = hit.article
    date = hit.published.iso.replace("T", " ") if hit.published else ""
    partial = "" if hit.complete else "partial"
    details = [date, article.source or article.path, f"id {hit.id}", f"score {hit.score:.2f}", partial]
    click.echo(f"{number}. {style(hit.title, bold=True)}", color=color)
    click.echo("   " + style(" · ".join(filter(None, details)), dim=True), color=color)
    before, after = ("\x1b[1;31m", "\x1b[0m") if color else ("**", "**")
    click.echo(f"   {hit.snippet.text(before, after)}", color=color)


@main.command(no_args_is_help=True)
@click.argument("id")
@_INDEX
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
        click.echo(_json(article.record()))
    else:
        click.echo("\n".join(_article_lines(article)))


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


@main.command(no_args_is_help=True)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--lexicon",
    type=click.Path(exists=True, path_type=Path),
    help="Tables of your own, named like the packaged ones: a folder of .tsv files, or one of them.",
)
def extract(paths: tuple[str, ...], lexicon: Path | None) -> None:
    """Print who, where and when of articles, one JSON object a line, without an index.

    PATH is what `timkiem index` takes. Each line has id, date, provinces, countries, places, dates, officials and
    authors; spans count characters of the article's title, lead and body, a line each.

    \b
    Example:
      timkiem extract seeds/ | jq -r '.officials[] | [.rank, .name, .position] | @tsv'
    """
    from timkiem.corpus import read
    from timkiem.files import sources
    from timkiem.metadata import extract as extracted
    from timkiem.metadata import load

    tables = load(lexicon)
    found, errors, _ = sources(paths)
    for error in errors:
        click.echo(f"left out: {error}", err=True)
    for source in found:
        for article in read(source):
            if isinstance(article, CorpusError):
                errors.append(article)
                click.echo(f"left out: {article}", err=True)
            else:
                click.echo(json.dumps(extracted(article, tables).record(article.id), ensure_ascii=False))
    sys.exit(1 if errors else 0)


@main.command()
@_INDEX
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def stats(folder: Path, as_json: bool) -> None:
    """Print what the index holds."""
    from timkiem.local import LocalEngine

    with LocalEngine(folder) as engine:
        statistics = engine.statistics()
    if as_json:
        click.echo(_json(asdict(statistics)))
        return
    dates = f"{statistics.first_date} to {statistics.last_date}" if statistics.first_date else "none"
    click.echo(f"articles    {statistics.articles:,}")
    click.echo(f"deleted     {statistics.deleted:,}")
    click.echo(f"segments    {statistics.segments:,}")
    click.echo(f"bytes       {statistics.bytes:,}")
    click.echo(f"published   {dates}, {statistics.undated:,} without a date")
    for field, words in statistics.fields.items():
        click.echo(f"field       {field}: {words:,} words")


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that completes timkiem's commands and options in SHELL.

    \b
    Example, for bash:
      timkiem completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(main, {}, "timkiem", "_TIMKIEM_COMPLETE").source())
