"""Single sign-on by OpenID Connect: who signs in must have an account here; the provider opens none and gives no role.

At the first sign-in the provider's name for the person (the claim OIDC_NAME_CLAIM) must be the log-in name of an
active account; from then on the provider's own number for the person (``sub``) is bound to it, so that a name given
to somebody else at the provider opens nothing here. A second factor is asked here all the same.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tenghuan.apps.access.pages import public
from tenghuan.apps.organization.models import Account
from tenghuan.apps.organization.names import normal_name
from tenghuan.apps.organization.services.accounts import note_failure
from tenghuan.apps.organization.signals import actor_of_try

PROVIDER = "office"


def _refused(request: HttpRequest, words: str) -> ImmediateHttpResponse:
    return ImmediateHttpResponse(render(request, "organization/refused.html", {"words": words}, status=403))


class LocalAccounts(DefaultAccountAdapter):
    """Nobody opens an account by signing in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


class OfficeSignOn(DefaultSocialAccountAdapter):
    """Leads who comes from the provider to the account of that name, or refuses."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Bind at the first sign-in; refuse who has no active account, or one bound to somebody else."""
        if sociallogin.is_existing:
            if not sociallogin.user.is_active:
                self._refuse(request, sociallogin.user.username)
            return
        name = self._name(sociallogin)
        account = Account.objects.filter(username=name, is_active=True).select_related("region").first()
        if not name or account is None or SocialAccount.objects.filter(user=account).exists():
            self._refuse(request, name)
        sociallogin.connect(request, account)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """Say it in words, without what the provider said."""
        raise _refused(request, _("统一身份认证没有成功，请重试；如仍不成，请用登录名和口令登录。"))

    @staticmethod
    def _name(sociallogin: Any) -> str:
        data = sociallogin.account.extra_data
        claims = {**(data.get("id_token") or {}), **(data.get("userinfo") or {}), **data}
        return normal_name(claims.get(settings.OIDC_NAME_CLAIM))

    @staticmethod
    def _refuse(request: HttpRequest, name: str) -> None:
        note_failure(actor_of_try(request, name), name, "refused")
        raise _refused(request, _("统一身份认证已通过，但本平台没有可用的对应账号。请联系系统管理员。"))


def _configured(view: Any) -> Any:
    def asked(request: HttpRequest, provider_id: str) -> HttpResponse:
        if not settings.OIDC_SERVER or provider_id != PROVIDER:
            raise Http404
        return view(request, provider_id)

    return public(asked)


sign_on = _configured(views.login)
come_back = _configured(views.callback)
