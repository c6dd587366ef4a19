"""Words by arrays against words one by one."""

import json
from collections.abc import Iterator
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from timkiem import tokens as reading
from timkiem.kernels import kernel
from timkiem.text import Form, form, forms, normalize
from timkiem.text import words as text_words
from timkiem.tokens import Ranked, Vocabulary
from vietnamese import texts

each_example = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=["by the kernel", "by a dict"], autouse=True)
def _way(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test, as for large batches and as for small ones."""
    way = kernel(reading.read_words.plain)
    if request.param == "by the kernel":
        assert reading.read_words.load()
        way = reading.read_words
    with patch.object(reading, "read_words", way):
        yield


def read(vocabulary: Vocabulary, batch: list[str]) -> list[list[Form]]:
    """The forms of each text, by way of the arrays."""
    tokens = vocabulary.tokens([normalize(text) for text in batch])
    assert (tokens.spellings.dtype, tokens.lengths.dtype) == (np.dtype("u4"), np.dtype("u4"))
    words = iter([vocabulary.forms[number] for number in tokens.spellings.tolist()])
    found = [[next(words) for _ in range(length)] for length in tokens.lengths.tolist()]
    assert list(words) == []
    return found


@each_example
@given(st.lists(texts, max_size=4))
def test_agrees_with_forms_of_each_text(batch: list[str]) -> None:
    assert read(Vocabulary(), batch) == [forms(text) for text in batch]


@each_example
@given(st.lists(st.tuples(texts, texts), max_size=4))
def test_agrees_within_json(batch: list[tuple[str, str]]) -> None:
    """Texts of two parts each, with what JSON writes otherwise."""
    raw = [json.dumps([normalize(one), "\b" + other], ensure_ascii=False) for one, other in batch]
    raw = [each.encode(errors="replace") for each in raw]
    parts = [json.loads(each) for each in raw]
    edges = np.cumsum([0, *map(len, raw)])[:-1]
    middles = [
        start + len(json.dumps(one, ensure_ascii=False).encode()) for start, (one, _) in zip(edges, parts, strict=True)
    ]
    spans = [
        ((start + 2, middle), (middle + 4, start + len(each) - 2))
        for start, middle, each in zip(edges, middles, raw, strict=True)
    ]
    vocabulary = Vocabulary()
    tokens = vocabulary.tokens_in_json(b"".join(raw), np.array(spans, "i8").reshape(-1, 2, 2))
    words = iter([vocabulary.forms[number] for number in tokens.spellings.tolist()])
    found = [[next(words) for _ in range(length)] for length in tokens.lengths.tolist()]
    assert found == [[form(word[0]) for part in pair for word in text_words(part)] for pair in parts]


def test_agrees_on_every_letter_there_is() -> None:
    letters = [chr(code) for code in range(0x110000) if chr(code).isalnum()]
    unlike = [char for char, found in zip(letters, read(Vocabulary(), letters), strict=True) if found != forms(char)]
    assert unlike == []


def test_agrees_around_the_width_that_is_looked_up_by_array() -> None:
    words = ["n" * length + end for length in range(1, 20) for end in ("", "g", "ễ", "𝐇", "ễ\u0323\u0302")]
    assert read(Vocabulary(), [" ".join(words)]) == [[form(word) for word in words]]


def test_an_empty_text_has_no_words_and_keeps_its_place() -> None:
    assert read(Vocabulary(), ["", "lũ", "", "… !", "ở Huế", ""]) == [[], [form("lũ")], [], [], forms("ở Huế"), []]
    assert read(Vocabulary(), []) == []


def test_words_do_not_run_from_one_text_into_the_next() -> None:
    assert read(Vocabulary(), ["Quảng", "Bình"]) == [[form("Quảng")], [form("Bình")]]


def test_a_number_never_changes_its_meaning() -> None:
    vocabulary = Vocabulary(capacity=2)
    words = [f"từ{number}" for number in range(20_000)]
    first = vocabulary.tokens([" ".join(words[:1000])]).spellings.tolist()
    known = list(vocabulary.forms)
    vocabulary.tokens([" ".join(words)])
    assert vocabulary.forms[: len(known)] == known
    assert vocabulary.tokens([" ".join(words[:1000])]).spellings.tolist() == first
    assert [vocabulary.forms[number] for number in first] == [form(word) for word in words[:1000]]


def test_capitals_share_a_number() -> None:
    vocabulary = Vocabulary()
    assert vocabulary.tokens(["Huế HUẾ huế thiên THIÊN"]).spellings.tolist() == [0, 0, 0, 1, 1]
    assert vocabulary.forms == [form("huế"), form("thiên")]


def test_forms_are_ranked_alike_all_at_once_and_step_by_step() -> None:
    vocabulary = Vocabulary()
    for text in ("má đà ma", "đá mà đa hòa", "", "hoà an mã"):
        vocabulary.tokens([text])
        ranked = vocabulary.ranked()
    words = ["má", "đà", "ma", "đá", "mà", "đa", "hòa", "hoà", "an", "mã"]
    assert ranked.forms == sorted(set(map(form, words)))
    assert [ranked.forms[rank] for rank in ranked.ranks.tolist()] == vocabulary.forms
    folded = [each.folded for each in ranked.forms]
    assert [sorted(set(folded)).index(word) for word in folded] == ranked.words.tolist()
    at_once = Ranked.of(vocabulary.forms)
    assert (at_once.forms, at_once.ranks.tolist()) == (ranked.forms, ranked.ranks.tolist())
