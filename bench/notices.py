"""10,000 notices: told within changes, delivered through the outbox, and the centre of an account that has them all.

The yardstick is the same rows written by one bare ``bulk_create``: what is above it is asking who wants what, that
nobody is told twice, and the outbox.
"""

from __future__ import annotations

from typing import Any

from bench.county import Cost, cost, new_county, open_platform, signed_in

PEOPLE, LINES = 100, 100


def _people(county: Any) -> list[Any]:
    from tenghuan.apps.organization.models import Account

    rows = [Account(username=f"p{at}", role="office", region=county, name=f"干部{at}") for at in range(PEOPLE)]
    return Account.objects.bulk_create(rows)


def _tell(people: list[Any], county: Any, mark: str) -> int:
    """Tell everybody of a hundred lines, each in a transaction of its own."""
    from django.db import transaction

    from tenghuan.apps.notices.telling import tell

    found = 0
    for line in range(LINES):
        with transaction.atomic():
            found += len(tell(people, "overdue", county, f"{mark}:{line}", f"第{line}件事项逾期"))
    return found


def _bare(people: list[Any], county: Any) -> int:
    from django.contrib.contenttypes.models import ContentType

    from tenghuan.apps.notices.models import Notice

    link = {"content_type": ContentType.objects.get_for_model(county), "object_id": county.pk}
    rows = [
        Notice(account=one, kind="overdue", key=f"bare:{line}", title=f"第{line}件事项逾期", note="", **link)
        for line in range(LINES)
        for one in people
    ]
    return len(Notice.objects.bulk_create(rows, batch_size=1000))


def _deliver() -> int:
    """Send what lies in the outbox, to nowhere."""
    from datetime import timedelta

    from django.utils import timezone

    from tenghuan.apps.notices.outbox import deliver

    sent = 0
    while one := deliver(timezone.now() + timedelta(days=2), lambda held: None):
        sent += one
    return sent


def main() -> None:
    """Print the table."""
    open_platform()
    from django.conf import settings

    settings.WEBHOOK_URL, settings.WEBHOOK_SECRET = "http://127.0.0.1:1/", "bench"  # never called: nothing is sent
    county, _towns, office = new_county("990101")
    people = _people(county)
    print(f"{'step':>42} {'notices':>8} {'CPU s':>8}")
    _row("told, with the outbox", cost(lambda: _tell(people, county, "first")))
    _row("told again: nothing is twice", cost(lambda: _tell(people, county, "first")))
    _row("delivered", cost(_deliver))
    _row("one bare bulk_create", cost(lambda: _bare(people, county)))
    client = signed_in(people[0])
    told = cost(lambda: len(client.get("/notices/").content), 5)
    print(f"centre of one account, {LINES * 2} notices: {told.queries} queries, {told.cpu * 1000:.0f} ms CPU")
    assert office.pk


def _row(name: str, told: Cost) -> None:
    print(f"{name:>42} {told.found:>8} {told.cpu:>8.2f}", flush=True)


if __name__ == "__main__":
    main()
