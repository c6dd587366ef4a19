"""What is written about the program is true: pages are in step, examples run, links and names lead somewhere."""

import re
import shutil
from pathlib import Path

import click
import pytest

from write_docs import COMMANDS, README, ROOT, commands, contexts, played, steady

SOURCE = ROOT / "src" / "timkiem"
ARCHITECTURE = ROOT / "ARCHITECTURE.md"
PAGES = [README, ARCHITECTURE, ROOT / "benchmarks" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_a_page_is_played(tmp_path: Path) -> None:
    page = """# Trang
```console
$ echo một \\
    hai; echo ba >&2
cũ
$ true

$ echo 'm = 4' > bốn.py
cũ
```
```python
from pathlib import Path
m = Path("bốn.py").read_text()
```
```sh
$ rm -rf /
```
```python
assert m == "m = 4\\n"
```
"""
    written = page.replace("ba >&2\ncũ\n", "ba >&2\nmột hai\nba\n").replace("bốn.py\ncũ\n", "bốn.py\n")
    assert played(page, tmp_path) == written
    assert played(written, tmp_path) == written
    with pytest.raises(AssertionError):
        played(page.replace("== ", "!= "), tmp_path)


def test_times_are_steady() -> None:
    text = '12 ms, 0.0 s, 3 sông, 5.2 MB/s, {"took_ms": 1.5}'
    assert steady(text) == 'T ms, T s, 3 sông, T MB/s, {"took_ms": T}'


def test_the_readme_shows_what_happens(tmp_path: Path) -> None:
    page = _existing(README)
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    assert steady(played(page, tmp_path)) == steady(page), "run `make docs`"


def test_commands_are_documented_as_they_are() -> None:
    assert COMMANDS.read_text("utf-8") == commands(), "run `make docs`"


@pytest.mark.parametrize("context", list(contexts()), ids=lambda context: context.command_path)
def test_every_command_and_option_says_what_it_does(context: click.Context) -> None:
    assert context.command.help
    silent = [each.name for each in context.command.params if isinstance(each, click.Option) and not each.help]
    assert silent == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_that_exist(page: Path) -> None:
    text = re.sub(r"^```.*?^```$|`[^`\n]*`", "", _existing(page), flags=re.M | re.S)
    links = re.findall(r"\]\(<?([^)\s>]+)|^\[[^\]]+\]:\s*(\S+)", text, re.M)
    targets = [target.partition("#")[0] for pair in links for target in pair if not re.match(r"$|#|\w+:", target)]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_architecture_names_the_modules_there_are() -> None:
    named = set(re.findall(r"[\w/]*\w\.py\b", _existing(ARCHITECTURE)))
    folders = [ROOT / name for name in ("src", "tests", "benchmarks")]
    files = [path.relative_to(ROOT).as_posix() for folder in folders for path in folder.rglob("*.py")]
    assert {name for name in named if not any(f"/{file}".endswith(f"/{name}") for file in files)} == set()
    modules = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py")}
    assert {module for module in modules if not named & {module, module.rpartition("/")[2]}} == set()


def _existing(page: Path) -> str:
    if not page.exists():
        pytest.skip(f"{page.name} is not written yet")
    return page.read_text("utf-8")
