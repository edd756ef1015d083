"""What a plan is: pack schema, calibers, the catalogue of standard indicators, the packs of five counties."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from tenghuan.errors import InputFault
from tenghuan.plan.loading import load_yaml
from tenghuan.plan.schema import PaceParameters, PlanPack

__all__ = ["default_pace", "json_schema", "load_pack", "packs"]

_HERE = Path(__file__).parent


def packs() -> dict[str, Path]:
    """The packs that ship with the product: id → path of the YAML file."""
    return {path.stem: path for path in sorted((_HERE / "packs").glob("*.yaml"))}


def load_pack(path: str | Path) -> PlanPack:
    """Read one pack, by path or by the id of a shipped pack.

    Raises:
        InputFault: the file cannot be read or breaks the schema; the message names the first fault.
    """
    source = packs().get(str(path), Path(path))
    document = load_yaml(source)
    try:
        return PlanPack.model_validate(document.data)
    except ValueError as error:
        raise InputFault(str(error), where=source.name) from error


@cache
def default_pace() -> PaceParameters:
    """Lamp and pace parameters for a pack that has none of its own (methodology §3.3)."""
    return PaceParameters.model_validate(load_yaml(_HERE / "data" / "pace.yaml").data)


def json_schema() -> dict[str, Any]:
    """JSON Schema of a pack, for editors."""
    return PlanPack.model_json_schema(mode="validation")
