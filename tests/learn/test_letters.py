"""A name that somebody types: every letter of every alphabet is read, or a sentence says what became of it."""

import pytest

from helpers.learn import letters

LEFT = "left out: the net has an input for each letter from a to z, and no other."
NOTHING = "No letter from a to z is left"
TYPED = [
    ("Anna", "anna", None), ("Mary Ann", "maryann", None), ("x" * 14, "x" * 14, None),
    ("Zoë", "zoe", "reads ë as e."), ("Zoe\u0308", "zoe", "reads ë as e."), ("Straße", "strasse", "ß as ss"),
    ("İpek", "ipek", "İ as i"), ("Łukasz", "lukasz", "ł as l"), ("Nguyễn", "nguyen", "ễ as e"),
    ("O'Brien-Smith", "obriensmith", f"“'”, “-” are {LEFT}"), ("bo3", "bo", f"“3” is {LEFT}"),
    ("😀", "", f"“😀” is {LEFT}"), ("한글", "", "(Hangul)"), ("אבג", "", "(Hebrew)"),
    ("Анна", "", "“а”, “н” (Cyrillic) are left out"), ("王小明", "", "“王”, “小”, “明” (Chinese) are"),
    ("नमस्ते", "", "“न”, “म”, “स”, “त” and 1 more (Devanagari) are"), ("", "", NOTHING), (" \t", "", NOTHING),
    ("ﬁn", "fin", "ﬁ as fi"), ("abcdefghijklmno", "abcdefghijklmn", "Only the first 14 letters are read."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "read", "sentence"), TYPED)
def test_every_letter_is_read_or_told(text, read, sentence):
    name, said = letters.known(text)
    assert name == read
    assert said is None if sentence is None else sentence in said
    assert name or NOTHING in said
