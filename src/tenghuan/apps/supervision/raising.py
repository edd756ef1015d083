"""Raising an order in two clicks: from what lags, with the matter filled in; and what waits to be supervised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor, service
from tenghuan.apps.kit import records
from tenghuan.apps.kit.further import Further, Link
from tenghuan.apps.kit.models import Task
from tenghuan.apps.kit.once import made_by
from tenghuan.apps.organization.models import Region
from tenghuan.apps.plans.models import Item
from tenghuan.apps.plans.queries import board, current_plans
from tenghuan.apps.supervision import subjects
from tenghuan.apps.supervision.models import OVER, Order
from tenghuan.apps.supervision.registers import ORDERING, ORDERS
from tenghuan.apps.supervision.rules import write
from tenghuan.errors import InputFault

SHOWN = 200  # overdue tasks that the page of what waits lists; the oldest first
RAISE = gettext_lazy("督办")


def button(account: Any, thing: models.Model) -> Further | None:
    """Return the button that raises an order about a thing that can lag, for the office of its county."""
    if account.role != Role.OFFICE or not subjects.can_lag(thing):
        return None
    county = subjects.county_of(thing)
    if county is None or county.pk != account.region_id:
        return None
    return Further(RAISE, "gavel", subjects.address(thing))


def orders_about(account: Any, thing: models.Model) -> list[Link]:
    """Return the orders about a thing that the account may see, the newest first."""
    if isinstance(thing, Order):
        return []
    kind = ContentType.objects.get_for_model(thing)
    found = ORDERS.rows(account).filter(subject_type=kind, subject_id=thing.pk).order_by("-pk")
    return [Link(ORDERS.name, f"{one}（{ORDERING.state_word(one)}）", ORDERS.address(one)) for one in found]


@service("orders.raise", gettext_lazy("督办立项"), locks=("county",))
def raise_order(
    actor: Actor,
    county: Region,
    values: Mapping[str, Any],
    *,
    subject: models.Model | None = None,
    before: Order | None = None,
    issue: bool = True,
    once: str = "",
) -> Order:
    """Register an order and issue it at once.

    Args:
        values: the columns of the order.
        subject: what it is about; one order of a thing is open at a time.
        before: the order that is over and that this one follows up.
        issue: False leaves it a draft.
        once: the token of the form: sent twice, it leads to the first order.

    Raises:
        InputFault: what :func:`records.add` refuses; or the thing has an open order, or ``before`` is not over.
    """
    if (made := made_by(once, Order)) is not None:
        raise Already(made)
    if before is not None and before.state not in OVER:
        raise InputFault(_("“%(o)s”还没有办结，不能另立关联督办") % {"o": before}, remedy=_("请在原督办中办理"))
    order: Order = records.add(actor, ORDERS, county, values, once=once)
    links: dict[str, Any] = {"before": before} if before is not None else {}
    if subject is not None:
        links |= {"subject_type": ContentType.objects.get_for_model(subject), "subject_id": subject.pk}
    try:
        with transaction.atomic():
            if links:
                write(order, **links)
    except IntegrityError as fault:
        raise InputFault(_("该事项已有在办的督办"), where=str(subject), remedy=_("请在原督办中升级或催办")) from fault
    if issue:
        ORDERING.take(actor, order, "issue")
    return order


class Already(InputFault):
    """The form was sent before; ``order`` is what it made."""

    def __init__(self, order: Order) -> None:
        super().__init__(_("已经立项：%(o)s") % {"o": order})
        self.order = order


# -- what waits to be supervised -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Candidate:
    """Something that lags and has no open order: its words, who answers, since when, where an order is raised."""

    kind: str
    title: str
    why: str
    lead: str
    due: date | None
    page: str
    address: str

    @property
    def do(self) -> str:
        """The word of the button."""
        return str(RAISE)


def candidates(account: Any, county: Region, day: date) -> list[Candidate]:
    """Return a county's red and yellow items, red first, and what is owed past its day: those without an open order."""
    kinds: dict[type[models.Model], int] = {
        model: ContentType.objects.get_for_model(model).pk for model in (Item, Task)
    }
    taken = set(
        Order.objects.filter(county=county, subject_type__in=kinds.values(), retired_on=None)
        .exclude(state__in=OVER)
        .values_list("subject_type_id", "subject_id")
    )
    found = [*_lit(account, county), *_late(county, day)]
    return [one for key, one in found if (kinds[key[0]], key[1]) not in taken]


Keyed = tuple[tuple[type[models.Model], int], Candidate]


def _lit(account: Any, county: Region) -> list[Keyed]:
    plans = [plan for plan in current_plans(account) if plan.region_id == county.pk]
    rows = [row for row in board(plans) if row.standing.lamp in subjects.LIT]
    rows.sort(key=lambda row: row.standing.lamp != "red")
    found: list[Keyed] = []
    for row in rows:
        told = subjects.of_row(row)
        why = told.content.splitlines()[1]
        lead = told.lead.name if told.lead else ""
        page, address = subjects.page_of(row.item), subjects.address(row.item)
        one = Candidate(_("亮灯"), row.item.title, why, lead, row.item.due_on, page, address)
        found.append(((Item, row.item.pk), one))
    return found


def _late(county: Region, day: date) -> list[Keyed]:
    tasks = (
        Task.objects.open()
        .filter(region__path__startswith=county.path, due__lt=day)
        .exclude(kind__startswith=subjects.OWN_TASKS)
    )
    tasks = tasks.select_related("region", "unit", "account").order_by(F("due").asc(), "pk")[:SHOWN]
    found: list[Keyed] = []
    for task in tasks:
        assert task.due is not None  # filtered
        holder = str(task.account or task.unit or f"{task.region.name}{task.get_role_display()}")
        why = _("逾期 %(n)d 天") % {"n": (day - task.due).days}
        one = Candidate(
            _("逾期待办"), task.title, why, holder, task.due, subjects.page_of(task), subjects.address(task)
        )
        found.append(((Task, task.pk), one))
    return found
