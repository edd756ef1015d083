"""What pages count of a month is what its rows are; notes from a workbook are kept whole or refused at their cell."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.monitoring.models import Report
from tenghuan.apps.monitoring.queries.owed import by_unit, counts
from tenghuan.apps.monitoring.services import review
from tenghuan.apps.monitoring.services.periods import grant_late, lock_period, open_period
from tenghuan.apps.monitoring.services.reports import report_zero, save_draft, set_mode, submit
from tenghuan.apps.monitoring.services.uploads import commit_upload
from tenghuan.apps.plans import hooks
from tenghuan.apps.plans.queries import items_of
from tenghuan.errors import InputFault
from tests.apps.monitoring.campaigns import TODAY, history
from tests.apps.monitoring.test_workbook import NOTE, VALUE, filled, read

WAITING, GOOD = ("submitted", "zero"), ("approved", "locked")


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def sheet(campaign, world):
    return world.client("department").get(reverse("monitoring:workbook")).content


def hand_in(campaign, key, value, account="department", approved=False, note="如实"):
    save_draft(campaign.actor(account), campaign.report(key), value=Decimal(value), note=note, today=TODAY)
    submit(campaign.actor(account), [campaign.report(key)], today=TODAY)
    if approved:
        review.approve(campaign.actor("office"), [campaign.report(key)])


class TestNotes:
    def test_a_note_of_five_hundred_signs_comes_through_whole(self, campaign, sheet):
        words = "说" * 499 + "。"
        upload = read(campaign, filled(sheet, {"annual": {VALUE: 12, NOTE: words}}))
        assert upload.faults == []
        assert commit_upload(campaign.actor("department"), upload, today=TODAY) == 1
        assert campaign.report("annual").note == words

    def test_a_longer_one_is_a_fault_at_its_cell_and_nothing_is_cut(self, campaign, sheet):
        upload = read(campaign, filled(sheet, {"annual": {VALUE: 12, NOTE: "说" * 501}}))
        (fault,) = upload.faults
        assert fault["cell"].startswith("J")
        assert "500" in fault["message"] + fault["remedy"]
        assert fault["sheet"] == "填报"
        with pytest.raises(InputFault, match="还有 1 处问题"):
            commit_upload(campaign.actor("department"), upload, today=TODAY)
        assert campaign.report("annual").value is None

    def test_the_page_refuses_the_same(self, campaign):
        with pytest.raises(InputFault, match="500"):
            save_draft(
                campaign.actor("department"), campaign.report("annual"), value=Decimal(1), note="说" * 501, today=TODAY
            )


class TestCounts:
    def test_each_unit_s_line_is_the_sum_of_its_reports(self, campaign, world):
        hand_in(campaign, "annual", "45", approved=True)
        hand_in(campaign, "cumulative", "30")
        report_zero(campaign.actor("department"), campaign.report("stock"), today=TODAY)
        hand_in(campaign, "town", "3", account="town")
        review.send_back(campaign.actor("office"), [campaign.report("town")], "请核对")
        lines = by_unit(world.home.accounts["office"], [campaign.period])
        for line in lines:
            rows = Report.objects.filter(period=campaign.period, unit=line.unit_id)
            states = Counter(str(row.state) for row in rows)
            assert line.due == sum(states.values()) - states["not_due"]
            assert line.valid == sum(states[state] for state in GOOD)
            assert line.waiting == sum(states[state] for state in WAITING)
            assert line.returned == states["returned"]
            assert line.missing == line.due - line.valid - line.waiting
        of = {line.unit: (line.due, line.reported, line.valid, line.waiting, line.returned) for line in lines}
        # the first department: annual, cumulative, stock and a task; the level is not due in June
        assert of["东县经信局"] == (4, 3, 1, 2, 0)
        assert of["东县科技局"] == (1, 0, 0, 0, 0)
        assert of["dong1镇政府"] == (1, 0, 0, 0, 1)

    @pytest.mark.parametrize("account", ["office", "department", "department2", "town", "leader"])
    def test_states_are_counted_of_what_the_account_reports(self, campaign, world, account):
        hand_in(campaign, "annual", "45", approved=True)
        hand_in(campaign, "town", "3", account="town")
        person = world.home.accounts[account]
        found = counts(person, [campaign.plan])
        rows = Report.objects.filter(period=campaign.period)
        if account in ("department", "department2", "town"):
            rows = rows.filter(unit=person.unit)
        assert found == dict(Counter(str(row.state) for row in rows))

    def test_the_review_page_and_its_rows_agree(self, campaign, world):
        hand_in(campaign, "annual", "45")
        hand_in(campaign, "cumulative", "30")
        page = world.client("office").get(reverse("monitoring:review"))
        assert {row.report.item.key for row in page.context["rows"]} == {"annual", "cumulative"}
        assert page.context["waiting"] == 2
        rows = Counter(str(row.state) for row in Report.objects.filter(period=campaign.period))
        assert {state: n for state, _label, n in page.context["counts"]} == dict(rows)
        review.approve(campaign.actor("office"), [campaign.report("annual"), campaign.report("cumulative")])
        after = world.client("office").get(reverse("monitoring:review"))
        assert (after.context["rows"], after.context["waiting"]) == ([], 0)
        every = world.client("office").get(reverse("monitoring:review"), {"state": "all"})
        assert len(every.context["rows"]) == sum(rows.values())

    def test_the_workbook_of_a_month_holds_what_was_handed_in(self, campaign, world):
        hand_in(campaign, "annual", "45.5", note="含6月")
        content = world.client("department").get(reverse("monitoring:workbook")).content
        rows = openpyxl.load_workbook(io.BytesIO(content))["填报"].iter_rows(min_row=4, values_only=True)
        head, *lines = list(rows)
        mine = next(dict(zip(head, line, strict=True)) for line in lines if line[0] == "annual")
        assert (mine["本期数"], mine["说明"], mine["审核状态"], mine["计量单位"]) == (45.5, "含6月", "已报", "家")
        assert mine["上期数"] is None


class TestMonthsByHand:
    @pytest.mark.parametrize(
        ("year", "month", "closes", "words"),
        [
            (2022, 13, TODAY, "不能开放以后的月份"),
            (2022, 0, TODAY, "不能开放以后的月份"),
            (2022, 7, TODAY, "不能开放以后的月份"),
            (2020, 12, TODAY, "不在方案期"),
            (2022, 5, TODAY - timedelta(days=1), "截止日早于今天"),
        ],
    )
    def test_a_month_that_cannot_be_is_refused_with_its_cure(self, campaign, year, month, closes, words):
        with pytest.raises(InputFault, match=words) as caught:
            open_period(campaign.actor("office"), campaign.plan, year, month, closes, today=TODAY)
        assert caught.value.remedy

    def test_the_first_month_of_the_plan_and_the_present_one_can_be_opened(self, campaign):
        first = open_period(campaign.actor("office"), campaign.plan, 2021, 1, TODAY, today=TODAY)
        assert (first.opens_on, first.due_on, first.closes_on) == (TODAY, TODAY, TODAY)
        assert Report.objects.filter(period=first).count() == Report.objects.filter(period=campaign.period).count()
        again = open_period(campaign.actor("office"), campaign.plan, 2022, 6, date(2022, 7, 31), today=TODAY)
        assert (again, again.closes_on) == (campaign.period, date(2022, 7, 31))
        assert again.opens_on <= again.due_on <= again.closes_on

    def test_a_locked_month_stays_locked(self, campaign):
        hand_in(campaign, "annual", "45", approved=True)
        lock_period(campaign.actor("office"), campaign.period)
        for call in (
            lambda: open_period(campaign.actor("office"), campaign.plan, 2022, 6, TODAY, today=TODAY),
            lambda: grant_late(
                campaign.actor("office"), campaign.period, campaign.county.departments[0], until=TODAY, reason="补"
            ),
            lambda: lock_period(campaign.actor("office"), campaign.period),
        ):
            with pytest.raises(InputFault, match="已锁定"):
                call()

    def test_what_waits_for_review_holds_the_lock(self, campaign):
        hand_in(campaign, "annual", "45")
        hand_in(campaign, "cumulative", "30")
        with pytest.raises(InputFault, match="还有 2 项待审"):
            lock_period(campaign.actor("office"), campaign.period)

    def test_an_exception_is_for_a_unit_that_owes_something_and_for_days_to_come(self, campaign, world):
        office, unit = campaign.actor("office"), campaign.county.departments[0]
        stranger = world.foreign.departments[0]
        for told, words in (
            ({"unit": unit, "until": TODAY, "reason": "  "}, "须写明补报理由"),
            ({"unit": unit, "until": TODAY - timedelta(days=1), "reason": "停电"}, "补报截止日早于今天"),
            ({"unit": stranger, "until": TODAY, "reason": "停电"}, "没有填报任务"),
        ):
            with pytest.raises(InputFault, match=words):
                grant_late(office, campaign.period, told.pop("unit"), **told)
        made = grant_late(office, campaign.period, unit, until=TODAY, reason="停电")
        later = grant_late(office, campaign.period, unit, until=TODAY + timedelta(days=5), reason="设备检修")
        assert (made.pk, later.until, later.reason) == (later.pk, TODAY + timedelta(days=5), "设备检修")


class TestFigures:
    """The board by hand: from approved numbers of the months alone."""

    def standing(self, campaign, key):
        return hooks.standings(items_of([campaign.plan]))[campaign.items[key].pk]

    def test_a_year_begins_with_nothing_and_a_total_goes_on(self, campaign):
        history(campaign, "annual", 2021, {12: "88"})
        history(campaign, "cumulative", 2021, {11: "20"})
        hand_in(campaign, "annual", "50", approved=True)
        hand_in(campaign, "cumulative", "60", approved=True)
        annual, total = self.standing(campaign, "annual"), self.standing(campaign, "cumulative")
        assert (annual.actual, annual.progress) == (50, Decimal("0.5"))
        assert (total.actual, total.progress) == (60, Decimal("0.6"))

    def test_a_number_above_the_target_is_more_than_a_whole(self, campaign):
        hand_in(campaign, "annual", "125", approved=True)
        found = self.standing(campaign, "annual")
        assert (found.progress, found.lamp) == (Decimal("1.25"), "green")

    def test_months_of_their_own_are_added_over_a_gap(self, campaign):
        """8 + 8 + 12: April and May are lacking and count as nothing."""
        set_mode(campaign.actor("office"), campaign.items["annual"], "periodic")
        history(campaign, "annual", 2022, {2: "8", 3: "8"})
        hand_in(campaign, "annual", "12", approved=True)
        found = self.standing(campaign, "annual")
        assert (found.actual, found.progress, found.latest) == (28, Decimal("0.28"), 12)

    def test_the_stock_counts_from_its_base(self, campaign):
        """Base 168, target 220 in 2023: 181 is 13 of 52, a quarter."""
        hand_in(campaign, "stock", "181", approved=True)
        assert self.standing(campaign, "stock").progress == Decimal("0.25")

    def test_a_number_that_is_sent_back_counts_no_more(self, campaign):
        hand_in(campaign, "annual", "45")
        review.send_back(campaign.actor("office"), [campaign.report("annual")], "重报")
        assert self.standing(campaign, "annual").actual is None
