"""Report or register: which number counts for an item and month is decided with a reason, and holds everywhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.closing.models import Choice, Figure, Settlement
from tenghuan.apps.closing.reckoning import reckoned
from tenghuan.apps.kit.once import keep, made_by
from tenghuan.apps.monitoring.models import is_office_of, units_of
from tenghuan.apps.plans.models import Indicator, Responsibility
from tenghuan.errors import InputFault
from tenghuan.pace import Month


def settled(items: Collection[int]) -> Mapping[int, Mapping[Month, Decimal]]:
    """Return item → month → the number that was taken from the registers instead of the report (one query)."""
    rows = Settlement.objects.filter(item__in=items).order_by("pk")
    found: dict[int, dict[Month, Decimal]] = {}
    for item, year, month, choice, value in rows.values_list("item_id", "year", "month", "choice", "value"):
        months = found.setdefault(item, {})
        months.pop(Month(year, month), None)
        if choice == Choice.MEASURED and value is not None:
            months[Month(year, month)] = value
    return found


def newest(items: Collection[int], at: Month) -> dict[int, Settlement]:
    """Return item → what was decided last for a month (one query)."""
    rows = Settlement.objects.filter(item__in=items, year=at.year, month=at.month).order_by("pk")
    return {one.item_id: one for one in rows}


def may_settle(account: object, item: Indicator) -> bool:
    """Whether an account decides for an item: the office of its county, or a unit that leads it."""
    if is_office_of(account, item.plan):
        return True
    if getattr(account, "role", "") not in (Role.DEPARTMENT, Role.TOWN):
        return False
    units = units_of(account)
    return Responsibility.objects.filter(item=item, unit__in=units, role="lead").exists()


@service("closing.settle", gettext_lazy("核定上报数与台账数"), locks=("item",))
def settle(actor: Actor, item: Indicator, at: Month, choice: str, reason: str, once: str = "") -> Settlement:
    """Decide which number counts for an item and month; decided again, the later word holds; a form counts once.

    Raises:
        InputFault: the actor neither runs the county's office nor leads the item; no reason; the number that is to be
            taken is not known.
    """
    if (known := made_by(once, Settlement)) is not None:
        nothing_changed()
        return known
    if actor.user is not None and not may_settle(actor.user, item):
        raise InputFault(_("由本级专班办公室或牵头单位核定"), where=str(item))
    if not reason.strip():
        raise InputFault(_("请写明核定理由"), where=str(item))
    figure = _figure_of(item, at)
    taken = {Choice.REPORTED.value: figure.reported, Choice.MEASURED.value: figure.computed}
    if choice not in taken:
        raise InputFault(_("没有这种核定"), remedy=_("可选：取上报数、取台账数"))
    if taken[choice] is None:
        words = _("%(m)s没有上报数") if choice == Choice.REPORTED else _("%(m)s业务台账没有数")
        raise InputFault(words % {"m": at}, where=str(item), remedy=_("请选另一个"))
    made = Settlement.objects.create(
        county=item.plan.region,
        plan=item.plan,
        item=item,
        year=at.year,
        month=at.month,
        choice=choice,
        value=taken[choice],
        reported=figure.reported,
        computed=figure.computed,
        reason=reason.strip()[:300],
        by=actor.account[:50],
        made_by=actor.user,
    )
    keep(once, made)
    record(made, after=snapshot(made))
    return made


def _figure_of(item: Indicator, at: Month) -> Figure:
    return reckoned(item.plan, at, only=item.pk)[0]
