"""Articles with equal scores: first those where words typed side by side stand closer together."""

from pathlib import Path

import pytest

import timkiem
from timkiem import compiled
from timkiem.article import Article
from timkiem.columnar.articles import Articles

FILL = ["ba", "ca", "da", "ga", "ha", "ka", "la", "ma", "na", "pa"]


def text(words: dict[int, str]) -> str:
    """Ten words, some of them at certain places."""
    return " ".join(words.get(at, fill) for at, fill in enumerate(FILL))


FAR = Article("far", "Một", text({0: "lũ", 8: "rừng"}))
NEAR = Article("near", "Hai", text({0: "lũ", 2: "rừng"}))
BACKWARDS = Article("backwards", "Ba", text({5: "rừng", 6: "lũ"}))
AGAIN = [Article(f"again {number}", "Bốn", text({0: "lũ", 5: "rừng"})) for number in range(4)]


@pytest.fixture(params=[False, True], ids=["arrays", "compiled"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.load(wait=True)
    if not request.param:
        monkeypatch.setattr(compiled, "ready", lambda: False)


@pytest.mark.usefixtures("way")
def test_equals_come_in_order_of_closeness(tmp_path: Path) -> None:
    engine = timkiem.open(tmp_path, create=True)
    engine.add([FAR, NEAR, BACKWARDS])
    found = engine.search("lũ rừng")
    assert len({hit.score for hit in found.hits}) == 1
    assert [hit.id for hit in found.hits] == ["backwards", "near", "far"]


def test_no_text_is_read_of_what_stands_side_by_side_or_was_printed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lists of pairs tell the first; of an article that came again one text would tell for all."""
    engine = timkiem.open(tmp_path, create=True)
    engine.add([*AGAIN, *(Article(f"beside {at}", "Sáu", text({at: "biển", at + 1: "đông"})) for at in range(3))])
    read: list[int] = []
    article = Articles.article

    def noted(articles: Articles, number: int) -> Article:
        read.append(number)
        return article(articles, number)

    monkeypatch.setattr(Articles, "article", noted)
    assert [hit.id for hit in engine.search("lũ rừng").hits] == [each.id for each in AGAIN]
    assert [hit.id for hit in engine.search("biển Đông").hits] == ["beside 0", "beside 1", "beside 2"]
    assert read == []
    engine.add([Article("other", "Năm", text({0: "lũ", 4: "rừng"}))])
    read.clear()
    assert [hit.id for hit in engine.search("lũ rừng").hits] == ["other", *(each.id for each in AGAIN)]
    assert len(read) == 2
