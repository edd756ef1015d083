"""What comes out of the sand table is what trying every set by hand gives, and it never becomes a figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.kit import jobs, records
from tenghuan.apps.ledgers.models import Allocation
from tenghuan.apps.monitoring.models import Period, Report
from tenghuan.apps.remediation.models import Case
from tenghuan.apps.sandtable import outlook, tasks
from tenghuan.apps.sandtable.models import Scenario
from tenghuan.apps.sandtable.playing import play, verdict
from tenghuan.apps.sandtable.registers import SCENARIOS
from tenghuan.errors import InputFault
from tests.apps.decomposition.breakdowns import target
from tests.apps.kit.sheds import by
from tests.apps.sandtable.scenes import FIRMS, firms, per_mu, scenario

TODAY = date(2026, 6, 28)


@pytest.fixture(autouse=True)
def _seven_firms(world, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    firms(world.home)


def names(told: dict[str, Any]) -> set[str]:
    return {move["name"] for move in told["moves"]}


def played(made: Scenario) -> Scenario:
    tasks.begin(by_office(made), made)
    made.refresh_from_db()
    return made


def by_office(made: Scenario) -> Any:
    from tenghuan.apps.audit.trail import Actor
    from tenghuan.apps.organization.models import Account

    account = Account.objects.get(region=made.county, role="office")
    return Actor(account=account.username, person=account.name, unit="", region_path=made.county.path, user=account)


def fewest(goal: int, allowed: tuple[int, ...]) -> int | None:
    """Try every set of close-outs: the size of the smallest that reaches the goal."""
    for size in range(len(allowed) + 1):
        for gone in combinations(allowed, size):
            left = [firm for at, firm in enumerate(FIRMS) if at not in gone]
            if left and Fraction(sum(f[1] for f in left), sum(f[0] for f in left)) >= goal:
                return size
    return None


# -- back-solving --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("goal", [20, 22, 25, 28, 35, 45, 60])
def test_the_fewest_close_outs_are_those_that_trying_every_set_finds(world, goal):
    told = play(scenario(world.home, value=str(goal)))
    assert told["reached"]
    assert told["proven"]
    assert len(told["moves"]) == fewest(goal, tuple(range(7)))
    assert Decimal(told["goal"]["after"]) >= goal


def test_twenty_eight_is_reached_by_the_two_that_yield_least_and_what_they_touch_is_told(world):
    # 20 a mu; without the last two 1,950 on 70 mu are 27.86: not enough; without 150 on 20 and 10 on 15: 1,840 on 65
    told = play(scenario(world.home))
    assert told["goal"] == {
        "key": "tax_per_mu", "name": "亩均税收", "unit": "万元/亩", "before": "20", "after": "28.3077", "target": "28",
        "most": False,
    }  # fmt: skip
    assert names(told) == {"东县4厂", "东县6厂"}
    assert told["touched"] == [("职工（人）", "25"), ("税收（万元）", "160"), ("用地（亩）", "35")]
    beside = {one["key"]: (one["before"], one["after"]) for one in told["ratios"]}
    assert beside["rd_ratio"] == ("", "")  # nobody told: unknown, not nought
    assert beside["value_added_per_mu"] == ("40", "56.6154")
    assert beside["labour_productivity"] == ("18.6047", "19.3684")  # 4,000 ÷ 215, 3,680 ÷ 190
    assert beside["energy_per_value"] == ("0.175", "0.1359")  # 700 ÷ 4,000, 500 ÷ 3,680


def test_who_is_on_the_list_is_not_touched_and_a_limit_that_binds_is_named(world):
    for keep, others in (("东县6厂", (0, 1, 2, 3, 4, 5)), ("9133060990101A0004", (0, 1, 2, 3, 5, 6))):
        told = play(scenario(world.home, keep, keep=keep))
        assert not {"东县4厂", "东县6厂"} <= names(told)
        assert len(told["moves"]) == fewest(28, others)
    both = play(scenario(world.home, "都不动", keep="东县6厂\n9133060990101A0004"))
    assert fewest(28, (0, 1, 2, 3, 5)) is None
    assert both["binding"] == [["不动名单"]]
    tight = play(scenario(world.home, "紧", jobs="20"))
    assert not tight["reached"]
    assert tight["binding"] == [["职工（人）"]]
    made = played(scenario(world.home, "镇", town_cases=0))
    assert not made.answer["reached"]
    assert "放开其中任一组即可达到" in verdict(made)


def test_uplift_and_projects_are_moves_too_with_the_officers_assumptions(world):
    # 40 % more tax everywhere is 28; nothing less does
    told = play(scenario(world.home, closing=False, uplifting=True, uplift="40"))
    assert len(told["moves"]) == 7
    assert {move["kind"] for move in told["moves"]} == {"整治提升"}
    short = play(scenario(world.home, "少", closing=False, uplifting=True, uplift="39"))
    assert short["beyond"]
    Allocation.objects.create(
        county=world.home.region, number="Y1", project="高效电机", unit=world.home.departments[0], industry="C3812",
        energy=10, value_added=5000, land=10, state="allocated",
    )  # fmt: skip
    # 20 mu would need 10 × t more tax: (2,000 + 10 t) ÷ 110 ≥ 28 from t = 108 on
    one = play(scenario(world.home, "项目", closing=False, projects=True, project_tax="108"))
    assert names(one) == {"高效电机"}
    assert not play(scenario(world.home, "项目差", closing=False, projects=True, project_tax="107"))["reached"]


def test_only_enterprises_with_an_open_case_are_touched_where_that_is_asked(world):
    found = scenario(world.home, pool="cases")
    assert play(found)["beyond"]
    from tenghuan.apps.enterprises.models import Enterprise

    for at in (3, 4, 6):
        one = Enterprise.objects.get(uscc=f"9133060990101A{at:04}")
        Case.objects.create(
            county=world.home.region, number=f"A{at}", enterprise=one, town=one.town, lists="高耗低效", year=2026,
            state="closed" if at == 3 else "working",
        )  # fmt: skip
    assert names(play(found)) == {"东县4厂", "东县6厂"}


def test_what_cannot_be_asked_is_refused_in_words(world):
    for told, words in (
        ({"goal": ""}, "反算须选目标指标"),
        ({"goal": "firms"}, "目标指标"),
        ({"closing": False}, "没有一类举措可用"),
    ):
        with pytest.raises(InputFault, match=words):
            scenario(world.home, "错", **told)
    with pytest.raises(InputFault, match="没有“不存在的厂”"):
        play(scenario(world.home, keep="不存在的厂"))
    with pytest.raises(InputFault, match="还没有企业年度数据"):
        play(scenario(world.neighbour))
    with pytest.raises(InputFault, match="没有算研发经费占营业收入比重所需的数"):
        play(scenario(world.home, "研发", goal="rd_ratio", value="3"))
    with pytest.raises(InputFault, match="方案没有这项指标的目标值"):
        play(scenario(world.home, "能耗", goal="energy_per_value"))


def test_what_is_better_lower_is_brought_down(world):
    # 700 ÷ 4,000 = 0.175; every firm uses 100: without the three that make least value 400 ÷ 3,600 = 0.1111
    told = play(scenario(world.home, goal="energy_per_value", value="0.12"))
    assert told["goal"]["most"]
    assert names(told) == {"东县4厂", "东县5厂", "东县6厂"}


def test_an_enterprise_counts_in_the_lists_that_its_open_cases_name(world):
    from tenghuan.apps.enterprises.models import Enterprise
    from tenghuan.apps.plans.models import Indicator

    keys = ("high_consumption_firms", "obsolete_capacity_firms", "cleared_and_upgraded_firms")
    items = {}
    for key in keys:
        items[key] = target(world.home, key)
        Indicator.objects.filter(pk=items[key].pk).update(catalogue_key=key)
    for at, lists in ((4, "高耗低效"), (5, "落后产能、高耗低效")):
        one = Enterprise.objects.get(uscc=f"9133060990101A{at:04}")
        Case.objects.create(
            county=world.home.region, number=f"A{at}", enterprise=one, town=one.town, lists=lists, year=2026,
            state="working",
        )  # fmt: skip
    told = play(scenario(world.home, "清单", kind="what_if", chosen="东县4厂\n东县5厂\n东县6厂"))
    shifts = {one["item"]: one["shift"] for one in told["outlook"]}
    assert [shifts[items[key].pk] for key in keys] == ["2", "1", "2"]


def test_the_form_of_a_scenario_opens_with_what_the_indicators_page_knows(world):
    page = f"/indicators/{per_mu(world.home).pk}/"
    client = world.client("office")
    assert "/r/scenarios/add?goal=tax_per_mu" in client.get(page).content.decode()
    form = client.get("/r/scenarios/add?goal=tax_per_mu")
    assert form.status_code == 200
    assert '<option value="tax_per_mu" selected' in form.content.decode()


# -- what if -------------------------------------------------------------------------------------------------------
def test_chosen_close_outs_move_every_indicator_that_registers_give(world):
    freed = target(world.home, "freed", value="100")
    from tenghuan.apps.plans.models import Indicator

    Indicator.objects.filter(pk=freed.pk).update(catalogue_key="released_land", unit="亩")
    energy = target(world.home, "energy", value="0.05")
    Indicator.objects.filter(pk=energy.pk).update(catalogue_key="released_energy", unit="万吨标准煤")
    level = per_mu(world.home)
    period = Period.objects.create(plan=freed.plan, year=2026, month=6, opens_on=TODAY, due_on=TODAY, closes_on=TODAY)
    Report.objects.create(period=period, item=freed, value=30, state="approved")
    made = scenario(world.home, "两家", kind="what_if", chosen="东县4厂\n东县6厂", growth="0")
    lines = {one["item"]: one for one in play(made)["outlook"]}
    # 30 mu in eighteen months, half a year's pace more and the years after: as things go, and 35 mu above it
    assert Decimal(lines[freed.pk]["played"]) == Decimal(lines[freed.pk]["ahead"]) + 35
    assert lines[freed.pk]["shift"] == "35"
    assert lines[energy.pk]["shift"] == "0.02"  # two times 100 吨 are 0.02 万吨
    # nothing was reported: the registers' 20 becomes 28.3077, which is green at the end; 20 is not
    assert (lines[level.pk]["ahead"], lines[level.pk]["played"]) == ("", "28.3077")
    assert lines[level.pk]["played_lamp"] == "green"


def test_a_rate_goes_on_as_it_was_and_last_years_amount_is_not_this_years(world):
    drop = target(world.home, "drop", "cumulative_drop_rate", value="8", frequency="year_end", year=2026)
    amount = target(world.home, "amount", "annual", value="10", year=2026)
    period = Period.objects.create(plan=drop.plan, year=2025, month=12, opens_on=TODAY, due_on=TODAY, closes_on=TODAY)
    for item, value in ((drop, 3), (amount, 9)):
        Report.objects.create(period=period, item=item, value=value, state="approved")
    Period.objects.create(plan=drop.plan, year=2026, month=6, opens_on=TODAY, due_on=TODAY, closes_on=TODAY)
    lines = {one["item"]: one for one in play(scenario(world.home, "率", kind="what_if"))["outlook"]}
    # 3 % in 2025 and again in 2026: 1 − 0.97² = 5.91 %, 73.9 % of 8; more than 10 and less than 30 points behind
    assert (lines[drop.pk]["ahead"], lines[drop.pk]["ahead_lamp"]) == ("5.91", "yellow")
    assert (lines[amount.pk]["ahead"], lines[amount.pk]["ahead_lamp"]) == ("", "no_data")


def test_growth_is_of_what_is_left_and_lifts_ratios_by_its_share(world):
    grown = play(scenario(world.home, "增", kind="what_if", chosen="东县4厂\n东县6厂", growth="10"))
    ratio = {one["key"]: one for one in grown["ratios"]}["tax_per_mu"]
    assert (ratio["before"], ratio["after"]) == ("22", "31.1385")
    assert grown["notes"] == ["推演前的数已计入企业到年底增长 10% 的假设"]
    assert play(scenario(world.home, "不增", kind="what_if", chosen="东县4厂"))["notes"] == []


@pytest.mark.parametrize(
    ("reported", "chosen", "ahead", "shift", "lifted"),
    [
        # 2,200 ÷ 100 is 22, two above what was known; nothing is closed
        (None, "", "", "2", "22"),
        (2025, "", "21", "2", "23"),
        # (2,000 − 150 − 10) × 1.1 ÷ 65 is 31.1385: 11.1385 above 20, of which 9.1385 by the moves
        (2025, "东县4厂\n东县6厂", "21", "11.1385", "32.1385"),
        # a number of this year has grown already
        (2026, "", "21", "0", "21"),
        (2026, "东县4厂\n东县6厂", "21", "9.1385", "30.1385"),
    ],
)
def test_assumed_growth_moves_indicators_whose_number_is_older(world, reported, chosen, ahead, shift, lifted):
    level = per_mu(world.home)
    for year in (2025, 2026):
        period = Period.objects.create(
            plan=level.plan, year=year, month=6, opens_on=TODAY, due_on=TODAY, closes_on=TODAY
        )
        if year == reported:
            Report.objects.create(period=period, item=level, value=21, state="approved")
    chosen = chosen or "东县0厂"
    kept = "东县0厂" if chosen == "东县0厂" else ""
    told = play(scenario(world.home, "增", kind="what_if", chosen=chosen, keep=kept, growth="10"))
    line = {one["item"]: one for one in told["outlook"]}[level.pk]
    assert (line["ahead"], line["shift"], line["played"]) == (ahead, shift, lifted)


def test_growth_is_not_added_to_a_forecast_that_goes_to_the_end_of_the_year(world, monkeypatch):
    level = per_mu(world.home)
    period = Period.objects.create(plan=level.plan, year=2025, month=6, opens_on=TODAY, due_on=TODAY, closes_on=TODAY)
    Report.objects.create(period=period, item=level, value=21, state="approved")
    stands = outlook.stands
    monkeypatch.setattr(outlook, "stands", lambda *told: replace(stands(*told), forecast=Decimal(24)))
    told = play(scenario(world.home, "增", kind="what_if", chosen="东县0厂", keep="东县0厂", growth="10"))
    line = {one["item"]: one for one in told["outlook"]}[level.pk]
    assert (line["ahead"], line["shift"], line["played"]) == ("24", "0", "24")


# -- kept, compared, apart -----------------------------------------------------------------------------------------
def test_a_job_plays_and_keeps_it_and_a_change_makes_it_stale(world):
    made = played(scenario(world.home))
    assert verdict(made) == "最少 2 项举措可以达到目标（已证明最少）"
    assert not made.stale
    assert not jobs.latest(made).open
    records.change(by(world.home, "office"), SCENARIOS, made, {"value": "30"}, seen=made.revision)
    made.refresh_from_db()
    assert made.stale


def test_the_pages_say_that_it_is_played_and_no_report_or_fact_changes(world):
    before = (Report.objects.count(), Case.objects.count())
    client = world.client("office")
    made = scenario(world.home)
    answer = client.post(f"/sandtable/{made.pk}/play")
    assert answer.status_code == 302
    text = client.get(SCENARIOS.address(made)).content.decode()
    assert "推演数不是实际数" in text
    assert "东县6厂" in text
    other = played(scenario(world.home, "另一个", value="25"))
    page = client.get(f"/sandtable/compare/?scenario={made.pk}&scenario={other.pk}").content.decode()
    assert "推演数，非实际数" in page
    assert "另一个" in page
    for kind in ("docx", "pdf"):
        assert client.get(reverse("scenarios:paper", args=(made.pk, "report", kind))).status_code == 200
    assert (Report.objects.count(), Case.objects.count()) == before


def test_neighbours_strangers_and_other_roles_do_not_get_in(world):
    made = scenario(world.home)
    for name, status in (("leader", 403), ("department", 403), ("town", 403)):
        assert world.client(name).post(f"/sandtable/{made.pk}/play").status_code == status
    for county in (world.neighbour, world.foreign):
        assert world.client(county.accounts["office"]).post(f"/sandtable/{made.pk}/play").status_code == 404
        assert world.client(county.accounts["leader"]).get(f"/sandtable/{made.pk}/working").status_code == 404
    assert world.client("leader").get(f"/sandtable/{made.pk}/working").status_code == 200
    assert world.client("town").get(SCENARIOS.address(made)).status_code == 403
    assert world.client(world.prefecture).post(f"/sandtable/{made.pk}/play").status_code == 403
