"""``timkiem delete`` and ``timkiem compact``: articles out of the index, and off the disk."""

import sys
from pathlib import Path

import click

from timkiem.cli.terminal import INDEX, harmless

WAIT = click.option(
    "--wait", type=click.FloatRange(0), default=0.0, metavar="SECONDS", help="Wait so long for another writer."
)


@click.command(no_args_is_help=True)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@INDEX
@click.option("--query", metavar="QUERY", help="Delete all articles that have all of this.")
@click.option("--dry-run", is_flag=True, help="Print the ids of what would be deleted, and delete nothing.")
@click.option("--expect", type=click.IntRange(0), metavar="N", help="Delete only when it is so many; asks no question.")
@click.option("--yes", is_flag=True, help="Ask no question.")
@WAIT
def delete(
    ids: tuple[str, ...], folder: Path, query: str | None, dry_run: bool, expect: int | None, yes: bool, wait: float
) -> None:
    """Delete articles by ID, or all that a query finds.

    They are gone from searches at once and from the disk after `timkiem compact`. As long as their files stay as they
    are, `timkiem index` does not bring them back; with --again it does.

    \b
    Examples:
      timkiem delete seeds/000_8213f3ea308f4760
      timkiem delete --query 'source:"Báo Cũ"' --dry-run
    """
    from timkiem.local import LocalEngine

    if bool(ids) == bool(query):
        raise click.UsageError("give either IDs or --query")
    with LocalEngine(folder) as engine:
        found = engine.ids(query) if query else [id for id in dict.fromkeys(ids) if engine.has(id)]
        for id in ids:
            if id not in found:
                click.echo(f"no article has the id {harmless(id)}", err=True)
        if dry_run:
            for id in found:
                click.echo(harmless(id))
        elif expect is not None and expect != len(found):
            click.echo(f"Error: {len(found):,} articles, not {expect:,}: nothing deleted", err=True)
            sys.exit(1)
        elif found and not (ids or yes or expect is not None):
            click.confirm(f"Delete {len(found):,} article{'s' * (len(found) != 1)}?", abort=True, err=True)
        count = 0 if dry_run else engine.delete(found, wait=wait)
    click.echo(
        f"{len(found) if dry_run else count:,} article{'s' * (len(found) != 1)} {'found' if dry_run else 'deleted'}",
        err=dry_run,
    )
    sys.exit(0 if found else 1)


@click.command()
@INDEX
@WAIT
def compact(folder: Path, wait: float) -> None:
    """Write the index as one segment, without what was deleted or replaced.

    It is searched meanwhile. Needs free disk space of the size of the index.
    """
    from timkiem.local import LocalEngine

    with LocalEngine(folder) as engine:
        before, after = engine.compact(wait=wait)
    click.echo(f"{after:,} bytes, {before - after:,} fewer than before")
