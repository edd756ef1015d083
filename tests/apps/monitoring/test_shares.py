"""What all towns lead together is one item for each of them; amounts are added up to the county's number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.monitoring.changes import fresh
from tenghuan.apps.monitoring.models import Period, Report
from tenghuan.apps.monitoring.services import review
from tenghuan.apps.monitoring.services.periods import open_due_periods
from tenghuan.apps.monitoring.services.reports import save_draft, submit
from tenghuan.apps.monitoring.states import State
from tenghuan.apps.organization.models import Unit, UnitKind
from tenghuan.apps.plans import hooks
from tenghuan.apps.plans.models import Duty, Item, Responsibility
from tenghuan.apps.plans.queries import items_of
from tests.apps.monitoring.campaigns import TODAY, Campaign, indicator, make_campaign


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def shared(world, actor) -> Campaign:
    """An amount, a level and a task led by 各乡镇（街道）, the level by a department too."""
    made = make_campaign(world.home)
    towns = Unit.objects.create(region=world.home.region, name="各乡镇（街道）", kind=UnitKind.COLLECTIVE)
    made.items["land"] = indicator(made.plan, "land", "cumulative", "100", towns, year=2023)
    made.items["share"] = indicator(made.plan, "share", "level", "40", towns)
    Responsibility.objects.create(item=made.items["share"], unit=world.home.departments[0], role="lead", order=1)
    made.items["survey"] = Duty.objects.create(
        plan=made.plan, kind="task", key="task_9", number="9", title="家底普查", due_on=date(2022, 12, 31)
    )
    Responsibility.objects.create(item=made.items["survey"], unit=towns, role="lead")
    open_due_periods(actor, TODAY)
    made.period = Period.objects.get(plan=made.plan)
    return made


def shares(campaign: Campaign, key: str) -> list[Report]:
    found = Report.objects.filter(period=campaign.period, item__whole=campaign.items[key]).order_by("unit__name")
    return fresh(found.values_list("pk", flat=True))


def tell(campaign: Campaign, report: Report, value: str) -> None:
    account = next(name for name in ("town", "town2") if campaign.county.accounts[name].unit_id == report.unit_id)
    save_draft(campaign.actor(account), report, value=Decimal(value), today=TODAY)
    submit(campaign.actor(account), fresh([report.pk]), today=TODAY)
    review.approve(campaign.actor("office"), fresh([report.pk]))


def test_every_town_has_an_item_of_its_own_and_the_sum_nobody_files(shared):
    towns = Unit.objects.filter(region__path__startswith=shared.county.region.path, kind=UnitKind.TOWN)
    assert len(towns) >= 2
    for key in ("land", "share", "survey"):
        assert {report.unit for report in shares(shared, key)} == set(towns)
    assert not Report.objects.filter(item=shared.items["land"]).exists()
    # a level is no sum: the next lead files the county's number, the towns their own
    assert Report.objects.get(item=shared.items["share"]).unit == shared.county.departments[0]
    assert Report.objects.get(item=shared.items["survey"]).unit is None  # the office says how far all are


def test_the_countys_amount_is_the_sum_once_every_town_has_reported(shared):
    first, *others = shares(shared, "land")
    tell(shared, first, "12")
    assert hooks.standings(items_of([shared.plan]))[shared.items["land"].pk].actual is None
    for report in others:
        tell(shared, report, "9")
    standing = hooks.standings(items_of([shared.plan]))[shared.items["land"].pk]
    assert standing.actual == 12 + Decimal(9) * len(others)
    assert standing.parts[:2] == (standing.actual, 100)


def test_the_board_lists_the_whole_and_its_page_the_towns(shared, world):
    client = world.client("office")
    titles = [row["title"] for row in client.get(reverse("plans:board")).context["table"].rows]
    assert titles.count("指标land") == 1
    page = client.get(reverse("plans:indicator", args=(shared.items["land"].pk,)))
    assert len(page.context["shares"]) == len(shares(shared, "land"))
    assert "各镇街进展" in page.content.decode()


def test_doing_it_again_changes_nothing_and_a_closed_town_is_left_out(shared, actor):
    before = Item.objects.filter(whole__isnull=False).count()
    open_due_periods(actor, date(2022, 7, 28))
    assert Item.objects.filter(whole__isnull=False).count() == before
    town = shares(shared, "land")[0].unit
    town.active = False
    town.save()
    open_due_periods(actor, date(2022, 8, 28))
    assert Item.objects.filter(whole__isnull=False, retired=True).count() == 3
    august = Report.objects.filter(period__month=8, item__whole=shared.items["land"])
    assert town.pk not in set(august.values_list("unit", flat=True))


def test_a_draft_is_a_state_and_the_owed_page_counts_what_is_filled(shared, world):
    client = world.client("department")
    page = client.get(reverse("monitoring:owed"))
    due = page.context["filled"].due
    assert (page.context["filled"].done, due > 3) == (0, True)
    report = shared.report("annual")
    save_draft(shared.actor("department"), report, value=Decimal(12), today=TODAY)
    assert shared.report("annual").state == State.DRAFT
    page = client.get(reverse("monitoring:owed"))
    assert f"已填 1/{due}" in page.content.decode()
    assert "草稿" in page.content.decode()
    assert page.context["filled"].drafts == 1
    save_draft(shared.actor("department"), shared.report("annual"), value=None, today=TODAY)
    assert shared.report("annual").state == State.PENDING
