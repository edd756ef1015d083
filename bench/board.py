"""The campaign board of a county with 100 indicators, 60 tasks and 36 months of reports: queries and time.

No peer does this job; the yardstick is the same pages with a tenth of the months: the number of queries must not grow.
"""

from __future__ import annotations

import statistics
import time

from bench.county import new_county, open_platform, signed_in

INDICATORS, TASKS, UNITS = 100, 60, 20
ROUNDS = 10


def _county(months: int, code: str) -> object:
    """Return an office's account in a new county with its plan and ``months`` months of locked reports."""
    from decimal import Decimal

    from tenghuan.apps.audit.trail import Actor
    from tenghuan.apps.monitoring.services.history import Figure, load_history
    from tenghuan.apps.plans.models import Item
    from tenghuan.apps.plans.services.publication import publish_pack
    from tests.apps.plans.packs import large

    county, _towns, office = new_county(code)
    actor = Actor.platform("bench")
    plan = publish_pack(actor, county, large(INDICATORS, TASKS, UNITS)).plan
    items = list(Item.objects.filter(plan=plan).values_list("pk", flat=True))
    figures = [
        Figure(item, 2021 + at // 12, at % 12 + 1, Decimal(at % 30 + 1)) for item in items for at in range(months)
    ]
    load_history(actor, plan, figures, note="示例数据")
    return office


def _open(account: object) -> tuple[int, float, int]:
    """Return (queries, median seconds, bytes) of the board for an account that is logged in already."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(account)
    with CaptureQueriesContext(connection) as captured:
        page = client.get("/board/")
    queries = len(captured)  # later requests empty the log
    if page.status_code != 200:
        raise RuntimeError(f"the board answers {page.status_code}")
    times = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        client.get("/board/")
        times.append(time.perf_counter() - start)
    return queries, statistics.median(times), len(page.content)


def main() -> None:
    """Print the table."""
    open_platform()
    print(f"{'months':>6} {'queries':>8} {'median s':>9} {'kB':>6}")
    for months, code in ((4, "990101"), (36, "990102")):
        queries, seconds, size = _open(_county(months, code))
        print(f"{months:>6} {queries:>8} {seconds:>9.3f} {size / 1000:>6.0f}")
    print("at most 12 queries are allowed (tests/site/test_board.py holds it)")


if __name__ == "__main__":
    main()
