"""One column set on many ticked records at once: what went, and what did not with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import records
from tenghuan.apps.kit.forms import record_form
from tenghuan.apps.kit.loop import Report
from tenghuan.apps.kit.register import Register
from tenghuan.errors import InputFault


@dataclass(frozen=True)
class Assigning:
    """A column that is set on many: ``verb`` is how the list's form names it."""

    column: str
    label: str

    @property
    def verb(self) -> str:
        """The name that the form sends."""
        return f"set-{self.column}"


def offered(register: Register, user: Any) -> list[Assigning]:
    """Return the columns that the account may set on many records."""
    if user.role not in register.writer_roles:
        return []
    names = ((name, field_of(register.model, name).verbose_name) for name in register.assigns)
    return [Assigning(name, _("指定%(n)s") % {"n": label}) for name, label in names]


def assign(request: HttpRequest, register: Register, one: Assigning, things: list[Any]) -> HttpResponse:
    """Ask for the value, then set it on each record on its own: one that is refused hinders no other."""
    form = record_form(register, request.user, None, request.POST if "confirmed" in request.POST else None)
    for name in set(form.fields) - {one.column}:
        del form.fields[name]
    form.fields[one.column].required = True
    if not form.is_bound or not form.is_valid():
        context = {"register": register, "move": one, "form": form, "things": things}
        return render(request, "kit/bulk_form.html", context, status=422 if form.is_bound else 200)
    actor, report = Actor.of(request), Report([], [])
    for thing in things:
        try:
            records.change(actor, register, thing, {one.column: form.cleaned_data[one.column]})
            report.went.append(thing)
        except InputFault as fault:
            report.faults.append((thing, fault))
    return render(request, "kit/bulk_report.html", {"register": register, "move": one, "report": report})
