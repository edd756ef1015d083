"""The wall of a county with 100 indicators and 60 tasks, and of a city of ten: queries, CPU, bytes, the first paint.

No peer does this job; the yardsticks are the bound of twelve queries and the same wall worked out anew.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from typing import Any

from bench.county import Cost, cost, new_county, open_platform, signed_in

INDICATORS, TASKS, UNITS, MONTHS, COUNTIES = 100, 60, 20, 24, 10
ROUNDS = 10


def _county(code: str) -> Any:
    """Return the office of a new county with its plan and two years of locked reports."""
    from decimal import Decimal

    from tenghuan.apps.audit.trail import Actor
    from tenghuan.apps.monitoring.services.history import Figure, load_history
    from tenghuan.apps.plans.models import Item
    from tenghuan.apps.plans.services.publication import publish_pack
    from tests.apps.plans.packs import large

    county, _towns, office = new_county(code)
    actor = Actor.platform("bench")
    plan = publish_pack(actor, county, large(INDICATORS, TASKS, UNITS)).plan
    figures = [
        Figure(item, 2021 + at // 12, at % 12 + 1, Decimal(at % 30 + 1))
        for item in Item.objects.filter(plan=plan).values_list("pk", flat=True)
        for at in range(MONTHS)
    ]
    load_history(actor, plan, figures, note="示例数据")
    return office


def _forget() -> None:
    from tenghuan.apps.cockpit import painting
    from tenghuan.apps.plans import kept

    painting.walls._kept.clear()
    kept.boards._kept.clear()


def _open(account: Any, fresh: bool) -> Cost:
    client = signed_in(account)
    client.get("/cockpit/")

    def work() -> int:
        if fresh:
            _forget()
        return len(client.get("/cockpit/").content)

    return cost(work, ROUNDS)


def _upper() -> Any:
    from tenghuan.apps.organization.models import Account, Region

    return Account.objects.create(username="city", role="office", region=Region.objects.get(code="9901"), name="市专班")


# the page may be loaded before it is painted: this ends with the paint
FIRST_PAINT = """new Promise(done => new PerformanceObserver(
    found => found.getEntriesByName('first-contentful-paint').forEach(one => done(one.startTime))
).observe({type: 'paint', buffered: true}))"""


def _first_paint(account: Any) -> str:
    """Return the milliseconds to the first contentful paint in Chromium, the wall kept, the static files not."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        return "no Chromium"
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application
    from playwright.sync_api import sync_playwright

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_told: Any) -> None:
            """Say nothing of each request."""

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    cookie = signed_in(account).cookies["sessionid"].value
    address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
            options = {"executable_path": path, "args": ["--no-sandbox"], "viewport": {"width": 1920, "height": 1080}}
            context = playwright.chromium.launch_persistent_context(folder, **options)
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
            page = context.new_page()
            page.goto(f"{address}/cockpit/")
            painted = page.evaluate(FIRST_PAINT)
            context.close()
    finally:
        server.shutdown()
    return f"{painted:.0f} ms"


def main() -> None:
    """Print the table."""
    open_platform()
    office = _county("990101")
    print(f"{'wall':>22} {'queries':>8} {'CPU ms':>8} {'kB':>6}")
    for name, account, fresh in (("county, kept", office, False), ("county, anew", office, True)):
        _row(name, _open(account, fresh))
    paint = _first_paint(office)
    for at in range(2, COUNTIES + 1):
        _county(f"9901{at:02d}")
    city = _upper()
    for name, fresh in ((f"{COUNTIES} counties, kept", False), (f"{COUNTIES} counties, anew", True)):
        _row(name, _open(city, fresh))
    print(f"first contentful paint at 1920 × 1080, nothing in the browser's cache: {paint}")
    print("a kept wall takes at most 12 queries (tests/apps/cockpit/test_wall.py holds it)")


def _row(name: str, told: Cost) -> None:
    print(f"{name:>22} {told.queries:>8} {told.cpu * 1000:>8.1f} {told.found / 1000:>6.0f}", flush=True)


if __name__ == "__main__":
    main()
