"""What the shell shows of monthly reporting, with what waits for whom."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.monitoring.models import Report, reported_by, units_of
from tenghuan.apps.monitoring.states import EDITABLE, WAITING
from tenghuan.apps.web.menu import Entry, declare


def to_fill(account: Any) -> QuerySet[Report]:
    """Return the reports that the account's units still owe; none for those who report nothing."""
    reports = Report.objects.visible_to(account)
    if account.role not in (Role.DEPARTMENT, Role.TOWN):
        return reports.none()
    return reports.filter(
        reported_by(units_of(account)),
        Q(period__locked_at=None) | Q(returned_at__gt=F("period__locked_at")),
        state__in=[str(state) for state in EDITABLE],
        period__opens_on__lte=timezone.localdate(),
        period__plan__is_current=True,
    )


def to_review(account: Any) -> QuerySet[Report]:
    """Return the reports of the office's own county that were handed in and not decided."""
    states = [str(state) for state in WAITING]
    found = Report.objects.visible_to(account).filter(state__in=states, period__plan__region=account.region_id)
    return found.filter(period__locked_at=None)


declare(
    Entry("reporting", _("本月待办"), "monitoring:owed", icon="checklist", order=10, guide="03-reporting"),
    Entry(
        *("reporting", _("月度填报"), "monitoring:grid"),
        icon="table",
        order=20,
        waiting=to_fill,
        guide="03-reporting",
        bar=True,
    ),
    Entry(
        *("reporting", _("报送审核"), "monitoring:review"),
        icon="rubber-stamp",
        order=30,
        waiting=to_review,
        guide="04-review",
    ),
)
