"""The demonstration as ``make run`` loads it: every role's first pages, at three widths; twice changes nothing.

The picture in the README (docs/pictures/board.png) is ``board-demonstration-1366.png`` of this test.
"""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.verify import verify
from tenghuan.apps.evaluation.models import Run
from tenghuan.site.demonstration import loading
from tenghuan.site.demonstration.accounts import PASSWORD
from tests.access.test_matrix import INSIDES
from tests.browser.pages import log_in

PAGES = {
    "shengzhou-office": ("/monitoring/", "/board/", "/tasks/", "/monitoring/review/", "/enterprises/", "/evaluation/"),
    "shengzhou-jingxinju": ("/monitoring/", "/monitoring/grid/"),
    "shengzhou-leader": ("/monitoring/", "/cockpit/"),
    "shengzhou-enterprise": ("/evaluation/own/", "/enterprises/own/"),
    "province": ("/counties/",),
    "secadmin": ("/r/accounts/",),
    "auditadmin": ("/audit/",),
}


@pytest.fixture
def demonstration(transactional_db, tmp_path_factory):
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("files")
    said: list[str] = []
    loading.load(said.append)
    return said


def test_first_pages_of_every_role(page, live_server, demonstration, picture):
    assert any("嵊州市：企业 240 家" in line for line in demonstration)
    year = timezone.localdate().year
    assert sorted(Run.objects.values_list("year", "state")) == [(year - 2, "final"), (year - 1, "published")]
    assert list(verify()) == []
    rows = Entry.objects.count()
    loading.load(lambda line: None)
    assert Entry.objects.count() == rows

    for username, addresses in PAGES.items():
        log_in(page, live_server.url, username, PASSWORD)
        for address in addresses:
            response = page.goto(f"{live_server.url}{address}")
            assert response is not None
            assert response.status == 200
            assert INSIDES.search(response.text()) is None, address
            expect(page.locator("h1, .wall, main").first).to_be_visible()
            name = address.strip("/").replace("/", "-") or "home"
            for width in (1366, 390):
                picture(f"{name}-demonstration", width, whole=False)
                overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert overflow <= 0, f"{address} scrolls sideways at {width} px"
