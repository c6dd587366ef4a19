"""Counts as lines on a terminal, those of years and months as bars."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from timkiem.cli.terminal import harmless

if TYPE_CHECKING:
    from timkiem.engine import Facet

_WIDTH = 40  #: characters of the longest bar
_EIGHTHS = "▏▎▍▌▋▊▉█"  #: of a character
_GAP = 36  #: months or years without an article that are shown, at most, between two that have some


def print_facet(facet: "Facet") -> None:
    """A heading and a line a label; by time also the months or years between that have none."""
    if not facet.counts:
        click.echo(f"by {facet.name}: none")
        return
    more = facet.labels - len(facet.counts)
    rest = [f"{more:,} more"] * (more > 0) + [f"{facet.without:,} article{'s' * (facet.without != 1)} without"] * (
        facet.without > 0
    )
    click.echo(f"by {facet.name}" + (f" ({', '.join(rest)})" if rest else ""))
    in_time = facet.name in ("year", "month")
    rows = list(_without_gaps(facet.counts)) if in_time else list(facet.counts)
    most = max((articles for _, articles in rows), default=1)
    width, column = len(f"{most:,}"), max(len(label) for label, _ in rows)
    for label, articles in rows:
        bar = _bar(articles / most) if in_time else ""
        shown = f"{label:{column}}  {articles:>{width},}  {bar}" if in_time else f"{articles:>{width},}  {label}"
        click.echo(harmless(f"  {shown}").rstrip())


def _bar(share: float) -> str:
    if (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") != "utf8":
        return "#" * max(round(_WIDTH * share), share > 0)
    eighths = max(round(8 * _WIDTH * share), share > 0)
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8 - 1] if eighths % 8 else "")


def _without_gaps(counts: tuple[tuple[str, int], ...]) -> Iterator[tuple[str, int]]:
    """The counts with zeros between them; where too many would be, a line of dots."""
    before: int | None = None
    for label, articles in counts:
        year, _, month = label.partition("-")
        at = int(year) * 12 + int(month) - 1 if month else int(year)
        monthly = len(counts[-1][0]) > 4
        if before is not None and (month or not monthly):
            missing = range(before + 1, at)
            for each in missing if len(missing) <= _GAP else ():
                yield (f"{each // 12:04}-{each % 12 + 1:02}" if month else f"{each:04}"), 0
        if month or not monthly:
            before = at
        yield label, articles
