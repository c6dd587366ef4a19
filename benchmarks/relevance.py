"""Relevance of each engine's first answers, for queries typed in five ways, judged by ir-measures."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

import history
import judging
import tables
import variants
from articles import multiplied, read, write
from engines import ENGINES
from engines.contract import Missing
from process import Failed
from query_sets import relevance_queries
from serving import Serving, indexed, version

_MEASURES = ("nDCG@10", "R@10", "RR")
_DEPTH = 100  # answers asked for; RR looks no further
_TIMEOUT_SECONDS = 3_600


def main() -> None:
    """The command: see benchmarks/README.md."""
    arguments = _arguments()
    if arguments.table:
        run = history.last("relevance")
        print(tables.relevance(run) if run else "The history holds no run yet.")
        return
    for path in (
        arguments.corpus,
        *(arguments.relevance / name for name in ("articles.jsonl", "queries.tsv", "qrels.txt")),
    ):
        if not path.is_file():
            print(f"Skipped: there is no {path}.", file=sys.stderr)
            return
    with tempfile.TemporaryDirectory(prefix="relevance-") as temporary:
        run = _judged(arguments, arguments.index or Path(temporary))
    if run["engines"]:
        if not arguments.dry:
            history.append(run)
        print(tables.relevance(run))
    else:
        print(f"Skipped: no engine could be run: {run['skipped']}", file=sys.stderr)


def _judged(arguments: argparse.Namespace, work: Path) -> history.Run:
    """All measures of all engines, as one line of the history."""
    run = history.started("relevance")
    queries = relevance_queries(arguments.relevance)
    run |= {"articles": arguments.articles, "queries": len(queries), "engines": {}, "skipped": {}}
    qrels = list(_ir_measures().read_trec_qrels(str(arguments.relevance / "qrels.txt")))
    for name in arguments.engine:
        try:
            run["versions"][name] = version(name)
            folder = _index(arguments, name, work)
            with Serving(name, folder) as serving:
                run["engines"][name] = _scores(serving, queries, qrels, arguments.seed)
        except (Missing, Failed) as error:
            run["skipped"][name] = str(error)
    return run


def _index(arguments: argparse.Namespace, name: str, work: Path) -> Path:
    """The engine's index over corpus and judged articles in the work folder, made where there is none."""
    folder = work / f"{name}-{arguments.articles}"
    if not folder.exists():
        work.mkdir(parents=True, exist_ok=True)
        source = work / f"judged-{arguments.articles}.jsonl"
        if not source.exists():
            judged = read(arguments.relevance / "articles.jsonl")
            write(chain(multiplied(arguments.corpus, arguments.articles, arguments.seed), judged), source)
        print(f"indexing with {name}", file=sys.stderr)
        indexed(name, source, folder, _TIMEOUT_SECONDS)
    return folder


def _scores(serving: Serving, queries: dict[str, str], qrels: list[Any], seed: int) -> dict[str, dict[str, float]]:
    """Each measure's mean over the queries, by way of writing."""
    measures = [_ir_measures().parse_measure(measure) for measure in _MEASURES]
    scored = _ir_measures().ScoredDoc
    ways: dict[str, Callable[[str], str]] = {
        "as written": variants.as_written,
        "without accents": variants.stripped,
        "NFD, old tone placement": variants.old_tones,
        "NFC, new tone placement": variants.new_tones,
        "one mistake": lambda query: variants.mistaken(query, seed),
    }
    found = {}
    for way, rewritten in ways.items():
        lists = serving.answers("typed", [rewritten(query) for query in queries.values()], _DEPTH)["ids"]
        ranked = zip(queries, lists, strict=True)
        answers = [scored(number, id_, -rank) for number, ids in ranked for rank, id_ in enumerate(ids)]
        means = _ir_measures().calc_aggregate(measures, qrels, answers)
        found[way] = {str(measure): means[measure] for measure in measures}
    return found


def _ir_measures() -> Any:
    # By name, so that --table, --help and the type checker do without it.
    return import_module("ir_measures")


def _arguments() -> argparse.Namespace:
    parser = judging.parser(__doc__)
    add = parser.add_argument
    add("--engine", nargs="+", choices=ENGINES, default=["timkiem", "tantivy"], help="default: timkiem tantivy")
    add("--index", type=Path, help="folder of indexes, kept and used again (default: a temporary one)")
    add("--seed", type=int, default=1, help="of the mistakes (default: %(default)s)")
    return judging.parsed(parser)


if __name__ == "__main__":
    main()
