"""Drafts: hand a document in, watch it being read, see where each stands; publish or put away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.jobs import latest
from tenghuan.apps.organization.models import Level
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.plans import wording
from tenghuan.apps.plans.assembling import assemble
from tenghuan.apps.plans.forms import PublishForm
from tenghuan.apps.plans.identity import bare, continued
from tenghuan.apps.plans.models import Draft, DraftKind, DraftState, ItemState, Plan
from tenghuan.apps.plans.rows import switches
from tenghuan.apps.plans.services import drafts as services
from tenghuan.apps.plans.tasks import begin_again, hand_in
from tenghuan.errors import InputFault
from tenghuan.plan import contradictions
from tenghuan.reading.documents.limits import default_limits


def own_drafts(request: AccountRequest) -> QuerySet[Draft]:
    """Drafts of the account's own county: a plan is reviewed by the county itself, not from above."""
    mine = Draft.objects.visible_to(request.user).filter(region=request.user.region_id)
    whole = mine.select_related("document", "region", "version", "plan")
    return whole.defer("version__pack", "version__changes")


@page((Role.OFFICE,), methods=("GET", "POST"))
def drafts(request: AccountRequest) -> HttpResponse:
    """List the drafts with how far each review is; take a document in."""
    limit = default_limits().max_bytes
    if request.method == "POST":
        draft = _take_in(request, limit)
        return redirect("plans:draft", draft.pk)
    decided = Count("items", filter=~Q(items__state=ItemState.OPEN))
    found = own_drafts(request).defer("blocks").annotate(items_total=Count("items"), items_decided=decided)
    context = {
        "drafts": found,
        "limit": limit // 2**20,
        "county": request.user.region.level == Level.COUNTY,
    }
    return render(request, "plans/drafts.html", context)


def _take_in(request: AccountRequest, limit: int) -> Draft:
    handed = request.FILES.get("document")
    if handed is None:
        raise InputFault(_("没有选择文件"), remedy=_("请选择 .docx、.pdf、.txt 或 .html 格式的方案文件"))
    name, size = handed.name or _("文件"), handed.size or 0
    if size > limit:
        raise InputFault(
            _("文件 %(s).1f MB，超过上限 %(m)d MB") % {"s": size / 2**20, "m": limit // 2**20},
            where=name,
            remedy=_("请删去图片或拆分后再上传"),
        )
    if not name.lower().endswith((".docx", ".pdf", ".txt", ".html", ".htm")):
        raise InputFault(
            _("不支持这种格式"), where=name, remedy=_("请另存为 .docx、.pdf、.txt 或 .html；.doc、.wps 可在软件中另存")
        )
    draft = hand_in(Actor.of(request), request.user.region, name, handed.read())
    if draft.state == DraftState.REVIEW:
        messages.info(request, _("这份文件已在审核中，为您打开原来的草稿"))
    return draft


@page((Role.OFFICE,))
def draft(request: AccountRequest, pk: int) -> HttpResponse:
    """Lead to where the draft stands: being read, under review, published, failed."""
    subject = get_object_or_404(own_drafts(request).defer("blocks"), pk=pk)
    if subject.state == DraftState.REVIEW:
        return redirect("plans:review", subject.pk)
    if subject.state == DraftState.PUBLISHED and subject.version_id:
        return redirect("plans:version", subject.version_id)
    return render(request, "plans/draft.html", {"draft": subject, "job": latest(subject)})


@page((Role.OFFICE,))
def progress(request: AccountRequest, pk: int) -> HttpResponse:
    """The fragment that the reading page polls; tells htmx to open the review once it is ready."""
    subject = get_object_or_404(own_drafts(request).defer("blocks"), pk=pk)
    response = render(request, "plans/_reading.html", {"draft": subject, "job": latest(subject)})
    if subject.state != DraftState.READING:
        response["HX-Redirect"] = reverse("plans:draft", args=(subject.pk,))
    return response


@page((Role.OFFICE,), methods=("POST",))
def restart(request: AccountRequest, pk: int) -> HttpResponse:
    """Read the document again."""
    subject = get_object_or_404(own_drafts(request), pk=pk)
    begin_again(Actor.of(request), subject)
    return redirect("plans:draft", subject.pk)


@page((Role.OFFICE,), methods=("POST",))
def discard(request: AccountRequest, pk: int) -> HttpResponse:
    """Put a draft away."""
    services.discard_draft(Actor.of(request), get_object_or_404(own_drafts(request), pk=pk))
    messages.success(request, _("草稿已作废"))
    return redirect("plans:drafts")


@page((Role.OFFICE,), methods=("GET", "POST"))
def publish(request: AccountRequest, pk: int) -> HttpResponse:
    """Show what is still open, every fault of the pack and what will change; then publish with one click."""
    subject = get_object_or_404(own_drafts(request), pk=pk)
    if request.method == "GET" and subject.state != DraftState.REVIEW:
        return redirect("plans:draft", subject.pk)
    plans = list(Plan.objects.filter(region=subject.region).select_related("current_version"))
    form = PublishForm(request.POST or None)
    asked = form.fields["plan"]
    assert isinstance(asked, forms.ChoiceField)
    asked.choices = [("", _("按文号和标题自动判断")), *((str(p.pk), p.title) for p in plans)]
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        plan = next((plan for plan in plans if str(plan.pk) == told["plan"]), None)
        version = services.publish_draft(
            Actor.of(request), subject, told["note"], plan=plan, accept_open=told["accept_open"]
        )
        messages.success(request, _("已发布第 %(n)d 版") % {"n": version.number})
        return redirect("plans:version", version.pk)
    return render(request, "plans/publish.html", {"draft": subject, "form": form, **_summary(subject)})


def _summary(draft: Draft) -> dict[str, Any]:
    assembled = assemble(draft)
    rows = draft.items.values("kind").annotate(
        total=Count("pk"),
        open=Count("pk", filter=Q(state=ItemState.OPEN)),
        dropped=Count("pk", filter=Q(state=ItemState.DROPPED)),
    )
    kinds = {row["kind"]: row for row in rows}
    units_open = draft.units.filter(state=ItemState.OPEN).count()
    plan = continued(draft.region, assembled.pack.plan) if assembled.pack else None
    places = {bare(str(item)): (item.kind, item.pk) for item in draft.items.all()}
    return {
        "assembled": assembled,
        "faults": [wording.fault(fault, places) for fault in assembled.faults],
        "counts": [{**kinds[kind], "label": label} for kind, label in DraftKind.choices if kind in kinds],
        "contradictions": contradictions(assembled.pack) if assembled.pack else [],
        "units_open": units_open,
        "open": sum(row["open"] for row in kinds.values()) + units_open,
        "continues": plan,
        "next_number": plan.current_version.number + 1 if plan and plan.current_version else 1,
        "switches": switches(plan, assembled.pack) if plan and assembled.pack else [],
    }
