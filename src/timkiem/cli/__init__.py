"""The terminal door: arguments in, text out, errors as one line. No logic to embed elsewhere. A module a command."""

import atexit
import gc
import io
import sys
from errno import EPIPE
from importlib import import_module
from typing import Any

import click

from timkiem.cli.terminal import harmless
from timkiem.errors import ArticleMissing, CorpusError, TimkiemError

_OBJECTS = 100_000  #: that are made before garbage is looked for: a command makes hardly any, and looking takes time
#: Each command and the module that it stands in, which is imported when the command is asked for.
_COMMANDS = {
    "index": "index",
    "search": "search",
    "facets": "facets",
    "officials": "officials",
    "suggest": "suggest",
    "show": "show",
    "extract": "extract",
    "stats": "stats",
    "delete": "delete",
    "compact": "delete",
    "check": "check",
    "completion": "completion",
}


class _Group(click.Group):
    """Turns what the package raises on purpose, and what the disk refuses, into a line on stderr and an exit status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"timkiem.cli.{_COMMANDS[cmd_name]}"), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS:  # then those that there are must be known, to name the nearest
            self.commands = {name: command for name in _COMMANDS if (command := self.get_command(ctx, name))}
        return super().resolve_command(ctx, args)

    def __call__(self, *args: Any, **extra: Any) -> Any:
        """Run as a program, whose process ends with the command."""
        gc.set_threshold(_OBJECTS)
        atexit.register(gc.freeze)  # or Python looks through all there is once more, a tenth of a search's time
        return super().__call__(*args, **extra)

    def main(self, *args: Any, **extra: Any) -> Any:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # a ? where the terminal has no such letter
        return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TimkiemError as error:
            click.echo(f"Error: {harmless(str(error))}", err=True)
            ctx.exit(1 if isinstance(error, (ArticleMissing, CorpusError)) else 2)
        except OSError as error:
            if error.errno == EPIPE:
                raise  # whoever read our output has gone: click ends quietly
            place = f"{error.filename}: " if error.filename else ""
            click.echo(f"Error: {harmless(place)}{error.strerror or harmless(str(error))}", err=True)
            ctx.exit(2)


def _show_version(ctx: click.Context, option: click.Parameter, wanted: bool) -> None:
    """Tell the version, and whether the rules of ``metadata`` were compiled when the package was installed."""
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version  # others need not wait for it

        rules = import_module("timkiem.metadata.scan").__file__
        kind = "Python" if str(rules).endswith(".py") else "machine code"
        click.echo(f"timkiem, version {version('timkiem')}, rules in {kind}")
        ctx.exit()


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
def main() -> None:
    """Search Vietnamese news, with or without accents.

    \b
    timkiem index seeds/               index the articles of a folder
    timkiem search "Quảng Bình"        search them

    Exit status: 0 found, 1 nothing found or partly failed, 2 usage or no index.
    """
