"""Who is told what by which channel where nobody wished otherwise, and when it is quiet: data with its source."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils import timezone

DATA = Path(__file__).parent / "data" / "habits.yaml"


@cache
def habits() -> dict[str, Any]:
    """Return the habits as the file gives them."""
    return dict(yaml.safe_load(DATA.read_text(encoding="utf-8")))


def wants(role: str, kind: str) -> bool:
    """Tell whether accounts of a role are told of a kind."""
    return kind in habits()["platform"].get(role, ())


def clock(text: str) -> time:
    """Return a time of day as the file writes it."""
    return time.fromisoformat(text)


def quiet_span(wish: Any) -> tuple[time, time]:
    """Return from when until when an account is left alone; equal times: never."""
    told = habits()["quiet"]
    if wish is not None and wish.quiet_from is not None and wish.quiet_until is not None:
        return wish.quiet_from, wish.quiet_until
    return clock(told["from"]), clock(told["until"])


def after_quiet(now: datetime, opens: time, ends: time) -> datetime:
    """Return the first moment from ``now`` on that is not quiet.

    Args:
        opens, ends: the quiet hours by the platform's clock; they may go over midnight (20:00—08:00).
    """
    local = timezone.localtime(now)
    here = local.timetz().replace(tzinfo=None)
    over_midnight = opens > ends
    quiet = here >= opens or here < ends if over_midnight else opens <= here < ends
    if not quiet:
        return now
    day = local.date() + timedelta(days=over_midnight and here >= opens)
    return timezone.make_aware(datetime.combine(day, ends))


def mail_works() -> bool:
    """Tell whether a mail server is set."""
    return bool(settings.EMAIL_HOST)


def webhook_works() -> bool:
    """Tell whether the address of the government messenger is set."""
    return bool(settings.WEBHOOK_URL)


def channels() -> bool:
    """Tell whether anything goes outside at all."""
    return mail_works() or webhook_works()
