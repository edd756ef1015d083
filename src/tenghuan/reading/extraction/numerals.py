"""Numbers as documents write them: 1,200; 2.5; 三百五十; 两千; 十二."""

from __future__ import annotations

import re

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
CHINESE = r"(?:[一二两三四五六七八九十][零〇一二两三四五六七八九十百千]*)"
ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"


def number(text: str) -> float:
    """The value of an Arabic or Chinese numeral (below ten thousand; 万 and 亿 belong to the unit).

    Raises:
        ValueError: not a numeral.
    """
    text = text.strip()
    value = float(text.replace(",", "")) if re.fullmatch(ARABIC, text) else float(_chinese(text))
    return int(value) if value.is_integer() else value


def _chinese(text: str) -> int:
    if not text or any(c not in _DIGITS and c not in _TENS for c in text):
        raise ValueError(text)
    if len(text) > 1 and all(c in _DIGITS for c in text):  # 二〇二三
        return int("".join(str(_DIGITS[c]) for c in text))
    total = digit = 0
    last = 1  # what a digit at the end counts: 两千五 is 2500, 两千零五 is 2005
    for c in text:
        if c in _TENS:
            total += (digit or 1) * _TENS[c]
            digit, last = 0, _TENS[c] // 10
        else:
            digit, last = _DIGITS[c], last if _DIGITS[c] else 1
    return total + digit * last
