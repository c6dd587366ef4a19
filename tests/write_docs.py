"""Writes the pages that are drawn from the program itself: ``python -m tests.write_docs``, or ``make docs``."""

from collections.abc import Iterator
from pathlib import Path

import click

from timkiem.cli import main

COMMANDS = Path(__file__).parents[1] / "docs" / "commands.md"
WIDTH = 100  #: characters of a line of help, whatever terminal this runs in
_HEAD = """\
# Commands

What each command says of itself with `--help`. `make docs` writes this page, and a test fails when it
is out of step.
"""


def contexts(command: click.Command = main, parent: click.Context | None = None) -> Iterator[click.Context]:
    """The program, and each command below it, as if called with --help."""
    name = command.name if parent else "timkiem"
    settings = {**command.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    context = click.Context(command, parent, name, **settings)
    yield context
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            yield from contexts(command.commands[below], context)


def commands() -> str:
    """The text of docs/commands.md."""
    parts = [f"## {each.command_path}\n\n```text\n{each.get_help()}\n```\n" for each in contexts()]
    return "\n".join([_HEAD, *parts])


if __name__ == "__main__":
    COMMANDS.parent.mkdir(exist_ok=True)
    COMMANDS.write_text(commands(), "utf-8")
    click.echo(f"wrote {COMMANDS}")
