"""Numbers: what is asked, what a zero report means by caliber, doubts that need a note, evidence, modes."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from tenghuan.apps.kit.models import Attachment
from tenghuan.apps.monitoring import measure
from tenghuan.apps.monitoring.models import Period, Report
from tenghuan.apps.monitoring.services.periods import assign, open_due_periods, open_period
from tenghuan.apps.monitoring.services.reports import attach, detach, report_zero, save_draft, set_mode, submit
from tenghuan.apps.monitoring.states import State
from tenghuan.apps.plans import hooks
from tenghuan.apps.plans.models import Responsibility
from tenghuan.errors import InputFault
from tenghuan.pace import Month
from tests.apps.monitoring.campaigns import TODAY, history

JUNE = Month(2022, 6)


def test_opening_is_idempotent_and_knows_what_is_due(campaign, actor):
    assert campaign.period.at == JUNE
    days = (campaign.period.opens_on, campaign.period.due_on, campaign.period.closes_on)
    assert days == (date(2022, 6, 25), date(2022, 7, 5), date(2022, 7, 10))
    assert open_due_periods(actor, TODAY) == []
    states = {r.item.key: r.state for r in Report.objects.select_related("item")}
    assert states.pop("level") == State.NOT_DUE
    assert set(states.values()) == {State.PENDING}


def test_missed_months_are_opened_in_order(campaign, actor):
    opened = open_due_periods(actor, date(2022, 9, 1))
    assert [p.at for p in opened] == [Month(2022, 7), Month(2022, 8)]


def test_a_plan_that_ran_out_gets_its_last_month(world, actor):
    from tests.apps.monitoring.campaigns import make_campaign

    made = make_campaign(world.foreign)
    today = date(2026, 11, 20)
    (period,) = open_due_periods(actor, today, [made.plan])
    assert (period.at, period.opens_on, period.is_open(today)) == (Month(2023, 12), today, True)
    assert Report.objects.get(period=period, item=made.items["level"]).state == State.PENDING
    assert open_due_periods(actor, date(2027, 2, 1), [made.plan]) == []


def test_open_periods_follow_the_plan(campaign, actor):
    Responsibility.objects.filter(item=campaign.items["annual"]).update(unit=campaign.county.departments[1])
    type(campaign.items["town"]).objects.filter(pk=campaign.items["town"].pk).update(retired=True)
    assert open_due_periods(actor, TODAY) == []
    assert campaign.report("annual").unit == campaign.county.departments[1]
    assert not Report.objects.filter(item=campaign.items["town"]).exists()


def test_command_opens_periods(campaign, capsys):
    from django.core.management import call_command

    call_command("open_periods")
    assert "periods opened" in capsys.readouterr().out


def test_office_opens_a_past_month_by_hand(campaign, monkeypatch):
    office = campaign.actor("office")
    period = open_period(office, campaign.plan, 2022, 3, date(2022, 7, 31), TODAY)
    assert period.is_open(TODAY)
    with pytest.raises(InputFault):
        open_period(office, campaign.plan, 2022, 12, date(2022, 7, 31), TODAY)
    with pytest.raises(PermissionDenied):
        open_period(campaign.actor("department"), campaign.plan, 2022, 2, date(2022, 7, 31), TODAY)


def test_an_orphan_is_assigned(campaign):
    report = campaign.report("orphan")
    assert report.unit is None
    assign(campaign.actor("office"), report, campaign.county.departments[1])
    save_draft(campaign.actor("department2"), campaign.report("orphan"), value=Decimal(20), today=TODAY)
    with pytest.raises(InputFault, match="不能改派"):
        assign(campaign.actor("office"), campaign.report("orphan"), campaign.county.departments[0])


@pytest.mark.parametrize(("changed", "said"), [({"active": False}, "已经停用"), ({"kind": "collective"}, "统称")])
def test_a_unit_that_cannot_report_is_given_nothing(campaign, changed, said):
    report, unit = campaign.report("orphan"), campaign.county.departments[1]
    type(unit).objects.filter(pk=unit.pk).update(**changed)  # meanwhile: what the page holds is older
    unit.kind = changed.get("kind", unit.kind)
    with pytest.raises(InputFault, match=said):
        assign(campaign.actor("office"), report, unit)
    assert campaign.report("orphan").unit is None


def test_a_unit_of_another_county_is_given_nothing(campaign, world):
    with pytest.raises(InputFault, match="不属于本县"):
        assign(campaign.actor("office"), campaign.report("orphan"), world.foreign.departments[0])


@pytest.mark.parametrize(
    ("text", "value"), [("1,234.5", "1234.5"), ("１２", "12"), (" -3 ", "-3"), ("", None), (None, None), (4.5, "4.5")]
)
def test_numbers_as_people_write_them(text, value):
    assert measure.parse(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    "text",
    [
        *("12家", "一百", "1.2.3", "NaN", "inf", "1e30", "0.1234567", "²", True),
        *("33,5", "1,23", "0,123", "12²", "(12)", "1 234", "45%", "1.2亿", "1e9999999999", "9" * 80, "1\x002"),
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(InputFault):
        measure.parse(text)


def test_a_falling_total_and_a_tenfold_jump_need_a_note(campaign):
    history(campaign, "cumulative", 2022, {5: "40"})
    author = campaign.actor("department")
    for value, word in (("39", "减少"), ("400", "10 倍")):
        report = campaign.report("cumulative")
        save_draft(author, report, value=Decimal(value), today=TODAY)
        with pytest.raises(InputFault, match=word):
            submit(author, [report], today=TODAY)
    report = campaign.report("cumulative")
    save_draft(author, report, value=Decimal(39), note="两家核减", today=TODAY)
    submit(author, [report], today=TODAY)
    assert campaign.report("cumulative").state == State.SUBMITTED


@pytest.mark.parametrize(
    ("caliber", "unit", "title", "expected"),
    [
        ("annual", "家", "培育企业", "refused"),
        ("cumulative", "亩", "盘活用地", "refused"),
        ("cumulative", "户", "整治企业", "refused"),  # an alias of 家
        ("cumulative", "万吨标准煤", "腾出用能", "refused"),
        ("share", "%", "研发占比", "refused"),
        ("average_growth", "%", "增加值年均增长", "allowed"),
        ("cumulative_drop_rate", "%", "能耗下降", "allowed"),
        ("annual", "家", "净增高新技术企业", "doubtful"),
        ("level", "万元/亩", "亩均税收", "doubtful"),
        ("annual", "盏", "没有登记的单位", "doubtful"),
    ],
)
def test_what_may_be_negative_comes_from_caliber_and_unit(campaign, caliber, unit, title, expected):
    item = campaign.items["annual"]
    item.caliber, item.unit, item.title = caliber, unit, title
    assert measure.sign(item, "to_date").value == expected
    doubts = measure.warnings(item, "to_date", JUNE, Decimal(-1), None)
    assert ("是负数" in doubts) is (expected == "doubtful")
    if expected == "refused":
        with pytest.raises(InputFault, match="不会是负数"):
            measure.refuse(item, "to_date", Decimal(-1))
        assert measure.warnings(item, "periodic", JUNE, Decimal(-1), None) == ["是负数"]  # a month's correction
    else:
        measure.refuse(item, "to_date", Decimal(-1))


def test_a_negative_count_is_not_even_a_draft(campaign):
    author = campaign.actor("department")
    with pytest.raises(InputFault, match="不会是负数"):
        save_draft(author, campaign.report("annual"), value=Decimal(-3), today=TODAY)
    Report.objects.filter(pk=campaign.report("annual").pk).update(value=Decimal(-3))  # from before the rule
    with pytest.raises(InputFault, match="不会是负数"):
        submit(author, [campaign.report("annual")], today=TODAY)


@pytest.mark.parametrize(
    ("unit", "value", "doubted"),
    [
        *(
            ("家", "3.5", True),
            ("项", "0.5", True),
            ("人", "10.2", True),
            ("家", "3", False),
            ("家", "3.000000", False),
        ),
        *(("万人", "1.5", False), ("亿元", "3.5", False), ("%", "3.5", False), ("万元/亩", "3.5", False)),
    ],
)
def test_a_fraction_of_what_is_counted_is_doubted(campaign, unit, value, doubted):
    item = campaign.items["annual"]
    item.unit = unit
    doubts = measure.warnings(item, "to_date", JUNE, Decimal(value), None)
    assert any("不是整数" in doubt for doubt in doubts) is doubted


@pytest.mark.parametrize(("text", "unit", "value"), [("45%", "%", "45"), ("4.5％", "百分点", "4.5"), ("45", "%", "45")])
def test_per_cent_is_read_where_the_unit_is_per_cent(text, unit, value):
    assert measure.parse(text, unit) == Decimal(value)


def test_a_year_begins_anew_without_a_warning(campaign):
    item, january = campaign.items["annual"], Month(2023, 1)
    assert measure.warnings(item, "to_date", january, Decimal(20), (Month(2022, 12), Decimal(90))) == []
    assert measure.warnings(item, "to_date", JUNE, Decimal(20), (Month(2022, 5), Decimal(90))) != []
    assert measure.warnings(item, "periodic", JUNE, Decimal(20), (Month(2022, 5), Decimal(90))) == []


@pytest.mark.parametrize(("key", "expected"), [("annual", "9"), ("cumulative", "41"), ("stock", "188"), ("task", "35")])
def test_zero_report_carries_the_number_on(campaign, key, expected):
    history(campaign, key, 2022, {5: expected})
    report = report_zero(campaign.actor("department"), campaign.report(key), today=TODAY)
    assert (report.state, report.value, report.is_zero) == (State.ZERO, Decimal(expected), True)


def test_first_zero_report_of_a_stock_is_its_base(campaign):
    assert report_zero(campaign.actor("department"), campaign.report("stock"), today=TODAY).value == 168


def test_a_level_has_no_zero_report(campaign):
    Report.objects.filter(item=campaign.items["level"]).update(state=State.PENDING)
    with pytest.raises(InputFault, match="没有零报告"):
        report_zero(campaign.actor("department"), campaign.report("level"), today=TODAY)


def test_nothing_entered_is_not_submitted_as_zero(campaign):
    with pytest.raises(InputFault, match="没有填数"):
        submit(campaign.actor("department"), [campaign.report("annual")], today=TODAY)


def test_supporting_unit_reads_only(campaign):
    with pytest.raises(PermissionDenied):
        save_draft(campaign.actor("department"), campaign.report("second"), value=Decimal(1), today=TODAY)


@pytest.mark.parametrize("percent", ["-1", "101"])
def test_per_cent_done_stays_within_bounds(campaign, percent):
    with pytest.raises(InputFault, match="0 到 100"):
        save_draft(campaign.actor("department"), campaign.report("task"), value=Decimal(percent), today=TODAY)


@pytest.mark.parametrize(
    ("value", "told", "phase"),
    [("0", "", "not_started"), ("30", "", "under_way"), ("30", "blocked", "blocked"), ("100", "blocked", "done")],
)
def test_state_of_a_task_goes_with_its_per_cent(campaign, value, told, phase):
    author = campaign.actor("department")
    assert save_draft(author, campaign.report("task"), value=Decimal(value), phase=told, today=TODAY).phase == phase
    with pytest.raises(InputFault, match="不到 100"):
        save_draft(author, campaign.report("task"), value=Decimal(99), phase="done", today=TODAY)


def test_a_blocked_task_needs_a_note(campaign):
    author = campaign.actor("department")
    save_draft(author, campaign.report("task"), value=Decimal(30), phase="blocked", today=TODAY)
    with pytest.raises(InputFault, match="受阻"):
        submit(author, [campaign.report("task")], today=TODAY)


def test_mode_is_fixed_once_data_exists(campaign):
    office, item = campaign.actor("office"), campaign.items["annual"]
    set_mode(office, item, "periodic")
    assert "当月" in measure.asked(item, "periodic", JUNE)
    assert measure.asked(item, "to_date", JUNE) == "2022年1月1日至2022年6月末的当年累计数"
    save_draft(campaign.actor("department"), campaign.report("annual"), value=Decimal(3), today=TODAY)
    with pytest.raises(InputFault, match="不能在累计数与本月数之间切换"):
        set_mode(office, item, "to_date")
    with pytest.raises(InputFault):
        set_mode(office, campaign.items["level"], "periodic")
    with pytest.raises(PermissionDenied):
        set_mode(campaign.actor("department"), campaign.items["stock"], "periodic")


def test_caliber_guard_tells_the_plan_which_items_have_data(campaign):
    ids = [item.pk for item in campaign.items.values()]
    assert hooks.guarded(ids) == set()
    save_draft(campaign.actor("department"), campaign.report("annual"), value=Decimal(3), today=TODAY)
    assert hooks.guarded(ids) == {campaign.items["annual"].pk}


def test_history_is_taken_over_once(campaign):
    history(campaign, "annual", 2022, {4: "10", 5: "20"})
    history(campaign, "annual", 2022, {4: "99", 5: "99"})
    assert list(
        Report.objects.filter(state=State.LOCKED).order_by("period__month").values_list("value", flat=True)
    ) == [
        10,
        20,
    ]
    assert Period.objects.filter(plan=campaign.plan).count() == 3


PDF = b"%PDF-1.4 example"


def test_evidence_lies_under_its_digest(campaign, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    author = campaign.actor("department")
    one = attach(author, campaign.report("annual"), SimpleUploadedFile("证明.pdf", PDF), today=TODAY)
    two = attach(author, campaign.report("task"), SimpleUploadedFile("同一份.pdf", PDF), today=TODAY)
    assert one.name == "证明.pdf"
    assert one.file == two.file
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == [one.file.digest]
    detach(author, Attachment.objects.get(pk=one.pk), today=TODAY)
    assert Attachment.objects.get(pk=one.pk).withdrawn_at is not None


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.exe", b"MZ", "材料须为"),
        ("a.html", b"<html>", "材料须为"),
        ("a.pdf", b"MZ\x90", "内容与扩展名不符"),
        ("a.pdf", PDF + b"0" * (20 * 1024 * 1024), "不超过 20 MB"),
        ("无扩展名", PDF, "材料须为"),
    ],
)
def test_evidence_is_refused(campaign, name, content, word):
    file = SimpleUploadedFile(name, content)
    with pytest.raises(InputFault, match=word):
        attach(campaign.actor("department"), campaign.report("annual"), file, today=TODAY)


def test_evidence_stays_once_handed_in(campaign, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    author = campaign.actor("department")
    made = attach(author, campaign.report("annual"), SimpleUploadedFile("证明.pdf", PDF), today=TODAY)
    report = campaign.report("annual")
    save_draft(author, report, value=Decimal(3), today=TODAY)
    submit(author, [report], today=TODAY)
    with pytest.raises(InputFault, match="撤回"):
        detach(author, made, today=TODAY)
