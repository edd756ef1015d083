"""The one grammar of a number as people write it, for every room and page that reads one.

A number is ASCII or full-width digits with an optional sign, a decimal point, an exponent of at most three digits and
thousands separators, which stand before exactly three digits each. Everything else is refused with its reason: a
comma elsewhere is a decimal comma or a slip, brackets are a negative to accountants and a remark to others, ``²`` is a
power or a footnote. Nothing ambiguous is chosen in silence.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from tenghuan.errors import InputFault
from tenghuan.reading.characters import control_in, named, visible

Percent = Literal["refuse", "points", "fraction"]

LONGEST = 60  # characters; longer is no number that anybody means
_EXPONENTS = range(-324, 309)  # of what a double holds
_SHOWN = 20
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDTH |= dict.fromkeys([0xA0, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B), 0x09, 0x0A, 0x0D], 0x20)
_WIDTH |= dict.fromkeys([0x2212, 0xFE63], ord("-")) | {0xFE50: ord(","), 0xFE6A: ord("%")}
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?", re.ASCII)
_BRACKETED = re.compile(r"[(\[{【〔].*[)\]}】〕]")
_SCALES = {"万亿": 12, "亿": 8, "万": 4}
_COUNTED = re.compile(r"[+-]?[0-9][0-9.,]*\s*([^0-9.,+-]{1,8})", re.ASCII)
_POWERS = "十百千万亿"
_ONLY_DIGITS = "只填数字，不带单位和文字；没有数请留空，不要填 0"


class NumberFault(InputFault):
    """Not a number: the message says why, in Chinese."""


def number(
    cell: object,
    *,
    where: str = "",
    percent: Percent = "refuse",
    scales: bool = False,
    currency: bool = False,
    exponents: bool = True,
) -> Decimal:
    """Return the number that a cell holds or a person typed, exactly.

    Args:
        cell: text, or what a cell of a workbook holds; a float is taken to 15 digits, which is what a workbook keeps.
        where: the place that a fault names.
        percent: what ``45%`` is: refused, 45 points, or the fraction 0.45.
        scales: whether 万, 亿 and 万亿 behind the number are multiplied out.
        currency: whether ¥ may stand before the number.
        exponents: whether ``1e3`` is a number; programs write so, people in forms do not.

    Raises:
        NumberFault: anything else, nothing at all included.
    """
    if isinstance(cell, bool) or not isinstance(cell, str | int | float | Decimal):
        raise NumberFault("不是数字", where=where, remedy=_ONLY_DIGITS)
    if not isinstance(cell, str):
        return _sized(_held(cell, where), where)
    if control := control_in(cell):
        raise NumberFault(f"含有控制字符（{named(control)}）", where=where, remedy="请删去后重新填写")
    text = visible(cell).translate(_WIDTH).strip()
    if currency:
        text = text.removeprefix("¥").removeprefix("￥").lstrip()
    shift = 0
    if percent != "refuse" and text.endswith("%"):
        text, shift = text[:-1].rstrip(), -2 if percent == "fraction" else 0
    for word, power in _SCALES.items() if scales else ():
        if text.endswith(word):
            text, shift = text.removesuffix(word).rstrip(), power
            break
    text = re.sub(r"^([+-])\s+", r"\1", text)
    if len(text) > LONGEST:
        raise NumberFault(f"太长，不像一个数（{len(text)} 个字符）", where=where, remedy="请核对后重新填写")
    plain = _PLAIN.fullmatch(text) and (exponents or "e" not in text.lower())
    if not plain and not _GROUPED.fullmatch(text):
        raise _refused(cell, text, where)
    value = _sized(Decimal(text.replace(",", "")), where)
    return value.scaleb(shift) if shift else value


def _held(cell: float | Decimal, where: str) -> Decimal:
    value = Decimal(f"{cell:.15g}") if isinstance(cell, float) else Decimal(cell)
    if not value.is_finite():
        raise NumberFault("不是有限的数", where=where, remedy="请更正公式或重新填写；没有数请留空")
    return value


def _sized(value: Decimal, where: str) -> Decimal:
    if value and value.adjusted() not in _EXPONENTS:
        raise NumberFault("数值过大或过小", where=where, remedy="请核对数值和计量单位")
    return value


def _unit_after(text: str) -> str:
    """Return what a number is counted in: 亿元 of 1.05亿元, ㎡ of 33㎡; "" where a figure (²) or nothing follows."""
    found = _COUNTED.fullmatch(text)
    unit = found[1] if found else ""
    words = all(c.isalpha() or c in "/㎡·" for c in unit)
    return unit if words and not any(c.isnumeric() and c not in _POWERS for c in unit) else ""


def _refused(cell: str, text: str, where: str) -> NumberFault:
    """Return the fault that says what of the grammar the text breaks."""
    shown = f"“{cell.strip()[:_SHOWN]}”"
    what, remedy = f"{shown}不是数字", _ONLY_DIGITS
    digits = any("0" <= c <= "9" for c in text)
    if _BRACKETED.fullmatch(text) and digits:
        what, remedy = f"{shown}不是数字：带括号，可能是负数，也可能是备注", "负数请写成 -12.5；备注请填在说明栏"
    elif text.endswith("%") and digits:
        what, remedy = f"{shown}不是数字：这是百分数，这一栏不是百分比", "请填这一栏计量单位的数"
    elif unit := _unit_after(text):
        what, remedy = f"{shown}不是数字：带有“{unit}”", "请按这一栏的计量单位换算后只填数字"
    elif any(not c.isascii() and (c.isdigit() or c.isnumeric()) for c in text) and digits:
        what, remedy = f"{shown}不是数字：含有上标、圈码一类的数字", "请只用 0 到 9 填写，附注写在说明栏"
    elif digits and re.fullmatch(r"[0-9.,+-]+", text) and "," in text:
        what = f"{shown}不是数字：逗号位置不对，逗号只作千位分隔，后面须恰好三位数"
        remedy = "小数请用小数点，如 33.5；一格只填一个数"
    elif digits and re.fullmatch(r"[0-9.,+\- ]+", text) and " " in text:
        what, remedy = f"{shown}不是数字：中间有空格，可能是两个数", "一格只填一个数，中间不留空格"
    elif re.fullmatch(r"[0-9.,+-]+[eE][+-]?[0-9]+", text):
        what, remedy = f"{shown}不是数字：数值过大或过小", "请核对数值和计量单位"
    return NumberFault(what, where=where, remedy=remedy)
