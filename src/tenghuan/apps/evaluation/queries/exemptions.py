"""Who may be left out of an evaluation because it is new: a proposal that the office decides on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.evaluation.models import Decision, DecisionKind
from tenghuan.apps.kit.parameters import Found, parameter
from tenghuan.apps.organization.models import Region


@dataclass(frozen=True)
class Proposal:
    """Enterprises registered for less than the parameter's years at the end of the year, not decided on yet."""

    years: Found
    since: date
    enterprises: list[Enterprise]


def proposed(county: Region, year: int) -> Proposal:
    """Return the enterprises with facts of the year that were registered too late to be evaluated."""
    end = date(year, 12, 31)
    years = parameter(county, "exemption_years_registered", end)
    since = date(year - years.days, 12, 31)
    decided = Decision.objects.filter(county=county, year=year, kind=DecisionKind.EXEMPT, retired_on=None)
    found = (
        Enterprise.objects.filter(county=county, retired_on=None, years__year=year, registered_on__gt=since)
        .exclude(pk__in=decided.values("enterprise"))
        .select_related("town")
        .order_by("uscc")
    )
    return Proposal(years, since, list(found))
