"""An order from issue to close: limits, guards, extensions, feedback, verifying, chain, nothing after close."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tenghuan.apps.kit import records
from tenghuan.apps.kit.models import Task
from tenghuan.apps.kit.workdays import deadline
from tenghuan.apps.supervision import rules
from tenghuan.apps.supervision.models import Order
from tenghuan.apps.supervision.raising import raise_order
from tenghuan.apps.supervision.registers import ORDERING, ORDERS
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import actor_of, by
from tests.apps.supervision.orders import back, draft, issued, proof, reported, working
from tests.world import new_account


@pytest.fixture(autouse=True)
def _kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("source", "urgency", "days", "working"),
    [
        ("note", "urgent", 5, False),
        ("note", "normal", 15, False),
        ("note", "hard", 30, False),
        ("meeting", "urgent", 30, True),
        ("lamp", "normal", 15, True),
        ("check", "urgent", 5, True),
    ],
)
def test_an_order_without_a_limit_gets_the_one_of_its_source_and_urgency(world, source, urgency, days, working):
    due = deadline(date.today(), days) if working else date.today() + timedelta(days=days)
    order = issued(world.home, source=source, urgency=urgency)
    assert (order.issued_on, order.first_due, order.due_on, order.next_on) == (date.today(), due, due, due)
    task = Task.objects.about(order).open().get()
    assert (task.unit, task.due) == (world.home.departments[0], deadline(date.today(), 1))


def test_a_limit_that_is_past_is_refused(world):
    order = draft(world.home, due_on=date.today() - timedelta(days=1))
    with pytest.raises(InputFault, match="已经过去"):
        ORDERING.take(by(world.home, "office"), order, "issue")


def test_one_matter_is_one_order(world):
    draft(world.home)
    with pytest.raises(InputFault, match="一事一单"):
        draft(world.home)
    draft(world.home, unit=1)  # another lead is another matter


def test_supports_are_units_of_the_county_and_not_the_lead(world):
    with pytest.raises(InputFault, match="没有在用的配合单位“西县科技局”"):
        draft(world.home, supports="东县科技局，西县科技局")
    with pytest.raises(InputFault, match="不能同时是配合单位"):
        draft(world.home, supports="东县经信局")
    assert draft(world.home, supports="dong1镇政府, 东县科技局").supports == "dong1镇政府、东县科技局"


def test_a_unit_out_of_use_or_a_collective_leads_and_supports_nothing(world):
    kept, retired = world.home.departments[:2]
    waiting, argued = draft(world.home, 8, unit=1), issued(world.home, 9)
    type(retired).objects.filter(pk=retired.pk).update(active=False)
    with pytest.raises(InputFault, match="已经停用") as refused:
        draft(world.home, 1, unit=1)
    assert refused.value.field == "lead"
    with pytest.raises(InputFault, match="没有在用的配合单位"):
        draft(world.home, 2, supports=retired.name)
    with pytest.raises(InputFault, match="已经停用"):  # retired between draft and issue
        ORDERING.take(by(world.home, "office"), waiting, "issue")
    ORDERING.take(by(world.home, "department"), argued, "object", reason="不属本单位职责")
    for lead in (retired, retired.pk, str(retired.pk)):
        with pytest.raises(InputFault, match="已经停用"):
            ORDERING.take(by(world.home, "office"), argued, "adjust", opinion="改由科技局", lead=lead)
    type(kept).objects.filter(pk=retired.pk).update(active=True, kind="collective")
    with pytest.raises(InputFault, match="统称"):
        ORDERING.take(by(world.home, "office"), argued, "adjust", opinion="改由各部门", lead=retired.pk)
    argued.refresh_from_db()
    assert (argued.lead, argued.state) == (kept, "disputed")


def test_a_mechanism_is_one_of_the_county_s_plan(world):
    with pytest.raises(InputFault, match="本县方案没有"):
        draft(world.home, mechanism="“169”工作推进机制")


def test_only_the_lead_signs_and_promises_no_day_that_is_past(world):
    order = issued(world.home)
    told = {"promise": "按期完成", "planned_on": date.today()}
    with pytest.raises(InputFault, match="责任单位"):
        ORDERING.take(by(world.home, "department2"), order, "sign", **told)
    with pytest.raises(InputFault, match="不能早于今天"):
        ORDERING.take(
            by(world.home, "department"), order, "sign", **{**told, "planned_on": date.today() - timedelta(days=1)}
        )
    ORDERING.take(by(world.home, "department"), order, "sign", **told)
    assert Task.objects.about(order).open().get().due == order.next_on


def test_an_objection_leads_to_another_lead_and_keeps_the_first_limit(world):
    order = issued(world.home)
    first = order.first_due
    ORDERING.take(by(world.home, "department"), order, "object", reason="不属本单位职责")
    ORDERING.take(by(world.home, "office"), order, "adjust", opinion="改由科技局牵头", lead=world.home.departments[1])
    assert (order.state, order.lead, order.first_due) == ("issued", world.home.departments[1], first)
    assert Task.objects.about(order).open().get().unit == world.home.departments[1]


def test_a_granted_extension_moves_the_limit_and_is_not_overdue(world):
    order = back(working(world.home), due_on=6, first_due=6)
    assert order.overdue(date.today()) > 0
    later = date.today() + timedelta(days=10)
    with pytest.raises(InputFault, match="须晚于"):
        ORDERING.take(by(world.home, "department"), order, "ask_extension", reason="设备未到", asked_due=date.today())
    ORDERING.take(by(world.home, "department"), order, "ask_extension", reason="设备未到", asked_due=later)
    assert order.overdue(date.today()) > 0  # asking alone helps nobody
    ORDERING.take(by(world.home, "office"), order, "grant", opinion="同意")
    assert (order.due_on, order.extensions, order.overdue(date.today())) == (later, 1, 0)
    assert order.first_due == date.today() - timedelta(days=6)


def test_a_third_extension_is_not_asked_for(world):
    order = working(world.home)
    for n in (1, 2):
        later = order.due_on + timedelta(days=n)
        ORDERING.take(by(world.home, "department"), order, "ask_extension", reason="需要", asked_due=later)
        ORDERING.take(by(world.home, "office"), order, "grant", opinion="同意")
    with pytest.raises(InputFault, match="已延期 2 次"):
        ORDERING.take(
            by(world.home, "department"), order, "ask_extension", reason="需要", asked_due=order.due_on + timedelta(5)
        )


def test_what_cannot_be_solved_says_why_and_all_feedback_has_evidence(world):
    order = working(world.home)
    department = by(world.home, "department")
    with pytest.raises(InputFault, match="须写明暂无法解决的原因、已做工作、后续打算"):
        ORDERING.take(department, order, "report", outcome="stuck", progress="难", files=proof())
    with pytest.raises(InputFault, match="佐证"):
        ORDERING.take(department, order, "report", outcome="done", progress="好了")
    told = {"cause": "权属不清", "done": "两次协调", "next_step": "报市里"}
    ORDERING.take(department, order, "report", outcome="stuck", progress="难", files=proof(), **told)
    assert (order.state, order.reported_on) == ("reported", date.today())


def test_done_needs_new_evidence_each_time(world):
    order = reported(world.home, "part")
    ORDERING.take(by(world.home, "office"), order, "go_on", opinion="继续")
    with pytest.raises(InputFault, match="这一次的佐证"):
        ORDERING.take(by(world.home, "department"), order, "report", outcome="done", progress="完成")
    ORDERING.take(by(world.home, "department"), order, "report", outcome="done", progress="完成", files=proof(1))
    assert order.state == "reported"


def test_part_of_it_is_no_end(world):
    order = reported(world.home, "part")
    with pytest.raises(InputFault, match="请办理“继续办理”或退回"):
        ORDERING.take(by(world.home, "office"), order, "close", opinion="可以")


def test_whoever_handled_it_verifies_nothing_even_if_another_moved_it_last(world):
    home = world.home
    order = issued(home)
    # the office's account belongs to the leading unit: it signs itself, another one of the unit reports
    ORDERING.take(by(home, "office"), order, "sign", promise="完成", planned_on=date.today())
    ORDERING.take(by(home, "department"), order, "report", outcome="done", progress="完成", files=proof())
    for verb, told in (("close", {"opinion": "好"}), ("return", {"reason": "不实"}), ("go_on", {"opinion": "再办"})):
        with pytest.raises(InputFault, match="办理人不能核验"):
            ORDERING.take(by(home, "office"), order, verb, **told)
    other = new_account("dong-office2", "office", home.region, home.departments[1])
    ORDERING.take(actor_of(other), order, "close", opinion="属实")
    assert (order.state, order.closed_on) == ("closed", date.today())


def test_feedback_sent_back_makes_an_orange_slip_with_a_chain_of_two(world):
    order = reported(world.home)
    ORDERING.take(by(world.home, "office"), order, "return", reason="佐证不足")
    assert (order.state, order.grade, order.returned) == ("working", "orange", 1)
    chain = [(str(slip), slip.grade, slip.by_rule) for slip in order.slips.all()]
    assert chain == [(f"{order.number}-1", "", True), (f"{order.number}-2", "orange", True)]


def test_a_graver_slip_is_issued_directly_with_reason_and_for_red_with_the_seat_that_approved(world):
    order, office = issued(world.home), by(world.home, "office")
    with pytest.raises(InputFault, match="理由"):
        rules.regrade(office, order, grade="blue", reason=" ")
    with pytest.raises(InputFault, match="批准席位"):
        rules.regrade(office, order, grade="red", reason="特事特办")
    with pytest.raises(InputFault, match="由本级专班办公室办理"):
        rules.regrade(by(world.home, "department"), order, grade="blue", reason="急")
    rules.regrade(office, order, grade="red", reason="特事特办", approved_by="组长", seen=1)
    with pytest.raises(InputFault, match="刚有新的督办单"):
        rules.regrade(office, order, grade="red", reason="特事特办", approved_by="组长", seen=1)
    with pytest.raises(InputFault, match="更高等级"):
        rules.regrade(office, order, grade="orange", reason="降级")
    assert [slip.grade for slip in order.slips.all()] == ["", "red"]


def test_nothing_follows_the_close_but_a_linked_new_order(world):
    order, office = reported(world.home), by(world.home, "office")
    told = {"source": "meeting", "matter": "新问题", "content": "再办", "lead": world.home.departments[0]}
    with pytest.raises(InputFault, match="还没有办结"):
        raise_order(office, world.home.region, told, before=order)
    ORDERING.take(office, order, "close", opinion="属实")
    assert ORDERING.offered(office, order) == []
    with pytest.raises(InputFault, match="不能升级"):
        rules.regrade(office, order, grade="red", reason="急", approved_by="组长")
    with pytest.raises(InputFault, match="不能修改"):
        records.change(office, ORDERS, order, {"matter": "改"})
    later = raise_order(office, world.home.region, told, before=order)
    assert (later.before, list(order.later.all()), later.state) == (order, [later], "issued")


def test_the_form_of_a_closed_order_offers_a_linked_one(world):
    order = reported(world.home)
    ORDERING.take(by(world.home, "office"), order, "close", opinion="属实")
    client = world.client("office")
    address = f"{reverse('supervision:raise')}?before={order.pk}"
    assert address in client.get(ORDERS.address(order)).content.decode()
    form = client.get(address).context["form"]
    assert (form.initial["lead"], form.initial["source"]) == (order.lead, "meeting")


def test_the_page_grades_an_order_and_shows_the_chain(world):
    order = issued(world.home)
    client = world.client("office")
    told = {"grade": "orange", "reason": "县长批示", "seen": "1"}
    assert client.post(reverse("supervision:regrade", args=(order.pk,)), told).status_code == 302
    body = client.get(ORDERS.address(order)).content.decode()
    assert f"{order.number}-2" in body
    assert "县长批示" in body
    assert world.client("department").post(reverse("supervision:regrade", args=(order.pk,)), told).status_code == 403
    foreign = world.client(world.foreign.accounts["office"])
    assert foreign.post(reverse("supervision:regrade", args=(order.pk,)), told).status_code == 404
    assert Order.objects.get().slips.count() == 2


def test_open_is_what_was_issued_and_is_not_over(world):
    office = by(world.home, "office")
    draft(world.home, 1)
    reported(world.home, number=2)
    argued = issued(world.home, 3)
    ORDERING.take(by(world.home, "department"), argued, "object", reason="不属本单位职责")
    issued(world.home, 4)
    gone = issued(world.home, 5)
    ORDERING.take(by(world.home, "department"), gone, "object", reason="不属本单位职责")
    ORDERING.take(office, gone, "revoke", reason="重复交办")
    measure = next(one for one in ORDERS.measures if one.key == "orders.open")
    rows = measure.rows(ORDERS.rows(world.home.accounts["office"]))
    assert {one.matter for one in rows} == {"第2件事项", "第3件事项", "第4件事项"}


def test_forms_offer_units_in_use_and_the_one_that_stands_there(world):
    client, (kept, retired) = world.client("office"), world.home.departments[:2]
    waiting, argued = draft(world.home, 1, unit=1), issued(world.home, 2)
    ORDERING.take(by(world.home, "department"), argued, "object", reason="不属本单位职责")

    def offered(address):
        return set(client.get(address).context["form"].fields["lead"].queryset)

    change, adjust = reverse("orders:change", args=(waiting.pk,)), reverse("orders:take", args=(argued.pk, "adjust"))
    assert {kept, retired} <= offered(reverse("orders:add"))
    type(retired).objects.filter(pk=retired.pk).update(active=False)
    assert retired not in offered(reverse("orders:add"))
    assert retired not in offered(adjust)
    assert {kept, retired} <= offered(change)
    # whoever sends it all the same is told at the field, and nothing changes
    told = {"lead": str(retired.pk), "opinion": "改由其牵头", "seen": str(argued.revision)}
    assert client.post(adjust, told).status_code == 422
    argued.refresh_from_db()
    assert (argued.lead, argued.state) == (kept, "disputed")
