"""Pages beside the books: how budgets are used, what the plans demand of land, in which order projects come."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.kit.views.counties import counties_to_choose, county_looked_at
from tenghuan.apps.ledgers import budgets, gate, land
from tenghuan.apps.ledgers.books import ENERGY
from tenghuan.apps.ledgers.models import Allocation, BudgetPlan, Supply
from tenghuan.apps.ledgers.registers import ALLOCATIONS, TURN
from tenghuan.apps.web.responses import table_response
from tenghuan.publishing.tables import Column, Table


def _year(request: HttpRequest) -> int:
    return outside.year(request.GET.get("year"), otherwise=None) or timezone.localdate().year


def _shell(request: HttpRequest, county: Any, year: int, known: Any) -> dict[str, Any]:
    years = sorted({*known, timezone.localdate().year, year}, reverse=True)
    return {"county": county, "counties": counties_to_choose(request), "year": year, "years": years}


@page(OFFICIALS)
def budgets_page(request: HttpRequest) -> HttpResponseBase:
    """Budget, use to date, forecast and lamp of the county, its parks and its large consumers."""
    county, year = county_looked_at(request), _year(request)
    consumers, parks, whole, month = budgets.standing(request.user, county, year)
    plans = BudgetPlan.objects.visible_to(request.user).filter(county=county, retired_on=None)
    columns = [
        Column("name", _("单位"), value=lambda row: str(row.name), width=28),
        Column("budget", _("用能预算"), "吨标准煤", kind="number"),
        Column("used", _("累计用能"), "吨标准煤", kind="number"),
        Column("share", _("使用率"), "%", kind="number"),
        Column("forecast", _("全年预计"), "吨标准煤", kind="number"),
        Column("lamp", _("灯"), kind="lamp"),
    ]
    context = {
        **_shell(request, county, year, plans.values_list("year", flat=True)),
        "groups": [(_("全县"), whole), (_("园区"), parks), (_("重点用能单位"), consumers)],
        "month": month,
        "plan": plans.filter(year=year).first(),
    }
    table = Table(
        _("%(c)s %(y)d 年用能预算执行") % {"c": county.name, "y": year}, columns, [*whole, *parks, *consumers]
    )
    return table_response(request, "ledgers/budgets.html", table, context)


@page(OFFICIALS)
def land_page(request: HttpRequest) -> HttpResponseBase:
    """Each demand of the plan on land, whether it is met, and the rows behind."""
    county, year = county_looked_at(request), _year(request)
    found = land.checks(request.user, county, year)
    columns = [
        Column("name", _("核查项"), width=26),
        Column("demand", _("要求"), width=18),
        Column("value", _("情况"), width=36),
        Column("holds", _("结论"), value=lambda row: _verdict(row.holds)),
        Column("source", _("依据"), width=30),
    ]
    dates = Supply.objects.visible_to(request.user).filter(county=county).dates("on", "year")
    context = {**_shell(request, county, year, (day.year for day in dates)), "checks": found}
    table = Table(_("%(c)s %(y)d 年用地核查") % {"c": county.name, "y": year}, columns, found)
    return table_response(request, "ledgers/land.html", table, context)


def _verdict(holds: bool | None) -> str:
    return _("未到期") if holds is None else _("符合") if holds else _("不符合")


@page(OFFICIALS)
def queue_page(request: HttpRequest) -> HttpResponseBase:
    """The applications that wait, in the order of the plan, with what is there for them."""
    county = county_looked_at(request)
    order = gate.order_of(county)
    found = Allocation.objects.visible_to(request.user).filter(county=county, retired_on=None, state__in=TURN)
    rows = sorted(found.select_related("unit", "county"), key=lambda one: (_place(order, one), one.number))
    columns = [
        Column("place", _("次序"), value=lambda row: _place(order, row) + 1, kind="number", digits=0, width=6),
        Column("priority", _("类别"), value=lambda row: order.get(row.priority, row.get_priority_display())),
        Column("project", _("项目"), width=30, link=ALLOCATIONS.address),
        Column("number", _("申请号")),
        Column("unit", _("申请单位")),
        Column("energy", _("年新增用能"), "吨标准煤", kind="number"),
        Column("state", _("状态")),
    ]
    note = _("可用用能 %(n)s 吨标准煤；提交申请时冻结，类别在前的先审定") % {
        "n": plain(ENERGY.balance(county, "available"))
    }  # fmt: skip
    table = Table(_("%(c)s腾出要素配置次序") % {"c": county.name}, columns, rows, note)
    return table_response(request, "ledgers/queue.html", table, _shell(request, county, _year(request), ()))


def _place(order: dict[str, str], one: Allocation) -> int:
    codes = list(order)
    return codes.index(one.priority) if one.priority in codes else len(codes)
