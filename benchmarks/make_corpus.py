"""Writes the corpus of a benchmark: N articles as plain JSONL, copied beyond what the source holds."""

import argparse
from pathlib import Path

from articles import multiplied, write


def main() -> None:
    """The command: see benchmarks/README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="source articles, .jsonl or .jsonl.zst")
    parser.add_argument("--articles", type=int, required=True, help="how many to write")
    parser.add_argument("--seed", type=int, default=1, help="of the order of paragraphs in copies (default: 1)")
    parser.add_argument("--output", type=Path, required=True, help="the .jsonl file to write")
    arguments = parser.parse_args()
    if not arguments.corpus.is_file():
        parser.error(f"no such file: {arguments.corpus}")
    text_bytes = write(multiplied(arguments.corpus, arguments.articles, arguments.seed), arguments.output)
    print(f"{arguments.output}: {arguments.articles:,} articles, {text_bytes / 1e6:,.1f} MB of text")


if __name__ == "__main__":
    main()
