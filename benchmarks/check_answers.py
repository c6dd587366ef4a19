"""Whether an engine finds what it must and nothing else, held against a scan of the texts themselves."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from articles import multiplied, read, write
from brute_force import Scan
from engines import ENGINES
from engines.contract import Missing
from process import Failed
from query_sets import QuerySet, query_sets
from serving import Serving, indexed, version

_TIMEOUT_SECONDS = 3_600
_SHOWN = 3  # differing queries printed of each set


@dataclass(frozen=True, slots=True)
class Difference:
    """One query whose answers are not those of the scan."""

    query: str
    matching: int  # articles, by the scan
    total: int  # articles, by the engine
    missing: frozenset[str]  # ids that the engine should have found; empty where only totals were compared
    extra: frozenset[str]

    @property
    def loses(self) -> bool:
        """Whether the engine missed something, rather than finding more."""
        return bool(self.missing) or self.total < self.matching

    def __str__(self) -> str:
        sides = [
            f"{side} {len(ids)}: {', '.join(sorted(ids)[:_SHOWN])}"
            for side, ids in (("missing", self.missing), ("extra", self.extra))
            if ids
        ]
        return f"    {self.query!r}: {self.total} found, {self.matching} match; {'; '.join(sides) or 'totals differ'}"


def main() -> None:
    """The command: see benchmarks/README.md. Exit status 1 if an engine's answers differ."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="answers-") as temporary:
        source = Path(temporary) / "articles.jsonl"
        write(multiplied(arguments.corpus, arguments.articles, arguments.seed), source)
        scan = Scan(read(source))
        sets = query_sets([article.title for article in read(source)], arguments.queries, arguments.seed)
        right = True
        for name in arguments.engine:
            try:
                print(f"{name} {version(name)}")
                folder = arguments.index or Path(temporary) / name
                if not arguments.index:
                    indexed(name, source, folder, _TIMEOUT_SECONDS)
                with Serving(name, folder) as serving:
                    right &= _checked(serving, scan, sets, arguments)
            except Missing as missing:
                print(f"Skipped {name}: {missing}", file=sys.stderr)
            except Failed as failed:
                print(f"{name} failed: {failed}", file=sys.stderr)
                right = False
    sys.exit(0 if right else 1)


def _checked(serving: Serving, scan: Scan, sets: Sequence[QuerySet], arguments: argparse.Namespace) -> bool:
    """Print a line for each set, and the first queries that differ. True if all answers pass."""
    right = True
    for set_ in sets:
        if set_.kind not in serving.kinds:
            continue
        compared = [_difference(serving, scan, set_, query, arguments.ids_up_to) for query in set_.texts]
        differences = [difference for difference in compared if difference]
        lost = sum(difference.loses for difference in differences)
        print(f"  {set_.name}: {len(compared)} queries, {len(differences)} differ, {lost} of them miss articles")
        for difference in sorted(differences, key=lambda difference: not difference.loses)[:_SHOWN]:
            print(difference)
        right &= not (lost if arguments.allow_extra else differences)
    return right


def _difference(serving: Serving, scan: Scan, set_: QuerySet, query: str, ids_up_to: int) -> Difference | None:
    """Compares ids where the scan finds few or the engine gives no total; else the total alone."""
    matching = scan.matches(set_.kind, query)
    limit = len(scan) if len(matching) <= ids_up_to else 1
    total, ids = _found(serving, set_, query, limit)
    if total is None:
        total, ids = _found(serving, set_, query, len(scan))
        total, limit = len(ids), len(scan)
    if limit == 1:
        return Difference(query, len(matching), total, frozenset(), frozenset()) if total != len(matching) else None
    found = set(ids[:total])  # a typed query goes on with articles that hold only some of the words
    if found == matching and total == len(matching):
        return None
    return Difference(query, len(matching), total, frozenset(matching - found), frozenset(found - matching))


def _found(serving: Serving, set_: QuerySet, query: str, limit: int) -> tuple[int | None, list[str]]:
    reply = serving.answers(set_.kind, [query], limit)
    return reply["totals"][0], reply["ids"][0]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--corpus", type=Path, required=True, help="source articles, .jsonl or .jsonl.zst")
    add("--articles", type=int, default=2_000, help="how many to index (default: %(default)s)")
    add("--engine", nargs="+", choices=ENGINES, default=["timkiem"], help="default: timkiem")
    add("--index", type=Path, help="the engine's index of just these articles (default: made for the check)")
    add("--queries", type=int, default=50, help="in each set (default: %(default)s)")
    add("--ids-up-to", type=int, default=1_000, help="beyond so many matches compare totals alone (default: 1000)")
    add("--allow-extra", action="store_true", help="finding more, as by spelling variants, is no fault")
    add("--seed", type=int, default=2, help="of the queries and of the copies (default: %(default)s)")
    arguments = parser.parse_args()
    if not arguments.corpus.is_file():
        parser.error(f"no such file: {arguments.corpus}")
    return arguments


if __name__ == "__main__":
    main()
