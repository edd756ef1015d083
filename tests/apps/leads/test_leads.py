"""Leads from source to landing: who, within which days, what each step needs; the pool; what counts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tenghuan.apps.kit.models import Task
from tenghuan.apps.kit.workdays import deadline
from tenghuan.apps.leads.models import Lead
from tenghuan.apps.leads.registers import LEADS
from tenghuan.apps.leads.stages import LEADING
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by
from tests.apps.leads.made import make_lead
from tests.apps.leads.ways import gone, quiet, step


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_lead_goes_from_its_source_to_a_project_on_the_ground(world):
    lead = gone(world.home, "land")
    assert lead.state == "landed"
    days = [getattr(lead, f"{name}_on") for name in ("answered", "judged", "set_up", "visited", "talked")]
    assert days == [date.today()] * 5
    assert (lead.signs, lead.lands, lead.host) == (1, 1, world.home.towns[0])
    assert not Task.objects.about(lead).open().exists()


def test_a_new_lead_is_to_be_answered_within_a_working_day_by_its_unit(world):
    lead = make_lead(world.home)
    task = Task.objects.about(lead).open().get()
    assert (task.unit, task.due) == (world.home.departments[0], deadline(date.today(), 1))


@pytest.mark.parametrize(("total", "days"), [("99999.99", 3), ("100000", 7)])
def test_judging_a_major_lead_has_seven_days_any_other_three(world, total, days):
    lead = gone(world.home, "respond", total=total)
    assert lead.judge_by == deadline(date.today(), days)
    task = Task.objects.about(lead).open().get()
    assert (task.role, task.due) == ("office", lead.judge_by)


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"total": "9999.99"}, "总投资不足 10000"),
        ({"fixed": "5999.99"}, "固定资产投资不足 6000"),
        ({"total": ""}, "总投资不足"),
        ({"nature": "renewal"}, "技改扩建"),
        ({"nature": "estate"}, "房地产"),
        ({"nature": "outlet"}, "无固投网点"),
    ],
)
def test_what_is_too_small_or_of_the_wrong_kind_is_not_set_up(world, values, word):
    if values.get("total") == "9999.99":
        values = {**values, "fixed": "6000"}
    lead = gone(world.home, "judge", **values)
    with pytest.raises(InputFault, match=word):
        step(world.home, lead, "set_up")
    assert lead.state == "judged"


def test_just_large_enough_is_set_up(world):
    assert gone(world.home, "set_up", total="10000", fixed="6000").state == "set_up"


def test_the_next_step_is_told_with_its_day_and_the_task_is_due_then(world):
    lead = gone(world.home, "set_up")
    when = date.today() + timedelta(days=9)
    step(world.home, lead, "follow", next_on=when, doer="招商二科科长")
    assert (lead.state, lead.next_on, lead.doer) == ("set_up", when, "招商二科科长")
    assert Task.objects.about(lead).open().get().due == when
    with pytest.raises(InputFault, match="不能早于今天"):
        step(world.home, lead, "follow", next_on=date.today() - timedelta(days=1))
    with pytest.raises(InputFault, match="下一步"):
        step(world.home, lead, "follow", next_step="")


def test_a_lead_in_the_pool_is_nobodys_until_a_unit_takes_it_and_the_first_unit_stays_known(world):
    lead = gone(world.home, "talk")
    LEADING.take(by(world.home, "department"), lead, "give_back", reason="投资方暂缓")
    assert (lead.state, lead.unit, lead.next_on) == ("pool", None, None)
    assert not Task.objects.about(lead).open().exists()
    LEADING.take(by(world.home, "department2"), lead, "claim")
    assert (lead.state, lead.unit, lead.first_unit) == ("new", *reversed(world.home.departments))
    assert Task.objects.about(lead).open().get().unit == world.home.departments[1]


def test_a_town_may_take_a_lead_out_of_the_pool_and_nobody_of_another_county(world):
    lead = make_lead(world.home)
    LEADING.take(by(world.home, "department"), lead, "give_back", reason="不在行")
    for stranger in (by(world.neighbour, "department"), by(world.home, "leader"), by(world.home, "enterprise")):
        with pytest.raises(InputFault):
            LEADING.take(stranger, lead, "claim")
    LEADING.take(by(world.home, "town"), lead, "claim")
    assert lead.unit == world.home.towns[0]


def test_the_office_assigns_to_a_unit_of_the_county_only(world):
    lead = make_lead(world.home)
    LEADING.take(by(world.home, "department"), lead, "give_back", reason="不在行")
    with pytest.raises(InputFault, match="不属于本县"):
        LEADING.take(by(world.home, "office"), lead, "assign", unit=world.neighbour.departments[0].pk)
    LEADING.take(by(world.home, "office"), lead, "assign", unit=world.home.departments[1].pk)
    assert (lead.state, lead.unit) == ("new", world.home.departments[1])


def test_the_office_takes_a_lead_back_only_after_seven_days_of_silence(world):
    lead = gone(world.home, "visit")
    quiet(lead, 6)
    with pytest.raises(InputFault, match="6 天内有跟进"):
        LEADING.take(by(world.home, "office"), lead, "recall", reason="久无跟进")
    quiet(lead, 7)
    LEADING.take(by(world.home, "office"), lead, "recall", reason="久无跟进")
    assert lead.state == "pool"


def test_a_lost_lead_says_why_and_may_come_back_to_the_pool(world):
    lead = gone(world.home, "sign")
    with pytest.raises(InputFault, match="理由"):
        LEADING.take(by(world.home, "department"), lead, "lose", loss="rival")
    with pytest.raises(InputFault, match="流失原因"):
        LEADING.take(by(world.home, "department"), lead, "lose", reason="落户邻市")
    LEADING.take(by(world.home, "department"), lead, "lose", loss="rival", reason="落户邻市")
    assert (lead.state, lead.loss) == ("lost", "rival")
    LEADING.take(by(world.home, "office"), lead, "reopen", reason="投资方回头")
    assert (lead.state, lead.loss) == ("pool", "")


def test_the_town_where_it_stands_lands_it_with_its_papers(world):
    lead = gone(world.home, "sign")
    told = {"landed_on": date.today(), "landed_uscc": "91330600MA00000019", "site": "出让合同1号"}
    with pytest.raises(InputFault, match="供地或租赁合同"):
        LEADING.take(by(world.home, "town"), lead, "land", **told | {"site": ""})
    with pytest.raises(InputFault, match="早于签约日期"):
        LEADING.take(by(world.home, "town"), lead, "land", **told | {"landed_on": date.today() - timedelta(days=1)})
    with pytest.raises(InputFault, match="不能晚于今天"):
        LEADING.take(by(world.home, "town"), lead, "land", **told | {"landed_on": date.today() + timedelta(days=1)})
    LEADING.take(by(world.home, "town"), lead, "land", **told, project="高效电机项目")
    assert (lead.state, lead.project) == ("landed", "高效电机项目")


def test_a_host_of_another_county_is_refused(world):
    lead = gone(world.home, "talk")
    with pytest.raises(InputFault, match="不属于本县"):
        step(world.home, lead, "sign", host=world.neighbour.towns[0].pk)


def test_of_an_increase_only_the_increment_counts_and_a_new_owner_counts_nothing(world):
    # methodology2 §23: 2 亿, raised to 3.5 亿 → 1.5 亿
    raised = make_lead(world.home, 1, nature="increase", total="35000", base_total="20000")
    owner = make_lead(world.home, 2, nature="owner", total="35000")
    new = make_lead(world.home, 3, total="35000")
    assert [one.counted for one in (raised, owner, new)] == [Decimal(15000), Decimal(0), Decimal(35000)]


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"nature": "increase"}, "请填原总投资"),
        ({"nature": "increase", "base_total": "30000"}, "少于原总投资"),
        ({"fixed": "20001"}, "多于总投资"),
        ({"link": "电机"}, "请填产业链"),
        ({"total": "-1"}, "总投资"),
    ],
)
def test_a_lead_that_does_not_add_up_is_refused(world, values, word):
    with pytest.raises(InputFault, match=word):
        make_lead(world.home, **values)


def test_every_unit_of_the_county_sees_the_leads_and_no_enterprise_and_no_neighbour(world):
    make_lead(world.home)
    seen = {name: LEADS.rows(world.home.accounts[name]).count() for name in ("department2", "town2", "leader")}
    assert seen == {"department2": 1, "town2": 1, "leader": 1}
    assert not Lead.objects.visible_to(world.home.accounts["enterprise"]).exists()
    assert not Lead.objects.visible_to(world.neighbour.accounts["office"]).exists()
