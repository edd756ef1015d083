"""How often a secret may be tried: counted before it is checked, so that tries at the same moment count too."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from tenghuan.apps.organization.models import Tries


@dataclass(frozen=True)
class Limit:
    """At most ``most`` tries of ``key`` in a window of LOCK_MINUTES from the first."""

    key: str
    most: int


def by_account(name: str, device: str = "") -> Limit:
    """Tries at one account: strangers' together, those of a known browser apart."""
    return Limit(f"account:{name}:{device}"[:120], settings.TRIES_BY_ACCOUNT)


def by_address(address: str) -> Limit:
    """Tries from one address, whatever the account; of IPv6 the network that one connection is given (/64)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return Limit(f"address:{address}"[:120], settings.TRIES_BY_ADDRESS)
    if found.version == 6:
        found = ipaddress.ip_network((found, 64), strict=False).network_address
    return Limit(f"address:{found}", settings.TRIES_BY_ADDRESS)


def take(limit: Limit) -> int:
    """Count one try; return 0 when it is allowed, else the seconds until the next one is."""
    now = timezone.now()
    start = now - window()
    for _again in range(2):
        if Tries.objects.filter(key=limit.key, since__gt=start, count__lt=limit.most).update(count=F("count") + 1):
            return 0
        if Tries.objects.filter(key=limit.key, since__lte=start).update(count=1, since=now):
            return 0
        try:
            with transaction.atomic():
                Tries.objects.create(key=limit.key, count=1, since=now)
            sweep()  # new names and addresses do not pile up
            return 0
        except IntegrityError:
            # there is a row: the limit is reached, or another writer made it meanwhile
            row = Tries.objects.filter(key=limit.key).first()
            if row is not None and row.count >= limit.most:
                return max(1, int((row.since + window() - now).total_seconds()))
    return 1


def waiting(limit: Limit) -> int:
    """Seconds until the limit allows another try, 0 when it does now; counts nothing."""
    now = timezone.now()
    row = Tries.objects.filter(key=limit.key, since__gt=now - window(), count__gte=limit.most).first()
    return max(1, int((row.since + window() - now).total_seconds())) if row else 0


def forget(*limits: Limit) -> int:
    """Set the counts back after a success; return how many there were."""
    return int(Tries.objects.filter(key__in=[limit.key for limit in limits]).delete()[0])


def give_back(limit: Limit) -> None:
    """Take one counted try back: it was no guess."""
    Tries.objects.filter(key=limit.key, count__gt=0).update(count=F("count") - 1)


def unlock(name: str) -> int:
    """Lift every lock of an account; return how many counts there were."""
    return int(Tries.objects.filter(key__startswith=f"account:{name}:").delete()[0])


def locked() -> set[str]:
    """Return the names under which sign-in is locked just now (one query)."""
    start = timezone.now() - window()
    keys = Tries.objects.filter(key__startswith="account:", since__gt=start, count__gte=settings.TRIES_BY_ACCOUNT)
    return {key.split(":")[1] for key in keys.values_list("key", flat=True)}


def sweep() -> None:
    """Remove the counts whose window is over."""
    Tries.objects.filter(since__lt=timezone.now() - window()).delete()


def window() -> timedelta:
    """How long tries are counted, and a lock lasts."""
    return timedelta(minutes=settings.LOCK_MINUTES)
