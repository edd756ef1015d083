"""From what was read in a plan document (the JSON of gold/SCHEMA.md) to a draft pack for a reviewer.

A draft is a proposal: every link to a standard indicator, every caliber and every merged unit that was
guessed leaves a remark that says so. ``check_pack`` tells what is still missing.
"""

from __future__ import annotations

import json
import re
from typing import Any

from tenghuan.plan.bureaus import region_code
from tenghuan.plan.drafting.indicators import IndicatorDrafts
from tenghuan.plan.drafting.tidy import tidy
from tenghuan.plan.drafting.units import UnitDrafts

__all__ = ["UNKNOWN_REGION", "draft_pack", "draft_with_rows"]

#: Stands where the county is not in the table of division codes; ``check_pack`` faults it.
UNKNOWN_REGION = "999999"

_CAMPAIGN_NAMES = {
    "park_governance": "园区治理攻坚行动",
    "clear_out": "淘汰落后攻坚行动",
    "innovation": "创新强工攻坚行动",
    "investment": "招大引强攻坚行动",
    "quality": "质量提升攻坚行动",
}
_ORDER = "一二三四五六七八九十"


def draft_pack(extraction: dict[str, Any]) -> dict[str, Any]:
    """A draft pack (plain data, as YAML would hold it) from an extraction.

    Args:
        extraction: the JSON object of gold/SCHEMA.md; missing parts count as empty.

    Returns:
        A dict that ``PlanPack.model_validate`` accepts; ``remarks`` holds one note for each guess.
    """
    return draft_with_rows(extraction)[0]


def draft_with_rows(extraction: dict[str, Any]) -> tuple[dict[str, Any], dict[int, str]]:
    """As :func:`draft_pack`, and where each target and table row went: its ``row`` (a number) → key of its indicator.

    Several rows may lead to one key: what a document says twice is one indicator.
    """
    extraction = tidy(extraction)
    remarks: list[dict[str, Any]] = []
    period = extraction.get("period") or {}
    region = str(extraction.get("region") or "")
    units = UnitDrafts(region)
    actions = [_action(row, units) for row in extraction.get("actions") or []]
    tasks = [_task(row, units) for row in extraction.get("tasks") or []]
    groups = [_group(i, row, units) for i, row in enumerate(extraction.get("groups") or [], 1)]
    rows = zip(actions, extraction.get("actions") or [], strict=True)
    drafts = IndicatorDrafts(period, list(rows), units, remarks)
    for target in extraction.get("targets") or []:
        drafts.add_target(target)
    for row in extraction.get("series") or []:
        drafts.add_series(_of_the_county(row, region, remarks))
    indicators, parameters = drafts.finish()
    campaigns = _campaigns(indicators, actions, remarks)
    _link(actions, tasks, indicators)
    _place([*indicators, *parameters], drafts.places())
    draft = {
        "plan": _plan(extraction, region, remarks),
        "campaigns": campaigns,
        "units": units.finish(remarks),
        "indicators": indicators,
        "actions": actions,
        "tasks": tasks,
        "groups": groups,
        "parameters": parameters,
        "remarks": remarks,
    }
    # Lists shared between items would be written to YAML as anchors, which packs do not allow.
    return dict(json.loads(json.dumps(draft))), drafts.rows()


_WHOLE = {"", "合计", "总计", "全县", "全市", "全区", "汇总"}


def _of_the_county(row: dict[str, Any], region: str, remarks: list[dict[str, Any]]) -> dict[str, Any]:
    """The cells that speak of the whole county; what a table gives to its towns is left to a person, and said."""
    own = [c for c in row["cells"] if c["role"] == "reference" or (c.get("scope") or "") in {*_WHOLE, region}]
    towns = list(dict.fromkeys(c["scope"] for c in row["cells"] if c not in own))
    if towns:
        text = f"“{row['indicator']}”分解到{'、'.join(towns[:6])}{'等' if towns[6:] else ''}的数没有录入，请按单位分解"
        remarks.append({"where": "indicators", "text": text, "confidence": 0.5})
    return row | {"cells": own}


def _plan(extraction: dict[str, Any], region: str, remarks: list[dict[str, Any]]) -> dict[str, Any]:
    code = region_code(region)
    if code is None:
        remarks.append({"where": "plan.region.code", "text": "请填写六位行政区划代码", "confidence": 0.0})
    plan = {
        "title": extraction.get("title") or "（原文未载明标题）",
        "region": {"code": code or UNKNOWN_REGION, "name": region or "（原文未载明）"},
        "period": {key: (extraction.get("period") or {}).get(key) for key in ("start", "end")},
    }
    optional = ("issuer", "document_number", "issued_on", "effective_from", "effective_until")
    return plan | {key: extraction[key] for key in optional if extraction.get(key)}


def _short(title: str, fallback: str) -> str:
    text = re.sub(r"\s+", "", title or "")
    return (text[:39] + "…" if len(text) > 40 else text) or fallback


def _action(row: dict[str, Any], units: UnitDrafts) -> dict[str, Any]:
    action: dict[str, Any] = {"section": row["section"], "title": _short(row.get("title", ""), row["section"])}
    if row.get("part"):
        action["part"] = row["part"]
    return action | units.names(row)


def _task(row: dict[str, Any], units: UnitDrafts) -> dict[str, Any]:
    number = int(row["number"])
    return {"number": number, "title": _short(row.get("starts_with", ""), f"任务{number}")} | units.names(row)


def _group(index: int, row: dict[str, Any], units: UnitDrafts) -> dict[str, Any]:
    group: dict[str, Any] = {"key": f"group_{index}", "name": row["name"]}
    if row.get("lead_unit"):
        group["lead_unit"] = units.note(row["lead_unit"])
    for role in ("leader", "deputy", "members", "liaison"):
        if row.get(role):
            group[role] = [seat["post"] for seat in row[role]]
    return group


def _part_of(section: str) -> str:
    """三（一）2 → 三（一）: the part of the document that holds one campaign."""
    found = re.match(rf"[{_ORDER}]+[（(][{_ORDER}]+[）)]", section)
    return found.group() if found else section


def _campaigns(
    indicators: list[dict[str, Any]], actions: list[dict[str, Any]], remarks: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """One campaign a part of the 重点任务 chapter, named after the standard indicators measured in it."""
    votes: dict[str, dict[str, int]] = {}
    for item in indicators:
        for source in item["sources"]:
            part = _part_of(source)
            if part != source and item.get("campaign") in _CAMPAIGN_NAMES:
                tally = votes.setdefault(part, {})
                tally[item["campaign"]] = tally.get(item["campaign"], 0) + 1
    _one_clearing_campaign(votes, indicators)
    campaigns: list[dict[str, Any]] = []
    for part in dict.fromkeys(_part_of(action["section"]) for action in actions):
        ranked = sorted(votes.get(part, {}).items(), key=lambda pair: -pair[1])
        taken = {campaign["key"] for campaign in campaigns}
        key = next((key for key, _ in ranked if key not in taken), None)
        if key:
            campaigns.append({"key": key, "name": _CAMPAIGN_NAMES[key], "section": part})
            remarks.append({"where": f"campaigns.{key}", "text": f"{part} 的攻坚行动名称系推定", "confidence": 0.6})
    by_part = {campaign["section"]: campaign["key"] for campaign in campaigns}
    for action in actions:
        if key := by_part.get(_part_of(action["section"])):
            action["campaign"] = key
    known = set(by_part.values())
    for item in indicators:
        own = [by_part[_part_of(s)] for s in item["sources"] if _part_of(s) in by_part]
        item["campaign"] = own[0] if own else item.get("campaign")
        if item["campaign"] not in known:
            item.pop("campaign")
    return campaigns


def _one_clearing_campaign(votes: dict[str, dict[str, int]], indicators: list[dict[str, Any]]) -> None:
    """Where one part holds both parks and clearing out (低效整治), they are one campaign."""
    pair = {"park_governance", "clear_out"}
    parts = [part for part, tally in votes.items() if max(tally, key=lambda key: tally[key]) in pair]
    if len(parts) != 1:
        return
    tally = votes[parts[0]]
    tally["clear_out"] = tally.get("clear_out", 0) + tally.pop("park_governance", 0)
    for item in indicators:
        if item.get("campaign") == "park_governance":
            item["campaign"] = "clear_out"


def _place(items: list[dict[str, Any]], places: dict[str, dict[str, str]]) -> None:
    """Add to each source its place in the document, so that a reviewer can be shown the very words."""
    for item in items:
        known = places.get(item["key"], {})
        item["sources"] = [
            {"section": section, "place": known[section]} if section in known else section
            for section in item["sources"]
        ]


def _link(actions: list[dict[str, Any]], tasks: list[dict[str, Any]], indicators: list[dict[str, Any]]) -> None:
    """Actions measure the indicators whose source is their section; tasks those their first words name."""
    for action in actions:
        keys = [item["key"] for item in indicators if action["section"] in item["sources"]]
        if keys:
            action["indicators"] = keys
    for task in tasks:
        keys = [item["key"] for item in indicators if item["name"][:6] in task["title"]]
        if keys:
            task["indicators"] = keys
