"""What others read of closed months: the newest snapshot, one as it was known on a day, figures; an open month.

Papers, cockpit, assessment and sand table build on these functions. A :class:`~tenghuan.apps.closing.models.Figure` is
the same thing everywhere: read from a snapshot, or unsaved from :func:`drafted`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tenghuan.apps.closing.models import Closing, Figure, Snapshot
from tenghuan.apps.closing.reckoning import reckoned
from tenghuan.apps.monitoring.queries.standing import known_about
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.apps.plans.models import Plan
from tenghuan.apps.plans.queries import items_of
from tenghuan.pace import Month


def closings(account: Any, county: Region) -> QuerySet[Closing]:
    """Return the months of a county's current plan that were opened for closing, latest first."""
    found = Closing.objects.visible_to(account).filter(county=county, plan__is_current=True)
    return found.select_related("plan__region", "county").order_by("-year", "-month")


def snapshots(account: Any, county: Region) -> QuerySet[Snapshot]:
    """Return all versions of all months of a county's current plan, latest first."""
    found = Snapshot.objects.visible_to(account).filter(plan__region=county, plan__is_current=True)
    return found.select_related("plan__region", "closing").order_by("-year", "-month", "-version")


def newest(account: Any, county: Region, month: Month | None = None) -> Snapshot | None:
    """Return the newest version of a month (of the latest closed month without one); None if none is closed."""
    found = snapshots(account, county)
    return (found if month is None else found.filter(year=month.year, month=month.month)).first()


def as_known(account: Any, county: Region, month: Month, at: datetime) -> Snapshot | None:
    """Return a month's snapshot as it was known at a moment; None if it was not closed by then."""
    return snapshots(account, county).filter(year=month.year, month=month.month, known_at__lte=at).first()


def figures(snapshot: Snapshot, *, unit: Unit | None = None, towns: bool = False) -> list[Figure]:
    """Return the figures of a snapshot in the order of the report (one query).

    Args:
        snapshot: which version of which month.
        unit: the shares of this town's unit only.
        towns: the county's own figures, each followed by its towns' shares; without, the county's own only.
    """
    found = Figure.objects.filter(snapshot=snapshot).select_related("item__plan__region", "unit", "snapshot")
    if unit is not None:
        found = found.filter(unit=unit)
    elif not towns:
        found = found.filter(item__whole=None)
    return list(found.order_by("order"))


def drafted(county: Region, month: Month | None = None, *, towns: bool = False) -> list[Figure]:
    """Return the figures of a month as they would be closed now (unsaved); [] where the county has no plan.

    Without a month, of the one that the board shows.
    """
    plan = current_plan(county)
    if plan is None:
        return []
    return reckoned(plan, month or board_month(plan), towns=towns)


def current_plan(county: Region) -> Plan | None:
    """Return the county's current plan."""
    return Plan.objects.filter(region=county, is_current=True).select_related("region", "current_version").first()


def board_month(plan: Plan) -> Month:
    """Return the month that the board judges a plan by: the latest that is open for reporting."""
    items = items_of([plan])[:1]
    return known_about(items).now[plan.pk] if items else Month(plan.end_year or 0, 12)


def of_item(found: Sequence[Figure], item: int) -> Figure | None:
    """Return an item's figure among figures of one month."""
    return next((figure for figure in found if figure.item_id == item), None)
