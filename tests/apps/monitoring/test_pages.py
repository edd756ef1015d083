"""Every page for owner, neighbour unit, neighbour county and stranger; what each sees and may do."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.access.roles import Role
from tenghuan.apps.kit.models import Attachment
from tenghuan.apps.monitoring.models import Period, Report
from tenghuan.apps.monitoring.services.periods import open_due_periods
from tenghuan.apps.monitoring.services.reports import attach, report_zero, save_draft, submit
from tenghuan.apps.monitoring.states import State
from tenghuan.apps.plans.models import Responsibility
from tests.apps.monitoring.campaigns import TODAY, history

GRID = "monitoring:grid"
PDF = b"%PDF-1.4 example"


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


def report_url(campaign, key, name="monitoring:report", *more):
    return reverse(name, args=(campaign.report(key).pk, *more))


LISTS = {
    "monitoring:owed": {"office", "department", "town", "leader"},
    "monitoring:grid": {"office", "department", "town", "leader"},
    "monitoring:review": {"office"},
    "monitoring:periods": {"office"},
    "monitoring:completeness": {"office", "leader"},
    "monitoring:workbook": {"office", "department", "town", "leader"},
}


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("name", sorted(LISTS))
def test_lists_open_to_their_roles(campaign, world, name, role):
    status = world.client(role).get(reverse(name)).status_code
    assert status == (200 if role in LISTS[name] else 403)


@pytest.mark.parametrize(
    ("account", "status"),
    [
        ("department", 200),  # the reporting unit
        ("department2", 404),  # another unit of the county
        ("town", 404),
        ("office", 200),
        ("leader", 200),
        ("enterprise", 403),
        ("system_admin", 403),
        ("audit_admin", 403),
    ],
)
def test_report_within_the_county(campaign, world, account, status):
    assert world.client(account).get(report_url(campaign, "annual")).status_code == status


@pytest.mark.parametrize("account", ["office", "department", "town", "leader"])
def test_report_of_another_county_does_not_exist(campaign, world, account):
    for county in (world.neighbour, world.foreign):
        client = world.client(county.accounts[account])
        assert client.get(report_url(campaign, "annual")).status_code == 404
        assert client.post(report_url(campaign, "annual", "monitoring:act", "approve")).status_code in (403, 404)
        assert client.get(reverse(GRID), {"period": campaign.period.pk}).status_code == 404
        assert client.get(reverse(GRID), {"region": campaign.plan.region.code}).status_code == 404


def test_supporting_unit_reads_what_it_supports_and_writes_nothing(campaign, world):
    client = world.client("department")  # supports "second", which department2 leads
    assert client.get(report_url(campaign, "second")).status_code == 200
    pk = campaign.report("second").pk
    answer = client.post(reverse("monitoring:cell", args=(pk,)), {f"value-{pk}": "5"})
    assert answer.status_code == 403
    page = client.get(reverse(GRID)).content.decode()
    assert "配合的事项" in page
    assert f'name="value-{pk}"' not in page


def test_of_units_that_lead_together_the_first_files_and_the_others_see(campaign, world):
    """One filer for each item: the same number is owed whoever looks."""
    second = campaign.county.departments[1]
    Responsibility.objects.create(item=campaign.items["annual"], unit=second, role="lead", order=1)
    client, pk = world.client("department2"), campaign.report("annual").pk
    page = client.get(reverse(GRID)).content.decode()
    assert f'name="value-{pk}"' not in page
    assert pk in [row.report.pk for row in client.get(reverse(GRID)).context["supported"]]
    assert client.post(reverse("monitoring:cell", args=(pk,)), {f"value-{pk}": "7"}).status_code == 403
    assert campaign.report("annual").value is None
    assert {one.report.item.key for one in client.get(reverse("monitoring:owed")).context["owed"]} == {"second"}
    assert client.get(reverse("monitoring:workbook")).content[:2] == b"PK"


def test_everybody_counts_the_same_missing_reports(campaign, world):
    """What the units owe on their own pages is, added up, what the office misses from them."""
    second = campaign.county.departments[1]
    Responsibility.objects.create(item=campaign.items["annual"], unit=second, role="lead", order=1)
    own = {
        account: len(world.client(account).get(reverse("monitoring:owed")).context["owed"])
        for account in ("department", "department2", "town")
    }
    assert own == {"department": 4, "department2": 1, "town": 1}
    office = world.client("office").get(reverse("monitoring:owed")).context
    assert sum(line.missing for line in office["missing"] if line.unit_id) == sum(own.values())
    cells = world.client("office").get(reverse("monitoring:completeness")).context["table"].rows
    missing = [str(row[f"p{campaign.period.pk}"]).split("/") for row in cells if row["unit"] != "未落实填报单位"]
    assert sum(int(due) - int(done) for done, due in missing) == sum(own.values())


def test_town_reports_its_own_item_only(campaign, world):
    client = world.client("town")
    page = client.get(reverse(GRID)).content.decode()
    assert "指标town" in page
    assert "指标annual" not in page
    assert world.client("town2").get(report_url(campaign, "town")).status_code == 404
    assert client.get(report_url(campaign, "town")).status_code == 200


@pytest.mark.parametrize(
    ("account", "status"), [("office", 302), ("department", 403), ("leader", 403), ("prefecture", 403)]
)
def test_only_the_countys_office_decides(campaign, world, account, status):
    report = campaign.report("annual")
    save_draft(campaign.actor("department"), report, value=Decimal(9), today=TODAY)
    submit(campaign.actor("department"), [report], today=TODAY)
    client = world.client(world.prefecture if account == "prefecture" else account)
    answer = client.post(reverse("monitoring:decide"), {"verb": "approve", "report": report.pk})
    assert answer.status_code == status
    assert campaign.report("annual").state == (State.APPROVED if status == 302 else State.SUBMITTED)


@pytest.mark.parametrize("account", ["department", "leader", "prefecture"])
def test_only_the_countys_office_opens_locks_and_grants(campaign, world, account):
    client = world.client(world.prefecture if account == "prefecture" else account)
    unit = campaign.county.departments[0].pk
    late = {"unit": unit, "until": "2022-08-01", "reason": "x"}
    assert client.post(reverse("monitoring:lock", args=(campaign.period.pk,))).status_code == 403
    assert client.post(reverse("monitoring:late", args=(campaign.period.pk,)), late).status_code == 403
    opening = {"month": "2022-03", "closes_on": "2022-07-30"}
    where = f"{reverse('monitoring:periods')}?region={campaign.plan.region.code}"
    assert client.post(where, opening).status_code == 403
    assert Period.objects.get(pk=campaign.period.pk).locked_at is None


def test_a_cell_saves_as_draft_and_says_what_is_wrong(campaign, world):
    client, pk = world.client("department"), campaign.report("annual").pk
    url = reverse("monitoring:cell", args=(pk,))
    assert "已存草稿" in client.post(url, {f"value-{pk}": "1,234", f"note-{pk}": "初报"}).content.decode()
    assert (campaign.report("annual").value, campaign.report("annual").note) == (1234, "初报")
    wrong = client.post(url, {f"value-{pk}": "十二"}).content.decode()
    assert "未保存" in wrong
    assert "不是数字" in wrong
    assert campaign.report("annual").value == 1234


def test_submitting_the_grid_saves_and_hands_in_what_has_a_number(campaign, world):
    client = world.client("department")
    reports = {key: campaign.report(key).pk for key in ("annual", "cumulative", "task")}
    form = {f"value-{pk}": "" for pk in reports.values()} | {f"value-{reports['annual']}": "12"}
    unit = campaign.county.departments[0].pk
    answer = client.post(
        reverse("monitoring:submit"), {**form, "period": campaign.period.pk, "unit": unit}, follow=True
    )
    page = answer.content.decode()
    assert "已报送 1 项" in page
    assert "没有填数" in page
    assert campaign.report("annual").state == State.SUBMITTED
    assert campaign.report("cumulative").state == State.PENDING


def test_one_fault_stops_the_whole_grid(campaign, world):
    pks = {key: campaign.report(key).pk for key in ("annual", "task")}
    form = {f"value-{pks['annual']}": "12", f"value-{pks['task']}": "140"}
    unit = campaign.county.departments[0].pk
    url = reverse("monitoring:submit")
    answer = world.client("department").post(url, {**form, "period": campaign.period.pk, "unit": unit}, follow=True)
    assert "完成进度须在 0 到 100 之间" in answer.content.decode()
    assert campaign.report("annual").state == State.DRAFT


def test_nobody_submits_another_units_grid(campaign, world):
    url = reverse("monitoring:submit")
    unit = campaign.county.departments[0].pk
    form = {"period": campaign.period.pk, "unit": unit}
    for account, status in (("department2", 404), ("town", 404), ("leader", 403)):
        assert world.client(account).post(url, form).status_code == status


def test_zero_report_from_the_grid_answers_with_the_row(campaign, world):
    pk = campaign.report("annual").pk
    url = reverse("monitoring:act", args=(pk, "zero"))
    answer = world.client("department").post(url, headers={"HX-Request": "true", "HX-Target": f"row-{pk}"})
    assert f'id="row-{pk}"' in answer.content.decode()
    assert campaign.report("annual").state == State.ZERO


def test_comment_and_history_stand_beside_the_number(campaign, world):
    report = campaign.report("annual")
    save_draft(campaign.actor("department"), report, value=Decimal(9), today=TODAY)
    world.client("office").post(report_url(campaign, "annual", "monitoring:comment"), {"text": "请附证明"})
    page = world.client("department").get(report_url(campaign, "annual")).content.decode()
    assert "请附证明" in page
    assert "测试dong-department" in page
    assert world.client("leader").post(report_url(campaign, "annual", "monitoring:comment")).status_code == 403


@pytest.mark.parametrize(("headers", "status"), [({}, 422), ({"HX-Request": "true"}, 200)])
def test_what_was_typed_stays_where_it_could_not_be_kept(campaign, world, headers, status):
    report = campaign.report("annual")
    save_draft(campaign.actor("department"), report, value=Decimal(9), today=TODAY)
    office = world.client("office")
    wrong = reverse("monitoring:act", args=(report.pk, "return"))  # a draft cannot be returned
    answer = office.post(wrong, {"reason": "缺材料"}, headers=headers)
    assert answer.status_code == status
    assert "alert-danger" in answer.content.decode()
    long = "意见" * 300
    answer = office.post(report_url(campaign, "annual", "monitoring:comment"), {"text": long}, headers=headers)
    assert answer.status_code == status
    assert f'value="{long}"' in answer.content.decode()


@pytest.fixture
def evidence(campaign, settings, tmp_path) -> Attachment:
    settings.MEDIA_ROOT = tmp_path
    return attach(
        campaign.actor("department"), campaign.report("annual"), SimpleUploadedFile("证明.pdf", PDF), today=TODAY
    )


def test_evidence_goes_out_as_a_download_within_scope(evidence, world):
    url = reverse("monitoring:evidence", args=(evidence.pk,))
    answer = world.client("department").get(url)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    for account in ("office", "leader"):
        assert world.client(account).get(url).status_code == 200
    for account in ("department2", "town"):
        assert world.client(account).get(url).status_code == 404
    assert world.client(world.foreign.accounts["office"]).get(url).status_code == 404
    assert world.client("audit_admin").get(url).status_code == 403


def test_evidence_is_handed_in_and_removed_by_the_author_only(campaign, evidence, world):
    upload = {"file": SimpleUploadedFile("表.exe", b"MZ")}
    page = world.client("department").post(report_url(campaign, "annual", "monitoring:attach"), upload).content.decode()
    assert "材料须为" in page
    remove = reverse("monitoring:detach", args=(evidence.pk,))
    assert world.client("office").post(remove).status_code == 403
    assert world.client("department2").post(remove).status_code == 404
    assert world.client("department").post(remove).status_code == 302
    assert world.client("department").get(reverse("monitoring:evidence", args=(evidence.pk,))).status_code == 404


def test_owed_by_a_unit_returned_first(campaign, world):
    save_draft(campaign.actor("department"), campaign.report("cumulative"), value=Decimal(9), today=TODAY)
    submit(campaign.actor("department"), [campaign.report("cumulative")], today=TODAY)
    office = world.client("office")
    form = {"verb": "return", "reason": "与统计局不符", "report": campaign.report("cumulative").pk}
    office.post(reverse("monitoring:decide"), form)
    page = world.client("department").get(reverse("monitoring:owed"))
    owed = page.context["owed"]
    assert owed[0].report.item.key == "cumulative"
    assert owed[0].returned
    assert {one.report.item.key for one in owed} == {"cumulative", "annual", "stock", "task_1"}
    assert "与统计局不符" in page.content.decode()


def test_owed_to_the_office(campaign, world):
    report_zero(campaign.actor("town"), campaign.report("town"), today=TODAY)
    context = world.client("office").get(reverse("monitoring:owed")).context
    assert (context["waiting_total"], context["missing_total"], context["orphans"]) == (1, 6, 1)


def test_overdue_and_closed_are_told_apart(campaign, world, monkeypatch):
    client = world.client("department")
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2022, 7, 8))
    assert "逾期 3 天" in client.get(reverse("monitoring:owed")).content.decode()
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2022, 7, 11))
    assert "已截止，请申请补报" in client.get(reverse("monitoring:owed")).content.decode()


def test_a_look_at_a_page_opens_what_is_due(campaign, world, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2022, 7, 26))
    world.client("department").get(reverse("monitoring:owed"))
    assert Period.objects.filter(plan=campaign.plan, month=7).exists()


def test_prefecture_reads_all_its_counties(campaign, neighbour, world):
    client = world.client(world.prefecture)
    page = client.get(reverse("monitoring:owed")).content.decode()
    assert "东县" in page
    assert "西县" in page
    for other in (campaign, neighbour):
        url = reverse("monitoring:review")
        answer = client.get(url, {"region": other.plan.region.code, "state": "all"})
        assert answer.status_code == 200
        assert "勾选项审核通过" not in answer.content.decode()


def test_completeness_counts_reports_not_truth(campaign, world):
    report_zero(campaign.actor("town"), campaign.report("town"), today=TODAY)
    answer = world.client("leader").get(reverse("monitoring:completeness"))
    rows = {row["unit"]: row for row in answer.context["table"].rows}
    assert rows["dong1镇政府"][f"p{campaign.period.pk}"] == "1/1，待审 1"
    assert rows["东县经信局"][f"p{campaign.period.pk}"] == "0/4"
    export = world.client("leader").get(reverse("monitoring:completeness"), {"export": "xlsx"})
    assert export.content[:2] == b"PK"


def test_office_grants_a_late_exception_on_the_page(campaign, world, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2022, 7, 20))
    unit = campaign.county.departments[0]
    form = {"unit": unit.pk, "until": "2022-07-25", "reason": "机房停电"}
    world.client("office").post(reverse("monitoring:late", args=(campaign.period.pk,)), form)
    pk = campaign.report("annual").pk
    page = world.client("department").get(reverse(GRID)).content.decode()
    assert f'name="value-{pk}"' in page
    second = campaign.report("second").pk
    assert f'name="value-{second}"' not in world.client("department2").get(reverse(GRID)).content.decode()


def test_no_page_without_a_plan(world):
    for account in ("department", "office", "leader"):
        client = world.client(account)
        assert "尚无已发布的方案" in client.get(reverse("monitoring:owed")).content.decode()
        assert "尚无已发布的方案" in client.get(reverse(GRID)).content.decode()


@pytest.mark.parametrize("name", sorted(LISTS))
def test_query_counts_do_not_grow_with_rows(campaign, world, django_assert_max_num_queries, name):
    limits = {"monitoring:owed": 22, "monitoring:grid": 12, "monitoring:review": 18, "monitoring:workbook": 16}
    role = "department" if name in ("monitoring:owed", "monitoring:grid", "monitoring:workbook") else "office"
    client = world.client(role)
    client.get(reverse(name))
    with django_assert_max_num_queries(limits.get(name, 14)):
        client.get(reverse(name))


def test_late_reports_are_marked(campaign, monkeypatch):
    day = campaign.period.due_on + timedelta(days=1)
    report = report_zero(campaign.actor("department"), campaign.report("annual"), today=day)
    assert Report.objects.get(pk=report.pk).late


@pytest.mark.parametrize(
    ("account", "linked"),
    [("office", True), ("department", True), ("leader", True), ("department2", False), ("town", False)],
)
def test_months_of_an_item_are_linked_only_for_whom_they_open(campaign, world, account, linked):
    client = world.client(account)
    for key, name in (("annual", "plans:indicator"), ("task", "plans:duty")):
        page = client.get(reverse(name, args=(campaign.items[key].pk,))).content.decode()
        assert "2022年6月" in page
        address = reverse("monitoring:report", args=(campaign.report(key).pk,))
        assert (f'href="{address}"' in page) is linked
        assert (client.get(address).status_code == 200) is linked


def test_a_year_of_months_is_headed_by_its_year_once(campaign, world, actor, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2023, 2, 26))
    open_due_periods(actor, date(2023, 2, 26))
    answer = world.client("office").get(reverse("monitoring:completeness"))
    headings = [column.label for column in answer.context["table"].columns[1:-1]]
    assert headings == ["2022年6月", *(f"{n}月" for n in range(7, 13)), "2023年1月", "2月"]


def test_what_is_behind_stands_with_its_goal_its_year_and_the_parts_of_its_progress(campaign, world):
    """The same cells as the board's: never the goal as the program holds it."""
    history(campaign, "annual", 2022, {1: "2", 2: "3"})  # so many by the end of February
    page = world.client("office").get(reverse("monitoring:owed"))
    row = next(one for one in page.context["behind"] if one["item"].key == "annual")
    assert (row["actual"], row["goal"], row["goal_year"], row["unit"]) == (3, "100", "2022", "家")
    text = page.content.decode()
    assert '<span class="goal">100</span><span class="text-secondary small goal-year"> / 2022</span>' in text
    assert "3 ÷ 100" in text
    assert "Target(" not in text
    tasks = [one for one in page.context["behind"] if one["item"].kind != "indicator"]
    assert {(one["goal"], one["unit"], one["goal_year"]) for one in tasks} <= {("100", "%", "")}
