"""What a unit's name says: which function it has (经信局, 发改局 …), and which names mean the same unit."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from tenghuan.plan.calibers import Model
from tenghuan.plan.loading import load_yaml
from tenghuan.plan.schema import UnitKind

_DATA = Path(__file__).parent / "data"
_PARK = re.compile(r"开发区|高新区|园区|新城|科技城|管委会|工业园|集聚区|两区")
_TOWN = re.compile(r"(?:镇|乡|街道)(?:人民政府|政府|办事处)?$")
_MANY = re.compile(r"^各|相关部门|镇街")


class Bureau(Model):
    """A function of county government, the same in every county."""

    key: str
    zh: str
    kind: UnitKind
    stems: list[str]


@cache
def bureaus() -> tuple[Bureau, ...]:
    """The whole table (``data/bureaus.yaml``)."""
    return tuple(Bureau.model_validate(row) for row in load_yaml(_DATA / "bureaus.yaml").data)


@cache
def _region_codes() -> dict[str, str]:
    rows = load_yaml(_DATA / "regions.yaml").data
    return {str(name): str(code) for code, name in rows.items()}


def region_code(name: str) -> str | None:
    """Administrative division code (6 digits) of a county; None if the table has no such name."""
    return _region_codes().get(name)


def _stem(name: str, region: str) -> str:
    place = re.escape(region.rstrip("市县区")) if region else "(?!)"
    bare = re.sub(rf"{place}(?:市|县|区)?", "", name)
    return re.sub(r"^(?:国网|[一-龥]{2}(?=生态环境|海关))?(?:市|县|区)?", "", bare)


def bureau_of(name: str, region: str = "") -> Bureau | None:
    """The function a unit name stands for: 市人社局 and 市人力社保局 → human_resources; None if unknown.

    Args:
        name: the unit as written.
        region: the county, whose name inside the unit's is not part of the function (市生态环境局云和分局).
    """
    if _PARK.search(name):
        return None
    stem = _stem(name, region)
    hits = [
        (len(word), bureau)
        for bureau in bureaus()
        for word in bureau.stems
        # 市场监管局 must not lose its 市, so the whole name counts too.
        if stem == word or (len(word) > 2 and (word in stem or word in name)) or stem.startswith(word)
    ]
    return max(hits, key=lambda hit: hit[0])[1] if hits else None


def kind_of(name: str) -> UnitKind:
    """The kind a name suggests: park, town, collective, else department."""
    if _MANY.search(name):
        return UnitKind.COLLECTIVE
    if _PARK.search(name):
        return UnitKind.PARK
    return UnitKind.TOWN if _TOWN.search(name) else UnitKind.DEPARTMENT
