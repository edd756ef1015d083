"""Idle land: what the nightly look opens, who finds it by which letter, the fee, what becomes of the parcel."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import records
from tenghuan.apps.kit.models import Task
from tenghuan.apps.land import standing
from tenghuan.apps.land.idle import IDLING
from tenghuan.apps.land.models import IdleCase, Parcel
from tenghuan.apps.land.registers import HALTS, PARCELS
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import actor_of, by
from tests.apps.land.parcels import parcel
from tests.apps.supervision.orders import proof
from tests.kit.test_needs import second

PLATFORM = Actor.platform("land")
BEGAN = date(2021, 3, 1)


def _scan(world, monkeypatch=None, today=None):
    if today is not None:
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *a, **k: today)
    return standing.scan(PLATFORM, world.home.region)


def _case(world, **values):
    parcel(world.home, 1, start_by=BEGAN, price="960", **values)
    _scan(world)
    return IdleCase.objects.get()


def _found(world, cause="holder", **values):
    case = _case(world, **values)
    bureau = by(world.home, "department")
    IDLING.take(bureau, case, "investigate", document="调查〔2023〕1号")
    IDLING.take(bureau, case, "find", document="认定〔2023〕1号", cause=cause, files=proof())
    return case


def test_the_nightly_look_opens_one_case_for_what_may_be_idle_and_not_two(world):
    thing = parcel(world.home, 1, start_by=BEGAN)
    parcel(world.home, 2, start_by=BEGAN, started_on="2021-02-01", finish_by="2099-01-01")
    parcel(world.home, 3)
    assert _scan(world) == (1, 1)
    assert _scan(world) == (0, 0)
    case = IdleCase.objects.get()
    assert case.parcel == thing
    assert (case.since, case.one_year, case.two_years, case.years) == (BEGAN, date(2022, 3, 1), date(2023, 3, 1), 2)
    assert "未动工" in case.why
    thing.refresh_from_db()
    assert thing.standing == "idle_suspected"
    assert thing.finding == ""
    task = Task.objects.about(case).open().get()
    assert task.unit == world.home.departments[0]


@pytest.mark.parametrize(
    ("today", "expected", "cases"),
    [
        (date(2021, 3, 1), "normal", 0),
        (date(2021, 3, 2), "start_late", 0),
        (date(2022, 3, 1), "start_late", 0),
        (date(2022, 3, 2), "idle_suspected", 1),
    ],
)
def test_the_calendar_decides_from_late_to_suspected(world, monkeypatch, today, expected, cases):
    parcel(world.home, 1, start_by=BEGAN)
    _scan(world, monkeypatch, today)
    assert Parcel.objects.get().standing == expected
    assert IdleCase.objects.count() == cases


def test_periods_of_the_government_are_taken_off_once_where_they_overlap(world, monkeypatch):
    thing = parcel(world.home, 1, start_by=BEGAN)
    for since, until in (("2021-06-01", "2021-06-30"), ("2021-06-21", "2021-07-10")):
        told = {"since": since, "until": until, "document": f"纪要{since}", "reason": "管线未迁"}
        records.add(by(world.home, "department"), HALTS, world.home.region, {"parcel": thing, **told})
    _scan(world, monkeypatch, date(2022, 4, 10))
    assert IdleCase.objects.count() == 0
    _scan(world, monkeypatch, date(2022, 4, 11))
    assert IdleCase.objects.get().lost == 40


def test_thirty_per_cent_without_a_year_of_standstill_is_no_case(world, monkeypatch):
    begun = {"started_on": "2021-04-01", "built": "3999.9", "finish_by": "2099-01-01"}
    thing = parcel(world.home, 1, start_by=BEGAN, **begun)
    assert _scan(world, monkeypatch, date(2024, 1, 11)) == (0, 0)
    records.change(by(world.home, "department"), PARCELS, thing, {"stopped_on": "2023-01-10"})
    assert Parcel.objects.get().standing == "idle_suspected"  # judged again at once
    assert _scan(world) == (0, 1)
    assert "中止" in IdleCase.objects.get().why


def test_found_needs_a_letter_and_marks_the_parcel(world):
    case = _case(world)
    bureau = by(world.home, "department")
    IDLING.take(bureau, case, "investigate", document="调查〔2023〕1号")
    with pytest.raises(InputFault, match="文件文号"):
        IDLING.take(bureau, case, "find", cause="holder", files=proof())
    IDLING.take(bureau, case, "find", document="认定〔2023〕1号", cause="holder", files=proof())
    thing = Parcel.objects.get()
    assert (thing.standing, thing.finding) == ("idle", "认定〔2023〕1号")
    _scan(world)
    assert Parcel.objects.get().standing == "idle"


def test_what_is_not_a_full_year_cannot_be_found(world, monkeypatch):
    case = _case(world)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *a, **k: date(2022, 3, 1))
    IDLING.take(by(world.home, "department"), case, "investigate", document="调查〔2022〕1号")
    with pytest.raises(InputFault, match="未满一年"):
        IDLING.take(by(world.home, "department"), case, "find", document="认定", cause="holder", files=proof())


def test_a_year_costs_a_fifth_of_the_price_and_two_years_the_land(world, monkeypatch):
    case = _found(world)
    bureau = by(world.home, "department")
    IDLING.take(bureau, case, "tell", document="告知〔2023〕1号")
    with pytest.raises(InputFault, match="无偿收回"):
        IDLING.take(bureau, case, "propose", disposal="征缴土地闲置费", opinion="按办法")
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *a, **k: date(2023, 3, 1))
    with pytest.raises(InputFault, match="征缴土地闲置费"):
        IDLING.take(bureau, case, "propose", disposal="无偿收回", opinion="按办法")
    IDLING.take(bureau, case, "propose", disposal="征缴土地闲置费", opinion="按办法")
    assert case.fee == Decimal("192.00")


def test_the_fee_needs_the_price(world, monkeypatch):
    case = _found(world)
    Parcel.objects.update(price=None)
    case.refresh_from_db()
    IDLING.take(by(world.home, "department"), case, "tell", document="告知〔2023〕1号")
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *a, **k: date(2022, 6, 1))
    with pytest.raises(InputFault, match="土地价款"):
        IDLING.take(by(world.home, "department"), case, "propose", disposal="征缴土地闲置费", opinion="按办法")


def _disposed(world, case, **told):
    bureau = by(world.home, "department")
    IDLING.take(bureau, case, "tell", document="告知〔2023〕1号")
    IDLING.take(bureau, case, "propose", opinion="按办法", **told)
    IDLING.take(actor_of(second(world.home)), case, "decide", document="批复〔2023〕1号")
    IDLING.take(bureau, case, "close", files=proof(1))
    return Parcel.objects.get()


def test_land_that_is_taken_back_is_the_countys_and_nobodys_late(world):
    thing = _disposed(world, _found(world), disposal="无偿收回")
    assert (thing.enterprise, thing.holder, thing.standing, thing.finding) == (None, "政府储备", "normal", "")
    assert _scan(world) == (0, 0)


def test_an_extension_needs_its_day_and_moves_the_clock(world):
    case = _found(world, cause="government")
    bureau = by(world.home, "department")
    IDLING.take(bureau, case, "tell", document="告知〔2023〕1号")
    with pytest.raises(InputFault, match="延长动工至"):
        IDLING.take(bureau, case, "propose", opinion="按办法", disposal="延长动工开发期限")
    IDLING.take(bureau, case, "propose", opinion="按办法", disposal="延长动工开发期限", extend_to="2099-01-01")
    IDLING.take(actor_of(second(world.home)), case, "decide", document="批复〔2023〕1号")
    IDLING.take(bureau, case, "close", files=proof(1))
    thing = Parcel.objects.get()
    assert (thing.start_extended, thing.standing) == (date(2099, 1, 1), "normal")


def test_what_was_excluded_is_not_opened_again_for_the_same_days(world):
    case = _case(world)
    IDLING.take(by(world.home, "department"), case, "exclude", reason="已动工，资料未更新")
    assert _scan(world) == (0, 0)
    assert IdleCase.objects.count() == 1


def test_the_lists_count_what_stands_in_them(world):
    _case(world)
    page = world.client("office").get("/land/lists/").content.decode()
    assert "供而未用" in page
    sheet = world.client("office").get("/land/lists/?export=xlsx")
    assert sheet.status_code == 200
    assert world.client("office").post("/land/scan").status_code == 302
