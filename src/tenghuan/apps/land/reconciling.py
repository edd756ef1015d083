"""Parcels against the land that bureaus reported of enterprises: the difference, and how the file goes into facts."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, record, service
from tenghuan.apps.enterprises.models import Conflict, Enterprise, Source, YearFacts
from tenghuan.apps.enterprises.services.sources import Sheet, commit_source, withdraw_source
from tenghuan.apps.enterprises.table import Line
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.land import reckoning
from tenghuan.apps.land.limits import limit
from tenghuan.apps.land.models import Floor, Parcel
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault
from tenghuan.parcels import indicators

UNIT, REGISTER = "一地一档", "land"
NOTHING, CENT = Decimal(0), Decimal("0.01")


@dataclass
class Held:
    """What the files say of one enterprise, in mu; ``parts`` is parcel number → (own, rented in, let to others)."""

    enterprise: Enterprise
    parts: dict[str, list[Decimal]] = field(default_factory=lambda: defaultdict(lambda: [NOTHING] * 3))
    fact: Decimal | None = None
    state: str = ""

    @property
    def own(self) -> Decimal:
        """Land that it holds."""
        return self._sum(0)

    @property
    def rented(self) -> Decimal:
        """Land that its rented floors stand for."""
        return self._sum(1)

    @property
    def let(self) -> Decimal:
        """Land that the floors it lets stand for."""
        return self._sum(2)

    @property
    def whole(self) -> Decimal:
        """What it uses: own and rented, without what it lets."""
        return self.own + self.rented - self.let

    @property
    def differs(self) -> Decimal | None:
        """By how much the file exceeds what was reported."""
        return None if self.fact is None else self.whole - self.fact

    def _sum(self, at: int) -> Decimal:
        return sum((part[at] for part in self.parts.values()), NOTHING).quantize(CENT)


def held(county: Region, enterprises: Any = None) -> dict[int, Held]:
    """Return what the files of a county say today, by enterprise (all of them, or some); tenancies that run count."""
    parcels = Parcel.objects.filter(county=county, retired_on=None).select_related("enterprise", "county")
    tall = limit(county, "tall_floor").number
    floors = defaultdict(list)
    for floor in Floor.objects.filter(county=county, retired_on=None).select_related("tenant"):
        floors[floor.parcel_id].append(floor)
    found: dict[int, Held] = {}
    today = timezone.localdate()

    def of(enterprise: Enterprise) -> Held:
        return found.setdefault(enterprise.pk, Held(enterprise))

    for parcel in parcels:
        if parcel.enterprise is not None:
            of(parcel.enterprise).parts[parcel.number][0] += parcel.mu
        ratio = indicators.plot_ratio(reckoning.pure(floors[parcel.pk]), parcel.area, tall)
        for floor in floors[parcel.pk]:
            tenant = floor.tenant_on(today)
            if tenant is None or tenant.pk == parcel.enterprise_id or not ratio:
                continue
            rented = indicators.rented_mu(floor.area, ratio)
            of(tenant).parts[parcel.number][1] += rented
            if parcel.enterprise is not None:
                of(parcel.enterprise).parts[parcel.number][2] += rented
    return found if enterprises is None else {pk: one for pk, one in found.items() if pk in enterprises}


def differences(account: Any, county: Region, year: int) -> list[Held]:
    """Return what differs for enterprises that an account may see, the largest difference first."""
    seen = set(Enterprise.objects.visible_to(account).filter(county=county).values_list("pk", flat=True))
    found = held(county, seen)
    facts = YearFacts.objects.filter(enterprise__in=list(found), year=year).values_list("enterprise_id", "land_mu")
    for enterprise, land in facts:
        found[enterprise].fact = land
    states = _states(list(found), year)
    for pk, one in found.items():
        one.state = states.get(pk, "")
    differing = [one for one in found.values() if one.differs is None or abs(one.differs) >= CENT]
    return sorted(differing, key=lambda one: (one.differs is None, -abs(one.differs or NOTHING), one.enterprise.pk))


def _states(enterprises: list[int], year: int) -> dict[int, str]:
    """Return how far each enterprise's difference is settled, by the conflicts about its land."""
    rows = Conflict.objects.filter(enterprise__in=enterprises, year=year, fact__startswith="land_")
    fed = Source.objects.filter(unit=UNIT, register=REGISTER, records__enterprise__in=enterprises, records__year=year)
    found = dict.fromkeys(fed.values_list("records__enterprise", flat=True), _("已送入"))
    for enterprise, chosen in rows.values_list("enterprise_id", "chosen_id"):
        if enterprise in found and found[enterprise] != _("待裁定"):
            found[enterprise] = _("待裁定") if chosen is None else _("已裁定")
    return found


def latest_year(county: Region) -> int | None:
    """Return the latest year of which the county's enterprises have land; None for none."""
    rows = YearFacts.objects.filter(enterprise__county=county, land_mu__gt=0).order_by("-year")
    return rows.values_list("year", flat=True).first()


@service("land.feed", gettext_lazy("地块面积送入企业数据"), locks=("enterprise",))
def feed(actor: Actor, enterprise: Enterprise, year: int) -> Source:
    """Hand what the files say of an enterprise's land into its facts, as one more origin: it is merged as any other.

    Where a bureau reported otherwise, a conflict arises that a person settles. What was handed in before of the
    same year is taken out.

    Raises:
        InputFault: no file says anything of it, or exactly this was handed in already.
    """
    found = held(enterprise.county, {enterprise.pk}).get(enterprise.pk)
    if found is None:
        raise InputFault(_("没有这家企业的地块和租用楼层"), where=str(enterprise))
    name = f"{UNIT} {enterprise.uscc} {year}"
    rows = [Line(at, row) for at, row in enumerate(_rows(found, year), start=1)]
    told = json.dumps([row.values for row in rows], ensure_ascii=False, sort_keys=True, default=str)
    digest = hashlib.new("sm3", f"{name}{told}".encode()).hexdigest()
    before = list(Source.objects.filter(county=enterprise.county, workbook=name, register=REGISTER))
    if any(one.digest == digest for one in before):
        raise InputFault(_("地块档案没有变化，已送入过"), where=str(enterprise))
    sheet = Sheet(workbook=name, digest=digest, sheet=UNIT, register=REGISTER, unit=UNIT)
    source = commit_source(actor, enterprise.county, sheet, rows)
    record(source, after={"rows": source.rows})
    for one in before:
        withdraw_source(actor, one)
    return source


def _rows(found: Held, year: int) -> list[dict[str, Any]]:
    rows = []
    for number, (own, rented, let) in sorted(found.parts.items()):
        whole = {"land_owned_mu": own, "land_leased_in_mu": rented, "land_leased_out_mu": let}
        told = {key: float(plain(value.quantize(CENT))) for key, value in whole.items()}
        row = {"uscc": found.enterprise.uscc, "name": found.enterprise.name, "year": year, "parcel": number}
        rows.append({**row, **told, "land_mu": float(plain((own + rented - let).quantize(CENT)))})
    return rows
