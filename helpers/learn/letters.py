"""What becomes of a name that somebody types: the letters a to z, and a sentence on all others."""

import unicodedata

from helpers import expect
from helpers.learn.tasks import LETTERS

AS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
SHOWN = 4  # of the letters that are read as others or not at all, so many are told


def known(text, most=14):
    """Return the letters of `text` that the course's nets know, a to z, at most so many, and what became of the others.

    Accents are taken off ("Zoë" gives "zoe"); what is no letter of a to z is left out. The second is a sentence or
    more, None if all was read. Raises ValueError for what is no text.
    """
    if not isinstance(text, str):
        raise ValueError(f"text is {expect.described(text)}; expected a text such as 'anna'")
    expect.count("most", most)
    letters, changed, strange = "", {}, {}
    for c in unicodedata.normalize("NFC", text):
        c = c.lower() if len(c.lower()) == 1 else c  # the small form of İ is two
        plain = c if c in LETTERS[1:] else AS.get(c) or _without_accents(c)
        letters += plain
        if not plain and not c.isspace() and not unicodedata.combining(c):
            strange[c] = _script(c)
        elif plain != c and plain:
            changed[c] = plain
    said = _told(changed, strange) + ([f"Only the first {most} letters are read."] if len(letters) > most else [])
    if not letters:
        said.append("No letter from a to z is left: the net reads only the dot that begins a name.")
    return letters[:most], " ".join(said) or None


def _without_accents(c):
    bare = "".join(part for part in unicodedata.normalize("NFKD", c) if not unicodedata.combining(part)).lower()
    return bare if bare and not set(bare) - set(LETTERS[1:]) else ""


def _script(c):
    """The alphabet of a letter, "Greek"; "" for what is no letter."""
    named = unicodedata.name(c, "").split()
    return named[0].title().replace("Cjk", "Chinese") if named and unicodedata.category(c)[0] in "LM" else ""


def _told(changed, strange):
    said = []
    if changed:
        pairs = [f"{c} as {plain}" for c, plain in changed.items()]
        said.append(f"The net reads {_some(pairs)}.")
    if strange:
        scripts = list(dict.fromkeys(filter(None, strange.values())))
        of = f" ({', '.join(scripts)})" if scripts else ""
        verb = "is" if len(strange) == 1 else "are"
        left_out = _some([f"“{c}”" for c in strange])
        said.append(f"{left_out}{of} {verb} left out: the net has an input for each letter from a to z, and no other.")
    return said


def _some(parts):
    return ", ".join(parts[:SHOWN]) + (f" and {len(parts) - SHOWN} more" if len(parts) > SHOWN else "")
