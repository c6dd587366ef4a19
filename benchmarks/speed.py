"""Speed of indexing and searching, timkiem beside its peers. One run, one line in the history."""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import history
import tables
from articles import multiplied, write
from cold import cold_start
from engines import COMPILING, ENGINES
from engines.contract import Missing
from process import Failed
from query_sets import query_sets, relevance_queries
from searching import searched
from serving import indexed, version

_FIRST_RUN = 16_000  # articles: enough for all that indexing compiles
_TITLES = 40_000  # queries are cut from the titles of so many articles: those of copies would repeat them


@dataclass(frozen=True, slots=True)
class Corpus:
    """A JSONL file of articles, and how much text it holds."""

    path: Path
    articles: int
    text_bytes: int

    @property
    def size(self) -> dict[str, int]:
        """As the history keeps it: without the path, which means nothing elsewhere."""
        return {"articles": self.articles, "text_bytes": self.text_bytes}


def main() -> None:
    """The command: see benchmarks/README.md."""
    arguments = _arguments()
    if arguments.table:
        run = history.last("speed")
        print(tables.speed(run) if run else "The history holds no run yet.")
        return
    with tempfile.TemporaryDirectory(prefix="speed-") as temporary:
        work = arguments.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        run = _measured(arguments, work)
    if not arguments.dry:
        history.append(run)
    print(tables.speed(run))


def _measured(arguments: argparse.Namespace, work: Path) -> history.Run:
    """All measurements, as one line of the history."""
    run = history.started("speed")
    skipped: dict[str, str] = {}
    run |= {"articles": arguments.articles, "repeats": arguments.repeats, "skipped": skipped, "indexing": {}}
    names = list(_available(arguments.engine, run["versions"], skipped))
    corpora = _corpora(arguments, names, work)
    run["corpora"] = {name: corpus.size for name, corpus in corpora.items()}
    folders = {name: work / f"{name}-{corpora[name].articles}" for name in names}
    for name in names:
        try:
            if not (arguments.reuse and folders[name].exists()):
                if name in COMPILING:
                    _compile(name, arguments)
                run["indexing"][name] = _indexing(name, corpora[name], folders[name], arguments.timeout)
        except Failed as failed:
            skipped[name] = f"indexing failed: {failed}"
            del folders[name]
    real = list(relevance_queries(arguments.relevance).values()) if arguments.relevance else []
    titles = [article.title for article in multiplied(arguments.corpus, min(arguments.articles, _TITLES), 0)]
    sets = query_sets(titles, arguments.queries, arguments.seed, real)
    run["queries"] = {set_.name: len(set_.texts) for set_ in sets}
    run["searching"] = searched(folders, sets, arguments.repeats, skipped)
    if "timkiem" in run["searching"]:
        run |= _cold(folders["timkiem"], sets[0].texts[0], skipped)
    return run


def _available(names: Sequence[str], versions: dict[str, str], skipped: dict[str, str]) -> Iterator[str]:
    for name in names:
        try:
            versions[name] = version(name)
            yield name
        except Missing as missing:
            skipped[name] = str(missing)


def _corpora(arguments: argparse.Namespace, names: Sequence[str], work: Path) -> dict[str, Corpus]:
    """The corpus of each engine, smaller for one that is too slow. Each size is written once."""
    made: dict[int, Corpus] = {}
    corpora = {}
    for name in names:
        wanted = min(arguments.articles, ENGINES[name].most_articles or arguments.articles)
        if wanted not in made:
            path = work / f"articles-{wanted}.jsonl"
            text_bytes = write(multiplied(arguments.corpus, wanted, arguments.seed), path)
            made[wanted] = Corpus(path, wanted, text_bytes)
        corpora[name] = made[wanted]
    return corpora


def _compile(name: str, arguments: argparse.Namespace) -> None:
    """A run over a few articles that is not measured. Raises Failed."""
    with tempfile.TemporaryDirectory(prefix="speed-") as temporary:
        articles = Path(temporary) / "articles.jsonl"
        write(multiplied(arguments.corpus, min(arguments.articles, _FIRST_RUN), arguments.seed), articles)
        indexed(name, articles, Path(temporary) / name, arguments.timeout)


def _indexing(name: str, corpus: Corpus, folder: Path, timeout: float) -> dict[str, float]:
    print(f"indexing {corpus.articles:,} articles with {name}", file=sys.stderr)
    cost = indexed(name, corpus.path, folder, timeout)
    disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {
        **asdict(cost),
        "mb_per_second": corpus.text_bytes / cost.seconds / 1e6,
        "disk_bytes": disk,
        "disk_ratio": disk / corpus.text_bytes,
    }


def _cold(folder: Path, query: str, skipped: dict[str, str]) -> dict[str, Any]:
    try:
        return {"cold": cold_start(folder, query)}
    except CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip() or f"exit status {error.returncode}"
        skipped["cold start"] = said.splitlines()[-1]
        return {}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--corpus", type=Path, help="source articles, .jsonl or .jsonl.zst")
    add("--articles", type=int, default=2_000, help="how many to index (default: %(default)s)")
    add("--relevance", type=Path, help="folder whose queries.tsv is asked too")
    add("--engine", nargs="+", choices=ENGINES, default=list(ENGINES), help="only these (default: all)")
    add("--queries", type=int, default=100, help="derived queries in each set (default: %(default)s)")
    add("--repeats", type=int, default=3, help="measured rounds of all queries (default: %(default)s)")
    add("--seed", type=int, default=1, help="of the queries and of the copies (default: %(default)s)")
    add("--timeout", type=float, default=3_600, help="seconds that one engine may index (default: %(default)s)")
    add("--work", type=Path, help="folder that keeps corpus and indexes (default: a temporary one)")
    add("--reuse", action="store_true", help="search indexes that are in --work already; they are not timed")
    add("--dry", action="store_true", help="leave the history as it is")
    add("--table", action="store_true", help="print the table of the last run and measure nothing")
    arguments = parser.parse_args()
    if not arguments.table and not (arguments.corpus and arguments.corpus.is_file()):
        parser.error("give an existing file of articles as --corpus, or --table")
    return arguments


if __name__ == "__main__":
    main()
