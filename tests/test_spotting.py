"""Passages by kernels against passages word by word."""

import random
import re
import sys
import threading
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timkiem.parsing import parse
from timkiem.passages import Spots, spots
from timkiem.query import Choice, Leaf, Way, Word, leaves
from timkiem.showing import Showing
from timkiem.spotting import Spotter, load
from timkiem.text import forms, normalize, spans
from vietnamese import WORDS, texts


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    assert load() is Spotter


def asked(query: str) -> list[Leaf]:
    return list(leaves(parse(query)))


UBND = Choice(tuple(map(Word, forms("UBND"))), (Way(tuple(forms("ủy ban nhân dân"))),))
QUERIES: list[Sequence[Leaf]] = [
    *map(asked, ["lũ", "hoà Huế", '"đường dương" lũ', "th* lũ", "=lũ", '"lũ Huế" HOÀ* "Huế ở lũ"', "𝐇à ANTT 2", "n*"]),
    asked("internationalisation " + "a" * 16 + " " + "a" * 17 + " ЛЮ* Æsop ﬁ \u0301"),
    [UBND, *asked("nước")],
]
PIECES = [*WORDS, "nước", "lu", "LŨ", "sông", "ở", "UBND", "nhanh.", "…", "🌊", "ﬁ", "Æsop", "ЛЮ", "_"]
PIECES += ["internationalisation", "n\u0303", "\u0301"]
PIECES += ["Ủy ban", "nhân dân", "a" * 16, "a" * 17, "z" * 130, "z" * 250, "\n", "\n \n"]
USUAL = re.compile("(?:[ -~\nàáâãèéêìíòóôõùúýăĂđĐĩũƠơƯưẠ-ỹ…]|[\u0300-\u036f])*")
long_texts = st.tuples(st.lists(st.sampled_from(PIECES), max_size=120), st.sampled_from([" ", "", "-"])).map(
    lambda each: each[1].join(each[0])
)


@given(
    st.sampled_from(QUERIES), st.lists(st.one_of(texts, long_texts), min_size=1, max_size=3), st.sampled_from([40, 240])
)
def test_kernels_find_what_stands_there(query: Sequence[Leaf], batch: list[str], width: int) -> None:
    showing, spotter = Showing(query), Spotter(Showing(query))
    for text in map(normalize, batch):
        found = spotter.spots(text, width)
        assert found in (spots(text, width, showing), None)
        if USUAL.fullmatch(text) and all(end - start <= 16 for start, end in spans(text)):
            assert found is not None


@pytest.mark.parametrize("query", ["lũ ở Huế", '"nước sông" lũ Huế', "nuoc song len lu hue", "z* lũ Huế"])
def test_of_many_windows_both_choose_the_same(query: str) -> None:
    chance = random.Random(query)
    showing, spotter = Showing(asked(query)), Spotter(Showing(asked(query)))
    said = ["lũ", "lu", "Lũ", "ở", "Huế", "huế", "nước", "sông", "lên", "z" * 14]
    for _ in range(150):
        some = chance.sample(said, chance.randint(2, len(said)))
        words = [chance.choice(some) if chance.random() < 0.3 else "nhà" * chance.randint(1, 5) for _ in range(250)]
        text = "".join(word + chance.choice(("\n" if chance.random() < 0.1 else " ", ", ")) for word in words)
        for width in (240, 24):
            assert spotter.spots(text, width) == spots(text, width, showing)


def test_letters_that_kernels_cannot_tell_are_left_to_others() -> None:
    spotter = Spotter(Showing(asked("лю 東 lũ")))
    assert spotter.spots("лю lũ", 240) is None
    assert spotter.spots("🌊 lũ", 240) is None
    assert spotter.spots("люд 西 lũ", 240) == Spots([6], [8], spots("люд 西 lũ", 240, Showing(asked("lũ"))).windows)


def test_a_text_of_more_spellings_than_are_told_apart_is_read_all_the_same() -> None:
    text = "lũ " + " ".join(f"x{number}y" for number in range(700))
    spotter, showing = Spotter(Showing(asked("x* lũ"))), Showing(asked("x* lũ"))
    assert spotter.spots(text, 240) is None
    assert spotter.spots("x1y lũ", 240) == spots("x1y lũ", 240, showing)


def test_threads_may_share_what_finds() -> None:
    words = [f"x{number}y" for number in range(200)]
    batch = [" ".join([*words[at:], "lũ", *words[:at]]) for at in range(200)]
    showing, spotter = Showing(asked("x* lũ")), Spotter(Showing(asked("x* lũ")))
    expected, found = [spots(text, 240, showing) for text in batch], [[] for _ in range(4)]
    old = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [
            threading.Thread(target=lambda out=out: out.extend(spotter.spots(text, 240) for text in batch))
            for out in found
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(old)
    assert all(each == expected for each in found)
