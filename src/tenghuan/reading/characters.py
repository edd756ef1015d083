"""Characters that nobody sees: dropped from what is read, and named to the person who handed it in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Unicode's format characters that occur in office files (soft hyphen, zero-width, direction, byte order mark, tags),
# variation selectors, and fillers that are drawn as nothing
_RANGES = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_INVISIBLE = re.compile(f"[{_RANGES}]")
_NOTHING_ELSE = re.compile(rf"[{_RANGES}\s]*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_NAMES = {
    "\u00ad": "软连字符",
    "\u200b": "零宽空格",
    "\u200c": "零宽不连字",
    "\u200d": "零宽连字",
    "\u200e": "方向符",
    "\u200f": "方向符",
    "\u202a": "方向符",
    "\u202b": "方向符",
    "\u202c": "方向符",
    "\u202d": "方向符",
    "\u202e": "方向符",
    "\u2060": "零宽连接符",
    "\ufeff": "字节序标记",
}


def visible(text: str) -> str:
    """Return text without its invisible characters; control characters stay."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def fold(text: str) -> str:
    """Return text with full-width letters and digits made half-width, invisible characters and outer blanks dropped."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).strip()


def is_empty_text(text: str) -> bool:
    """Tell whether text shows nothing: blanks and invisible characters only."""
    if "0" <= text[:1] <= "z" or "\u4e00" <= text[:1] <= "\u9fff":  # most texts: spares the pattern
        return False
    return _NOTHING_ELSE.fullmatch(text) is not None


def invisible_in(texts: Iterable[str]) -> list[str]:
    """Return the invisible characters that occur in any of the texts, each once, in the order of their numbers."""
    joined = "".join(texts)
    return [] if joined.isascii() or not _INVISIBLE.search(joined) else sorted(set(_INVISIBLE.findall(joined)))


def control_in(text: str) -> str:
    """Return the first control character of a text (line ends and tabs are none), "" if there is none."""
    found = _CONTROL.search(text)
    return found[0] if found else ""


def named(characters: Iterable[str]) -> str:
    """Return what a message calls such characters: ``U+FEFF 字节序标记、U+202A 方向符``."""
    return "、".join(f"U+{ord(c):04X} {_NAMES.get(c, '')}".rstrip() for c in characters)
