"""``python -m bench.projects [--rows 5000] [--months 12]``: the lamps of projects in a night, and their pages.

Every project has six planned nodes and a year of months. Times are CPU of the process that serves.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date, timedelta
from typing import Any

from bench.county import TOWNS, cost, new_county, open_platform, signed_in

ROUNDS = 5
STAGES = ("started", "topped", "completed", "produced", "scaled", "reached")


def _projects(code: str, number: int, months: int) -> tuple[Any, Any]:
    from django.utils import timezone

    from tenghuan.apps.organization.models import Unit
    from tenghuan.apps.projects import lamps, reporting
    from tenghuan.apps.projects.models import Month, Node, Project

    county, towns, office = new_county(code)
    today = timezone.localdate()
    unit = Unit.objects.create(region=county, name=f"{code}经信局")
    Project.objects.bulk_create(
        [
            Project(
                county=county, code=f"XM{code}-2026-{at:05d}", name=f"项目{at}", town=towns[at % TOWNS], unit=unit,
                owner=f"业主{at}", industry="3854", manufacturing=True, total=10_000 + at, increment=10_000 + at,
                signed_on=date(2024, 1, 1), landed_on=date(2024, 6, 1), started_on=date(2024, 9, 1), state="started",
            )
            for at in range(number)
        ],
        batch_size=500,
    )  # fmt: skip
    found = list(Project.objects.filter(county=county).order_by("pk"))
    Node.objects.bulk_create(
        (
            Node(county=county, project=one, stage=key, planned=today + timedelta(days=(one.pk % 200) - 60 + 90 * n))
            for one in found
            for n, key in enumerate(STAGES)
        ),
        batch_size=1000,
    )
    periods = [reporting.latest(today)]
    while len(periods) < months:
        periods.append(lamps.before(periods[-1]))
    Month.objects.bulk_create(
        (
            Month(
                county=county, project=one, year=year, month=month, ends_on=lamps.end_of((year, month)),
                invested=0 if one.pk % 9 == 0 else 100, image="",
            )
            for one in found
            for year, month in periods
        ),
        batch_size=1000,
    )  # fmt: skip
    return county, office


def night(county: Any) -> None:
    """Print CPU and queries of a night's look over all projects, and of the next night's, when nothing changed."""
    from collections import Counter

    from tenghuan.apps.audit.trail import Actor
    from tenghuan.apps.projects import standing
    from tenghuan.apps.projects.models import Project

    for word in ("a night's look", "the next night's"):
        looked = cost(lambda: standing.scan(Actor.platform("projects"), county))
        print(f"{word:<28} {looked.queries:>7} {looked.cpu * 1000:>8.0f}   changed {looked.found:,}", flush=True)
    lit = Counter(Project.objects.filter(county=county).values_list("lamp", flat=True))
    print(f"lamps: {dict(sorted(lit.items()))}")


def pages(county: Any, office: Any) -> None:
    """Print queries and CPU of the pages over all projects."""
    from tenghuan.apps.projects.models import Project

    client = signed_in(office)
    one = Project.objects.filter(county=county)[0]
    addresses = {
        "list, first page": "/r/projects/",
        "list, red ones": "/r/projects/?lamp=red&sort=-total",
        "page of a project": f"/r/projects/{one.pk}/",
        "five rates": "/projects/rates/",
        "wall list": "/projects/wall/",
        "schedule of a year": "/projects/gantt/",
        "calendar of a month": "/projects/calendar/",
    }
    for name, address in addresses.items():
        client.get(address)
        spent = cost(lambda address=address: client.get(address), ROUNDS)
        if spent.found.status_code != 200:
            raise SystemExit(f"{name} answers {spent.found.status_code}: {address}")
        print(f"{name:<28} {spent.queries:>7} {spent.cpu * 1000:>8.0f}", flush=True)


def main(asked: list[str] | None = None) -> None:
    """Measure as asked."""
    parser = argparse.ArgumentParser(prog="python -m bench.projects", description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--months", type=int, default=12)
    told = parser.parse_args(asked)
    open_platform()
    county, office = _projects("990101", told.rows, told.months)
    print(f"\n{told.rows:,} projects, {told.months} months each\n{'':<28} {'queries':>7} {'CPU ms':>8}")
    night(county)
    pages(county, office)


if __name__ == "__main__":
    main(sys.argv[1:])
