"""How enterprises are scored: the scheme of contracts.md as checked types.

Numbers are ``Decimal`` as written in the file, so that 0.20 of 5 rows is one seat and not a little less.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationInfo, field_validator, model_validator

from tenghuan.scoring.columns import AMOUNTS, BY_KEY, DIVISION, GROUP_COLUMNS, INDICATORS, Indicator, made_of
from tenghuan.scoring.conditions import Where, is_label, typed
from tenghuan.scoring.ladder import Grade, Outside, checked, form

MAX_TRACKS, MAX_CRITERIA = 50, 40
Number = Annotated[Decimal, Field(allow_inf_nan=False, ge=Decimal("-1e12"), le=Decimal("1e12"), max_digits=30)]
Positive = Annotated[Decimal, Field(allow_inf_nan=False, gt=0, le=Decimal("1e12"), max_digits=30)]
VetoAction = Literal["D", "down_one", "not_A", "not_AB"]
Missing = Literal["zero", "mean_score", "reweight"]
Measure = Literal["mean", "max", "min"]
Title = Annotated[str, Field(min_length=1, max_length=40)]
_OWN_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
# names of the graded list, beside which a key of the scheme's own would stand twice
_TAKEN = frozenset(
    ("track", "group", "score", "rank", "grade", "basis", "row", "track_no", "score10k", *BY_KEY, DIVISION, *INDICATORS)
)


def _word_or_parts(value: object) -> str:
    return "parts" if isinstance(value, dict | BaseModel) else "word"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)

    source: str | None = None
    note: str | None = None


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


class Yardstick(_Part):
    """What a group's values are measured by: their mean, largest or smallest, of this year or the year before."""

    of: Measure
    times: Positive = Decimal(1)
    year: Literal["this", "last"] = "this"


class Band(BaseModel):
    """The points of a value that is at least ``least`` times the yardstick."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    least: Annotated[Number, Field(alias="from")]
    points: Number


Benchmark = Annotated[
    Annotated[Positive, Tag("number")] | Annotated[Measure, Tag("word")] | Annotated[Yardstick, Tag("parts")],
    Discriminator(form),
]
Cap = Annotated[Annotated[Positive, Tag("number")] | Annotated[Literal["track"], Tag("word")], Discriminator(form)]
Floor = Annotated[Annotated[Number, Tag("number")] | Annotated[Literal["track"], Tag("word")], Discriminator(form)]


class Criterion(_Part):
    """One indicator with its weight and its yardstick.

    ``of`` makes an indicator of the scheme's own, ``change`` takes by how much it changed since the year before;
    ``cap`` and ``floor`` are the track's unless said.
    """

    of: tuple[str, ...] | None = None
    change: bool = False
    key: str
    title: Title | None = None
    unit: Annotated[str, Field(max_length=20)] | None = None
    weight: Positive
    benchmark: Benchmark | None = None
    normalise: Normalise | None = None
    bands: Annotated[tuple[Band, ...], Field(min_length=1, max_length=50)] | None = None
    direction: Literal["more", "less"] = "more"
    missing: Missing = "zero"
    cap: Cap | None = "track"
    floor: Floor | None = "track"

    @field_validator("of", mode="before")
    @classmethod
    def _parts(cls, of: object) -> object:
        if of is None:
            return None
        if isinstance(of, str) and of in INDICATORS:
            pair = INDICATORS[of]
            return tuple(part for part in (pair.numerator, pair.denominator) if part)
        names = [of] if isinstance(of, str) else list(of) if isinstance(of, list | tuple) else []
        if not 1 <= len(names) <= 2:
            raise ValueError("of 应为一列、一个指标，或“[分子,分母]”两列")
        unknown = [str(name) for name in names if name not in AMOUNTS]
        if unknown:
            raise ValueError(f"of 里没有这样的数字列：{'、'.join(unknown)}，可用：{'、'.join(AMOUNTS)}")
        return names

    @field_validator("key")
    @classmethod
    def _known(cls, key: str, info: ValidationInfo) -> str:
        own = info.data.get("of") is not None or "of" not in info.data
        if not own and key not in INDICATORS:
            raise ValueError(f"没有指标“{key}”，可用：{'、'.join(INDICATORS)}")
        if own and (not _OWN_KEY.fullmatch(key) or key in _TAKEN or key.endswith("_points")):
            raise ValueError(
                f"“{key}”不能作自定指标的名称（key）：须为小写字母、数字、下划线，且不与已有的列、指标同名"
            )
        if not own and info.data.get("change"):
            raise ValueError("change（比上年的增减）须写 of，并另取 key")
        return key

    @model_validator(mode="after")
    def _one_yardstick(self) -> Criterion:
        if (self.benchmark is None) == (self.normalise is None):
            raise ValueError("benchmark（基准值或 mean）与 normalise 须写且只写一个")
        if self.of is None and (self.title is not None or self.unit is not None):
            raise ValueError("title、unit 只用于 of 自定的指标")
        if self.change and self.yardstick and self.yardstick.year == "last":
            raise ValueError("change（比上年的增减）的基准不能再取上年，基准改为当年或数字")
        if self.bands is not None:
            starts = [band.least for band in self.bands]
            if self.normalise or starts != sorted(set(starts)):
                raise ValueError("bands（分段计分）须与 benchmark 同用，各段 from 须由小到大")
        return self

    @property
    def indicator(self) -> Indicator:
        """What is measured."""
        return made_of(self.key, self.of, self.change, self.title, self.unit) if self.of else INDICATORS[self.key]

    @property
    def yardstick(self) -> Yardstick | None:
        """What of the group it is measured by; None for a number or for points between two ends."""
        if isinstance(self.benchmark, str):
            return Yardstick(of=self.benchmark)
        return self.benchmark if isinstance(self.benchmark, Yardstick) else None


class Grouping(BaseModel):
    """Several values of a column ranked as one group; values that no group names are one together (``others``)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    groups: Annotated[dict[Annotated[str, Field(min_length=1, max_length=60)], tuple[str, ...]], Field(min_length=1)]
    others: Annotated[str, Field(min_length=1, max_length=60)] = "其他"

    @field_validator("column")
    @classmethod
    def _known(cls, column: str) -> str:
        return _group_column(column)

    @field_validator("groups", mode="before")
    @classmethod
    def _texts(cls, groups: object) -> object:
        if not isinstance(groups, dict):
            return groups
        return {name: _texts(values) if isinstance(values, list | tuple) else values for name, values in groups.items()}

    @field_validator("groups")
    @classmethod
    def _once(cls, groups: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        values = [value for several in groups.values() for value in several]
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            raise ValueError(f"归组重复：{'、'.join(twice)}")
        return groups


def _texts(values: list[Any] | tuple[Any, ...]) -> list[Any]:
    return [f"{value:02d}" if type(value) is int else value for value in values]


def _group_column(column: str) -> str:
    if column not in GROUP_COLUMNS:
        raise ValueError(f"不能按“{column}”分组，可用：{'、'.join(GROUP_COLUMNS)}")
    return column


class Kind(_Part):
    """One kind of bonus or deduction: points by label of the enterprise, added or the highest alone, up to ``cap``."""

    kind: Title
    items: Annotated[dict[str, Positive], Field(min_length=1, max_length=100)]
    take: Literal["sum", "highest"] = "sum"
    cap: Positive | None = None

    @field_validator("items")
    @classmethod
    def _labels(cls, items: dict[str, Decimal]) -> dict[str, Decimal]:
        wrong = [label for label in items if not is_label(label)]
        if wrong:
            raise ValueError(f"标签“{'、'.join(wrong)}”为空或含分隔符、空格")
        return items


class Adjustment(_Part):
    """Bonus or deduction by kind beside the number that the facts give; ``cap`` is on all of it together."""

    kinds: Annotated[tuple[Kind, ...], Field(max_length=40)] = ()
    cap: Positive | None = None


class Tie(BaseModel):
    """What decides between rows of one score: an indicator of the track or a number of the facts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    direction: Literal["more", "less"] = "more"

    @model_validator(mode="before")
    @classmethod
    def _key_alone(cls, data: object) -> object:
        return {"key": data} if isinstance(data, str) else data


class Track(_Part):
    """Enterprises compared with one another, and how."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    population: Where = Where()
    group_by: (
        Annotated[Annotated[str, Tag("word")] | Annotated[Grouping, Tag("parts")], Discriminator(_word_or_parts)] | None
    ) = None
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=MAX_CRITERIA)]
    cap: Positive | None = None
    floor: Number | None = Decimal(0)
    grades: Annotated[tuple[Grade, ...], Field(min_length=1, max_length=20)]
    outside: Annotated[tuple[Outside, ...], Field(max_length=20)] = ()
    ties: Annotated[tuple[Tie, ...], Field(max_length=5)] = ()
    bonus: Adjustment | None = None
    deduction: Adjustment | None = None
    vetoes: dict[str, VetoAction] = {}

    @field_validator("vetoes", mode="before")
    @classmethod
    def _nothing_is_empty(cls, value: object) -> object:
        return {} if value is None else value

    @field_validator("population")
    @classmethod
    def _columns(cls, population: Where) -> Where:
        return typed(population)

    @field_validator("group_by")
    @classmethod
    def _group(cls, group: str | Grouping | None) -> str | Grouping | None:
        return _group_column(group) if isinstance(group, str) else group

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
    def _ladder(cls, grades: tuple[Grade, ...], info: ValidationInfo) -> tuple[Grade, ...]:
        if "criteria" not in info.data:  # they are at fault, and what they are called is not known
            return checked(grades)
        keys = [criterion.key for criterion in info.data["criteria"]]
        return checked(
            tuple(grade.model_copy(update={"require": typed(grade.require, ("score", *keys))}) for grade in grades)
        )

    @field_validator("outside")
    @classmethod
    def _beside(cls, outside: tuple[Outside, ...]) -> tuple[Outside, ...]:
        if not all(one.when for one in outside):
            raise ValueError("outside（不参加排名）须写条件 when")
        return tuple(one.model_copy(update={"when": typed(one.when)}) for one in outside)

    @field_validator("ties")
    @classmethod
    def _deciders(cls, ties: tuple[Tie, ...], info: ValidationInfo) -> tuple[Tie, ...]:
        keys = [criterion.key for criterion in info.data.get("criteria", ())]
        unknown = [tie.key for tie in ties if tie.key not in keys and tie.key not in AMOUNTS]
        if unknown and keys:
            raise ValueError(f"ties（同分先后）里没有这样的指标或数字列：{'、'.join(unknown)}")
        return ties

    @model_validator(mode="after")
    def _floor_under_cap(self) -> Track:
        for criterion in self.criteria:
            cap, floor = self.cap_of(criterion), self.floor_of(criterion)
            if cap is not None and floor is not None and floor > cap * criterion.weight:
                raise ValueError(f"floor 高于指标 {criterion.key} 的封顶分（cap × weight）")
        return self

    def cap_of(self, criterion: Criterion) -> Decimal | None:
        """The most points of a criterion, as a multiple of its weight."""
        return self.cap if criterion.cap == "track" else criterion.cap

    def floor_of(self, criterion: Criterion) -> Decimal | None:
        """The least points of a criterion."""
        return self.floor if criterion.floor == "track" else criterion.floor

    @property
    def group_column(self) -> str | None:
        """The column of the facts within which rows are ranked."""
        return self.group_by.column if isinstance(self.group_by, Grouping) else self.group_by

    @property
    def adjustments(self) -> tuple[Kind, ...]:
        """The kinds of bonus and deduction."""
        return tuple(kind for part in (self.bonus, self.deduction) if part for kind in part.kinds)

    @property
    def conditions(self) -> tuple[Where, ...]:
        """Every condition on the facts, and on what is made of them."""
        return (self.population, *(one.when for one in self.outside), *(grade.require for grade in self.grades))

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
        made: dict[str, Indicator] = {}
        for criterion in (criterion for track in tracks for criterion in track.criteria):
            if made.setdefault(criterion.key, criterion.indicator) != criterion.indicator:
                raise ValueError(f"同一 key 在各类别里须是同一指标：{criterion.key}")
        return tracks

    @model_validator(mode="after")
    def _which_year(self) -> Scheme:
        if self.looks_back and self.year is None:
            raise ValueError("用到上年数据（change 或 year: last），方案须写 year（评价年度）")
        if self.looks_back and any("year" in where.keys for track in self.tracks for where in track.conditions):
            raise ValueError("用到上年数据的方案只评 year 这一年，条件里不能再写 year")
        return self

    def __hash__(self) -> int:
        return hash(self.model_dump_json())  # populations and vetoes are dicts, which have no hash

    @property
    def keys(self) -> tuple[str, ...]:
        """The criteria's keys over all tracks, in order of first appearance."""
        return tuple(dict.fromkeys(criterion.key for track in self.tracks for criterion in track.criteria))

    @property
    def indicators(self) -> dict[str, Indicator]:
        """What is measured, by key, in the order of ``keys``."""
        found: dict[str, Indicator] = {}
        for criterion in (criterion for track in self.tracks for criterion in track.criteria):
            found.setdefault(criterion.key, criterion.indicator)
        return found

    @property
    def looks_back(self) -> bool:
        """Whether anything is compared with the year before; then only rows of the scheme's year are in a track."""
        criteria = [criterion for track in self.tracks for criterion in track.criteria]
        return any(one.change or (one.yardstick and one.yardstick.year == "last") for one in criteria)

    @property
    def uses_labels(self) -> bool:
        """Whether any rule asks for the labels of an enterprise."""
        return any(
            track.adjustments or any("labels" in where.keys for where in track.conditions) for track in self.tracks
        )

    @property
    def columns(self) -> frozenset[str]:
        """The keys of the columns of the facts that the scheme reads."""
        pairs = self.indicators.values()
        read = {part for pair in pairs for part in (pair.numerator, pair.denominator) if part is not None}
        for track in self.tracks:
            read |= {*(tie.key for tie in track.ties), *([track.group_column] if track.group_column else [])}
            read = read.union(*(where.keys for where in track.conditions))
        read |= {"uscc", "year"} if self.looks_back else set()
        read |= {"labels"} if self.uses_labels else set()
        return frozenset("industry" if key == DIVISION else key for key in read if key in BY_KEY or key == DIVISION)

    def track(self, name: str) -> Track:
        """The track of that name; KeyError if there is none."""
        for track in self.tracks:
            if track.name == name:
                return track
        raise KeyError(name)
