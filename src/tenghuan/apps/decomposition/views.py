"""Pages of decomposition beside list and record: starting one, the grid, its workbook."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.decomposition import breaking, sheets, workbook
from tenghuan.apps.decomposition.models import Decomposition, Receivers, Rule
from tenghuan.apps.decomposition.registers import DECOMPOSITIONS
from tenghuan.apps.monitoring import measure
from tenghuan.apps.monitoring.parameters import reporting
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.plans.models import Indicator
from tenghuan.apps.web import attachment
from tenghuan.errors import InputFault
from tenghuan.pace.breakdown import Part

Cells = dict[int, dict[str, str]]


@page((Role.OFFICE,), methods=("GET", "POST"))
def start(request: AccountRequest) -> HttpResponseBase:
    """Choose indicator, receivers and rule; the breakdown is drafted with a proposal."""
    found = Indicator.objects.filter(plan__region=request.user.region, plan__is_current=True, retired=False, whole=None)
    found = found.exclude(caliber="qualitative").select_related("plan__region").order_by("campaign_order", "order")
    pk = outside.whole(request.POST.get("indicator") or request.GET.get("indicator"), otherwise=None)
    if request.method == "POST":
        indicator = get_object_or_404(found, pk=pk)
        receivers = outside.text(request.POST.get("receivers"))
        rule = outside.text(request.POST.get("rule"))
        if receivers not in Receivers.values or rule not in Rule.values:
            raise InputFault(_("没有选分解对象或规则"), remedy=_("请从下拉框中选择"))
        made = breaking.draft(Actor.of(request), indicator, receivers, rule)
        return redirect("decomposition:grid", made.pk)
    here = "regions" if request.user.region.level != "county" else "towns"
    context = {
        "indicators": found,
        "chosen": pk,
        "receivers": [one for one in Receivers.choices if (one[0] == "regions") == (here == "regions")],
        "rules": Rule.choices,
    }
    return render(request, "decomposition/start.html", context)


def _own(request: AccountRequest, pk: int) -> Decomposition:
    found = get_object_or_404(DECOMPOSITIONS.rows(request.user), pk=pk)
    if found.county_id != request.user.region_id:
        raise PermissionDenied
    return found


@page((Role.OFFICE,), methods=("GET", "POST"))
def grid(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Show and keep who carries how much: one row a receiver, sums that follow what is typed."""
    thing = _own(request, pk)
    portions = breaking.portions_of(thing)
    if request.method == "POST":
        typed, told, wrong = _typed(request, thing, portions)
        faults = [text for row in wrong.values() for text in row.values()]
        if not wrong:
            try:
                count = breaking.fill(Actor.of(request), thing, told, _curve(request), seen=_seen(request))
            except InputFault as fault:
                faults = [str(fault)]
            else:
                messages.success(request, _("已保存，调整 %(n)d 家") % {"n": count})
                return redirect("decomposition:grid", pk)
        return _show(request, thing, sheets.sheet(thing, portions, typed, wrong), faults, 422)
    return _show(request, thing, sheets.sheet(thing, portions), [])


def _show(
    request: AccountRequest, thing: Decomposition, found: sheets.Sheet, faults: list[str], status: int = 200
) -> HttpResponse:
    context = {
        "thing": thing,
        "sheet": found,
        "faults": faults,
        "editable": thing.state in breaking.EDITABLE,
        "rules": Rule.choices,
        "back": DECOMPOSITIONS.address(thing),
    }
    return render(request, "decomposition/grid.html", context, status=status)


def _seen(request: AccountRequest) -> int | None:
    return outside.whole(request.POST.get("revision"), otherwise=None)


def _typed(request: AccountRequest, thing: Decomposition, portions: list[Any]) -> tuple[Cells, dict[int, Part], Cells]:
    """Return what the grid sent as texts, as portions, and what could not be read."""
    keys = [head.key for head in sheets.sheet(thing, []).heads]
    typed: Cells = {}
    told: dict[int, Part] = {}
    wrong: Cells = {}
    for one in portions:
        texts = {key: request.POST.get(f"{key}-{one.pk}") for key in keys}
        if None in texts.values():
            continue  # a row that the page did not show
        typed[one.pk] = {key: str(text)[:40] for key, text in texts.items()}
        values, bad = _values(typed[one.pk], thing.indicator.unit, one.carrier)
        if bad:
            wrong[one.pk] = bad
        else:
            told[one.pk] = _part(values)
    return typed, told, wrong


def _values(texts: Mapping[str, str], unit: str, who: str) -> tuple[dict[str, Decimal | None], dict[str, str]]:
    values, bad = {}, {}
    for key, text in texts.items():
        try:
            values[key] = measure.parse(text, unit)
        except InputFault as fault:
            bad[key] = f"{who} {text[:20]}：{fault}"
    return values, bad


def _part(values: Mapping[str, Decimal | None]) -> Part:
    years = {key: value for key, value in values.items() if key not in (sheets.WEIGHT, sheets.BASE)}
    amounts = {key: value for key, value in years.items() if value is not None}
    return Part(values.get(sheets.WEIGHT) or Decimal(0), amounts, values.get(sheets.BASE))


def _curve(request: AccountRequest) -> list[float] | None:
    texts = [request.POST.get(f"month-{month}", "").strip() for month in range(1, 13)]
    if not any(texts):
        return None
    try:
        return [float(measure.parse(text, "%") or 0) for text in texts]
    except InputFault as fault:
        raise InputFault(fault.message, where=_("月度进度"), remedy=fault.remedy) from fault


@page((Role.OFFICE,), methods=("POST",))
def propose(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Reckon all portions anew by a rule."""
    thing, rule = _own(request, pk), outside.text(request.POST.get("rule"))
    if rule not in Rule.values:
        raise InputFault(_("没有这种分解规则"), remedy=_("请从下拉框中选择"))
    count = breaking.by_rule(Actor.of(request), thing, rule, seen=_seen(request))
    messages.success(request, _("已按“%(r)s”重算 %(n)d 家") % {"r": Rule(rule).label, "n": count})
    return redirect("decomposition:grid", pk)


@page((Role.OFFICE,))
def download(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Send the grid as a workbook."""
    thing = _own(request, pk)
    content = workbook.write(thing, sheets.sheet(thing, breaking.portions_of(thing)))
    return attachment(content, f"{thing}分解表.xlsx")


@page((Role.OFFICE,), methods=("POST",))
def upload(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Put what a filled workbook says into the grid, its faults with their cells; saving the grid keeps it."""
    thing = _own(request, pk)
    breaking.hold_open(Actor.of(request), thing, None)
    handed = request.FILES.get("file")
    if handed is None:
        raise InputFault(_("没有选文件"), remedy=_("请选填好的 .xlsx 文件"))
    megabytes = reporting().workbook_megabytes
    content = handed.read(megabytes * 1024 * 1024 + 1)
    if len(content) > megabytes * 1024 * 1024:
        raise InputFault(_("文件超过 %(n)d MB") % {"n": megabytes}, remedy=_("请用本页下载的分解表"))
    portions = breaking.portions_of(thing)
    filled = workbook.read(thing, sheets.sheet(thing, portions), handed.name or "", content)
    if not filled.faults:
        messages.info(request, _("工作簿已读入，核对后点“保存”才生效"))
    status = 422 if filled.faults else 200
    return _show(request, thing, sheets.sheet(thing, portions, filled.typed, filled.wrong), filled.faults, status)
