"""The funnel by hand, the landing rate, what the first unit gets, heads without a project."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from tenghuan.apps.leads import funnel
from tenghuan.apps.leads.heading import led
from tenghuan.apps.leads.models import Lead
from tenghuan.apps.leads.registers import LEADS
from tenghuan.apps.leads.stages import LEADING
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by
from tests.apps.leads.made import make_head, make_lead
from tests.apps.leads.ways import WAY, gone, step, told_at


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def _rows(world):
    return funnel.cohort(LEADS.rows(world.home.accounts["office"]), date.today().year)


def test_each_stage_counts_the_leads_that_reached_it_wherever_they_are_now(world):
    # five: one landed, one signed, one lost while talking, one answered, one new; none of last year's, none invalid
    gone(world.home, "land", 1)
    gone(world.home, "sign", 2)
    lost = gone(world.home, "talk", 3, source="fund")
    LEADING.take(by(world.home, "department"), lost, "lose", loss="land", reason="缺地")
    gone(world.home, "respond", 4)
    make_lead(world.home, 5, source="fund")
    make_lead(world.home, 6, got_on=date(date.today().year - 1, 12, 31))
    LEADING.take(by(world.home, "office"), make_lead(world.home, 7), "drop", reason="查无此企业")
    total = funnel.whole(_rows(world))
    assert list(total.counts.values()) == [5, 4, 3, 3, 3, 3, 2, 1]
    assert (total.lost, total.pool, total.rate) == (1, 0, Decimal(50))
    by_source = {row.name: list(row.counts.values()) for row in funnel.parted(_rows(world), "source")}
    assert by_source == {"乡贤回归": [3, 3, 2, 2, 2, 2, 2, 1], "基金招商": [2, 1, 1, 1, 1, 1, 0, 0]}


@pytest.mark.parametrize("way", ["source", "unit", "chain"])
def test_the_parts_add_up_to_the_whole_and_each_count_opens_as_many_leads(world, way):
    gone(world.home, "land", 1, chain="智能厨电")
    gone(world.home, "set_up", 2, chain="机械电机", source="station")
    make_lead(world.home, 3, unit=1)
    total, parts = funnel.whole(_rows(world)), funnel.parted(_rows(world), way)
    assert {stage: sum(row.counts[stage] for row in parts) for stage in funnel.STAGES} == total.counts
    client, table = world.client("office"), funnel.table(total, parts, way, date.today().year)
    opened = 0
    for row in table.rows:
        for column in table.columns[1:9]:
            if column.link is not None and (address := column.link(row)) is not None:
                listed = client.get(address).context["shown"].paginator.count
                assert listed == column.of(row), (row.name, column.key)
                opened += 1
    assert opened >= 9


def test_of_forty_signed_nineteen_landed_is_47_and_a_half_per_cent(world):
    # methodology2 §23
    Lead.objects.bulk_create(
        Lead(
            county=world.home.region, number=f"XS{n}", name=f"线索{n}", company=f"公司{n}", source="fund",
            signed_on=date(date.today().year, 3, 1), signs=1, lands=int(n < 19), state="landed" if n < 19 else "signed",
        )
        for n in range(40)
    )  # fmt: skip
    measure = next(one for one in LEADS.measures if one.key == "leads.landing_rate")
    rows = measure.rows(
        LEADS.rows(world.home.accounts["office"]), date(date.today().year, 1, 1), date(date.today().year, 12, 31)
    )
    upper, lower = measure.sums(rows)
    assert (upper, lower, upper * measure.times / lower) == (19, 40, Decimal("47.5"))
    assert measure.indicator == "project_landing_rate"
    assert len(rows) == 40


def test_only_manufacturing_signed_in_the_period_is_behind_the_rate(world):
    gone(world.home, "land", 1)
    gone(world.home, "sign", 2, manufacturing=False)
    step(world.home, gone(world.home, "talk", 3), "sign", signed_on=date.today() - timedelta(days=400))
    measure = next(one for one in LEADS.measures if one.key == "leads.landing_rate")
    rows = measure.rows(LEADS.rows(world.home.accounts["office"]), date.today() - timedelta(days=30), date.today())
    assert measure.sums(rows) == (1, 1)
    text = world.client("leader").get(measure.address(LEADS)).content.decode()
    assert "第1个高效电机项目" in text
    assert "第2个高效电机项目" not in text


def _handed_on(world):
    """A lead that the first department talked about first and the second one has now, signed."""
    lead = gone(world.home, "talk", 1)
    LEADING.take(by(world.home, "department"), lead, "give_back", reason="转由科技局跟进")
    second = by(world.home, "department2")
    LEADING.take(second, lead, "claim")
    for verb in WAY[:-1]:
        step(world.home, lead, verb, actor=None if verb in ("judge", "set_up") else second)
    return lead, second


def test_who_talked_first_gets_the_share_that_was_agreed(world):
    lead, second = _handed_on(world)
    told = told_at(world.home, "land")
    with pytest.raises(InputFault, match="首谈单位分成"):
        LEADING.take(second, lead, "land", **told)
    with pytest.raises(InputFault, match="首谈单位分成"):
        LEADING.take(second, lead, "land", **told, first_share="100.01")
    LEADING.take(second, lead, "land", **told, first_share="30")
    make_lead(world.home, 2)
    shared = {row.name: row.shared for row in funnel.parted(_rows(world), "unit")}
    assert shared == {"东县科技局": Decimal("0.7"), "东县经信局": Decimal("0.3")}


def test_whoever_kept_the_lead_from_the_first_talk_gets_it_whole(world):
    gone(world.home, "land", 1)
    assert [row.shared for row in funnel.parted(_rows(world), "unit")] == [Decimal(1)]


def test_the_funnel_page_draws_and_exports(world):
    gone(world.home, "respond", 1)
    page = world.client("leader").get(f"{reverse('leading:funnel')}?by=unit&year={date.today().year}")
    text = page.content.decode()
    assert 'data-chart="funnel"' in text
    assert "东县经信局" in text
    empty = world.client("leader").get(f"{reverse('leading:funnel')}?year=2001").content.decode()
    assert "这一年没有线索" in empty
    assert world.client("leader").get(f"{reverse('leading:funnel')}?export=xlsx").status_code == 200


def test_heads_without_a_project_stand_first(world):
    unit = world.home.departments
    make_head(world.home, 1, year=date.today().year)
    make_head(world.home, 2, unit=1, year=date.today().year, wanted=2)
    for number, values in enumerate(({}, {"got_on": date(date.today().year - 1, 5, 1)}, {"source": "fund"}), start=1):
        make_lead(world.home, number, head_unit=unit[0], **values)
    found = led(world.home.accounts["leader"], world.home.region, date.today().year)
    assert [(one.head.unit, len(one.leads), one.lacking, one.word) for one in found] == [
        (unit[1], 0, 2, "无项目"),
        (unit[0], 3, 0, "已落实"),
    ]
    text = world.client("leader").get(reverse("leading:heads")).content.decode()
    assert "1 个单位还没有领办项目" in text


def test_what_ended_or_landed_in_an_earlier_year_is_no_project_of_a_head(world):
    unit = world.home.departments[0]
    make_head(world.home, 1, year=date.today().year, wanted=2)
    LEADING.take(by(world.home, "department"), make_lead(world.home, 1, head_unit=unit), "give_back", reason="不在行")
    old = gone(world.home, "land", 2, head_unit=unit)
    Lead.objects.filter(pk=old.pk).update(
        got_on=date(date.today().year - 1, 1, 1), landed_on=date(date.today().year - 1, 12, 31)
    )
    gone(world.home, "land", 3, head_unit=unit)
    (found,) = led(world.home.accounts["office"], world.home.region, date.today().year)
    assert [one.name for one in found.leads] == ["第3个高效电机项目"]
    assert (found.signed, found.landed, found.lacking, found.word) == (1, 1, 1, "差 1 个")


def test_follow_ups_do_not_move_the_funnel(world):
    lead = gone(world.home, "set_up", 1)
    step(world.home, lead, "follow")
    assert list(funnel.whole(_rows(world)).counts.values()) == [1, 1, 1, 1, 0, 0, 0, 0]
