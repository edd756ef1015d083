"""Pages of bulletins beside list and record: drafting, changing the text, files, towns' sheets, comparing editions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.bulletins import services
from tenghuan.apps.bulletins.comparing import compared
from tenghuan.apps.bulletins.drawing import FORMS, content_of, sheet_of
from tenghuan.apps.bulletins.models import Bulletin, Edition, Kind
from tenghuan.apps.bulletins.panels import may_edit, towns_of
from tenghuan.apps.bulletins.registers import BULLETINS
from tenghuan.apps.bulletins.taking import months
from tenghuan.apps.bulletins.templating import by_template
from tenghuan.apps.kit.printing import DOCX
from tenghuan.apps.organization.models import Region
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web.responses import attachment
from tenghuan.errors import InputFault
from tenghuan.publishing.telling import figures, fill, loose


def _county(request: AccountRequest) -> Region:
    """Return the county whose office asks; offices above counties issue no bulletins of a county."""
    region: Region = request.user.region
    if region.level != "county":
        raise PermissionDenied
    return region


def _bulletin(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(BULLETINS.rows(request.user).select_related("before"), pk=pk)


@page((Role.OFFICE,), methods=("GET", "POST"))
def draft_page(request: AccountRequest) -> HttpResponseBase:
    """Choose what to draft and of which month."""
    county = _county(request)
    offered = months(county)
    context: dict[str, Any] = {"kinds": Kind.choices, "months": offered}
    if request.method == "POST":
        kind = outside.choice(request.POST.get("kind"), Kind.values, str(_("种类")))
        month = outside.month(request.POST.get("month"), str(_("期别")))
        once = outside.text(request.POST.get("once"))
        made = services.draft(Actor.of(request), county, kind, month, once=once)
        messages.success(request, _("已起草：%(b)s") % {"b": made.title})
        return redirect(f"{BULLETINS.address(made)}#text")
    return render(request, "bulletins/draft.html", context)


@page((Role.OFFICE,), methods=("GET", "POST"))
def edit_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change the text of one part (``?part=``), the figures by name beside it."""
    bulletin = _bulletin(request, pk)
    content = bulletin.content
    key = outside.text((request.POST or request.GET).get("part"), limit=40)
    part = next((one for one in content.written if one.key == key), None)
    if part is None or not may_edit(request.user, bulletin):
        raise Http404 if part is None else PermissionDenied
    text, fault = part.text, None
    if request.method == "POST":
        said = outside.text(request.POST.get("text"), str(_("正文")), limit=services.LONGEST, lines=True)
        seen = outside.text(request.POST.get("seen"), limit=services.LONGEST, lines=True)
        text = part.written if "restore" in request.POST else said
        try:
            services.edit(Actor.of(request), bulletin, key, text, seen=seen)
        except InputFault as raised:
            fault = raised
        else:
            messages.success(request, _("已保存"))
            return redirect(f"{BULLETINS.address(bulletin)}#text")
    known = figures(content.told)
    context = {"bulletin": bulletin, "part": part, "text": text, "fault": fault, "known": known, "register": BULLETINS}
    return render(request, "bulletins/edit.html", context, status=422 if fault else 200)


@page((Role.OFFICE,), methods=("POST",))
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """How a text reads with its figures in place; a fault in words."""
    bulletin = _bulletin(request, pk)
    content = bulletin.content
    text = outside.text(request.POST.get("text"), limit=services.LONGEST, lines=True)
    part = next((one for one in content.written if one.key == request.POST.get("part")), None)
    context: dict[str, Any] = {}
    try:
        context["lines"] = fill(text, figures(content.told)).split("\n")
        context["loose"] = loose(text, part.written if part is not None else "")
    except InputFault as fault:
        context["fault"] = fault
    return render(request, "bulletins/_preview.html", context)


@page((Role.OFFICE,), methods=("POST",))
def refresh(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take the figures anew."""
    bulletin = _bulletin(request, pk)
    services.refresh(Actor.of(request), bulletin)
    messages.success(request, _("已重新取数：未改动的段落按新数重写，改动过的段落保留文字、换成新数"))
    return redirect(f"{BULLETINS.address(bulletin)}#text")


@page((Role.OFFICE,), methods=("POST",))
def reissue(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Draft what shall replace an issued bulletin."""
    once = outside.text(request.POST.get("once"))
    made = services.reissue(Actor.of(request), _bulletin(request, pk), once=once)
    messages.success(request, _("已起草替代稿：签发后替代原件"))
    return redirect(f"{BULLETINS.address(made)}#text")


@page(OFFICIALS)
def file_page(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """A bulletin as Word, PDF or workbook: as it went out, else as it stands, marked as a draft."""
    bulletin = _bulletin(request, pk)
    if form not in FORMS:
        raise Http404
    return attachment(content_of(bulletin, form), f"{bulletin.title}.{form}", FORMS[form][1])


@page(OFFICIALS)
def by_template_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A bulletin in its office's own layout."""
    bulletin = _bulletin(request, pk)
    return attachment(by_template(bulletin), f"{bulletin.title}（模板）.docx", DOCX)


@page(OFFICIALS)
def sheet_page(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """One town's sheet (``?town=``)."""
    bulletin = _bulletin(request, pk)
    town = outside.text(request.GET.get("town"), limit=60)
    if form not in FORMS or town not in towns_of(request.user, bulletin):
        raise Http404
    return attachment(sheet_of(bulletin, town, form), f"{town}-{bulletin.title}.{form}", FORMS[form][1])


@page(OFFICIALS)
def compare(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Two editions beside each other (``?one=&other=``): what was written, what changed, figures in place."""
    bulletin: Bulletin = _bulletin(request, pk)
    owners = [one for one in (bulletin.before, bulletin) if one is not None]
    editions = list(Edition.objects.filter(bulletin__in=owners).select_related("bulletin").order_by("pk"))
    by_pk = {one.pk: one for one in editions}
    keys = [outside.whole(request.GET.get(name), otherwise=0) for name in ("one", "other")]
    if len(editions) > 1 and not any(keys):
        # what is asked first: what this one changes of the one before, else what became of the draft
        own = [one for one in editions if one.bulletin_id == bulletin.pk]
        keys = [(editions[-len(own) - 1] if len(editions) > len(own) else own[0]).pk, own[-1].pk]
    one, other = (by_pk.get(key) for key in keys)
    if any(keys) and (one is None or other is None):
        raise Http404
    context = {
        "bulletin": bulletin,
        "register": BULLETINS,
        "editions": editions,
        "one": one,
        "other": other,
        "parts": compared(one, other) if one is not None and other is not None else [],
    }
    return render(request, "bulletins/compare.html", context)
