"""Tables of cases that a Vietnamese reader without Python can check and extend: tests/cases/*.tsv."""

from pathlib import Path


def table(name: str) -> list[tuple[str, ...]]:
    """The rows of tests/cases/NAME.tsv, cells as text; lines that begin with # say what follows."""
    lines = (Path(__file__).parent / "cases" / f"{name}.tsv").read_text("utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]
