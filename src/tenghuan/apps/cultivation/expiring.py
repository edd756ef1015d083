"""Titles that run out: a task for whoever looks after them some days before, and the mark when they have."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.cultivation.models import Title
from tenghuan.apps.cultivation.titles import SEEKING, STANDING
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.organization.models import Region

ACTOR = Actor.platform("cultivation")


def scan_all() -> tuple[int, int]:
    """Look at the titles of every county; return how many were reminded of and how many ran out."""
    keys = Title.objects.filter(retired_on=None, state__in=STANDING, stands_until__isnull=False)
    counties = Region.objects.filter(pk__in=keys.values("county"))
    found = [scan(county) for county in counties.order_by("pk")]
    return sum(one for one, _gone in found), sum(gone for _one, gone in found)


def scan(county: Region) -> tuple[int, int]:
    """Look at a county's titles: mark what ended before today, remind of what ends within the county's days.

    Done twice on a day it does no more than once: what was reminded of or has ended stands elsewhere by then.
    """
    today = timezone.localdate()
    mine = Title.objects.filter(county=county, retired_on=None).select_related("enterprise", "unit", "county")
    over = mine.filter(state__in=STANDING, stands_until__lt=today)
    gone = SEEKING.take_many(ACTOR, list(over), "expire").went
    soon = today + timedelta(days=parameter(county, "title_remind_days", today).days)
    near = mine.filter(state=Title.State.RECOGNISED, stands_until__gte=today, stands_until__lte=soon)
    return len(SEEKING.take_many(ACTOR, list(near), "remind").went), len(gone)
