"""A batch's page: where it stands, faults by rule and one by one, waivers, rows to identify, the marked copy."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import whole
from tenghuan.apps.access.pages import page
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import Conflict, Enterprise
from tenghuan.apps.intake.models import BUSY, OPEN, Batch, BatchFault, State
from tenghuan.apps.intake.queries import as_faults, batch_of, by_rule, faults_of, own, tally_of
from tenghuan.apps.intake.receiving import register_name, reopen
from tenghuan.apps.intake.services import checks as services
from tenghuan.apps.intake.views.common import HANDS, working
from tenghuan.apps.kit.jobs import latest
from tenghuan.apps.kit.models import Event
from tenghuan.apps.kit.sinks import SINKS
from tenghuan.apps.web import attachment
from tenghuan.errors import InputFault
from tenghuan.reading.workbooks import annotate, own_sheets
from tenghuan.reading.workbooks.marks import LIST_SHEET

PAGE_SIZE = 50


@page(HANDS)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a batch stands and what is to be done next."""
    subject = batch_of(request.user, pk)
    mine = own(request.user, subject)
    if subject.state == State.CONFIGURING and mine and not subject.note:
        return redirect("intake:configure", pk)
    shown = Paginator(faults_of(subject, request.GET), PAGE_SIZE).get_page(request.GET.get("page"))
    rules = by_rule(subject)
    rule = next((row for row in rules if row["rule"] == request.GET.get("rule")), None)
    context = {
        "batch": subject,
        "mine": mine,
        "open": subject.state in OPEN and mine,
        "busy": subject.state in BUSY,
        "job": latest(subject) if subject.state in BUSY else None,
        "register": register_name(subject.register),
        "rules": rules,
        "rule": rule,
        "shown": shown,
        "faults": shown.object_list,
        "titles": {row["rule"]: row["title"] for row in rules},
        "other_sheets": [n for n in own_sheets(subject.workbook.sheets) if n not in (subject.sheet, LIST_SHEET)],
        **_matches(subject),
        **_committed(subject),
    }
    return render(request, "intake/batch.html", context)


def _matches(subject: Batch) -> dict[str, Any]:
    """The rows that a person must identify, each with the enterprises that bear or bore the name (one query)."""
    found = list(subject.name_matches.select_related("enterprise")[:200])
    codes = {code for match in found for code in match.candidates}
    known = {
        enterprise.uscc: enterprise
        for enterprise in Enterprise.objects.filter(county=subject.county, uscc__in=codes).select_related("town")
    }
    for match in found:
        match.choices = [known[code] for code in match.candidates if code in known]
    waiting = subject.name_matches.filter(confirmed=None).count()
    return {"matches": found, "waiting": waiting}


def _committed(subject: Batch) -> dict[str, Any]:
    if subject.state != State.COMMITTED:
        return {}
    done = Event.objects.about(subject).filter(verb="finish").last()
    told = {"done": done, "goes_to": SINKS[subject.register].address(), "tally": tally_of(subject)}
    if subject.source is None:
        return told
    conflicts = Conflict.objects.filter(chosen=None, second__source=subject.source).count()
    return {**told, "conflicts": conflicts}


@page(HANDS)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the poll of a batch at work; when the work is over the whole page is fetched anew."""
    subject = batch_of(request.user, pk)
    response = render(request, "intake/progress.html", {"batch": subject, "job": latest(subject), "busy": True})
    if subject.state not in BUSY:
        response["HX-Refresh"] = "true"
    return response


@page(HANDS)
def marked(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the officer's own workbook back with coloured cells, comments and the 问题清单."""
    subject = batch_of(request.user, pk)
    faults = as_faults(subject, subject.faults.all())
    if not faults:
        raise InputFault(_("这个批次没有问题，无需标注"), where=str(subject))
    name = f"{PurePath(subject.workbook.name).stem}_问题标注.xlsx"
    return attachment(annotate(reopen(subject.workbook), faults), name)


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    response = redirect("intake:batch", pk)
    query = request.POST.get("query", "")
    if query.startswith("?"):
        response["Location"] += query
    return response


@page(HANDS, methods=("POST",))
def waive(request: HttpRequest, pk: int) -> HttpResponse:
    """Waive one warning (``fault``) or all of a rule (``rule``) with a reason, or take waivers back."""
    subject, post = working(request, pk), request.POST
    faults = BatchFault.objects.filter(batch=subject)
    one = whole(post.get("fault"), otherwise=None)
    faults = faults.filter(rule=post.get("rule")) if one is None else faults.filter(pk=one)
    if post.get("verb") == "unwaive":
        count = services.unwaive(Actor.of(request), subject, faults)
        messages.success(request, _("已取消豁免 %(n)d 处") % {"n": count})
    else:
        count = services.waive(Actor.of(request), subject, faults, post.get("reason", ""))
        messages.success(request, _("已豁免 %(n)d 处") % {"n": count})
    return _back(request, pk)


@page(HANDS, methods=("POST",))
def match(request: HttpRequest, pk: int, match_pk: int) -> HttpResponse:
    """Say which enterprise a row is (``code``, picked or typed), or leave it out with a reason."""
    subject, post = working(request, pk), request.POST
    row = get_object_or_404(subject.name_matches.select_related("batch"), pk=match_pk)
    if post.get("verb") == "leave_out":
        services.confirm_match(Actor.of(request), row, None, post.get("reason", ""))
        return _back(request, pk)
    code = (post.get("typed", "").strip() or post.get("code", "")).upper()
    enterprise = Enterprise.objects.filter(county=subject.county, uscc=code).first()
    if enterprise is None:
        raise InputFault(
            _("企业名录中没有代码为“%(code)s”的企业") % {"code": code}, where=row.cell, remedy=_("请先补登企业名录")
        )
    services.confirm_match(Actor.of(request), row, enterprise)
    return _back(request, pk)
