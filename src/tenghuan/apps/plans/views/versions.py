"""Published versions: which there are, and what each changed."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS
from tenghuan.apps.plans.models import Parameter, PlanVersion
from tenghuan.apps.web import attachment, table_response
from tenghuan.plan import contradictions
from tenghuan.plan.schema import PlanPack
from tenghuan.publishing.tables import Column, Table


@page(OFFICIALS)
def versions(request: HttpRequest) -> HttpResponse:
    """Every version of every plan in sight, the newest first."""
    found = PlanVersion.objects.visible_to(request.user).select_related("plan__region").defer("pack")
    rows = [
        {
            "region": version.plan.region.name,
            "title": version.plan.title,
            "document_number": version.plan.document_number,
            "number": version.number,
            "state": _("现行") if version.pk == version.plan.current_version_id and version.plan.is_current else "",
            "published_at": version.published_at,
            "published_by": version.published_by,
            "note": version.note,
            "changes": summary(version.changes),
            "link": reverse("plans:version", args=(version.pk,)),
        }
        for version in found.order_by("plan__region__path", "-published_at", "-pk")
    ]
    columns = [
        Column("region", _("县（市、区）"), width=12),
        Column("title", _("方案"), width=44),
        Column("document_number", _("文号"), width=20),
        Column("number", _("版本"), kind="number", digits=0, width=8),
        Column("state", _("状态"), width=8),
        Column("published_at", _("发布时间"), kind="date", width=18),
        Column("published_by", _("发布人"), width=22),
        Column("changes", _("变动"), width=24),
        Column("note", _("说明"), width=24),
    ]
    return table_response(
        request, "plans/versions.html", Table(_("方案版本"), columns, rows, links={"title": "link", "number": "link"})
    )


def summary(changes: dict[str, list[object]]) -> str:
    """新增 1、取消 2、变更 3; 首次发布 for a first version."""
    if not changes:
        return _("首次发布")
    words = (("added", _("新增")), ("dropped", _("取消")), ("changed", _("变更")))
    told = [f"{word} {len(changes[key])}" for key, word in words if changes.get(key)]
    return "、".join(told) or _("仅文件信息变动")


@page(OFFICIALS)
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: what it changed against the one before, its parameters, its digest; the pack as a file."""
    found = PlanVersion.objects.visible_to(request.user).select_related("plan__region", "plan__current_version")
    subject = get_object_or_404(found, pk=pk)
    if request.GET.get("export") == "json":
        content = json.dumps(subject.pack, ensure_ascii=False, indent=1).encode()
        return attachment(content, f"{subject.plan.region.name}方案包第{subject.number}版.json", "application/json")
    pack = subject.pack
    context = {
        "version": subject,
        "plan": subject.plan,
        "summary": summary(subject.changes),
        "counts": [
            (_("指标"), len(pack["indicators"])),
            (_("重点任务"), len(pack["actions"])),
            (_("清单任务"), len(pack["tasks"])),
            (_("专班（工作组）"), len(pack["groups"])),
            (_("责任单位"), len(pack["units"])),
            (_("政策参数"), len(pack["parameters"])),
        ],
        "parameters": Parameter.objects.filter(plan=subject.plan)
        if subject.plan.current_version_id == subject.pk
        else [],
        "remarks": pack.get("remarks") or [],
        "contradictions": contradictions(PlanPack.model_validate(pack)),
    }
    return render(request, "plans/version.html", context)
