"""Every file of an index is altered: its bits, its bytes, its length. An error names it, or answers are right."""

import random
import tempfile
import time
from pathlib import Path

from faults.corpus import article
from timkiem.article import Article
from timkiem.checking import faults
from timkiem.errors import IndexCorrupt, IndexMissing
from timkiem.local import LocalEngine

QUERIES = ("quảng bình", '"công an" lũ', "mưa -bão", "đ*", "title:tin", "(huế OR học) sinh", '"lũ bão"~5')


def run(seconds: float, seed: int, most: int = 1 << 30) -> str:
    """Alter for so long. Raises AssertionError for a wrong answer; any other error than IndexCorrupt is raised."""
    source, until = random.Random(seed), time.monotonic() + seconds
    tried = refused = 0
    with tempfile.TemporaryDirectory() as name:
        index = Path(name, "index")
        with LocalEngine(index, create=True) as engine:
            for first, last in ((0, 300), (300, 340), (340, 345)):
                articles = [Article(**article(number, 1)) for number in range(first, last)]  # type: ignore[arg-type]
                engine.add(articles)
            engine.delete(["a1", "a310"])
        expected = _answers(index)
        files = [path for path in sorted(index.iterdir()) if path.suffix in (".columns", ".json", ".toc")]
        whole = {path: path.read_bytes() for path in files}
        while time.monotonic() < until and tried < most:
            path = source.choice(files)
            path.write_bytes(_altered(whole[path], source))
            tried += 1
            try:
                assert _answers(index) == expected, f"a wrong answer from {path.name}"
            except (IndexCorrupt, IndexMissing) as error:
                refused += 1
                assert path.name in str(error), error  # noqa: PT017
            if path.suffix == ".columns" and tried % 20 == 0 and path.read_bytes() != whole[path]:
                assert all(fault.path == path for fault in faults(index))
            path.write_bytes(whole[path])
    return (
        f"{tried} alterations: {refused} refused by the file's name, {tried - refused} without effect; 0 wrong answers"
    )


def _altered(raw: bytes, source: random.Random) -> bytes:
    at = source.randrange(len(raw))
    match source.randrange(5):
        case 0 | 1:
            return raw[:at] + bytes([raw[at] ^ 1 << source.randrange(8)]) + raw[at + 1 :]
        case 2:
            return raw[:at]
        case 3:
            return raw[:at] + source.randbytes(min(64, len(raw) - at)) + raw[at + 64 :]
        case _:
            return raw[:at] + bytes(min(4096, len(raw) - at)) + raw[at + 4096 :]


def _answers(index: Path) -> list[object]:
    with LocalEngine(index) as engine:
        return [[hit.record() for hit in engine.search(typed, limit=40).hits] for typed in QUERIES]
