"""``python -m bench.load.floor DATABASE COUNTY``: copy a county's enterprises, measure the two pages over them."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Print one line of JSON: page → (milliseconds of processor time, queries, bytes)."""
    with tempfile.TemporaryDirectory(prefix="tenghuan-floor-") as folder:
        os.environ.update(FLOOR_DATABASE=str(Path(folder) / "floor.sqlite3"))
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.load.floor.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, run_syncdb=True)
        first = _fill(Path(sys.argv[1]), sys.argv[2])
        from django.contrib.auth.models import User
        from django.test import Client

        from bench.load.pages import measured

        client = Client()
        client.force_login(User.objects.create_user("floor"))
        pages = {"list": "/firms/", "enterprise": f"/firms/{first}/"}
        print(json.dumps({name: measured(client, address) for name, address in pages.items()}))
    return 0


def _fill(source: Path, county: str) -> int:
    """Copy a county's enterprises and their figures; return the number of the first."""
    from bench.load.floor.models import Figures, Firm, Place

    database = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    places = database.execute("SELECT id, name FROM organization_region")
    Place.objects.bulk_create(Place(pk=pk, name=name) for pk, name in places)
    columns = ("id", "name", "uscc", "county_id", "town_id", "park", "industry", "above_scale", "status")
    firms = database.execute(
        f"SELECT {', '.join(columns)} FROM enterprises_enterprise WHERE county_id = ?",
        (county,),
    )
    Firm.objects.bulk_create(Firm(**dict(zip(columns, row, strict=True))) for row in firms)
    keys = ("enterprise_id", "year", "land_mu", "tax", "value_added", "revenue")
    rows = database.execute(f"SELECT {', '.join(keys)} FROM enterprises_yearfacts")
    known = set(Firm.objects.values_list("pk", flat=True))
    made = (dict(zip(("firm_id", *keys[1:]), row, strict=True)) for row in rows if row[0] in known)
    Figures.objects.bulk_create(Figures(**values) for values in made)
    return min(known)


if __name__ == "__main__":
    sys.exit(main())
