"""What is offered for a mistyped query, and what is not: tests/cases/corrections.tsv and understood.tsv."""

from pathlib import Path

import pytest

import newsroom
from case_tables import table
from timkiem.answer import Ranked, closest
from timkiem.article import Article
from timkiem.correct import correct
from timkiem.frequencies import Frequencies
from timkiem.lexing import free_words
from timkiem.local import LocalEngine
from timkiem.text import forms, normalize
from timkiem.understand import understood


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> LocalEngine:
    engine = LocalEngine(tmp_path_factory.mktemp("newsroom"), create=True)
    engine.add(newsroom.articles(), metadata=False)
    return engine


@pytest.mark.parametrize(("typed", "meant"), table("corrections"))
def test_what_is_offered(engine: LocalEngine, typed: str, meant: str) -> None:
    assert engine.correct(typed) == (None if meant == "-" else meant)


@pytest.mark.parametrize(("typed", "meant"), table("understood"))
def test_what_is_understood(engine: LocalEngine, typed: str, meant: str) -> None:
    assert understood(Frequencies(engine.snapshot()), typed) == (None if meant == "-" else meant)


def test_every_query_of_the_news_is_fine(engine: LocalEngine) -> None:
    """No sentence of the index is corrected, whole or cut anywhere."""
    cut = [" ".join(each.split()[at : at + 3]) for each in newsroom.SENTENCES for at in range(len(each.split()) - 2)]
    assert {query: engine.correct(query) for query in [*newsroom.SENTENCES, *cut]} == dict.fromkeys(
        [*newsroom.SENTENCES, *cut]
    )


def test_a_search_suggests_where_it_finds_few(engine: LocalEngine) -> None:
    fine, mistyped, auto = (
        engine.search("quảng bình"),
        engine.search("quảng bnh"),
        engine.search("quảng bnh", auto=True),
    )
    assert (fine.suggestion, fine.reading) == (None, None)
    assert (mistyped.query, mistyped.total, mistyped.suggestion) == ("quảng bnh", 0, "quảng bình")
    assert (auto.query, auto.reading, auto.suggestion) == ("quảng bnh", "quảng bình", None)
    assert (auto.total, [hit.id for hit in auto.hits]) == (fine.total, [hit.id for hit in fine.hits])
    assert mistyped.record()["suggestion"] == "quảng bình"


def test_a_search_suggests_where_words_stand_nowhere_beside_their_neighbours(tmp_path: Path) -> None:
    """Many articles may have all words of a mistyped query somewhere; they keep their places."""
    with LocalEngine(tmp_path, create=True) as engine:
        scattered = [Article(f"xi{at}", "", "Xi măng tăng giá. Ông chiến thắng.") for at in range(20)]
        engine.add([*newsroom.articles(), *scattered], metadata=False)
        page = engine.search("chiến xĩ")
        assert (page.total, page.suggestion) == (20, "chiến sĩ")
        assert {hit.id for hit in page.hits} <= {article.id for article in scattered}
        assert engine.search("chiến thắng").suggestion is None


def test_the_closest_to_a_mistyped_query_are_what_was_meant(engine: LocalEngine) -> None:
    """They are partial matches all the same, and what was meant is marked in them."""
    fine, mistyped = engine.search("quảng bình", limit=5), engine.search("quảng bnh", limit=5)
    assert [hit.id for hit in mistyped.hits] == [hit.id for hit in fine.hits]
    assert [hit.complete for hit in mistyped.hits] == [False] * 5
    assert mistyped.hits[0].snippet.text("[", "]") == fine.hits[0].snippet.text("[", "]")


def test_what_has_the_words_as_they_were_typed_stays_first() -> None:
    complete, partial = Ranked(0, 1, 0.2, True), Ranked(0, 2, 0.1, False)
    meant = [Ranked(0, 3, 0.9, True), Ranked(0, 1, 0.8, True), Ranked(1, 2, 0.7, False)]
    found = [Ranked(0, 3, 0.9, False, corrected=True), Ranked(1, 2, 0.7, False, corrected=True)]
    close = [complete, *found, partial]
    assert closest([complete, partial], meant, 5) == close
    assert closest([complete, partial], meant, 2) == close[:2]


def test_keys_left_in_are_searched_as_syllables(engine: LocalEngine) -> None:
    keys, letters = engine.search("quangr binhf"), engine.search("quảng bình")
    assert (keys.query, keys.reading, keys.suggestion, keys.total) == (
        "quangr binhf",
        "quảng bình",
        None,
        letters.total,
    )
    assert [hit.id for hit in keys.hits] == [hit.id for hit in letters.hits]


def test_dates_bound_the_closest_too(engine: LocalEngine) -> None:
    assert engine.search("quảng bnh", since="2022").hits == ()


def test_an_empty_index_offers_nothing(tmp_path: Path) -> None:
    with LocalEngine(tmp_path, create=True) as engine:
        engine.add([])
        assert engine.correct("quảng bnh") is None


@pytest.mark.parametrize(
    "query", ["quảng bnh " * 20, "quảng " + "b" * 200, "the quick brown fox jumps over some lazy dog again"]
)
def test_what_is_long_or_of_another_language_is_left_alone(engine: LocalEngine, query: str) -> None:
    assert engine.correct(query) is None


def test_counts_are_those_of_all_segments(tmp_path: Path) -> None:
    with LocalEngine(tmp_path, create=True) as engine:
        for number in range(3):
            engine.add([Article(f"{number}/{each}", "Lũ", "lũ lụt " * 3000) for each in range(3 - number)])
        snapshot = engine.snapshot()
        assert len(snapshot.segments) > 1
        frequencies = Frequencies(snapshot)
        assert frequencies.word("lut") == 6 * 3000
        assert frequencies.pair("lu", "lut") == 6 * 3000
        assert frequencies.pair("lut", "lut") == 0
        assert dict(frequencies.known(["lu", "lut", "la"])) == {"lu": 6 * 3001, "lut": 6 * 3000}
        assert frequencies.writings("lu") == {"lu\u0303": 12}  # documents, of titles and of texts
        assert frequencies.writings_of_pair("lu", "lut") == {("lu\u0303", "lut\u0323"): 1.0}
        assert frequencies.word("bão") == frequencies.pair("bao", "so") == 0


def test_the_writings_of_a_pair_are_told_from_what_else_stands_in_its_articles(tmp_path: Path) -> None:
    """`của các` is not cửa các, though most articles have a cửa somewhere; `bão số` is bão số but for one báo số."""
    texts = ["của các anh, cửa sổ"] * 8 + ["của các chị"] * 4 + ["bão số 5, báo chí"] * 6
    texts += ["bão số 6"] * 2 + ["báo số 7"]
    with LocalEngine(tmp_path, create=True) as engine:
        engine.add([Article(str(number), "", text) for number, text in enumerate(texts)])
        frequencies = Frequencies(engine.snapshot())
    assert frequencies.share_of_pair(*forms("của các")) > 0.9
    assert frequencies.share_of_pair(*forms("bão số")) > 0.6
    assert frequencies.share_of_pair(*forms("báo số")) < 0.4


@pytest.mark.parametrize(
    ("query", "free"),
    [
        ("lũ NOT bão", "lũ|bão"),
        ('"công an" (Huế OR -đường)', "công|an|Huế|đường"),
        ("title:bão body:(lũ lụt) nhũ*", "bão|lũ|lụt"),
        ("location:huế lũ", "lũ"),
        ('official:"đại tá" lũ', "lũ"),
        ("author:(Hùng (Nga Hà)) lũ", "lũ"),
        ("location:(huế", ""),
        ('=đường ="lũ lụt" /s bão', "bão"),
        ('"lũ huế"~5 bão', "lũ|huế|bão"),
        ("source:", "source"),
    ],
)
def test_the_words_of_titles_and_texts(query: str, free: str) -> None:
    text = normalize(query)
    assert "|".join(text[start:end] for start, end in free_words(text)) == free


def test_a_gain_is_a_ratio_of_probabilities(engine: LocalEngine) -> None:
    """The plainer the mistake, the surer the correction; accents alone find nothing new."""
    frequencies = Frequencies(engine.snapshot())
    near, far = correct(frequencies, "quảng bìnhh"), correct(frequencies, "quảng bìnhx")
    assert near is not None
    assert far is not None
    assert near.text == far.text == "quảng bình"
    assert near.gain > far.gain > 0
    accents = correct(frequencies, "thủ tuớng")
    assert accents is not None
    assert (accents.text, accents.letters) == ("thủ tướng", False)
