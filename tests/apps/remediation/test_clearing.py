"""The whole way of a case, with the worked figures of methodology2 §15 and §16."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import NoReverseMatch, reverse

from tenghuan.apps.kit.models import Posting, Task
from tenghuan.apps.ledgers.books import CARBON, ENERGY, LAND
from tenghuan.apps.remediation import rules
from tenghuan.apps.remediation.models import Case, Compliance, Finding, State
from tenghuan.apps.remediation.registers import CASES, CLEARING, REVIEWING
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import PNG, actor_of, by
from tests.apps.remediation import cases


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_close_out_posts_the_net_reduction_and_not_what_is_saved_at_the_same_output(world):
    thing = cases.closed(world.home)
    assert thing.freed_energy == Decimal("150")
    assert thing.saved_energy == Decimal("225")
    place = world.home.region
    assert LAND.balance(place, "freed") == 2
    assert ENERGY.balance(place, "available") == 150
    assert CARBON.balance(place, "available") == 300  # the default factor 2.00
    assert thing.closed_on == date.today()
    closed = next(measure for measure in CASES.measures if measure.key == "remediation.closed")
    office = world.home.accounts["office"]
    assert closed.of(CASES.rows(office)) == 1
    assert list(closed.rows(CASES.rows(office))) == [thing]


def test_a_refused_close_out_leaves_neither_reason_nor_entry(world):
    thing = cases.published(world.home)
    Case.objects.filter(pk=thing.pk).update(publication_ends=date.today())
    thing.refresh_from_db()
    with pytest.raises(InputFault, match="公示到"):
        CLEARING.take(by(world.home, "office"), thing, "close", document="销号〔2026〕1号")
    assert not Posting.objects.exists()
    assert thing.state == State.PUBLISHED


def test_renovation_must_reach_the_exit_lines(world):
    thing = cases.working(world.home)
    told = {"actual_land": "2", "after_tax_per_mu": "4.9", "after_energy": "150", "after_energy_per_value": "0.5"}
    with pytest.raises(InputFault, match="须达到 5 万元/亩"):
        CLEARING.take(by(world.home, "town"), thing, "claim", files=cases.proofs(thing), **told)
    with pytest.raises(InputFault, match=r"须不高于 0\.52"):
        CLEARING.take(
            by(world.home, "town"), thing, "claim", files=cases.proofs(thing),
            **{**told, "after_tax_per_mu": "5", "after_energy_per_value": "0.53"},
        )  # fmt: skip
    CLEARING.take(
        by(world.home, "town"), thing, "claim", files=cases.proofs(thing),
        **{**told, "after_tax_per_mu": "5", "after_energy_per_value": "0.52"},
    )  # fmt: skip
    assert thing.state == State.CLAIMED


def test_more_land_than_there_is_cannot_be_freed(world):
    thing = cases.working(world.home)
    told = {"actual_land": "12.01", "after_tax_per_mu": "6"}
    with pytest.raises(InputFault, match="超过用地"):
        CLEARING.take(by(world.home, "town"), thing, "claim", files=cases.proofs(thing), **told)


def test_an_acceptance_needs_three_departments_and_all_of_them(world):
    thing = cases.claimed(world.home)
    office, bureaus = by(world.home, "office"), cases.bureaus(world.home)
    for account in bureaus[:2]:
        rules.judge(actor_of(account), thing, passed=True, note="")
    with pytest.raises(InputFault, match="须 3 个以上部门签署意见，现有 2 个"):
        CLEARING.take(office, thing, "accept", opinion="合格")
    rules.judge(actor_of(bureaus[2]), thing, passed=False, note="排污口未封")
    with pytest.raises(InputFault, match="有部门认为不合格"):
        CLEARING.take(office, thing, "accept", opinion="合格")


@pytest.mark.parametrize("who", ["town", "leader"])
def test_who_asked_or_only_reads_gives_no_word_at_the_acceptance(world, who):
    with pytest.raises(InputFault, match="由参验部门签署"):
        rules.judge(by(world.home, who), cases.claimed(world.home), passed=True, note="")


def test_a_refused_acceptance_carries_its_requirements_into_the_next_version(world):
    thing = cases.claimed(world.home)
    CLEARING.take(by(world.home, "office"), thing, "refuse", reason="封堵排污口")
    assert (thing.state, thing.plan_version) == (State.MENDING, 2)
    assert "封堵排污口" in thing.supplement
    assert not thing.verdicts.filter(version=2).exists()


def test_the_first_promise_is_never_overwritten_and_a_granted_extension_is_not_overdue(world):
    thing = cases.working(world.home)
    town, lead = by(world.home, "town"), by(world.home, "department")
    with pytest.raises(InputFault, match="晚于现行限期"):
        CLEARING.take(town, thing, "ask_change", reason="设备迟到", change="extend", change_due=date(2027, 2, 1))
    for month in (4, 5):
        CLEARING.take(town, thing, "ask_change", reason="设备迟到", change="extend", change_due=date(2027, month, 1))
        with pytest.raises(InputFault):
            CLEARING.take(town, thing, "ask_change", reason="再延", change="extend", change_due=date(2027, 9, 1))
        CLEARING.take(lead, thing, "grant", opinion="同意")
    assert (thing.first_due, thing.due_on, thing.extensions) == (date(2027, 3, 1), date(2027, 5, 1), 2)
    with pytest.raises(InputFault, match="已延期 2 次"):
        CLEARING.take(town, thing, "ask_change", reason="再延", change="extend", change_due=date(2027, 9, 1))


def test_lasting_rectification_has_no_day_and_does_not_count(world):
    thing = cases.working(world.home)
    CLEARING.take(by(world.home, "town"), thing, "ask_change", reason="链主配套", change="lasting")
    with pytest.raises(InputFault, match="转持续整改的"):
        CLEARING.take(by(world.home, "department"), thing, "grant", opinion="同意")
    CLEARING.take(by(world.home, "department"), thing, "let_last", opinion="同意")
    assert (thing.state, thing.due_on) == (State.LASTING, None)
    assert not Task.objects.about(thing).open().exists()


def test_a_breach_stops_the_acceptance_until_it_is_mended(world):
    thing = cases.working(world.home)
    item = Compliance.objects.get(case=thing, field="安全")
    told = {"finding": "通道堵塞", "requirement": "清理", "due_on": date(2027, 1, 10)}
    REVIEWING.take(by(world.home, "office"), item, "notify", **told)
    with pytest.raises(InputFault, match="还没有整改到位：安全"):
        CLEARING.take(by(world.home, "town"), thing, "claim", files=cases.proofs(thing), actual_land="2")
    from django.core.files.uploadedfile import SimpleUploadedFile

    photos = {kind: [SimpleUploadedFile("p.png", PNG)] for kind in ("整改前照片", "整改后照片")}
    REVIEWING.take(by(world.home, "town"), item, "mend", files=photos)
    REVIEWING.take(by(world.home, "office"), item, "confirm", opinion="已清理")
    assert item.state == Finding.FINE


def test_a_case_is_listed_only_when_every_department_has_answered(world):
    thing = cases.case(world.home)
    CLEARING.take(by(world.home, "town"), thing, "verify", opinion="属实")
    items = list(Compliance.objects.filter(case=thing))
    assert len(items) == 9
    with pytest.raises(InputFault, match="还没有会审：安全、环保、质量、能源、用地、建筑、消防、税收、用电"):
        CLEARING.take(by(world.home, "office"), thing, "list", opinion="同意")


def test_one_enterprise_has_one_running_case_and_counts_once_a_year(world):
    cases.case(world.home)
    with pytest.raises(InputFault, match="已有在办案件"):
        cases.case(world.home)


def test_a_relapse_is_a_new_case_that_may_not_count_in_the_same_year(world):
    cases.closed(world.home)
    again = cases.published(world.home)
    with pytest.raises(InputFault, match="本年度已销号一次"):
        CLEARING.take(by(world.home, "office"), again, "close", document="销号〔2026〕2号")
    assert Posting.objects.count() == 3


def test_lists_are_many_and_unknown_ones_are_named(world):
    thing = cases.case(world.home, lists="低散乱，高耗低效")
    assert thing.lists == "高耗低效、低散乱"
    with pytest.raises(InputFault, match="没有清单“黑名单”"):
        cases.case(world.home, 1, lists="黑名单")


def test_a_month_is_reported_by_the_town_alone_and_again_in_place(world):
    thing = cases.working(world.home)
    told = {"month": date(2026, 11, 20), "percent": 40, "note": "设备进场"}
    rules.report(by(world.home, "town"), thing, **told)
    rules.report(by(world.home, "town"), thing, **{**told, "percent": 45})
    assert list(thing.progress.values_list("month", "percent")) == [(date(2026, 11, 1), 45)]
    with pytest.raises(InputFault, match="由属地镇街填报"):
        rules.report(by(world.home, "town2"), thing, **told)


def test_an_enterprise_sees_its_own_case_alone(world):
    mine, other = cases.case(world.home, 0), cases.case(world.home, 1)
    client = world.client("enterprise")
    assert client.get(CASES.address(mine)).status_code == 200
    assert client.get(CASES.address(other)).status_code == 404


def test_what_running_plans_promise_is_told_beside_the_books_until_it_is_posted(world):
    from tenghuan.apps.ledgers.expecting import expected

    place, office = world.home.region, world.home.accounts["office"]
    cases.working(world.home, number=1)
    cases.case(world.home, number=2)  # without a plan: promises nothing
    assert expected(office, place) == {"land": 2, "energy": 140, "carbon": 280}
    cases.closed(world.home)
    assert expected(office, place) == {"land": 2, "energy": 140, "carbon": 280}
    assert expected(world.neighbour.accounts["office"], place) == {"land": 0, "energy": 0, "carbon": 0}


def test_an_item_of_the_review_comes_of_its_case_alone(world):
    page = world.client("office").get(reverse("compliance:list"))
    assert page.status_code == 200
    assert "新增会审事项" not in page.content.decode()
    with pytest.raises(NoReverseMatch):
        reverse("compliance:add")
