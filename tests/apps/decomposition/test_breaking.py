"""A target is drafted, sent out, answered, settled and published; what towns then report on adds up to it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.decomposition import goals
from tenghuan.apps.decomposition.breaking import by_rule, draft, portions_of
from tenghuan.apps.decomposition.models import Decomposition, Portion, PortionState, State
from tenghuan.apps.decomposition.registers import BREAKING, CARRYING, PORTIONS
from tenghuan.apps.decomposition.stands import of
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit.models import Task
from tenghuan.apps.monitoring.models import Period, Report
from tenghuan.apps.monitoring.services.periods import open_due_periods
from tenghuan.apps.plans import hooks
from tenghuan.apps.plans.models import Indicator, Item, Milestone, Plan
from tenghuan.apps.plans.queries import items_of
from tenghuan.apps.plans.services.publication import publish_pack
from tenghuan.errors import InputFault
from tenghuan.plan import load_pack, packs
from tests.apps.decomposition.breakdowns import (
    answer,
    asked,
    drafted,
    plan_of,
    published,
    settled,
    target,
    tell,
)
from tests.apps.kit.sheds import by
from tests.apps.monitoring.campaigns import Campaign
from tests.apps.monitoring.test_shares import tell as report
from tests.world import County

TODAY = date(2026, 6, 28)


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    monkeypatch.setattr("tests.apps.monitoring.test_shares.TODAY", TODAY)


def amounts(made: Decomposition) -> list[dict[str, str]]:
    return [one.amounts for one in portions_of(made)]


def test_a_proposal_shares_a_hundred_by_enterprises_and_adds_up_in_every_year(world):
    for at in range(3):
        place = world.home.town_regions[0 if at else 1]
        Enterprise.objects.create(county=world.home.region, uscc=f"91330600MA0000{at:04}", name=f"甲{at}", town=place)
    made = drafted(world.home, rule="enterprises")
    # 100 over three years is 34, 33, 33; two thirds and one third of 34 are 23 and 11, of 67 are 45 and 22, of 100 …
    assert amounts(made) == [
        {"2025": "23", "2026": "22", "2027": "22"},
        {"2025": "11", "2026": "11", "2027": "11"},
    ]
    assert [one.weight for one in portions_of(made)] == [2, 1]


def test_drafting_twice_leads_to_the_same_draft_and_another_office_may_not(world):
    made = drafted(world.home)
    assert draft(by(world.home, "office"), made.indicator, "towns", "land") == made
    for county, role in ((world.neighbour, "office"), (world.home, "department"), (world.home, "town")):
        with pytest.raises(InputFault):
            draft(by(county, role), made.indicator, "towns", "equal")


def test_a_text_cannot_be_broken_down(world):
    words = target(world.home, "words")
    Indicator.objects.filter(pk=words.pk).update(caliber="qualitative")
    with pytest.raises(InputFault, match="定性目标"):
        draft(by(world.home, "office"), Indicator.objects.get(pk=words.pk), "towns", "equal")


def test_what_falls_short_is_told_and_cannot_be_sent_out(world):
    made = drafted(world.home)
    tell(world.home, made, {"2025": "20", "2026": "20", "2027": "9"}, {"2025": "20", "2026": "20", "2027": "10"})
    with pytest.raises(InputFault, match="合计 99 低于目标 100"):
        BREAKING.take(by(world.home, "office"), made, "ask")
    tell(world.home, made, {"2025": "20", "2026": "20", "2027": "10.5"})
    with pytest.raises(InputFault, match=r"dong1镇政府2027年：按个数计的须为整数"):
        BREAKING.take(by(world.home, "office"), made, "ask")
    tell(world.home, made, {"2025": "20", "2026": "20", "2027": "12"})
    BREAKING.take(by(world.home, "office"), made, "ask")
    assert made.state == State.ASKED


def test_each_receiver_answers_for_itself_and_an_objection_is_replied_to(world):
    made = asked(world.home)
    first, second = portions_of(made)
    assert {task.region for task in Task.objects.open().filter(kind="portions:waiting")} == set(world.home.town_regions)
    for name in ("town2", "department", "office", "leader"):
        with pytest.raises(InputFault):
            CARRYING.take(by(world.home, name), first, "accept")
    answer(world.home, first)
    with pytest.raises(InputFault):
        answer(world.home, second, "object")  # without a reason
    answer(world.home, second, "object", reason="本镇企业少")
    with pytest.raises(InputFault, match="还有 1 家没有受领：dong2镇政府有异议"):
        BREAKING.take(by(world.home, "office"), made, "settle")
    CARRYING.take(by(world.home, "office"), second, "uphold", opinion="按企业数测算，维持")
    BREAKING.take(by(world.home, "office"), made, "settle")
    assert made.state == State.SETTLED


def test_who_is_told_another_number_is_asked_again_and_the_others_are_not(world):
    made = asked(world.home)
    first, second = portions_of(made)
    answer(world.home, first)
    answer(world.home, second, "object", reason="本镇企业少")
    made.refresh_from_db()
    tell(world.home, made, amounts(made)[0], {"2025": "17", "2026": "17", "2027": "20"})
    assert [one.state for one in portions_of(made)] == [PortionState.ACCEPTED, PortionState.WAITING]


def test_an_answer_counts_only_while_it_is_asked_for(world):
    made = asked(world.home)
    portion = portions_of(made)[0]
    BREAKING.take(by(world.home, "office"), made, "back", reason="目标有误")
    portion.refresh_from_db()
    assert portion.state == PortionState.DRAFT
    Portion.objects.filter(pk=portion.pk).update(state=PortionState.WAITING)
    portion.refresh_from_db()
    with pytest.raises(InputFault, match="不在征求意见"):
        answer(world.home, portion)


def test_what_was_seen_before_another_wrote_is_refused(world):
    made = drafted(world.home)
    seen = made.revision
    tell(world.home, made, {"2025": "20", "2026": "20", "2027": "12"}, seen=seen)
    with pytest.raises(InputFault, match="刚被他人改过"):
        tell(world.home, made, {"2025": "20", "2026": "20", "2027": "13"}, seen=seen)
    with pytest.raises(InputFault, match="不能再改"):
        tell(world.home, settled(world.home, 2), {"2025": "1"})


@pytest.mark.parametrize("curve", [[100.0] * 11, [50.0, 40.0, *[60.0] * 9, 100.0], [8.0] * 12])
def test_a_curve_has_twelve_months_never_falls_and_ends_with_all(world, curve):
    with pytest.raises(InputFault, match="月度进度须有 12 个月"):
        tell(world.home, drafted(world.home), curve=curve)


def test_published_shares_are_items_that_the_towns_report_on_and_are_lit_on(world):
    made = settled(world.home)
    plan = made.indicator.plan
    open_due_periods(by(world.home, "office"), TODAY)
    assert Report.objects.get(item=made.indicator, period__month=6).unit == world.home.departments[0]
    curve = [5.0 * month for month in range(1, 12)] + [100.0]
    Decomposition.objects.filter(pk=made.pk).update(curve=curve)
    made.refresh_from_db()
    BREAKING.take(by(world.home, "office"), made, "publish", document="东制高办〔2026〕1号")
    items = list(Indicator.objects.filter(whole=made.indicator).order_by("pk"))
    cells = Milestone.objects.filter(indicator=items[0]).order_by("year").values_list("year", "value", "caliber")
    assert list(cells) == [(2025, 17, "cumulative"), (2026, 34, "cumulative"), (2027, 50, "cumulative")]
    assert items[0].curve[5] == 0.3
    # nobody files the whole any more, each town its own
    period = Period.objects.filter(plan=plan).latest("year", "month")
    assert not Report.objects.filter(period=period, item=made.indicator).exists()
    assert {one.unit for one in Report.objects.filter(period=period, item__in=items)} == set(world.home.towns)
    campaign = Campaign(world.home, plan, {"firms": made.indicator}, period)
    for one, value in zip(
        Report.objects.filter(period=period, item__in=items).order_by("item"), ("30", "8"), strict=True
    ):
        report(campaign, one, value)
    # May 2026 by the curve: 17 + 17 × 25 % = 21.25 of 34 are due; 30 are more, 8 are less than a third of it
    lamps = [one.lamp for one in of(made, portions_of(made)).values()]
    assert lamps == ["green", "red"]
    assert hooks.standings(items_of([plan]))[made.indicator.pk].actual == 38
    assert hooks.guarded([made.indicator.pk]) == {made.indicator.pk}  # its caliber stays, as its towns have reported


def test_a_new_version_takes_the_place_of_the_old_and_reports_go_on(world):
    old = published(world.home)
    items = set(Item.objects.filter(whole=old.indicator).values_list("pk", flat=True))
    new = draft(by(world.home, "office"), old.indicator, "towns", "equal")
    assert new.version == 2
    tell(world.home, new, {"2025": "10", "2026": "10", "2027": "10"}, {"2025": "20", "2026": "20", "2027": "31"})
    new.refresh_from_db()
    BREAKING.take(by(world.home, "office"), new, "ask")
    for portion in portions_of(new):
        answer(world.home, portion)
    new.refresh_from_db()
    BREAKING.take(by(world.home, "office"), new, "settle")
    BREAKING.take(by(world.home, "office"), new, "publish", document="东制高办〔2026〕2号")
    old.refresh_from_db()
    assert (old.state, new.state) == (State.REPLACED, State.PUBLISHED)
    assert set(Item.objects.filter(whole=old.indicator, retired=False).values_list("pk", flat=True)) == items
    last = Milestone.objects.filter(indicator__whole=old.indicator, year=2027).order_by("indicator")
    assert [cell.value for cell in last] == [30, 71]


def test_a_plan_that_asks_for_more_is_told_before_publication_and_after(world):
    made = settled(world.home)
    Milestone.objects.filter(indicator=made.indicator).update(value=Decimal(120))
    with pytest.raises(InputFault, match="方案目标已经调整"):
        BREAKING.take(by(world.home, "office"), made, "publish", document="东制高办〔2026〕1号")


def test_a_plan_that_is_published_anew_leaves_the_shares_as_they_are(world):
    pack = load_pack(packs()["yunhe"])
    publish_pack(Actor.platform("test"), world.home.region, pack, note="一")
    whole = Indicator.objects.get(plan__region=world.home.region, catalogue_key="high_consumption_firms")
    made = draft(by(world.home, "office"), whole, "towns", "equal")
    BREAKING.take(by(world.home, "office"), made, "ask")
    for portion in portions_of(made):
        answer(world.home, portion)
    for verb, told in (("settle", {}), ("publish", {"document": "云制高办〔2026〕1号"})):
        made.refresh_from_db()
        BREAKING.take(by(world.home, "office"), made, verb, **told)
    shares = Indicator.objects.filter(whole=whole, retired=False)
    cells = Milestone.objects.filter(indicator__in=shares).order_by("pk")
    before = list(cells.values_list("indicator", "year", "value"))
    assert sum(value for _item, year, value in before if year == 2023) == 50
    publish_pack(Actor.platform("test"), world.home.region, pack, note="二")
    open_due_periods(Actor.platform("test"), TODAY)
    assert shares.count() == 2
    assert list(cells.all().values_list("indicator", "year", "value")) == before
    made.refresh_from_db()
    assert made.plan_version.number == 1


def test_a_town_sees_its_own_share_only(world):
    made = asked(world.home)
    published(world.home, 2)
    for name, town in (("town", 0), ("town2", 1)):
        account = world.home.accounts[name]
        assert {one.unit for one in PORTIONS.rows(account)} == {world.home.towns[town]}
        shares = Item.objects.visible_to(account).filter(whole__isnull=False)
        assert {one.responsibilities.get().unit for one in shares} == {world.home.towns[town]}
    for name in ("office", "leader", "department"):
        assert PORTIONS.rows(world.home.accounts[name]).filter(decomposition=made).count() == 2
    assert not PORTIONS.rows(world.neighbour.accounts["office"]).exists()
    other = world.client("town2").get(f"/r/portions/{portions_of(made)[0].pk}/")
    assert other.status_code == 404
    page = world.client("town").get(f"/r/decompositions/{made.pk}/").content.decode()
    assert "dong1镇政府" in page
    assert "dong2镇政府" not in page


# -- a region above ------------------------------------------------------------------------------------------------
@pytest.fixture
def city(world) -> County:
    """The city as a county of the tests: its region, its office."""
    return County(world.city, accounts={"office": world.prefecture})


def test_a_city_breaks_its_target_down_to_counties_that_answer_by_their_offices(world, city):
    plan = Plan.objects.create(region=world.city, title="甲市方案", start_year=2025, end_year=2027)
    whole = Indicator.objects.create(
        plan=plan, kind="indicator", key="firms", title="整治企业", caliber="cumulative", unit="家",
        frequency="monthly", catalogue_key="high_consumption_firms",
    )  # fmt: skip
    Milestone.objects.create(indicator=whole, year=2027, value=300, caliber="cumulative")
    office = by(city, "office")
    made = draft(office, whole, "regions", "equal")
    assert [one.carrier for one in portions_of(made)] == ["东县", "西县"]
    grid = f"/decomposition/{made.pk}/grid"
    assert world.client(world.prefecture).get(grid).status_code == 200
    assert world.client("office").get(grid).status_code == 404
    BREAKING.take(office, made, "ask")
    first, second = portions_of(made)
    page = PORTIONS.address(first)
    assert world.client("office").get(page).status_code == 200
    assert world.client(world.neighbour.accounts["office"]).get(page).status_code == 404
    with pytest.raises(InputFault):
        CARRYING.take(by(world.neighbour, "office"), first, "accept")
    assert list(PORTIONS.rows(world.home.accounts["office"])) == [first]
    CARRYING.take(by(world.home, "office"), first, "accept")
    CARRYING.take(by(world.neighbour, "office"), second, "accept")
    BREAKING.take(office, made, "settle")
    BREAKING.take(office, made, "publish", document="甲制高办〔2026〕1号")
    assert not Item.objects.filter(whole=whole).exists()  # counties report by their own plans
    own = target(world.home, "own")
    Indicator.objects.filter(pk=own.pk).update(catalogue_key="high_consumption_firms")
    open_due_periods(by(world.home, "office"), TODAY)
    period = Period.objects.filter(plan=plan_of(world.home)).latest("year", "month")
    Report.objects.filter(period=period, item=own).update(value=Decimal(80), state="approved")
    stands = of(made, portions_of(made))
    assert stands[first.pk].actual == 80  # of 150, of which 50 + 50 × 5/12 = 70.8 are due
    assert stands[first.pk].lamp == "green"
    assert second.pk not in stands


def test_last_years_numbers_weigh(world):
    old = published(world.home)
    items = list(Item.objects.filter(whole=old.indicator).order_by("pk"))
    period = Period.objects.create(
        plan=old.indicator.plan, year=2025, month=12, opens_on=TODAY, due_on=TODAY, closes_on=TODAY
    )
    for item, value in zip(items, (30, 10), strict=True):
        Report.objects.create(period=period, item=item, value=value, state="approved")
    who = goals.carriers(old.indicator, "towns")
    assert goals.weights(old.indicator, "last_year", who) == [30, 10]
    new = draft(by(world.home, "office"), old.indicator, "towns", "equal")
    assert by_rule(by(world.home, "office"), new, "last_year") == 2
    assert [one.task for one in portions_of(new)] == [75, 25]
