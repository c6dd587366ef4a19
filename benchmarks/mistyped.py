"""Mistyped queries: how often a correction is offered, how often it is right, what it is worth, and what it costs.

Also how long completions take. Queries are those of the relevance set, and runs of words from titles of articles that
the index has not.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

import history
import judging
import tables
import variants
from articles import Article, multiplied, read, write
from query_sets import relevance_queries
from serving import indexed

_KEPT_BACK = 20  # of so many articles one is not indexed: its title makes a query that the index has not seen
_TRIES = 50  # seeds that are tried for a mistake of the wanted kind
_TIMEOUT_SECONDS = 3_600
_DEPTH = 20  # hits asked for; nDCG@10 looks no further than 10

Engine = Any  # timkiem.LocalEngine: by name, so that --table and the type checker do without it


def main() -> None:
    """The command: see benchmarks/README.md."""
    arguments = _arguments()
    if arguments.table:
        run = history.last("mistyped")
        print(tables.mistyped(run) if run else "The history holds no run yet.")
        return
    files = [arguments.relevance / name for name in ("articles.jsonl", "queries.tsv", "qrels.txt")]
    for path in (arguments.corpus, *files):
        if not path.is_file():
            print(f"Skipped: there is no {path}.", file=sys.stderr)
            return
    with tempfile.TemporaryDirectory(prefix="mistyped-") as temporary:
        run = _measured(arguments, arguments.index or Path(temporary) / "index")
    if not arguments.dry:
        history.append(run)
    print(tables.mistyped(run))


def _measured(arguments: argparse.Namespace, folder: Path) -> history.Run:
    """All figures, as one line of the history."""
    timkiem = import_module("timkiem")
    run = history.started("mistyped") | {"articles": arguments.articles, "metadata": arguments.metadata}
    run["versions"]["timkiem"] = timkiem.__version__
    corpus = list(multiplied(arguments.corpus, arguments.articles, arguments.seed))
    if not folder.exists():
        _index(corpus, arguments, folder)
    judged = relevance_queries(arguments.relevance)
    unseen = _cut([article.title for article in corpus[::_KEPT_BACK]], arguments.queries, arguments.seed)
    with timkiem.open(folder) as engine:
        run["corrections"] = {
            name: {way: _corrections(engine, texts, way, arguments.seed) for way in _WAYS}
            for name, texts in {"relevance": list(judged.values()), "unseen titles": unseen}.items()
        }
        run["ndcg"] = _relevance(engine, judged, arguments)
        run["suggest"] = _suggestions(engine, unseen, arguments.seed)
    return run


def _index(corpus: Sequence[Article], arguments: argparse.Namespace, folder: Path) -> None:
    """Index all articles but those that are kept back, and the judged ones."""
    kept = (article for at, article in enumerate(corpus) if at % _KEPT_BACK)
    with tempfile.TemporaryDirectory(prefix="mistyped-") as temporary:
        source = Path(temporary) / "articles.jsonl"
        write(chain(kept, read(arguments.relevance / "articles.jsonl")), source)
        indexed("timkiem-metadata" if arguments.metadata else "timkiem", source, folder, _TIMEOUT_SECONDS)


def _cut(titles: list[str], wanted: int, seed: int) -> list[str]:
    """Runs of 2 to 8 words, one from each of some titles, as they are written."""
    chance = random.Random(seed)
    words = [title.split() for title in chance.sample(titles, min(wanted, len(titles)))]
    found = []
    for title in (title for title in words if len(title) > 1):
        length = chance.randint(2, min(8, len(title)))
        start = chance.randint(0, len(title) - length)
        found.append(" ".join(title[start : start + length]))
    return found


def _corrections(engine: Engine, texts: list[str], way: str, seed: int) -> dict[str, Any]:
    """How many queries get a correction, how many get the right one, how many are shown one by a search; times."""
    forms = import_module("timkiem.text").forms
    rewritten, by_accents = _WAYS[way]
    offered = right = shown = 0
    seconds = []
    for text in texts:
        typed = rewritten(text, seed)
        began = time.thread_time()
        correction = engine.correct(typed)
        seconds.append(time.thread_time() - began)
        offered += correction is not None
        shown += engine.search(typed, limit=0).suggestion is not None
        if correction is not None:
            meant, found = forms(text), forms(correction)
            right += (
                found == meant if by_accents else [each.folded for each in found] == [each.folded for each in meant]
            )
    return {"queries": len(texts), "offered": offered, "right": right, "shown": shown} | _milliseconds(seconds)


def _relevance(engine: Engine, judged: dict[str, str], arguments: argparse.Namespace) -> dict[str, float]:
    """nDCG@10 as written and with one mistake, four seeds, searched as it comes and with --auto."""
    measures = import_module("ir_measures")
    measure = measures.parse_measure("nDCG@10")
    qrels = list(measures.read_trec_qrels(str(arguments.relevance / "qrels.txt")))

    def score(seed: int, auto: bool) -> float:
        answers = [
            measures.ScoredDoc(number, hit.id, -rank)
            for number, text in judged.items()
            for rank, hit in enumerate(
                engine.search(variants.mistaken(text, seed) if seed else text, limit=_DEPTH, auto=auto).hits
            )
        ]
        return float(measures.calc_aggregate([measure], qrels, answers)[measure])

    seeds = range(arguments.seed, arguments.seed + 4)
    return {
        "as written": score(0, False),
        "as written, --auto": score(0, True),
        "one mistake": statistics.mean(score(seed, False) for seed in seeds),
        "one mistake, --auto": statistics.mean(score(seed, True) for seed in seeds),
    }


def _suggestions(engine: Engine, texts: list[str], seed: int) -> dict[str, Any]:
    """Times of completing beginnings of the texts, none asked before, after a tenth of them has warmed up the index."""
    chance = random.Random(seed)
    begun = []
    for text in texts:
        words = " ".join(text.split()[: chance.randint(1, 4)])
        cut = words[: chance.randint(min(2, len(words)), len(words))]
        begun.append(variants.stripped(cut) if chance.random() < 0.5 else cut)
    begun = list(dict.fromkeys(begun))
    seconds, found = [], 0
    for at, text in enumerate(begun):
        began = time.thread_time()
        completions = engine.suggest(text)
        if at >= len(begun) // 10:
            seconds.append(time.thread_time() - began)
            found += bool(completions)
    return {"asked": len(seconds), "answered": found} | _milliseconds(seconds)


def _milliseconds(seconds: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return {"p50_ms": round(1000 * cuts[49], 3), "p95_ms": round(1000 * cuts[94], 3)}


def _mistaken(text: str, seed: int, in_letters: bool) -> str:
    """The text with one mistake of the wanted kind, in letters or in accents alone."""
    forms = import_module("timkiem.text").forms
    meant = forms(text)
    for each in range(seed * _TRIES, (seed + 1) * _TRIES):
        typed = variants.mistaken(text, each)
        found = forms(typed)
        if found != meant and ([word.folded for word in found] != [word.folded for word in meant]) == in_letters:
            return typed
    return text


#: How a query is typed, and whether a correction is right only with the right accents.
_WAYS: dict[str, tuple[Callable[[str, int], str], bool]] = {
    "as written": (lambda text, seed: text, False),
    "without accents": (lambda text, seed: variants.stripped(text), False),
    "a wrong accent": (lambda text, seed: _mistaken(text, seed, False), True),
    "a mistyped letter": (lambda text, seed: _mistaken(text, seed, True), False),
    "a mistyped letter, without accents": (lambda text, seed: variants.stripped(_mistaken(text, seed, True)), False),
}


def _arguments() -> argparse.Namespace:
    parser = judging.parser(__doc__)
    add = parser.add_argument
    add("--queries", type=int, default=500, help="how many to cut from titles (default: %(default)s)")
    add("--metadata", action="store_true", help="read places and officials too: completions have more to do")
    add("--index", type=Path, help="folder of the index, kept and used again (default: a temporary one)")
    add("--seed", type=int, default=1, help="of the queries and mistakes (default: %(default)s)")
    return judging.parsed(parser)


if __name__ == "__main__":
    main()
