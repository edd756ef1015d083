"""What a plan is: pack schema, calibers, the catalogue of standard indicators, the packs of five counties."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tenghuan.errors import InputFault
from tenghuan.plan.checking import Fault, check_data
from tenghuan.plan.checking import check_pack as _check_pack
from tenghuan.plan.checking.contradictions import contradictions
from tenghuan.plan.drafting import draft_pack
from tenghuan.plan.loading import load_yaml
from tenghuan.plan.schema import PaceParameters, Parameter, PeriodCalendar, PlanPack
from tenghuan.plan.standards import Candidate, Catalogue, Standard, catalogue

__all__ = [
    "Candidate",
    "Catalogue",
    "Fault",
    "Standard",
    "catalogue",
    "check_data",
    "check_pack",
    "contradictions",
    "default_pace",
    "default_parameters",
    "default_periods",
    "draft_pack",
    "find_parameter",
    "json_schema",
    "load_pack",
    "pace_parameters",
    "packs",
]

_HERE = Path(__file__).parent


def packs() -> dict[str, Path]:
    """The packs that ship with the product: id → path of the YAML file."""
    return {path.stem: path for path in sorted((_HERE / "packs").glob("*.yaml"))}


def _resolve(path: str | Path) -> Path:
    return packs().get(str(path), Path(path))


def load_pack(path: str | Path) -> PlanPack:
    """Read one pack, by path or by the id of a shipped pack.

    Raises:
        InputFault: the file cannot be read or breaks the schema; the message names the first fault.
            Rules across the pack are left to ``check_pack``.
    """
    source = _resolve(path)
    document = load_yaml(source)
    try:
        return PlanPack.model_validate(document.data)
    except ValidationError as error:
        first = check_data(document.data, document)[0]
        raise InputFault(str(first), where=source.name, remedy="用 tenghuan plan check 看全部问题") from error


def check_pack(path: str | Path) -> list[Fault]:
    """All faults of a pack, by path or by the id of a shipped pack; empty if it can be used."""
    return _check_pack(_resolve(path))


@cache
def default_pace() -> PaceParameters:
    """Lamp and pace parameters for a pack that has none of its own (methodology §3.3)."""
    return PaceParameters.model_validate(load_yaml(_HERE / "data" / "pace.yaml").data)


@cache
def default_periods() -> PeriodCalendar:
    """The periods of a year for a pack that has none of its own (methodology §14.1)."""
    return PeriodCalendar.model_validate(load_yaml(_HERE / "data" / "periods.yaml").data)


@cache
def default_parameters() -> tuple[Parameter, ...]:
    """Policy parameters for a pack that has none of its own (methodology §11), each with source and status."""
    return tuple(Parameter.model_validate(row) for row in load_yaml(_HERE / "data" / "parameters.yaml").data)


def pace_parameters(pack: PlanPack) -> PaceParameters:
    """The lamp and pace parameters that hold for a pack: its own, else the defaults."""
    return pack.pace or default_pace()


def find_parameter(pack: PlanPack, key: str, day: date) -> Parameter | None:
    """The parameter ``key`` that holds for a pack on ``day``: the county's own before the default.

    Returns None if neither has one for that day; whoever asks must then say so rather than assume a value.
    """
    for source in (pack.parameters, default_parameters()):
        for item in source:
            if item.key == key and item.valid_on(day):
                return item
    return None


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a pack, for editors."""
    schema = PlanPack.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
