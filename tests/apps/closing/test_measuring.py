"""What registers count for indicators: by hand, in the indicator's caliber, unit and scope, with coverage and rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenghuan.apps.closing import checking
from tenghuan.apps.closing.contributions import splits
from tenghuan.apps.closing.models import Choice, Source
from tenghuan.apps.closing.reckoning import reckoned
from tenghuan.apps.closing.settling import settle
from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.kit.registry import REGISTERS
from tenghuan.apps.monitoring.models import Report
from tenghuan.apps.monitoring.readings import in_full
from tenghuan.apps.plans.models import Indicator
from tenghuan.apps.plans.queries import board_row
from tenghuan.pace import Month
from tenghuan.plan import catalogue, load_pack, packs
from tests.apps.closing.firms import closed_case, firms, measured
from tests.apps.closing.months import reported
from tests.apps.kit.sheds import by

D = Decimal
JUNE, DECEMBER = Month(2022, 6), Month(2022, 12)


@pytest.fixture
def plan(world):
    made = reported(world.home).plan
    firms(world.home)
    return made


def figure(item, at):
    return reckoned(item.plan, at, only=item.pk)[0]


@pytest.mark.parametrize(
    ("key", "caliber", "unit", "value"),
    [
        (
            "tax_per_mu",
            "level",
            "万元/亩",
            D(400) / 31,
        ),  # (130 + 220 + 50) ÷ (10 + 11 + 10), never the mean of 13, 20, 5
        ("value_added_per_mu", "level", "万元/亩", D(900) / 31),
        ("rd_ratio", "share", "%", D(2)),  # 60 ÷ 3000
        ("small_tax_per_mu", "level", "万元/亩", D(2)),  # 12 ÷ 6, below scale only
        ("energy_intensity_drop", "cumulative_drop_rate", "%", (1 - D(1240) / 900 / (D(1000) / 700)) * 100),
        ("rd_growth", "average_growth", "%", D(20)),  # 60 against 50
        ("rd_total", "cumulative", "亿元", D("0.011")),  # 50 + 60 万元 since 2021
        ("above_scale_firms", "cumulative_with_base", "家", D(3)),
    ],
)
def test_facts_are_measured_sum_over_sum_in_the_indicators_unit(plan, world, key, caliber, unit, value):
    item = measured(plan, key, caliber, world.home, unit=unit)
    assert figure(item, DECEMBER).computed == value.quantize(D("0.000001"))


def test_a_year_that_is_not_over_is_not_measured(plan, world):
    item = measured(plan, "tax_per_mu", "level", world.home, unit="万元/亩")
    assert figure(item, JUNE).computed is None
    assert figure(item, Month(2023, 12)).computed is None  # no facts of 2023


def test_coverage_is_who_carried_the_value_of_those_registered(plan, world):
    YearFacts.objects.filter(year=2022, enterprise__uscc__endswith="27").update(land_mu=None)
    told = figure(measured(plan, "tax_per_mu", "level", world.home, unit="万元/亩"), DECEMBER)
    assert (told.counted, told.registered) == (2, 3)
    assert told.computed == (D(270) / 21).quantize(D("0.000001"))  # the tax of who has no land does not count either
    assert told.coverage == D(2) / 3


def test_a_scope_that_the_register_knows_is_applied_and_another_is_said_not_to_be(plan, world):
    item = measured(plan, "tax_per_mu", "level", world.home, unit="万元/亩")
    Indicator.objects.filter(pk=item.pk).update(population="除钢压延外")
    told = figure(item, DECEMBER)
    assert told.computed == (D(270) / 21).quantize(D("0.000001"))  # without 3130
    assert told.limits == "规上企业；除钢压延外"
    Indicator.objects.filter(pk=item.pk).update(population="直管区")
    told = figure(item, DECEMBER)
    assert told.computed == (D(400) / 31).quantize(D("0.000001"))
    assert told.limits == "规上企业；未套用“直管区”"


@pytest.mark.parametrize(
    ("caliber", "more", "june"),
    [
        ("cumulative", {}, 3),  # since 2021
        ("annual", {}, 2),  # this year's
        ("cumulative_with_base", {"baseline_year": 2020, "baseline_value": D(168)}, 171),
    ],
)
def test_close_outs_are_counted_as_the_caliber_says(plan, world, caliber, more, june):
    item = measured(
        plan, "high_consumption_firms", caliber, world.home, unit="家", frequency="monthly", year=2023, **more
    )
    assert figure(item, JUNE).computed is None  # nobody has closed a case yet: not known, and not nought
    for number, day in enumerate((date(2021, 5, 1), date(2022, 3, 1), date(2022, 6, 30), date(2022, 7, 1)), start=1):
        closed_case(world.home, number, day)
    closed_case(world.home, 7, date(2022, 5, 1), lists="低散乱")
    assert figure(item, JUNE).computed == june


def test_freed_energy_is_told_in_the_indicators_unit_with_its_rows(plan, world):
    item = measured(plan, "released_energy", "cumulative", world.home, unit="万吨标准煤", frequency="monthly")
    closed_case(world.home, 1, date(2022, 3, 1), actual_energy=D(2500))
    closed_case(world.home, 2, date(2022, 7, 1), actual_energy=D(9999))
    told = figure(item, JUNE)
    assert (told.computed, told.counted, told.registered) == (D("0.25"), 1, 1)
    page = world.client("office").get(f"{reverse('closing:indicator', args=(item.pk,))}?month=2022-06").content.decode()
    rows = page.split('href="/r/cases/?measure=')[1].split('"')[0].replace("&amp;", "&")
    listed = world.client("office").get(f"/r/cases/?measure={rows}").content.decode()
    assert "第1机械厂" in listed
    assert "第2机械厂" not in listed


def _reported(plan, item, value, state="approved"):
    period = opened_period(plan)
    Report.objects.update_or_create(period=period, item=item, defaults={"state": state, "value": value})


def opened_period(plan):
    from tenghuan.apps.monitoring.models import Period

    return Period.objects.get(plan=plan, year=2022, month=6)


@pytest.fixture
def differing(plan, world):
    """An indicator with 30 reported and 2 counted in June, of a target of 40 for the year."""
    item = measured(plan, "high_consumption_firms", "annual", world.home, unit="家", frequency="monthly", target="40")
    _reported(plan, item, 30)
    closed_case(world.home, 1, date(2022, 3, 1))
    closed_case(world.home, 2, date(2022, 4, 1))
    return item


def test_the_lamp_goes_by_what_was_settled_on_every_page(differing, world):
    told = figure(differing, JUNE)
    assert (told.reported, told.computed, told.difference, told.source) == (30, 2, -28, Source.REPORTED)
    assert (told.value, told.lamp) == (30, "green")
    settle(by(world.home, "office"), differing, JUNE, Choice.MEASURED, "以销号台账为准")
    told = figure(differing, JUNE)
    assert (told.value, told.progress, told.lamp) == (2, D("0.05"), "red")
    assert (told.reported, told.source, told.note) == (30, Source.SETTLED, "按核定数")
    assert board_row(differing).standing.actual == 2
    settle(by(world.home, "office"), differing, JUNE, Choice.REPORTED, "补登后以上报数为准")
    assert (figure(differing, JUNE).value, board_row(differing).standing.lamp) == (30, "green")


def test_a_difference_is_a_gap_until_it_is_settled_and_again_when_a_number_changes(differing, world, plan):
    def kinds():
        found = checking.gaps(plan, JUNE, reckoned(plan, JUNE))
        return [gap.kind for gap in found if gap.item == differing.pk]

    assert kinds() == ["unsettled"]
    settle(by(world.home, "office"), differing, JUNE, Choice.REPORTED, "台账补登中")
    assert kinds() == []
    closed_case(world.home, 3, date(2022, 5, 1))
    assert kinds() == ["unsettled"]


def test_what_only_a_register_knows_counts_once_it_was_settled(differing, world, plan):
    Report.objects.filter(item=differing).delete()
    told = figure(differing, JUNE)
    assert (told.value, told.computed, told.source, told.lamp) == (None, 2, Source.MEASURED, "no_data")
    assert [gap.kind for gap in checking.gaps(plan, JUNE, [told]) if gap.item == differing.pk] == ["measured"]
    settle(by(world.home, "department"), differing, JUNE, Choice.MEASURED, "本月未单独上报")
    assert figure(differing, JUNE).value == 2
    assert in_full([differing.pk])[differing.pk].settled[JUNE] == (None, None)


def test_a_share_told_in_two_parts_is_compared_as_a_share(plan, world):
    item = measured(plan, "rd_ratio", "share", world.home, unit="%", frequency="monthly")
    _reported(plan, item, 25)
    Report.objects.filter(item=item).update(whole=1000)
    firms_now = figure(item, JUNE)
    assert (firms_now.reported, firms_now.value, firms_now.computed) == (D("2.5"), D("2.5"), D(2))
    settle(by(world.home, "office"), item, JUNE, Choice.MEASURED, "以统计年报为准")
    assert (figure(item, JUNE).value, figure(item, JUNE).reported) == (2, D("2.5"))


def test_contributions_of_facts_add_up_to_the_change_by_every_dimension(plan, world):
    item = measured(plan, "tax_per_mu", "level", world.home, unit="万元/亩")
    found = {split.key: split for split in splits(item, DECEMBER)}
    assert list(found) == ["town", "industry", "enterprise"]
    change = Fraction(400, 31) - Fraction(300, 20)
    for split in found.values():
        assert sum((part.total for part in split.parts), Fraction(0)) == change
        assert split.change == D(change.numerator) / D(change.denominator)
    names = [line.name for line in found["industry"].lines]
    assert names[0] == "31 黑色金属冶炼和压延加工业"
    # the newcomer with 5 a mu against an average of 15 pulls down, whatever else happened
    assert found["enterprise"].lines[-1].name.endswith("第3机械厂")


def test_contributions_of_close_outs_add_up_though_one_enterprise_stands_in_two_towns(plan, world):
    item = measured(plan, "high_consumption_firms", "annual", world.home, unit="家", frequency="monthly")
    closed_case(world.home, 1, date(2021, 3, 1))
    closed_case(world.home, 2, date(2022, 3, 1))
    closed_case(world.home, 3, date(2022, 4, 1), town=1)
    closed_case(world.home, 3, date(2022, 5, 1), town=0)
    town = next(split for split in splits(item, JUNE) if split.key == "town")
    assert town.change == 1  # two enterprises against one
    assert {line.name: line.total for line in town.lines} == {"dong1镇": 1, "dong2镇": 1, "重复计数（只计一次）": -1}


def test_a_ratio_without_a_year_before_is_not_taken_apart(plan, world):
    YearFacts.objects.filter(year=2021).delete()
    assert splits(measured(plan, "tax_per_mu", "level", world.home, unit="万元/亩"), DECEMBER) == []


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 5000), st.integers(1, 90), st.sampled_from(("3812", "1752", "", "3130"))),
        min_size=2,
        max_size=6,
    )
)
def test_whatever_the_facts_the_parts_of_a_ratio_are_its_change(plan, world, told):
    item = Indicator.objects.filter(key="m_tax_per_mu").first() or measured(
        plan, "tax_per_mu", "level", world.home, unit="万元/亩"
    )
    YearFacts.objects.all().delete()
    for number, (tax, land, industry) in enumerate(told, start=1):
        one, _made = Enterprise.objects.get_or_create(
            county=world.home.region, uscc=f"91330600MB{number:08d}", defaults={"name": f"厂{number}"}
        )
        Enterprise.objects.filter(pk=one.pk).update(above_scale=True, industry=industry)
        for year, factor in ((2021, 2), (2022, number)):
            YearFacts.objects.create(enterprise=one, year=year, tax=D(tax) * factor, land_mu=land + factor)
    found = splits(item, DECEMBER)
    ends = {
        year: sum(Fraction(f.tax) for f in YearFacts.objects.filter(year=year))
        / sum(Fraction(f.land_mu) for f in YearFacts.objects.filter(year=year))
        for year in (2021, 2022)
    }
    assert len(found) == 3
    for split in found:
        assert sum((part.total for part in split.parts), Fraction(0)) == ends[2022] - ends[2021]
    assert figure(item, DECEMBER).computed == (D(ends[2022].numerator) / D(ends[2022].denominator)).quantize(
        D("0.000001")
    )


def test_every_measure_that_feeds_an_indicator_names_one_of_the_catalogue_and_no_two_the_same():
    fed = [measure for one in REGISTERS.values() for measure in one.measures if measure.indicator]
    ways = [(one.indicator, one.words, bool(one.ends)) for one in fed]
    assert len(ways) == len(set(ways)) >= 22
    own = {item.key for path in packs().values() for item in load_pack(path).indicators}
    assert {one.indicator for one in fed} <= {entry.key for entry in catalogue()} | own
