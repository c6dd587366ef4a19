"""A query that was typed while Telex or VNI was off: `quangr binhf` is quảng bình."""

from timkiem.frequencies import Frequencies
from timkiem.input_methods import typed
from timkiem.lexing import free_words
from timkiem.text import form, normalize

_TIMES = 20  #: as often as the keys a syllable must stand in the index to be meant, once another word leaves no doubt


def understood(frequencies: Frequencies, query: str) -> str | None:
    """The query with syllables in the place of their keys; None when there are none, or when they may be words.

    There is no doubt about a word that the index has not, whose keys make a syllable that it has. Where one such
    word stands, the input method was off: then other words are read so too, unless they are usual as they are.
    """
    text = normalize(query)
    spans = [(start, end, meant) for start, end in free_words(text) if (meant := typed(text[start:end]))]
    counted = [
        (frequencies.word(form(text[start:end]).folded), _documents(frequencies, meant)) for start, end, meant in spans
    ]
    if not any(documents and not raw for raw, documents in counted):
        return None
    parts, done = [], 0
    for (start, end, meant), (raw, documents) in zip(spans, counted, strict=True):
        if documents > _TIMES * raw:
            parts += [text[done:start], meant]
            done = end
    return "".join(parts) + text[done:]


def _documents(frequencies: Frequencies, syllable: str) -> int:
    """How many documents have a syllable as it is written."""
    word = form(syllable)
    return frequencies.writings(word.folded).get(word.written, 0)
