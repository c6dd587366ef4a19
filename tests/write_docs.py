"""Writes what pages show of the program by running it: ``python -m tests.write_docs``, or ``make docs``."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from timkiem.cli import main

ROOT = Path(__file__).parents[1]
README, COMMANDS = ROOT / "README.md", ROOT / "docs" / "commands.md"
WIDTH = 100  #: characters of a line of help, whatever terminal this runs in
_HEAD = """\
# Commands

What each command says of itself with `--help`. `make docs` writes this page, and a test fails when it
is out of step.
"""
_BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.M | re.S)
_STEP = re.compile(r"^\$ ((?:[^\n]*\\\n)*[^\n]*)\n((?:(?!\$ )[^\n]*\n)*)", re.M)


def contexts(command: click.Command = main, parent: click.Context | None = None) -> Iterator[click.Context]:
    """The program, and each command below it, as if called with --help."""
    settings = {**command.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    context = click.Context(command, parent, command.name if parent else "timkiem", **settings)
    yield context
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            if found := command.get_command(context, below):
                yield from contexts(found, context)


def commands() -> str:
    """The text of docs/commands.md."""
    parts = [f"## {each.command_path}\n\n```text\n{each.get_help()}\n```\n" for each in contexts()]
    return "\n".join([_HEAD, *parts])


def played(page: str, folder: Path) -> str:
    """A page whose console and python blocks were run in a folder, in order, with what the commands really print.

    A line that begins with "$ " is a command for the shell, what follows its output. Python blocks share
    their names; what they print is not shown. An exception in one is raised.
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {name: value for name, value in os.environ.items() if name != "TIMKIEM_INDEX"} | {"PATH": path}
    names: dict[str, object] = {"__name__": "__main__"}

    def step(match: re.Match[str]) -> str:
        done = subprocess.run(
            match[1],
            shell=True,
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        blank = "\n" if f"\n{match[2]}".endswith("\n\n") else ""  # before the next command, for the eye
        return f"$ {match[1]}\n{done.stdout}{blank}"

    def block(match: re.Match[str]) -> str:
        text = match[2]
        if match[1] == "console":
            text = _STEP.sub(step, text)
        elif match[1] == "python":
            above = "\n" * page.count("\n", 0, match.start(2))  # so that a traceback shows the line of the page
            with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
                exec(compile(above + text, README.name, "exec"), names)
        return match[0].replace(match[2], text) if text else match[0]

    return _BLOCK.sub(block, page)


def steady(page: str) -> str:
    """A page with a letter for each time, which varies."""
    return re.sub(r'(?<="took_ms": )\d+(\.\d+)?|\b\d+(\.\d+)?(?= (?:ms|s|MB/s)\b)', "T", page)


def write() -> None:
    """Bring all pages in step."""
    pages = {COMMANDS: commands()}
    if README.exists():
        with TemporaryDirectory() as folder:
            shutil.copytree(ROOT / "seeds", Path(folder, "seeds"))
            pages[README] = played(README.read_text("utf-8"), Path(folder))
    for path, text in pages.items():
        path.parent.mkdir(exist_ok=True)
        if not path.exists() or steady(path.read_text("utf-8")) != steady(text):
            path.write_text(text, "utf-8")
            click.echo(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    write()
