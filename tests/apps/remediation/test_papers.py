"""The printed file of a case: the layouts of methodology2 §18, filled in from the case."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from docx import Document
from PIL import Image

from tenghuan.apps.remediation.models import Case, Compliance
from tenghuan.apps.remediation.registers import REVIEWING
from tests.apps.kit.sheds import by
from tests.apps.remediation import cases

# §18, copied
NOTICE = [
    *("序号", "被检查单位", "具体地点", "类别", "问题", "问题图片", "整改措施", "整改期限(天)", "责任人"),
    *("整改资金(元)", "复查时间", "完成情况", "复查人", "备注"),
]
CLOSE = [
    *("序号", "单位", "地点", "类别", "问题", "采取措施", "期限", "责任人", "整改情况", "完成时间"),
    *("复查人", "整改前图", "整改后图"),
]
ACCEPTANCE = ["项", "标准", "整治前", "整治后", "结论", "核验部门", "凭证号"]


@pytest.fixture(autouse=True)
def _files(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    target = io.BytesIO()
    Image.new("RGB", (60, 40), (120, 90, 60)).save(target, "PNG")
    monkeypatch.setattr(cases, "PNG", target.getvalue())


def printed(world, thing, key, account="office"):
    answer = world.client(account).get(f"/r/cases/{thing.pk}/papers/{key}.docx")
    assert answer.status_code == 200
    return Document(io.BytesIO(answer.content))


def rows(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_plan_sheet_says_where_the_case_stands_and_what_is_to_be_done(world):
    thing = cases.working(world.home, problem="占地多、产出低")
    document = printed(world, thing, "plan")
    form = {label: value for row in rows(document.tables[0]) for label, value in zip(row[::2], row[1::2], strict=True)}
    assert form["案号"] == thing.number
    assert form["统一社会信用代码"] == thing.enterprise.uscc
    assert form["用地"] == "12 亩"
    assert form["亩均税收"] == "3.3333 万元/亩"
    assert form["预计腾地"] == "2 亩"
    assert form["预计减碳"] == "280 吨"  # 140 tce, 2.00
    assert form["处置方式"] == "改造提升"
    assert rows(document.tables[1])[1][1:4] == ["更新设备", "", "2027-03-01"]
    assert "企业（签章）" in document.tables[-1].rows[0].cells[0].text


def test_the_measures_are_read_as_content_who_and_until_when(world):
    from tenghuan.apps.remediation.papers import measures

    thing = cases.working(world.home)
    thing.measures = "更换锅炉；设备科；2026-12-31\n\n培训工人，全员\n雨污分流，镇街，4 个月"
    assert [row[:4] for row in measures(thing)] == [
        ("1", "更换锅炉", "设备科", "2026-12-31"),
        ("2", "培训工人，全员", "", "2027-03-01"),
        ("3", "雨污分流", "镇街", "4 个月"),
    ]


def test_the_notice_has_its_fourteen_columns_and_every_breach(world):
    thing = cases.working(world.home, lessor="乙置业")
    item = Compliance.objects.filter(case=thing).first()
    told = {"finding": "消防通道堵塞", "requirement": "清理通道", "place": "二号车间"}
    due = date.today() + timedelta(days=10)
    REVIEWING.take(by(world.home, "office"), item, "notify", due_on=due, money="5000", **told)
    table = rows(printed(world, thing, "notice").tables[0])
    assert table[0] == NOTICE
    line = dict(zip(NOTICE, table[1], strict=True))
    assert line["具体地点"] == "二号车间"
    assert line["类别"] == item.field
    assert line["问题"] == "消防通道堵塞"
    assert line["整改期限(天)"] == "10"
    assert line["责任人"] == "乙置业（出租方）"
    assert line["整改资金(元)"] == "5000"
    assert line["完成情况"] == "责令整改"
    assert len(table) == 1 + 1 + 2  # two blank rows to write on


def test_the_acceptance_sheet_holds_each_item_against_its_standard(world):
    thing = cases.accepted(world.home)
    document = printed(world, thing, "acceptance")
    table = rows(document.tables[1])
    assert table[0] == ACCEPTANCE
    by_item = {row[0]: row for row in table[1:]}
    assert by_item["亩均税收（万元/亩）"][2:5] == ["3.3333", "6", "达标"]
    assert by_item["综合能耗（吨标准煤，等价值）"][2:4] == ["300", "150"]
    assert by_item["腾出用地（亩）"][3:5] == ["2", "达标"]
    assert by_item["整治前照片"][4] == "已提交"
    assert len(by_item["整治前照片"][6]) == 12
    assert [row[1] for row in rows(document.tables[2])[1:]] == ["合格"] * 3


def test_freed_land_short_of_the_plan_is_printed_as_not_met_and_nothing_is_said_where_the_plan_names_none(world):
    thing = cases.accepted(world.home)  # 2 亩 came free
    for expected, word in ((Decimal("2.5"), "未达标"), (Decimal("1.5"), "达标"), (None, "")):
        Case.objects.filter(pk=thing.pk).update(expected_land=expected)
        table = rows(printed(world, thing, "acceptance").tables[1])
        assert next(row for row in table if row[0] == "腾出用地（亩）")[3:5] == ["2", word]


def test_the_close_out_sheet_has_its_thirteen_columns_and_the_photos_before_and_after(world):
    thing = cases.claimed(world.home)
    document = printed(world, thing, "close")
    table = rows(document.tables[0])
    assert table[0] == CLOSE
    assert table[1][1] == thing.enterprise.name
    assert table[1][9] == f"{date.today()}"
    assert len(document.inline_shapes) == 2
    assert len(rows(document.tables[-1])[0]) == 4


def test_what_there_is_nothing_to_print_of_is_neither_offered_nor_sent(world):
    thing, client = cases.case(world.home), world.client("office")
    assert "一企一策表" not in client.get(f"/r/cases/{thing.pk}/").content.decode()
    assert client.get(f"/r/cases/{thing.pk}/papers/plan.docx").status_code == 404
    thing = cases.working(world.home, number=1)
    page = client.get(f"/r/cases/{thing.pk}/").content.decode()
    assert f"/r/cases/{thing.pk}/papers/plan.pdf" in page
    assert "销号申请表" not in page
    for wrong in ("plan.txt", "nothing.pdf", "notice.pdf"):
        assert client.get(f"/r/cases/{thing.pk}/papers/{wrong}").status_code == 404


def test_a_paper_is_sent_as_pdf_and_only_to_whom_the_case_is_shown(world):
    thing = cases.working(world.home)
    answer = world.client("town").get(f"/r/cases/{thing.pk}/papers/plan.pdf")
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]
    for account in (world.home.accounts["town2"], world.neighbour.accounts["office"]):
        assert world.client(account).get(f"/r/cases/{thing.pk}/papers/plan.pdf").status_code == 404
