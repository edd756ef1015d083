"""The outside channels: mail, and a signed webhook that the government messenger takes."""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from tenghuan.apps.notices.models import Channel, Delivery

TIMEOUT = 10  # seconds
FINE = range(200, 300)


def mail(held: Delivery) -> None:
    """Send a message by mail; its identity is the delivery's, so that a mail server can drop a second one."""
    wish = getattr(held.account, "wish", None)
    if wish is None or not wish.mail:
        raise ValueError("no address")
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2] or "localhost"
    headers = {"Message-ID": f"<{held.key.replace(':', '.')}@{domain}>", "Date": format_datetime(timezone.localtime())}
    EmailMessage(held.subject, held.body, to=[wish.mail], headers=headers).send()


def webhook(held: Delivery) -> None:
    """Post a message, signed; the receiver drops what it has by ``X-Tenghuan-Delivery``.

    Raises:
        OSError: it did not get through, or was not answered with 2xx.
    """
    if not settings.WEBHOOK_URL.startswith(("https://", "http://")):
        raise ValueError("no address")
    body = json.dumps({"id": held.key, **held.told}, ensure_ascii=False, sort_keys=True).encode()
    at = str(int(timezone.now().timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Tenghuan-Delivery": held.key,
        "X-Tenghuan-Signature": f"t={at},v1={signature(settings.WEBHOOK_SECRET, at, body)}",
    }
    request = urllib.request.Request(settings.WEBHOOK_URL, body, headers)  # noqa: S310 - the operator's address
    with _OPENER.open(request, timeout=TIMEOUT) as answer:
        if answer.status not in FINE:
            raise OSError(f"HTTP {answer.status}")


def signature(secret: str, at: str, body: bytes) -> str:
    """Return the signature of a body sent at a time: HMAC-SHA256 over ``at.body``, in hex."""
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()


class _Straight(urllib.request.HTTPRedirectHandler):
    """No redirects: a message goes where the operator said, or nowhere."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """Follow none."""


_OPENER = urllib.request.build_opener(_Straight)
SENDERS: dict[str, Callable[[Delivery], None]] = {Channel.MAIL: mail, Channel.WEBHOOK: webhook}
