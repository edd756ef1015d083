"""The columns of the facts and the indicators made of them, as tables (contracts.md, "Facts" and "Scheme")."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

GRADE = "grade"  # read by screening; an evaluation gives grades, so none of its rules may ask for one
Kind = Literal["code", "text", "industry", "integer", "boolean", "date", "number"]


@dataclass(frozen=True)
class Column:
    """One column of the facts.

    ``headings`` are the Chinese headings accepted besides the key, the first of them is used in messages;
    ``unit`` is the unit of the stored number; ``negative`` says whether the number may be below zero.
    """

    key: str
    kind: Kind
    headings: tuple[str, ...]
    unit: str = ""
    negative: bool = False

    @property
    def title(self) -> str:
        """The Chinese name used in messages."""
        return self.headings[0] if self.headings else self.key


COLUMNS: tuple[Column, ...] = (
    Column("uscc", "code", ("统一社会信用代码", "信用代码", "统一信用代码")),
    Column("name", "text", ("企业名称", "单位名称")),
    Column("year", "integer", ("年度", "年份")),
    Column("town", "text", ("镇街", "所属镇街", "所属乡镇（街道）", "属地")),
    Column("park", "text", ("园区", "所属园区")),
    Column("industry", "industry", ("行业代码", "国民经济行业代码")),
    Column("above_scale", "boolean", ("规上", "是否规上")),
    Column("registered_on", "date", ("注册日期", "成立日期")),
    Column("land_mu", "number", ("用地面积", "用地面积（亩）", "实际用地"), "亩"),
    Column("land_owned_mu", "number", ("登记用地",), "亩"),
    Column("land_leased_in_mu", "number", ("承租用地",), "亩"),
    Column("land_leased_out_mu", "number", ("出租用地",), "亩"),
    Column("land_other_mu", "number", ("其他用地",), "亩"),
    Column("tax", "number", ("评价税收", "实缴税金", "税收（万元）"), "万元", negative=True),
    Column("value_added", "number", ("工业增加值", "工业增加值（万元）"), "万元", negative=True),
    Column("revenue", "number", ("营业收入", "主营业务收入"), "万元"),
    Column("employees", "number", ("年平均职工人数", "年平均从业人员"), "人"),
    Column("energy_tce", "number", ("综合能耗", "综合能耗（吨标准煤）"), "吨标准煤"),
    Column("electricity", "number", ("用电量", "用电量（万千瓦时）"), "万千瓦时"),
    Column("emissions", "number", ("主要污染物排放量", "排放量（吨）"), "吨"),
    Column("rd", "number", ("研发经费", "R&D经费支出"), "万元"),
    Column("bonus", "number", ("加分",), "分"),
    Column("deduction", "number", ("减分",), "分"),
    Column("veto", "text", ("一票否决", "一票否决事项")),
    Column("exempt", "text", ("不参评原因",)),
    Column(GRADE, "text", ("评价等级", "档次")),
)
BY_KEY: dict[str, Column] = {column.key: column for column in COLUMNS}
# 用地面积 = 登记 + 承租 − 出租 + 其他 (methodology §1.2)
LAND_PARTS: tuple[tuple[str, int], ...] = (
    ("land_owned_mu", 1),
    ("land_leased_in_mu", 1),
    ("land_leased_out_mu", -1),
    ("land_other_mu", 1),
)
DIVISION = "industry_division"
GROUP_COLUMNS: tuple[str, ...] = (DIVISION, "industry", "town", "park")


@dataclass(frozen=True)
class Indicator:
    """A ratio of two columns of the facts; ``unit`` as in methodology §1.2."""

    key: str
    numerator: str
    denominator: str
    title: str
    unit: str


INDICATORS: dict[str, Indicator] = {
    indicator.key: indicator
    for indicator in (
        Indicator("tax_per_mu", "tax", "land_mu", "亩均税收", "万元/亩"),
        Indicator("value_added_per_mu", "value_added", "land_mu", "亩均增加值", "万元/亩"),
        Indicator("value_added_per_tce", "value_added", "energy_tce", "单位能耗增加值", "万元/吨标准煤"),
        Indicator("value_added_per_emission", "value_added", "emissions", "单位排放增加值", "万元/吨"),
        Indicator("labour_productivity", "value_added", "employees", "全员劳动生产率", "万元/人"),
        Indicator("rd_ratio", "rd", "revenue", "研发经费占比", ""),
        Indicator("tax_per_electricity", "tax", "electricity", "单位电耗税收", "元/千瓦时"),
        Indicator("revenue_per_mu", "revenue", "land_mu", "亩均营业收入", "万元/亩"),
    )
}


def fold(heading: str) -> str:
    """Reduce a heading to what it says: width, brackets, blanks and line breaks do not count."""
    return re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", heading)).lower()


_FOLDED: dict[str, str] = {fold(text): column.key for column in COLUMNS for text in (column.key, *column.headings)}


def key_of(heading: str) -> str | None:
    """The key of the column that a heading names, None for a column not known here."""
    return _FOLDED.get(fold(heading))
