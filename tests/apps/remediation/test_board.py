"""The board: each number worked out by hand; the plan's targets; photos; the lead set on many at once."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import files
from tenghuan.apps.kit.models import Task
from tenghuan.apps.monitoring.shares import Allotment, allot
from tenghuan.apps.plans.models import Indicator
from tenghuan.apps.plans.services.publication import publish_pack
from tenghuan.apps.remediation import board, targets
from tenghuan.apps.remediation.models import Case, State
from tenghuan.apps.remediation.registers import CASES
from tenghuan.pace import Target
from tenghuan.plan import load_pack, packs
from tenghuan.plan.calibers import Caliber
from tests.apps.kit.sheds import by
from tests.apps.remediation import cases


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def standing(county, number, state, town=0, **columns):
    thing = cases.case(county, number, town)
    Case.objects.filter(pk=thing.pk).update(state=state, **columns)
    return thing


def test_steps_towns_months_and_goals_are_counted_from_the_cases(world):
    home, today = world.home, date.today()
    late = {"due_on": today - timedelta(days=1)}
    standing(home, 0, State.FOUND)
    standing(home, 1, State.WORKING, expected_land=2, expected_energy=50, **late)
    standing(home, 2, State.LASTING, expected_land=9, due_on=today - timedelta(days=9))
    standing(home, 3, State.CLOSED, 1, closed_on=today, actual_land=3, actual_energy=70, actual_carbon=140)
    standing(home, 4, State.DROPPED)
    cases.case(world.neighbour)
    found = board.of(home.accounts["office"], home.region, today.year)
    assert [one.sums.count for one in found.columns] == [1, 0, 0, 1, 1]
    working = found.columns[3].sums
    assert (working.land, working.energy, working.overdue) == (2, 50, 1)
    assert {one.states[0]: one.sums.count for one in found.aside if one.sums.count} == {"dropped": 1, "lasting": 1}
    first, second = found.towns
    assert (first.total.count, first.closed.count, first.total.overdue) == (3, 0, 1)
    assert (second.total.count, second.closed.count, second.total.land) == (1, 1, 3)
    assert [(m.month, m.count, m.land, m.energy, m.carbon) for m in found.months] == [(today.month, 1, 3, 70, 140)]
    assert {goal.name: goal.done for goal in found.goals}["腾出用能"] == 70
    # a town sees its own alone
    assert [row.town for row in board.of(home.accounts["town2"], home.region, today.year).towns] == [second.town]


def test_an_enterprise_on_several_lists_counts_once(world):
    today = date.today()
    both = {"closed_on": today, "lists": "高耗低效、低散乱"}
    thing = standing(world.home, 0, State.CLOSED, **both)
    Case.objects.filter(pk=thing.pk).update(closed_on=today.replace(year=today.year - 1))
    standing(world.home, 0, State.CLOSED, **both)  # the same enterprise, a year later
    found = board.of(world.home.accounts["office"], world.home.region, today.year)
    assert {goal.name: goal.done for goal in found.goals} == {
        "高耗低效企业整治提升": 1, "低散乱企业整治提升": 1, "淘汰落后及整治提升企业": 1,
    }  # fmt: skip
    office = world.home.accounts["office"]
    by_key = {measure.key: measure.of(CASES.rows(office)) for measure in CASES.measures}
    assert (by_key["remediation.combined"], by_key["remediation.high"]) == (1, 1)


# county → what its plan lets an enterprise free on the average (tce), methodology2 §15
MEANS = {"shengzhou": 250, "yunhe": 120, "lanxi": 50, "linan": 25, "cixi": None}


@pytest.mark.parametrize("county", sorted(MEANS))
def test_the_mean_of_each_plan_is_its_energy_over_its_firms(county, world):
    publish_pack(Actor.platform("test"), world.home.region, load_pack(packs()[county]))
    assert targets.mean_energy(world.home.region) == MEANS[county]


def test_a_share_of_a_town_does_not_stand_for_the_target_of_the_county(world):
    publish_pack(Actor.platform("test"), world.home.region, load_pack(packs()["shengzhou"]))
    whole = Indicator.objects.get(plan__region=world.home.region, catalogue_key="high_consumption_firms")
    share = Target(2023, Decimal(3), Caliber(whole.caliber))
    allot(whole, [Allotment(world.home.towns[0], [share])], None)
    assert Indicator.objects.get(whole=whole).milestones.get().value == 3
    # the plan itself: 200 firms, 50000 tce
    assert targets.of(world.home.region)["high_consumption_firms"][0] == 200
    assert targets.mean_energy(world.home.region) == 250


def test_the_board_shows_the_target_and_sends_the_towns_as_a_workbook(world):
    publish_pack(Actor.platform("test"), world.home.region, load_pack(packs()["yunhe"]))
    standing(world.home, 0, State.CLOSED, closed_on=date.today(), actual_land=20, actual_energy=600)
    client = world.client("office")
    answer = client.get("/remediation/board")
    goals = {goal.name: goal for goal in answer.context["board"].goals}
    assert (goals["腾出用能"].target, goals["腾出用能"].share) == (6000, Decimal(10))
    assert (goals["腾出用地"].target, goals["腾出用地"].share) == (200, Decimal(10))
    assert "评价销号" in answer.content.decode()
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/remediation/board?export=xlsx").content)).active
    assert any("评价销号" in str(cell.value) for row in sheet.iter_rows(max_row=4) for cell in row)


def test_the_board_takes_as_many_queries_for_sixteen_cases_as_for_four(world):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries():
        client = world.client("office")
        client.get("/remediation/board")
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get("/remediation/board").status_code == 200
        return len(found)

    for number in range(4):
        cases.case(world.home, number)
    few = queries()
    for number in range(4, 16):
        cases.case(world.home, number, number % 2)
    assert queries() == few


def test_photos_stand_side_by_side_and_only_whom_the_case_is_shown_sees_them(world):
    thing = cases.claimed(world.home)
    before = files.attached(thing).get(kind="整治前照片")
    address = f"/remediation/photos/{before.pk}"
    page = world.client("office").get(CASES.address(thing)).content.decode()
    assert address in page
    answer = world.client("office").get(address)
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert world.client("town2").get(address).status_code == 404
    assert world.client(world.neighbour.accounts["office"]).get(address).status_code == 404
    other = files.attached(thing).exclude(kind__in=("整治前照片", "整治后照片")).first()
    assert world.client("office").get(f"/remediation/photos/{other.pk}").status_code == 404


def test_the_lead_is_set_on_many_and_what_did_not_go_is_named(world):
    free, frozen = cases.planned(world.home), cases.case(world.home, 1)
    Case.objects.filter(pk=frozen.pk).update(state=State.CLOSED)
    second = world.home.departments[1]
    client = world.client("office")
    told = {"verb": "set-lead", "pk": [free.pk, frozen.pk]}
    assert "指定牵头部门" in client.get("/r/cases/").content.decode()
    assert "将办理 2 条" in client.post("/r/cases/bulk", told).content.decode()
    page = client.post("/r/cases/bulk", {**told, "confirmed": "1", "lead": second.pk}).content.decode()
    assert "办成 1 条" in page
    assert "状态下不能修改" in page
    free.refresh_from_db()
    assert free.lead == second
    # whoever must approve the plan now has the task
    assert Task.objects.about(free).open().get().unit == second
    assert world.client("leader").post("/r/cases/bulk", told).status_code == 422


def test_the_office_asks_for_disposal_on_the_board(world):
    thing = cases.working(world.home)
    Case.objects.filter(pk=thing.pk).update(due_on=date.today() - timedelta(days=3))
    client = world.client("office")
    assert "逾期 1 件，提请依法处置" in client.get("/remediation/board").content.decode()
    assert "已提请 1 件" in client.post("/remediation/press", follow=True).content.decode()
    assert by(world.home, "office")


def test_a_close_out_moves_the_indicator_of_the_plan_with_its_rows_behind(world):
    publish_pack(Actor.platform("test"), world.home.region, load_pack(packs()["yunhe"]))
    indicator = Indicator.objects.get(plan__region=world.home.region, catalogue_key="released_energy")
    client = world.client("office")
    assert client.get(f"/indicators/{indicator.pk}/").context["tallies"][0].value == 0
    today = date.today()
    standing(world.home, 0, State.CLOSED, closed_on=today, actual_energy=150)
    standing(world.home, 1, State.CLOSED, closed_on=today.replace(year=today.year - 1), actual_energy=90)
    (tally,) = client.get(f"/indicators/{indicator.pk}/").context["tallies"]
    # 240 tce, in the plan's 10⁴ tce
    assert (tally.value, tally.this_year, tally.unit) == (Decimal("0.024"), Decimal("0.015"), "万吨标准煤")
    assert client.get(tally.link).context["shown"].paginator.count == 2
