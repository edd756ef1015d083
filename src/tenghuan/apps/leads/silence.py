"""Leads that nobody stirs: reminded, told to the office, then free to be taken back (methodology2 §23: 3, 5, 7 days).

Any row of a lead's timeline is a stir: a step, a talk, a change, a comment.
What the platform does each day writes none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service
from tenghuan.apps.kit.models import Event
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.leads.models import FOLLOWED, Lead
from tenghuan.apps.notices.models import Kind
from tenghuan.apps.notices.telling import of_role, tell
from tenghuan.apps.organization.models import Account, Region

LEVELS = ("lead_remind_days", "lead_copy_days", "lead_recall_days")
CHUNK = 500


@dataclass(frozen=True)
class Silent:
    """A lead with the day on which it was stirred last, and how many days that is ago."""

    lead: Lead
    since: date
    days: int
    level: int

    @property
    def word(self) -> str:
        """What follows from its silence."""
        return (_("跟进及时"), _("提醒跟进单位"), _("抄送专班办"), _("可收回重分"))[self.level]


def stirred(leads: Iterable[Lead]) -> dict[int, date]:
    """Return by key the day of the last row of each lead's timeline (a query for each 500)."""
    kind, keys = ContentType.objects.get_for_model(Lead), [one.pk for one in leads]
    found: dict[int, date] = {}
    for at in range(0, len(keys), CHUNK):
        rows = Event.objects.filter(content_type=kind, object_id__in=keys[at : at + CHUNK]).order_by()
        told = rows.values_list("object_id").annotate(last=Max("at"))
        found |= {pk: timezone.localdate(last) for pk, last in told}
    return found


def _since(lead: Lead, known: Mapping[int, date]) -> date:
    return known.get(lead.pk) or timezone.localdate(lead.made_at)


def days_of(lead: Lead, today: date) -> int:
    """Return for how many calendar days nobody stirred a lead."""
    return (today - _since(lead, stirred([lead]))).days


def level_of(days: int, bounds: Iterable[int]) -> int:
    """Return how many of the bounds so many days have reached."""
    return sum(days >= bound for bound in bounds)


def bounds_of(county: Region, today: date) -> list[int]:
    """Return the county's days of reminder, copy and recall."""
    return [parameter(county, key, today).days for key in LEVELS]


def silent(leads: Iterable[Lead], today: date) -> list[Silent]:
    """Return leads with their silence, the longest first; all of them, also those that were stirred today."""
    rows = list(leads)
    known, bounds, found = stirred(rows), {}, []
    for lead in rows:
        if lead.county_id not in bounds:
            bounds[lead.county_id] = bounds_of(lead.county, today)
        since = _since(lead, known)
        days = (today - since).days
        found.append(Silent(lead, since, days, level_of(days, bounds[lead.county_id])))
    return sorted(found, key=lambda one: (-one.days, one.lead.number))


def followed(county: Region | None = None) -> Any:
    """Return the leads that are somebody's to follow."""
    found = Lead.objects.filter(state__in=FOLLOWED, retired_on=None).select_related("county", "unit")
    return found if county is None else found.filter(county=county)


@service("leads.sweep", gettext_lazy("线索跟进提醒"), locks=("county",))
def sweep(actor: Actor, county: Region, *, day: date | None = None) -> int:
    """Tell of leads that nobody stirs: their unit, then the office too; return how many stand otherwise than before.

    It goes by how a lead stands, so that any day may be missed or done twice.
    """
    today, changed = day or timezone.localdate(), 0
    for one in silent(followed(county).order_by("pk"), today):
        before = one.lead.silent
        if one.level == before:
            continue
        Lead.objects.filter(pk=one.lead.pk).update(silent=one.level)
        record(one.lead, before={"silent": before}, after={"silent": one.level})
        changed += 1
        if one.level > before:
            _tell(one)
    if not changed:
        nothing_changed()
    return changed


def _tell(one: Silent) -> None:
    lead = one.lead
    told = list(Account.objects.filter(unit=lead.unit_id, is_active=True).exclude(unit=None).select_related("wish"))
    if one.level > 1 or not told:
        told += of_role(lead.county, Role.OFFICE)
    note = _("已 %(d)d 天无跟进：%(w)s") % {"d": one.days, "w": one.word}
    tell(told, Kind.NUDGE, lead, f"lead:{lead.pk}:{one.level}:{one.since}", str(lead), note)


def sweep_all(day: date | None = None) -> int:
    """Sweep every county that has leads to follow."""
    actor = Actor.platform("leads")
    counties = Region.objects.filter(pk__in=followed().order_by().values("county"))
    return sum(sweep(replace(actor, region_path=county.path), county, day=day) for county in counties)
