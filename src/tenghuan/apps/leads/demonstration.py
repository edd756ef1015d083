"""Sample leads for a county at every stage, heads that must bring one, foreign capital; marked 示例数据."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.models import Event
from tenghuan.apps.land.sampling import add
from tenghuan.apps.leads import silence
from tenghuan.apps.leads.models import Lead
from tenghuan.apps.leads.registers import CAPITAL, HEADS, LEADS
from tenghuan.apps.leads.stages import LEADING
from tenghuan.apps.organization.models import Region, Unit, UnitKind
from tenghuan.apps.remediation.pictures import document

DATA = Path(__file__).parent / "data" / "samples.yaml"
STEPS = ("respond", "judge", "set_up", "visit", "talk", "sign", "land")
PAPERS = {"judge": "研判表", "visit": "考察纪要", "talk": "谈判纪要", "sign": "投资协议"}
DAYS = (
    *("got_on", "answered_on", "judged_on", "set_up_on", "visited_on", "talked_on", "signed_on", "landed_on"),
    *("respond_by", "judge_by", "next_on"),
)
# who brings leads, as far as the county has such a unit
SEEKERS = ("招商", "商务", "经合", "经信", "经商", "发改", "科技")


@dataclass(frozen=True)
class Told:
    """One lead: source, how far it went, how many days ago it came in, for how long nobody stirred, and its size."""

    source: str
    until: str
    ago: int
    quiet: int
    total: int
    more: dict[str, Any] = field(default_factory=dict)
    end: str = ""


# the plans' own sources; a lead of each stage, two that look the same, one in the pool, two lost, one of little size
LEADS_TOLD = (
    Told("native", "land", 210, 20, 120000, {"part": "mend"}),
    Told("chain", "land", 180, 30, 56000, {"part": "support"}),
    Told("fund", "sign", 100, 6, 68000, {"strategic": True}),
    Told("overseas", "sign", 90, 1, 43000, {"foreign": True}),
    Told("market", "talk", 80, 4, 26000),
    Told("data", "talk", 70, 9, 38000, end="lose"),
    Told("talent", "visit", 45, 1, 15000, {"part": "mend"}),
    Told("platform", "visit", 40, 8, 22000),
    Told("native", "set_up", 21, 0, 51000, {"part": "mend"}),
    Told("cooperation", "judge", 9, 0, 9000),
    Told("firm", "judge", 8, 1, 30000, {"investor": "东海产业投资集团（示例）"}),
    Told("station", "respond", 4, 0, 45000, {"investor": "东海产业投资（示例）"}),
    Told("expand", "", 1, 0, 21000, {"nature": "increase", "base_total": 12000}),
    Told("native", "", 0, 0, 60000),
    Told("data", "respond", 60, 10, 16000, end="give_back"),
)


@cache
def chains() -> dict[str, list[dict[str, Any]]]:
    """Return county code → its sample chains: ``name`` and ``links`` (rows as the file says)."""
    return dict(yaml.safe_load(DATA.read_text(encoding="utf-8")))


def load(actor: Actor, county: Region) -> int:
    """Bring a county's sample leads in, once; return how many records are new."""
    units = seekers(county)
    if Lead.objects.filter(county=county).exists() or not units:
        return 0
    with transaction.atomic():
        own = replace(actor, region_path=county.path)
        made = _leads(own, county, units)
        return made + _heads(own, county, units) + _capital(own, county)


def seekers(county: Region) -> list[Unit]:
    """Return the departments that bring leads, whose business it is first."""
    found = list(Unit.objects.filter(region=county, kind=UnitKind.DEPARTMENT, active=True).order_by("pk"))
    known = [unit for word in SEEKERS for unit in found if word in unit.name]
    return list(dict.fromkeys(known))[:5]


def _links(county: Region) -> list[tuple[str, str]]:
    """Return chain and link names to name in leads: weak links first, as leads are wanted for them."""
    rows = [(one["name"], link) for one in chains().get(county.code, ()) for link in one["links"]]
    return [(chain, link[0]) for chain, link in sorted(rows, key=lambda row: not row[1][3])]


def _leads(actor: Actor, county: Region, units: Sequence[Unit]) -> int:
    links, towns = _links(county), list(Unit.objects.filter(region__parent=county, kind=UnitKind.TOWN).order_by("pk"))
    for at, told in enumerate(LEADS_TOLD):
        chain, link = links[at % len(links)] if links else ("", "")
        unit = units[at % len(units)]
        lead = add(
            actor, LEADS, county, name=f"{link or '先进制造'}项目{at + 1}", company=f"示例{link}{at + 1}号有限公司",
            source=told.source, got_on=timezone.localdate(), industry=chain, chain=chain, link=link, total=told.total,
            fixed=told.total * 7 // 10, land=20 + 5 * at, energy=300 + 90 * at, unit=unit,
            intent=("high", "middle", "low")[at % 3], **{"head_unit": unit if at % 2 else None, **told.more},
        )  # fmt: skip
        _go(actor, lead, told, towns[at % len(towns)] if towns else unit)
        _earlier(lead, told)
    silence.sweep(actor, county)
    return len(LEADS_TOLD)


def _go(actor: Actor, lead: Lead, told: Told, host: Unit) -> None:
    today = timezone.localdate()
    following = {
        "contact": "已与投资方负责人通话，介绍用地和产业政策", "next_step": "邀请来实地考察，准备地块清单",
        "next_on": today + timedelta(days=5 if told.quiet < 3 else 1), "doer": "招商科科长",
    }  # fmt: skip
    for step in STEPS[: STEPS.index(told.until) + 1] if told.until else ():
        given: dict[str, Any] = dict(following)
        if step in ("judge", "set_up"):
            given = {"opinion": "符合产业导向，同意"}
        if step == "sign":
            given = {"signed_on": today, "host": host}
        if step == "land":
            given = {
                "landed_on": today, "site": "出让合同（示例）", "project": lead.name,
                "landed_uscc": f"91330600MA0SL{lead.pk:05d}"[:18],
            }  # fmt: skip
        if step in PAPERS:
            given["files"] = {PAPERS[step]: [document(PAPERS[step], "示例", today)]}
        LEADING.take(actor, lead, step, **given)
    if told.end == "lose":
        LEADING.take(actor, lead, "lose", loss="rival", reason="投资方落户外地（示例）")
    elif told.end:
        LEADING.take(actor, lead, told.end, reason="投资方暂缓，退回公海（示例）")


def _earlier(lead: Lead, told: Told) -> None:
    """Put a lead's days back as if it had gone on at its own pace, and its timeline to when it was stirred last."""
    reached = [name for name in DAYS if getattr(lead, name) is not None and name not in ("next_on",)]
    days: dict[str, date] = {}
    span = max(told.ago - told.quiet, 0)
    for at, name in enumerate(reached):
        back = told.ago - span * at // max(len(reached) - 1, 1)
        days[name] = getattr(lead, name) - timedelta(days=back)
    if told.until:
        Lead.objects.filter(pk=lead.pk).update(**days)
    else:
        Lead.objects.filter(pk=lead.pk).update(got_on=timezone.localdate() - timedelta(days=told.ago))
    kind = ContentType.objects.get_for_model(Lead)
    Event.objects.filter(content_type=kind, object_id=lead.pk).update(at=F("at") - timedelta(days=told.quiet))


def _heads(actor: Actor, county: Region, units: Sequence[Unit]) -> int:
    others = Unit.objects.filter(region=county, kind=UnitKind.DEPARTMENT, active=True).exclude(
        pk__in=[unit.pk for unit in units]
    )
    every: Iterable[Unit] = [*units, *others.order_by("pk")[:3]]
    year = timezone.localdate().year
    return len([add(actor, HEADS, county, year=year, unit=unit, post="局长", wanted=1) for unit in every])


def _capital(actor: Actor, county: Region) -> int:
    today = timezone.localdate()
    lead = Lead.objects.filter(county=county, foreign=True).first()
    told: tuple[dict[str, Any], ...] = (
        {"currency": "USD", "sum": "420", "lead": lead},
        {"currency": "CNY", "sum": "1500", "rate": "7.1000", "rate_source": "中间价公告（示例）"},
        {"currency": "EUR", "sum": "200", "rate": "0.9200", "rate_source": "中间价公告（示例）"},
    )
    for at, one in enumerate(told):
        day = today - timedelta(days=30 * at + 10)
        rated = {"rate_on": day} if "rate" in one else {}
        add(
            actor, CAPITAL, county, company=f"示例外资{at + 1}号有限公司", paid_on=day, voucher=f"示例到账{at + 1}号",
            **one, **rated,
        )  # fmt: skip
    return len(told)
