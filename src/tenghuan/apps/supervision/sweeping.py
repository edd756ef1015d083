"""What the platform does with open orders every day: graver slips by rule, reports to the seats above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.kit import timeline
from tenghuan.apps.kit.models import EventKind
from tenghuan.apps.notices.models import Kind
from tenghuan.apps.notices.telling import of_role, tell
from tenghuan.apps.organization.models import Account, Region, Seat
from tenghuan.apps.plans.hooks import history, standings
from tenghuan.apps.plans.models import Item
from tenghuan.apps.plans.queries import items_of
from tenghuan.apps.supervision import dictionary
from tenghuan.apps.supervision.grading import Facts, Limits, Verdict, graded, level, reds_on_end
from tenghuan.apps.supervision.models import RANK, RUNNING, Escalation, Grade, Order
from tenghuan.apps.supervision.rules import write, write_slip


def limits(county: Region) -> Limits:
    """Return the county's numbers of the grades."""
    keys = ("order_near_days", "order_red_after_days", "order_red_periods", "order_silent_days")
    return Limits(*(dictionary.days(county, key) for key in keys))


def lamps(orders: Iterable[Order]) -> dict[int, str]:
    """Return item → its lamp, for the indicators and tasks that orders are about (a fixed number of queries)."""
    ids = {order.subject_id for order in orders if order.subject_id and about_item(order)}
    if not ids:
        return {}
    plans = {item.plan_id: item.plan for item in Item.objects.filter(pk__in=ids).select_related("plan__region")}
    items = [item for item in items_of(plans.values()) if item.pk in ids]
    return {pk: standing.lamp for pk, standing in standings(items).items()}


def about_item(order: Order) -> bool:
    """Tell whether an order is about an indicator or a task of the plan."""
    return order.subject_type is not None and order.subject_type.model_class() is Item


def verdict_of(
    order: Order, day: date, known: Mapping[int, str] | None = None, bounds: Limits | None = None
) -> Verdict:
    """Return the grade that the rules give an order on a day.

    Args:
        known: item → lamp, where they were read for many orders at once.
        bounds: the county's numbers, where they were read for many as well.
    """
    assert order.due_on is not None  # only what was issued is graded
    told = lamps([order]) if known is None else known
    lamp = told.get(order.subject_id or 0, "") if about_item(order) else ""
    orange = next((slip for slip in order.slips.all() if slip.grade == Grade.ORANGE and not slip.late), None)
    facts = Facts(
        due=order.due_on,
        lamp=lamp,
        reds=_reds(order) if lamp == "red" else 0,
        returned=order.returned > 0,
        orange_on=orange.issued_on if orange else None,
        reported_on=order.reported_on,
    )
    return graded(facts, bounds or limits(order.county), day)


def _reds(order: Order) -> int:
    assert isinstance(order.subject, Item)  # only an item has a lamp
    points = history(order.subject, AnonymousUser())
    return reds_on_end([point.lamp for point in points])


def sweep_all(day: date | None = None) -> int:
    """Sweep every county that has open orders; return how many slips and reports there are new."""
    counties = Region.objects.filter(pk__in=Order.objects.filter(state__in=RUNNING).order_by().values("county"))
    actor = Actor.platform("supervision")
    return sum(sweep(replace(actor, region_path=county.path), county, day=day) for county in counties)


@service("orders.sweep", gettext_lazy("督办巡查"))
def sweep(actor: Actor, county: Region, *, day: date | None = None) -> int:
    """Give a county's open orders the grade that the rules give, and report those that are late to the seats above.

    It looks at how an order stands and what was done already, so that any day may be missed or done twice.

    Returns:
        how many slips and reports there are new.
    """
    today = day or timezone.localdate()
    orders = Order.objects.filter(county=county, state__in=RUNNING, retired_on=None).select_for_update(of=("self",))
    found = list(orders.select_related("lead", "county").prefetch_related("slips"))
    known, bounds = lamps(found), limits(county)
    steps = [dictionary.days(county, one["after"]) for one in dictionary.escalation()]
    new = sum(_graver(actor, order, today, known, bounds) + _upwards(actor, order, today, steps) for order in found)
    if not new:
        nothing_changed()
    return new


def _graver(actor: Actor, order: Order, day: date, known: Mapping[int, str], bounds: Limits) -> int:
    found = verdict_of(order, day, known, bounds)
    if RANK[found.grade] <= RANK[Grade(order.grade)]:
        return 0
    write_slip(actor, order, found.grade, found.reason, by_rule=True, late=found.late)
    return 1


def _upwards(actor: Actor, order: Order, day: date, steps: Sequence[int]) -> int:
    """Report an order to every level that it has reached and was not reported to."""
    told = dictionary.escalation()
    reached = level(order.overdue(day), steps)
    for one in told[order.level : reached]:
        assert order.due_on is not None  # overdue
        seat = dictionary.seat_above(order, one["seat"])
        words = f"{one['word']}：{seat.post}" if seat is not None else str(one["word"])
        row, made = Escalation.objects.get_or_create(
            order=order, level=one["level"], due_on=order.due_on, defaults={"on": day, "seat": words[:120]}
        )
        if made:
            record(row, after=snapshot(row))
            note = _("逾期 %(n)d 个工作日") % {"n": order.overdue(day)}
            timeline.write(actor, order, EventKind.CHANGE, _("报%(s)s") % {"s": one["word"]}, note=f"{words}；{note}")
            key = f"order:{order.pk}:{one['level']}:{order.due_on}"
            tell(accounts_of(seat, order, day), Kind.ESCALATED, order, key, str(order), note)
    new = max(0, reached - order.level)
    if new:
        write(order, level=reached)
    return new


def accounts_of(seat: Seat | None, order: Order, day: date) -> list[Account]:
    """Return whom a report to a seat reaches: the account of whoever holds it, else the leaders of the county."""
    if seat is not None:
        mine = seat.incumbencies.filter(since__lte=day).exclude(until__lt=day).select_related("account__wish")
        found = [one.account for one in mine if one.account is not None and one.account.is_active]
        if found:
            return found
    return of_role(order.county, Role.LEADER)
