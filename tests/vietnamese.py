"""Texts for property tests: what newspapers hold, mixed with what breaks programs."""

from hypothesis import strategies as st

WORDS = [
    "lũ",
    "Huế",
    "HOÀ",
    "hòa",
    "vịêt",
    "đường",
    "Dương",
    "ÐÀ",
    "thuy\u0309",
    "kh\u00ad\u00f4ng",
    "2.079",
    "ANTT",
    "𝐇à",
]
BREAKERS = [
    "\u2028",
    "\u0085",
    "\u200b",
    "\x1b[31m",
    "\ud800",
    "🌊",
    "\u0301",
    "_",
    "…",
    "“",
    "”",
    "\r\n",
    "\x00",
    "ΟΔΟΣ",
    "İ",
]

#: Any text at all, and texts of Vietnamese words between odd characters.
texts = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from([*WORDS, *BREAKERS, " ", "\n", "-"]), max_size=30).map("".join),
)
