"""The centre of an account's notices, its wishes, the nudge, and what did not get through."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import ADMINISTRATORS, EVERYONE, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.models import Task
from tenghuan.apps.kit.registry import page_of
from tenghuan.apps.notices import services
from tenghuan.apps.notices.forms import WishForm
from tenghuan.apps.notices.models import Delivery, DeliveryState, Kind, Notice
from tenghuan.apps.notices.nudging import may_nudge, nudge
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web.forms import BootstrapMixin
from tenghuan.errors import InputFault

WORKING = EVERYONE - ADMINISTRATORS
SHOWN = 30  # notices of a page


@page(WORKING)
def centre(request: AccountRequest) -> HttpResponseBase:
    """An account's own notices, the newest first; all, unread, or of one kind."""
    found = Notice.objects.filter(account=request.user)
    kind = outside.text(request.GET.get("kind"))[:20]
    unread = request.GET.get("unread") == "1"
    if kind in Kind.values:
        found = found.filter(kind=kind)
    if unread:
        found = found.filter(read_at=None)
    pages = Paginator(found, SHOWN)
    shown = pages.get_page(outside.whole(request.GET.get("page"), otherwise=1))
    context = {"shown": shown, "kinds": Kind.choices, "kind": kind, "unread": unread}
    return render(request, "notices/centre.html", context)


@page(WORKING, methods=("POST",))
def open_notice(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Mark a notice as read and go to what it is about."""
    notice = get_object_or_404(Notice, pk=pk, account=request.user)
    # that somebody read something is no fact of the campaign: it has no row in the trail
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    address = page_of(notice)
    if not address:
        messages.info(request, _("该事项没有单独的页面"))
    return redirect(address or "notices:centre")


@page(WORKING, methods=("POST",))
def read_all(request: AccountRequest) -> HttpResponseBase:
    """Mark every notice of the account as read."""
    Notice.objects.filter(account=request.user, read_at=None).update(read_at=timezone.now())
    return redirect("notices:centre")


@page(WORKING, methods=("GET", "POST"))
def wishes(request: AccountRequest) -> HttpResponseBase:
    """What the account wishes of its notices."""
    form = WishForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.wish(Actor.of(request), form.cleaned_data)
        except InputFault as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("已保存"))
            return redirect("notices:wishes")
    return render(request, "notices/wishes.html", {"form": form}, status=422 if form.errors else 200)


class NudgeForm(BootstrapMixin, forms.Form):
    """What is said with a nudge."""

    words = forms.CharField(
        label="", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 200})
    )


@page((Role.OFFICE,), methods=("GET", "POST"))
def nudge_page(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Nudge whoever holds a task."""
    user: Any = request.user
    task = Task.objects.open().select_related("region__parent", "unit", "account").filter(pk=pk).first()
    if task is None or not may_nudge(user, task):
        raise Http404
    form = NudgeForm(request.POST if request.method == "POST" else None, initial={"words": _("请抓紧办理")})
    back = page_of(task) or "/"
    if request.method == "POST" and form.is_valid():
        try:
            new = nudge(Actor.of(request), task, form.cleaned_data["words"])
        except InputFault as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("已催办，通知 %(n)d 人") % {"n": len(new)})
            return redirect(back)
    context = {"form": form, "task": task, "back": back}
    return render(request, "notices/nudge.html", context, status=422 if form.errors else 200)


@page((Role.SYSTEM_ADMIN,))
def undelivered(request: AccountRequest) -> HttpResponseBase:
    """What did not get through, without what it says: administrators see no business."""
    dead = Delivery.objects.filter(state=DeliveryState.DEAD, account__region__path__startswith=request.user.region.path)
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING)
    context = {"dead": dead.select_related("account").order_by("-pk")[:200], "waiting": waiting.count()}
    return render(request, "notices/undelivered.html", context)


@page((Role.SYSTEM_ADMIN,), methods=("POST",))
def retry(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Send again what did not get through."""
    mine = Delivery.objects.filter(account__region__path__startswith=request.user.region.path)
    services.retry(Actor.of(request), get_object_or_404(mine, pk=pk))
    messages.success(request, _("已重新排队发送"))
    return redirect("notices:undelivered")
