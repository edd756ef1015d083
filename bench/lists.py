"""``python -m bench.lists [--rows 100000]``: list, detail, search and export over very many rows; a cold page's weight.

The floor is the same list by hand in plain Django: one query for the page, one for the count, a template that writes
ten cells a row, nothing of filters, views, bulk moves, scope or menu. Times are CPU of the process that serves.
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
from pathlib import Path
from typing import Any

from bench.county import cost, new_cases, open_platform, signed_in

ROUNDS = 7
BY_HAND = """<!doctype html><title>list</title><table>{% for row in rows %}<tr><td>{{ row.number }}
<td>{{ row.enterprise.name }}<td>{{ row.enterprise.uscc }}<td>{{ row.town.name }}<td>{{ row.lists }}<td>{{ row.area }}
<td>{{ row.energy }}<td>{{ row.due_on }}<td>{{ row.state }}<td>{{ row.year }}</tr>{% endfor %}</table>{{ count }}"""


def pages(rows: int) -> None:
    """Print queries and CPU of each page, and how many times the floor the list takes."""
    from tenghuan.apps.remediation.models import Case, State

    states = [state.value for state in State]
    county, office = new_cases("990101", rows, lambda at: states[at % len(states)])
    client = signed_in(office)
    one = Case.objects.filter(county=county)[0]
    town = one.town_id
    addresses = {
        "list, first page": "/r/cases/",
        "list, sorted by area": "/r/cases/?sort=-area",
        "list, filtered and sorted": f"/r/cases/?town={town}&state={State.WORKING}&sort=-area",
        "list, searched": "/r/cases/?q=990101-0999",
        "list, page 500": "/r/cases/?page=500",
        "detail page": f"/r/cases/{one.pk}/",
        "global search": "/search/?q=990101777",
        "home": "/",
        "board": "/board/",
    }
    floor = cost(lambda: _by_hand(county), ROUNDS)
    print(f"\n{rows:,} rows\n{'page':<28} {'queries':>7} {'CPU ms':>8} {'× floor':>8}")
    print(f"{'list by hand (floor)':<28} {floor.queries:>7} {floor.cpu * 1000:>8.1f} {1:>8.1f}")
    for name, address in addresses.items():
        client.get(address)
        spent = cost(lambda address=address: client.get(address), ROUNDS)
        if spent.found.status_code != 200:
            raise SystemExit(f"{name} answers {spent.found.status_code}: {address}")
        print(f"{name:<28} {spent.queries:>7} {spent.cpu * 1000:>8.1f} {spent.cpu / floor.cpu:>8.1f}", flush=True)
    export = cost(lambda: sum(len(part) for part in client.get("/r/cases/?export=csv").streaming_content))
    print(
        f"{'export of all rows (csv)':<28} {export.queries:>7} {export.cpu * 1000:>8.0f}   {export.found / 1e6:.1f} MB"
    )


def _by_hand(county: Any) -> str:
    from django.template import Context, Engine

    from tenghuan.apps.remediation.models import Case

    found = Case.objects.filter(county=county).select_related("enterprise", "town").order_by("-area")
    context = {"rows": found[:50], "count": found.count()}
    return str(Engine().from_string(BY_HAND).render(Context(context)))


def weight() -> None:
    """Print the bytes of a cold first page: itself and all it names, compressed."""
    from django.contrib.staticfiles import finders

    from tenghuan.apps.organization.models import Account

    body = signed_in(Account.objects.get(username="office-990101")).get("/").content
    named = set(re.findall(r'(?:href|src)="/static/([^"]+)"', body.decode()))
    sizes = {
        one: len(gzip.compress(Path(str(finders.find(one))).read_bytes(), 6)) for one in named if finders.find(one)
    }
    total = len(gzip.compress(body, 6)) + sum(sizes.values())
    print(f"\ncold home page: {total / 1000:.0f} kB compressed in {len(named) + 1} files (at most 300)")


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.lists", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    args = parser.parse_args()
    open_platform()
    pages(args.rows)
    weight()
    return 0


if __name__ == "__main__":
    sys.exit(main())
