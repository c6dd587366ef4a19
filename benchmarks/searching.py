"""Times of queries: every engine open in a process of its own, asked in turns, so that noise falls on all alike."""

import statistics
import sys
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from engines import ENGINES
from process import Failed
from query_sets import QuerySet
from serving import Serving

_THREADS = 8
_THREADED_QUERIES = 600  # at least so many in one measurement of throughput, or starting threads would count
_THREADED_REPEATS = 3

Figures = dict[str, dict[str, Any]]
"""By engine, then by query set or measure."""


def searched(folders: dict[str, Path], sets: Sequence[QuerySet], repeats: int, skipped: dict[str, str]) -> Figures:
    """Query times of each engine and set, snippets and throughput where the engine offers them.

    An engine that fails is named in ``skipped`` and has no figures from then on.
    """
    figures: Figures = {name: {} for name in folders}
    with ExitStack() as stack:
        serving = {name: stack.enter_context(Serving(name, folder)) for name, folder in folders.items()}
        times = _in_turns(serving, sets, repeats, skipped)
        for (name, set_), rows in times.items():
            figures[name][set_] = spread(rows)
        for name in list(serving):
            try:
                figures[name] |= _extras(name, serving[name], sets[0])
            except Failed as failed:
                skipped[name] = str(failed)
    return {name: rows for name, rows in figures.items() if name not in skipped}


def spread(rows: Sequence[Sequence[float]]) -> dict[str, float]:
    """p50 and p95 over queries of each query's median over repeats. Rows are repeats, columns queries."""
    medians = sorted(statistics.median(column) for column in zip(*rows, strict=True))
    return {"p50_ms": statistics.median(medians), "p95_ms": medians[round(0.95 * (len(medians) - 1))]}


def _in_turns(
    serving: dict[str, Serving], sets: Sequence[QuerySet], repeats: int, skipped: dict[str, str]
) -> dict[tuple[str, str], list[list[float]]]:
    """Milliseconds by engine and set, one row of queries for each repeat. One more round before warms up."""
    times: dict[tuple[str, str], list[list[float]]] = defaultdict(list)
    for round_ in range(repeats + 1):
        print(f"searching, round {round_} of {repeats}", file=sys.stderr)
        for set_ in sets:
            names = list(serving)
            turn = round_ % max(len(names), 1)
            for name in names[turn:] + names[:turn]:  # no engine always follows the same one
                if set_.kind not in serving[name].kinds:
                    continue
                try:
                    row = serving[name].answers(set_.kind, set_.texts)["milliseconds"]
                except Failed as failed:
                    skipped[name] = f"{set_.name} failed: {failed}"
                    del serving[name]
                    continue
                if round_:
                    times[name, set_.name].append(row)
    return times


def _extras(name: str, serving: Serving, typed: QuerySet) -> dict[str, Any]:
    found: dict[str, Any] = {}
    rows = [serving.answers(typed.kind, typed.texts, snippets=True)["snippet_milliseconds"] for _ in range(3)]
    if rows[0]:
        found["snippets"] = spread(rows)
    if ENGINES[name].shared_by_threads:
        found["threads"] = _threaded(serving, typed)
    return found


def _threaded(serving: Serving, typed: QuerySet) -> dict[str, Any]:
    """Queries per second of one thread and of eight in turns, and whether both found the same."""
    texts = typed.texts * -(-_THREADED_QUERIES // len(typed.texts))
    rates: dict[int, list[float]] = {1: [], _THREADS: []}
    found = []
    for _ in range(_THREADED_REPEATS):
        for threads, rate in rates.items():
            reply = serving.throughput(typed.kind, texts, threads)
            rate.append(reply["per_second"])
            found.append(reply["ids"])
    one, many = (statistics.median(rate) for rate in rates.values())
    return {"one_per_second": one, "eight_per_second": many, "same_answers": all(ids == found[0] for ids in found)}
