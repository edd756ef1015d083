"""The assumptions behind the sample registers, read from ``data/*.yaml`` and checked."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from tenghuan.errors import InputFault
from tenghuan.reference import region


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Level(_Data):
    """What the enterprises above scale reach together in a year: sums over sums, units of contracts.md."""

    tax_per_mu: float = Field(gt=0)
    value_added_per_mu: float = Field(gt=0)
    labour: float = Field(gt=0)
    value_added_per_tce: float = Field(gt=0)
    rd_ratio: float = Field(gt=0, lt=1)
    value_added_per_emission: float = Field(gt=0)
    basis: Literal["plan", "assumption"]
    source: str


class Land(_Data):
    """Median (mu) and sigma of the logarithm of land, above and below scale."""

    above: tuple[float, float]
    below: tuple[float, float]


class Below(_Data):
    """Enterprises below scale: tax per mu relative to those above, and tax per kWh in CNY."""

    tax_ratio: float = Field(gt=0)
    tax_per_kwh: float = Field(gt=0)


class ParkShare(_Data):
    """Share of the enterprises of ``towns`` that stand in the park."""

    name: str
    towns: tuple[str, ...]
    share: float = Field(ge=0, le=1)


class IndustryWeight(_Data):
    """An industry of the county: GB/T 4754 code, weight, words for fictional names."""

    code: str
    weight: float = Field(gt=0)
    words: tuple[str, ...] = Field(min_length=1)


class CountyProfile(_Data):
    """What a county's sample registers look like; ``enterprises`` is the default number."""

    code: str
    short: str
    phone: str
    enterprises: int = Field(gt=0)
    above_scale_share: float = Field(gt=0, lt=1)
    land: Land
    below: Below
    levels: dict[int, Level]
    towns: dict[str, float]
    parks: tuple[ParkShare, ...]
    industries: tuple[IndustryWeight, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years there are facts for, in order."""
        return tuple(sorted(self.levels))

    @property
    def name(self) -> str:
        """The county's full name, e.g. 嵊州市."""
        found = region(self.code)
        return found.name if found else self.short


class IndustryFactors(_Data):
    """How a division differs from the county's average; see ``data/industries.yaml``."""

    tax: float
    value_added: float
    energy: float
    emission: float
    listed: float
    va_rate: float
    labour: float
    rd: float
    electric: float
    utility: bool = False


class Model(_Data):
    """Spread and shares of the statistical model; see ``data/model.yaml``."""

    spread: dict[str, float]
    quality_weight: float
    persistence: float
    land_bounds_mu: tuple[float, float]
    revenue_floor_above: float
    above_scale_minimum: int
    shares: dict[str, float]
    tax_items: dict[str, float]
    pollutants: dict[str, float]
    excluded_reasons: tuple[str, ...]
    vetoes: tuple[str, ...]
    exempt: dict[str, str]
    titles: dict[str, float]


class Names(_Data):
    """What fictional names and codes are made of; see ``data/names.yaml``."""

    mark: str
    syllables: tuple[str, ...]
    forms_above: tuple[str, ...]
    forms_below: tuple[str, ...]
    contacts: tuple[str, ...]
    roads: tuple[str, ...]
    organisation_prefix: str
    registration_types: str


def data(name: str) -> Any:
    """Return the content of ``data/NAME.yaml``."""
    text = (files("tenghuan.sampling") / "data" / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


@cache
def counties() -> dict[str, CountyProfile]:
    """Return the profiles of the counties that have sample registers, by id."""
    return {key: CountyProfile(**body) for key, body in data("counties")["counties"].items()}


def county(county_id: str, moved: int = 0) -> CountyProfile:
    """Return one county's profile, its years ``moved`` by that many (a demonstration in the present).

    Raises:
        InputFault: no such county.
    """
    found = counties().get(county_id)
    if found is None:
        raise InputFault(
            f"没有“{county_id}”这个县的示例数据", where="--county", remedy="可用：" + "、".join(counties())
        )
    return found.model_copy(update={"levels": {year + moved: level for year, level in found.levels.items()}})


def checked_seed(seed: int) -> None:
    """Refuse a seed that no random source takes.

    Raises:
        InputFault: it is below zero.
    """
    if seed < 0:
        raise InputFault(f"种子 {seed} 不能为负", where="--seed", remedy="用 0 或正整数")


@cache
def factors(division: str) -> IndustryFactors:
    """Return the factors of a division (2 digits), the defaults where the table says nothing."""
    table = data("industries")
    return IndustryFactors(**{**table["default"], **table["divisions"].get(division, {})})


@cache
def model() -> Model:
    """Return the statistical model's parameters."""
    return Model(**data("model"))


@cache
def names() -> Names:
    """Return what names are made of."""
    return Names(**data("names"))
