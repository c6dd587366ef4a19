"""What is written about the program is true: pages are in step, examples run, links and names lead somewhere."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from write_docs import COMMANDS, commands, contexts

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "timkiem"
README, ARCHITECTURE = ROOT / "README.md", ROOT / "ARCHITECTURE.md"
PAGES = [README, ARCHITECTURE, ROOT / "benchmarks" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


class Block(NamedTuple):
    """A fenced block of a page."""

    language: str
    text: str
    line: int  # of the page, where the text begins; counts from 1


def blocks(page: str) -> Iterator[Block]:
    for match in re.finditer(r"^```(\w*)[^\n]*\n(.*?)^```$", page, re.M | re.S):
        yield Block(match[1], match[2], page.count("\n", 0, match.start(2)) + 1)


def transcript(text: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with the output that it must give."""
    steps: list[tuple[str, str]] = []
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command = re.match(r"(?:[^\n]*\\\n)*[^\n]*\n", part)
        assert command is not None
        steps.append((command[0].rstrip("\n"), part[command.end() :].rstrip("\n")))
    return steps


def steady(text: str) -> str:
    """A text with a letter for each time, which varies."""
    return re.sub(r'(?<="took_ms": )\d+(\.\d+)?|\b\d+(\.\d+)?(?= (?:ms|s|MB/s)\b)', "T", text)


def test_blocks_and_transcripts_are_told_apart() -> None:
    page = "A\n```console\n$ một \\\n    hai\nba\n\n$ bốn\n```\n```python\nx = 1\n```\n"
    console, python = blocks(page)
    assert console == Block("console", "$ một \\\n    hai\nba\n\n$ bốn\n", 3)
    assert python == Block("python", "x = 1\n", 10)
    assert transcript(console.text) == [("một \\\n    hai", "ba"), ("bốn", "")]
    assert steady('12 ms, 0.0 s, 3 sông, 5.2 MB/s, {"took_ms": 1.5}') == 'T ms, T s, 3 sông, T MB/s, {"took_ms": T}'


def test_commands_are_documented_as_they_are() -> None:
    assert COMMANDS.read_text("utf-8") == commands(), "run `make docs`"


@pytest.mark.parametrize("context", list(contexts()), ids=lambda context: context.command_path)
def test_every_command_and_option_says_what_it_does(context: click.Context) -> None:
    assert context.command.help
    silent = [each.name for each in context.command.params if isinstance(each, click.Option) and not each.help]
    assert silent == []


def _existing(page: Path) -> str:
    if not page.exists():
        pytest.skip(f"{page.name} is not written yet")
    return page.read_text("utf-8")


def test_what_the_readme_shows_is_what_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _existing(README)
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIMKIEM_INDEX", raising=False)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    names: dict[str, object] = {"__name__": "__main__"}
    for language, text, line in blocks(page):
        if language == "console":
            for command, expected in transcript(text):
                done = subprocess.run(
                    command, shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
                )
                assert steady(done.stdout.rstrip("\n")) == steady(expected), f"README.md:{line}: {command}"
        elif language == "python":
            exec(compile("\n" * (line - 1) + text, str(README), "exec"), names)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_that_exist(page: Path) -> None:
    text = re.sub(r"^```.*?^```$|`[^`\n]*`", "", _existing(page), flags=re.M | re.S)
    links = re.findall(r"\]\(<?([^)\s>]+)|^\[[^\]]+\]:\s*(\S+)", text, re.M)
    targets = [target.partition("#")[0] for pair in links for target in pair if not re.match(r"$|#|\w+:", target)]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_architecture_names_the_modules_there_are() -> None:
    text = _existing(ARCHITECTURE)
    named = set(re.findall(r"[\w/]*\w\.py\b", text))
    files = [
        path.relative_to(ROOT).as_posix()
        for top in ("src", "tests", "benchmarks")
        for path in (ROOT / top).rglob("*.py")
    ]
    assert {name for name in named if not any(f"/{file}".endswith(f"/{name}") for file in files)} == set()
    modules = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py")}
    assert {module for module in modules if not named & {module, module.rpartition("/")[2]}} == set()
