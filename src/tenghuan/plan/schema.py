"""The plan pack: everything one county's plan says, as one checked object.

A pack is written in YAML (``packs/*.yaml``), exported as JSON Schema for editors, and read by every other
room. Names of units may be written as in the plan; they resolve through the pack's own ``units`` table.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from tenghuan.plan.calibers import (
    CALIBER_NAMES,
    Actual,
    AnnualMilestone,
    AverageGrowthMilestone,
    Baseline,
    Caliber,
    Comparison,
    CumulativeMilestone,
    CumulativeWithBaseMilestone,
    Direction,
    DropRateMilestone,
    LevelMilestone,
    MergedCountMilestone,
    Milestone,
    Model,
    QualitativeMilestone,
    Reference,
    ReferenceScope,
    ShareMilestone,
    StockMilestone,
    TwoConditionsMilestone,
)
from tenghuan.plan.parameters import (
    LOCAL_NOTE,
    Frequency,
    Lamp,
    LampBand,
    PaceMethod,
    PaceParameters,
    Parameter,
    PeriodCalendar,
    Source,
    SourceRef,
    Status,
    check_curve,
)

__all__ = [
    "CALIBER_NAMES",
    "LOCAL_NOTE",
    "Action",
    "Actual",
    "AnnualMilestone",
    "AverageGrowthMilestone",
    "Baseline",
    "Caliber",
    "Campaign",
    "Comparison",
    "CumulativeMilestone",
    "CumulativeWithBaseMilestone",
    "Direction",
    "DropRateMilestone",
    "Frequency",
    "Group",
    "Indicator",
    "Lamp",
    "LampBand",
    "LevelMilestone",
    "MergedCountMilestone",
    "Milestone",
    "OrgUnit",
    "PaceMethod",
    "PaceParameters",
    "Parameter",
    "Period",
    "PeriodCalendar",
    "Plan",
    "PlanPack",
    "PlanStatus",
    "QualitativeMilestone",
    "Reference",
    "ReferenceScope",
    "Region",
    "Remark",
    "Seat",
    "ShareMilestone",
    "Source",
    "SourceRef",
    "Status",
    "StockMilestone",
    "Task",
    "Threshold",
    "TwoConditionsMilestone",
    "UnitKind",
]

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Title = Annotated[str, Field(min_length=1, max_length=40)]
Name = Annotated[str, Field(min_length=1, max_length=60)]


class Region(Model):
    """The county: administrative division code (6 digits, GB/T 2260) and names."""

    code: str = Field(pattern=r"^[1-9]\d{5}$")
    name: Name
    city: Name | None = None
    province: Name | None = None


class Period(Model):
    """First and last calendar year of the plan; ``start`` is None where the document gives none."""

    start: int | None = Field(default=None, ge=1990, le=2100)
    end: int | None = Field(default=None, ge=1990, le=2100)

    @model_validator(mode="after")
    def _ordered(self) -> Period:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError("方案期的结束年份早于开始年份")
        return self


class PlanStatus(StrEnum):
    """Whether the document is in force or a draft for comments (征求意见稿)."""

    IN_FORCE = "in_force"
    DRAFT = "draft"


class Plan(Model):
    """What the document says of itself."""

    title: str = Field(min_length=1, max_length=120)
    issuer: Name | None = None
    document_number: str | None = None
    region: Region
    issued_on: date | None = None
    effective_from: date | None = None
    effective_until: date | None = None
    period: Period = Period()
    status: PlanStatus = PlanStatus.IN_FORCE
    superior_documents: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _ordered(self) -> Plan:
        if self.effective_from and self.effective_until and self.effective_until < self.effective_from:
            raise ValueError("失效日期 effective_until 早于生效日期 effective_from")
        return self


class UnitKind(StrEnum):
    """What sort of body a unit is. ``collective`` stands for many, e.g. 各乡镇（街道）."""

    DEPARTMENT = "department"
    TOWN = "town"
    PARK = "park"
    AGENCY = "agency"
    COLLECTIVE = "collective"


class OrgUnit(Model):
    """A responsible unit. ``key`` is the same for the same function in every county."""

    key: Key
    name: Name
    short: Name | None = None
    aliases: list[Name] = Field(default_factory=list)
    kind: UnitKind

    @property
    def names(self) -> list[str]:
        """Every name by which the pack may refer to the unit."""
        return list(dict.fromkeys([self.name, *([self.short] if self.short else []), *self.aliases]))


class Campaign(Model):
    """攻坚行动: a group of indicators and actions."""

    key: Key
    name: Name
    section: str | None = None
    lead: Name | None = None


class Threshold(Model):
    """The size that defines who or what is counted, e.g. 10亿元以上项目; it is not a target."""

    value: float = Field(gt=0)
    unit: str


class Indicator(Model):
    """One thing the plan measures, with all its cells."""

    key: Key
    name: Name
    catalogue: Key | None = Field(default=None, description="标准指标的 key；本县特有时留空")
    campaign: Key | None = None
    caliber: Caliber = Field(description="填报和考核的口径；各年单元格各带各的口径")
    direction: Direction = Direction.HIGHER
    unit: str = Field(description="计量单位，见计量单位表；无量纲写 1")
    population: str | None = Field(default=None, description="统计范围，如 除钢压延外、市级规上、直管区")
    threshold: Threshold | None = None
    baseline: Baseline | None = None
    actuals: list[Actual] = Field(default_factory=list)
    milestones: list[Milestone] = Field(min_length=1)
    references: list[Reference] = Field(default_factory=list)
    frequency: Frequency
    curve: list[float] | None = Field(default=None, min_length=12, max_length=12)
    lead: list[Name] = Field(default_factory=list)
    support: list[Name] = Field(default_factory=list)
    sources: list[SourceRef] = Field(min_length=1)
    formula: str | None = Field(default=None, description="可由登记数据计算时的算式，用事实表列名")
    merges: list[Name] = Field(default_factory=list, description="合并计数的各个名单，如 淘汰落后、整治提升")
    part_of: Key | None = Field(default=None, description="“其中”关系：上级指标的 key")
    note: str | None = None

    @model_validator(mode="after")
    def _curve(self) -> Indicator:
        check_curve(self.curve)
        return self


class Action(Model):
    """A numbered work item of the plan's body; ``part`` where one section names several groups of units."""

    section: str = Field(min_length=1)
    part: int | None = Field(default=None, ge=1)
    title: Title
    campaign: Key | None = None
    lead: list[Name] = Field(default_factory=list)
    support: list[Name] = Field(default_factory=list)
    deadline: date | None = None
    indicators: list[Key] = Field(default_factory=list)
    note: str | None = None


class Task(Model):
    """A row of the plan's list of tasks (主要任务清单)."""

    number: int = Field(ge=1)
    title: Title
    section: str | None = None
    lead: list[Name] = Field(default_factory=list)
    support: list[Name] = Field(default_factory=list)
    deadline: date | None = None
    indicators: list[Key] = Field(default_factory=list)
    note: str | None = None


class Seat(Model):
    """A post in a task force; never a person's name."""

    post: Name


def _seat(value: object) -> object:
    return {"post": value} if isinstance(value, str) else value


SeatRef = Annotated[Seat, BeforeValidator(_seat, json_schema_input_type=str | Seat)]


class Group(Model):
    """A task-force group: seats by role, or only the unit that leads it."""

    key: Key
    name: str = Field(min_length=1, max_length=80)
    campaign: Key | None = None
    lead_unit: Name | None = None
    leader: list[SeatRef] = Field(default_factory=list)
    deputy: list[SeatRef] = Field(default_factory=list)
    members: list[SeatRef] = Field(default_factory=list)
    liaison: list[SeatRef] = Field(default_factory=list)


class Remark(Model):
    """Something a reviewer should know: a guess, or a place where the document contradicts itself."""

    where: str
    text: str
    confidence: float | None = Field(default=None, ge=0, le=1)


class PlanPack(Model):
    """One county's plan."""

    schema_version: int = Field(default=1, ge=1, le=1)
    plan: Plan
    campaigns: list[Campaign] = Field(default_factory=list)
    units: list[OrgUnit] = Field(default_factory=list)
    indicators: list[Indicator] = Field(default_factory=list)
    actions: list[Action] = Field(default_factory=list)
    tasks: list[Task] = Field(default_factory=list)
    groups: list[Group] = Field(default_factory=list)
    parameters: list[Parameter] = Field(default_factory=list)
    pace: PaceParameters | None = None
    periods: PeriodCalendar | None = None
    remarks: list[Remark] = Field(default_factory=list)

    @cached_property
    def _unit_index(self) -> dict[str, OrgUnit]:
        return {name: unit for unit in self.units for name in [unit.key, *unit.names]}

    def unit(self, reference: str) -> OrgUnit | None:
        """The unit that a key, name, short name or alias stands for; None if unknown."""
        return self._unit_index.get(reference)

    def unit_of_post(self, post: str) -> OrgUnit | None:
        """The unit a post belongs to, by the longest unit name the post begins with."""
        hits = [name for name in self._unit_index if post.startswith(name)]
        return self._unit_index[max(hits, key=len)] if hits else None

    def indicator(self, key: str) -> Indicator | None:
        """The indicator with this key; None if there is none."""
        return next((item for item in self.indicators if item.key == key), None)
