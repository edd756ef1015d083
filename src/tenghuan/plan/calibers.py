"""Calibers as types: what a cell of a plan means, so that no two meanings are ever added or compared.

Source: methodology §0.1 and §3.2. In one indicator table a column "2022" may hold an annual increment
while the column "2023" holds a total that includes the stock of 2020; hence a caliber belongs to the
cell, never to the column or to the indicator alone. Further calibers (stock, merged count, two conditions):
methodology §14.3.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Model(BaseModel):
    """Base of everything in a pack: unknown fields are faults, values do not change once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Caliber(StrEnum):
    """The meaning of a value (口径)."""

    LEVEL = "level"  # 水平值: the reading itself, e.g. 亩均税收 28 万元/亩
    ANNUAL = "annual"  # 当年: what happens within one calendar year
    CUMULATIVE = "cumulative"  # 累计（起点 0）: sum since the plan began
    CUMULATIVE_WITH_BASE = "cumulative_with_base"  # 累计含基数: stock of the base year + all increments
    CUMULATIVE_DROP_RATE = "cumulative_drop_rate"  # 累计降幅: 1 − Π(1 − d_t) against the base year, in %
    AVERAGE_GROWTH = "average_growth"  # 年均增长: geometric mean growth over the plan, in %
    SHARE = "share"  # 占比: a proportion, held at a level; may be reported by its two parts
    STOCK = "stock"  # 时点存量（动态保有）: how many there are at the end of the period; who leaves is taken off
    MERGED_COUNT = "merged_count"  # 合并计数: members of several lists since the plan began, each counted once
    TWO_CONDITIONS = "two_conditions"  # 双条件: so many within the year, and so large a share of all
    QUALITATIVE = "qualitative"  # 定性 / 完成上级下达: judged by a person


CALIBER_NAMES: dict[Caliber, str] = {
    Caliber.LEVEL: "水平值",
    Caliber.ANNUAL: "当年",
    Caliber.CUMULATIVE: "累计（起点0）",
    Caliber.CUMULATIVE_WITH_BASE: "累计含基数",
    Caliber.CUMULATIVE_DROP_RATE: "累计降幅",
    Caliber.AVERAGE_GROWTH: "年均增长",
    Caliber.SHARE: "占比",
    Caliber.STOCK: "时点存量",
    Caliber.MERGED_COUNT: "合并计数",
    Caliber.TWO_CONDITIONS: "双条件",
    Caliber.QUALITATIVE: "定性",
}


class Comparison(StrEnum):
    """How the actual stands to the value: 达到, 以上, 超过, 以内."""

    EQ = "eq"
    GE = "ge"
    GT = "gt"
    LE = "le"


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"


class _Cell(Model):
    year: int | None = Field(default=None, ge=1990, le=2100, description="到期年份；every_year 时为空")
    every_year: bool = Field(default=False, description="方案期内每年都适用（每年、年均、保持）")
    year_inferred: bool = Field(default=False, description="原文没有写年份，取方案期末")
    note: str | None = None

    @model_validator(mode="after")
    def _year_is_told(self) -> _Cell:
        if (self.year is None) != self.every_year:
            raise ValueError("写年份 year，或者写 every_year: true，二者必居其一")
        if self.year_inferred and self.year is None:
            raise ValueError("year_inferred 只能与 year 一起用")
        return self


class _NumberCell(_Cell):
    value: float = Field(allow_inf_nan=False)
    upper: float | None = Field(default=None, allow_inf_nan=False, description="区间的上端，如 1-2 家的 2")
    comparison: Comparison = Comparison.EQ

    @model_validator(mode="after")
    def _range_is_ordered(self) -> _NumberCell:
        if self.upper is not None and self.upper <= self.value:
            raise ValueError("区间上端 upper 必须大于 value")
        return self


class LevelMilestone(_NumberCell):
    """水平值: the reading of the year."""

    caliber: Literal[Caliber.LEVEL]


class AnnualMilestone(_NumberCell):
    """当年: the amount of one calendar year, either of ``year`` or of every year of the plan."""

    caliber: Literal[Caliber.ANNUAL]


class CumulativeMilestone(_NumberCell):
    """累计（起点 0）: the sum since the plan's first day, by the end of ``year``."""

    caliber: Literal[Caliber.CUMULATIVE]


class CumulativeWithBaseMilestone(_NumberCell):
    """累计含基数: the stock of the base year is part of the value; progress is measured on the increment."""

    caliber: Literal[Caliber.CUMULATIVE_WITH_BASE]


class DropRateMilestone(_NumberCell):
    """累计降幅: a fall in percent against the base year, 0 < value < 100; yearly falls compound."""

    caliber: Literal[Caliber.CUMULATIVE_DROP_RATE]
    value: float = Field(gt=0, lt=100, allow_inf_nan=False)


class AverageGrowthMilestone(_NumberCell):
    """年均增长: mean yearly growth in percent over the plan; may be negative, never below −100."""

    caliber: Literal[Caliber.AVERAGE_GROWTH]
    value: float = Field(gt=-100, allow_inf_nan=False)


class ShareMilestone(_NumberCell):
    """占比: a proportion in the indicator's unit (% or 1)."""

    caliber: Literal[Caliber.SHARE]
    value: float = Field(ge=0, allow_inf_nan=False)


class StockMilestone(_NumberCell):
    """时点存量: how many are on the register at the end of the period; never added up over months or years."""

    caliber: Literal[Caliber.STOCK]
    value: float = Field(ge=0, allow_inf_nan=False)


class MergedCountMilestone(_NumberCell):
    """合并计数: how many stand on any of several lists since the plan's first day, each credit code once."""

    caliber: Literal[Caliber.MERGED_COUNT]
    value: float = Field(ge=0, allow_inf_nan=False)


class TwoConditionsMilestone(_NumberCell):
    """双条件: at least ``value`` within the year *and* at least ``share`` per cent of the total; both must hold."""

    caliber: Literal[Caliber.TWO_CONDITIONS]
    value: float = Field(gt=0, allow_inf_nan=False)
    share: float = Field(gt=0, le=100, description="占总数的百分比，如 30")


class QualitativeMilestone(_Cell):
    """定性 / 完成上级下达: no number; ``statement`` says in own words what counts as done."""

    caliber: Literal[Caliber.QUALITATIVE]
    statement: str = Field(min_length=1, max_length=60)


Milestone = Annotated[
    LevelMilestone
    | AnnualMilestone
    | CumulativeMilestone
    | CumulativeWithBaseMilestone
    | DropRateMilestone
    | AverageGrowthMilestone
    | ShareMilestone
    | StockMilestone
    | MergedCountMilestone
    | TwoConditionsMilestone
    | QualitativeMilestone,
    Field(discriminator="caliber"),
]


class Baseline(Model):
    """基数: the state before the plan. ``value`` is None where the document does not give it."""

    year: int = Field(ge=1990, le=2100)
    value: float | None = Field(default=None, allow_inf_nan=False)
    note: str | None = None


class Actual(Model):
    """A past figure that the document itself states, with its caliber."""

    year: int = Field(ge=1990, le=2100)
    value: float = Field(allow_inf_nan=False)
    caliber: Caliber
    note: str | None = None


class ReferenceScope(StrEnum):
    """Whose target is shown for comparison."""

    PROVINCE = "province"
    CITY = "city"


class Reference(Model):
    """对标列: a superior's target as printed, and in the indicator's own unit where that is possible."""

    scope: ReferenceScope
    name: str = Field(min_length=1)
    year: int | None = Field(default=None, ge=1990, le=2100)
    raw: str = Field(min_length=1, description="原表中的写法，如 100平方公里、20/年、报会5/年")
    value: float | None = Field(default=None, allow_inf_nan=False, description="换算成本指标单位后的数值")
    caliber: Caliber | None = None
    note: str | None = None
