"""A county's total of a carrier against the sum of its parts: the difference is shown, explained and settled."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.energy import works
from tenghuan.apps.energy.accounts import current
from tenghuan.apps.energy.models import IndustryMean, Period, PriceIndex, Total
from tenghuan.apps.kit.loop import Loop, Need, Told, move
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.publishing.tables import Column

NOTHING = Decimal(0)
HUNDRED = Decimal(100)


def sums_of(totals: Sequence[Total]) -> dict[int, Decimal]:
    """Return total → the sum of the county's enterprises of its carrier and month: one query."""
    rows = current().filter(
        period__county__in={one.county_id for one in totals}, period__year__in={one.year for one in totals}
    )
    keys = ("period__county", "period__year", "period__month", "carrier")
    summed = {
        tuple(row[key] for key in keys): row["used"]
        for row in rows.order_by().values(*keys).annotate(used=Sum("amount"))
    }
    return {one.pk: summed.get((one.county_id, one.year, one.month, one.carrier), NOTHING) for one in totals}


def parts_of(period: Period, carrier: str) -> Decimal:
    """Return the sum of the county's enterprises of a carrier in a month."""
    found = current().filter(period=period, carrier=carrier).aggregate(used=Sum("amount"))["used"]
    return found or NOTHING


def with_sums(totals: Sequence[Total]) -> Sequence[Total]:
    """Give each total of a list the sum of its parts and the difference that is left."""
    totals = list(totals)
    sums = sums_of(totals)
    for one in totals:
        one.parts = sums[one.pk]  # type: ignore[attr-defined]  # of this list
        one.difference = one.amount - one.outside - sums[one.pk]  # type: ignore[attr-defined]  # of this list
        one.percent = one.difference * HUNDRED / one.amount if one.amount else None  # type: ignore[attr-defined]  # same
    return totals


def difference(total: Total) -> Decimal:
    """Return what neither the enterprises nor what lies outside them account for; negative: they say more."""
    return total.amount - total.outside - sums_of([total])[total.pk]


def _open_month(actor: Actor, total: Total) -> str:
    period = Period.objects.filter(county=total.county, year=total.year, month=total.month, retired_on=None).first()
    if period is None or period.state != Period.State.PUBLISHED:
        return _now("该月用能还没有发布，分项会变")
    return ""


def _settled(actor: Actor, total: Total, told: Told) -> dict[str, Any]:
    return {"settled": difference(total)}


def _unsettled(actor: Actor, total: Total, told: Told) -> dict[str, Any]:
    return {"settled": None}


SETTLING = Loop(
    key="energy_totals",
    model=Total,
    moves=(
        move("settle", _("核对差额"), {Total.State.OPEN}, Total.State.SETTLED, Who.OFFICE, Need.OPINION),
        move("reopen", _("重新核对"), {Total.State.SETTLED}, Total.State.OPEN, Who.OFFICE, Need.REASON, danger=True),
    ),
    todo={Total.State.OPEN: _("核对全县用能差额")},
    checks={"settle": _open_month},
    fills={"settle": _settled, "reopen": _unsettled},
)

TOTALS = Register(
    key="energy_totals",
    model=Total,
    natural=("year", "month", "carrier"),
    fields=("year", "month", "carrier", "amount", "outside", "source"),
    columns=(
        *("year", "month", "carrier", "amount", "outside"),
        Column("parts", str(_("企业合计")), kind="number", digits=4, fixed=True),
        Column("difference", str(_("差额")), kind="number", digits=4, fixed=True),
        Column("percent", str(_("差额占比")), "%", kind="number"),
        *("settled", "state"),
    ),
    filters=("year", "month", "carrier"),
    summary=("amount", "outside", "settled"),
    prepare=with_sums,
    loop=SETTLING,
    frozen=frozenset({Total.State.SETTLED}),
    note=_("差额＝全县总量－范围外用量－企业合计；核对后记下当时的差额"),
    menu=Menu("energy", "scale", 16, guide=works.GUIDE),
)

INDICES = Register(
    key="price_indices",
    model=PriceIndex,
    natural=("year",),
    fields=("year", "value", "source"),
    columns=("year", "value", "source"),
    filters=("year",),
    summary=("value", "source"),
    menu=Menu("energy", "percentage", 72, guide=works.GUIDE),
)

MEANS = Register(
    key="industry_means",
    model=IndustryMean,
    natural=("year", "division"),
    fields=("year", "division", "value", "source"),
    columns=("year", "division", "value", "source"),
    filters=("year", "division"),
    summary=("division", "value", "source"),
    note=_("没有登记的行业，按本县同行业企业计算"),
    menu=Menu("energy", "chart-dots", 74, guide=works.GUIDE),
)
