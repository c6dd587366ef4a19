"""Imports an engine's package by name.

None of them is a dependency of the project: its types must check and its tests run without them.
"""

from importlib import import_module
from typing import Any

from engines.contract import Missing


def imported(name: str, remedy: str) -> Any:
    """The module of that name. Raises Missing, with the remedy, where there is none."""
    try:
        return import_module(name)
    except ImportError as error:
        raise Missing(f"{error}; {remedy}") from error
