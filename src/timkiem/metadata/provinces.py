"""The provinces of before July 2025 and those of today, which are unions of them: which belongs to which.

"Quảng Trị" is both an old province and the union of two; what a name means is for the caller to say, by the
function asked. Names are matched without regard to case, accents and the words "tỉnh", "thành phố" before them.
"""

from timkiem.metadata.gazetteer import province_key
from timkiem.metadata.tables import Lexicon, load


def provinces_before(today: str, lexicon: Lexicon | None = None) -> frozenset[str]:
    """The provinces of before July 2025 that a province of today unites; empty if there is none of this name.

    ``provinces_before("Quảng Trị")`` are Quảng Bình and Quảng Trị.
    """
    name = province_key(today)
    provinces = (lexicon or load()).places.provinces
    return frozenset(old for old, new in provinces.items() if province_key(new) == name)


def province_today(before: str, lexicon: Lexicon | None = None) -> str | None:
    """The province of today that a province of before July 2025, in any of its spellings, is part of; or None."""
    name = province_named(before, lexicon)
    return (lexicon or load()).places.provinces[name] if name is not None else None


def province_named(spelling: str, lexicon: Lexicon | None = None) -> str | None:
    """The canonical name of the province of before July 2025 that a spelling means: "tphcm", "Dak Lak"; or None."""
    return (lexicon or load()).places.province_keys.get(province_key(spelling))
