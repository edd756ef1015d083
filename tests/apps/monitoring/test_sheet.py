"""What the month's grid reads: no more queries with many rows, and the last number as the whole series tells it."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.monitoring.models import Period, Report, ReportingMode
from tenghuan.apps.monitoring.queries import sheets
from tenghuan.apps.monitoring.readings import last_before, lasts, mode_of, modes, reported
from tenghuan.apps.monitoring.services.history import Figure, load_history
from tenghuan.apps.monitoring.services.periods import open_due_periods
from tenghuan.apps.monitoring.services.reports import report_zero, save_draft
from tenghuan.apps.monitoring.states import State
from tenghuan.apps.organization.models import Unit, UnitKind
from tenghuan.apps.plans.models import Duty, Responsibility
from tenghuan.pace import Mode, Month
from tests.apps.monitoring.campaigns import TODAY, actor_of, indicator, make_campaign

MOST = 12  # queries of a page
CALIBERS = ("annual", "cumulative", "level", "share", "average_growth")


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def many(world, actor):
    """60 indicators and 40 tasks of a department, 40 of them another's too, one shared by towns; a year and more."""
    made = make_campaign(world.home)
    first, second = world.home.departments[:2]
    items = [indicator(made.plan, f"i{n}", CALIBERS[n % 5], "100", first, year=2023) for n in range(60)]
    items += [
        Duty.objects.create(plan=made.plan, kind="task", key=f"t{n}", number=str(n), title=f"任务{n}")
        for n in range(40)
    ]
    Responsibility.objects.bulk_create(
        [Responsibility(item=item, unit=first, role="lead") for item in items[60:]]
        + [Responsibility(item=item, unit=second, role="lead", order=1) for item in items[:20]]
        + [Responsibility(item=item, unit=second, role="support") for item in items[20:40]]
    )
    towns = Unit.objects.create(region=world.home.region, name="各乡镇（街道）", kind=UnitKind.COLLECTIVE)
    made.items["land"] = indicator(made.plan, "land", "cumulative", "100", towns, year=2023)
    Responsibility.objects.create(item=made.items["land"], unit=first, role="lead", order=1)
    figures = [
        Figure(item.pk, year, month, Decimal(10 * (year - 2020) + month))
        for at, item in enumerate(items)
        for year in (2021, 2022)
        for month in range(1, 13 if year == 2021 else 5)
        if (at + month) % 7  # gaps
    ]
    load_history(actor_of(world.home.accounts["office"]), made.plan, figures, note="示例数据")
    open_due_periods(actor, TODAY)
    made.period = Period.objects.filter(plan=made.plan).order_by("-year", "-month").first()
    return SimpleNamespace(made=made, items=items, first=first, second=second)


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("account", ["department", "department2", "town", "office", "leader"])
def test_the_grid_opens_in_twelve_queries_with_a_hundred_rows(
    many, world, django_assert_max_num_queries, account, closed
):
    if closed:
        Period.objects.filter(pk=many.made.period.pk).update(locked_at=timezone.now())
    client, address = world.client(account), reverse("monitoring:grid")
    if account in ("office", "leader"):
        address = f"{address}?unit={many.first.pk}"
    client.get(address)
    with django_assert_max_num_queries(MOST):
        page = client.get(address)
    rows, beside = len(page.context["rows"]), len(page.context["supported"])
    assert (rows >= 100, beside >= 40) == (account in ("department", "office", "leader"), account == "department2")


def test_a_town_without_a_unit_of_its_own_asks_no_more_for_more_rows(many, world, django_assert_max_num_queries):
    town = world.home.accounts["town"]
    unit = town.unit
    type(town).objects.filter(pk=town.pk).update(unit=None)
    Report.objects.filter(period=many.made.period, item__in=many.items).update(unit=unit)
    client = world.client("town")
    client.get(reverse("monitoring:grid"))
    with django_assert_max_num_queries(MOST + 5):  # its units, read for its scope, its rows, its tasks
        page = client.get(reverse("monitoring:grid"))
    assert len(page.context["rows"]) >= 100


def test_what_another_files_stands_below_as_led_too_or_supported(many, world):
    page = world.client("department2").get(reverse("monitoring:grid"))
    found = {row.item.pk: row.leads_too for row in page.context["supported"]}
    wanted = {item.pk: True for item in many.items[:20]} | {item.pk: False for item in many.items[20:40]}
    assert {pk: led for pk, led in found.items() if pk in wanted} == wanted


@pytest.mark.parametrize("month", [Month(2021, 1), Month(2021, 2), Month(2022, 1), Month(2022, 6), Month(2030, 1)])
def test_the_last_number_is_the_last_of_the_series_before_the_month(many, month):
    ids = [item.pk for item in many.items]
    whole = reported(ids)
    told = {pk: last for pk in ids if (last := last_before(whole.get(pk), month))}
    assert lasts(ids, month) == told
    assert bool(told) == (month > Month(2021, 1))


def _told(many, pk, month, value):
    told = {"year": 2022, "month": month}
    days = {"opens_on": TODAY, "due_on": TODAY, "closes_on": TODAY}
    period, _made = Period.objects.get_or_create(plan=many.made.plan, **told, defaults=days)
    values = {"state": State.APPROVED, "value": value}
    Report.objects.update_or_create(period=period, item_id=pk, defaults=values)


def test_the_last_number_of_what_towns_share_is_the_last_sum_that_is_whole(many):
    land = many.made.items["land"]
    shares = list(type(land.item_ptr).objects.filter(whole=land).values_list("pk", flat=True))
    assert len(shares) >= 2
    for at, pk in enumerate(shares):
        _told(many, pk, 4, Decimal(7 + at))
    _told(many, shares[0], 5, Decimal(50))
    ids = [land.pk, *shares, many.items[0].pk]
    found = lasts(ids, Month(2022, 6))
    assert found[land.pk] == (Month(2022, 4), sum((Decimal(7 + at) for at in range(len(shares))), Decimal(0)))
    assert found[shares[0]] == (Month(2022, 5), Decimal(50))
    assert lasts([land.pk], Month(2022, 4)) == {}


def test_a_draft_is_no_last_number_and_a_zero_report_is(campaign):
    draft, zero = campaign.report("annual"), campaign.report("second")
    save_draft(campaign.actor("department"), draft, value=Decimal(9), today=TODAY)
    report_zero(campaign.actor("department2"), zero, today=TODAY)
    after = campaign.period.at.back(-1)
    assert lasts([draft.item_id, zero.item_id], after) == {zero.item_id: (campaign.period.at, Decimal(0))}
    assert Report.objects.get(pk=draft.pk).state == State.DRAFT


def test_each_row_knows_how_its_indicator_is_reported(campaign, world):
    periodic = campaign.items["annual"]
    ReportingMode.objects.create(indicator=periodic, mode=Mode.PERIODIC.value)
    unit = world.home.departments[0]
    rows, _beside = sheets.sheet(world.home.accounts["office"], campaign.period, unit.pk, TODAY)
    asked = {row.item.pk: row.asked for row in rows}
    assert "当月发生数" in asked[periodic.pk]
    assert sum("当月发生数" in words for words in asked.values()) == 1
    assert [mode_of(modes(asked), pk) for pk in asked].count(Mode.PERIODIC) == 1
