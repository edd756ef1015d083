"""Lists of orders as offices keep them: their own headings, one limit read, two limits asked for."""

from __future__ import annotations

from datetime import date

import pytest

from tenghuan.apps.supervision.models import Order
from tests.apps.intake.workbooks import configured, sent, taken_in

HEAD = ["督办单号", "督办来源", "督办事项", "督办内容", "责任单位", "配合部门"]
FIRST, NOW = "2031-09-28", "2031-10-24"


@pytest.fixture
def office(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return world.client("office")


def handed(client, limits: dict[str, str]):
    row = ["", "会议", "园区雨污分流", "查明原因", "东县经信局", "东县科技局", *limits.values()]
    return sent(client, "orders", [[*HEAD, *limits], row], "督办事项")


@pytest.mark.parametrize("heading", ["限期", "办结时限", "完成时限", "现行限期", "首个限期"])
def test_the_one_limit_of_a_list_is_the_orders(office, heading):
    batch = handed(office, {heading: NOW})
    assert configured(office, batch).status_code == 302
    taken_in(office, batch)
    order = Order.objects.get()
    assert (order.matter, order.content, order.lead.name) == ("园区雨污分流", "查明原因", "东县经信局")
    assert (order.source, order.supports, order.due_on) == ("meeting", "东县科技局", date(2031, 10, 24))


@pytest.mark.parametrize(
    "limits",
    [
        {"限期": FIRST, "延期后限期": NOW},
        {"首个限期": FIRST, "现行限期": NOW},
        {"现行限期（原）": FIRST, "现行限期（延期后）": NOW},
        {"办结时限": FIRST, "现限": NOW},
    ],
)
def test_two_limits_are_asked_for_and_the_chosen_one_is_taken(office, limits):
    batch = handed(office, limits)
    answer = configured(office, batch)  # as the page proposes it
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "都像“现行限期”，请选定一列" in page
    assert all(f"列“{heading}”" in page for heading in limits)
    assert not Order.objects.exists()
    assert configured(office, batch, **{"field-6": "", "field-7": "due_on"}).status_code == 302
    taken_in(office, batch)
    assert Order.objects.get().due_on == date(2031, 10, 24)


def test_neither_of_two_limits_leaves_the_rule_to_say_it(office):
    batch = handed(office, {"限期": FIRST, "延期后限期": NOW})
    told = {"field-6": "", "field-7": "", "skip-due_on": "1"}
    assert configured(office, batch, **told).status_code == 302
    taken_in(office, batch)
    assert Order.objects.get().due_on is None
