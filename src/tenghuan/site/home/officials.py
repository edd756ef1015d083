"""The first pages of a county's officials: office, department, town, leader."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse

from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.evaluation.models import Graded, Run
from tenghuan.apps.evaluation.shell import to_decide
from tenghuan.apps.monitoring.models import units_of
from tenghuan.apps.monitoring.shell import to_fill
from tenghuan.apps.plans import ranking
from tenghuan.apps.plans.models import ItemKind
from tenghuan.apps.plans.queries import Row, lamp_counts
from tenghuan.apps.plans.wording import LAMPS
from tenghuan.apps.remediation.models import Case
from tenghuan.apps.web import scope
from tenghuan.site.home import reading
from tenghuan.site.home.trend import sparkline

HEADLINES = 6
TREND_MONTHS, TREND_DAYS = 12, 400


def office(request: HttpRequest) -> dict[str, Any]:
    """Tasks of all businesses by deadline, who lags, red and yellow items with lead and cause."""
    user: Any = request.user
    day, rows = reading.today(), reading.rows_of(request)
    reports = reading.reports_of(rows, day)
    tasks, late = reading.tasks_and_late(user, scope.chosen(request).path or user.region.path, day)
    return {
        "tasks": tasks,
        "lags": reading.lagging(reports, late),
        "waiting": reports.waiting,
        "problems": ranking.problems(rows, reports.causes),
        "counts": lamp_counts(rows),
    }


def department(request: HttpRequest) -> dict[str, Any]:
    """What is to be filled in with the days left, what was returned, the unit's own lamps, its other tasks."""
    user: Any = request.user
    day, units = reading.today(), set(units_of(user))
    mine = [row for row in reading.rows_of(request) if row.unit_ids & units]
    return {
        "owed": reading.owed(to_fill(user), day),
        "lamps": lamp_counts(mine),
        "unit": f"&unit={user.unit_id}",
        "problems": ranking.problems(mine, {}),
        "tasks": reading.tasks_of(user, day),
    }


def town(request: HttpRequest) -> dict[str, Any]:
    """Objections that wait, what is to be filled in, its enterprises by grade, its cases by stage."""
    user: Any = request.user
    day = reading.today()
    run = Run.objects.visible_to(user).exclude(state="abandoned").exclude(result_digest="").first()
    lines = Graded.objects.visible_to(user).filter(run=run).exclude(track="") if run else Graded.objects.none()
    grades = dict(lines.order_by().values_list("grade").annotate(n=Count("pk")).values_list("grade", "n"))
    cases = Case.objects.visible_to(user).filter(retired_on=None)
    return {
        "owed": reading.owed(to_fill(user), day),
        "tasks": reading.tasks_of(user, day),
        "objections": list(to_decide(user).select_related("graded__enterprise").order_by("forward_by")[:10]),
        "run": run,
        "grades": sorted(grades.items(), key=lambda pair: (pair[0] == "", pair[0])),
        "cases": _by_state(cases),
        "enterprises": Enterprise.objects.visible_to(user).count(),
    }


def _by_state(cases: Any) -> list[tuple[str, str, int]]:
    """Return (state, word, how many) of the cases, in the order of the loop."""
    counts = dict(cases.order_by().values_list("state").annotate(n=Count("pk")).values_list("state", "n"))
    words = Case._meta.get_field("state").flatchoices
    return [(state, str(word), counts[state]) for state, word in words if state in counts]


def leader(request: HttpRequest) -> dict[str, Any]:
    """Six headline figures with their trend, campaigns against lamps, the ranking of units, the gravest problems."""
    rows = reading.rows_of(request)
    indicators = [row for row in rows if row.item.kind == ItemKind.INDICATOR]
    headlines = sorted((row for row in indicators if row.standing.actual is not None), key=_importance)[:HEADLINES]
    reports = reading.reports_of(rows, reading.today(), days=TREND_DAYS)
    return {
        "headlines": [(row, sparkline(reports.series.get(row.item.pk, [])[-TREND_MONTHS:])) for row in headlines],
        "campaigns": ranking.counted(rows, lambda row: row.item.campaign, _campaign_address),
        "lamps": list(LAMPS),
        "ranking": ranking.ranked(
            ranking.counted(rows, lambda row: row.lead[0].name if row.lead else "", _unit_address)
        ),
        "problems": ranking.problems(rows, reports.causes),
        "counts": lamp_counts(rows),
    }


def _importance(row: Row) -> tuple[bool, int, int]:
    """The plan's general goals first, then campaign by campaign as the plan has them."""
    return bool(row.item.campaign_key), row.item.campaign_order, row.item.order


def _campaign_address(row: Row) -> str:
    return f"{reverse('plans:board')}?campaign={row.item.campaign_key}"


def _unit_address(row: Row) -> str:
    return f"{reverse('plans:board')}?unit={row.lead[0].pk}"


def upper(request: HttpRequest) -> dict[str, Any]:
    """Counties ranked, campaigns against counties by the share on time, the way down to each."""
    rows = reading.rows_of(request)
    counties = ranking.counted(rows, lambda row: row.item.plan.region.name, _county_address)
    campaigns = list(dict.fromkeys(row.item.campaign for row in rows if row.item.campaign))
    cells = {
        line.name: line
        for line in ranking.counted(
            rows, lambda row: row.item.campaign and f"{row.item.plan.region.name}/{row.item.campaign}"
        )
    }
    return {
        "ranking": ranking.ranked(counties),
        "matrix": [(line, [cells.get(f"{line.name}/{campaign}") for campaign in campaigns]) for line in counties],
        "campaigns": campaigns,
        "counts": lamp_counts(rows),
        "problems": ranking.problems(rows, {}),
        "tasks": reading.tasks_of(request.user, reading.today()),
    }


def _county_address(row: Row) -> str:
    return f"{reverse('plans:board')}?region={row.item.plan.region.code}"
