"""How enterprises are scored: the scheme of contracts.md as checked types.

Numbers are ``Decimal`` as written in the file, so that 0.20 of 5 rows is one seat and not a little less.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from tenghuan.scoring.cells import READERS, CellFault
from tenghuan.scoring.columns import BY_KEY, DIVISION, GRADE, GROUP_COLUMNS, INDICATORS

MAX_TRACKS, MAX_CRITERIA = 50, 40
Number = Annotated[Decimal, Field(allow_inf_nan=False, ge=Decimal("-1e12"), le=Decimal("1e12"), max_digits=30)]
Positive = Annotated[Decimal, Field(allow_inf_nan=False, gt=0, le=Decimal("1e12"), max_digits=30)]
VetoAction = Literal["D", "down_one", "not_A", "not_AB"]
Missing = Literal["zero", "mean_score", "reweight"]
Scalar = bool | int | Decimal | date | str


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)

    source: str | None = None
    note: str | None = None


class Condition(BaseModel):
    """What one column must satisfy; an unknown value satisfies nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    equals: Scalar | None = None
    min: Scalar | None = None
    max: Scalar | None = None
    among: tuple[Scalar, ...] | None = Field(default=None, alias="in")

    @model_validator(mode="before")
    @classmethod
    def _plain_value(cls, data: object) -> object:
        return data if isinstance(data, dict | Condition) else {"equals": data}

    @model_validator(mode="after")
    def _says_something(self) -> Condition:
        if all(part is None for part in (self.equals, self.min, self.max, self.among)):
            raise ValueError("条件为空：请写一个值，或 {min: …}、{max: …}、{in: [...]}")
        return self


def _of_its_kind(key: str, condition: Condition) -> Condition:
    """The condition with its values in the column's own type, read as the column's cells are."""
    column = BY_KEY.get(key)
    kind = column.kind if column else "text"
    if kind in ("text", "code", "industry", "boolean") and (condition.min, condition.max) != (None, None):
        raise ValueError(f"“{key}”不是数或日期，不能用 min、max")

    def read(value: Scalar | None) -> Scalar | None:
        if value is None:
            return None
        if kind in ("text", "code", "industry"):
            return f"{value:02d}" if type(value) is int and key == DIVISION else str(value).strip()
        cell = float(value) if isinstance(value, Decimal) else value
        try:
            found = READERS[kind](cell, column or BY_KEY["name"])
        except CellFault as fault:
            raise ValueError(f"参评条件“{key}”：{fault.what}") from fault
        return Decimal(repr(found)) if isinstance(found, float) else found

    among = None if condition.among is None else tuple(read(value) for value in condition.among)
    parts = {"equals": read(condition.equals), "min": read(condition.min), "max": read(condition.max), "among": among}
    return condition.model_copy(update=parts)


class Normalise(BaseModel):
    """Points between two ends by the place between the group's smallest and largest value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    minmax: tuple[Number, Number]

    @field_validator("minmax")
    @classmethod
    def _ascending(cls, ends: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal]:
        if not ends[0] < ends[1]:
            raise ValueError("minmax 的下端须小于上端")
        return ends


class Criterion(_Part):
    """One indicator with its weight and its yardstick."""

    key: str
    weight: Positive
    benchmark: Positive | Literal["mean"] | None = None
    normalise: Normalise | None = None
    direction: Literal["more", "less"] = "more"
    missing: Missing = "zero"

    @field_validator("key")
    @classmethod
    def _known(cls, key: str) -> str:
        if key not in INDICATORS:
            raise ValueError(f"没有指标“{key}”，可用：{'、'.join(INDICATORS)}")
        return key

    @model_validator(mode="after")
    def _one_yardstick(self) -> Criterion:
        if (self.benchmark is None) == (self.normalise is None):
            raise ValueError("benchmark（基准值或 mean）与 normalise 须写且只写一个")
        return self


class Grade(BaseModel):
    """A grade and the share of the group that it and the better grades reach."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    grade: Annotated[str, Field(min_length=1, max_length=20)]
    # nine decimals keep rank × denominator within 64 bits for a thousand million rows
    upto: Annotated[Decimal, Field(ge=0, le=1, decimal_places=9, allow_inf_nan=False)]


class Track(_Part):
    """Enterprises compared with one another, and how."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    population: dict[str, Condition] = {}
    group_by: str | None = None
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=MAX_CRITERIA)]
    cap: Positive | None = None
    floor: Number | None = Decimal(0)
    grades: Annotated[tuple[Grade, ...], Field(min_length=1, max_length=20)]
    vetoes: dict[str, VetoAction] = {}

    @field_validator("population", "vetoes", mode="before")
    @classmethod
    def _nothing_is_empty(cls, value: object) -> object:
        return {} if value is None else value

    @field_validator("population")
    @classmethod
    def _columns(cls, population: dict[str, Condition]) -> dict[str, Condition]:
        unknown = [key for key in population if (key not in BY_KEY and key != DIVISION) or key == GRADE]
        if unknown:
            raise ValueError(f"参评条件里没有这样的列：{'、'.join(unknown)}")
        return {key: _of_its_kind(key, condition) for key, condition in population.items()}

    @field_validator("group_by")
    @classmethod
    def _group(cls, column: str | None) -> str | None:
        if column is not None and column not in GROUP_COLUMNS:
            raise ValueError(f"不能按“{column}”分组，可用：{'、'.join(GROUP_COLUMNS)}")
        return column

    @field_validator("criteria")
    @classmethod
    def _once(cls, criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
        keys = [criterion.key for criterion in criteria]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"指标重复：{'、'.join(twice)}")
        return criteria

    @field_validator("grades")
    @classmethod
    def _ladder(cls, grades: tuple[Grade, ...]) -> tuple[Grade, ...]:
        names, shares = [grade.grade for grade in grades], [grade.upto for grade in grades]
        if len(set(names)) < len(names):
            raise ValueError("档次名称重复")
        if shares != sorted(shares):
            raise ValueError("各档 upto 须由小到大")
        if shares[-1] != 1:
            raise ValueError("最后一档的 upto 须为 1，否则排在末尾的企业没有档次")
        return grades

    @model_validator(mode="after")
    def _floor_under_cap(self) -> Track:
        if self.cap is not None and self.floor is not None:
            for criterion in self.criteria:
                if self.floor > self.cap * criterion.weight:
                    raise ValueError(f"floor 高于指标 {criterion.key} 的封顶分（cap × weight）")
        return self

    @property
    def total_weight(self) -> Decimal:
        """Σ of the criteria's weights."""
        return sum((criterion.weight for criterion in self.criteria), Decimal(0))


class Scheme(_Part):
    """A county's method of one year."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    county: str | None = None
    tracks: Annotated[tuple[Track, ...], Field(min_length=1, max_length=MAX_TRACKS)]

    @field_validator("tracks")
    @classmethod
    def _names(cls, tracks: tuple[Track, ...]) -> tuple[Track, ...]:
        names = [track.name for track in tracks]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"类别名称重复：{'、'.join(twice)}")
        return tracks

    def __hash__(self) -> int:
        return hash(self.model_dump_json())  # populations and vetoes are dicts, which have no hash

    @property
    def keys(self) -> tuple[str, ...]:
        """The criteria's keys over all tracks, in order of first appearance."""
        return tuple(dict.fromkeys(criterion.key for track in self.tracks for criterion in track.criteria))

    @property
    def columns(self) -> frozenset[str]:
        """The keys of the columns of the facts that criteria, populations and groups read."""
        pairs = [INDICATORS[key] for key in self.keys]
        read = {part for pair in pairs for part in (pair.numerator, pair.denominator)}
        for track in self.tracks:
            read |= {*track.population, *([track.group_by] if track.group_by else [])}
        return frozenset("industry" if key == DIVISION else key for key in read)

    def track(self, name: str) -> Track:
        """The track of that name; KeyError if there is none."""
        for track in self.tracks:
            if track.name == name:
                return track
        raise KeyError(name)
