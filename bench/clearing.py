"""``python -m bench.clearing [--bulk 5000] [--board 20000]``: many cases moved at once, and the board over many.

No peer does this job. The yardsticks are: for the bulk move, the same moves one by one by hand-written updates with the
same rows of timeline, trail and tasks left out (the floor of the database); for the board, one hand-written SQL
statement that counts by town and state. Queries are counted: the board's must not grow with the cases.
"""

from __future__ import annotations

import argparse
import time
from functools import partial

from bench.county import cost, new_cases, open_platform


def bulk(number: int) -> None:
    """Publish ``number`` accepted cases at once, beside the bare updates."""
    from django.db import transaction

    from tenghuan.apps.audit.trail import Actor
    from tenghuan.apps.remediation.models import Case, State
    from tenghuan.apps.remediation.registers import CLEARING

    county, office = new_cases("990101", number, lambda at: State.ACCEPTED)
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
    _report, _spent, queries = cost(lambda: CLEARING.take_many(actor, sample, "publish", document="再次"))
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
        county, office = new_cases(code, size, lambda at: states[at % len(states)])
        found, ours, queries[size] = cost(partial(boards.of, office, county, 2026))
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
    open_platform()
    bulk(args.bulk)
    board(args.board)
    return 0


if __name__ == "__main__":
    import sys

    sys.exit(main())
