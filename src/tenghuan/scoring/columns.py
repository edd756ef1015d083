"""The columns of the facts and the indicators made of them, as tables (contracts.md, "Facts" and "Scheme")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from tenghuan.reading import characters

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
    Column("labels", "text", ("企业标签", "称号", "企业称号")),
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
    """A ratio of two columns of the facts, or one column by itself (no ``denominator``).

    ``unit`` is as in methodology §1.2.

    With ``change`` it is by how much that is more than the year before, as a share of the year before.
    """

    key: str
    numerator: str
    denominator: str | None
    title: str
    unit: str
    change: bool = False

    @property
    def is_share(self) -> bool:
        """Whether people read it as per cent: a change, or a ratio without a unit."""
        return self.change or (self.denominator is not None and not self.unit)

    @property
    def formula(self) -> str:
        """What it is made of, in Chinese: 评价税收 ÷ 用地面积."""
        above = BY_KEY[self.numerator].title
        level = above if self.denominator is None else f"{above} ÷ {BY_KEY[self.denominator].title}"
        return f"（{level}）比上年的增减 ÷ 上年" if self.change else level


def made_of(key: str, parts: tuple[str, ...], change: bool, title: str | None, unit: str | None) -> Indicator:
    """An indicator of a scheme's own, of a numerator and a denominator or of one column."""
    columns = [BY_KEY[part] for part in parts]
    plain = Indicator(key, parts[0], parts[1] if len(parts) > 1 else None, "", "")
    units = [column.unit for column in columns]
    derived = "" if change or len({*units}) < len(units) else "/".join(units)
    known = [pair.title for pair in INDICATORS.values() if (pair.numerator, pair.denominator) == parts]
    level = known[0] if known else plain.formula
    named = title or (f"{level}增幅" if change else level)
    return Indicator(key, plain.numerator, plain.denominator, named, derived if unit is None else unit, change)


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
        Indicator("revenue_per_tce", "revenue", "energy_tce", "单位能耗营业收入", "万元/吨标准煤"),
        Indicator("revenue_per_emission", "revenue", "emissions", "单位排放营业收入", "万元/吨"),
        Indicator("revenue_per_electricity", "revenue", "electricity", "单位电耗营业收入", "元/千瓦时"),
        Indicator("revenue_per_employee", "revenue", "employees", "人均营业收入", "万元/人"),
        Indicator("tax_per_tce", "tax", "energy_tce", "单位能耗税收", "万元/吨标准煤"),
        Indicator("tax_per_emission", "tax", "emissions", "单位排放税收", "万元/吨"),
        Indicator("tax_per_employee", "tax", "employees", "人均税收", "万元/人"),
        Indicator("value_added_per_electricity", "value_added", "electricity", "单位电耗增加值", "元/千瓦时"),
        Indicator("rd_per_mu", "rd", "land_mu", "亩均研发经费", "万元/亩"),
        Indicator("rd_per_employee", "rd", "employees", "人均研发经费", "万元/人"),
        Indicator("value_added_ratio", "value_added", "revenue", "工业增加值率", ""),
        Indicator("tax_ratio", "tax", "revenue", "税收占营业收入比重", ""),
    )
}
# what an indicator of a scheme's own may be made of
AMOUNTS: tuple[str, ...] = tuple(
    column.key for column in COLUMNS if column.kind == "number" and column.key not in ("bonus", "deduction")
)


def fold(heading: str) -> str:
    """Reduce a heading to what it says: width, brackets, blanks and line breaks do not count."""
    return re.sub(r"[\s_]+", "", characters.fold(heading)).lower()


_UNIT = re.compile(r"(.+)[(\[](?:单位:)?([^()\[\]]+)[)\]]$")
_FOLDED: dict[str, str] = {fold(text): column.key for column in COLUMNS for text in (column.key, *column.headings)}


def key_of(heading: str) -> str | None:
    """The key of the column that a heading names, with or without its own unit; None for a column not known here.

    A heading with another unit (评价税收（元）) names none: the numbers below it would be taken for the stored unit's.
    """
    folded = fold(heading)
    if found := _FOLDED.get(folded):
        return found
    name, unit = apart(folded)
    found = _FOLDED.get(name) if unit else None
    return found if found is not None and BY_KEY[found].unit == unit else None


def apart(folded: str) -> tuple[str, str]:
    """A folded heading as its name and the unit in the brackets behind it; "" for none."""
    written = _UNIT.match(folded)
    return (written[1], written[2]) if written else (folded, "")
