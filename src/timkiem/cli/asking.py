"""The arguments by which commands are asked for articles: query, filters, index."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

_SHIELD = "\u200b"  # stands before a query's -word, so that click takes it for no option
_UNWANTED = re.compile(r"-(?!-)(?=.*[^\x00-\x7f]|.* )", re.DOTALL)  # what no short option looks like
_Command = TypeVar("_Command", bound=Callable[..., Any])


class Asking(click.Command):
    """Takes `-bão` and `'-lũ lụt'` for words that are unwanted: no option has such letters."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [_SHIELD + arg if _UNWANTED.match(arg) else arg for arg in args])


def typed(query: tuple[str, ...]) -> str:
    """The query as it was typed; what is no text in it becomes a question mark."""
    return " ".join(query).replace(_SHIELD, "").encode(errors="replace").decode()


def filters(command: _Command) -> _Command:
    """Options that narrow a search: the names of ``LocalEngine.search``. Of one option's values one must fit."""
    options = (
        click.option(
            "--location", multiple=True, metavar="PLACE", help="Names this place; 'Quảng Trị mới': as of 2025."
        ),
        click.option("--official", multiple=True, metavar="WORDS", help="Names an official: rank, name or position."),
        click.option("--rank", multiple=True, metavar="RANK", help="Names somebody of this rank."),
        click.option("--position", multiple=True, metavar="WORDS", help="Names somebody who holds this position."),
        click.option("--source", multiple=True, metavar="NAME", help="Comes from this newspaper."),
        click.option("--from", "since", metavar="DATE", help="Published on or after YYYY, YYYY-MM or YYYY-MM-DD."),
        click.option("--to", "until", metavar="DATE", help="Published on or before; a month or year covers its days."),
    )
    for option in reversed(options):
        command = option(command)
    return command
