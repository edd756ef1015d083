"""``python -m bench.leads [--rows 20000]``: the funnel, the list of silent leads, a night's look, the list, duplicates.

The floor of the funnel is one hand-written count over the same rows. Times are CPU of the process that serves.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date, timedelta
from typing import Any

from bench.county import cost, new_county, open_platform, signed_in

ROUNDS = 5
STATES = ("new", "answered", "judged", "set_up", "visited", "talking", "signed", "landed", "pool", "lost")
DAYS = ("answered_on", "judged_on", "set_up_on", "visited_on", "talked_on", "signed_on", "landed_on")
PAIR = 50  # each so many leads there is one that looks like the next


def _leads(code: str, number: int) -> tuple[Any, Any]:
    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone

    from tenghuan.apps.kit.models import Event, EventKind
    from tenghuan.apps.leads.models import Lead, Source
    from tenghuan.apps.organization.models import Unit

    county, _towns, office = new_county(code)
    units = [Unit.objects.create(region=county, name=f"单位{at}") for at in range(10)]
    sources, today = Source.values, timezone.localdate()
    rows = []
    for at in range(number):
        reached = at % 8
        got = date(today.year, 1, 1) + timedelta(days=at % max(1, (today - date(today.year, 1, 1)).days))
        days = dict.fromkeys(DAYS[:reached], got)
        key = f"公司{at - (at % PAIR == 0)}"
        rows.append(
            Lead(
                county=county, number=f"XS{today.year}-{at:05d}", name=f"项目{at}", company=key, company_key=key,
                source=sources[at % len(sources)], got_on=got, unit=units[at % 10], chain=f"链{at % 6}",
                state=STATES[reached] if at % 9 else STATES[8 + at % 2], total=10000 + at, **days,
            )
        )  # fmt: skip
    Lead.objects.bulk_create(rows, batch_size=1000)
    kind, now = ContentType.objects.get_for_model(Lead), timezone.now()
    keys = list(Lead.objects.filter(county=county).order_by("pk").values_list("pk", flat=True))
    events = [Event(content_type=kind, object_id=pk, kind=EventKind.MADE, label="登记", by="专班") for pk in keys]
    Event.objects.bulk_create(events, batch_size=1000)
    for back in range(12):
        Event.objects.filter(content_type=kind, object_id__in=keys[back::12]).update(at=now - timedelta(days=back))
    return county, office


def _floor(county: Any) -> Any:
    from django.db import connection

    counts = ", ".join(f"count({name})" for name in DAYS)  # names of the program, none from outside
    sql = f"select source, count(*), {counts} from leads_lead where county_id = %s group by source"
    with connection.cursor() as cursor:
        cursor.execute(sql, [county.pk])
        return cursor.fetchall()


def main(asked: list[str] | None = None) -> None:
    """Measure as asked."""
    parser = argparse.ArgumentParser(prog="python -m bench.leads", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    told = parser.parse_args(asked)
    open_platform()
    from tenghuan.apps.audit.trail import Actor
    from tenghuan.apps.leads import silence
    from tenghuan.apps.leads.models import Lead

    county, office = _leads("990101", told.rows)
    client, one = signed_in(office), Lead.objects.filter(county=county).order_by("pk")[PAIR]
    floor = cost(lambda: _floor(county), ROUNDS)
    print(f"\n{told.rows:,} leads\n{'page':<28} {'queries':>7} {'CPU ms':>8}")
    print(f"{'counts by hand (floor)':<28} {floor.queries:>7} {floor.cpu * 1000:>8.0f}")
    addresses = {
        "funnel by source": "/leads/funnel/",
        "funnel by unit": "/leads/funnel/?by=unit",
        "funnel by chain": "/leads/funnel/?by=chain",
        "silent leads": "/leads/silent/",
        "list, first page": "/r/leads/",
        "list, filtered": "/r/leads/?state=talking&chain=链1",
        "page of a lead": f"/r/leads/{one.pk}/",
    }
    for name, address in addresses.items():
        client.get(address)
        spent = cost(lambda address=address: client.get(address), ROUNDS)
        if spent.found.status_code != 200:
            raise SystemExit(f"{name} answers {spent.found.status_code}: {address}")
        print(f"{name:<28} {spent.queries:>7} {spent.cpu * 1000:>8.0f}", flush=True)
    for words in ("a night's look", "the next night's"):
        looked = cost(lambda: silence.sweep(Actor.platform("leads"), county))
        print(f"{words}   {looked.cpu:.1f} s CPU, {looked.queries} queries; changed {looked.found:,}")


if __name__ == "__main__":
    main(sys.argv[1:])
