"""What commands share: the options of index and lexicon, JSON on a line, whether to colour."""

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import click

INDEX = click.option(
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

LEXICON = click.option(
    "--lexicon",
    type=click.Path(exists=True, path_type=Path),
    help="Tables of your own, named like the packaged ones: a folder of .tsv files, or one of them.",
)


#: What steers a terminal or turns the order of letters: all control characters but line ends and tabs.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """A text from an index, a file or a name, without what would steer the terminal. All that is printed passes here,
    before it is coloured.
    """
    return _STEERING.sub(" ", text)


def as_line(value: Any) -> str:
    """A value on one line, in ASCII where the output has not all letters."""
    ascii = (getattr(sys.stdout, "encoding", None) or "").lower() not in ("utf-8", "utf8")
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=ascii))


def colored(wanted: bool | None) -> bool:
    """Whether to colour: as asked, else on a terminal whose user has not set NO_COLOR."""
    if wanted is not None:
        return wanted
    return (
        sys.stdout is not None
        and sys.stdout.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )
