"""Sample cases of idle land, promises, deals and a split for a county, in every stage; marked 示例数据."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import records
from tenghuan.apps.kit.register import Register
from tenghuan.apps.land import dealing, standing
from tenghuan.apps.land.dealing import DEALING, DEALS
from tenghuan.apps.land.idle import IDLING, ways
from tenghuan.apps.land.lineage import Part, split
from tenghuan.apps.land.models import Deal, IdleCase, Parcel
from tenghuan.apps.land.performing import PERFORMANCES, PERFORMING
from tenghuan.apps.organization.models import Region
from tenghuan.apps.remediation.pictures import photo

# how far the cases go, in their order
IDLE_WAYS = ("", "investigate", "find", "propose", "close")
IDLE_STEPS = ("investigate", "find", "tell", "propose", "decide", "close")
# what was kept of each promise, and what was done about it
KEPT = (("1.05", "pass"), ("0.88", "mend"), ("0.55", "breach"), ("1.1", ""), (None, None))


def add(actor: Actor, register: Register, county: Region, **told: Any) -> Any:
    """Add a record that is marked as a sample."""
    thing = records.add(actor, register, county, told)
    register.model._default_manager.filter(pk=thing.pk).update(sample=True)
    thing.refresh_from_db()
    return thing


def moved(actor: Actor, county: Region, parcels: list[Parcel]) -> int:
    """Bring cases, promises, deals and a split in; return how many records are new."""
    promised = _promises(actor, county, [one for one in parcels if one.standard])
    standing.scan(actor, county)
    dealing.open_renewals(actor, county)
    for model in (IdleCase, Deal):
        model._default_manager.filter(county=county).update(sample=True)
    idle = _idle(actor, county)
    return promised + idle + _deals(actor, county, parcels) + _split(actor, parcels)


def _proof(at: int) -> dict[str, Any]:
    return {"files": {"": [photo("核查照片", at % 9)]}}


def _idle(actor: Actor, county: Region) -> int:
    cases = list(IdleCase.objects.filter(county=county).select_related("parcel", "county").order_by("number"))
    for at, (case, way) in enumerate(zip(cases, IDLE_WAYS, strict=False)):
        for step in IDLE_STEPS[: IDLE_STEPS.index(way) + 1] if way else ():
            told: dict[str, Any] = {"document": f"示例文书{at + 1}号", "opinion": "按办法处置"}
            if step == "find":
                told |= {"cause": "holder", **_proof(at)}
            if step == "propose":
                told |= {"disposal": ways(case)[0]}
            if step == "close":
                told |= _proof(at)
            IDLING.take(actor, case, step, **told)
    return len(cases)


def _promises(actor: Actor, county: Region, parcels: list[Parcel]) -> int:
    today = timezone.localdate()
    for at, (parcel, (share, end)) in enumerate(zip(parcels, KEPT, strict=False)):
        row = add(
            actor, PERFORMANCES, county, parcel=parcel, stage="finished", agreement=f"示例履约{at + 1}号",
            due_on=today - timedelta(days=30 * at - 20), promised_investment="400", promised_tax="30",
            promised_plot_ratio="1.2",
        )  # fmt: skip
        if share is None:
            continue
        kept = Decimal(share)
        PERFORMING.take(
            actor, row, "report", actual_investment=400 * kept, actual_tax=Decimal("31.5"), actual_plot_ratio="1.3",
            **_proof(at),
        )  # fmt: skip
        if end:
            told: dict[str, Any] = {"opinion": "核验属实", "reason": "投资强度不足"}
            told |= {"mend_by": today + timedelta(days=180)}
            PERFORMING.take(actor, row, end, document="追究通知（示例）", penalty="50", **told)
    return len(KEPT)


def _deals(actor: Actor, county: Region, parcels: list[Parcel]) -> int:
    free = [one for one in parcels if one.finished_on is not None][5:9]
    kinds = ("transfer", "lease", "mortgage", "split")
    for at, (parcel, kind) in enumerate(zip(free, kinds, strict=False)):
        taker = parcels[(at + 9) % len(parcels)].enterprise
        told = {"kind": kind, "party": "银行（示例）", "price": "1200", "registered": True, "floors": "1500"}
        deal = add(actor, DEALS, county, parcel=parcel, taker=taker if taker != parcel.enterprise else None, **told)
        if at:
            DEALING.take(actor, deal, "apply")
        if at == 2:
            DEALING.take(actor, deal, "check", opinion="要件齐全")
    return len(free)


def _split(actor: Actor, parcels: list[Parcel]) -> int:
    """Split the first parcel that nothing hinders into two."""
    whole = next((one for one in parcels if one.finished_on is not None and not dealing.burdens(one)), None)
    if whole is None:
        return 0
    first = (whole.area * Decimal("0.4")).quantize(Decimal("0.1"))
    parts = [Part(f"{whole.number}-1", first), Part(f"{whole.number}-2", whole.area - first)]
    split(actor, whole, parts, on=date(timezone.localdate().year, 4, 2), document="示例分割批复1号")
    return 2
