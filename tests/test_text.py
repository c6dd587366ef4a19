"""Vietnamese writing: what is one word, and which writings are one."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given

from timkiem.text import TONES, Form, form, forms, normalize, spans
from vietnamese import texts

CASES = json.loads((Path(__file__).parent / "cases" / "forms.json").read_text("utf-8"))["cases"]
TONE = {"huyền": "\u0300", "sắc": "\u0301", "ngã": "\u0303", "hỏi": "\u0309", "nặng": "\u0323", "": ""}


@pytest.mark.parametrize(("typed", "folded", "letters", "tone"), CASES, ids=[case[0] for case in CASES])
def test_the_forms_of_a_word(typed: str, folded: str, letters: str, tone: str) -> None:
    words = list(zip(folded.split(), letters.split(), strict=True))
    expected = [Form(*word) for word in words[:-1]] + [Form(words[-1][0], words[-1][1] + TONE[tone])]
    assert forms(typed) == expected


@pytest.mark.parametrize("typed", [case[0] for case in CASES])
def test_no_unicode_form_and_no_capital_makes_another_word(typed: str) -> None:
    variants = {unicodedata.normalize(how, typed) for how in ("NFC", "NFD", "NFKC", "NFKD")}
    variants |= {typed.upper(), typed.lower(), typed.title()} - {"STRASSE"}  # capitals of ß are two letters
    assert {variant: forms(variant) for variant in variants} == dict.fromkeys(variants, forms(typed))


def test_accents_tell_words_apart_that_share_their_letters() -> None:
    words = ["ma", "má", "mà", "mả", "mã", "mạ", "mâ", "mấ", "mắ"]
    assert [form(word).folded for word in words] == ["ma"] * 9
    assert len({form(word).written for word in words}) == 9
    assert [form(word).accented for word in words] == [False] + [True] * 8


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        pytest.param("Lũ ở Huế – “nước lên”…", "Lũ ở Huế – “nước lên”…", id="ordinary text is itself"),
        pytest.param(unicodedata.normalize("NFD", "Đường Hoà Thuỷ"), "Đường Hoà Thuỷ", id="NFD is composed"),
        pytest.param("Quả\u00adng\u200b \ufeffBì\u2060nh\u200e", "Quảng Bình", id="what nobody sees goes"),
        pytest.param(
            "một\r\nhai\rba\u2028bốn\u2029năm\u0085sáu\x0bbảy\x0ctám",
            "một\nhai\nba\nbốn\nnăm\nsáu\nbảy\ntám",
            id="line ends",
        ),
        pytest.param("a\x00b\x1b[31mđỏ\x07\x7f\x9b", "a b [31mđỏ   ", id="control characters are spaces"),
        pytest.param("nửa \ud83c đôi", "nửa   đôi", id="half a character is a space"),
        pytest.param("lũ 🌊 \U0001d5db", "lũ 🌊 \U0001d5db", id="what lies beyond the first plane stays"),
        pytest.param("a\tb", "a\tb", id="a tab stays"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_normalize(typed: str, normal: str) -> None:
    assert normalize(typed) == normal


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Công an tỉnh Hà Tĩnh.", ["Công", "an", "tỉnh", "Hà", "Tĩnh"]),
        ("“Vì an ninh” (2022): 2.079 lượt; 6-7%", ["Vì", "an", "ninh", "2022", "2", "079", "lượt", "6", "7"]),
        ("QĐ-TTg/a_b@c", ["QĐ", "TTg", "a", "b", "c"]),
        ("lũ🌊Huế 👨‍👩‍👧", ["lũ", "Huế"]),
        ("x\u0323\u0302y", ["x\u0323\u0302y"]),  # no composed letter holds these marks
        ("một\nhai\u00a0ba", ["một", "hai", "ba"]),
        ("… — !", []),
    ],
)
def test_words_of_a_text(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text)] == words


@given(texts)
def test_normalizing_twice_changes_nothing(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(texts)
def test_a_normal_text_is_composed_and_steers_no_terminal(text: str) -> None:
    normal = normalize(text)
    assert unicodedata.is_normalized("NFC", normal)
    assert {char for char in normal if unicodedata.category(char) in ("Cc", "Cs")} <= {"\n", "\t"}


@given(texts)
def test_spans_ascend_and_leave_out_no_letter(text: str) -> None:
    normal = normalize(text)
    ends = [0, *(place for span in spans(normal) for place in span), len(normal)]
    assert ends == sorted(ends)
    between = [normal[end:start] for end, start in zip(ends[::2], ends[1::2], strict=True)]
    assert not any(char.isalnum() for char in "".join(between))
    assert all(start < end for start, end in spans(normal))


@given(texts)
def test_forms_are_never_empty_and_fold_to_themselves(text: str) -> None:
    for each in forms(text):
        assert each.folded
        assert each.written
        assert form(each.folded).folded == each.folded
        assert form(each.written) == each or set(each.written) <= TONES


@given(texts)
def test_a_text_has_the_same_words_in_every_unicode_form(text: str) -> None:
    assert forms(unicodedata.normalize("NFD", normalize(text))) == forms(text)
