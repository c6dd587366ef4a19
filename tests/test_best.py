"""The best without reading every list whole are the best of all scores."""

from pathlib import Path

import numpy as np
import pytest

from generated import in_segments, text
from timkiem import compiled
from timkiem.answer import answer
from timkiem.article import Article
from timkiem.best import best, score
from timkiem.evaluate import Evaluation
from timkiem.local import LocalEngine
from timkiem.masks import Masks
from timkiem.parsing import parse
from timkiem.query import Run
from timkiem.snapshot import Snapshot
from timkiem.weighing import weighed
from timkiem.worth import terms_of_run

QUERIES = (
    "và", "va của", "quảng bình", "quảng bình nghiêng", "internationale covid19", "và của người quảng", "khôngcó và",
    "hoà thủy đường nước lũ mưa biển sông núi", "va cua nguoi quang binh hoa thuy duong nuoc lu mua bien song nui",
    '"và của" nghiêng', '"va va"', "ng* và", "title:và", "title:phố và", "+nghiêng và của người", "và -của",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough short articles for lists of every length."""
    random = np.random.default_rng(11)
    folder = tmp_path_factory.mktemp("index")
    in_segments(
        folder, [Article(f"a{n}", text(random, 4), text(random, int(random.integers(0, 40)))) for n in range(1500)]
    )
    return folder


@pytest.fixture(scope="module")
def snapshot(folder: Path) -> Snapshot:
    snapshot = Snapshot.open(folder)
    assert len(snapshot.segments) == 3
    return snapshot


def run(typed: str) -> Run:
    tree = parse(typed)
    return tree if isinstance(tree, Run) else Run((tree,))


@pytest.fixture(params=["arrays", "compiled"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of finding the best: by arrays, and by the compiled kernel."""
    compiled.load(wait=True)
    assert compiled.ready()
    if request.param == "arrays":
        monkeypatch.setattr(compiled, "ready", lambda: False)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("typed", QUERIES)
@pytest.mark.parametrize("k", [1, 10, 200, 5000])
def test_the_k_best_are_among_what_is_found(typed: str, k: int, snapshot: Snapshot) -> None:
    tree, masks = run(typed), Masks(snapshot)
    scores = [each.scores for each in Evaluation(snapshot).find(tree)]
    for among in (masks.allowed(tree), masks.of(tree)):
        found = best(snapshot, weighed(snapshot, terms_of_run(tree)), among, k)
        every = np.concatenate([each * mask for each, mask in zip(scores, among, strict=True)])
        wanted = sorted(every[every > 0].tolist(), reverse=True)[:k]
        got = sorted(np.concatenate([each.scores for each in found]).tolist(), reverse=True)[:k]
        assert got == pytest.approx(wanted, rel=1e-9)
        for each, all_scores, mask in zip(found, scores, among, strict=True):
            assert mask[each.docs].all()
            assert np.array_equal(each.docs, np.unique(each.docs))
            assert each.scores.tolist() == pytest.approx(all_scores[each.docs].tolist(), rel=1e-9)


@pytest.mark.parametrize("typed", QUERIES)
def test_scores_of_some_documents_are_those_of_all(typed: str, snapshot: Snapshot) -> None:
    tree = run(typed)
    terms = weighed(snapshot, terms_of_run(tree))
    plain = Evaluation(snapshot).find(Run(tree.items))
    for at, found in enumerate(plain):
        for docs in (np.arange(len(found.mask)), np.arange(0, len(found.mask), 7), np.empty(0, "i8")):
            scores = score(snapshot, at, terms, docs)
            assert scores.tolist() == pytest.approx(found.scores[docs].tolist(), rel=1e-9, abs=1e-6)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    "typed",
    [
        "quảng OR bình",
        "và AND của",
        "(ng* OR quảng) AND và",
        "và NOT của",
        '(va OR "quảng bình") AND title:và',
        "ng* OR kh*",
    ],
)
def test_what_matches_and_or_not_is_answered_as_if_read_plainly(typed: str, snapshot: Snapshot) -> None:
    tree = parse(typed)
    plain = Evaluation(snapshot).find(tree)
    assert [mask.tolist() for mask in Masks(snapshot).of(tree)] == [each.mask.tolist() for each in plain]
    found = answer(snapshot, tree, (), 50, "relevance")
    assert found.total == sum(int(each.mask.sum()) for each in plain) > 0
    scores = np.sort(np.concatenate([each.scores[each.mask] for each in plain]))[::-1][:50]
    assert [hit.score for hit in found.ranked] == pytest.approx(scores.tolist(), rel=1e-9)


@pytest.mark.parametrize("typed", QUERIES)
def test_a_page_is_a_piece_of_the_whole_answer(typed: str, folder: Path) -> None:
    engine = LocalEngine(folder)
    whole = engine.search(typed, limit=2000)
    complete = [hit.complete for hit in whole.hits]
    assert complete.count(True) == whole.total
    for limit, page in ((1, 1), (10, 1), (10, 3), (100, 2)):
        part = engine.search(typed, limit=limit, page=page)
        expected = whole.hits[limit * (page - 1) : limit * page]
        assert part.total == whole.total
        assert [hit.complete for hit in part.hits] == [hit.complete for hit in expected]
        assert [hit.score for hit in part.hits] == pytest.approx([hit.score for hit in expected], rel=1e-9)
