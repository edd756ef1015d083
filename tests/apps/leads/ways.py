"""Leads that went some steps, as officers take them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tenghuan.apps.kit.models import Event
from tenghuan.apps.leads.models import Lead
from tenghuan.apps.leads.stages import LEADING
from tests.apps.kit.sheds import PNG, by
from tests.apps.leads.made import make_lead
from tests.world import County

WAY = ("respond", "judge", "set_up", "visit", "talk", "sign", "land")
OFFICES = {"judge", "set_up"}
PAPERS = {"judge": "研判表", "visit": "考察纪要", "talk": "谈判纪要", "sign": "投资协议"}


def told_at(county: County, verb: str) -> dict[str, Any]:
    """What a step is told on the day that it is taken."""
    today = date.today()
    if verb in ("respond", "follow", "visit", "talk"):
        return {"contact": "通了电话", "next_step": "上门拜访", "next_on": today + timedelta(days=3)}
    if verb == "land":
        return {"landed_on": today, "landed_uscc": "91330600MA00000019", "site": "出让合同1号"}
    if verb == "sign":
        return {"signed_on": today, "host": county.towns[0]}
    return {"judge": {"opinion": "属实"}, "set_up": {"opinion": "同意"}}.get(verb, {})


def step(county: County, lead: Lead, verb: str, actor: Any = None, **values: Any) -> None:
    """Take one step with what it needs as who usually does; ``values`` and ``actor`` say otherwise."""
    told = {**told_at(county, verb), **values}
    if verb in PAPERS:
        told["files"] = {PAPERS[verb]: [SimpleUploadedFile(f"{verb}.png", PNG + verb.encode())]}
    LEADING.take(actor or by(county, "office" if verb in OFFICES else "department"), lead, verb, **told)


def gone(county: County, until: str, number: int = 1, **values: Any) -> Lead:
    """A lead that went all steps up to and with ``until``."""
    lead: Lead = make_lead(county, number, **values)
    for verb in WAY[: WAY.index(until) + 1]:
        step(county, lead, verb)
    return lead


def quiet(lead: Lead, days: int) -> None:
    """Put the lead's whole timeline so many days back."""
    Event.objects.about(lead).update(at=timezone.now() - timedelta(days=days))
