"""Sample bulletins of a county: report, bulletin and brief issued, others in draft; marked 示例数据."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.bulletins.models import Bulletin, Kind
from tenghuan.apps.bulletins.registers import ISSUING
from tenghuan.apps.bulletins.services import draft
from tenghuan.apps.bulletins.taking import closed_months, months
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault

ISSUED = (Kind.YEAR, Kind.QUARTER, Kind.MONTH)
DRAFTED = (Kind.MINUTES, Kind.ORDERS, Kind.NOTICE)


def load(actor: Actor, county: Region) -> int:
    """Bring a county's sample bulletins in, once; return how many there are new."""
    if Bulletin.objects.filter(county=county).exists():
        return 0
    actor, made = replace(actor, region_path=county.path), []
    for kind in (*ISSUED, *DRAFTED):
        try:
            made.append(_made(actor, county, kind, month_of(county, kind)))
        except InputFault:
            continue  # a county without figures has no bulletin of indicators
    for number, bulletin in enumerate((one for one in made if one.kind in ISSUED), start=1):
        _issue(actor, bulletin, number)
    return len(made)


def month_of(county: Region, kind: Kind) -> date:
    """Return the newest closed month that ends what the kind tells of; the newest with figures where none does."""
    step = {Kind.QUARTER: 3, Kind.YEAR: 12}.get(kind, 1)
    closed = sorted((month for month in closed_months(county) if month.month % step == 0), reverse=True)
    return (closed or months(county))[0]


def _made(actor: Actor, county: Region, kind: Kind, month: date) -> Bulletin:
    bulletin = draft(actor, county, kind, month)
    office = f"{county.name}“腾笼换鸟、凤凰涅槃”攻坚行动专班办公室"
    told = {
        "to": "各镇（街道），市级有关部门" if county.name.endswith("市") else "各镇（乡、街道），县级有关部门",
        "issuer": office,
        "copies": "省、市专班办公室",
        "printed_by": office,
        "sample": True,
    }
    Bulletin.objects.filter(pk=bulletin.pk).update(**told)
    bulletin.refresh_from_db()
    return bulletin


def _issue(actor: Actor, bulletin: Bulletin, number: int) -> None:
    ISSUING.take(actor, bulletin, "submit")
    ISSUING.take(actor, bulletin, "check", opinion="数字与报表核对一致")
    word = f"{bulletin.county.name[:1]}制高办〔{timezone.localdate().year}〕{number}号"
    ISSUING.take(actor, bulletin, "issue", number=word, issued_on=timezone.localdate())
