"""From upload to the register and back: configure, preview, fix, commit, withdraw."""

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises import hooks
from tenghuan.apps.enterprises.models import Enterprise, Record, Source, YearFacts
from tenghuan.apps.intake.models import Batch, NameMatch, State, Workbook
from tenghuan.apps.intake.moving import LOOP
from tenghuan.apps.intake.services.batches import discard
from tenghuan.apps.kit.models import Job
from tenghuan.errors import InputFault
from tests.apps.enterprises.scenarios import A, B
from tests.apps.intake.workbooks import (
    BASE,
    BASE_HEAD,
    TAX,
    TAX_HEAD,
    base_book,
    book,
    committed,
    configuration_form,
    handed_in,
    tax_book,
    upload,
)
from tests.apps.kit.sheds import actor_of


@pytest.fixture
def office(world):
    return world.client("office")


def _at(batch, name, *more):
    return reverse(f"intake:{name}", args=(batch.pk, *more))


def test_a_workbook_goes_into_the_register(world, office):
    committed(office, base_book(), "名录.xlsx")
    batch = committed(office, tax_book(), "税务.xlsx", world.home.departments[1])
    facts = YearFacts.objects.get(enterprise__uscc=A, year=2022)
    assert facts.tax == Decimal("123.456789")
    assert YearFacts.objects.get(enterprise__name="丙公司").tax == Decimal("-0.1")
    assert batch.source.unit == world.home.departments[1].name
    assert batch.source.columns["tax"] == "C"
    assert (batch.rows, batch.year) == (3, 2022)
    kept = Path(settings.MEDIA_ROOT) / batch.workbook.content.name
    assert kept.read_bytes() == tax_book()
    assert kept.name == batch.workbook.digest


def test_the_configuration_page_shows_the_conversion_and_can_be_changed(world, office):
    upload(office, tax_book(), "税务.xlsx")
    batch = Batch.objects.get()
    page = office.get(_at(batch, "configure")).content.decode()
    assert "元 → 万元" in page
    assert "1234567.89" in page
    assert "123.456789" in page
    seen = office.post(
        _at(batch, "configure"),
        configuration_form(batch, verb="look", **{"unit-2": "万元"}),
        headers={"hx-request": "true"},
    ).content.decode()
    assert "元 → 万元" not in seen
    assert "<html" not in seen
    office.post(_at(batch, "configure"), configuration_form(batch, **{"unit-2": "万元"}))
    batch.refresh_from_db()
    assert [c["unit"] for c in batch.configuration["columns"]] == [None, None, "万元"]


def test_a_field_chosen_twice_is_refused(world, office):
    upload(office, tax_book())
    batch = Batch.objects.get()
    response = office.post(_at(batch, "configure"), configuration_form(batch, **{"field-1": "uscc"}))
    assert response.status_code == 422
    assert "不止一列" in response.content.decode()


def test_the_register_and_sheet_can_be_chosen_anew(world, office):
    content = book([["说明"]], "说明", 税务=[TAX_HEAD, *TAX], 名录=[BASE_HEAD, *BASE])
    upload(office, content)
    batch = Batch.objects.get()
    office.post(_at(batch, "configure"), {"verb": "detect", "register": "base", "sheet": "名录"})
    batch.refresh_from_db()
    assert (batch.register, batch.sheet, batch.rows) == ("base", "名录", 3)
    office.post(_at(batch, "configure"), configuration_form(batch))
    office.post(_at(batch, "other_sheet"), {"sheet": "税务"})
    other = Batch.objects.exclude(pk=batch.pk).get()
    assert (other.register, other.workbook_id) == ("tax", batch.workbook_id)
    office.post(_at(batch, "other_sheet"), {"sheet": "税务"})
    assert Batch.objects.count() == 2


def test_the_same_file_twice_changes_nothing_and_says_so(world, office):
    first = committed(office, base_book(), "名录.xlsx")
    response = upload(office, base_book(), "改了名字.xlsx")
    assert response.url == _at(first, "batch")
    said = office.get(response.url).content.decode()
    assert f"这个文件已由“{first.unit} {first.officer.name}”于" in said
    assert "未重复接入" in said
    assert (Batch.objects.count(), Workbook.objects.count(), Source.objects.count()) == (1, 1, 1)


def test_a_neighbour_department_learns_that_a_file_is_known_but_not_more(world, office):
    upload(world.client("department"), base_book())
    other = world.client(world.home.accounts["department2"])
    response = upload(other, base_book())
    assert response.url == reverse("intake:batches")
    said = other.get(response.url).content.decode()
    assert "未重复接入。要查看或更正这一批，请找上传人或东县专班办公室" in said
    assert f"“{world.home.departments[0]} {world.home.accounts['department'].name}”" in said


def test_faults_come_back_in_the_officers_own_workbook(world, office):
    rows = [["91330600MAXY00001B", "甲公司", "dong1镇", "1751", "是"], [B, "乙公司", "没有镇", "9999", "否"]]
    batch = handed_in(office, base_book(rows), "名录.xlsx")
    assert (batch.state, batch.errors) == ("faulty", 3)
    assert set(batch.faults.values_list("cell", "rule")) == {
        ("A2", "code_digit"),
        ("C3", "unknown_town"),
        ("D3", "unknown_industry"),
    }
    page = office.get(_at(batch, "batch")).content.decode()
    assert "没有镇" in page
    assert "1 处" not in page
    only = office.get(_at(batch, "batch"), {"rule": "unknown_town"}).content.decode()
    assert "C3" in only
    assert "D3" not in only.split("<tbody>")[-1]
    answer = office.get(_at(batch, "marked"))
    marked = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert marked["企业名录"]["C3"].comment.text.startswith("【错误】")
    assert marked["企业名录"]["C3"].fill.fgColor.rgb.endswith("FFC7CE")
    assert marked["问题清单"].max_row == 4
    assert office.post(_at(batch, "act", "commit")).status_code == 422
    assert Enterprise.objects.count() == 0


def test_the_mended_workbook_is_checked_with_the_same_settings(world, office):
    bad = [[A, "甲公司", "没有镇", "1751", "是"], *BASE[1:]]
    batch = handed_in(office, base_book(bad), "名录.xlsx")
    marked = office.get(_at(batch, "marked")).content
    mended = openpyxl.load_workbook(io.BytesIO(marked))
    mended["企业名录"]["C2"] = "dong1镇"
    stream = io.BytesIO()
    mended.save(stream)
    response = upload_mended(office, batch, stream.getvalue())
    assert response.url == _at(batch, "batch")
    batch.refresh_from_db()
    assert (batch.state, batch.sheet, batch.faults.count()) == ("ready", "企业名录", 0)
    assert Workbook.objects.count() == 2


def upload_mended(client, batch, content, name="改好.xlsx"):
    return client.post(_at(batch, "mend"), {"file": SimpleUploadedFile(name, content)})


def test_a_mended_workbook_with_other_headings_is_configured_again(world, office):
    batch = handed_in(office, base_book([[A, "甲公司", "没有镇", "1751", "是"]]), "名录.xlsx")
    response = upload_mended(office, batch, book([["新列", *BASE_HEAD], *[["", *row] for row in BASE]], "企业名录"))
    assert response.url == _at(batch, "configure")


def test_a_warning_is_waived_with_a_reason_and_stays_so(world, office):
    committed(office, base_book(), "名录.xlsx")
    committed(office, tax_book(year=2021), "上年.xlsx")
    rows = [[A, "甲公司", 123456789000], [B, "乙公司", 99000000000], TAX[2]]
    batch = handed_in(office, tax_book(rows), "税务.xlsx")
    assert batch.state == "faulty"
    assert set(batch.faults.values_list("rule", flat=True)) == {"tenfold"}
    fault = batch.faults.first()
    assert office.post(_at(batch, "waive"), {"fault": fault.pk, "reason": " "}).status_code == 422
    office.post(_at(batch, "waive"), {"fault": fault.pk, "reason": "已核实，确有其事"})
    batch.refresh_from_db()
    assert (batch.state, batch.warnings) == ("faulty", 1)
    office.post(_at(batch, "waive"), {"rule": "tenfold", "reason": "均已核实"})
    batch.refresh_from_db()
    assert (batch.state, batch.warnings) == ("ready", 0)
    office.post(_at(batch, "act", "check"))
    batch.refresh_from_db()
    assert batch.state == "ready"
    assert set(batch.faults.values_list("waived_reason", flat=True)) == {"已核实，确有其事", "均已核实"}
    office.post(_at(batch, "waive"), {"rule": "tenfold", "verb": "unwaive"})
    batch.refresh_from_db()
    assert (batch.state, batch.warnings) == ("faulty", 2)


def _waived(batch):
    batch.refresh_from_db()
    return sorted(batch.faults.exclude(waived_reason="").values_list("cell", flat=True))


def test_waivers_go_with_the_reading_they_were_given_on(world, office):
    committed(office, base_book(), "名录.xlsx")
    rows = [[A, "甲公司", "1,200"], [B, "乙公司", "2,300"]]
    batch = handed_in(office, tax_book(rows), "税务.xlsx")
    office.post(_at(batch, "waive"), {"rule": "number_text", "reason": "已核实"})
    assert _waived(batch) == ["C3", "C4"]
    office.post(_at(batch, "configure"), configuration_form(batch))  # nothing is read otherwise
    assert _waived(batch) == ["C3", "C4"]
    mended = tax_book([rows[0], [B, "乙公司", "2,400"]])
    upload_mended(office, batch, mended)
    assert _waived(batch) == ["C3"]  # the other cell says something else
    batch.refresh_from_db()
    unit = next(key for key in configuration_form(batch) if key.startswith("unit-"))
    office.post(_at(batch, "configure"), configuration_form(batch, **{unit: "万元"}))
    assert _waived(batch) == []
    assert set(batch.faults.values_list("rule", flat=True)) >= {"number_text"}


def test_an_error_cannot_be_waived(world, office):
    batch = handed_in(office, base_book([[A, "甲公司", "没有镇", "1751", "是"]]))
    office.post(_at(batch, "waive"), {"rule": "unknown_town", "reason": "就这样"})
    batch.refresh_from_db()
    assert (batch.state, batch.faults.get().waived_reason) == ("faulty", "")


def test_rows_with_a_name_only_wait_for_a_person(world, office):
    committed(office, base_book(), "名录.xlsx")
    rows = [["", "甲公司", 10000], ["", "丁公司", 20000], ["", "戊公司", 30000], [B, "乙公司", 40000]]
    batch = handed_in(office, tax_book(rows), "税务.xlsx")
    assert batch.state == "faulty"
    first, second, third = NameMatch.objects.order_by("line")
    assert (first.candidates, second.candidates) == ([A], [])
    assert first.confirmed is None
    office.post(_at(batch, "match", first.pk), {"code": A})
    office.post(_at(batch, "match", second.pk), {"typed": "91330600MAXY00003G"})
    assert office.post(_at(batch, "match", third.pk), {"typed": "91330600MAXY00009X"}).status_code == 422
    office.post(_at(batch, "match", third.pk), {"verb": "leave_out", "reason": "不是本县企业"})
    batch.refresh_from_db()
    assert batch.state == "ready"
    office.post(_at(batch, "act", "check"))
    batch.refresh_from_db()
    assert batch.state == "ready"
    office.post(_at(batch, "act", "commit"))
    batch.refresh_from_db()
    assert (batch.state, batch.source.rows) == ("committed", 3)
    assert YearFacts.objects.get(enterprise__name="丙公司").tax == Decimal(2)
    assert Enterprise.objects.get(name="丙公司").former_names.get().name == "丁公司"


def test_a_confirmed_row_that_repeats_another_is_not_committed(world, office):
    committed(office, base_book(), "名录.xlsx")
    batch = handed_in(office, tax_book([["", "甲公司", 1], [A, "甲公司", 2]]), "税务.xlsx")
    office.post(_at(batch, "match", NameMatch.objects.get().pk), {"code": A})
    office.post(_at(batch, "act", "commit"))
    batch.refresh_from_db()
    assert batch.state == "ready"
    assert "同一企业同一期" in batch.note
    assert not YearFacts.objects.exists()


def test_a_batch_is_withdrawn_whole_and_can_be_handed_in_again(world, office, monkeypatch):
    committed(office, base_book(), "名录.xlsx")
    batch = committed(office, tax_book(), "税务.xlsx")
    assert office.post(_at(batch, "act", "withdraw"), {"reason": ""}).status_code == 422
    monkeypatch.setattr(hooks, "withdraw_guards", [lambda source: "2022 年评价已定稿"])
    assert "已定稿" in office.post(_at(batch, "act", "withdraw"), {"reason": "报错了"}).content.decode()
    batch.refresh_from_db()
    assert batch.state == "committed"
    monkeypatch.setattr(hooks, "withdraw_guards", [])
    office.post(_at(batch, "act", "withdraw"), {"reason": "报错了"})
    batch.refresh_from_db()
    assert (batch.state, batch.source) == ("withdrawn", None)
    assert not YearFacts.objects.exists()
    assert Record.objects.filter(register="tax").count() == 0
    assert committed(office, tax_book(), "税务.xlsx").pk != batch.pk


def test_a_commit_that_fails_leaves_everything_as_it_was(world, office, monkeypatch):
    batch = handed_in(office, base_book(), "名录.xlsx")

    def broken(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("tenghuan.apps.enterprises.services.sources._project", broken)
    office.post(_at(batch, "act", "commit"))
    batch.refresh_from_db()
    assert batch.state == "ready"
    assert "未写入任何数据" in batch.note
    assert (Enterprise.objects.count(), Record.objects.count(), Source.objects.count()) == (0, 0, 0)
    monkeypatch.undo()
    office.post(_at(batch, "act", "commit"))
    batch.refresh_from_db()
    assert batch.state == "committed"


def test_progress_is_polled_until_the_work_is_over(world, office):
    batch = handed_in(office, base_book())
    Batch.objects.filter(pk=batch.pk).update(state=State.CHECKING)
    Job.objects.create(kind="intake.check", subject=batch, state="running", share=40, text="逐条校验", attempts=2)
    page = office.get(_at(batch, "batch")).content.decode()
    assert 'hx-trigger="every 1s"' in page
    fragment = office.get(_at(batch, "progress"))
    assert "逐条校验" in fragment.content.decode()
    assert "已自动从头重做（第 2 次）" in fragment.content.decode()
    assert "HX-Refresh" not in fragment
    Batch.objects.filter(pk=batch.pk).update(state=State.READY)
    assert office.get(_at(batch, "progress"))["HX-Refresh"] == "true"


# what leads where, as an officer would say it
LEADS = {
    "configure": {"configuring": "configuring", "faulty": "configuring", "ready": "configuring"},
    "check": {"configuring": "checking", "faulty": "checking", "ready": "checking"},
    "fault": {"checking": "faulty", "ready": "faulty"},
    "clear": {"checking": "ready", "faulty": "ready"},
    "commit": {"ready": "committing"},
    "finish": {"committing": "committed"},
    "fail": {"checking": "configuring", "committing": "ready"},
    "discard": {"configuring": "discarded", "faulty": "discarded", "ready": "discarded"},
    "withdraw": {"committed": "withdrawn"},
}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", LEADS)
def test_a_batch_moves_as_its_officers_expect_and_no_other_way(world, office, state, verb):
    upload(office, base_book())
    batch = Batch.objects.get()
    Batch.objects.update(state=state)
    batch.refresh_from_db()
    actor = actor_of(world.home.accounts["office"])
    if state in LEADS[verb]:
        LOOP.take(actor, batch, verb, reason="数据有误", changes={"note": "甲"})
        assert (batch.state, batch.note, batch.revision) == (LEADS[verb][state], "甲", 2)
    else:
        with pytest.raises(InputFault, match="不能办理"):
            LOOP.take(actor, batch, verb, reason="数据有误", changes={"note": "甲"})
        assert (Batch.objects.get().state, Batch.objects.get().note) == (state, "")


@pytest.mark.parametrize("name", ["department2", "town", "leader", "enterprise"])
def test_only_the_office_and_whoever_handed_it_in_may_move_a_batch_whatever_page_it_comes_from(world, office, name):
    upload(office, base_book())
    batch = Batch.objects.get()
    for account in (world.home.accounts[name], world.neighbour.accounts["office"], world.prefecture):
        with pytest.raises(InputFault, match=r"由.*办理"):
            discard(actor_of(account), batch)
    assert Batch.objects.get().state == State.CONFIGURING
    discard(actor_of(world.home.accounts["department"]), batch)  # the first unit's, as the office's account is
    assert Batch.objects.get().state == State.DISCARDED


def test_two_officers_at_once_move_it_once(world, office):
    upload(office, base_book())
    one, two = Batch.objects.get(), Batch.objects.get()
    discard(Actor.platform("test"), one)
    with pytest.raises(InputFault, match=r"不能办理|刚被他人"):
        discard(Actor.platform("test"), two)
