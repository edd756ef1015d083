"""``python -m bench.clearing [--bulk 5000] [--board 20000]``: many cases moved at once, and the board over many.

No peer does this job. The yardsticks are: for the bulk move, the same moves one by one by hand-written updates with the
same rows of timeline, trail and tasks left out (the floor of the database); for the board, one hand-written SQL
statement that counts by town and state. Queries are counted: the board's must not grow with the cases.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

TOWNS = 15


def _settings() -> None:
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


def _county(code: str) -> tuple[Any, list[Any], Any]:
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


def _cases(code: str, number: int, state: Callable[[int], str]) -> tuple[Any, Any]:
    """Return a new county with ``number`` cases, and its office; written straight to the tables."""
    from datetime import date

    from tenghuan.apps.enterprises.models import Enterprise
    from tenghuan.apps.remediation.models import Case

    county, towns, office = _county(code)
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
                county=county, number=f"ZZ{code}-{at:05d}", enterprise=firm, town=firm.town, lists="高耗低效",
                year=2026, area=12, energy=300, expected_land=2, expected_energy=100, due_on=date(2026, 1 + at % 12, 5),
                state=state(at),
            )
            for at, firm in enumerate(firms)
        ],
        batch_size=1000,
    )  # fmt: skip
    return county, office


def _measured(work: Callable[[], Any]) -> tuple[Any, float, int]:
    """Return what the work gives, its CPU seconds and its queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        start = time.process_time()
        found = work()
        spent = time.process_time() - start
    return found, spent, len(queries.captured_queries)


def bulk(number: int) -> None:
    """Publish ``number`` accepted cases at once, beside the bare updates."""
    from django.db import transaction

    from tenghuan.apps.audit.trail import Actor
    from tenghuan.apps.remediation.models import Case, State
    from tenghuan.apps.remediation.registers import CLEARING

    county, office = _cases("990101", number, lambda at: State.ACCEPTED)
    things = list(Case.objects.filter(county=county).select_related("county", "enterprise", "town", "lead"))
    actor = Actor(office.username, person=office.name, region_path=county.path, user=office)
    start = time.process_time()
    report = CLEARING.take_many(actor, things, "publish", document="公示〔2026〕1号")
    ours = time.process_time() - start
    start = time.process_time()
    for thing in things:
        with transaction.atomic():
            here = Case.objects.filter(pk=thing.pk, state=State.PUBLISHED)
            here.update(state=State.ACCEPTED)
    floor = time.process_time() - start
    sample = things[:20]
    Case.objects.filter(pk__in=[one.pk for one in sample]).update(state=State.ACCEPTED)
    for one in sample:
        one.refresh_from_db()
    _report, _spent, queries = _measured(lambda: CLEARING.take_many(actor, sample, "publish", document="再次"))
    print(f"\nbulk move of {number:,} cases: {len(report.went):,} went, {len(report.refused):,} did not")
    print(f"ours {ours:8.2f} CPU s, {ours / number * 1000:.2f} ms a case, {queries / len(sample):.1f} queries a case")
    print(f"bare {floor:8.2f} CPU s  × {ours / max(floor, 1e-9):.1f}", flush=True)


SQL = """SELECT town_id, state, count(*), sum(CASE WHEN state = 'closed' THEN actual_land ELSE expected_land END),
  sum(CASE WHEN state = 'closed' THEN actual_energy ELSE expected_energy END),
  sum(CASE WHEN state IN ('working', 'mending') AND due_on < CURRENT_DATE THEN 1 ELSE 0 END)
  FROM remediation_case WHERE county_id = %s AND retired_on IS NULL GROUP BY town_id, state"""


def board(number: int) -> None:
    """Count ``number`` cases for the board, beside one statement by hand; and a tenth of them, for the queries."""
    from django.db import connection

    from tenghuan.apps.remediation import board as boards
    from tenghuan.apps.remediation.models import State

    states = [state.value for state in State]
    queries = {}
    for code, size in (("990102", number // 10), ("990103", number)):
        county, office = _cases(code, size, lambda at: states[at % len(states)])
        found, ours, queries[size] = _measured(partial(boards.of, office, county, 2026))
        with connection.cursor() as cursor:
            start = time.process_time()
            cursor.execute(SQL, [county.pk])
            by_hand = {(town, state): n for town, state, n, *_rest in cursor.fetchall()}
            floor = time.process_time() - start
        shown = sum(row.total.count for row in found.towns)
        counted = sum(n for (_town, state), n in by_hand.items() if state != State.DROPPED)
        print(f"\nboard of {size:,} cases: {shown:,} shown, {counted:,} by hand, {queries[size]} queries")
        print(f"ours {ours * 1000:8.1f} CPU ms; by hand {floor * 1000:8.1f} CPU ms  × {ours / max(floor, 1e-9):.1f}")
        if shown != counted:
            raise SystemExit("the board and the statement by hand differ")
    if len(set(queries.values())) > 1:
        raise SystemExit(f"the queries grow with the cases: {queries}")


def main() -> int:
    """Print CPU seconds, ratios and queries."""
    parser = argparse.ArgumentParser(prog="python -m bench.clearing", description=__doc__)
    parser.add_argument("--bulk", type=int, default=5_000)
    parser.add_argument("--board", type=int, default=20_000)
    args = parser.parse_args()
    _settings()
    bulk(args.bulk)
    board(args.board)
    return 0


if __name__ == "__main__":
    import sys

    sys.exit(main())
