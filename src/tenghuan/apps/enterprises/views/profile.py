"""Beside the page of an enterprise (一企一档): its workbook, its QR code, where values come from, its state."""

from __future__ import annotations

import io
from dataclasses import replace

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.meta import field_of
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.audit.fields import account_word
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises import dossier
from tenghuan.apps.enterprises.exporting import register_names
from tenghuan.apps.enterprises.lineage import RowOfOrigin, origin, origin_of_identity
from tenghuan.apps.enterprises.merging import FACTS
from tenghuan.apps.enterprises.models import Conflict, YearFacts
from tenghuan.apps.enterprises.panels import may_change, whole
from tenghuan.apps.enterprises.queries import enterprise_of
from tenghuan.apps.enterprises.services import enterprises
from tenghuan.apps.kit import stories
from tenghuan.apps.kit.registry import REGISTERS
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web import attachment
from tenghuan.apps.web.stories import Step, Story, tell
from tenghuan.publishing.tables import to_book

VIEWERS = (*OFFICIALS, Role.ENTERPRISE)


@page(VIEWERS)
def book(request: AccountRequest, pk: int) -> HttpResponse:
    """Send all that is known of one enterprise as one workbook."""
    subject = enterprise_of(request.user, pk)
    sheets = dossier.book(whole(request.user, subject))
    return attachment(to_book(sheets), f"{subject.name}_{_('一企一档')}.xlsx")


@page(VIEWERS)
def story(request: AccountRequest, pk: int, name: str) -> HttpResponse:
    """Tell how a column of the register came to its value: by which bureau's list, by whose hand."""
    subject, register = enterprise_of(request.user, pk), REGISTERS["enterprises"]
    if name not in stories.told_of(register):
        raise Http404
    told = stories.story_of(request.user, register, subject, name)
    rows = origin_of_identity(subject, name, request.user)
    steps = [_step(row, officer=request.user.role != Role.ENTERPRISE) for row in rows]
    return tell(request, replace(told, steps=[*steps, *told.steps]))


@page(VIEWERS)
def fact(request: AccountRequest, pk: int, year: int, name: str) -> HttpResponse:
    """Tell how a value came about: the rows and cells it is taken from."""
    subject = enterprise_of(request.user, pk)
    if name not in FACTS:
        raise Http404
    facts = get_object_or_404(YearFacts.objects.select_related("enterprise"), enterprise=subject, year=year)
    column = field_of(YearFacts, name)
    itself = request.user.role == Role.ENTERPRISE
    links = []
    if not itself and Conflict.objects.filter(enterprise=subject, year=year, fact=name).exists():
        links.append((_("另一部门报了不同的数，查看冲突"), reverse("enterprises:conflicts")))
    story = Story(
        subject.name,
        reverse("enterprises:detail", args=(subject.pk,)),
        _("%(y)d 年%(l)s") % {"y": year, "l": column.verbose_name},
        getattr(facts, name),
        str(column.help_text),
        [_step(row, officer=not itself) for row in origin(facts, name, request.user)],
        links=links,
    )
    return tell(request, story)


def _step(row: RowOfOrigin, *, officer: bool) -> Step:
    """Return a row of a workbook as a step of a value's story."""
    source, month = row.record.source, row.record.month
    register = register_names().get(row.record.register, row.record.register)
    when = _("%(m)d 月 ") % {"m": month} if month else ""
    return Step(
        [(f"{when}{cell.label}", cell.value, cell.unit) for cell in row.cells],
        " · ".join(
            (str(register), source.workbook, source.sheet, "、".join(c.cell for c in row.cells if c.cell))
        ).strip(" ·"),
        " ".join(filter(None, (str(source.unit), account_word(source.officer) if officer else ""))),
        source.at,
        "" if row.counts else _("已被更正，不计"),
        row.counts,
        (_("原件"), row.original) if row.original else None,
    )


@page(VIEWERS)
def qr(request: AccountRequest, pk: int) -> HttpResponse:
    """Return the QR code (SVG) that opens the enterprise's page for those who may see it."""
    subject = enterprise_of(request.user, pk)
    address = request.build_absolute_uri(reverse("enterprises:code", args=(subject.uscc,)))
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(stream, kind="svg", scale=4, border=4, light="white")
    response = HttpResponse(stream.getvalue(), content_type="image/svg+xml")
    if request.GET.get("download"):
        response["Content-Disposition"] = f'attachment; filename="{subject.uscc}.svg"'
    return response


@page((Role.OFFICE,), methods=("POST",))
def set_status(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Note that the enterprise closed, moved or is back in business."""
    subject = enterprise_of(request.user, pk)
    if not may_change(request.user, subject):
        raise PermissionDenied
    enterprises.set_status(Actor.of(request), subject, request.POST.get("status", ""), _reason(request))
    messages.success(request, _("状态已登记"))
    return redirect("enterprises:detail", pk)


@page((Role.OFFICE,), methods=("POST",))
def restore(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Take an enterprise that was retired back into use."""
    subject = enterprise_of(request.user, pk)
    if not may_change(request.user, subject):
        raise PermissionDenied
    enterprises.restore(Actor.of(request), subject, _reason(request))
    messages.success(request, _("已恢复使用"))
    return redirect("enterprises:detail", pk)


def _reason(request: HttpRequest) -> str:
    return outside.text(request.POST.get("reason"), limit=200)
