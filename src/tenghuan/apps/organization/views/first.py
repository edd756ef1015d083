"""The page behind a one-time link: choose the first password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from tenghuan.apps.access.pages import public
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization.models import Account
from tenghuan.apps.organization.services import first
from tenghuan.apps.web.forms import BootstrapMixin


class FirstPasswordForm(BootstrapMixin, SetPasswordForm):
    """The new password twice, held against the policy."""


@public
@never_cache
@sensitive_post_parameters()
def first_password(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Take the first password of the account that the link is for; a link that does not work says so."""
    account = Account.objects.filter(pk=pk, is_active=True).first()
    if account is None or not default_token_generator.check_token(account, token):
        return render(request, "organization/first_password.html", status=404)
    form = FirstPasswordForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        first.first_password(Actor.of(request, account), account, token, form.cleaned_data["new_password1"])
        messages.success(request, _("口令已设置，请登录"))
        return redirect("organization:login")
    response = render(request, "organization/first_password.html", {"form": form, "account": account})
    response["Referrer-Policy"] = "no-referrer"
    return response
