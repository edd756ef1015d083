"""What an account does for itself: its password, its second factor, its sessions."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from tenghuan.apps.access.outside import searched
from tenghuan.apps.access.pages import marked, page
from tenghuan.apps.access.roles import EVERYONE
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization import limits, totp
from tenghuan.apps.organization.limits import Limit
from tenghuan.apps.organization.managing import NEW_PASSWORD
from tenghuan.apps.organization.models import RecoveryCode, SecondFactor, Session
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.organization.services import accounts as services
from tenghuan.apps.organization.services import factors
from tenghuan.apps.organization.sessions import GIVEN, MISSING, NOT_ASKED, SECOND
from tenghuan.apps.organization.views.login import locked
from tenghuan.apps.web.forms import BootstrapMixin
from tenghuan.errors import InputFault

NEW_SECRET = "new_factor"  # noqa: S105  (the session's key for a secret that no code has confirmed yet)


class _PasswordForm(BootstrapMixin, PasswordChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("old_password", _("现用口令")), *NEW_PASSWORD):
            self.fields[name].label = label
        self.fields["new_password2"].help_text = ""


@sensitive_post_parameters()
@page(EVERYONE, methods=("GET", "POST"))
def password(request: AccountRequest) -> HttpResponse:
    """Change one's own password; the present one may be tried as often as at the log-in, no more."""
    limit = Limit(f"password:{request.user.pk}", settings.TRIES_BY_ACCOUNT)
    if request.method == "POST" and (seconds := limits.take(limit)):
        return locked(request, seconds)
    form = _PasswordForm(request.user, request.POST or None)
    if request.method == "POST":
        valid = form.is_valid()
        if "old_password" not in form.errors:
            limits.forget(limit)
        if valid:
            services.change_password(Actor.of(request), request.user, form.cleaned_data["new_password1"])
            update_session_auth_hash(request, request.user)
            services.end_sessions(Actor.of(request), request.user, but=request.session.session_key)
            messages.success(request, _("口令已修改，其他会话已结束"))
            return redirect("home")
    forced = not settings.DEMO and request.user.must_change_password
    return render(request, "organization/password.html", {"form": form, "forced": forced})


# the decorator that hides the form's values wraps the guard: hand its marks on
marked(password, roles=frozenset(EVERYONE))


@page(EVERYONE, methods=("GET", "POST"))
def factor(request: AccountRequest) -> HttpResponse:
    """Set up one-time passwords, renew the recovery codes, or (where optional) give them up."""
    present = SecondFactor.objects.filter(account=request.user).exclude(confirmed_at=None).first()
    verb, fault, codes = request.POST.get("verb", ""), "", None
    if request.method == "POST":
        limit = Limit(f"factor:{request.user.pk}", settings.TRIES_BY_ACCOUNT)
        if seconds := limits.take(limit):
            return locked(request, seconds)
        try:
            codes = _change_factor(request, verb, present)
            limits.forget(limit)
        except InputFault as error:
            fault = str(error)
        if not fault and codes is None:
            return redirect("organization:factor")
    secret = request.session.get(NEW_SECRET) or totp.new_secret()
    request.session[NEW_SECRET] = secret
    context = {
        "present": present,
        "fault": fault,
        "codes": codes,
        "secret": secret,
        "picture": _picture(request, secret),
    }
    context["left"] = RecoveryCode.objects.filter(account=request.user, used_at=None).count()
    context["required"] = request.user.is_administrator
    context["forced"] = not settings.DEMO and request.session.get(SECOND) == MISSING
    return render(request, "organization/factor.html", context, status=422 if fault else 200)


def _change_factor(request: AccountRequest, verb: str, present: SecondFactor | None) -> list[str] | None:
    actor, code = Actor.of(request), searched(request.POST.get("code"), 40)
    if verb == "confirm":
        if present is not None:
            _prove(actor, request, searched(request.POST.get("present"), 40))
        codes = factors.confirm_factor(actor, request.user, request.session.pop(NEW_SECRET, totp.new_secret()), code)
        request.session.cycle_key()
        request.session[SECOND] = GIVEN
        return codes
    _prove(actor, request, code)
    if verb == "codes":
        return factors.renew_codes(actor, request.user)
    factors.drop_factor(actor, request.user)
    request.session[SECOND] = NOT_ASKED
    return None


def _prove(actor: Actor, request: AccountRequest, code: str) -> None:
    if not factors.use_factor(actor, request.user, code):
        raise InputFault(_("现用动态口令不正确，或已用过"), remedy=_("请等下一个 6 位数字，或用一个恢复码"))


def _picture(request: AccountRequest, secret: str) -> str:
    address = totp.address(secret, request.user.username, _("腾换"))
    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=2))


@page(EVERYONE, methods=("GET", "POST"))
def sessions(request: AccountRequest) -> HttpResponse:
    """List the account's own sessions; end all but this one."""
    here = request.session.session_key
    if request.method == "POST":
        count = services.end_sessions(Actor.of(request), request.user, but=here)
        messages.success(request, _("已结束其他 %(n)d 个会话") % {"n": count})
        return redirect("organization:sessions")
    found = Session.objects.filter(account=request.user, expire_date__gt=timezone.now())
    return render(request, "organization/sessions.html", {"sessions": found, "here": here})
