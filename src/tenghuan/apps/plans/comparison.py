"""Counties side by side: the same standard indicator in each, target, actual and lamp."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.plans import wording
from tenghuan.apps.plans.models import Plan
from tenghuan.apps.plans.queries import Row
from tenghuan.plan import catalogue
from tenghuan.publishing.tables import Column, Table


def side_by_side(plans: Sequence[Plan], rows: Sequence[Row], exporting: bool = False) -> Table:
    """Rows: standard indicators that a county measures; columns: target, actual and lamp of each county.

    Two indicators of one county that link to the same standard (with different sizes or populations) take two
    rows. A value keeps the county's own unit where that differs from the standard's.
    """
    columns = [Column("name", _("标准指标"), width=30), Column("unit", _("单位"), width=10)]
    links = {}
    for plan in plans:
        code, name = plan.region.code, plan.region.name
        columns += [
            Column(f"{code}_target", f"{name} {_('目标')}", kind="number"),
            Column(f"{code}_actual", f"{name} {_('实际')}", kind="number"),
            Column(
                f"{code}_{'word' if exporting else 'lamp'}",
                f"{name} {_('亮灯')}",
                kind="text" if exporting else "lamp",
                width=12,
            ),
        ]
        links[f"{code}_target"] = f"{code}_link"
    told = [line for standard in catalogue() for line in _lines(standard, rows)]
    return Table(_("县际对比"), columns, told, note=_("按标准指标对照；口径不同的在目标后注明"), links=links)


def _lines(standard: Any, rows: Sequence[Row]) -> list[dict[str, Any]]:
    mine = [row for row in rows if row.indicator and row.indicator.catalogue_key == standard.key]
    lines: list[dict[str, Any]] = []
    taken: list[set[int]] = []
    for row in mine:
        at = next((n for n, plans in enumerate(taken) if row.item.plan_id not in plans), len(lines))
        if at == len(lines):
            lines.append({"name": standard.zh if not at else f"{standard.zh}（{at + 1}）", "unit": standard.unit})
            taken.append(set())
        taken[at].add(row.item.plan_id)
        lines[at].update(_cells(row, standard))
    return lines


def _cells(row: Row, standard: Any) -> dict[str, Any]:
    indicator, code = row.indicator, row.item.plan.region.code
    assert indicator is not None
    words = []
    if row.final is not None:
        own = _("（比值）") if indicator.unit == "1" else f" {indicator.unit}"
        unit = "" if indicator.unit == standard.unit else own
        words.append(f"{wording.target(row.final)}{unit}")
        if row.final.caliber != standard.caliber.value:
            words.append(f"，{wording.caliber_name(row.final.caliber)}")
        if indicator.threshold:
            words.append(f"〔{indicator.threshold}〕")
    standing = row.standing
    return {
        f"{code}_target": "".join(words),
        f"{code}_actual": standing.actual,
        f"{code}_lamp": standing.lamp,
        f"{code}_word": wording.lamp(standing.lamp),
        f"{code}_link": reverse("plans:indicator", args=(row.item.pk,)),
    }
