"""The list of a register: one page, its export, and what is done with the rows that are ticked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.who import any_of, roles_of
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import exchange
from tenghuan.apps.kit.finding import found_by
from tenghuan.apps.kit.forms import MoveForm, asks_nothing
from tenghuan.apps.kit.loop import Move, Report
from tenghuan.apps.kit.models import SavedView
from tenghuan.apps.kit.register import Register
from tenghuan.apps.kit.sinks import SINKS
from tenghuan.apps.kit.views import assigning
from tenghuan.apps.kit.views.common import View, county_for
from tenghuan.apps.organization.models import Region
from tenghuan.apps.web import scope
from tenghuan.apps.web.asked import WORDS, Asked
from tenghuan.apps.web.finding import Words
from tenghuan.apps.web.lists import Listing, ordered
from tenghuan.apps.web.responses import attachment
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import Column
from tenghuan.reading.workbooks import export, template

MOST_TICKED = 5000
HANDS = (Role.OFFICE, Role.DEPARTMENT, Role.TOWN)  # whom the intake lets in


def listing_of(request: HttpRequest, register: Register) -> tuple[Listing, Any]:
    """Return the list as the request asks for it, and its filters (with what is wrong in them)."""
    asked = Asked.of(request)
    rows = scope.chosen(request).within(register.rows(request.user))
    filters = register.filterset(request.GET, queryset=rows, account=request.user, request=request)
    # what filters add to the rows (a year's figures) is there to order by, though nothing is found
    found = filters.qs if filters.is_valid() else filters.queryset.none()
    chosen = next((one for one in register.measures if one.key == request.GET.get("measure")), None)
    if chosen is not None:
        found = chosen.rows(found, until=outside.day(request.GET.get("on"), otherwise=None) if chosen.ends else None)
    found = found_by(found, register.search, Words(asked.q), register.name_lookup)
    found = ordered(found, asked, register.list_columns)
    note = _("统计口径：%(m)s") % {"m": chosen.title} if chosen is not None else filters.note or str(register.note)
    prepare = register.prepare or filters.prepare
    return Listing(str(register.title), _columns(request, register), found, asked, note, prepare), filters


def _columns(request: HttpRequest, register: Register) -> list[Column]:
    """Return the columns of a list; of which county a row is, stands there for whoever sees more than one."""
    user: Any = request.user
    within = bool(user.region.county_path)
    return [replace(one, shown=not within) if one.key == "county" else one for one in register.list_columns]


def index(register: Register) -> View:
    """Return the list page of a register."""

    @page(register.readers)
    def list_page(request: HttpRequest) -> HttpResponseBase:
        listing, filters = listing_of(request, register)
        if listing.asked.export:
            return listing.exported()
        shown = listing.shown()
        user: Any = request.user
        context = {
            "register": register,
            "listing": listing,
            "table": listing.table(shown.object_list),
            "shown": shown,
            "filters": filters,
            "filtered": any(value for key, value in request.GET.items() if key not in WORDS) or listing.asked.q,
            "active": _active(filters),
            "scope_word": scope.chosen(request).name,
            "moves": [*_bulk_moves(register, user), *assigning.offered(register, user)],
            "views": SavedView.objects.usable_by(user).filter(page=f"{register.key}:list"),
            "may_add": may_add(request, register),
            "import_page": _import_page(request, register),
        }
        return render(request, "web/list.html", context)

    return list_page


def _import_page(request: HttpRequest, register: Register) -> str:
    """Return where workbooks enter the register: the intake, or its own page; "" if this account may not."""
    user: Any = request.user
    if not register.importable:
        return ""
    if register.writes is not None:
        return reverse(f"{register.key}:import") if may_add(request, register, "change") else ""
    lets_in = user.role in HANDS and SINKS[register.key].may(user)
    return f"{reverse('intake:upload')}?register={register.key}" if lets_in else ""


def _active(filters: Any) -> list[tuple[str, str, str]]:
    """Return the filters that are set: name, label, and what was typed or chosen, in words."""
    found = []
    for name, one in filters.filters.items():
        bound = filters.form[name]
        value = filters.form.cleaned_data.get(name) if filters.form.is_valid() else None
        if value in (None, "", [], ()) or (isinstance(value, slice) and value.start is None and value.stop is None):
            continue
        found.append((name, str(bound.label), _word(one, value)))
    return found


def _word(one: Any, value: Any) -> str:
    if isinstance(value, slice):
        return f"{value.start if value.start is not None else ''} — {value.stop if value.stop is not None else ''}"
    words = dict(getattr(one.field, "choices", ()) or ())
    if isinstance(value, list | tuple):
        return "、".join(str(words.get(part, part)) for part in value)
    return str(words.get(value, words.get(str(value).lower(), value)))


def _bulk_moves(register: Register, user: Any) -> list[Move]:
    """Return the moves that may be made of many: what asks for no more than texts, by whoever the role may be."""
    if register.loop is None:
        return []
    loop = register.loop
    asking = {*loop.proofs, *loop.extra}
    plain = [move for move in loop.moves if not move.asks and not move.proofs and move.verb not in asking]
    return [move for move in plain if user.role in roles_of(move.who)]


def bulk(register: Register) -> View:
    """Return the page that moves the ticked rows and reports what went and what did not."""
    loop = register.loop
    assert loop is not None

    @page(register.readers, methods=("POST",))
    def move_many(request: HttpRequest) -> HttpResponseBase:
        verb = request.POST.get("verb", "")
        setting = next((one for one in assigning.offered(register, request.user) if one.verb == verb), None)
        if setting is not None:
            return assigning.assign(request, register, setting, _ticked(request, register))
        move = next((one for one in _bulk_moves(register, request.user) if one.verb == verb), None)
        if move is None:
            raise InputFault(_("没有选择要办理的事项"), remedy=_("请选择后再提交"))
        things = _ticked(request, register)
        form = MoveForm(loop, move, request.user, None, request.POST if "confirmed" in request.POST else None)
        if not asks_nothing(loop, move) and not form.is_valid():
            context = {"register": register, "move": move, "form": form, "things": things}
            return render(request, "kit/bulk_form.html", context, status=422 if form.is_bound else 200)
        told = form.told() if form.is_bound and form.is_valid() else {}
        report: Report = loop.take_many(Actor.of(request), things, verb, **told)
        return render(request, "kit/bulk_report.html", {"register": register, "move": move, "report": report})

    return move_many


def _ticked(request: HttpRequest, register: Register) -> list[Any]:
    """Return the rows that were ticked, or every row that the filters find where all were asked for."""
    if request.POST.get("every"):
        listing, _filters = listing_of(request, register)
        found = listing.found[: MOST_TICKED + 1]
    else:
        found = register.rows(request.user).filter(pk__in=outside.keys(request.POST.getlist("pk")[: MOST_TICKED + 1]))
    things = list(found)
    if not things:
        raise InputFault(_("没有勾选任何一行"), remedy=_("请先在列表左侧勾选"))
    if len(things) > MOST_TICKED:
        raise InputFault(_("一次最多办理 %(n)d 条") % {"n": MOST_TICKED}, remedy=_("请先筛选，分批办理"))
    return things


def blank(register: Register) -> View:
    """Return the page that sends the empty template workbook of a register."""

    @page(register.readers)
    def send(request: HttpRequest) -> HttpResponseBase:
        fields = exchange.field_list(register)
        return attachment(template(fields, _drop_downs(request, register)), f"{register.title}{_('模板')}.xlsx")

    return send


def _drop_downs(request: HttpRequest, register: Register) -> dict[str, list[str]]:
    county = county_for(request)
    towns = Region.objects.filter(path__startswith=county.path, level="town") if county else ()
    names = [town.name for town in towns]
    return {item.key: names for item in exchange.field_list(register).fields if item.type == "town"}


def whole(register: Register) -> View:
    """Return the page that sends every row that the filters find in the form of the template: it can come back."""

    @page(register.readers)
    def send(request: HttpRequest) -> HttpResponseBase:
        listing, _filters = listing_of(request, register)
        rows = exchange.rows_out(register, listing.all_rows())
        content = export(exchange.field_list(register), rows, _drop_downs(request, register))
        return attachment(content, f"{register.title}.xlsx")

    return send


def may_write(request: HttpRequest, register: Register, thing: Any) -> bool:
    """Tell whether the account may change a record now."""
    frozen = register.loop is not None and thing.state in register.frozen
    retired = getattr(thing, "retired_on", None) is not None
    by = any_of(register.writers, Actor.of(request), thing)
    return by and not frozen and not retired and _held(request, register)


def may_retire(request: HttpRequest, register: Register, thing: Any) -> bool:
    """Tell whether the account may take a record out of use now."""
    if register.writes is None:
        return may_write(request, register, thing)
    by = any_of(register.retirers, Actor.of(request), thing)
    return "retire" in register.verbs and by and _held(request, register)


def may_add(request: HttpRequest, register: Register, *verbs: str) -> bool:
    """Tell whether the account may make records (or do any of ``verbs`` with them)."""
    user: Any = request.user
    if not register.verbs & {"add", *verbs} or user.role not in register.writer_roles:
        return False
    return _held(request, register) if register.writes is not None else county_for(request) is not None


def _held(request: HttpRequest, register: Register) -> bool:
    if register.writes is None or register.writes.hold is None:
        return True
    try:
        register.writes.hold(request.user)
    except InputFault:
        return False
    return True
