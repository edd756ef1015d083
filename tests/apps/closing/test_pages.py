"""The pages of the month close: versions, replay by day, differences, settling, earlier months, the workbook."""

from __future__ import annotations

import io
from datetime import datetime

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.closing.models import Closing, Settlement, Snapshot
from tenghuan.apps.closing.registers import MONTHS
from tenghuan.apps.monitoring.models import Report
from tests.apps.closing.months import closed, opened
from tests.apps.kit.sheds import by


@pytest.fixture
def june(world):
    """June with two versions: of 10 July (annual 50) and of 20 July (annual 60)."""
    found = closed(world.home, 6)
    Report.objects.filter(item__key="annual", period__year=2022, period__month=6).update(value=60)
    MONTHS.take(by(world.home, "office"), found, "renew", reason="补报")
    for version, day in ((1, 10), (2, 20)):
        at = timezone.make_aware(datetime(2022, 7, day, 12))
        Snapshot.objects.filter(closing=found, version=version).update(known_at=at)
    return found


def address(closing, name="month"):
    return reverse(f"closing:{name}", args=(closing.pk,))


def value_of(response, title="指标annual"):
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    rows = list(book.worksheets[0].iter_rows(min_row=3, values_only=True))
    found = next(row for row in rows[1:] if row[1] == title)
    return dict(zip(rows[0], found, strict=True))


def test_the_menu_leads_to_the_latest_month(world, june):
    assert world.client("office").get(reverse("closing:latest")).url == address(june)


def test_a_version_is_asked_for_by_number_or_by_the_day_on_which_it_was_known(world, june):
    client = world.client("leader")
    told = {
        asked: value_of(client.get(f"{address(june)}?export=xlsx&{asked}"))["累计"]
        for asked in ("", "version=1", "version=2", "known=2022-07-10", "known=2022-07-19", "known=2022-07-20", "live")
    }
    assert list(told.values()) == [60, 50, 60, 50, 50, 60, 60]
    for nonsense in ("version=3", "known=2022-07-09"):
        assert client.get(f"{address(june)}?{nonsense}").status_code == 404


def test_the_workbook_has_the_columns_of_the_monthly_report(world, june):
    row = value_of(world.client("leader").get(f"{address(june)}?export=xlsx"))
    assert list(row)[:14] == [
        *("序号", "指标", "单位", "口径与范围", "年度目标", "本期", "累计", "完成率", "序时"),
        *("差（百分点）", "灯", "同比"),
        *("来源单位", "版本"),
    ]
    assert (row["完成率"], row["序时"], row["差（百分点）"], row["版本"]) == (0.6, 0.5, 10, "第2版")


def test_two_versions_differ_by_what_came_late_and_nothing_else(world, june):
    page = world.client("leader").get(f"{address(june, 'difference')}?first=1&second=2").content.decode()
    table = page.split("<table")[1]
    assert "指标annual" in table
    assert "指标cumulative" not in table
    assert world.client("leader").get(f"{address(june, 'difference')}?first=1").status_code == 200
    assert world.client("leader").get(f"{address(june, 'difference')}?first=7").status_code == 404


def test_an_earlier_month_is_opened_by_the_office_alone(world, june):
    for name, status in (("leader", 403), ("department", 403), ("office", 302)):
        assert world.client(name).post(address(june, "open_month"), {"month": "2022-03"}).status_code == status
    assert Closing.objects.filter(year=2022, month=3).count() == 1
    again = world.client("office").post(address(june, "open_month"), {"month": "2022-03"})
    assert again.status_code == 302
    assert world.client("office").post(address(june, "open_month"), {"month": "2020-03"}).status_code == 422
    other = world.client(world.neighbour.accounts["office"])
    assert other.post(address(june, "open_month"), {"month": "2022-04"}).status_code == 404


def test_a_number_is_settled_once_a_form_with_a_reason_by_those_who_answer_for_it(world):
    closing = opened(world.home, 6)
    item = Report.objects.get(item__key="cumulative", period__year=2022, period__month=6).item
    told = {"month": "2022-06", "choice": "reported", "reason": "以上报数为准", "once": "form-1"}
    where = reverse("closing:settle", args=(item.pk,))
    for name, status in (("leader", 403), ("department2", 422), ("department", 302), ("department", 302)):
        assert world.client(name).post(where, told).status_code == status, name
    assert Settlement.objects.count() == 1
    assert world.client("office").post(where, told | {"reason": " ", "once": "b"}).status_code == 422
    assert world.client("office").post(where, told | {"choice": "measured", "once": "c"}).status_code == 422
    assert world.client("office").post(where, told | {"choice": "half", "once": "d"}).status_code == 422
    page = world.client("leader").get(f"{reverse('closing:indicator', args=(item.pk,))}?month=2022-06").content.decode()
    assert "以上报数为准" in page
    assert closing.state == "open"


def test_pages_of_a_county_are_not_shown_to_another(world, june):
    stranger = world.client(world.foreign.accounts["office"])
    item = Report.objects.get(item__key="annual", period__year=2022, period__month=6).item
    for where in (
        *(address(june), f"{reverse('closing:pick')}?closing={june.pk}", address(june, "difference") + "?first=1"),
        reverse("closing:indicator", args=(item.pk,)),
    ):
        assert stranger.get(where).status_code == 404
    assert world.client("leader").get(f"{reverse('closing:pick')}?closing={june.pk}").url == address(june)
