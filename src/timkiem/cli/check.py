"""``timkiem check``: whether an index is whole, and taking out what is not."""

import sys
from pathlib import Path

import click

from timkiem.cli.terminal import INDEX, harmless


@click.command()
@INDEX
@click.option("--repair", is_flag=True, help="Take broken files out of the index, into its folder quarantine/.")
@click.option(
    "--wait", type=click.FloatRange(0), default=0.0, metavar="SECONDS", help="With --repair: wait for another writer."
)
def check(folder: Path, repair: bool, wait: float) -> None:
    """Read the whole index and compare it with its checksums and with itself.

    With --repair, an index that lost a part is searched without it; which articles those were and which files to index
    again is printed. The next `timkiem index` of these files reads them.

    Exit status: 0 whole or repaired, 1 something is broken.
    """
    from timkiem.checking import faults, repaired

    found = faults(folder)
    for fault in found:
        click.echo(harmless(f"{fault.path}: {fault.reason}"))
    if not found:
        click.echo("the index is whole")
        return
    if not repair:
        click.echo("to search on without what is broken: timkiem check --repair", err=True)
        sys.exit(1)
    report = repaired(folder, found, wait=wait)
    for line in report.lines():
        click.echo(harmless(line))
