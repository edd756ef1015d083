"""Figures drawn from the platform's rows: what was due in a span, how much of it was done, and which rows these are.

Every source answers for many objects at once; a figure keeps the rows that it was counted from, so that whoever reads
the points can follow them back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.assessment import standings
from tenghuan.apps.assessment.objects import Object, Span
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.kit.models import Task
from tenghuan.apps.kit.registry import of_model
from tenghuan.apps.monitoring.models import Report
from tenghuan.apps.monitoring.states import REPORTED
from tenghuan.apps.monitoring.states import State as Reporting
from tenghuan.apps.organization.models import Region
from tenghuan.apps.remediation.models import Case
from tenghuan.apps.remediation.models import State as Clearing
from tenghuan.apps.remediation.registers import CASES
from tenghuan.apps.supervision.models import Grade, Order, Slip
from tenghuan.apps.supervision.models import State as Ordering
from tenghuan.apps.supervision.registers import ORDERS
from tenghuan.errors import InputFault


@dataclass(frozen=True)
class Line:
    """One row behind a figure: what it is, its page, whether it counts as done, and why."""

    title: str
    address: str
    done: bool
    note: str = ""

    def told(self) -> dict[str, Any]:
        """As it is kept."""
        return {"title": self.title[:200], "address": self.address, "done": self.done, "note": self.note}


@dataclass
class Drawn:
    """A figure: so much done of so much due; ``link`` leads to the list that the rows stand in now."""

    actual: Decimal | None = None
    target: Decimal | None = None
    matters: str = ""
    lines: list[Line] = field(default_factory=list)
    link: str = ""


Found = Mapping[str, Drawn]
Source = Callable[[Sequence[Object], Span], Found]


def draw(key: str, objects: Sequence[Object], span: Span) -> Found:
    """Return the figure of each object, by its name.

    Raises:
        InputFault: nothing is drawn under this key.
    """
    hold(key)
    _name, _colon, rest = key.partition(":")
    return SOURCES[key][1](objects, span) if key in SOURCES else _indicator(rest, objects, span)


def hold(key: str) -> None:
    """Refuse a key under which nothing is drawn."""
    name, _colon, rest = key.partition(":")
    if key in SOURCES or (name == "indicator" and rest):
        return
    known = _("可用：%(o)s，或 indicator:指标名称") % {"o": "、".join(SOURCES)}
    raise InputFault(_("没有“%(k)s”这种取数") % {"k": key}, remedy=known)


def title_of(key: str) -> str:
    """Return what a figure is called that is drawn under a key."""
    name, _colon, rest = key.partition(":")
    if name == "indicator" and rest:
        return _("指标“%(i)s”") % {"i": rest}
    return str(SOURCES[key][0]) if key in SOURCES else key


# -- what is counted: rows that were due, some of them done ---------------------------------------------------------
def _counted(
    objects: Sequence[Object], rows: Iterable[Any], whose: Callable[[Any, Object], bool], **told: Any
) -> Found:
    """Give each object its rows: all of them are the target, those that are done the actual figure."""
    every = list(rows)
    found: dict[str, Drawn] = {}
    line_of, link_of = told["line"], told.get("link", lambda one: "")
    for one in objects:
        lines = [line_of(row) for row in every if whose(row, one)]
        done = sum(line.done for line in lines)
        found[one.name] = Drawn(Decimal(done), Decimal(len(lines)), lines=lines, link=link_of(one))
    return found


def _homes(objects: Sequence[Object]) -> list[Region]:
    return list({one.home.pk: one.home for one in objects}.values())


def _link(key: str, **filters: Any) -> str:
    kept = {name: value for name, value in filters.items() if value}
    return f"{reverse(f'{key}:list')}?{urlencode(kept)}"


def _reports(objects: Sequence[Object], span: Span) -> QuerySet[Report]:
    found = Report.objects.filter(
        period__plan__region__in=_homes(objects), period__plan__is_current=True, item__retired=False,
        period__due_on__gte=span.first, period__due_on__lte=span.last,
    )  # fmt: skip
    found = found.exclude(state=Reporting.NOT_DUE).select_related("item", "period__plan")
    return found.order_by("period__year", "period__month", "pk")


def _filed(report: Report, one: Object) -> bool:
    if one.unit is None:
        return report.period.plan.region_id == one.home.pk
    return report.unit_id == one.unit.pk


def in_time(objects: Sequence[Object], span: Span) -> Found:
    """Reports that were due in the span; done: handed in by their day."""

    def line(report: Report) -> Line:
        done = report.state in REPORTED and not report.late
        note = _("迟报") if report.late else "" if done else report.get_state_display()
        return Line(str(report), reverse("monitoring:report", args=(report.pk,)), done, note)

    return _counted(objects, _reports(objects, span), _filed, line=line)


def right(objects: Sequence[Object], span: Span) -> Found:
    """Reports that were due in the span and handed in; done: never sent back."""

    def line(report: Report) -> Line:
        done = report.returned_at is None
        return Line(str(report), reverse("monitoring:report", args=(report.pk,)), done, "" if done else _("曾被退回"))

    handed_in = _reports(objects, span).filter(state__in=(*REPORTED, Reporting.RETURNED))
    return _counted(objects, handed_in, _filed, line=line)


def tasks(objects: Sequence[Object], span: Span) -> Found:
    """Tasks that were due in the span; done: closed by their day."""
    under = [home.path for home in _homes(objects)]
    found = Task.objects.filter(due__gte=span.first, due__lte=span.last).select_related("region").order_by("due", "pk")
    rows = [task for task in found if any(task.region.path.startswith(path) for path in under)]

    def whose(task: Task, one: Object) -> bool:
        if one.unit is None:
            return task.region.path.startswith(one.home.path)
        if task.unit_id is not None:
            return task.unit_id == one.unit.pk
        return one.town is not None and task.region_id == one.town.pk

    return _counted(objects, rows, whose, line=_task)


def _task(task: Task) -> Line:
    closed = timezone.localdate(task.closed_at) if task.closed_at else None
    done = closed is not None and task.due is not None and closed <= task.due
    model = ContentType.objects.get_for_id(task.content_type_id).model_class()
    register = of_model(model)
    page = reverse(f"{register.key}:detail", args=(task.object_id,)) if register is not None else ""
    note = _("期限 %(d)s") % {"d": task.due} + (_("，%(d)s 办结") % {"d": closed} if closed else _("，未办结"))
    return Line(task.title, page, done, note)


def closed_cases(objects: Sequence[Object], span: Span) -> Found:
    """Cases of remediation that were promised for the span; done: closed by its end."""
    found = Case.objects.filter(
        county__in=_homes(objects), retired_on=None, due_on__gte=span.first, due_on__lte=span.last
    )
    rows = found.exclude(state=Clearing.DROPPED).select_related("enterprise").order_by("due_on", "pk")

    def whose(case: Case, one: Object) -> bool:
        if one.unit is None:
            return case.county_id == one.home.pk
        return case.town_id == one.town.pk if one.town is not None else case.lead_id == one.unit.pk

    def line(case: Case) -> Line:
        done = case.closed_on is not None and case.closed_on <= span.last
        note = _("承诺 %(d)s，%(s)s") % {"d": case.due_on, "s": case.get_state_display()}
        return Line(str(case), CASES.address(case), done, note)

    def link(one: Object) -> str:
        return _link("cases", town=one.town.pk if one.town else "", due_on_after=span.first, due_on_before=span.last)

    return _counted(objects, rows, whose, line=line, link=link)


def _orders(objects: Sequence[Object]) -> QuerySet[Order]:
    found = Order.objects.filter(county__in=_homes(objects), retired_on=None, issued_on__isnull=False)
    return found.exclude(state=Ordering.REVOKED).order_by("due_on", "pk")


def _led(order: Order, one: Object) -> bool:
    return order.county_id == one.home.pk if one.unit is None else order.lead_id == one.unit.pk


def orders(objects: Sequence[Object], span: Span) -> Found:
    """Orders under supervision that were due in the span; done: reported by their day and not sent back since."""

    def line(order: Order) -> Line:
        answered = order.state in (Ordering.REPORTED, Ordering.CLOSED)
        day = order.reported_on or order.closed_on
        done = answered and day is not None and order.due_on is not None and day <= order.due_on
        note = _("限期 %(d)s，%(s)s") % {"d": order.due_on, "s": order.get_state_display()}
        return Line(str(order), ORDERS.address(order), done, note)

    def link(one: Object) -> str:
        return _link("orders", lead=one.unit.pk if one.unit else "", due_on_after=span.first, due_on_before=span.last)

    rows = _orders(objects).filter(due_on__gte=span.first, due_on__lte=span.last)
    return _counted(objects, rows, _led, line=line, link=link)


def slips(objects: Sequence[Object], span: Span) -> Found:
    """Orange and red slips of the span: one matter an order, named by its gravest slip; no number, only matters."""
    hard = (Grade.ORANGE, Grade.RED)
    issued = Slip.objects.filter(grade__in=hard, issued_on__gte=span.first, issued_on__lte=span.last)
    graves: dict[int, set[str]] = {}
    for slip in issued.filter(order__in=_orders(objects)):
        graves.setdefault(slip.order_id, set()).add(str(Grade(slip.grade).label))
    rows = list(_orders(objects).filter(pk__in=graves))
    found: dict[str, Drawn] = {}
    for one in objects:
        mine = [order for order in rows if _led(order, one)]
        lines = [Line(str(order), ORDERS.address(order), False, "、".join(sorted(graves[order.pk]))) for order in mine]
        matters = ";".join("+".join(sorted(graves[order.pk])) for order in mine)
        found[one.name] = Drawn(matters=matters, lines=lines)
    return found


# -- indicators ----------------------------------------------------------------------------------------------------
def on_pace(objects: Sequence[Object], span: Span) -> Found:
    """Indicators that an object leads (a county: all of its plan) and that are due; done: green, or reached."""
    rows = _stood(objects, span)
    return _counted(objects, [row for row in rows if row.lit], _leads, line=_indicator_line)


def progress(objects: Sequence[Object], span: Span) -> Found:
    """The mean rate of completion of the indicators that an object leads, beside the mean of what was due by then.

    One indicator counts as done at most in full, so that one that is far ahead hides none that lags.
    """
    rows = [row for row in _stood(objects, span) if row.rate is not None and row.expected]
    found: dict[str, Drawn] = {}
    for one in objects:
        mine = [row for row in rows if _leads(row, one)]
        lines = [_indicator_line(row) for row in mine]
        if not mine:
            found[one.name] = Drawn(lines=lines)
            continue
        done = sum((min(row.rate, Decimal(1)) for row in mine if row.rate is not None), Decimal(0)) / len(mine)
        due = sum((row.expected for row in mine if row.expected is not None), Decimal(0)) / len(mine)
        found[one.name] = Drawn(_percent(done), _percent(due), lines=lines)
    return found


def _stood(objects: Sequence[Object], span: Span) -> list[standings.Row]:
    homes = _homes(objects)
    key = ("indicators", *(home.pk for home in homes))
    if key not in span.read:
        span.read[key] = standings.at(homes, span.last)
    found: list[standings.Row] = span.read[key]
    return found


def _percent(share: Decimal) -> Decimal:
    return round(share * 100, 2)


def _indicator(title: str, objects: Sequence[Object], span: Span) -> Found:
    """One indicator by its title: what was reached and the target, as its rate counts them."""
    rows = [row for row in _stood(objects, span) if row.title == title]
    found: dict[str, Drawn] = {}
    for one in objects:
        row = next((row for row in rows if _leads(row, one)), None)
        told = (
            Drawn() if row is None else Drawn(row.reached, row.target, lines=[_indicator_line(row)], link=row.address)
        )
        found[one.name] = told
    return found


def _leads(row: standings.Row, one: Object) -> bool:
    return row.county == one.home.pk if one.unit is None else one.unit.pk in row.leads


def _indicator_line(row: standings.Row) -> Line:
    return Line(row.title, row.address, row.good, row.note)


# -- enterprises ---------------------------------------------------------------------------------------------------
def tax_per_mu(objects: Sequence[Object], span: Span) -> Found:
    """The tax of a place's enterprises over their land, in 万元/亩; the target is that of the whole county.

    Counted over enterprises that have both figures, of the last year before the span's end that has any.
    """
    homes = _homes(objects)
    facts = YearFacts.objects.filter(
        enterprise__county__in=homes, year__lte=span.last.year, land_mu__gt=0, tax__isnull=False
    )
    years = dict(facts.order_by("year").values_list("enterprise__county", "year"))
    newest = Q(pk__in=())
    for county, year in years.items():
        newest |= Q(enterprise__county=county, year=year)
    rows = list(facts.filter(newest).select_related("enterprise").order_by("enterprise__uscc"))
    found: dict[str, Drawn] = {}
    for one in objects:
        every = [row for row in rows if row.enterprise.county_id == one.home.pk]
        mine = [row for row in every if one.town is not None and row.enterprise.town_id == one.town.pk]
        mine = every if one.unit is None else mine
        lines = [_enterprise(row) for row in mine]
        found[one.name] = Drawn(_per_mu(mine), _per_mu(every), lines=lines)
    return found


def _per_mu(rows: Sequence[YearFacts]) -> Decimal | None:
    land = sum((row.land_mu for row in rows if row.land_mu is not None), Decimal(0))
    tax = sum((row.tax for row in rows if row.tax is not None), Decimal(0))
    return round(tax / land, 4) if land else None


def _enterprise(row: YearFacts) -> Line:
    note = _("%(y)d 年税收 %(t)s 万元，用地 %(l)s 亩") % {"y": row.year, "t": _short(row.tax), "l": _short(row.land_mu)}
    return Line(row.enterprise.name, reverse("enterprises:detail", args=(row.enterprise_id,)), True, note)


def _short(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"


SOURCES: dict[str, tuple[Any, Source]] = {
    "indicators.on_pace": (gettext_lazy("牵头指标达到序时的个数"), on_pace),
    "indicators.progress": (gettext_lazy("牵头指标平均完成率与平均序时（%）"), progress),
    "tasks.on_time": (gettext_lazy("按期办结的待办任务"), tasks),
    "cases.closed": (gettext_lazy("承诺期内销号的整治案件"), closed_cases),
    "reports.in_time": (gettext_lazy("按时报送的月报"), in_time),
    "reports.right": (gettext_lazy("未被退回的月报"), right),
    "orders.in_time": (gettext_lazy("按期反馈的督办"), orders),
    "enterprises.tax_per_mu": (gettext_lazy("辖区企业亩均税收与全县平均（万元/亩）"), tax_per_mu),
    "orders.slips": (gettext_lazy("收到的橙单、红单"), slips),
}
