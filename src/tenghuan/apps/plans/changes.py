"""What a new version changes: pictures of the plan before and after, compared item by item."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.organization.models import Group, Region
from tenghuan.apps.plans import wording
from tenghuan.apps.plans.models import Item, ItemKind, Parameter, Plan

# key → {"kind", "title", "fields": {heading: words}}
Picture = dict[str, dict[str, Any]]


def picture(plan: Plan) -> Picture:
    """How the plan's living items, parameters and groups read now."""
    items = (
        Item.objects.filter(plan=plan, retired=False, whole=None)
        .select_related("indicator", "duty")
        .prefetch_related("responsibilities__unit", "indicator__milestones")
    )
    seen: Picture = {}
    for item in items:
        seen[f"item:{item.key}"] = {
            "kind": str(item.get_kind_display()),
            "title": item.title,
            "fields": {**_common(item), **(_measured(item) if item.kind == ItemKind.INDICATOR else {})},
        }
    for row in Parameter.objects.filter(plan=plan):
        seen[f"parameter:{row.key}:{row.effective_from or ''}"] = {
            "kind": str(_("政策参数")),
            "title": row.name,
            "fields": _parameter(row),
        }
    return seen


def groups_picture(region: Region, names: list[str]) -> Picture:
    """How the named groups of the task force read now."""
    found = Group.objects.filter(region=region, name__in=names).select_related("lead_unit").prefetch_related("seats")
    return {
        f"group:{group.name}": {
            "kind": str(_("专班")),
            "title": group.name,
            "fields": {
                str(_("牵头单位")): str(group.lead_unit or ""),
                str(_("席位")): "、".join(f"{s.get_role_display()} {s.post}" for s in group.seats.all()),
            },
        }
        for group in found
    }


def _units(item: Item, role: str) -> str:
    rows = sorted((r for r in item.responsibilities.all() if r.role == role), key=lambda r: r.order)
    return "、".join(row.unit.name for row in rows)


def _common(item: Item) -> dict[str, str]:
    return {
        str(_("名称")): item.title,
        str(_("攻坚行动")): item.campaign,
        str(_("章节")): item.section,
        str(_("牵头单位")): _units(item, "lead"),
        str(_("配合单位")): _units(item, "support"),
        str(_("完成期限")): item.due_on.isoformat() if item.due_on else "",
    }


def _measured(item: Item) -> dict[str, str]:
    row = item.indicator
    base = f"{row.baseline_year}年 {wording.number(row.baseline_value)}" if row.baseline_year else ""
    return {
        str(_("口径")): wording.caliber_name(row.caliber),
        str(_("计量单位")): row.unit,
        str(_("目标")): wording.milestones(row),
        str(_("基数")): base.strip(),
        str(_("标准指标")): row.catalogue_key,
    }


def _parameter(row: Parameter) -> dict[str, str]:
    return {
        str(_("值")): f"{wording.SIGNS[row.comparison]}{wording.parameter(row.value, row.unit)}",
        str(_("生效")): f"{row.effective_from or ''}—{row.effective_until or ''}".strip("—"),
        str(_("来源")): row.source,
    }


def compare(before: Picture, after: Picture) -> dict[str, list[dict[str, Any]]]:
    """What was added, dropped and changed, in the order of the plan."""

    def name(entry: dict[str, Any]) -> dict[str, Any]:
        return {"kind": entry["kind"], "title": entry["title"]}

    changed = []
    for key, entry in after.items():
        if key not in before:
            continue
        old = before[key]["fields"]
        fields = [
            {"name": field, "before": old.get(field, ""), "after": value}
            for field, value in entry["fields"].items()
            if old.get(field, "") != value
        ]
        if fields:
            changed.append({**name(entry), "fields": fields})
    return {
        "added": [{**name(entry), "fields": _told(entry)} for key, entry in after.items() if key not in before],
        "dropped": [{**name(entry), "fields": _told(entry)} for key, entry in before.items() if key not in after],
        "changed": changed,
    }


def _told(entry: dict[str, Any]) -> list[dict[str, str]]:
    return [{"name": field, "after": value} for field, value in entry["fields"].items() if value]
