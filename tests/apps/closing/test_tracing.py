"""From a clause to what serves it and back: the same records that the number is made of, and nobody else's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenghuan.apps.closing import tracing
from tenghuan.apps.funds.models import Claim
from tenghuan.apps.kit.further import links
from tenghuan.apps.plans.models import Duty, Indicator
from tests.apps.closing.firms import closed_case, measured
from tests.apps.closing.months import reported
from tests.apps.funds.made import make_claim
from tests.apps.projects.made import project
from tests.apps.remediation.cases import case


@pytest.fixture
def item(world):
    plan = reported(world.home).plan
    return measured(plan, "high_consumption_firms", "cumulative", world.home, unit="家")


def duty_of(item, **told):
    made = Duty.objects.create(
        plan=item.plan, kind="action", key=told.pop("key", "d1"), title=told.pop("title", "整治高耗低效企业"), **told
    )
    made.indicators.add(item)
    return made


def test_a_task_leads_to_its_indicators_and_to_the_records_that_they_count(world, item):
    done, duty = closed_case(world.home, 1, date(2022, 3, 4)), duty_of(item)
    case(world.home, 2)  # still open: it counts for nothing yet
    told = tracing.traced(world.home.accounts["office"], duty)
    assert [one.item for one in told.serving] == [item]
    assert list(told.serving[0].table.rows) == [done]
    assert told.serving[0].count == 1
    page = world.client("office").get(f"/closing/trace/{duty.pk}/").content.decode()
    assert f"/r/cases/{done.pk}/" in page
    assert "1 条" in page


def test_an_indicator_leads_to_the_tasks_that_name_it_but_not_to_those_of_another(world, item):
    ours, other = duty_of(item), measured(item.plan, "released_land", "cumulative", world.home, unit="亩")
    duty_of(other, key="d2", title="盘活土地")
    told = tracing.traced(world.home.accounts["office"], item)
    assert told.duties == [ours]


def test_a_task_without_indicators_shows_those_of_its_campaign_and_says_so(world, item):
    Indicator.objects.filter(pk=item.pk).update(campaign_key="clear_out")
    lone = Duty.objects.create(plan=item.plan, kind="task", key="d9", title="开展排查", campaign_key="clear_out")
    told = tracing.traced(world.home.accounts["office"], lone)
    assert told.near
    assert [one.item for one in told.serving] == [item]
    page = world.client("office").get(f"/closing/trace/{lone.pk}/").content.decode()
    assert "下面是同一攻坚行动的指标" in page


def test_the_list_behind_a_threshold_holds_the_same_records_as_the_page(world, item):
    for number, total in ((1, "60000"), (2, "120000"), (3, "150000")):
        project(world.home, number, signed_on="2020-12-01", landed_on="2022-05-01", fixed="", total=total)
    big = measured(item.plan, "major_projects", "cumulative", world.home, unit="个")
    Indicator.objects.filter(pk=big.pk).update(threshold="10亿元以上")
    big.refresh_from_db()
    served = tracing.traced(world.home.accounts["office"], big).serving[0]
    listed = world.client("office").get(served.address).context["shown"].paginator.count
    assert (served.count, listed) == (2, 2)


def test_a_town_s_share_leads_to_the_whole(world, item):
    share = measured(item.plan, "released_land", "cumulative", world.home, unit="亩")
    Indicator.objects.filter(pk=share.pk).update(whole=item)
    share.refresh_from_db()
    told = tracing.traced(world.home.accounts["office"], share)
    assert (told.item, [one.item for one in told.serving]) == (item.item_ptr, [item])


def test_a_record_leads_back_to_the_targets_that_it_counts_for(world, item):
    land = measured(item.plan, "released_land", "cumulative", world.home, unit="亩")
    measured(item.plan, "tax_per_mu", "level", world.home, unit="万元/亩")
    done, open_ = closed_case(world.home, 1, date(2022, 3, 4), actual_land=Decimal(5)), case(world.home, 2)
    office = world.home.accounts["office"]
    assert {one.words for one in tracing.counts_for(office, done)} == {item.title, land.title}
    assert tracing.counts_for(office, open_) == []
    assert {one.address for one in links(office, done)} >= {f"/closing/trace/{item.pk}/"}
    assert f"/closing/trace/{item.pk}/" in world.client("office").get(f"/r/cases/{done.pk}/").content.decode()


def test_a_record_of_another_county_counts_for_nothing_of_ours(world, item):
    theirs = closed_case(world.neighbour, 1, date(2022, 3, 4))
    assert tracing.counts_for(world.neighbour.accounts["office"], theirs) == []
    assert tracing.traced(world.home.accounts["office"], item).serving[0].count == 0
    assert world.client(world.foreign.accounts["office"]).get(f"/closing/trace/{item.pk}/").status_code == 404


def test_a_town_sees_its_own_records_behind_the_number(world, item):
    mine, other = closed_case(world.home, 1, date(2022, 3, 4), 0), closed_case(world.home, 2, date(2022, 3, 4), 1)
    told = tracing.traced(world.home.accounts["town"], item).serving[0]
    assert list(told.table.rows) == [mine]
    page = world.client("town").get(f"/closing/trace/{item.pk}/").content.decode()
    assert f"/r/cases/{other.pk}/" not in page


def test_policy_money_of_the_enterprises_behind_a_number_is_added_up(world, item):
    done = closed_case(world.home, 1, date(2022, 3, 4))
    for number, (amount, decided, paid) in enumerate(
        [("30", "2022-05-01", "2022-06-01"), ("12.5", "2022-05-01", None), ("99", None, None)], start=1
    ):
        claim = make_claim(world.home, number)
        told = {"decided_on": decided, "paid_on": paid, "amount": Decimal(amount), "enterprise": done.enterprise}
        Claim.objects.filter(pk=claim.pk).update(**told)
    money = tracing.traced(world.home.accounts["office"], item).serving[0].money
    assert (money.count, money.decided, money.paid) == (2, Decimal("42.5"), Decimal(30))


def test_more_records_ask_no_more_queries(world, item):
    office = world.home.accounts["office"]

    def asked():
        with CaptureQueriesContext(connection) as found:
            tracing.traced(office, item)
        return len(found)

    closed_case(world.home, 1, date(2022, 3, 4))
    asked()  # what kinds of records there are is asked once for good
    few = asked()
    for number in range(2, 9):
        closed_case(world.home, number, date(2022, 3, number))
    assert asked() == few <= 7
