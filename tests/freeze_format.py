"""Keeps a small index of the present format for tests: ``python -m tests.freeze_format``, once for each release."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import timkiem
from timkiem.columnar.lock import NAME
from timkiem.ingest import Ingest
from timkiem.local import LocalEngine

FORMATS = Path(__file__).parent / "formats"
ARTICLES = [
    {
        "id": "qb",
        "title": "Lũ ở Quảng Bình",
        "body": "Nước lũ dâng ở Lệ Thủy.",
        "date": "2020-10-19",
        "source": "Tuổi Trẻ",
    },
    {"id": "ht", "title": "Bão số 9", "body": "Đại tá Nguyễn Văn A, Giám đốc Công an tỉnh Hà Tĩnh.", "date": "2020-11"},
    {"id": "cũ", "title": "Tin đã thay", "body": "Lũ cũ."},
    {"id": "bỏ", "title": "Tin đã bỏ", "body": "Lũ nữa."},
]


def freeze(folder: Path) -> None:
    """Write an index that has all there is: two segments, a deleted and a replaced article, a ledger."""
    with TemporaryDirectory() as name:
        files = [Path(name, "một.jsonl"), Path(name, "hai.jsonl")]
        more = [{"id": f"thêm{number}", "title": f"Tin thêm {number}"} for number in range(20)]
        files[0].write_text("".join(json.dumps(each) + "\n" for each in [*ARTICLES, *more]), "utf-8")
        files[1].write_text(json.dumps({"id": "cũ", "title": "Tin mới", "body": "Lũ mới."}) + "\n", "utf-8")
        for file in files:
            list(Ingest(Path(name, "index"), [str(file)], complain=print).run())
        with LocalEngine(Path(name, "index")) as engine:
            engine.delete(["bỏ"])
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(Path(name, "index"), folder, ignore=shutil.ignore_patterns(NAME))


if __name__ == "__main__":
    freeze(FORMATS / timkiem.__version__)
