"""Two windows on one month: what is older than what it would overwrite is refused, shown, and left to the officer."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.monitoring.faults import ChangedMeanwhile, SheetFault
from tenghuan.apps.monitoring.services.periods import assign
from tenghuan.apps.monitoring.services.reports import report_zero, save_draft, submit, withdraw
from tenghuan.apps.monitoring.services.review import approve
from tenghuan.apps.monitoring.states import State
from tests.apps.monitoring.campaigns import TODAY, history


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


def row(report, value, seen, note=""):
    return {f"value-{report.pk}": value, f"note-{report.pk}": note, f"revision-{report.pk}": str(seen)}


def save_cell(client, report, value, seen, note=""):
    url = reverse("monitoring:cell", args=(report.pk,))
    return client.post(url, row(report, value, seen, note), headers={"HX-Request": "true"}).content.decode()


def hand_in(client, campaign, fields):
    unit = campaign.county.departments[0].pk
    form = {"period": campaign.period.pk, "unit": unit, **fields}
    return client.post(reverse("monitoring:submit"), form, follow=True)


def test_an_older_window_does_not_overwrite_a_newer_number(campaign, world):
    client, report = world.client("department"), campaign.report("annual")
    assert "已存草稿" in save_cell(client, report, "12", 0, "初报")
    page = save_cell(client, report, "15", 0)
    for word in ("未保存", "测试dong-department", "本账号的另一个窗口", "12", "初报", "您填的是：15", "改用我填的"):
        assert word in page
    assert f'name="revision-{report.pk}" value="0"' in page  # still the old one: the next change is refused as well
    assert campaign.report("annual").value == 12

    assert "已存草稿" in save_cell(client, report, "15", campaign.report("annual").revision)  # 改用我填的
    assert campaign.report("annual").value == 15
    kept = client.get(reverse("monitoring:cell", args=(report.pk,))).content.decode()  # 用现在的
    assert 'value="15"' in kept


def test_the_same_again_from_an_older_window_is_no_conflict(campaign, world):
    client, report = world.client("department"), campaign.report("annual")
    save_cell(client, report, "12", 0)
    assert "已存草稿" in save_cell(client, report, "12", 0)


def test_a_page_that_tells_no_revision_overwrites_nothing(campaign, world):
    client, report = world.client("department"), campaign.report("annual")
    save_cell(client, report, "12", 0)
    client.post(reverse("monitoring:cell", args=(report.pk,)), {f"value-{report.pk}": "15"})
    assert campaign.report("annual").value == 12


def test_another_officer_is_named(campaign):
    report = campaign.report("annual")
    save_draft(campaign.actor("department"), report, value=Decimal(12), today=TODAY)
    other = campaign.actor("department2")
    told = str(ChangedMeanwhile(campaign.report("annual"), other.account))
    assert "测试dong-department于" in told
    assert "另一个窗口" not in told


def test_a_report_that_another_unit_was_given_meanwhile_names_nobody_else(campaign):
    office, orphan = campaign.actor("office"), campaign.report("orphan")
    save_draft(office, orphan, value=Decimal(20), today=TODAY)
    save_draft(office, campaign.report("orphan"), value=None, today=TODAY)
    assign(office, campaign.report("orphan"), campaign.county.departments[1])
    assert "内容有变动" in str(ChangedMeanwhile(campaign.report("orphan"), office.account))


def test_a_zero_report_does_not_wipe_a_number_that_was_not_shown(campaign, world):
    client, report = world.client("department"), campaign.report("annual")
    save_cell(client, report, "12", 0)
    url = reverse("monitoring:act", args=(report.pk, "zero"))
    page = client.post(url, row(report, "", 0), headers={"HX-Request": "true", "HX-Target": f"row-{report.pk}"})
    assert "现在是：12" in page.content.decode()
    assert campaign.report("annual").state == State.DRAFT
    with pytest.raises(ChangedMeanwhile):
        report_zero(campaign.actor("department"), campaign.report("annual"), seen=0, today=TODAY)


def test_handing_in_an_older_grid_says_what_changed_and_keeps_what_was_typed(campaign, world):
    client = world.client("department")
    annual, total = campaign.report("annual"), campaign.report("cumulative")
    save_cell(client, annual, "12", 0)
    answer = hand_in(client, campaign, row(annual, "15", 0) | row(total, "40", 0))
    page = answer.content.decode()
    assert "1 项要先改好" in page
    assert f'href="#value-{annual.pk}"' in page
    assert 'value="15"' in page
    assert (campaign.report("annual").value, campaign.report("annual").state) == (12, State.DRAFT)
    assert (campaign.report("cumulative").value, campaign.report("cumulative").state) == (40, State.DRAFT)


def test_what_another_window_has_handed_in_is_not_lost_silently(campaign, world):
    client, report = world.client("department"), campaign.report("annual")
    save_cell(client, report, "12", 0)
    submit(campaign.actor("department"), [campaign.report("annual")], today=TODAY)
    page = hand_in(client, campaign, row(report, "15", 1)).content.decode()
    assert "您填的是：15" in page
    assert "已报" in page
    assert f'href="#row-{report.pk}"' in page
    assert campaign.report("annual").value == 12


def test_the_office_approves_only_what_it_was_shown(campaign, world):
    author, office = campaign.actor("department"), campaign.actor("office")
    save_draft(author, campaign.report("annual"), value=Decimal(9), today=TODAY)
    submit(author, [campaign.report("annual")], today=TODAY)
    shown = campaign.report("annual")
    withdraw(author, campaign.report("annual"), today=TODAY)
    save_draft(author, campaign.report("annual"), value=Decimal(90), today=TODAY)
    submit(author, [campaign.report("annual")], today=TODAY)
    with pytest.raises(SheetFault, match="现在是：90"):
        approve(office, [campaign.report("annual")], seen={shown.pk: shown.revision})
    form = {"verb": "approve", "report": shown.pk, f"revision-{shown.pk}": shown.revision}
    answer = world.client("office").post(reverse("monitoring:decide"), form)
    assert (answer.status_code, campaign.report("annual").state) == (422, State.SUBMITTED)
    form[f"revision-{shown.pk}"] = campaign.report("annual").revision
    assert world.client("office").post(reverse("monitoring:decide"), form).status_code == 302
    assert campaign.report("annual").state == State.APPROVED


def test_every_bad_cell_is_named_with_its_cure_and_keeps_its_text(campaign, world):
    history(campaign, "stock", 2022, {5: "180"})
    client = world.client("department")
    found = {key: campaign.report(key) for key in ("annual", "cumulative", "stock", "task")}
    typed = {"annual": "十二", "cumulative": "-5", "stock": "170", "task": "140"}
    fields: dict[str, str] = {}
    for key, report in found.items():
        fields |= row(report, typed[key], 0)
    answer = hand_in(client, campaign, fields)
    page = answer.content.decode()
    assert "4 项要先改好" in page
    for word in ("不是数字", "不会是负数", "减少，累计数一般不减", "完成进度须在 0 到 100 之间", "只填数字，不带单位"):
        assert word in page
    for key, report in found.items():
        assert f'href="#value-{report.pk}"' in page
        assert f'value="{typed[key]}"' in page
        assert campaign.report(key).state == (State.DRAFT if key == "stock" else State.PENDING)
    assert [row_.report.item.key for row_ in answer.context["faulty"]] == ["annual", "cumulative", "stock", "task_1"]
    # the doubtful number is kept as a draft: the page shows its revision, so that mending it is no conflict
    assert f'name="revision-{found["stock"].pk}" value="1"' in page
    assert f'name="revision-{found["annual"].pk}" value="0"' in page
