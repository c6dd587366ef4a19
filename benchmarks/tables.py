"""A run of the history as Markdown."""

from collections.abc import Iterable, Sequence
from typing import Any

from history import Run

_YARDSTICK = "tantivy"  # ratios are to it: the fastest peer that keeps its index on disk and knows phrases


def speed(run: Run) -> str:
    """Indexing, queries, ratios, what only some engines offer, and what was skipped, each as one table."""
    corpora = run["corpora"]
    largest = max((corpus["text_bytes"] for corpus in corpora.values()), default=0)
    parts = [
        f"{run['articles']:,} articles, {largest / 1e6:.1f} MB of text; {run['date']}, commit {run['commit']}; "
        f"{run['machine']['cores']} cores of {run['machine']['cpu']}",
        _indexing(run),
        _queries(run, "Milliseconds, p50 / p95"),
        _ratios(run),
        _extras(run),
        "\n".join(f"- without {name}: {reason}" for name, reason in run["skipped"].items()),
        "Versions: " + "; ".join(f"{name} {version}" for name, version in run["versions"].items()),
    ]
    return "\n\n".join(part for part in parts if part)


def relevance(run: Run) -> str:
    """One row for each engine and way of writing, one column for each measure."""
    measures = list(next(iter(next(iter(run["engines"].values())).values())))
    rows = [
        [engine, way, *(f"{scores[measure]:.4f}" for measure in measures)]
        for engine, ways in run["engines"].items()
        for way, scores in ways.items()
    ]
    head = f"{run['queries']} queries, {run['articles']:,} articles; {run['date']}, commit {run['commit']}"
    skipped = "\n".join(f"- without {name}: {reason}" for name, reason in run["skipped"].items())
    return "\n\n".join(part for part in (head, _table(["engine", "queries", *measures], rows), skipped) if part)


def mistyped(run: Run) -> str:
    """What is offered for mistyped queries, what it is worth, and the times of corrections and completions."""
    head = f"{run['articles']:,} articles; {run['date']}, commit {run['commit']}"
    corrections = [
        [name, way, str(each["queries"]), *(f"{each[part]}" for part in ("offered", "right", "shown")), _both(each)]
        for name, ways in run["corrections"].items()
        for way, each in ways.items()
    ]
    suggest = run["suggest"]
    return "\n\n".join(
        [
            head,
            _table(["queries", "typed", "asked", "offered", "right", "shown", "ms, p50 / p95"], corrections),
            _table(["nDCG@10", "relevance"], [[way, f"{score:.4f}"] for way, score in run["ndcg"].items()]),
            f"Completions{' with metadata' if run['metadata'] else ''}: {suggest['answered']} of {suggest['asked']} "
            f"beginnings have some; {_both(suggest)} ms",
        ]
    )


def _both(times: Run) -> str:
    return f"{times['p50_ms']:.1f} / {times['p95_ms']:.1f}"


def _indexing(run: Run) -> str:
    rows = [
        [
            _label(run, name),
            f"{cost['seconds']:.1f}",
            f"{cost['mb_per_second']:.1f}",
            f"{cost['peak_bytes'] / 1e6:.0f}",
            f"{cost['peak_private_bytes'] / 1e6:.0f}",
            f"{cost['disk_bytes'] / 1e6:.1f}",
            f"{cost['disk_ratio']:.2f}",
        ]
        for name, cost in run["indexing"].items()
    ]
    head = ["indexing", "seconds", "MB/s", "peak MB", "of it private", "MB on disk", "disk / text"]
    return _table(head, rows) if rows else ""


def _queries(run: Run, title: str) -> str:
    rows = []
    for name, figures in run["searching"].items():
        cells = [figures.get(set_) for set_ in run["queries"]]
        shown = [f"{cell['p50_ms']:.2f} / {cell['p95_ms']:.2f}" if cell else "" for cell in cells]
        rows.append([_label(run, name), *shown])
    return _table([title, *(f"{set_} ({count})" for set_, count in run["queries"].items())], rows)


def _ratios(run: Run) -> str:
    """How many times the yardstick's time each engine takes; "typed" beside the yardstick's "any words"."""
    yardstick = run["searching"].get(_YARDSTICK)
    if not yardstick:
        return ""
    rows = []
    for name, figures in run["searching"].items():
        row = [_label(run, name)]
        for set_ in run["queries"]:
            beside = yardstick.get("any words" if set_ == "typed" else set_)
            row.append(_ratio(figures[set_], beside) if set_ in figures and beside else "")
        rows.append(row)
    return _table([f"times {_YARDSTICK}", *run["queries"]], rows)


def _ratio(figures: dict[str, float], beside: dict[str, float]) -> str:
    return " / ".join(f"{figures[percentile] / beside[percentile]:.2f}" for percentile in ("p50_ms", "p95_ms"))


def _extras(run: Run) -> str:
    lines = []
    for name, figures in run["searching"].items():
        if "threads" in figures:
            threads = figures["threads"]
            gain = threads["eight_per_second"] / threads["one_per_second"]
            same = "same answers" if threads["same_answers"] else "OTHER ANSWERS"
            lines.append(
                f"- {name}: {threads['one_per_second']:.0f} typed queries/s with 1 thread, "
                f"{threads['eight_per_second']:.0f} with 8 ({gain:.2f} times), {same}"
            )
        if "snippets" in figures:
            snippets = figures["snippets"]
            lines.append(f"- {name}: snippets of 10 hits {snippets['p50_ms']:.2f} / {snippets['p95_ms']:.2f} ms")
    if "cold" in run:
        cold = run["cold"]
        lines.append(
            f"- timkiem search from process start to exit: {cold['search_ms']:.0f} ms; "
            f"bare imports {cold['imports_ms']:.0f} ms ({cold['ratio']:.2f} times)"
        )
    return "\n".join(lines)


def _label(run: Run, name: str) -> str:
    """The engine's name, with its number of articles where that is not the run's."""
    articles: Any = run["corpora"][name]["articles"]
    return name if articles == run["articles"] else f"{name} ({articles:,} articles only)"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
