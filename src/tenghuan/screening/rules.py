"""Screening rules as checked types (contracts.md, "Screening"). Numbers are ``Decimal`` as written in the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from tenghuan.scoring.cells import READERS, CellFault
from tenghuan.scoring.columns import Column
from tenghuan.scoring.scheme import Number
from tenghuan.screening.formula import Check, Formula, FromTable, Join, Joined, MeanTimes, Value, as_op, checks, joined
from tenghuan.screening.keys import RATIOS, groups, is_measured, kind_of

MAX_LISTS, MAX_PARTS, MAX_YEARS = 50, 60, 10
LARGEST, MAX_DIGITS = Decimal("1e12"), 30
TABLE = "table"
# operators by the kind of a key
_OPERATORS: dict[str, tuple[str, ...]] = {
    "number": ("equals", "in", "below", "above", "min", "max", "below_mean"),
    "integer": ("equals", "in", "below", "above", "min", "max"),
    "date": ("equals", "in", "after", "before", "min", "max"),
}
_WORDS = ("equals", "in")  # of every other kind
_KIND_WORDS = {"number": "数", "integer": "年份", "date": "日期", "boolean": "是非", "industry": "行业代码"}
_INDUSTRY = re.compile(r"[A-T]?\d{2,4}")
Name = Annotated[str, Field(min_length=1, max_length=60)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str | None = None
    note: str | None = None


class Operators(BaseModel):
    """What one key must satisfy; several at once must all hold. Values are checked with the key (``checks_of``)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    equals: Any = None
    below: Any = None
    above: Any = None
    min: Any = None
    max: Any = None
    among: Any = Field(default=None, alias="in")
    after: Any = None
    before: Any = None
    below_mean: Annotated[Decimal, Field(gt=0, le=1000, allow_inf_nan=False, max_digits=30)] | None = None
    group: str | None = None
    for_years: Annotated[int, Field(ge=1, le=MAX_YEARS)] = 1

    def given(self) -> dict[str, Any]:
        """The operators that are there, by the names they have in the file."""
        names = ("equals", "below", "above", "min", "max", "among", "after", "before", "below_mean")
        found = {"in" if name == "among" else name: getattr(self, name) for name in names}
        return {name: value for name, value in found.items() if value is not None}


class KeyRule(Operators):
    """Operators written beside a column; a plain value says that it must be equal."""

    @model_validator(mode="before")
    @classmethod
    def _plain_value(cls, data: object) -> object:
        return data if isinstance(data, dict | KeyRule) else {"equals": data}


class Population(BaseModel):
    """Columns with what they must satisfy, all of them; ``any`` and ``all`` hold populations in their turn."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, KeyRule]

    any: Annotated[tuple[Population, ...], Field(min_length=1, max_length=MAX_PARTS)] | None = None
    all: Annotated[tuple[Population, ...], Field(min_length=1, max_length=MAX_PARTS)] | None = None

    @model_validator(mode="after")
    def _readable(self) -> Population:
        self.formula  # noqa: B018  raises for what cannot be used
        return self

    @property
    def formula(self) -> Formula:
        """The population as a formula; ValueError for a key or value that it cannot have."""
        extra = self.__pydantic_extra__ or {}
        parts: list[Formula] = [check for key, rule in extra.items() for check in checks_of(key, rule)]
        for join, inner in (("any", self.any), ("all", self.all)):
            if inner is not None:
                parts.append(joined("any" if join == "any" else "all", [part.formula for part in inner]))
        return joined("all", parts) if parts else Joined("all", ())


class Condition(Operators, _Part):
    """A key and what it must satisfy, or conditions of which ``any`` or ``all`` must hold."""

    key: str | None = None
    any: Annotated[tuple[Condition, ...], Field(min_length=1, max_length=MAX_PARTS)] | None = None
    all: Annotated[tuple[Condition, ...], Field(min_length=1, max_length=MAX_PARTS)] | None = None

    @model_validator(mode="after")
    def _readable(self) -> Condition:
        if sum(part is not None for part in (self.key, self.any, self.all)) != 1:
            raise ValueError("key、any、all 须写且只写一个")
        if self.key is None and (self.given() or self.group is not None or self.for_years > 1):
            raise ValueError("比较要与 key 写在一起，不能与 any、all 并列")
        self.formula  # noqa: B018  raises for what cannot be used
        return self

    @property
    def formula(self) -> Formula:
        """The condition as a formula; ValueError for a key or value that it cannot have."""
        if self.key is not None:
            return joined("all", list(checks_of(self.key, self)))
        return _formula(self.any, self.all)


class Threshold(_Part):
    """A row of the table: the limit of a key for an industry (by its first digits) in a town; None: for any."""

    key: str
    limit: Number
    town: str | None = None
    industry: str | None = None

    @field_validator("key")
    @classmethod
    def _measured(cls, key: str) -> str:
        if not is_measured(key):
            raise ValueError(f"没有这样的数值指标：{key}")
        return key

    @field_validator("industry", mode="before")
    @classmethod
    def _digits(cls, code: object) -> object:
        if code is None or (isinstance(code, str) and not code.strip()):
            return None
        text = f"{code:02d}" if isinstance(code, int) and not isinstance(code, bool) else str(code).strip().upper()
        if not _INDUSTRY.fullmatch(text):
            raise ValueError(f"行业代码应为 2 至 4 位数字，现为“{code}”")
        return digits(text)

    @field_validator("town", mode="before")
    @classmethod
    def _any_town(cls, town: object) -> object:
        return (town.strip() or None) if isinstance(town, str) else town


class ListRule(_Part):
    """A list and what puts an enterprise on it."""

    name: Name
    any: Annotated[tuple[Condition, ...], Field(min_length=1, max_length=MAX_PARTS)] | None = None
    all: Annotated[tuple[Condition, ...], Field(min_length=1, max_length=MAX_PARTS)] | None = None

    @model_validator(mode="after")
    def _one_join(self) -> ListRule:
        if (self.any is None) == (self.all is None):
            raise ValueError("any、all 须写且只写一个")
        return self

    @property
    def formula(self) -> Formula:
        """What puts an enterprise on the list."""
        return _formula(self.any, self.all)


class Exemption(_Part):
    """Why a list lets an enterprise off, and when; ``lists``: only these lists, None: all."""

    reason: Name
    when: Population
    lists: tuple[str, ...] | None = None
    document: str | None = None


class Rules(_Part):
    """A county's screening rules of one year."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    county: str | None = None
    scope: Population = Population()
    thresholds: Annotated[tuple[Threshold, ...], Field(max_length=100_000)] = ()
    lists: Annotated[tuple[ListRule, ...], Field(min_length=1, max_length=MAX_LISTS)]
    exempt: Annotated[tuple[Exemption, ...], Field(max_length=MAX_PARTS)] = ()

    @field_validator("scope", mode="before")
    @classmethod
    def _everything(cls, value: object) -> object:
        return {} if value is None else value

    @field_validator("thresholds", "exempt", mode="before")
    @classmethod
    def _nothing(cls, value: object) -> object:
        return () if value is None else value

    @field_validator("scope")
    @classmethod
    def _plain(cls, scope: Population) -> Population:
        for check in checks(scope.formula):
            if check.key in RATIOS or isinstance(check.limit, FromTable | MeanTimes) or check.years > 1:
                raise ValueError(f"筛查范围只能用企业数据的列和固定的值，不能用“{check.key}”的这种写法")
        return scope

    @field_validator("thresholds")
    @classmethod
    def _once(cls, rows: tuple[Threshold, ...]) -> tuple[Threshold, ...]:
        seen: dict[tuple[str, str | None, str | None], int] = {}
        for number, row in enumerate(rows, start=1):
            first = seen.setdefault((row.key, row.town, row.industry), number)
            if first != number:
                what = "、".join((row.key, row.town or "任何镇街", row.industry or "任何行业"))
                raise ValueError(f"阈值表第 {first} 行与第 {number} 行重复：{what}")
        return rows

    @model_validator(mode="after")
    def _names(self) -> Rules:
        names = [rule.name for rule in self.lists]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"清单名称重复：{'、'.join(twice)}")
        for exemption in self.exempt:
            unknown = [name for name in exemption.lists or () if name not in names]
            if unknown:
                raise ValueError(f"豁免“{exemption.reason}”所指的清单没有：{'、'.join(unknown)}")
        return self

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """The different checks of lists and exemptions, in order; an engine numbers them so."""
        formulas = [rule.formula for rule in self.lists] + [rule.when.formula for rule in self.exempt]
        return tuple(dict.fromkeys(check for formula in formulas for check in checks(formula)))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that checks or scope ask, in order."""
        asked = [check.key for check in (*self.checks, *checks(self.scope.formula))]
        return tuple(dict.fromkeys(asked))


def digits(industry: str) -> str:
    """An industry code without its section letter."""
    return industry[1:] if industry[:1].isalpha() else industry


def _formula(any_of: Sequence[Condition] | None, all_of: Sequence[Condition] | None) -> Formula:
    join: Join = "all" if any_of is None else "any"
    return joined(join, [part.formula for part in any_of or all_of or ()])


def checks_of(key: str, rule: Operators) -> list[Check]:
    """The checks that operators make of a key.

    Raises:
        ValueError: (Chinese) no such key, an operator that does not go with it, or a value that is none of its kind.
    """
    kind = kind_of(key)
    if kind is None:
        raise ValueError(f"没有这样的指标或列：{key}")
    allowed = _OPERATORS.get(kind, _WORDS)
    given = rule.given()
    if not given:
        raise ValueError(f"“{key}”没有写比较：请写 {'、'.join(allowed)} 之一")
    foreign = [name for name in given if name not in allowed]
    if foreign:
        raise ValueError(f"“{key}”不能用 {'、'.join(foreign)}，可用：{'、'.join(allowed)}")
    if rule.group is not None and "below_mean" not in given:
        raise ValueError("group 只与 below_mean 一起用")
    if rule.group is not None and rule.group not in groups():
        raise ValueError(f"不能按“{rule.group}”求平均，可用：{'、'.join(groups())}")
    return [_check(key, kind, name, value, rule) for name, value in given.items()]


def _check(key: str, kind: str, name: str, value: Any, rule: Operators) -> Check:
    if name == "below_mean":
        return Check(key, "below", MeanTimes(value, rule.group), rule.for_years)
    if value == TABLE and kind == "number" and name in ("below", "above", "min", "max"):
        return Check(key, as_op(name), FromTable(), rule.for_years)
    if name in ("equals", "in"):
        values = value if name == "in" else [value]
        if not isinstance(values, list | tuple) or not values or len(values) > 1000:
            raise ValueError(f"“{key}”的 in 应为列表，如 [A, B]")
        return Check(key, "in", tuple(_typed(key, kind, name, each) for each in values), rule.for_years)
    return Check(key, as_op(name), _typed(key, kind, name, value), rule.for_years)


def _typed(key: str, kind: str, name: str, value: Any) -> Value:
    """A value in the type of its key's kind."""
    found = _of_kind(kind, value)
    if found is None:
        raise ValueError(f"“{key}”的 {name} 应为{_KIND_WORDS.get(kind, '文字')}，现为“{value}”")
    return found


def _of_kind(kind: str, value: Any) -> Value | None:
    """The value as its kind has it, None if it is of another; words stand for what a cell of the facts may say."""
    if isinstance(value, str) and kind in ("number", "integer", "date", "boolean"):
        return _from_words(kind, value)
    if isinstance(value, bool) or kind == "boolean":
        return value if kind == "boolean" and isinstance(value, bool) else None
    if kind == "number":
        return _number(value) if isinstance(value, int | Decimal) else None
    if kind in ("integer", "date"):
        right: bool = type(value) is (int if kind == "integer" else date)
        found: Value | None = value if right else None
        return found
    return _text(kind, value) if isinstance(value, int | str) else None


def _from_words(kind: str, value: str) -> Value | None:
    try:
        found: Value = READERS[kind](value, Column("value", "number", (), negative=True))
        # the digits themselves, of which a double keeps no more than 17
        return _number(Decimal(value.strip().replace(",", ""))) if kind == "number" else found
    except (CellFault, InvalidOperation):
        return None


def _text(kind: str, value: int | str) -> str | None:
    if kind != "industry":
        return str(value).strip()
    text = f"{value:02d}" if isinstance(value, int) else value.strip().upper()
    return digits(text) if _INDUSTRY.fullmatch(text) else None


def _number(value: int | Decimal) -> Decimal | None:
    found = Decimal(value)
    return found if abs(found) <= LARGEST and len(found.as_tuple().digits) <= MAX_DIGITS else None
