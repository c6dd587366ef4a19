"""The process in which one engine runs: started anew to index, kept alive to answer queries.

worker.py version ENGINE                 prints the version, or says why not and exits with 3
worker.py index ENGINE ARTICLES FOLDER
worker.py serve ENGINE FOLDER            one JSON request a line in, one JSON reply a line out
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Any

from engines import ENGINES
from engines.contract import Kind, Missing, OpenIndex

MISSING = 3  # exit status: the engine is not here, which is no fault


def main(command: str, name: str, *paths: str) -> None:
    """Do one of the three; results go to the real standard output, what engines print to stderr."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    engine = ENGINES[name]
    if command == "version":
        try:
            print(engine.version(), file=replies)
        except Missing as missing:
            print(missing, file=replies)
            replies.flush()
            sys.exit(MISSING)
    elif command == "index":
        engine.index(Path(paths[0]), Path(paths[1]))
    else:
        index = engine.open(Path(paths[0]))
        for line in sys.stdin:
            request = json.loads(line)
            reply = _throughput(index, **request) if "threads" in request else _answers(index, **request)
            print(json.dumps(reply), file=replies, flush=True)
        index.close()


def _answers(index: OpenIndex, kind: Kind, texts: list[str], limit: int, snippets: bool = False) -> dict[str, Any]:
    """Each query once, one after another. Milliseconds hold the whole call: folding, ranking, titles."""
    reply: dict[str, list[Any]] = {"milliseconds": [], "ids": [], "totals": [], "snippet_milliseconds": []}
    for text in texts:
        start = perf_counter()
        answer = index.search(kind, text, limit)
        reply["milliseconds"].append((perf_counter() - start) * 1e3)
        reply["ids"].append(answer.ids)
        reply["totals"].append(answer.total)
        if snippets and answer.snippets and answer.ids:
            start = perf_counter()
            answer.snippets()
            reply["snippet_milliseconds"].append((perf_counter() - start) * 1e3)
    return reply


def _throughput(index: OpenIndex, kind: Kind, texts: list[str], limit: int, threads: int) -> dict[str, Any]:
    """All queries, drawn from one list by that many threads."""
    with ThreadPoolExecutor(threads) as pool:
        start = perf_counter()
        ids = list(pool.map(lambda text: index.search(kind, text, limit).ids, texts))
        seconds = perf_counter() - start
    return {"per_second": len(texts) / seconds, "ids": ids}


if __name__ == "__main__":
    main(*sys.argv[1:])
