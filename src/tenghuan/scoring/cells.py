"""One cell into one typed value, or a reason in Chinese why not."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from tenghuan.reading.characters import control_in, fold, is_empty_text, named, visible
from tenghuan.reading.numbers import NumberFault, number
from tenghuan.scoring.columns import Column

LARGEST, SMALLEST = 1e12, 1e-30  # beyond, a slip of the hand or a rounding residue; sums stay exact within
# GB 32100-2015: the 31 characters of a credit code, and the weights 3^i mod 31 of the first seventeen
CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
TRUE_WORDS = frozenset({"是", "true", "1", "规上"})
FALSE_WORDS = frozenset({"否", "false", "0", "规下"})
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_INDUSTRY = re.compile(r"[A-T]?\d{2,4}")


class CellFault(ValueError):
    """What is wrong with a cell and how to mend it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


@dataclass(frozen=True)
class BadCell:
    """A cell of a workbook that shows something but says nothing: an error, a formula never computed."""

    what: str
    remedy: str


@dataclass(frozen=True)
class PercentCell(BadCell):
    """A cell whose number is shown in per cent (0.45 as 45%): good where a column may hold shares."""

    value: float


def is_empty(cell: object) -> bool:
    """Whether a cell says nothing; nothing is unknown, not zero."""
    return is_empty_text(cell) if isinstance(cell, str) else cell is None


def _plain(cell: object) -> str:
    return fold(str(cell)).replace("\u2212", "-")


def read_text(cell: object, column: Column) -> str:
    """Text without the blanks around it and what nobody sees; a whole number loses its ``.0``."""
    if isinstance(cell, bytes | list | dict):
        raise CellFault("不是文字", "按文本保存该列")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = visible(str(cell)).strip()
    if control := control_in(text):
        raise CellFault(f"含有控制字符（{named(control)}）", "删去后重新填写")
    return text


def read_number(cell: object, column: Column) -> float:
    """A number, also from text with thousands separators or full-width digits."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return check_number(float(cell), column)
    return check_number(float(number_text(cell)), column)


def number_text(cell: object) -> str:
    """The digits of a number as written, without thousands separators."""
    if isinstance(cell, bool | date | time):
        raise CellFault(f"应为数字，现为“{cell}”", "填写数字；未知请留空")
    try:
        return str(number(cell))
    except NumberFault as fault:
        raise CellFault(f"应为数字，现为“{cell}”", f"{fault.remedy}；未知请留空，零请填 0") from fault


def check_number(value: float, column: Column) -> float:
    """The number itself if the column may hold it."""
    if not math.isfinite(value):
        raise CellFault("不是有限的数字", "更正该数；未知请留空")
    if value < 0 and not column.negative:
        raise CellFault(f"不能为负，现为 {value:g}", "核对数据来源")
    if abs(value) > LARGEST or (value and abs(value) < SMALLEST):
        raise CellFault(f"数值超出范围，现为 {value:g}", f"核对单位（应为{column.unit or '数'}）")
    return value


def read_integer(cell: object, column: Column) -> int:
    """A year."""
    text = _plain(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).removesuffix("年")
    if isinstance(cell, bool) or not re.fullmatch(r"\d{4}", text) or not 1900 <= int(text) <= 2200:
        raise CellFault(f"应为四位年份，现为“{cell}”", "如 2022")
    return int(text)


def read_boolean(cell: object, column: Column) -> bool:
    """是/否, true/false, 1/0."""
    text = _plain(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).lower()
    if text in TRUE_WORDS or text in FALSE_WORDS:
        return text in TRUE_WORDS
    raise CellFault(f"应为 是 或 否，现为“{cell}”", "填 是/否、true/false 或 1/0；未知请留空")


def read_date(cell: object, column: Column) -> date:
    """A date cell, or text in one of the usual spellings."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _plain(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
    text = re.sub(r"[ T]0?0:00(:00)?(\.0+)?$", "", text)
    found = _DATE.fullmatch(text)
    try:
        if found:
            year, month, day = (int(part) for part in found.groups() if part)
            return date(year, month, day)
    except ValueError:
        pass
    if re.fullmatch(r"[2-7]\d{4}", text):  # the days that spreadsheets count are of the years 1954 to 2119
        raise CellFault(f"应为日期，现为数字 {text}", "像是表格软件里日期的序号：把该列设为日期格式后另存")
    raise CellFault(f"应为日期，现为“{cell}”", "如 2019-03-01")


def read_industry(cell: object, column: Column) -> str:
    """A code of GB/T 4754—2017: two to four digits, a section letter before them allowed."""
    text = read_text(cell, column)
    text = _plain(text).upper().replace(" ", "")
    if not _INDUSTRY.fullmatch(text):
        raise CellFault(f"应为 2 至 4 位国民经济行业代码，现为“{cell}”", "如 3311 或 C33，按文本填写")
    return text


def code_fault(code: str) -> CellFault | None:
    """What is wrong with a credit code (GB 32100-2015), None if nothing is."""
    if len(code) != 18:
        return CellFault(f"统一社会信用代码应为 18 位，现为 {len(code)} 位“{code}”", "按营业执照填写完整代码")
    strange = [char for char in code if char not in CODE_ALPHABET]
    if strange:
        return CellFault(f"统一社会信用代码含不允许的字符“{strange[0]}”：{code}", "不用 I、O、S、V、Z，按营业执照填写")
    total = sum(CODE_ALPHABET.index(char) * weight for char, weight in zip(code[:17], CODE_WEIGHTS, strict=True))
    if CODE_ALPHABET[-total % 31] != code[17]:
        return CellFault(f"统一社会信用代码校验位不符：{code}", "按营业执照核对每一位")
    return None


def read_code(cell: object, column: Column) -> str:
    """A credit code, in capitals; never from a number, which has lost its digits."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        raise CellFault(f"统一社会信用代码被存成数字“{cell:.18g}”，尾数已失真", "把该列设为文本格式后重新填写")
    code = _plain(cell).upper()
    fault = code_fault(code)
    if fault:
        raise fault
    return code


READERS: dict[str, Callable[[Any, Column], Any]] = {
    "code": read_code,
    "text": read_text,
    "industry": read_industry,
    "integer": read_integer,
    "boolean": read_boolean,
    "date": read_date,
    "number": read_number,
}
