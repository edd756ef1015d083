"""Policy parameters: rates, thresholds, lamps and weights as data with source, status and effective dates."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from tenghuan.plan.calibers import Comparison, Model

LOCAL_NOTE = "本地参数（待核实）"


class Source(Model):
    """Where a statement comes from: a section of the plan, or another document."""

    section: str = Field(min_length=1, max_length=60, description="章节号，如 三（一）2，或表、附件中的序号")
    document: str | None = Field(default=None, description="不是本方案时写文件名或文号")
    place: str | None = Field(default=None, max_length=40, description="该节内的位置，如 第2句")
    url: str | None = None


def _source(value: object) -> object:
    return {"section": value} if isinstance(value, str) else value


SourceRef = Annotated[Source, BeforeValidator(_source, json_schema_input_type=str | Source)]


class Status(StrEnum):
    """How far a parameter may be trusted."""

    PLAN = "plan"  # stands in the county's own document
    PUBLIC = "public"  # stands in a public source
    LOCAL = "local"  # design default or common practice: 本地参数（待核实）


Scalar = bool | int | float | str
ParameterValue = Scalar | list[float] | dict[str, float] | list[dict[str, Scalar]]


class Parameter(Model):
    """One parameter, valid from ``effective_from`` (inclusive) to ``effective_to`` (inclusive)."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str = Field(min_length=1)
    value: ParameterValue
    unit: str = Field(description="计量单位；无量纲写 1")
    comparison: Comparison = Comparison.EQ
    status: Status
    sources: list[SourceRef] = Field(default_factory=list)
    effective_from: date | None = None
    effective_to: date | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _sound(self) -> Parameter:
        if self.status is not Status.LOCAL and not self.sources:
            raise ValueError("状态为 plan 或 public 的参数必须写来源 sources")
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise ValueError("effective_to 早于 effective_from")
        return self

    @property
    def remark(self) -> str:
        """The words that must stand beside any output that uses this parameter ("" if none)."""
        return LOCAL_NOTE if self.status is Status.LOCAL else ""

    def valid_on(self, day: date) -> bool:
        """Whether the parameter holds on ``day``."""
        after = self.effective_from is None or self.effective_from <= day
        return after and (self.effective_to is None or day <= self.effective_to)


class Lamp(StrEnum):
    """亮灯."""

    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


#: The one word for every lamp, and for what stands in a lamp's place, on screens, in workbooks and in explanations.
LAMP_WORDS = {
    "green": "绿灯",
    "blue": "蓝灯",
    "yellow": "黄灯",
    "red": "红灯",
    "not_due": "未到期",
    "no_data": "未报数",
    "done": "已完成",
}


class PaceMethod(StrEnum):
    """What is compared with the bands: progress − schedule, or progress ÷ schedule."""

    DIFFERENCE = "difference"
    RATIO = "ratio"


class LampBand(Model):
    """A lamp and the lower end of its band; None for the last, which takes all that is left."""

    lamp: Lamp
    at_least: float | None = Field(default=None, allow_inf_nan=False)
    inclusive: bool = True


def _check_bands(bands: list[LampBand]) -> list[LampBand]:
    ends = [band.at_least for band in bands]
    if len(bands) < 2 or ends[-1] is not None or any(end is None for end in ends[:-1]):
        raise ValueError("至少两档，只有最后一档不写 at_least")
    numbers = [end for end in ends if end is not None]
    if any(b >= a for a, b in pairwise(numbers)):
        raise ValueError("各档的 at_least 必须由高到低")
    if len({band.lamp for band in bands}) != len(bands):
        raise ValueError("同一种灯只能出现一次")
    return bands


class PaceParameters(Model):
    """How progress becomes a lamp (methodology §3.3). Values live in ``data/pace.yaml`` and in packs.

    ``difference``: bands over r − p (share of target done minus share of schedule elapsed).
    ``ratio``: bands over r ÷ p.
    ``curve``: share of the year's target due by the end of month 1…12; None is linear (month ÷ 12).
    ``escalate_after``: so many consecutive periods at ``escalate_from`` without improvement become
    ``escalate_to``.
    """

    method: PaceMethod
    difference: list[LampBand]
    ratio: list[LampBand]
    curve: list[float] | None = Field(default=None, min_length=12, max_length=12)
    escalate_after: int = Field(ge=1)
    escalate_from: Lamp
    escalate_to: Lamp
    status: Status
    sources: list[SourceRef] = Field(default_factory=list)
    effective_from: date | None = None
    effective_to: date | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _sound(self) -> PaceParameters:
        _check_bands(self.difference)
        _check_bands(self.ratio)
        check_curve(self.curve)
        return self


def check_curve(curve: list[float] | None) -> None:
    """Raise ValueError unless ``curve`` rises within 0…1 to 1 in December."""
    if curve is None:
        return
    rising = all(a <= b for a, b in pairwise(curve))
    if not rising or curve[0] < 0 or curve[-1] != 1:
        raise ValueError("序时曲线须有 12 点，由低到高，末点为 1")


class Frequency(StrEnum):
    """When a value falls due. A year-end indicator is not due, and never red, in mid-year."""

    MONTHLY = "monthly"
    STATISTICS = "statistics"  # 统计月报: January and February together, so eleven periods a year
    QUARTERLY = "quarterly"
    YEAR_END = "year_end"


class DueMonths(Model):
    """The months of a year whose end a value is given for, and those of them that show no lamp yet."""

    due: list[int] = Field(min_length=1)
    unlit: list[int] = Field(default_factory=list, description="报数但不亮灯的月份，如 1—2月合并期")

    @model_validator(mode="after")
    def _sound(self) -> DueMonths:
        if any(not 1 <= month <= 12 for month in self.due) or any(a >= b for a, b in pairwise(self.due)):
            raise ValueError("月份须在 1 到 12 之间，由小到大，不重复")
        if not set(self.unlit) <= set(self.due):
            raise ValueError("unlit 里的月份也要写在 due 里")
        return self


class PeriodCalendar(Model):
    """The periods of a year by frequency (methodology §14.1). Values live in ``data/periods.yaml`` and in packs."""

    monthly: DueMonths
    statistics: DueMonths
    quarterly: DueMonths
    year_end: DueMonths
    status: Status
    sources: list[SourceRef] = Field(default_factory=list)
    note: str | None = None

    def of(self, frequency: Frequency) -> DueMonths:
        """The months of one frequency."""
        found: DueMonths = getattr(self, frequency.value)
        return found
