"""An order raised in two clicks from what lags: words filled in, one open order of a thing, only by its own office."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.further import further
from tenghuan.apps.kit.models import Task
from tenghuan.apps.monitoring.models import Period
from tenghuan.apps.monitoring.services.periods import open_due_periods
from tenghuan.apps.plans.models import Parameter
from tenghuan.apps.remediation.models import Case, State
from tenghuan.apps.supervision import subjects
from tenghuan.apps.supervision.models import Order
from tenghuan.apps.supervision.raising import raise_order
from tenghuan.apps.supervision.registers import ORDERING, ORDERS
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by, shed
from tests.apps.monitoring.campaigns import TODAY, Campaign, history, make_campaign
from tests.apps.remediation.cases import case
from tests.apps.supervision.orders import issued, proof
from tests.kit.made import makers

RAISE = "/supervision/raise"


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def fresh(world) -> Campaign:
    made = make_campaign(world.home)
    open_due_periods(Actor.platform("periods"), TODAY)
    made.period = Period.objects.get(plan=made.plan)
    return made


@pytest.fixture
def campaign(fresh) -> Campaign:
    history(fresh, "annual", 2022, {4: "20", 5: "21"})  # two yellow months: red
    return fresh


def sent(form: Any) -> dict[str, Any]:
    """What a browser sends of a form as it was filled in for the officer."""
    told = {}
    for name, field in form.fields.items():
        value = form[name].value()
        value = value.pk if hasattr(value, "pk") else value
        if value is not None and field is not None:
            told[name] = str(value)
    return told


def test_two_clicks_make_an_order_of_a_red_lamp(campaign, world):
    client, item = world.client("office"), campaign.items["annual"]
    # the first click: the button on the item's own page
    body = client.get(reverse("plans:indicator", args=(item.pk,))).content.decode()
    address = re.search(r'href="(/supervision/raise[^"]*)"', body)[1].replace("&amp;", "&")
    form = client.get(address).context["form"]
    # the second: the form as it was filled in
    response = client.post(address, sent(form))
    order = Order.objects.get()
    assert response.url == ORDERS.address(order)
    assert (order.state, order.source, order.lead) == ("issued", "lamp", world.home.departments[0])
    assert (order.subject.pk, order.matter) == (item.pk, "“指标annual”红灯")
    assert "完成进度 21.0%" in order.content
    assert order.slips.get().reason == "关联事项亮红灯"
    assert order.grade == "orange"


def test_the_first_page_and_the_list_of_what_waits_lead_to_the_same_form(campaign, world):
    client, item = world.client("office"), campaign.items["annual"]
    address = f"/supervision/raise?kind=item&amp;pk={item.pk}"
    assert address in client.get("/").content.decode()
    assert address in client.get("/supervision/waiting/").content.decode()
    for account in ("leader", "department", "town"):
        assert RAISE not in world.client(account).get("/").content.decode()
        assert world.client(account).get("/supervision/waiting/").status_code == 403


def test_a_thing_has_one_open_order_and_a_new_one_after_the_close(campaign, world):
    office, item = by(world.home, "office"), campaign.items["annual"].item_ptr
    told = subjects.matter_of(item).values(world.home.region)
    order = raise_order(office, world.home.region, told, subject=item)
    with pytest.raises(InputFault, match="已有在办的督办"):
        raise_order(office, world.home.region, {**told, "matter": "换个说法"}, subject=item)
    assert Order.objects.count() == 1
    again = world.client("office").get(RAISE, {"kind": "item", "pk": item.pk})
    assert again.url == ORDERS.address(order)
    assert f"pk={item.pk}&" not in world.client("office").get("/supervision/waiting/").content.decode()
    department = by(world.home, "department")
    ORDERING.take(department, order, "sign", promise="补上", planned_on=TODAY)
    ORDERING.take(department, order, "report", outcome="done", progress="已补", files=proof())
    ORDERING.take(office, order, "close", opinion="属实")
    assert raise_order(office, world.home.region, told, subject=item, before=order).state == "issued"


def test_two_red_periods_make_a_red_order(fresh, world):
    history(fresh, "annual", 2022, {4: "1", 5: "2"})  # far behind: each red by itself
    item = fresh.items["annual"].item_ptr
    order = raise_order(
        by(world.home, "office"), world.home.region, subjects.matter_of(item).values(world.home.region), subject=item
    )
    assert order.grade == "red"
    assert re.fullmatch(r"关联事项连续 \d 期红灯", order.slips.get().reason)


def test_an_overdue_task_names_who_owes_it(world):
    thing = shed(world.home)
    task = Task.objects.about(thing).get()
    Task.objects.filter(pk=task.pk).update(due=TODAY - timedelta(days=9))
    task.refresh_from_db()
    body = world.client("office").get("/supervision/waiting/").content.decode()
    assert "逾期 9 天" in body
    told = subjects.matter_of(task)
    assert (told.source, told.lead) == ("task", world.home.towns[0])
    assert told.matter.startswith("逾期未办：")
    assert "已逾期 9 天" in told.content
    form = world.client("office").get(subjects.address(task)).context["form"]
    assert form.initial["lead"] == world.home.towns[0]


def test_a_record_of_any_register_has_the_button_and_tells_its_state_and_who_must_act(world):
    thing = shed(world.home)
    office = world.home.accounts["office"]
    assert [one.address for one in further(office, thing)] == [f"/supervision/raise?kind=sheds&pk={thing.pk}"]
    assert (
        f"/supervision/raise?kind=sheds&amp;pk={thing.pk}"
        in world.client("office").get(f"/r/sheds/{thing.pk}/").content.decode()
    )
    told = subjects.matter_of(thing)
    assert (told.source, told.lead) == ("check", world.home.towns[0])
    assert "待核实" in told.matter


def test_nobody_but_the_office_of_the_county_is_offered_or_let_in(world):
    thing = shed(world.home)
    address = f"/supervision/raise?kind=sheds&pk={thing.pk}"
    for name in ("department", "town", "leader", "audit_admin", "enterprise"):
        account = world.home.accounts[name]
        assert further(account, thing) == []
        assert world.client(account).get(address).status_code == 403
    for county in (world.neighbour, world.foreign):
        assert further(county.accounts["office"], thing) == []
        assert world.client(county.accounts["office"]).get(address).status_code == 404
    assert world.client(world.prefecture).get(address).status_code == 403


def test_an_order_is_raised_from_no_order_and_from_nothing_that_is_not_there(world):
    client = world.client("office")
    for query in ("kind=orders&pk=1", "kind=nothing&pk=1", "kind=sheds&pk=99", "kind=item&pk=²", "kind=task&pk="):
        assert client.get(f"{RAISE}?{query}").status_code == 404, query
    assert client.get(RAISE).status_code == 200


def test_what_is_owed_on_an_order_is_no_matter_of_another_one(world):
    client, order = world.client("office"), issued(world.home)
    task = Task.objects.about(order).open().get()
    assert [str(one.label) for one in further(world.home.accounts["office"], task)] == ["催办"]
    assert client.get(f"{RAISE}?kind=task&pk={task.pk}").status_code == 404
    assert "kind=task" not in client.get(ORDERS.address(order)).content.decode()


def test_a_collective_is_not_offered_as_lead(world):
    offered, collective = world.home.departments[:2]
    type(collective).objects.filter(pk=collective.pk).update(kind="collective")
    leads = set(world.client("office").get(RAISE).context["form"].fields["lead"].queryset)
    assert offered in leads
    assert collective not in leads


def test_a_double_click_makes_one_order_and_a_draft_stays_a_draft(world):
    client = world.client("office")
    form = client.get(RAISE).context["form"]
    told = {**sent(form), "source": "note", "matter": "一事", "content": "办", "lead": world.home.departments[0].pk}
    first = client.post(RAISE, told)
    assert client.post(RAISE, told).url == first.url
    assert Order.objects.count() == 1
    other = {**told, "once": "t-2", "matter": "二事", "draft": "1"}
    client.post(RAISE, other)
    assert Order.objects.get(matter="二事").state == "draft"


def test_the_county_s_mechanism_comes_with_the_source(world):
    campaign = make_campaign(world.home)
    rows = [{"name": "“169”工作推进机制", "source": "project"}, {"name": "加强问效", "source": "task"}]
    Parameter.objects.create(
        plan=campaign.plan, key="supervision_mechanisms", name="督办机制", value=rows, status="plan"
    )
    thing = campaign.items["orphan"].item_ptr
    assert subjects.matter_of(thing).values(world.home.region)["mechanism"] == "加强问效"
    told = {"source": "project", "matter": "甲项目", "content": "办", "lead": world.home.departments[0]}
    order = raise_order(
        by(world.home, "office"), world.home.region, {**told, "mechanism": "“169”工作推进机制"}, issue=False
    )
    assert order.mechanism == "“169”工作推进机制"


def test_only_what_waits_for_somebody_can_be_supervised(world):
    """A case that is closed, and a record that nobody moves, owe nothing to anybody."""
    office, thing = world.home.accounts["office"], case(world.home)
    assert [str(one.label) for one in further(office, thing)] == ["督办"]
    Case.objects.filter(pk=thing.pk).update(state=State.CLOSED)
    thing.refresh_from_db()
    assert further(office, thing) == []
    assert not subjects.can_lag(makers()["scenarios"](world.home, 1, 0, 0))


def test_the_page_of_a_thing_shows_its_orders_to_officials_and_not_to_the_enterprise(world):
    from tests.apps.services.asking import working

    thing = working(world.home)
    raised = subjects.matter_of(thing).values(world.home.region)
    # a complaint, led by who answers it
    assert (raised["source"], raised["lead"]) == ("complaint", world.home.departments[0])
    order = raise_order(by(world.home, "office"), world.home.region, raised, subject=thing)
    page = f"/r/requests/{thing.pk}/"
    shown = world.client("department").get(page).content.decode()
    assert f"/r/orders/{order.pk}/" in shown
    assert order.number in shown
    assert order.number not in world.client("enterprise").get(page).content.decode()
    assert "关联事项" not in world.client("office").get(f"/r/requests/{working(world.home, 2).pk}/").content.decode()
