"""Vietnamese syllables: which can be written at all, and where the tone stands.

A syllable is an onset (perhaps none), a rhyme and a tone. Onsets and rhymes are few and known: the tables are
those of the orthography (Đoàn Thiện Thuật, "Ngữ âm tiếng Việt", 1977; Quy tắc chính tả of 1984), with
the few rhymes of loans (oong, ooc, uyn, uyp, and ăk of Đắk Lắk). Syllables are taken as ``text`` writes them: letters
with marks, lower case, then the tone.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache

from timkiem.text import TONES

SHARP, HEAVY = "\u0301", "\u0323"  #: sắc and nặng, the tones of syllables that end in a stop

_INITIALS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_ONSETS = ("", *_INITIALS.split())
_RHYMES = """
    a ac ach ai am an ang anh ao ap at au ay   ăc ăm ăn ăng ăp ăt   âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et   ê êch êm ên ênh êp êt êu
    i ia ich im in inh ip it iu   iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong ooc oong op ot   ô ôc ôi ôm ôn ông ôp ôt   ơ ơi ơm ơn ơp ơt
    oa oac oach oai oam oan oang oanh oao oap oat oay   oăc oăm oăn oăng oăt   oe oen oeo oet
    u ua uc ui um un ung up ut   uôc uôi uôm uôn uông uôt   uân uâng uât uây   uê uêch uênh   uơ
    uy uya uych uyên uyêt uyn uynh uyp uyt uyu
    ư ưa ưc ưi ưm ưng ưt ưu   ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu   ăk
"""
_BEFORE_FRONT = {"k": "c", "gh": "g", "ngh": "ng"}  #: how c, g and ng are written before e, ê and i
_FRONT = tuple(onset for onset in _ONSETS if onset not in ("qu", *_BEFORE_FRONT.values()))  #: the first is none
_BACK = tuple(onset for onset in _ONSETS if onset not in ("qu", *_BEFORE_FRONT))
_BEFORE_Y = ("", "h", "k", "l", "m", "s", "t", "v")  #: onsets behind which y is the whole rhyme: lý, Mỹ
#: Behind qu stand the rhymes that begin with the glide u, without it; and quốc.
_AFTER_QU = """
    a ac ach ai am an ang anh ao ap at au ay   ăc ăm ăn ăng ăp ăt   âc ân âng ât âu ây   e en eng eo et
    ê êch ên ênh êt êu   i ich in inh it iu   ô ôc ơ ơi ơn ơt   y ych yên yêt yêu ynh yt
"""
_VOWELS = frozenset("aăâeêioôơuưy")
_MARKED = frozenset("ăâêôơư")
_STOPS = ("c", "ch", "p", "t")


def is_syllable(written: str) -> bool:
    """Whether letters with marks, then a tone or none, are a syllable that Vietnamese spelling allows."""
    letters, tone = split_tone(written)
    if letters not in _letters():
        return False
    return tone in (SHARP, HEAVY) if letters.endswith(_STOPS) else True


def split_tone(written: str) -> tuple[str, str]:
    """The letters of a written form, and its tone, which is "" for the level one."""
    return (written[:-1], written[-1]) if written and written[-1] in TONES else (written, "")


def spelled(written: str) -> str:
    """A written form as one reads it, the tone where newspapers put it: hoa + ◌̀ -> hòa, quy + ◌́ -> quý.

    A word that is no syllable (café) bears it on its last vowel.
    """
    letters, tone = split_tone(written)
    if not tone:
        return letters
    at = _bearer(letters)
    return unicodedata.normalize("NFC", letters[: at + 1] + tone + letters[at + 1 :])


def _bearer(letters: str) -> int:
    """The position of the letter that bears the tone."""
    marked = [at for at, letter in enumerate(letters) if letter in _MARKED]
    if marked:
        return marked[-1]
    vowels = [at for at, letter in enumerate(letters) if letter in _VOWELS]
    if len(vowels) > 1 and letters.startswith(("qu", "gi")) and vowels[0] == 1:
        vowels = vowels[1:]
    if not vowels:
        return len(letters) - 1
    if letters not in _letters() or len(vowels) == 1:
        return vowels[-1]
    if vowels[-1] + 1 < len(letters):  # a consonant follows: toàn, huỳnh
        return vowels[-1]
    return vowels[-2]


@cache
def _letters() -> frozenset[str]:
    """All syllables without their tones."""
    found = {"qu" + rhyme for rhyme in _AFTER_QU.split()}
    for rhyme in _RHYMES.split():
        found.update([onset + rhyme for onset in _onsets(rhyme)])
    return frozenset(found)


def _onsets(rhyme: str) -> Sequence[str]:
    """What a rhyme may stand behind, but qu, as it is written there."""
    if rhyme[0] == "y":
        return _BEFORE_Y if rhyme == "y" else ("",)
    if rhyme[0] in "eêi":
        some = _FRONT[rhyme.startswith("iê") :]
        return [onset if onset != "gi" else "g" for onset in some] if rhyme[0] == "i" else some
    if rhyme.startswith(("oa", "oă", "oe", "uâ", "uê", "uơ", "uy")):
        return [onset for onset in _BACK if onset != "c"]  # written with qu
    return _BACK
