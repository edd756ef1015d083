"""How tests make a chain, a link, an enterprise on it and what enterprises ask and offer."""

from __future__ import annotations

from typing import Any

from tenghuan.apps.chains.registers import CHAINS, NODES, PLACINGS, POSTS
from tenghuan.apps.kit import records
from tests.apps.kit.sheds import by
from tests.apps.remediation.cases import enterprise
from tests.world import County


def _add(county: County, register: Any, **told: Any) -> Any:
    return records.add(by(county, "office"), register, county.region, told)


def make_chain(county: County, number: int = 1, town: int = 0, unit: int = 0, **values: Any) -> Any:
    return _add(county, CHAINS, **{"name": f"第{number}产业链", "unit": county.departments[unit], **values})


def make_node(county: County, number: int = 1, town: int = 0, unit: int = 0, chain: Any = None, **values: Any) -> Any:
    chain = chain or make_chain(county, number, town, unit)
    return _add(county, NODES, **{"chain": chain, "name": f"环节{number}", "place": number, **values})


def make_placing(county: County, number: int = 1, town: int = 0, unit: int = 0, node: Any = None, **values: Any) -> Any:
    node = node or make_node(county, number, town, unit)
    told = {"chain": node.chain, "link": node.name, "enterprise": enterprise(county, number - 1, town), **values}
    return _add(county, PLACINGS, **told)


def make_post(county: County, number: int = 1, town: int = 0, unit: int = 0, **values: Any) -> Any:
    told = {
        "enterprise": enterprise(county, number - 1, town), "kind": "asked", "product": "定子铁芯",
        "content": "每月需要两万件", "contact": f"采购部 0575-{number:04d}", **values,
    }  # fmt: skip
    if "chain" not in values:
        told["chain"] = make_chain(county, number, town, unit)
    return _add(county, POSTS, **told)


MAKERS = {"chains": make_chain, "nodes": make_node, "placings": make_placing, "posts": make_post}


def _partner(county: County, post: Any, patch: Any) -> dict[str, Any]:
    return {"partner": make_post(county, 7, kind="offered")}


WALKS: dict[str, dict[str, Any]] = {"posts": {"match": _partner}}
