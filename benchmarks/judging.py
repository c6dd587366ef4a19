"""The options of benchmarks that ask judged queries: where articles and judgements are, and what becomes of it."""

import argparse
from pathlib import Path


def parser(description: str | None) -> argparse.ArgumentParser:
    """A parser with these options; a benchmark adds its own."""
    parser = argparse.ArgumentParser(description=description)
    add = parser.add_argument
    add("--relevance", type=Path, help="folder with articles.jsonl, queries.tsv and qrels.txt")
    add("--corpus", type=Path, help="articles beside the judged ones, .jsonl or .jsonl.zst")
    add("--articles", type=int, default=40_000, help="how many of those (default: %(default)s)")
    add("--dry", action="store_true", help="leave the history as it is")
    add("--table", action="store_true", help="print the table of the last run and measure nothing")
    return parser


def parsed(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """The arguments. Ends the program where they say neither what to measure nor that nothing is to be."""
    arguments = parser.parse_args()
    if not arguments.table and not (arguments.relevance and arguments.corpus):
        parser.error("give --relevance and --corpus, or --table")
    return arguments
