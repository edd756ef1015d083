"""Land at its borders: days of lists and rights, towns and their share, indicators apart from the code, tenancies."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.kit import records
from tenghuan.apps.land import dealing, lists, performing, reconciling, standing
from tenghuan.apps.land.dealing import DEALING
from tenghuan.apps.land.idle import IDLING
from tenghuan.apps.land.models import Approval, Block, Burden, Deal, Floor, IdleCase, Parcel
from tenghuan.apps.land.registers import APPROVALS, BLOCKS, BURDENS, FLOORS, PARCELS
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault
from tenghuan.parcels import indicators
from tenghuan.parcels.idle import years_after
from tests.apps.kit.sheds import actor_of, by
from tests.apps.land.made import make_approval, make_block, make_deal, make_idle, make_performance
from tests.apps.land.parcels import floor, parcel
from tests.apps.remediation.cases import enterprise
from tests.apps.supervision.orders import proof
from tests.kit.test_needs import second

D = Decimal
PLATFORM = Actor.platform("land")


@pytest.fixture
def today(monkeypatch):
    def set_to(day):
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *_a, **_k: day)

    return set_to


def _lines(world, account="office"):
    return {one.name: one for one in lists.lines(world.home.accounts[account], world.home.region)}


def _listed(client, address):
    sheet = load_workbook(io.BytesIO(client.get(f"{address}&export=xlsx").getvalue())).active
    return [row[0] for row in sheet.iter_rows(values_only=True) if str(row[0]).startswith("土字")]


# --- 批而未供


@pytest.mark.parametrize(
    ("day", "approved", "full"),
    [
        (date(2025, 5, 6), "2023-05-06", False),  # the corresponding day itself is not over
        (date(2025, 5, 7), "2023-05-06", True),
        (date(2026, 2, 28), "2024-02-29", False),  # there is none in 2026: the 28th stands for it
        (date(2026, 3, 1), "2024-02-29", True),
        (date(2024, 2, 29), "2022-02-28", True),
        (date(2024, 2, 29), "2022-03-01", False),
    ],
)
def test_two_years_of_waiting_are_counted_and_listed_by_the_same_day(world, today, day, approved, full):
    row = make_approval(world.home, 1)
    Approval.objects.update(approved_on=approved)
    today(day)
    line = _lines(world)["其中满 2 年"]
    assert (line.count, line.area) == ((1, D("49.5")) if full else (0, 0))
    assert _listed(world.client("office"), line.address) == ([row.document] if full else [])


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.integers(1, 5))
def test_the_list_begins_on_the_very_day_from_which_the_years_are_full(day, years):
    last = lists._before(day, years)
    assert day > years_after(last, years)
    assert not day > years_after(last + timedelta(days=1), years)


def test_what_was_supplied_whole_waits_no_more_and_the_share_is_of_everything_approved(world):
    first, second_ = make_approval(world.home, 1), make_approval(world.home, 2)
    records.change(by(world.home, "office"), APPROVALS, second_, {"area": "80", "supplied": "80"})
    line = _lines(world)["批而未供"]
    # 70.5 + 80 of 120 + 80
    assert (line.count, line.area, line.share) == (1, D("49.5"), D("75.25"))
    assert "已供 150.5 亩 ÷ 批准 200 亩" in line.how
    with pytest.raises(InputFault):
        records.change(by(world.home, "office"), APPROVALS, first, {"supplied": "120.01"})


def test_nothing_approved_is_no_share(world):
    found = _lines(world)
    assert [found[name].share for name in ("批而未供", "闲置土地")] == [None, None]
    assert found["批而未供"].count == 0


# --- blocks


def test_a_town_is_asked_for_its_own_blocks_and_the_county_for_all_towns(world, today):
    today(date(2026, 5, 1))
    for town in world.home.town_regions:
        Region.objects.filter(pk=town.pk).update(path=f"{world.home.region.path}{town.code}/")
    make_block(world.home, 1, town=0)
    for account in world.home.accounts.values():
        account.refresh_from_db()
    word = "连片区块（处置率为启动率）"
    county, own, other = (_lines(world, account)[word] for account in ("office", "town", "town2"))
    assert (county.count, county.share) == (1, 50)
    assert "应有 2 个" in county.how
    assert (own.count, own.share) == (1, 100)
    assert (other.count, other.share) == (0, 0)
    assert "应有 1 个" in other.how


def test_a_block_planned_is_not_begun_and_one_of_another_year_is_not_this_years(world, today):
    today(date(2026, 5, 1))
    block = make_block(world.home, 1)
    records.change(by(world.home, "office"), BLOCKS, block, {"stage": "planned"})
    assert _lines(world)["连片区块（处置率为启动率）"].share == 0
    Block.objects.update(year=2025)
    assert _lines(world)["连片区块（处置率为启动率）"].count == 0


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ({"stage": "done", "done_on": ""}, "须填完成日期"),
        ({"stage": "done", "done_on": "2026-02-28"}, "完成日期早于启动日期"),
    ],
)
def test_a_block_is_done_on_a_day_after_it_was_begun(world, told, word):
    with pytest.raises(InputFault, match=word):
        records.change(by(world.home, "office"), BLOCKS, make_block(world.home, 1), told)


# --- idle


def _disposable(world):
    case = make_idle(world.home, 1)
    bureau = by(world.home, "department")
    IDLING.take(bureau, case, "investigate", document="调查1号")
    IDLING.take(bureau, case, "find", document="认定1号", cause="government", files=proof())
    IDLING.take(bureau, case, "tell", document="告知1号")
    return case


@pytest.mark.parametrize("days", [0, -1, -800])
def test_land_is_not_extended_to_a_day_that_is_over(world, days):
    case = _disposable(world)
    day = timezone.localdate() + timedelta(days=days)
    with pytest.raises(InputFault, match="不晚于今天") as fault:
        IDLING.take(
            by(world.home, "department"), case, "propose", disposal="延长动工开发期限", opinion="按办法", extend_to=day
        )
    assert "补充协议" in fault.value.remedy
    case.refresh_from_db()
    assert (case.state, case.extend_to) == ("told", None)


def test_extended_land_is_not_late_until_the_new_day_and_may_be_idle_again_a_year_after(world, today):
    case = _disposable(world)
    now = timezone.localdate()
    new = now + timedelta(days=100)
    told = {"disposal": "延长动工开发期限", "opinion": "按办法", "extend_to": new}
    IDLING.take(by(world.home, "department"), case, "propose", **told)
    IDLING.take(actor_of(second(world.home)), case, "decide", document="批复1号")
    IDLING.take(by(world.home, "department"), case, "close", files=proof(1))
    thing = Parcel.objects.get()
    assert (thing.start_extended, thing.standing, thing.finding) == (new, "normal", "")
    full = years_after(new, 1)
    for day, expected, cases in (
        (new, "normal", 1),
        (full, "start_late", 1),
        (full + timedelta(days=1), "idle_suspected", 2),
    ):
        today(day)
        standing.scan(PLATFORM, world.home.region)
        assert (Parcel.objects.get().standing, IdleCase.objects.count()) == (expected, cases), day


def test_the_share_of_idle_land_disposed_of_is_of_what_was_found(world):
    for number in range(1, 5):
        make_idle(world.home, number)
    cases = list(IdleCase.objects.order_by("pk"))
    for case, state, found in zip(cases, ("closed", "told", "excluded", "suspected"), (1, 1, 1, 0), strict=True):
        IdleCase.objects.filter(pk=case.pk).update(state=state, found_on=date(2026, 1, 1) if found else None)
    line = _lines(world)["闲置土地"]
    # closed of closed and told; what was excluded was none, what is suspected not yet: two are open, 20 mu each
    assert (line.share, line.count) == (50, 2)
    assert line.area == pytest.approx(D(40), abs=D("0.01"))


# --- rights that run out


def _renewal(world, expires="2027-06-30"):
    thing = parcel(world.home, expires_on=expires)
    assert dealing.open_renewals(PLATFORM, world.home.region) == 1
    return thing, Deal.objects.get(parcel=thing)


def test_a_renewal_that_was_refused_is_not_opened_anew_each_night(world, today):
    today(date(2026, 11, 30))
    thing, deal = _renewal(world)
    DEALING.take(by(world.home, "town"), deal, "apply")
    DEALING.take(by(world.home, "office"), deal, "refuse", reason="不符合规划")
    Deal.objects.filter(pk=deal.pk).update(made_at="2026-11-30T08:00:00+08:00")
    assert dealing.open_renewals(PLATFORM, world.home.region) == 0
    # by hand it may be applied for again
    again = records.add(by(world.home, "town"), dealing.DEALS, world.home.region, {"parcel": thing, "kind": "renew"})
    assert again.pk != deal.pk


def test_a_refusal_of_an_earlier_term_does_not_stop_the_next_reminder(world, today):
    today(date(2026, 11, 30))
    thing, deal = _renewal(world)
    Deal.objects.filter(pk=deal.pk).update(state="refused", made_at="2026-11-30T08:00:00+08:00")
    Parcel.objects.filter(pk=thing.pk).update(expires_on=date(2037, 6, 30))
    today(date(2036, 6, 29))
    assert dealing.open_renewals(PLATFORM, world.home.region) == 0
    today(date(2036, 6, 30))
    assert dealing.open_renewals(PLATFORM, world.home.region) == 1


def test_land_of_the_countys_own_reserve_needs_no_renewal(world, today):
    today(date(2026, 11, 30))
    parcel(world.home, 1, expires_on="2027-01-01", enterprise="", holder="政府储备")
    assert dealing.open_renewals(PLATFORM, world.home.region) == 0


# --- burdens by day


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        ({"since": "2026-06-30"}, True),
        ({"since": "2026-07-01"}, False),
        ({"until": "2026-06-30"}, True),
        ({"until": "2026-06-29"}, False),
        ({"lifted_on": "2026-06-30"}, False),
    ],
)
def test_a_seizure_stands_from_its_first_to_its_last_day(world, today, told, stands):
    thing = parcel(world.home)
    values = {"kind": "seizure", "document": "封1", "party": "法院", "since": "2024-01-01", **told}
    records.add(by(world.home, "office"), BURDENS, world.home.region, {"parcel": thing, **values})
    today(date(2026, 6, 30))
    assert bool(dealing.burdens(thing)) is stands
    deal = make_deal(world.home, 2)
    Deal.objects.filter(pk=deal.pk).update(parcel=thing)
    deal.refresh_from_db()
    assert ("已查封，不能办理" in dealing.lacking(deal, early=True)) is stands


@pytest.mark.parametrize(
    ("kind", "more", "lacks"),
    [
        ("lease", {"taker": ""}, ["缺受让（承租）企业"]),
        ("mortgage", {"taker": ""}, ["缺抵押权人"]),
        ("split", {"floors": "1000"}, ["未首次登记"]),
        ("split", {"registered": True, "floors": "999.9"}, ["分割后产业用房小于下限"]),
        ("split", {"registered": True, "bare": "19.99"}, ["分割后空地小于下限"]),
        ("split", {"registered": True, "bare": "20", "apart": True}, ["配套用房不得独立分割"]),
        ("split", {"registered": True}, ["未填分割后最小产业用房或空地面积"]),
        ("split", {"registered": True, "floors": "1000", "bare": "20"}, []),
        ("renew", {"taker": ""}, []),
    ],
)
def test_what_each_kind_of_deal_lacks_before_review(world, kind, more, lacks):
    assert dealing.lacking(make_deal(world.home, 1, kind=kind, **more), early=True) == lacks


def test_burdens_follow_the_land_through_two_splits(world):
    from tenghuan.apps.land.lineage import Part, split

    old = parcel(world.home, area="8000")
    told = {"parcel": old, "kind": "mortgage", "document": "押1", "party": "银行", "since": "2024-01-01"}
    records.add(by(world.home, "office"), BURDENS, world.home.region, told)
    when = {"on": date(2026, 3, 1), "document": "分割1号"}
    first, _rest = split(by(world.home, "office"), old, [Part("甲", D(4000)), Part("乙", D(4000))], **when)
    last, _rest = split(by(world.home, "office"), first, [Part("丙", D(1000)), Part("丁", D(3000))], **when)
    assert dealing.kin(last) == {old.pk, first.pk, last.pk}
    assert [one.document for one in dealing.burdens(last)] == ["押1"]
    assert Burden.objects.count() == 1


# --- tenancies in the land of an enterprise


@pytest.mark.parametrize(
    ("days", "rented"),
    [
        ({}, 5),
        ({"rented_on": "2026-06-30", "rented_until": "2026-06-30"}, 5),
        ({"rented_until": "2026-06-29"}, 0),
        ({"rented_on": "2026-07-01"}, 0),
    ],
)
def test_rented_land_counts_while_the_tenancy_runs(world, today, days, rented):
    thing, tenant = parcel(world.home), enterprise(world.home, 1)
    floor(thing, world.home, "1层", "9000", height="4")
    # 3000 ÷ (0.9 × 666.67) = 5.00 mu
    floor(thing, world.home, "2层", "3000", height="4", tenant=tenant, **days)
    today(date(2026, 6, 30))
    found = reconciling.held(world.home.region)
    assert found[thing.enterprise_id].whole == 20 - rented
    assert (found[tenant.pk].whole if rented else tenant.pk in found) == (rented or False)


def test_what_is_rented_in_and_let_out_cancels_over_the_county(world):
    first, second_ = parcel(world.home, 1), parcel(world.home, 2)
    floor(first, world.home, "1层", "8000", tenant=second_.enterprise)
    floor(first, world.home, "2层", "4000", height="9", tenant=enterprise(world.home, 9))
    floor(second_, world.home, "1层", "5000", tenant=first.enterprise)
    found = reconciling.held(world.home.region).values()
    assert sum(one.rented for one in found) == sum(one.let for one in found)
    assert sum(one.whole for one in found) == pytest.approx(D("40.00"), abs=D("0.02"))


def test_a_floor_let_to_the_holder_is_its_own_and_one_of_no_ratio_is_no_land(world):
    thing = parcel(world.home)
    floor(thing, world.home, "1层", "9000", tenant=thing.enterprise)
    found = reconciling.held(world.home.region)
    assert (found[thing.enterprise_id].whole, len(found)) == (20, 1)


@pytest.mark.parametrize("year", ["9" * 30, "-1", "二〇二五", "2025-01"])
def test_any_year_in_the_address_of_the_differences_gives_a_page(world, year):
    assert world.client("office").get(f"/land/differences/?year={year}").status_code == 200


def test_differences_of_ten_times_the_parcels_ask_no_more_queries(world, django_assert_max_num_queries):
    account = world.home.accounts["office"]

    def fill(numbers):
        for number in numbers:
            thing = parcel(world.home, number)
            YearFacts.objects.create(enterprise=thing.enterprise, year=2025, land_mu=19)
            Floor.objects.create(county=world.home.region, parcel=thing, building="1幢", level="1层", area=D(100))

    fill((1,))
    reconciling.differences(account, world.home.region, 2025)
    fill(range(50, 70))
    with django_assert_max_num_queries(8):
        assert len(reconciling.differences(account, world.home.region, 2025)) == 21


# --- indicators apart from the code


AREAS = st.integers(1, 10**7).map(lambda one: D(one) / 10)


@given(
    st.lists(st.tuples(AREAS, st.sampled_from([None, "4", "8", "8.01", "12"]), st.booleans()), min_size=1, max_size=6),
    AREAS,
)
def test_plot_ratio_and_office_share_are_those_of_exact_fractions(floors, area):
    told = [indicators.Floor(size, None if height is None else D(height), office) for size, height, office in floors]
    twice = {"8.01", "12"}
    counted = sum((Fraction(size) * (2 if height in twice else 1) for size, height, _office in floors), Fraction(0))
    found = indicators.plot_ratio(told, area, D(8))
    assert found is not None
    assert abs(Fraction(found) - counted / Fraction(area)) < counted / Fraction(area) / 10**20
    offices = sum((Fraction(size) for size, _height, office in floors if office), Fraction(0))
    whole = sum((Fraction(size) for size, _height, _office in floors), Fraction(0))
    share = indicators.office_share(indicators.Ground(), told, area)
    assert share is not None
    assert 0 <= share <= 100
    assert abs(Fraction(share) - offices * 100 / whole) < Fraction(1, 10**20)


@given(AREAS, st.integers(1, 500).map(lambda one: D(one) / 100))
def test_rented_floors_stand_for_as_much_land_as_they_would_cover_at_the_ratio(size, ratio):
    land = indicators.rented_mu(size, ratio)
    assert abs(land * indicators.M2_A_MU * ratio - size) < D("1e-12") * size + D("1e-12")


def test_facts_of_promises_are_of_the_latest_year_with_land_and_none_of_another_enterprise(world):
    row = make_performance(world.home, 1, promised_research="3", promised_emission="5")
    firm = row.parcel.enterprise
    YearFacts.objects.create(enterprise=firm, year=2023, land_mu=20, rd=9, revenue=100)
    told = {"rd": 4, "revenue": 100, "value_added": 600, "emissions": 100}
    YearFacts.objects.create(enterprise=firm, year=2024, land_mu=10, **told)
    YearFacts.objects.create(enterprise=firm, year=2025, land_mu=None, rd=1, revenue=100)
    YearFacts.objects.create(enterprise=enterprise(world.home, 5), year=2026, land_mu=1, rd=99, revenue=100)
    found = performing.facts(row.parcel)
    assert (found["research"], found["emission"], found["tax"], found["energy"]) == (4, 6, None, None)
    assert (found["investment"], found["plot_ratio"]) == (None, None)


def test_the_workbook_of_the_lists_has_the_lines_of_the_page(world):
    make_approval(world.home, 1)
    client = world.client("leader")
    page = client.get("/land/lists/").content.decode()
    sheet = load_workbook(io.BytesIO(client.get("/land/lists/?export=xlsx").content)).active
    rows = {row[0]: row[1:4] for row in sheet.iter_rows(values_only=True) if row[0]}
    assert rows["批而未供"] == (1, 49.5, 58.75)
    assert re.search(r"58\.75", page)
    names = [one.name for one in lists.lines(world.home.accounts["leader"], world.home.region)]
    assert [name for name in rows if name in names] == names


def test_a_parcel_is_changed_by_its_own_and_shown_to_no_stranger(world):
    thing = parcel(world.home)
    for who in (by(world.home, "town2"), by(world.home, "department2"), by(world.neighbour, "office")):
        with pytest.raises(InputFault, match="登记和修改"):
            records.change(who, PARCELS, thing, {"place": "别处"})
    assert FLOORS.rows(world.neighbour.accounts["office"]).count() == 0
    assert PARCELS.rows(world.home.accounts["enterprise"]).get() == thing
