"""What commands share: the option of the index, JSON on a line, whether to colour."""

import json
import os
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


def as_line(value: Any) -> str:
    """A value on one line, in ASCII where the output has not all letters."""
    return json.dumps(
        value, ensure_ascii=(getattr(sys.stdout, "encoding", None) or "").lower() not in ("utf-8", "utf8")
    )


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
