"""What the benchmarks of pages share: a platform in a temporary folder, counties full of rows, and a way to measure."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

TOWNS = 15


class Cost(NamedTuple):
    """What one call costs: what it gave, CPU seconds (of this process, the database within), queries."""

    found: Any
    cpu: float
    queries: int


def open_platform() -> None:
    """Set up Django on a new SQLite file in a temporary folder, as it is served."""
    folder = tempfile.mkdtemp(prefix="tenghuan-bench-")
    (Path(folder) / "static").mkdir()
    os.environ.update(TENGHUAN_DEMO="1", TENGHUAN_DEBUG="1", TENGHUAN_DATA_DIR=folder, TENGHUAN_IMMEDIATE_TASKS="1")
    os.environ["DJANGO_SETTINGS_MODULE"] = "tenghuan.site.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    settings.DEBUG = False  # else every query is kept, and counted up to a bound only


def new_county(code: str) -> tuple[Any, list[Any], Any]:
    """Return a county with its towns and the account of its office."""
    from tenghuan.apps.organization.models import Account, Region

    province, _new = Region.objects.get_or_create(code="99", defaults={"name": "青省", "level": "province"})
    city, _new = Region.objects.get_or_create(
        code="9901", defaults={"name": "甲市", "level": "city", "parent": province}
    )
    county = Region.objects.create(code=code, name=f"县{code}", level="county", parent=city)
    towns = [
        Region.objects.create(code=f"{code}{at:03d}", name=f"镇{at}", level="town", parent=county)
        for at in range(TOWNS)
    ]
    office = Account.objects.create(username=f"office-{code}", role="office", region=county, name="专班")
    return county, towns, office


def new_cases(code: str, number: int, state: Callable[[int], str]) -> tuple[Any, Any]:
    """Return a new county with ``number`` enterprises, a case each, and its office; written straight to the tables."""
    from tenghuan.apps.enterprises.models import Enterprise
    from tenghuan.apps.remediation.models import Case

    county, towns, office = new_county(code)
    firms = Enterprise.objects.bulk_create(
        [
            Enterprise(county=county, uscc=f"9133{code}{at:08d}"[:18], name=f"企业{code}{at}", town=towns[at % TOWNS])
            for at in range(number)
        ],
        batch_size=1000,
    )
    Case.objects.bulk_create(
        [
            Case(
                county=county, number=f"ZZ{code}-{at:06d}", enterprise=firm, town=firm.town, lists="高耗低效",
                year=2026, area=at * 7919 % 500, energy=300, expected_land=2, expected_energy=100,
                due_on=date(2026, 1 + at % 12, 5), state=state(at),
            )
            for at, firm in enumerate(firms)
        ],
        batch_size=1000,
    )  # fmt: skip
    return county, office


def signed_in(account: Any) -> Any:
    """Return a client of the account, its session begun."""
    from django.test import Client

    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/inbox/")
    return client


def cost(work: Callable[[], Any], rounds: int = 1) -> Cost:
    """Return what the work gives, its queries, and the median of its CPU seconds over ``rounds``."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        start = time.process_time()
        found = work()
        spent = [time.process_time() - start]
    number = len(queries.captured_queries)
    for _round in range(rounds - 1):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return Cost(found, statistics.median(spent[1:] or spent), number)
