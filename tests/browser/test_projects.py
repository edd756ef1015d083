"""A project from lead to production; its next node turns red and becomes an order: two officers in a real browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tenghuan.apps.projects.models import Node, Project
from tenghuan.apps.projects.registers import RUNNING_LOOP
from tenghuan.apps.supervision.models import Order
from tests.apps.kit.sheds import PNG, by
from tests.apps.projects.made import month, node, project
from tests.apps.projects.test_projects import walk
from tests.browser.pages import log_in


@pytest.fixture
def _begun(live_server, world, settings, tmp_path) -> None:
    """One project that is filed, one in production whose next node is long over."""
    settings.MEDIA_ROOT = tmp_path
    walk(project(world.home, 1), by(world.home, "department"), "file")
    late = walk(
        project(world.home, 2), by(world.home, "department"), "produce", file={"code": "2503-990101-04-01-123457"}
    )
    day = timezone.localdate()
    node(world.home, project=late, stage="scaled", planned=day - timedelta(days=60))
    node(world.home, project=late, stage="reached", planned=day + timedelta(days=300))
    month(world.home, project=late, year=day.year - 1, month=9)


def _wide_enough(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def _move(page: Page, label: str, verb: str, **fields: str) -> None:
    """Take a step by its button, with a file for each kind of evidence that it asks for."""
    kinds = next(move.proofs for move in RUNNING_LOOP.moves if move.verb == verb)
    page.get_by_role("link", name=label, exact=True).click()
    page.wait_for_url("**/take/**")
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    for at, field in enumerate(page.locator("input[type=file]").all()):
        told = {"name": f"{at}.png", "mimeType": "image/png", "buffer": PNG + bytes([at])}
        field.set_input_files(told)
    assert page.locator("input[type=file]").count() >= len(kinds)
    page.get_by_role("button", name=label, exact=True).click()


@pytest.mark.usefixtures("_begun")
def test_a_project_is_led_to_production_and_a_red_node_becomes_an_order(page, live_server, picture):
    base, first = live_server.url, Project.objects.get(name="第1项目")
    late = Project.objects.get(name="第2项目")
    log_in(page, base, "dong-department")
    page.goto(f"{base}/r/projects/{first.pk}/")
    page.get_by_role("link", name="编排节点").click()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存，调整")).to_be_visible()
    assert Node.objects.filter(project=first).count() == 8  # what lies ahead of the filing
    _move(*(page, "登记落地", "land"), landed_on="2025-04-01", land_contract="合同1号", performance_agreement="履约1号")
    _move(page, "登记开工", "start", started_on="2025-06-01")
    _move(page, "登记主体封顶", "top", topped_on="2025-12-01")
    _move(page, "登记竣工", "complete", completed_on="2026-02-01")
    _move(page, "登记投产", "produce", produced_on="2026-04-01")
    expect(page.locator(".badge", has_text="已投产")).to_be_visible()
    for width in (1920, 1366, 390):
        picture("project", width)
        _wide_enough(page)

    log_in(page, base, "dong-office")
    for name in ("rates", "wall", "gantt", "calendar"):
        page.goto(f"{base}/projects/{name}/")
        for width in (1920, 1366, 390):
            picture(f"project-{name}", width)
            _wide_enough(page)
    page.goto(f"{base}/r/projects/?lamp=red")
    page.get_by_role("link", name="第2项目").click()
    page.get_by_role("link", name="督办", exact=True).first.click()
    expect(page.locator("[name=source]")).to_have_value("project")
    page.get_by_role("button", name="交办").first.click()
    expect(page.locator(".badge", has_text="已交办")).to_be_visible()
    order = Order.objects.get()
    assert (order.subject, order.lead) == (late, late.unit)
    picture("project-order", 1366)
