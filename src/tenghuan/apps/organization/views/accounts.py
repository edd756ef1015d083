"""Log-in, password, and the administrators' account pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from tenghuan.apps.access.pages import page, public
from tenghuan.apps.access.roles import EVERYONE, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization import queries
from tenghuan.apps.organization.forms import AccountForm, AuthoriseForm, BootstrapMixin
from tenghuan.apps.organization.models import Account, Region
from tenghuan.apps.organization.services import accounts as services
from tenghuan.apps.web import table_response
from tenghuan.publishing.tables import Column, Table

NEW_PASSWORD = (("new_password1", gettext_lazy("新口令")), ("new_password2", gettext_lazy("再输一次新口令")))
KEEPERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


class _LoginView(LoginView):
    template_name = "organization/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "demo": settings.DEMO,
            "idle": "idle" in self.request.GET,
        }


login = public(sensitive_post_parameters("password")(_LoginView.as_view()))
logout = public(LogoutView.as_view())


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Say that the account is locked, for how long, and who can lift it."""
    minutes = int(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "organization/locked.html", {"minutes": minutes}, status=429)


class _PasswordForm(BootstrapMixin, PasswordChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("old_password", _("现用口令")), *NEW_PASSWORD):
            self.fields[name].label = label
        self.fields["new_password2"].help_text = ""


class _NewPasswordForm(BootstrapMixin, SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in NEW_PASSWORD:
            self.fields[name].label = label
        self.fields["new_password2"].help_text = ""


@sensitive_post_parameters()
@page(EVERYONE, methods=("GET", "POST"))
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    form = _PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.change_password(Actor.of(request), request.user, form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        messages.success(request, _("口令已修改"))
        return redirect("home")
    forced = not settings.DEMO and request.user.must_change_password
    return render(request, "organization/password.html", {"form": form, "forced": forced})


# the decorator that hides the form's values wraps the guard: hand its marks on
password.roles = frozenset(EVERYONE)


@page(KEEPERS)
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts of the administrator's region."""
    rows = [
        {
            "username": account.username,
            "name": account.name,
            "role": account.get_role_display(),
            "region": account.region.name,
            "unit": str(account.unit or ""),
            "active": account.is_active,
            "last_login": account.last_login,
            "address": reverse("organization:account", args=(account.pk,)),
        }
        for account in Account.objects.visible_to(request.user).select_related("region", "unit")
    ]
    columns = [
        Column("username", _("登录名")),
        Column("name", _("姓名或称呼"), width=20),
        Column("role", _("角色")),
        Column("region", _("区域")),
        Column("unit", _("单位"), width=26),
        Column("active", _("启用")),
        Column("last_login", _("最近登录"), kind="date", width=18),
    ]
    table = Table(_("账号"), columns, rows, links={"username": "address"})
    return table_response(request, "organization/accounts.html", table)


@page((Role.SYSTEM_ADMIN,), methods=("GET", "POST"))
def open_account(request: HttpRequest) -> HttpResponse:
    """Open an account; it stays inactive until a security administrator authorises it."""
    form = AccountForm(request.user, request.POST or None)  # type: ignore[arg-type]
    if request.method == "POST" and form.is_valid():
        account = services.open_account(Actor.of(request), **form.cleaned_data)
        messages.success(request, _("账号已开立，待安全管理员授权启用"))
        return redirect("organization:account", account.pk)
    region = form["region"].value()
    chosen = Region.objects.visible_to(request.user).filter(pk=region).first() if str(region).isdecimal() else None
    context = {"form": form, **_place(request, chosen, str(form["unit"].value() or ""))}
    return render(request, "organization/open_account.html", context)


@page((Role.SYSTEM_ADMIN,))
def place(request: HttpRequest) -> HttpResponse:
    """Choose a region a level at a time (``at``: code), or find it by name (``q``); its units go with it."""
    if "q" in request.GET:
        found = queries.find_regions(request.user, request.GET["q"])  # type: ignore[arg-type]
        context = {"found": found[: queries.FOUND_AT_MOST], "more": len(found) > queries.FOUND_AT_MOST}
        return render(request, "organization/_found.html", {**context, "words": request.GET["q"].strip()})
    chosen = queries.region_in_scope(request.user, request.GET.get("at", ""))  # type: ignore[arg-type]
    if chosen is None:
        raise Http404
    context = {**_place(request, chosen, ""), "picked": "picked" in request.GET}
    return render(request, "organization/_place.html", context)


def _place(request: HttpRequest, chosen: Region | None, unit: str) -> dict[str, Any]:
    account = request.user
    region = chosen or account.region  # type: ignore[union-attr]
    return {
        "region": region,
        "steps": queries.way_down(account, region),  # type: ignore[arg-type]
        "units": queries.units_at(account, region),  # type: ignore[arg-type]
        "unit": unit,
    }


@page(KEEPERS, methods=("GET", "POST"))
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one account; the security administrator authorises, unlocks and resets it here."""
    subject = get_object_or_404(Account.objects.visible_to(request.user).select_related("region", "unit"), pk=pk)
    may_change = request.user.role == Role.SECURITY_ADMIN
    verb = request.POST.get("verb", "")
    form = AuthoriseForm(
        request.POST if verb == "authorise" else None,
        initial={"role": subject.role, "active": subject.is_active},
    )
    reset = _NewPasswordForm(subject, request.POST if verb == "reset" else None)
    if request.method == "POST":
        if not may_change:
            return render(request, "403.html", status=403)
        if _change(request, subject, verb, form, reset):
            return redirect("organization:account", subject.pk)
    context = {"subject": subject, "form": form, "reset": reset, "may_change": may_change}
    return render(request, "organization/account.html", context)


def _change(request: HttpRequest, subject: Account, verb: str, form: AuthoriseForm, reset: SetPasswordForm) -> bool:
    actor = Actor.of(request)
    if verb == "unlock":
        services.unlock_account(actor, subject)
        messages.success(request, _("已解除锁定"))
        return True
    if verb == "authorise" and form.is_valid():
        services.authorise_account(actor, subject, role=form.cleaned_data["role"], active=form.cleaned_data["active"])
        messages.success(request, _("授权已保存"))
        return True
    if verb == "reset" and reset.is_valid():
        try:
            services.reset_password(actor, subject, reset.cleaned_data["new_password1"])
        except ValidationError as error:
            reset.add_error("new_password1", error)
            return False
        messages.success(request, _("口令已重置，对方下次登录须修改"))
        return True
    return False
