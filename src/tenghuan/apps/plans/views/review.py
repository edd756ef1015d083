"""The review page: the document with its spans beside the items, one decision at a time."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import key, whole
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization.models import Unit, UnitKind
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.plans.forms import ADDABLE, form_for, standard_choices
from tenghuan.apps.plans.highlighting import marked
from tenghuan.apps.plans.models import Draft, DraftItem, DraftKind, DraftState, DraftUnit, ItemState
from tenghuan.apps.plans.proposals import lead_for
from tenghuan.apps.plans.services import decisions
from tenghuan.apps.plans.settings import review_settings
from tenghuan.apps.plans.views.drafts import own_drafts
from tenghuan.errors import InputFault

UNITS = "unit"
TABS = [*DraftKind.choices, (UNITS, _("单位"))]


def _tabs(draft: Draft, shown: str) -> list[dict[str, Any]]:
    total, open_ = Counter[str](), Counter[str]()
    for kind, state in draft.items.values_list("kind", "state"):
        total[kind] += 1
        open_[kind] += state == ItemState.OPEN
    for state in draft.units.values_list("state", flat=True):
        total[UNITS] += 1
        open_[UNITS] += state == ItemState.OPEN
    return [
        {"kind": kind, "label": label, "total": total[kind], "open": open_[kind], "here": kind == shown}
        for kind, label in TABS
    ]


def _panel(draft: Draft, kind: str) -> dict[str, Any]:
    limit = review_settings().sure_at_least
    context: dict[str, Any] = {"draft": draft, "kind": kind, "tabs": _tabs(draft, kind), "sure": limit}
    if kind == UNITS:
        context |= {"rows": _unit_rows(draft)}
        return context
    items = list(draft.items.filter(kind=kind))
    items.sort(key=lambda item: (item.state != ItemState.OPEN, item.confidence if item.state == ItemState.OPEN else 1))
    sure = sum(1 for item in items if item.state == ItemState.OPEN and item.confidence >= limit)
    return {**context, "items": items, "sure_open": sure, "addable": kind in ADDABLE}


@page((Role.OFFICE,))
def review(request: AccountRequest, pk: int) -> HttpResponse:
    """The whole page; with htmx only the panel of one kind."""
    draft = get_object_or_404(own_drafts(request), pk=pk)
    if draft.state != DraftState.REVIEW:
        return redirect("plans:draft", draft.pk)
    kind = request.GET.get("kind", DraftKind.META)
    if kind not in dict(TABS):
        raise Http404
    context = _panel(draft, kind)
    if request.htmx:
        return render(request, "plans/_panel.html", context)
    context["blocks"] = marked(draft.blocks, draft.items.exclude(block=""), review_settings().sure_at_least)
    return render(request, "plans/review.html", context)


def _item(request: AccountRequest, pk: int) -> DraftItem:
    found = DraftItem.objects.visible_to(request.user).filter(draft__region=request.user.region_id)
    return get_object_or_404(found.select_related("draft__region").defer("draft__blocks"), pk=pk)


def _row(request: AccountRequest, item: DraftItem, fault: InputFault | None = None) -> HttpResponse:
    context = {"item": item, "fault": fault, "tabs": _tabs(item.draft, item.kind), "draft": item.draft, "fresh": True}
    return render(request, "plans/_item.html", context, status=422 if fault else 200)


def _revision(request: AccountRequest) -> int:
    told = whole(request.POST.get("revision"), most=2**31 - 1, otherwise=None)
    if told is None:
        raise InputFault(_("缺少版本号"), remedy=_("请刷新页面后再办"))
    return told


@page((Role.OFFICE,), methods=("GET", "POST"))
def decide(request: AccountRequest, pk: int) -> HttpResponse:
    """Accept, drop or reopen one item; a stale decision answers with what holds now. GET shows the row."""
    item = _item(request, pk)
    if request.method == "GET":
        return _row(request, item)
    try:
        decisions.decide_item(Actor.of(request), item, _revision(request), request.POST.get("state", ""))
    except InputFault as fault:
        item.refresh_from_db()
        return _row(request, item, fault)
    return _row(request, item)


@page((Role.OFFICE,), methods=("GET", "POST"))
def correct(request: AccountRequest, pk: int) -> HttpResponse:
    """The form of one item; posting keeps the correction."""
    item = _item(request, pk)
    before = dict(item.data)
    lead = lead_for(item.kind, before, item.draft.region) if request.method == "GET" else None
    form = form_for(item.kind, {**before, "lead": [lead.name]} if lead else before, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decisions.correct_item(Actor.of(request), item, _revision(request), form.data_of(before))
        except InputFault as fault:
            item.refresh_from_db()
            return _row(request, item, fault)
        return _row(request, item)
    context = {"item": item, "form": form, "draft": item.draft, "lead": lead}
    return render(request, "plans/_correct.html", context, status=422 if form.is_bound else 200)


@page((Role.OFFICE,), methods=("GET", "POST"))
def add(request: AccountRequest, pk: int, kind: str) -> HttpResponse:
    """Add an item of a kind that the reading missed."""
    draft = get_object_or_404(own_drafts(request).defer("blocks"), pk=pk)
    if kind not in ADDABLE:
        raise Http404
    form = form_for(kind, {"comparison": "eq", "nature": "level", "caliber": "level"}, request.POST or None)
    if request.method == "POST" and form.is_valid():
        decisions.add_item(Actor.of(request), draft, kind, form.data_of({}))
        return render(request, "plans/_panel.html", _panel(draft, kind))
    context = {"draft": draft, "kind": kind, "form": form, "label": dict(TABS)[kind]}
    return render(request, "plans/_add.html", context, status=422 if form.is_bound else 200)


@page((Role.OFFICE,), methods=("POST",))
def accept_sure(request: AccountRequest, pk: int, kind: str) -> HttpResponse:
    """Accept everything of a kind that the reader was sure of (or every proposed unit)."""
    draft = get_object_or_404(own_drafts(request).defer("blocks"), pk=pk)
    if kind == UNITS:
        decisions.accept_units(Actor.of(request), draft)
    elif kind in DraftKind.values:
        decisions.accept_sure(Actor.of(request), draft, kind)
    else:
        raise Http404
    return render(request, "plans/_panel.html", _panel(draft, kind))


@page((Role.OFFICE,))
def standards(request: AccountRequest) -> HttpResponse:
    """The options of the standard-indicator select, ranked by what was typed."""
    query, chosen = request.GET.get("q", "").strip(), request.GET.get("catalogue", "")
    choices = standard_choices(request.GET.get("indicator", ""), request.GET.get("unit", ""), query)
    context = {"none": choices[0], "groups": choices[1:], "chosen": "" if query else chosen, "searched": bool(query)}
    return render(request, "plans/_standards.html", context)


# -- units --------------------------------------------------------------------------------------------------------


def _unit_rows(draft: Draft) -> list[dict[str, Any]]:
    rows = list(draft.units.select_related("unit"))
    known = list(Unit.objects.filter(region=draft.region, active=True).order_by("name"))
    heads = [row.name for row in rows if not row.same_as and row.unit_id is None]
    return [{"row": row, **_targets(row, known, heads)} for row in rows]


def _targets(row: DraftUnit, known: list[Unit], heads: list[str]) -> dict[str, Any]:
    chosen = f"unit:{row.unit_id}" if row.unit_id else (f"same:{row.same_as}" if row.same_as else f"new:{row.kind}")
    return {
        "known": known,
        "heads": [name for name in heads if name != row.name],
        "chosen": chosen,
        "kinds": UnitKind.choices,
    }


@page((Role.OFFICE,), methods=("POST",))
def map_unit(request: AccountRequest, pk: int) -> HttpResponse:
    """Say which unit a name stands for: ``target`` is unit:NUMBER, same:NAME or new:KIND."""
    found = DraftUnit.objects.visible_to(request.user).filter(draft__region=request.user.region_id)
    row = get_object_or_404(found.select_related("draft__region", "unit").defer("draft__blocks"), pk=pk)
    what, _colon, which = request.POST.get("target", "").partition(":")
    told: dict[str, Any] = {}
    if what == "unit" and which:
        told["unit"] = get_object_or_404(Unit.objects.filter(region=row.draft.region), pk=key(which))
    elif what == "same":
        told["same_as"] = which
    elif what == "new" and which in UnitKind.values:
        told["kind"] = which
    else:
        raise Http404
    fault = None
    try:
        decisions.map_unit(Actor.of(request), row, _revision(request), **told)
    except InputFault as error:
        fault = error
        row.refresh_from_db()
    shown = next(entry for entry in _unit_rows(row.draft) if entry["row"].pk == row.pk)
    context = {"entry": shown, "fault": fault, "draft": row.draft, "tabs": _tabs(row.draft, UNITS), "fresh": True}
    return render(request, "plans/_unit.html", context, status=422 if fault else 200)
