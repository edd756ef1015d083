"""How well a reading agrees with a gold annotation: precision and recall of each part.

Stands in a public checkout for the scorer of the steering folder, with the same rules for targets and units: value,
unit and upper end must agree, names must be alike (Dice of character pairs ≥ 0.4, or one inside the other), one to one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Any

Found = dict[str, Any]
SAME_UNITS = {
    "吨标煤": "吨标准煤",
    "万吨标煤": "万吨标准煤",
    "家（个）": "家",
    "万元/亩": "万元",
    "万元/人年": "万元/人",
}


def plain(text: object) -> str:
    """Letters and characters only."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", str(text or ""))).lower()


def alike(a: str, b: str) -> float:
    """Dice of character pairs, at least 0.75 where one name holds the other."""
    a, b = plain(a), plain(b)
    x, y = (Counter(t[i : i + 2] for i in range(max(1, len(t) - 1))) for t in (a, b))
    dice = 2 * sum((x & y).values()) / max(1, sum(x.values()) + sum(y.values()))
    inside = min(len(a), len(b)) >= 3 and (a in b or b in a)
    return max(dice, 0.75) if inside else dice


def number_agrees(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= 1e-3 * max(1.0, abs(a))


def unit_of(item: Found) -> str:
    unit = SAME_UNITS.get(item["unit"], item["unit"])
    return "%" if unit in {"％", "%"} else plain(unit)


def target_agrees(gold: Found, read: Found) -> float:
    """0 for no match, else how good a match it is."""
    if not number_agrees(gold["value"], read["value"]) or unit_of(gold) != unit_of(read):
        return 0.0
    if gold.get("upper") is not None and not number_agrees(gold["upper"], read["upper"]):
        return 0.0
    name = max(alike(n, read["indicator"]) for n in [gold["indicator"], *gold.get("aliases", [])])
    return 0.0 if name < 0.4 else name + 0.5 * (plain(gold["section"]) == plain(read["section"]))


def units_of(item: Found) -> set[tuple[str, str]]:
    return {(role, plain(unit)) for role in ("lead", "support") for unit in item[role]}


def action_agrees(gold: Found, read: Found) -> float:
    if plain(gold["section"]) != plain(read["section"]):
        return 0.0
    a, b = units_of(gold), units_of(read)
    return 0.1 + len(a & b) / max(1, len(a | b)) if a or b else 0.6


def pairs(gold: list[Found], read: list[Found], agrees: Callable[[Found, Found], float]) -> list[tuple[int, int]]:
    """One-to-one matches, the best first, near positions before far ones."""
    scored = [(agrees(g, r), -abs(i - j), i, j) for i, g in enumerate(gold) for j, r in enumerate(read)]
    used: set[tuple[str, int]] = set()
    out = []
    for score, _, i, j in sorted(scored, reverse=True):
        if score > 0 and ("gold", i) not in used and ("read", j) not in used:
            used |= {("gold", i), ("read", j)}
            out.append((i, j))
    return out


def target_rates(gold: Found, read: Found) -> tuple[float, float, float]:
    """Precision and recall of the targets, and the share whose year and comparison agree too."""
    matched = pairs(gold["targets"], read["targets"], target_agrees)
    exact = sum(
        all(gold["targets"][i][key] == read["targets"][j][key] for key in ("year", "comparison")) for i, j in matched
    )
    if not gold["targets"] and not read["targets"]:
        return 1.0, 1.0, 1.0
    most = max(1, len(gold["targets"]), len(read["targets"]))
    return len(matched) / max(1, len(read["targets"])), len(matched) / max(1, len(gold["targets"])), exact / most


def unit_f1(gold: Found, read: Found) -> float:
    """F1 of the units assigned to the work items."""
    matched = pairs(gold["actions"], read["actions"], action_agrees)
    hit = sum(len(units_of(gold["actions"][i]) & units_of(read["actions"][j])) for i, j in matched)
    total = sum(len(units_of(item)) for side in (gold, read) for item in side["actions"])
    return 2 * hit / total if total else 1.0


def counted(document: Found, part: str) -> Counter[tuple[Any, ...]]:
    """Table cells or seats as countable facts."""
    facts: Counter[tuple[Any, ...]] = Counter()
    for item in document[part]:
        if part == "series":
            for cell in item["cells"]:
                facts[plain(item["indicator"]), cell["year"], cell["role"], plain(cell["scope"]), cell["value"]] += 1
        else:
            facts[plain(item["name"]), "group", plain(item.get("lead_unit"))] += 1
            for role in ("leader", "deputy", "members", "liaison"):
                for seat in item.get(role) or []:
                    facts[plain(item["name"]), role, plain(seat["post"])] += 1
    return facts


def fact_f1(gold: Found, read: Found, part: str) -> float:
    a, b = counted(gold, part), counted(read, part)
    total = sum(a.values()) + sum(b.values())
    return 2 * sum((a & b).values()) / total if total else 1.0
