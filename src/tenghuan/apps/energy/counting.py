"""From what was reported of a month to what each enterprise used: meters shared out, factors applied, one version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor, record, service, snapshot
from tenghuan.apps.energy.models import Consumption, Meter, OwnFactor, Period, Reading, Share
from tenghuan.apps.enterprises.merging import counted, given
from tenghuan.apps.enterprises.models import Record
from tenghuan.energy.converting import SCHEMA, converted
from tenghuan.energy.factors import BASES, Factor, Factors
from tenghuan.energy.splitting import split
from tenghuan.errors import InputFault

POWER = "power"
STEP = Decimal("0.0001")


@dataclass(frozen=True)
class Part:
    """What was reported of a meter or enterprise: whose contract, carrier, meter ("" for none), amount, from where."""

    enterprise: int
    carrier: str
    meter: str
    amount: Decimal
    source: str


def reported(county: Any, year: int, month: int) -> list[Part]:
    """Return what is known of a month: the power bureau's workbooks, and every reading that they do not say already.

    Where the bureau tells an enterprise's power without a meter, that is all of it.
    """
    bureau = _bureau(county, year, month)
    said = {(one.enterprise, one.meter) for one in bureau}
    holders = {one.enterprise for one in bureau}
    whole = {one.enterprise for one in bureau if not one.meter}
    found = Reading.objects.filter(county=county, year=year, month=month, retired_on=None).order_by("pk")
    parts = list(bureau)
    for row in found:
        told = row.carrier == POWER and (
            (row.enterprise_id, row.meter) in said
            or row.enterprise_id in whole
            or (not row.meter and row.enterprise_id in holders)
        )
        if not told:
            parts.append(Part(row.enterprise_id, row.carrier, row.meter, row.amount, row.get_source_display()))
    return parts


def _bureau(county: Any, year: int, month: int) -> list[Part]:
    """Return the power of the month by meter, out of the rows of the power bureau's workbooks that count."""
    found = Record.objects.filter(enterprise__county=county, register=POWER, year=year, month=month)
    rows = defaultdict(list)
    columns = ("enterprise_id", "pk", "source_id", "source__unit", "values")
    for enterprise, pk, source, unit, values in found.order_by("source_id", "pk").values_list(*columns):
        rows[enterprise].append((given(pk, POWER, unit, source, month, values), values))
    parts = []
    for enterprise, own in rows.items():
        kept = {row.pk for row in counted(row for row, _values in own)}
        for row, values in own:
            if row.pk in kept and values.get("electricity") is not None:
                amount = Decimal(str(values["electricity"])).quantize(STEP)
                parts.append(Part(enterprise, POWER, values.get("meter") or "", amount, row.unit))
    return parts


def shares_of(county: Any, day: date) -> dict[tuple[str, str], list[tuple[int, Decimal]]]:
    """Return (carrier, meter) → who carries what of it on a day, of the meters that are shared.

    A meter that was taken out of use later was shared until then; of two of one number the one in use holds.
    """
    found: dict[int, dict[date, list[tuple[int, Decimal]]]] = defaultdict(lambda: defaultdict(list))
    rows = Share.objects.filter(meter__county=county, since__lte=day).order_by("pk")
    rows = rows.filter(Q(meter__retired_on=None) | Q(meter__retired_on__gt=day))
    for meter, since, enterprise, share in rows.values_list("meter_id", "since", "enterprise_id", "share"):
        found[meter][since].append((enterprise, share))
    # those in use come last, and stay
    meters = Meter.objects.filter(pk__in=found).order_by(F("retired_on").asc(nulls_last=True), "pk")
    told = meters.values_list("pk", "carrier", "number")
    return {(carrier, number): found[pk][max(found[pk])] for pk, carrier, number in told}


def apportioned(
    parts: Iterable[Part], shares: dict[tuple[str, str], list[tuple[int, Decimal]]]
) -> dict[tuple[int, str], Decimal]:
    """Return (enterprise, carrier) → amount, shared meters apportioned; the sum is the sum of the parts."""
    found: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for part in parts:
        carried = shares.get((part.carrier, part.meter)) if part.meter else None
        if carried is None:
            found[part.enterprise, part.carrier] += part.amount
            continue
        for (enterprise, _share), amount in zip(
            carried, split(part.amount, [share for _one, share in carried]), strict=True
        ):
            found[enterprise, part.carrier] += amount
    return found


def factors_of(period: Period) -> Factors:
    """Return the factors of a month: those shipped, the county's own, and above all those that were published.

    A correction counts with the factors that the first version was published with.
    """
    held = OwnFactor.objects.filter(county=period.county, state=OwnFactor.State.ADOPTED).order_by("adopted_on", "pk")
    if period.published_on is not None:
        held = held.filter(adopted_on__lte=period.published_on)
    own = [
        Factor(
            carrier=one.carrier, basis=one.basis, since=f"{one.year}-{one.month:02d}", stated=one.value,
            per="", version=one.version, source=one.source, status="local",
        )
        for one in held.filter(retired_on=None)
    ]  # fmt: skip
    return Factors([*own, *_published(period)])


def _published(period: Period) -> list[Factor]:
    rows = Consumption.objects.filter(period=period, version=period.version - 1).order_by()
    return [
        Factor(
            carrier=carrier, basis=basis, since=str(period), stated=Decimal(value), per="", version=version,
            source="", status="local",
        )
        for carrier, basis, value, version in {
            (carrier, basis, *told)
            for carrier, factors in rows.values_list("carrier", "factors")
            for basis, told in factors.items()
        }
    ]  # fmt: skip


def recount(period: Period) -> int:
    """Count the month anew in its present version; return how many rows there are. Call within a service."""
    amounts = apportioned(
        reported(period.county, period.year, period.month), shares_of(period.county, period.first_day)
    )
    factors = factors_of(period)
    keys = sorted(amounts)
    told = {
        "carrier": [carrier for _one, carrier in keys],
        "month": [period.number] * len(keys),
        "amount": [amounts[key] for key in keys],
    }
    table = converted(pa.table(told, schema=SCHEMA), factors).to_pylist()
    used = {carrier: _told(factors, carrier, period.number) for _one, carrier in keys}
    Consumption.objects.filter(period=period, version=period.version).delete()
    made = [
        Consumption(
            period=period, version=period.version, enterprise_id=enterprise, carrier=carrier, amount=row["amount"],
            **{basis: row[basis] for basis in BASES}, factors=used[carrier],
        )
        for (enterprise, carrier), row in zip(keys, table, strict=True)
    ]  # fmt: skip
    Consumption.objects.bulk_create(made, batch_size=500)
    return len(made)


def _told(factors: Factors, carrier: str, month: int) -> dict[str, list[str]]:
    found = {basis: factors.find(carrier, basis, month) for basis in BASES}
    return {basis: [f"{one.value.normalize():f}", one.version] for basis, one in found.items() if one is not None}


@service("energy.count", gettext_lazy("核算用能"), locks=("period",))
def count(actor: Actor, period: Period) -> int:
    """Count a month that is not published anew; return how many rows there are.

    Raises:
        InputFault: not the county's office, or the month is published.
    """
    user = actor.user
    if user is not None and (user.role != Role.OFFICE or user.region_id != period.county_id):
        raise InputFault(_("用能核算由本县专班办公室办理"), where=str(period))
    if period.state == Period.State.PUBLISHED:
        raise InputFault(_("该月已发布，不再重算"), where=str(period), remedy=_("确需更正的，先办理更正"))
    before = snapshot(period, ("counted_at",))
    rows = recount(period)
    period.counted_at = timezone.now()
    Period.objects.filter(pk=period.pk).update(counted_at=period.counted_at)
    record(period, before=before, after={**snapshot(period, ("counted_at",)), "rows": rows})
    return rows


def hold_reading(reading: Reading) -> None:
    """Refuse what would change a month that is published: the one it is entered for, and the one it was entered for."""
    before = Reading.objects.filter(pk=reading.pk).values_list("year", "month") if reading.pk else ()
    # held, so that a month that is being published at this moment is found published
    held = Period.objects.select_for_update(of=("self",)).filter(county=reading.county, retired_on=None)
    for year, month in sorted({(reading.year, reading.month), *before}):
        period = held.filter(year=year, month=month).first()
        if period is not None and period.state == Period.State.PUBLISHED:
            raise InputFault(
                _("%(y)d 年 %(m)d 月用能已发布") % {"y": year, "m": month},
                where=str(reading.enterprise),
                remedy=_("迟到的数据先办理该月更正，再登记"),
                field="month",
            )


def hold_taken_back(actor: Actor, reading: Reading) -> None:
    """Refuse to take a reading out of use, or back with its batch, of a month that is published."""
    if reading.retired_on is not None or reading.pk is None:
        hold_reading(reading)


def late(period: Period) -> list[tuple[int, str, Decimal, Decimal]]:
    """Return where what is known now differs from what a published month says: enterprise, carrier, both amounts."""
    now = apportioned(reported(period.county, period.year, period.month), shares_of(period.county, period.first_day))
    then = {
        (enterprise, carrier): amount
        for enterprise, carrier, amount in Consumption.objects.filter(
            period=period, version=period.version
        ).values_list("enterprise_id", "carrier", "amount")
    }
    nothing = Decimal(0)
    return [
        (*key, then.get(key, nothing), now.get(key, nothing))
        for key in sorted({*now, *then})
        if then.get(key, nothing) != now.get(key, nothing)
    ]
