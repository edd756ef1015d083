"""The funnel of leads: of those that came in within a year, how many reached each stage; by source, unit and chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.leads.models import Lead, Source, State
from tenghuan.publishing.tables import Column, Table

# stage → the column whose day says that it was reached; what came in is all of them
STAGES: dict[str, Any] = {
    "got": _("获取"), "answered": _("响应"), "judged": _("研判"), "set_up": _("立项"), "visited": _("考察"),
    "talked": _("谈判"), "signed": _("签约"), "landed": _("落地"),
}  # fmt: skip
WAYS: dict[str, Any] = {"source": _("来源"), "unit": _("跟进单位"), "chain": _("产业链")}
EVER = "2000-01-01"  # before any lead


@dataclass
class Row:
    """Leads of one source, unit or chain: how many reached each stage, what was signed (10⁴ CNY), who landed them."""

    key: str
    name: str
    counts: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    pool: int = 0
    shared: Decimal = Decimal(0)

    @property
    def rate(self) -> Decimal | None:
        """What of those signed landed, in per cent; None where none was signed."""
        signed = self.counts["signed"]
        return Decimal(self.counts["landed"]) * 100 / signed if signed else None


def cohort(rows: QuerySet[Lead], year: int) -> QuerySet[Lead]:
    """Return the leads that came in within a year, but for those that were none."""
    found = rows.filter(retired_on=None, got_on__gte=date(year, 1, 1), got_on__lte=date(year, 12, 31))
    return found.exclude(state=State.INVALID)


def _counts() -> dict[str, Count]:
    reached = {name: Count("pk", filter=Q(**{f"{name}_on__isnull": False})) for name in STAGES if name != "got"}
    ended = {state: Count("pk", filter=Q(state=state)) for state in (State.LOST, State.POOL)}
    return {"got": Count("pk"), **reached, **{f"now_{state}": told for state, told in ended.items()}}


def whole(rows: QuerySet[Lead]) -> Row:
    """Return the funnel of all the leads."""
    return _row("", _now("合计"), rows.order_by().aggregate(**_counts()))


def parted(rows: QuerySet[Lead], way: str) -> list[Row]:
    """Return the funnel by source, unit or chain (a key of :data:`WAYS`), the most leads first."""
    lookups = {"source": ("source",), "unit": ("unit_id", "unit__name"), "chain": ("chain",)}[way]
    told = rows.order_by().values(*lookups).annotate(**_counts())
    found = [_row(str(one[lookups[0]] or ""), _name(way, one), one) for one in told]
    if way == "unit":
        _share(rows, found)
    return sorted(found, key=lambda row: (-row.counts["got"], row.name))


def _name(way: str, told: Mapping[str, Any]) -> str:
    if way == "source":
        return str(Source(told["source"]).label)
    if way == "unit":
        return told["unit__name"] or _now("无（公海或未分派）")
    return told["chain"] or _now("未填产业链")


def _row(key: str, name: str, told: Mapping[str, Any]) -> Row:
    counts = {stage: told[stage] for stage in STAGES}
    return Row(key, name, counts, told[f"now_{State.LOST}"], told[f"now_{State.POOL}"])


def _share(rows: QuerySet[Lead], found: Sequence[Row]) -> None:
    """Part each landed lead between the unit that talked first and the one that landed it, as was agreed (§23)."""
    by_unit = {row.key: row for row in found}
    landed = rows.filter(state=State.LANDED).order_by("pk")
    for unit, first, share in landed.values_list("unit_id", "first_unit_id", "first_share"):
        part = (share or Decimal(0)) / 100 if first != unit else Decimal(0)
        for key, credit in ((first, part), (unit, 1 - part)):
            if key is not None and str(key) in by_unit:
                by_unit[str(key)].shared += credit


def table(total: Row, rows: Sequence[Row], way: str, year: int) -> Table:
    """Return the funnel as a table, each count leading to the leads behind it."""
    columns = [Column("name", str(WAYS[way]), width=22)]
    columns += [_stage(stage, str(label), way, year) for stage, label in STAGES.items()]
    columns += [
        Column("rate", _now("落地率"), "%", kind="number", fixed=True, value=lambda row: row.rate),
        Column("pool", _now("现在公海"), kind="number", digits=0),
        Column("lost", _now("已流失"), kind="number", digits=0),
    ]
    if way == "unit":
        columns.append(Column("shared", _now("按约定分成的落地数"), kind="number"))
    return Table(_now("%(y)d 年招商漏斗") % {"y": year}, columns, [*rows, total] if rows else [])


def _stage(stage: str, label: str, way: str, year: int) -> Column:
    def value(row: Row) -> int:
        return row.counts[stage]

    def link(row: Row) -> str | None:
        return _behind(row, stage, way, year)

    return Column(stage, label, kind="number", digits=0, width=8, value=value, link=link)


def _behind(row: Row, stage: str, way: str, year: int) -> str | None:
    """Return the address of the list of the leads behind a count; none where a list cannot say "without"."""
    if not row.counts[stage] or (row.name != _now("合计") and not row.key):
        return None
    told = {"got_on_after": f"{year}-01-01", "got_on_before": f"{year}-12-31"}
    if stage != "got":
        told[f"{stage}_on_after"] = EVER
    if row.key:
        told[way] = row.key
    states = [("state", state) for state in State.values if state != State.INVALID]
    return f"{reverse('leads:list')}?{urlencode([*told.items(), *states])}"


def chart(total: Row) -> dict[str, Any]:
    """Return the funnel as ECharts draws it."""
    data = [{"name": str(label), "value": total.counts[stage]} for stage, label in STAGES.items()]
    return {
        "tooltip": {"trigger": "item", "formatter": "{b}：{c}"},
        "color": ["#1f5fa8", "#3d78b8", "#5c91c6", "#7aa8d3", "#98bedf", "#8fb996", "#5da36c", "#1b7f3b"],
        "animation": False,
        "series": [
            {
                "type": "funnel", "sort": "none", "gap": 2, "left": "8%", "width": "72%", "top": 8, "bottom": 8,
                "minSize": "6%", "data": data, "label": {"position": "right", "formatter": "{b} {c}"},
            }
        ],
    }  # fmt: skip
