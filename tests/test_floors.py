"""The house stands on floors: a module imports only from floors below its own, and from few places outside."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "timkiem"
FLOORS = [  # lowest first; what may be imported from outside is on the right
    ({"kernels.bound"}, {"numpy"}),
    ({"kernels.machine_code"}, {"numpy", "llvmlite"}),
    ({"kernels.kept"}, {"numpy", "llvmlite"}),
    ({"errors", "kernels", "workers"}, {"numba", "llvmlite"}),
    ({"article", "byline", "limits"}, set()),
    ({"text", "dates"}, {"unidecode"}),
    ({"kernels.tokenising", "syllables"}, {"numpy"}),
    ({"input_methods", "mistakes"}, set()),
    ({"files", "filters", "place_names"}, set()),
    ({"tokens", "metadata.model", "metadata.scan"}, {"numpy"}),
    ({"metadata.gazetteer", "metadata.finding"}, {"numpy"}),
    ({"metadata.tries"}, {"numpy"}),
    ({"metadata.anchors"}, {"numpy"}),
    ({"metadata.tables"}, set()),
    ({"metadata.year_words", "metadata.lunar", "metadata.reckoning"}, set()),
    ({"metadata.evidence"}, set()),
    ({"metadata.news_year"}, set()),
    (
        {
            "metadata.people",
            "metadata.place_reader",
            "metadata.titlewords",
            "metadata.gaps",
            "metadata.heads",
            "metadata.provinces",
            "metadata.years",
        },
        set(),
    ),
    ({"metadata.dates", "metadata.hits", "metadata.naming", "metadata.parts"}, set()),
    ({"metadata.capitals", "metadata.pairs", "metadata.wholes"}, set()),
    ({"metadata.countries", "metadata.districts", "metadata.province_names", "metadata.walk"}, set()),
    ({"metadata.places"}, set()),
    ({"metadata.titles"}, set()),
    ({"metadata.groups"}, set()),
    ({"metadata.mentions"}, set()),
    ({"metadata.held"}, set()),
    ({"metadata.persons"}, set()),
    ({"metadata.coreference"}, set()),
    ({"metadata.officials"}, set()),
    ({"metadata"}, set()),
    ({"columnar.lock"}, set()),
    ({"columnar.file_format", "kernels.bits"}, {"numpy"}),
    ({"kernels.packing", "kernels.inverting", "kernels.merging", "kernels.counting"}, {"numpy"}),
    ({"kernels.spotting", "kernels.reading", "kernels.seeking"}, {"numpy"}),
    ({"columnar.sections", "columnar.section_writer", "kernels.terms"}, {"numpy"}),
    ({"kernels.bounds", "kernels.matching", "kernels.adding"}, {"numpy"}),
    ({"kernels.scoring", "kernels.scoring_few"}, {"numpy"}),
    ({"columnar.filing", "columnar.folding"}, {"numpy"}),
    ({"columnar.terms", "columnar.packed", "columnar.counts", "columnar.manifest"}, {"numpy"}),
    ({"columnar.ledger", "watching"}, {"numpy", "watchfiles"}),
    ({"columnar.lists", "unpacking"}, {"numpy", "zstandard"}),
    ({"columnar.documents"}, {"numpy"}),
    ({"columnar.postings", "columnar.articles", "columnar.labels"}, {"numpy", "zstandard"}),
    ({"columnar.inverting", "columnar.storing"}, {"numpy", "orjson", "zstandard"}),
    ({"columnar.segment", "pieces", "query", "ranking", "numerals", "equivalents"}, {"numpy", "zstandard"}),
    ({"closeness", "columnar.collecting", "lexing", "widening"}, {"numpy"}),
    ({"position_names", "showing"}, set()),
    ({"passages"}, set()),
    ({"spotting"}, {"numpy"}),
    (
        {"columnar.schema", "columnar.views", "columnar.joining", "corpus", "snapshot", "snippet", "parsing"},
        {"numpy", "orjson", "whoosh"},
    ),
    ({"parting", "filtering", "latest"}, {"numpy"}),
    ({"columnar.codec", "engine", "lookup", "holding"}, {"numpy", "whoosh"}),
    ({"facets", "holders", "inventory"}, {"numpy"}),
    ({"worth"}, set()),
    ({"columnar.merge"}, {"numpy"}),
    ({"columnar.compaction", "columnar.toc"}, {"numpy", "whoosh"}),
    ({"rows", "weighing"}, {"numpy"}),
    ({"shapes"}, {"numpy"}),
    ({"compiled"}, {"numpy"}),
    ({"masks"}, {"numpy"}),
    ({"columnar.writer", "evaluate"}, {"numpy", "whoosh"}),
    ({"best", "whoosh_query"}, {"numpy", "whoosh"}),
    ({"readings"}, {"numpy"}),
    ({"restoring"}, set()),
    ({"frequencies"}, {"numpy"}),
    ({"candidates", "understand", "completing"}, {"numpy"}),
    ({"suggest"}, {"numpy"}),
    ({"correct"}, set()),
    ({"answer", "explain"}, {"numpy"}),
    ({"updating", "checking", "expanding", "nearness", "officials"}, {"numpy"}),
    ({"paging", "blame"}, set()),
    ({"local"}, set()),
    ({"records"}, {"numpy", "orjson"}),
    ({"building", "extracting"}, set()),
    ({"ingest"}, set()),
    ({"cli.terminal", "cli.completion"}, {"click"}),
    ({"cli.asking", "cli.charts"}, {"click"}),
    (
        {"cli.index", "cli.search", "cli.delete", "cli.check", "cli.show", "cli.extract", "cli.stats", "cli.suggest"},
        {"click"},
    ),
    ({"cli.facets", "cli.officials"}, {"click"}),
    ({"", "cli"}, {"click"}),
    ({"__main__"}, set()),
]
LEVEL = {name: level for level, (names, _) in enumerate(FLOORS) for name in names} | {"columnar": 0}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            known = all(name.removeprefix("timkiem.") in LEVEL for name in inside)
            yield from inside if known else [node.module or ""]
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_point_down(path: Path) -> None:
    name = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix("__init__").rstrip(".")
    for imported in imports(path):
        package, _, module = imported.partition(".")
        if package == "timkiem":
            assert LEVEL[module] < LEVEL[name], f"{name} must not import {module}"
        elif package not in sys.stdlib_module_names:
            assert package in FLOORS[LEVEL[name]][1], f"{name} must not import {package}"


def test_whoosh_stands_behind_the_seam_alone() -> None:
    """So that a search need not import it."""
    users = {
        str(path.relative_to(SOURCE).with_suffix(""))
        for path in SOURCE.rglob("*.py")
        if any(name.partition(".")[0] == "whoosh" for name in imports(path))
    }
    seam = {"columnar/schema", "columnar/views", "columnar/codec", "columnar/toc", "whoosh_query"}
    assert users == seam
