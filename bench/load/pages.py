"""What one page costs the server: processor time and queries of each page of the demonstration, and of the floor."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from typing import Any

ROUNDS = 15
OFFICE = "shengzhou-office"


def measured(client: Any, address: str, rounds: int = ROUNDS) -> tuple[float, int, int]:
    """Return (median milliseconds of processor time, queries, bytes) of a page that a client opens."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(address)
    queries = len(captured)  # later requests empty the log
    if page.status_code != 200:
        raise RuntimeError(f"{address} answers {page.status_code}")
    spent = []
    for _round in range(rounds):
        begun = time.process_time()
        client.get(address)
        spent.append(time.process_time() - begun)
    return statistics.median(spent) * 1000, queries, len(page.content)


def client_of(username: str) -> Any:
    """A client that is signed in without the log-in page."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    return client


def addresses() -> Mapping[str, tuple[str, str]]:
    """What is measured: name → (account, address), of the county with the most enterprises."""
    from django.urls import reverse

    from tenghuan.apps.enterprises.models import Enterprise
    from tenghuan.apps.organization.models import Account

    firm = Enterprise.objects.filter(county=Account.objects.get(username=OFFICE).region).order_by("pk").first()
    return {
        "home": (OFFICE, "/"),
        "board": (OFFICE, reverse("plans:board")),
        "list": (OFFICE, reverse("enterprises:list")),
        "cases": (OFFICE, reverse("cases:list")),
        "grid": ("shengzhou-jingxinju", reverse("monitoring:grid")),
        "enterprise": (OFFICE, reverse("enterprises:detail", args=(firm.pk,))),
    }


def county() -> int:
    """The number of the county that is measured."""
    from tenghuan.apps.organization.models import Account

    return Account.objects.get(username=OFFICE).region_id


def database() -> str:
    """The file of the database."""
    from django.conf import settings

    return str(settings.DATABASES["default"]["NAME"])
