"""Land freed in parts, a relapse that names the old case, what is overdue, what is looked at twice."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tenghuan.apps.kit import records
from tenghuan.apps.kit.models import Posting, Task
from tenghuan.apps.ledgers.books import LAND
from tenghuan.apps.remediation import pressing, rules, targets
from tenghuan.apps.remediation.models import Case, State
from tenghuan.apps.remediation.parting import PARTS
from tenghuan.apps.remediation.registers import CASES, CLEARING
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import actor_of, by
from tests.apps.remediation import cases


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def part(county, thing, land, number=1):
    told = {"case": thing, "freed_on": "2026-11-02", "land": land, "document": f"收储〔2026〕{number}号"}
    return records.add(by(county, "town"), PARTS, county.region, told)


def test_parts_are_added_up_and_never_more_than_the_parcel(world):
    thing = cases.working(world.home)  # 12 mu
    part(world.home, thing, "5", 1)
    part(world.home, thing, "6.5", 2)
    assert thing.remaining_area == Decimal("0.5")
    with pytest.raises(InputFault, match=r"合计 12\.01 亩，超过用地 12 亩.*剩余 0\.5 亩"):
        part(world.home, thing, "0.51", 3)
    last = part(world.home, thing, "0.5", 3)
    with pytest.raises(InputFault, match="超过用地"):
        records.change(by(world.home, "town"), PARTS, last, {"land": "0.6"})
    assert thing.remaining_area == 0


def test_what_is_claimed_is_the_sum_of_the_parts_and_is_posted_once(world):
    thing = cases.working(world.home)
    part(world.home, thing, "1.5", 1)
    part(world.home, thing, "0.75", 2)
    told = {"after_tax_per_mu": "6", "after_energy": "150", "after_energy_per_value": "0.5"}
    with pytest.raises(InputFault, match=r"分次腾地合计 2\.25 亩"):
        CLEARING.take(by(world.home, "town"), thing, "claim", files=cases.proofs(thing), actual_land="2", **told)
    CLEARING.take(by(world.home, "town"), thing, "claim", files=cases.proofs(thing), actual_land="2.25", **told)
    assert thing.actual_energy == 150
    with pytest.raises(InputFault, match="不在实施环节"):
        part(world.home, thing, "1", 3)


def test_a_part_that_was_taken_out_of_use_frees_nothing(world):
    thing = cases.working(world.home)
    one = part(world.home, thing, "12", 1)
    records.retire(by(world.home, "town"), PARTS, one, "合同解除")
    assert thing.remaining_area == 12
    part(world.home, thing, "12", 1)


def test_a_relapse_names_the_old_case_and_the_old_one_is_watched_for_a_year(world):
    old = cases.closed(world.home)
    assert old.before is None
    assert old.watched_until == rules.later(old.closed_on, 12)
    again = cases.case(world.home)
    assert again.number != old.number
    assert again.before == old
    assert old.number in str(CASES.address(old)) or old.later.get() == again
    page = world.client("office").get("/r/cases/?watched_until_min=2000-01-01").content.decode()
    assert old.number in page


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 29), 12, date(2027, 11, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
    ],
)
def test_months_later_is_the_same_day_or_the_months_last(day, months, then):
    assert rules.later(day, months) == then


def test_a_parcel_counts_once_a_year_whoever_uses_it(world):
    first = cases.closed(world.home)
    Case.objects.filter(pk=first.pk).update(parcel="GB00017")
    other = cases.working(world.home, number=1, parcel="GB00017", lessor="甲资产公司")
    Case.objects.filter(pk=other.pk).update(
        state=State.PUBLISHED, publication_ends=date.today() - timedelta(days=1), actual_land=2
    )
    other.refresh_from_db()
    with pytest.raises(InputFault, match="宗地“GB00017”本年度已计数一次"):
        CLEARING.take(by(world.home, "office"), other, "close", document="销号〔2026〕2号")
    assert LAND.balance(world.home.region, "freed") == 2
    assert Posting.objects.about(other).count() == 0


def test_a_rented_parcel_makes_the_lessor_responsible(world):
    own, rented = cases.case(world.home, 0), cases.case(world.home, 1, lessor="甲资产公司")
    assert own.responsible == own.enterprise.name
    assert rented.responsible == "甲资产公司（出租方）"
    assert "甲资产公司（出租方）" in world.client("office").get(CASES.address(rented)).content.decode()


def test_overdue_cases_are_put_to_their_department_once_and_an_extension_takes_the_task_back(world):
    thing, fine = cases.working(world.home), cases.working(world.home, number=1)
    Case.objects.filter(pk=thing.pk).update(due_on=date.today() - timedelta(days=1))
    thing.refresh_from_db()
    office = by(world.home, "office")
    with pytest.raises(InputFault, match="本县专班办公室"):
        pressing.press(by(world.neighbour, "office"), world.home.region)
    assert pressing.press(office, world.home.region) == 1
    assert pressing.press(office, world.home.region) == 0
    task = Task.objects.about(thing).open().get(kind=pressing.KIND)
    assert task.unit == world.home.departments[0]
    assert not Task.objects.about(fine).open().filter(kind=pressing.KIND).exists()
    CLEARING.take(office, thing, "dispose", reason="逾期未整改", document="责令关停决定书〔2026〕1号")
    assert thing.state == State.DISPOSED
    assert not Task.objects.about(thing).open().exists()


def test_the_task_of_a_case_under_way_is_due_when_the_plan_promised(world):
    thing = cases.working(world.home)
    assert Task.objects.about(thing).open().get().due == date(2027, 3, 1)
    CLEARING.take(
        by(world.home, "town"), thing, "ask_change", reason="迟", change="extend", change_due=date(2027, 5, 1)
    )
    CLEARING.take(by(world.home, "department"), thing, "grant", opinion="同意")
    assert Task.objects.about(thing).open().get().due == date(2027, 5, 1)


def test_ten_times_what_the_plan_reckons_with_is_looked_at_again_before_the_acceptance(world, monkeypatch):
    thing = cases.claimed(world.home)  # frees 150 tce
    for account in cases.bureaus(world.home):
        rules.judge(actor_of(account), thing, passed=True, note="")
    office = by(world.home, "office")
    monkeypatch.setattr(targets, "mean_energy", lambda county: Decimal("15"))
    with pytest.raises(InputFault, match="不用复核"):  # exactly ten times is not more
        CLEARING.take(office, thing, "recheck", opinion="核对电表")
    monkeypatch.setattr(targets, "mean_energy", lambda county: Decimal("14.99"))
    with pytest.raises(InputFault, match=r"超过县均 14\.99 吨的 10 倍"):
        CLEARING.take(office, thing, "accept", opinion="合格")
    CLEARING.take(by(world.home, "department"), thing, "recheck", opinion="与供电数据核对一致")
    assert thing.rechecked == "与供电数据核对一致"
    CLEARING.take(by(world.home, "office"), thing, "accept", opinion="合格")
