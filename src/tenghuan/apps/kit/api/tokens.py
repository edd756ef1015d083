"""Tokens: made and ended by their account, held at each call, counted against the limit."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.core.cache import cache as kept
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.security import HttpBearer

from tenghuan.apps.audit.trail import Actor, record, service
from tenghuan.apps.kit.models import Token
from tenghuan.errors import InputFault

PREFIX = "th_"
DATA = Path(__file__).parent.parent / "data" / "api.yaml"


@cache
def limits() -> dict[str, int]:
    """Return the limits of the API: calls a minute and token, days of a token, rows a page."""
    return dict(yaml.safe_load(DATA.read_text(encoding="utf-8")))


def digest_of(text: str) -> str:
    """Return what is kept of a token."""
    return hashlib.new("sm3", text.encode()).hexdigest()


@service("kit.make_token", gettext_lazy("生成接口令牌"))
def make(actor: Actor, *, name: str, until: date, writes: bool = False, registers: tuple[str, ...] = ()) -> str:
    """Make a token of the actor's own account and return it: it is not kept and cannot be shown again.

    Args:
        until: its last day, at most a year from now.
        writes: whether it may change anything.
        registers: the registers that it is for, () for all that the account may open.
    """
    today, most = timezone.localdate(), limits()["token_days_at_most"]
    if not name.strip():
        raise InputFault(_("请写明令牌的用途"))
    if not today <= until <= today + timedelta(days=most):
        raise InputFault(_("有效期须在今天和 %(n)d 天之内") % {"n": most})
    text = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        account=actor.user, name=name.strip()[:60], digest=digest_of(text), writes=writes, registers=list(registers),
        expires_on=until,
    )  # fmt: skip
    record(token, after={"name": token.name, "writes": writes, "registers": list(registers), "expires_on": until})
    return text


@service("kit.end_token", gettext_lazy("停用接口令牌"))
def end(actor: Actor, token: Token) -> None:
    """End a token of one's own."""
    if actor.user is None or token.account_id != actor.user.pk:
        raise InputFault(_("只能停用自己的令牌"))
    if not Token.objects.filter(pk=token.pk, ended_at=None).update(ended_at=timezone.now()):
        raise InputFault(_("令牌已经停用"))
    record(token, before={"ended_at": None}, after={"ended": True})


class ByToken(HttpBearer):
    """Let a call in by its token; ``request.auth`` is the token."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """Return the token if it stands and its account is in use."""
        found = Token.objects.select_related("account__region", "account__unit").filter(digest=digest_of(token)).first()
        today = timezone.localdate()
        if found is None or found.ended_at is not None or found.expires_on < today or not found.account.is_active:
            return None
        request.user = found.account
        if found.used_at is None or found.used_at.date() != today:
            Token.objects.filter(pk=found.pk).update(used_at=timezone.now())
        return found


def over_the_limit(token: Token) -> int:
    """Count a call; return the seconds to wait if the token has had its calls of this minute, else 0."""
    now = timezone.now()
    key = f"kit:calls:{token.pk}:{now:%Y%m%d%H%M}"
    kept.add(key, 0, 120)
    return 60 - now.second if kept.incr(key) > limits()["calls_a_minute"] else 0


def may(token: Any, key: str, *, writing: bool) -> bool:
    """Tell whether a token is for a register, and for writing if it is asked to."""
    return (not token.registers or key in token.registers) and (token.writes or not writing)
