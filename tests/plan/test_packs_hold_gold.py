"""Each pack against what a careful reader found in the plan document: nothing may be lost.

Needs the steering folder beside the checkout; the packs' own soundness is tested without it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tenghuan.plan import load_pack, packs
from tenghuan.plan.calibers import Caliber
from tenghuan.plan.measures import measure
from tenghuan.plan.schema import Indicator, PlanPack
from tenghuan.plan.standards import catalogue, split_population, threshold_of

GOLD = Path(__file__).parents[2].parent / "shared" / "gold"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not GOLD.is_dir(), reason="needs ../shared/gold beside the checkout"),
]

#: Calibers that may stand for a nature of the annotation.
CALIBERS = {
    "level": {Caliber.LEVEL, Caliber.ANNUAL, Caliber.CUMULATIVE_WITH_BASE, Caliber.STOCK},
    "cumulative": {Caliber.CUMULATIVE, Caliber.CUMULATIVE_WITH_BASE, Caliber.MERGED_COUNT, Caliber.STOCK},
    "increment": {Caliber.CUMULATIVE, Caliber.MERGED_COUNT},
    "annual": {Caliber.ANNUAL, Caliber.STOCK},
    "growth_rate": {Caliber.AVERAGE_GROWTH},
    "decline_rate": {Caliber.CUMULATIVE_DROP_RATE},
    "share": {Caliber.SHARE},
}


def gold(county: str) -> dict[str, Any]:
    return dict(json.loads((GOLD / f"{county}.json").read_text(encoding="utf-8")))


@pytest.fixture(params=sorted(packs()))
def county(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def section_key(section: str) -> str:
    return re.sub(r"[^一二三四五六七八九十0-9]", "", section)


def same_unit(written: str, own: str) -> bool:
    """项 and 个 both count items; 万元 may be written for 万元/亩, the "per mu" being in the name."""
    have, want = measure(written or "1"), measure(own)
    if own.startswith(f"{written}/"):
        return True
    return have is not None and want is not None and have.dimension == want.dimension and have.factor == want.factor


def cell_holds(pack: PlanPack, target: dict[str, Any], cell: Any) -> bool:
    if cell.caliber not in CALIBERS[target["nature"]] or getattr(cell, "value", None) != target["value"]:
        return False
    if cell.upper != target["upper"]:
        return False
    if cell.comparison.value != target["comparison"] and not cell.note:  # two places differ: the note says so
        return False
    if target["year"] is not None:
        return bool(cell.year == target["year"])
    return bool(cell.every_year or cell.year == pack.plan.period.end)


def indicator_holds(pack: PlanPack, target: dict[str, Any], item: Indicator) -> bool:
    name, population = split_population(target["indicator"])
    size = threshold_of(name)
    return (
        section_key(target["section"]) in {section_key(s.section) for s in item.sources}
        and same_unit(target["unit"], item.unit)
        # the annotation names a scope only where the figure itself does
        and population in (item.population, None)
        and (size is None or size == item.threshold)
        and any(cell_holds(pack, target, cell) for cell in item.milestones)
    )


def parameter_holds(pack: PlanPack, target: dict[str, Any]) -> bool:
    return any(
        item.value == target["value"]
        and same_unit(target["unit"], item.unit)
        and item.comparison.value == target["comparison"]
        and section_key(target["section"]) in {section_key(s.section) for s in item.sources}
        for item in pack.parameters
    )


def test_every_target_is_held_by_an_indicator_or_a_parameter(county: str) -> None:
    pack = load_pack(county)
    lost = []
    for target in gold(county)["targets"]:
        names = [target["indicator"], *target["aliases"]]
        links = {c.standard.key for n in names if (c := catalogue().find(n, target["unit"]))}
        held = any(
            indicator_holds(pack, target, item)
            and (item.catalogue in links or item.name in names or (not links and item.catalogue is None))
            for item in pack.indicators
        )
        if not held and not parameter_holds(pack, target):
            lost.append((target["section"], target["indicator"], target["value"], target["unit"]))
    assert not lost


def test_every_target_finds_a_standard_indicator_or_is_the_countys_own(county: str) -> None:
    alone = [
        t["indicator"]
        for t in gold(county)["targets"]
        if catalogue().find(t["indicator"], t["unit"]) is None
        and not any(i.catalogue is None and i.name == t["indicator"] for i in load_pack(county).indicators)
    ]
    assert not alone


def test_the_table_is_held_cell_by_cell(county: str) -> None:
    pack = load_pack(county)
    for row in gold(county)["series"]:
        found = catalogue().find(row["indicator"], row["unit"])
        item = next(i for i in pack.indicators if found and i.catalogue == found.standard.key)
        mine = {("target", c.year): getattr(c, "value", None) for c in item.milestones}
        mine |= {("actual", a.year): a.value for a in item.actuals}
        if item.baseline:
            mine["baseline", item.baseline.year] = item.baseline.value
        references = {(r.name, r.raw) for r in item.references}
        for cell in row["cells"]:
            if cell["role"] == "reference":
                assert cell["raw"] == "—" or (cell["scope"], cell["raw"]) in references, (row["indicator"], cell)
            elif cell["value"] is not None:
                assert mine[cell["role"], cell["year"]] == cell["value"], (row["indicator"], cell)


def test_every_action_and_its_units_are_held(county: str) -> None:
    def spelled(rows: list[Any]) -> list[tuple[Any, ...]]:
        return [(r["section"], r.get("part"), tuple(r["lead"]), tuple(r["support"])) for r in rows]

    pack = load_pack(county)
    own = [a.model_dump() for a in pack.actions]
    assert spelled(own) == spelled(gold(county)["actions"])
    assert all(pack.unit(name) for a in pack.actions for name in [*a.lead, *a.support])


def test_every_task_and_its_units_are_held(county: str) -> None:
    own = [(t.number, t.lead, t.support) for t in load_pack(county).tasks]
    assert own == [(t["number"], t["lead"], t["support"]) for t in gold(county)["tasks"]]


def test_every_seat_is_held(county: str) -> None:
    roles = ("leader", "deputy", "members", "liaison")
    own = [
        (g.name, g.lead_unit, [[s.post for s in getattr(g, role)] for role in roles]) for g in load_pack(county).groups
    ]
    theirs = [
        (g["name"], g.get("lead_unit"), [[s["post"] for s in g.get(role, [])] for role in roles])
        for g in gold(county)["groups"]
    ]
    assert own == theirs


def test_metadata_is_held(county: str) -> None:
    plan = load_pack(county).plan.model_dump(mode="json")
    expected = gold(county)
    for field in ("title", "issuer", "document_number", "issued_on", "effective_from", "effective_until", "period"):
        assert plan[field] == expected[field], field
    assert plan["region"]["name"] == expected["region"]


def test_titles_are_our_own_words(county: str) -> None:
    """A title of eight characters or more that stands in the plan document would be a copied phrase."""
    text = (GOLD.parent / "plans" / f"{county}.txt").read_text(encoding="utf-8")
    bare = re.sub(r"\s", "", text)
    pack = load_pack(county)
    copied = [t.title for t in [*pack.actions, *pack.tasks] if len(t.title) >= 8 and t.title in bare]
    assert not copied
