"""Metadata: how fast articles are read for officials, places and dates, on one core, part by part."""

import argparse
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import history
from articles import read

_BATCH = 200  # articles at a time, as at indexing
_RUNS = 3  # of which the quickest counts: what other processes take is not ours
_PARTS = ("anchors", "dates", "places", "officials")


def main() -> None:
    """The command: see benchmarks/README.md."""
    arguments = _arguments()
    if not arguments.corpus.is_file():
        print(f"Skipped: there is no {arguments.corpus}.", file=sys.stderr)
        return
    metadata, article = import_module("timkiem.metadata"), import_module("timkiem.article").Article
    corpus = [
        article(each.id, each.title, each.body, each.lead)
        for each, _ in zip(read(arguments.corpus), range(arguments.articles), strict=False)
    ]
    megabytes = sum(len(each.text.encode()) for each in corpus) / 1e6
    lexicon = metadata.load()
    starts = range(0, len(corpus), _BATCH)
    for each in corpus:  # so that what is compiled is compiled, and what is remembered is remembered
        metadata.extract(each, lexicon)
    spent = {"extract": _seconds(lambda: [metadata.extract_all(corpus[at : at + _BATCH], lexicon) for at in starts])}
    spent |= _parts(corpus, lexicon)
    run = history.started("extracting") | {"articles": len(corpus), "MB": round(megabytes, 1)}
    run |= {"ms/MB": {name: round(seconds * 1000 / megabytes, 1) for name, seconds in spent.items()}}
    if not arguments.dry:
        history.append(run)
    print(f"{megabytes / spent['extract']:.1f} MB/s a core over {len(corpus):,} articles, {megabytes:.1f} MB")
    for name in _PARTS:
        print(f"{name:>10} {run['ms/MB'][name]:6.1f} ms/MB")


def _parts(corpus: list[Any], lexicon: Any) -> dict[str, float]:
    """Seconds of each part alone."""
    module = {name: import_module(f"timkiem.metadata.{name}") for name in ("scan", "dates", "places", "officials")}
    scans = [module["scan"].Scan.of(each.text) for each in corpus]
    anchors = lexicon.anchors.find(scans)
    pairs = list(zip(scans, anchors, strict=True))
    return {
        "anchors": _seconds(lambda: lexicon.anchors.find(scans)),
        "dates": _seconds(lambda: [module["dates"].find_dates(scan, lexicon, at, None) for scan, at in pairs]),
        "places": _seconds(lambda: [module["places"].find_places(scan, lexicon, at) for scan, at in pairs]),
        "officials": _seconds(lambda: module["officials"].find_officials(scans, lexicon, anchors)),
    }


def _seconds(task: Callable[[], object]) -> float:
    """Time of this thread alone, in the quickest of some runs."""
    spent = []
    for _ in range(_RUNS):
        began = time.thread_time()
        task()
        spent.append(time.thread_time() - began)
    return min(spent)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="articles as JSONL, plain or packed")
    parser.add_argument("--articles", type=int, default=3_000, help="how many of them [3000]")
    parser.add_argument("--dry", action="store_true", help="add nothing to the history")
    return parser.parse_args()


if __name__ == "__main__":
    main()
