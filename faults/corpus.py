"""Articles whose right state can be told from themselves, so that a reader elsewhere can judge what it sees."""

import json
import random
from pathlib import Path

WORDS = ("lũ", "bão", "mưa", "Huế", "Quảng Bình", "công an", "đường", "học sinh", "thủy điện", "báo động")


def article(number: int, version: int) -> dict[str, object]:
    """Article ``number`` as of a version: all articles of one commit bear one version."""
    source = random.Random(f"{number} {version}")
    body = " ".join(source.choices(WORDS, k=source.randint(5, 60)))
    return {"id": f"a{number}", "title": f"Tin phiên{version}", "body": f"chung {body}"}


def write(path: Path, count: int, version: int) -> None:
    """A file of all articles in one version, in the place of another."""
    aside = path.with_suffix(".tmp")
    lines = (json.dumps(article(number, version), ensure_ascii=False) + "\n" for number in range(count))
    aside.write_text("".join(lines), "utf-8")
    aside.replace(path)
