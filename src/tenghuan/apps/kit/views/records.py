"""The page of a record: what it says, what may be done with it, and each of these things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.scope import scope_of
from tenghuan.apps.access.who import roles_of
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import files, own, records, stories, timeline
from tenghuan.apps.kit.columns import column
from tenghuan.apps.kit.forms import MoveForm, asks_nothing, record_form
from tenghuan.apps.kit.models import Task
from tenghuan.apps.kit.printing import KINDS
from tenghuan.apps.kit.register import Register
from tenghuan.apps.kit.views.common import View, county_for, found
from tenghuan.apps.kit.views.listing import may_add, may_retire, may_write
from tenghuan.apps.organization.request import account_of
from tenghuan.apps.web.responses import attachment
from tenghuan.apps.web.stories import tell
from tenghuan.errors import InputFault


@dataclass(frozen=True)
class Refused:
    """A small form of a record's page that could not be taken: which one, why, and what was typed in it."""

    form: str
    fault: InputFault
    typed: str


NEEDED = {"comment": "", "attach": "may_attach", "retire": "may_retire"}  # form → what of the page shows it


def detail(register: Register) -> View:
    """Return the page of a record."""

    @page(register.admitted)
    def record_page(request: HttpRequest, pk: int) -> HttpResponseBase:
        return _detail(request, register, found(request, register, pk))

    return record_page


def _detail(request: HttpRequest, register: Register, thing: Any, refused: Refused | None = None) -> HttpResponseBase:
    actor, loop = Actor.of(request), register.loop
    offers = loop.offered(actor, thing) if loop else []
    panels = [(panel, panel.context(request.user, thing)) for panel in register.panels_for(account_of(request).role)]
    context = {
        "register": register,
        "thing": thing,
        "state": loop.state_word(thing) if loop else "",
        "summary": [column(register.model, name) for name in register.summary],
        "panels": [(panel, told) for panel, told in panels if told is not None],
        "offers": [(offer, asks_nothing(loop, offer.move)) for offer in offers] if loop else [],
        "undoable": loop.undoable(actor, thing) if loop else None,
        "tasks": Task.objects.about(thing).open().select_related("unit", "region", "account"),
        "may_write": "change" in register.verbs and may_write(request, register, thing),
        "may_retire": may_retire(request, register, thing),
        "accepted": files.accepted(),
        "papers": [one for one in register.papers if one.ready(thing)],
        "refused": refused,
        "told_of": stories.told_of(register),
    }
    context["may_attach"] = bool(context["offers"] or context["may_write"])
    if refused is not None and not context.get(NEEDED[refused.form], True):
        # the page does not show this form to this account: there is nothing to mend in it
        raise refused.fault
    return render(request, register.template, context, status=422 if refused is not None else 200)


def add(register: Register) -> View:
    """Return the page that adds a record."""

    @page(register.writer_roles, methods=("GET", "POST"))
    def add_page(request: HttpRequest) -> HttpResponseBase:
        county = county_for(request)
        if not may_add(request, register):
            raise PermissionDenied
        form = record_form(register, request.user, data=request.POST or None)
        form.initial.update(_itself(register, request.user))
        # a link from another thing's page may fill in what it knows
        form.initial.update({name: request.GET[name][:200] for name in register.fields if name in request.GET})
        if request.method == "POST" and form.is_valid():
            try:
                values = _values(register, form)
                once = form.cleaned_data.get("once") or ""
                thing = records.add(Actor.of(request), register, county, values, once=once)
            except InputFault as fault:
                form.add_error(None, str(fault))
            else:
                writes = register.writes
                if writes and writes.answer and (answer := writes.answer(request, [thing], False)) is not None:
                    return answer
                messages.success(request, _("已登记：%(t)s") % {"t": thing})
                return redirect(register.address(thing))
        return _form(request, register, form, _("新增%(n)s") % {"n": register.name})

    return add_page


def _itself(register: Register, account: Any) -> dict[str, str]:
    """Return the enterprise's code, where an enterprise adds a record of its own."""
    name = scope_of(register.model).enterprise.partition("__")[0]
    return {name: account.enterprise_code} if account.enterprise_code and name in register.fields else {}


def change(register: Register) -> View:
    """Return the page that changes a record."""

    @page(register.writer_roles, methods=("GET", "POST"))
    def change_page(request: HttpRequest, pk: int) -> HttpResponseBase:
        thing = found(request, register, pk)
        if not may_write(request, register, thing):
            raise PermissionDenied
        form = record_form(register, request.user, found(request, register, pk), request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                values = _values(register, form)
                records.change(Actor.of(request), register, thing, values, seen=form.cleaned_data["seen"])
            except InputFault as fault:
                form.add_error(None, str(fault))
            else:
                messages.success(request, _("已保存"))
                return redirect(register.address(thing))
        words = (register.writes.words if register.writes is not None else "") or _("修改")
        return _form(request, register, form, f"{words}：{thing}", thing)

    return change_page


def _values(register: Register, form: Any) -> dict[str, Any]:
    if register.writes is not None:
        return own.given(form)
    return {name: form.cleaned_data[name] for name in register.fields}


def _form(request: HttpRequest, register: Register, form: Any, title: str, thing: Any = None) -> HttpResponseBase:
    back = register.address(thing) if thing is not None else ""
    context = {"register": register, "form": form, "title": title, "thing": thing, "back": back}
    template = register.writes.page if register.writes is not None else "web/form.html"
    return render(request, template, context, status=422 if form.errors else 200)


def retire(register: Register) -> View:
    """Return the page that takes a record out of use."""

    @page(roles_of(register.retirers), methods=("POST",))
    def retire_page(request: HttpRequest, pk: int) -> HttpResponseBase:
        thing = found(request, register, pk)
        reason = outside.text(request.POST.get("reason"), lines=True)
        try:
            told = records.retire(Actor.of(request), register, thing, reason)
        except InputFault as fault:
            return _detail(request, register, found(request, register, pk), Refused("retire", fault, reason))
        messages.success(request, told)
        return redirect(register.address(thing) if thing.pk else f"{register.key}:list")

    return retire_page


def take(register: Register) -> View:
    """Return the page that makes a move: a form where the move asks for something, else at once."""
    loop = register.loop
    assert loop is not None

    @page(register.readers, methods=("GET", "POST"))
    def take_page(request: HttpRequest, pk: int, verb: str) -> HttpResponseBase:
        thing, actor = found(request, register, pk), Actor.of(request)
        move = loop.admitted(actor, thing, verb)
        form = MoveForm(loop, move, request.user, thing, request.POST or None, request.FILES or None)
        if request.method == "POST" and (form.is_valid() or asks_nothing(loop, move)):
            told = form.told() if form.is_bound and form.is_valid() else {}
            seen = form.cleaned_data.get("seen") if form.is_bound and form.is_valid() else None
            try:
                loop.take(actor, thing, verb, seen=seen, **told)
            except InputFault as fault:
                form.add_error(None, str(fault))
            else:
                _tell(request, register, found(request, register, pk), _("已办理：%(l)s") % {"l": move.label})
                return redirect(register.address(thing))
        context = {"register": register, "thing": thing, "move": move, "form": form, "back": register.address(thing)}
        return render(request, "kit/take.html", context, status=422 if form.errors else 200)

    return take_page


def _tell(request: HttpRequest, register: Register, thing: Any, words: str) -> None:
    """Say what was done, with the way to take it back where there is one."""
    loop = register.loop
    undoable = loop.undoable(Actor.of(request), thing) if loop else None
    tags = f"undo:{reverse(f'{register.key}:undo', args=(thing.pk,))}" if undoable else ""
    messages.success(request, words, extra_tags=tags)


def undo(register: Register) -> View:
    """Return the page that takes the last move back."""
    loop = register.loop
    assert loop is not None

    @page(register.readers, methods=("POST",))
    def undo_page(request: HttpRequest, pk: int) -> HttpResponseBase:
        thing = found(request, register, pk)
        loop.undo(Actor.of(request), thing)
        messages.success(request, _("已撤销上一步"))
        return redirect(register.address(thing))

    return undo_page


def story(register: Register) -> View:
    """Return the page that tells how a column of a record came to its value."""

    @page(register.admitted)
    def story_page(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
        thing = found(request, register, pk)
        if name not in stories.told_of(register):
            raise Http404
        return tell(request, stories.story_of(request.user, register, thing, name))

    return story_page


def comment(register: Register) -> View:
    """Return the page that adds a comment."""

    @page(register.readers, methods=("POST",))
    def comment_page(request: HttpRequest, pk: int) -> HttpResponseBase:
        thing = found(request, register, pk)
        said = outside.text(request.POST.get("text"), limit=outside.TEXT, lines=True)
        try:
            timeline.comment(Actor.of(request), thing, said, once=outside.text(request.POST.get("once")))
        except InputFault as fault:
            return _detail(request, register, thing, Refused("comment", fault, said))
        return redirect(f"{register.address(thing)}#timeline")

    return comment_page


def attach(register: Register) -> View:
    """Return the page that hands files in."""

    @page(register.readers, methods=("POST",))
    def attach_page(request: HttpRequest, pk: int) -> HttpResponseBase:
        thing = found(request, register, pk)
        given, kind = request.FILES.getlist("file"), outside.text(request.POST.get("kind"))
        try:
            if not given:
                raise InputFault(_("没有选择文件"), remedy=_("请选择文件后再上传"))
            # all or none: whoever mends one file chooses all of them again
            with transaction.atomic():
                for file in given:
                    files.attach(Actor.of(request), thing, file, kind)
        except InputFault as fault:
            return _detail(request, register, thing, Refused("attach", fault, kind))
        return redirect(f"{register.address(thing)}#files")

    return attach_page


def paper(register: Register) -> View:
    """Return the page that sends a printed paper of a record, as Word or as PDF."""

    @page(register.readers)
    def paper_page(request: HttpRequest, pk: int, key: str, kind: str) -> HttpResponseBase:
        thing = found(request, register, pk)
        asked = next((one for one in register.papers if one.key == key and one.ready(thing)), None)
        if asked is None or kind not in KINDS:
            raise Http404
        make, content_type = KINDS[kind]
        content = make(asked.made(request.user, thing))
        return attachment(content, f"{asked.title}-{thing}.{kind}", content_type)

    return paper_page
