"""The passage that shows why an article was found."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from timkiem import snippet as cutting
from timkiem.kernels import Later
from timkiem.parsing import parse
from timkiem.query import leaves
from timkiem.snippet import GAP, WIDTH, Marker, Snippet
from timkiem.spotting import Spotter
from timkiem.text import form, normalize, spans
from vietnamese import WORDS, texts

CASES = json.loads((Path(__file__).parent / "cases" / "marks.json").read_text("utf-8"))["cases"]
each_example = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=["by kernels", "word by word"], autouse=True)
def _way(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test, as in processes that go on searching and in those that search once."""
    way = Later[type[Spotter]](lambda: None)
    if request.param == "by kernels":
        way = cutting._spotter
        way.load(wait=True)
        assert way.made is Spotter
    with patch.object(cutting, "_spotter", way):
        yield


def cut(query: str, text: str, width: int = WIDTH) -> Snippet:
    return Marker(list(leaves(parse(query)))).cut(text, width)


def marked(query: str, text: str) -> str:
    """The passage as a pipe shows it."""
    return cut(query, text).text("**", "**")


def filler(count: int, first: int = 0) -> str:
    """Sentences that hold no word of a query, each of 40 characters or so."""
    return " ".join(f"Câu thứ {number} kể chuyện mùa gặt ở làng quê." for number in range(first, first + count))


@pytest.mark.parametrize(("query", "text", "passage", "why"), CASES, ids=[case[-1] for case in CASES])
def test_what_is_marked(query: str, text: str, passage: str, why: str) -> None:
    assert marked(query, normalize(text)) == passage


def test_a_long_paragraph_is_cut_at_a_sentence_and_at_words() -> None:
    text = f"{filler(20)} Nước lũ lên nhanh. {filler(20, 20)}"
    assert marked("lũ", text) == (
        "… Nước **lũ** lên nhanh. Câu thứ 20 kể chuyện mùa gặt ở làng quê. Câu thứ 21 kể chuyện mùa gặt ở làng quê. "
        "Câu thứ 22 kể chuyện mùa gặt ở làng quê. Câu thứ 23 kể chuyện mùa gặt ở làng quê. "
        "Câu thứ 24 kể chuyện mùa gặt ở làng quê. Câu thứ 25 kể …"
    )


def test_without_any_match_the_first_long_paragraph_begins() -> None:
    text = f"Ảnh: An.\n{filler(9)}\nHùng - Quý"
    assert marked("lũ", text) == f"{filler(9)[:241].rpartition(' ')[0]} …"


def test_what_stands_far_apart_is_shown_in_two_passages() -> None:
    text = f"{filler(4)} Nước lũ dâng. {filler(20, 4)} Trời bão to. {filler(9, 30)}"
    assert marked("lũ bão", text) == (
        "… Nước **lũ** dâng. Câu thứ 4 kể chuyện mùa gặt ở làng quê. Câu thứ 5 kể chuyện mùa gặt ở làng quê. "
        "Câu thứ 6 kể chuyện mùa … Trời **bão** to. Câu thứ 30 kể chuyện mùa gặt ở làng quê. "
        "Câu thứ 31 kể chuyện mùa gặt ở làng quê. Câu thứ 32 kể chuyện mùa …"
    )


def test_where_all_words_stand_together_wins() -> None:
    text = (
        f"Lũ. {filler(9)}\n{filler(9, 9)} Quảng. {filler(9, 20)}\nLũ ở Quảng Bình. {filler(9, 30)}\nBình. {filler(9)}"
    )
    assert marked("lũ Quảng Bình", text).startswith("**Lũ** ở **Quảng Bình**. Câu thứ 30")


@pytest.mark.parametrize("short", ["Ảnh: lũ ở Huế.", "Lũ - Huế - Nga"])
def test_a_caption_or_byline_does_not_win_over_the_body(short: str) -> None:
    body = f"Nước lũ lên ở Huế. {filler(9)}"
    assert marked("lũ Huế", f"{short}\n{body}") == marked("lũ Huế", f"{body}\n{short}").removesuffix(" …") + " …"
    assert marked("lũ Huế", f"{short}\n{body}").startswith("Nước **lũ** lên ở **Huế**. Câu thứ 0")


LONG = "x\u0323\u0302" * 1000


@pytest.mark.parametrize(
    ("query", "text", "passage"),
    [
        ("lũ", LONG, f"{LONG[:240]} …"),
        ("lũ", "a" + LONG, f"a{LONG[:237]} …"),
        ("x*", LONG, f"{LONG[:240]} …"),
        ("lũ", f"{LONG}-lũ {LONG}", "… **lũ** …"),
        ("lũ", f"ở {LONG} lũ-{LONG}", "… **lũ** …"),
        ("lũ x*", f"{LONG} lũ", "… **lũ**"),
        ("lũ", "\u0301" * 1000, "\u0301 …"),
    ],
)
def test_a_word_longer_than_a_passage_is_not_shown_whole(query: str, text: str, passage: str) -> None:
    assert marked(query, text) == passage


def test_html_is_escaped_and_marks_are_elements() -> None:
    snippet = cut('lũ & "Huế"', 'Lũ <b>& "Huế"</b>')
    assert snippet.html() == "<mark>Lũ</mark> &lt;b&gt;&amp; &quot;<mark>Huế</mark>&quot;&lt;/b&gt;"


def test_render_dresses_marks_and_the_rest() -> None:
    snippet = Snippet("Lũ ở Huế", ((0, 2), (5, 8)))
    assert snippet.render(str.upper, lambda piece: piece.replace(" ", "_")) == "LŨ_ở_HUẾ"
    assert (snippet.text(), snippet.text("[", "]")) == ("Lũ ở Huế", "[Lũ] ở [Huế]")


QUERIES = ["lũ", "hoà Huế", '"đường dương"', "th* lũ", "khong viet", '"lũ Huế" HOÀ* -Huế', "𝐇à ANTT 2", "nước sông lên"]
long_texts = st.lists(
    st.lists(
        st.sampled_from([*WORDS, "nước", "sông", "lên", "ở", "và", "nhanh.", "…", "🌊" * 3, "a" * 90]), max_size=90
    ).map(" ".join),
    max_size=5,
).map("\n".join)


@each_example
@given(st.sampled_from(QUERIES), st.one_of(texts, long_texts), st.sampled_from([40, WIDTH]))
def test_marks_cover_whole_words_that_were_asked_for(query: str, text: str, width: int) -> None:
    text = normalize(text)
    snippet = cut(query, text, width)
    wanted = [word for leaf in leaves(parse(query)) for word in getattr(leaf, "words", (leaf,))]
    starts, ends = (set(edge) for edge in zip((-1, -1), *spans(snippet.passage), strict=True))
    last = -1
    for start, end in snippet.marks:
        assert last < start < end <= len(snippet.passage)
        assert start in starts
        assert end in ends
        for word in snippet.passage[start:end].split(" "):
            assert any(form(word).folded.startswith(each.form.folded) for each in wanted)
        last = end
    assert re.sub("<.*?>", "", snippet.html()) == html.escape(snippet.passage)


@each_example
@given(st.sampled_from(QUERIES), st.one_of(texts, long_texts), st.sampled_from([40, WIDTH]))
def test_a_passage_is_made_of_the_text_and_cut_between_words(query: str, text: str, width: int) -> None:
    text = normalize(text)
    passage = cut(query, text, width).passage
    flat, words = text.replace("\n", " "), [text[start:end] for start, end in spans(text)]
    at = 0
    for piece in passage.removeprefix("… ").removesuffix(" …").split(GAP):
        found = flat.find(piece, at)
        if "…" not in text:
            assert found >= at, piece
            at = found + len(piece)
    assert [passage[start:end] for start, end in spans(passage) if passage[start:end] not in words] == []
    longest = max(map(len, text.split()), default=0)
    assert len(passage) <= width + 2 * longest + 2 * len(GAP)


def test_a_caption_shows_only_what_the_body_lacks() -> None:
    body = "Trận lũ ở tỉnh Quảng Bình làm hàng nghìn ngôi nhà ngập sâu, theo báo cáo của ban chỉ huy phòng chống " + (
        "thiên tai và tìm kiếm cứu nạn gửi về chiều qua, khi nước vẫn còn lên nhanh ở các xã ven sông."
    )
    caption = "Ảnh: Cầu Nhật Lệ ở Quảng Bình"
    assert "Trận lũ ở tỉnh [Quảng Bình]" in Marker(list(leaves(parse("quảng bình")))).cut(f"{caption}\n{body}").text(
        "[", "]"
    )
    both = Marker(list(leaves(parse("cầu quảng bình")))).cut(f"{caption}\n{body}").text("[", "]")
    assert "[Quảng Bình] làm" in both
    assert "[Cầu] Nhật Lệ" in both
