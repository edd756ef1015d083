"""Kinds of titles and of outcomes, and which indicator each feeds: data with source and day of effect."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tenghuan.errors import InputFault

DATA = Path(__file__).parent / "data"
LOCAL_NOTE = "本地参数（待核实）"
Level = Literal["national", "province", "city", "county"]
LEVELS: dict[Level, str] = {"national": "国家级", "province": "省级", "city": "市级", "county": "县级"}
GROUPS = {
    "ladder": "梯队",
    "listing": "上市",
    "research": "研发创新",
    "factory": "数字工厂",
    "quality": "质量品牌",
    "platform": "平台载体",
    "standard": "标准认证品牌",
    "digital": "数字化改造",
    "people": "人才",
    "finance": "金融",
}
Status = Literal["public", "local"]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Kind(_Data):
    """A kind of title or of outcome.

    ``term``: years that it holds, None for good (or unknown); ``by``: who recognises it; ``unit``: what one is;
    ``amount``, ``amount_unit``: what its amount is and in which unit, "" where it has none.
    """

    key: str
    name: str
    group: str
    level: Level
    by: str
    term: int | None = Field(default=None, ge=1)
    unit: str = "家"
    amount: str = ""
    amount_unit: str = ""
    since: date
    source: str
    status: Status

    @property
    def note(self) -> str:
        """What must stand beside what follows from it."""
        return LOCAL_NOTE if self.status == "local" else ""

    def until(self, day: date) -> date | None:
        """Return the last day of a title that was given on ``day``, None where it has no term.

        29 February counts as the 28th where there is none; the day before the anniversary is the last one.
        """
        if self.term is None:
            return None
        year = day.year + self.term
        try:
            end = day.replace(year=year)
        except ValueError:
            return date(year, 2, 28)
        return date.fromordinal(end.toordinal() - 1)


class Target(_Data):
    """What feeds an indicator.

    Args:
        indicator: key of the catalogue, or of one plan's own indicator.
        counted_in: which register it is counted in.
        kinds: what is counted, each enterprise once (``distinct``) or each row; ``amount`` sums instead,
            ``over`` makes it a percentage of another column.
        levels: only these levels, () for all.
        words: a word of the plan's own name for the indicator that must occur, "" for any.
        stock: what stands at a day is counted, not what was ever recognised.
        least: column → the least value that counts (a yearly record of 1 亿元 and more).
    """

    indicator: str
    counted_in: Literal["titles", "outcomes", "profiles", "contracts", "challenges"]
    title: str
    unit: str
    kinds: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    words: str = ""
    stock: bool = False
    amount: str = ""
    over: str = ""
    distinct: bool = False
    least: dict[str, Decimal] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known(self) -> Target:
        own = {"titles": _keys("titles"), "outcomes": _keys("outcomes")}.get(self.counted_in, frozenset())
        strange = [one for one in self.kinds if one not in own]
        if strange:
            raise ValueError(f"target {self.indicator}: no such kinds {strange}")
        return self


@cache
def _read(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def _keys(name: str) -> frozenset[str]:
    return frozenset(row["key"] for row in _read(name))


@cache
def kinds(name: Literal["titles", "outcomes"]) -> dict[str, Kind]:
    """Return the kinds of titles, or of outcomes, by key in the order of the data."""
    found = [Kind.model_validate(row) for row in _read(name)]
    for one in found:
        GROUPS[one.group]
    made = {one.key: one for one in found}
    if len(made) != len(found):
        raise ValueError(f"{name}: a kind stands twice")
    return made


def kind(name: Literal["titles", "outcomes"], key: str) -> Kind:
    """Return one kind.

    Raises:
        InputFault: there is none of that key.
    """
    found = kinds(name).get(key)
    if found is None:
        raise InputFault(f"没有“{key[:40]}”这一类", remedy="请从列表中选择")
    return found


@cache
def targets() -> tuple[Target, ...]:
    """Return what feeds which indicator, in the order of the data."""
    return tuple(Target.model_validate(row) for row in _read("targets"))
