"""Statistics of 50,000 requests by unit, kind, town and source, and the list behind a number.

The yardstick is one statement of hand-written SQL that counts the same ten columns by the same key; its numbers must
be ours. ``small`` as an argument: a tenth of the requests. The number of queries must be the same for both sizes.
"""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from typing import Any

from bench.county import cost, new_county, open_platform, signed_in

REQUESTS, UNITS, FIRMS = 50_000, 25, 500
STATES = ("closed",) * 6 + ("working", "assigned", "asked", "answered", "meeting", "withdrawn")
SQL = """SELECT {key}, count(*),
  sum(CASE WHEN state IN ('asked', 'assigned', 'working', 'meeting', 'answered') THEN 1 ELSE 0 END),
  sum(CASE WHEN state IN ('asked', 'assigned', 'working', 'meeting', 'answered') AND due_by < %s THEN 1 ELSE 0 END),
  sum(CASE WHEN answered_at IS NOT NULL THEN 1 ELSE 0 END), sum(CASE WHEN answer_late THEN 1 ELSE 0 END),
  sum(CASE WHEN hard THEN 1 ELSE 0 END), sum(CASE WHEN redone > 0 THEN 1 ELSE 0 END),
  sum(CASE WHEN state = 'closed' THEN 1 ELSE 0 END),
  sum(CASE WHEN state = 'closed' AND score IS NOT NULL THEN 1 ELSE 0 END),
  sum(CASE WHEN state = 'closed' AND satisfied THEN 1 ELSE 0 END)
  FROM services_request WHERE county_id = %s AND retired_on IS NULL AND asked_on BETWEEN %s AND %s GROUP BY {key}"""
COLUMNS = {"lead": "lead_id", "kind": "kind", "town": "town_id", "source": "source"}


def _fill(county: Any, towns: list[Any], number: int) -> None:
    from django.utils import timezone

    from tenghuan.apps.enterprises.models import Enterprise
    from tenghuan.apps.organization.models import Unit
    from tenghuan.apps.services.models import Request

    draw, now = random.Random(50), timezone.now()
    units = [Unit.objects.create(region=county, name=f"{county.code}部门{at}") for at in range(UNITS)]
    firms = Enterprise.objects.bulk_create(
        Enterprise(county=county, uscc=f"91{county.code}{at:010d}", name=f"企业{at}", town=towns[at % len(towns)])
        for at in range(FIRMS)
    )
    rows = []
    for at in range(number):
        state, firm = draw.choice(STATES), firms[at % FIRMS]
        score = draw.choice((None, 1, 3, 4, 5, 5)) if state == "closed" else None
        rows.append(
            Request(
                county=county, number=f"B{at:06d}", enterprise=firm, town=firm.town, title=f"诉求{at}", content="内容",
                source=draw.choice(("three", "train", "hotline", "visit", "platform")), state=state, score=score,
                kind=draw.choice(("policy", "permit", "factor", "check", "cross", "advice")), lead=units[at % UNITS],
                asked_at=now, asked_on=date(2026, 1, 1) + timedelta(days=at % 365), answer_late=at % 9 == 0,
                satisfied=None if score is None else score >= 4, hard=at % 11 == 0, redone=int(at % 13 == 0),
                answered_at=now if at % 2 else None, due_by=now + timedelta(hours=at % 48 - 24),
            )
        )  # fmt: skip
    Request.objects.bulk_create(rows, batch_size=1000)


def _by_hand(county: Any, key: str) -> dict[Any, tuple[int, ...]]:
    from django.db import connection
    from django.utils import timezone

    with connection.cursor() as cursor:
        cursor.execute(SQL.format(key=COLUMNS[key]), [timezone.now(), county.pk, date(2026, 1, 1), date(2026, 12, 31)])
        return {row[0]: tuple(int(one) for one in row[1:]) for row in cursor.fetchall()}


def _ours(account: Any, key: str) -> dict[Any, tuple[int, ...]]:
    from tenghuan.apps.services import statistics
    from tenghuan.apps.services.registers import REQUESTS

    rows = statistics.of_year(REQUESTS.rows(account), 2026)
    table = statistics.table(rows, statistics.WAYS[key], 2026)
    return {line.key: tuple(line.counts.values()) for line in list(table.rows)[1:]}


def main() -> int:
    """Print the table; 1 if a number differs from the hand-written statement's."""
    number = REQUESTS // 10 if "small" in sys.argv else REQUESTS
    open_platform()
    county, towns, office = new_county("990101")
    _fill(county, towns, number)
    print(f"{number:,} requests{'':>12} {'groups':>8} {'queries':>8} {'CPU ms':>8} {'SQL ms':>8} {'×':>6} {'off':>5}")
    off = 0
    for key in COLUMNS:
        ours, hand = cost(lambda key=key: _ours(office, key), 3), cost(lambda key=key: _by_hand(county, key), 3)
        wrong = sum(ours.found.get(one) != told for one, told in hand.found.items()) + len(ours.found) - len(hand.found)
        off += wrong
        mine, bare = ours.cpu * 1000, hand.cpu * 1000
        print(
            f"{key:>24} {len(ours.found):>8} {ours.queries:>8} {mine:>8.0f} {bare:>8.0f} {mine / bare:>6.1f} {wrong:>5}"
        )
    client = signed_in(office)
    for name, address in (
        ("page", "/services/statistics/?by=lead&year=2026"),
        ("rows behind a number", "/r/requests/?late=now&asked_on_after=2026-01-01&asked_on_before=2026-12-31"),
    ):
        told = cost(lambda address=address: len(client.get(address).content), 3)
        print(f"{name:>24} {'':>8} {told.queries:>8} {told.cpu * 1000:>8.0f}")
    return int(off > 0)


if __name__ == "__main__":
    sys.exit(main())
