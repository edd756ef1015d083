"""Workbooks as offices keep them: units, headings and rows named by hand; nothing is assumed, no page is a dead end."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.intake import cells
from tenghuan.apps.intake.models import Batch
from tenghuan.apps.kit.exchange import field_list, headings_of_offices, named, words_of_offices
from tenghuan.apps.kit.registry import REGISTERS
from tenghuan.apps.organization.models import Unit
from tenghuan.reading.checks import check
from tenghuan.reading.registers import registers
from tenghuan.reading.workbooks import Configuration, Preview, open_workbook, preview, read_rows
from tenghuan.reading.workbooks.headings import normal
from tests.apps.enterprises.scenarios import A
from tests.apps.intake.workbooks import base_book, book, committed, configuration_form
from tests.workshop.models import Shed

HEAD = ["编号", "名称", "镇街", "占地（㎡）", "出让金（元）"]
ROWS = [["S1", "甲厂房", "dong1镇", 20000, 2400000]]


@pytest.fixture
def office(world):
    return world.client("office")


def uploaded(client, rows, sheet="表1", **others):
    file = SimpleUploadedFile("表.xlsx", book(rows, sheet, **others))
    return client.post(f"{reverse('intake:upload')}?register=sheds", {"file": file})


def posted(client, batch, **changes):
    return client.post(reverse("intake:configure", args=(batch.pk,)), configuration_form(batch, **changes))


def batch_of(client, rows, **sheets) -> Batch:
    response = uploaded(client, rows, **sheets)
    assert response.status_code == 302, response.content.decode()[:1000]
    return Batch.objects.get()


def units_of(batch) -> dict[str, str | None]:
    batch.refresh_from_db()
    return {column["field"]: column["unit"] for column in batch.configuration["columns"]}


def seen(register: str, head: list[str], row: list[object]) -> Preview:
    content = book([head, row], "表1")
    return preview(open_workbook(content, "表.xlsx", isolate=False), field_list(REGISTERS[register]))


def test_a_column_mapped_by_hand_takes_the_unit_of_its_heading(office):
    batch = batch_of(office, [HEAD, *ROWS])
    posted(office, batch, **{"field-3": "area", "field-4": "rent"})
    assert (units_of(batch)["area"], units_of(batch)["rent"]) == ("平方米", "元")
    office.post(reverse("intake:act", args=(batch.pk, "commit")))
    shed = Shed.objects.get()
    assert (shed.area, shed.rent) == (30, 240)  # 20,000 ㎡ are 30 亩; 2,400,000 元 are 240 万元


def test_two_units_in_one_heading_are_asked_and_the_answer_is_read(office):
    batch = batch_of(office, [["编号", "名称", "镇街", "用地面积", "年租金（元/亿元）"], *ROWS])
    response = posted(office, batch)
    assert response.status_code == 422
    assert "请选定“年租金”按哪个单位读" in response.content.decode()
    page = office.get(reverse("intake:configure", args=(batch.pk,))).content.decode()
    assert "（请选单位）" in page
    assert posted(office, batch, **{"unit-4": "元"}).status_code == 302
    assert units_of(batch)["rent"] == "元"


def test_a_unit_that_measures_something_else_is_refused_with_words(office):
    batch = batch_of(office, [HEAD, *ROWS])
    response = posted(office, batch, **{"field-3": "rent", "unit-3": "元"})
    assert response.status_code == 422
    assert "表头写的单位是“m2”，不是“年租金”的单位" in response.content.decode()


def test_an_amount_that_is_stored_in_square_metres_is_converted_from_mu():
    found = seen("parcels", ["宗地号", "坐落", "镇街", "宗地面积（亩）"], ["1", "路", "镇", 3])
    assert found.rows.columns["area"].value(0) == 2000  # 1 亩 is 10,000 / 15 ㎡
    assert [m.conversion for m in found.columns if m.field.key == "area"] == ["亩 → ㎡（÷0.0015）"]
    assert found.configuration.unsaid == {}


def test_a_unit_that_cannot_be_converted_is_asked():
    found = seen("projects", ["项目名称", "项目代码", "项目业主", "总投资（万欧元）"], ["甲", "1", "乙", 3])
    assert list(found.configuration.unsaid) == ["total"]
    assert "万欧元" in found.configuration.unsaid["total"]


def test_texts_stay_as_typed_and_codes_are_folded():
    found = seen(
        "parks", ["园区名称", "园区代码", "镇街", "用地面积"], [" 开发区（高新，园区）", "ＡＢ１２", "镇", "１５"]
    )
    values = next(iter(found.rows)).values
    assert (values["name"], values["code"], values["area"]) == ("开发区（高新，园区）", "AB12", 15)


def test_names_are_looked_up_whatever_the_width_of_their_brackets(world):
    unit = Unit.objects.filter(region=world.home.region).first()
    Unit.objects.filter(pk=unit.pk).update(name="开发区（高新园区）")
    field = Shed._meta.get_field("unit")
    found = named(field, world.home.region, {"开发区(高新园区)", "开发区（高新园区）", "开发区"})
    assert found == {"开发区(高新园区)": unit, "开发区（高新园区）": unit}


def test_a_workbook_without_known_headings_goes_on_by_hand(office):
    rows = [["二〇二六年台账"], ["代号", "叫什么", "在哪"], ["S1", "甲厂房", "dong1镇"]]
    batch = batch_of(office, rows)
    page = office.get(reverse("intake:configure", args=(batch.pk,))).content.decode()
    assert "没有认出表头，暂把“表1”第 2 行当作表头" in page
    assert "台账" not in [column["heading"] for column in batch.look["columns"]]
    assert [column["heading"] for column in batch.look["columns"]] == rows[1]


OWN_WORDS = [["清溪县二〇二二年度完税情况"], ["代号", "单位全名", "交了多少（元）"], [A, "甲公司", 1234567.89]]


def facts(client, unit, rows, name="表.xlsx", **sheets):
    file = SimpleUploadedFile(name, book(rows, **sheets))
    return client.post(reverse("intake:upload"), {"file": file, "unit": unit.pk})


@pytest.mark.parametrize(
    ("name", "sheet", "register"),
    [
        ("纳税.xlsx", "Sheet1", "tax"),
        ("表.xlsx", "用电", "power"),
        ("表.xlsx", "Sheet1", "base"),
        ("环保局.xlsx", "排放", "environment"),
    ],
)
def test_facts_under_unknown_headings_come_to_the_page_of_the_register_they_speak_of(
    world, office, name, sheet, register
):
    rows = [["情况表"], ["代号", "单位全名", "数"], [A, "甲公司", 7]]
    response = facts(office, world.home.departments[0], rows, name, sheet=sheet)
    batch = Batch.objects.get()
    assert response.url == reverse("intake:configure", args=(batch.pk,))
    assert (batch.register, batch.configuration["header_rows"], batch.rows) == (register, [2, 2], 1)
    page = office.get(response.url).content.decode()
    assert f"没有认出表头，暂把“{sheet}”第 2 行当作表头" in page
    assert f"登记表暂按“{name_of(register)}”" in page


def name_of(register: str) -> str:
    return registers()[register].name


def test_facts_under_unknown_headings_are_mapped_by_hand_and_committed(world, office):
    committed(office, base_book())
    facts(office, world.home.departments[0], OWN_WORDS, "税务.xlsx")
    batch = Batch.objects.order_by("-pk").first()
    fields = {"field-0": "uscc", "field-1": "name", "field-2": "tax"}
    assert "四位数字" in posted(office, batch, **fields).content.decode()  # of which year nobody said
    assert posted(office, batch, **fields, year="2022").status_code == 302
    office.post(reverse("intake:act", args=(batch.pk, "commit")))
    batch.refresh_from_db()
    assert (batch.state, batch.rows) == ("committed", 1), list(batch.faults.values_list("message"))
    # 元 in the heading, kept in 万元
    assert YearFacts.objects.get(enterprise__uscc=A, year=2022).tax == Decimal("123.456789")


def test_another_register_can_be_chosen_for_unknown_headings(world, office):
    facts(office, world.home.departments[0], OWN_WORDS, "表.xlsx")
    batch = Batch.objects.get()
    address = reverse("intake:configure", args=(batch.pk,))
    assert office.post(address, {"verb": "detect", "register": "power", "sheet": batch.sheet}).url == address
    batch.refresh_from_db()
    assert batch.register == "power"
    refused = office.post(address, {"verb": "rows", "first": "9", "last": "9"})
    assert (refused.status_code, "不能作表头" in refused.content.decode()) == (422, True)


def test_a_file_in_which_no_row_can_be_a_heading_is_still_refused(world, office):
    response = facts(office, world.home.departments[0], [["说明"], [1, 2, 3]])
    assert response.status_code == 422
    assert "工作簿里没有像表头的行" in response.content.decode()
    assert not Batch.objects.exists()


def test_heading_rows_named_by_hand_are_read_anew_and_shown_again(office):
    batch = batch_of(office, [["编号", "名称", "镇街", "占地"], ["号", "全称", "乡镇", "亩"], *ROWS, *ROWS])
    response = posted(office, batch, first="2", last="2")
    assert response.url == reverse("intake:configure", args=(batch.pk,))
    batch.refresh_from_db()
    assert batch.configuration["header_rows"] == [2, 2]
    assert batch.rows == 2
    assert [column["heading"] for column in batch.look["columns"]][:3] == ["号", "全称", "乡镇"]
    refused = posted(office, batch, first="40", last="41")
    assert "不能作表头" in refused.content.decode()


def test_a_sheet_called_as_the_register_goes_before_one_that_merely_fits(office):
    few, many = [["编号", "名称"], ["S1", "甲"]], [[*HEAD, "用途", "层数"], *ROWS]
    batch = batch_of(office, many, sheet="一览", **{"厂房": few})
    assert batch.sheet == "厂房"


def test_the_page_says_once_what_is_missing_and_prints_no_empty_brackets(office):
    batch = batch_of(office, [["编号", "名称"], ["S1", "甲"]], **{"选项": [["a"]], "填写说明": [["b"]]})
    page = office.get(reverse("intake:configure", args=(batch.pk,))).content.decode()
    assert "（）" not in page
    assert page.count("缺少必填栏目") == 1
    assert "<option>填写说明</option>" not in page


@pytest.mark.parametrize("written", [20260305, "20260305", "2026.3.5", "2026年3月5日", "2026/3/5", "２０２６．３．５"])
def test_a_day_is_taken_in_every_spelling_of_offices(written):
    found = seen("titles", ["统一社会信用代码", "称号", "认定日期"], ["91330683XY05612150", "甲", written])
    assert found.rows.columns["recognised_on"].value(0) == "2026-03-05"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026.3", "“2026.3”只写了年月，请补日"),
        (2026.3, "“2026.3”只写了年月，请补日"),
        ("2026年3月", "“2026年3月”只写了年月，请补日"),
        (20263, "“20263”可能是日期序列数（即 1955-06-23），也可能是年月"),
    ],
)
def test_what_is_no_day_says_what_it_is(written, said):
    found = seen("titles", ["统一社会信用代码", "称号", "认定日期"], ["91330683XY05612150", "甲", written])
    assert said in [fault.message for fault in check(found.rows) if fault.field == "recognised_on"]


TITLES = ["统一社会信用代码", "称号", "认定日期"]


def titles(client, *days: object, head: list[str] = TITLES, name: str = "表.xlsx") -> Batch:
    rows = [head, *([A, f"称号{n}", day] for n, day in enumerate(days))]
    file = SimpleUploadedFile(name, book(rows, "称号"))
    response = client.post(f"{reverse('intake:upload')}?register=titles", {"file": file})
    assert response.status_code == 302, response.content.decode()[:1000]
    return Batch.objects.order_by("-pk").first()


def days_of(batch) -> list[object]:
    batch.refresh_from_db()
    workbook = cells.kept_workbook(batch)
    return read_rows(workbook, Configuration(**batch.configuration)).columns["recognised_on"].values


def test_counted_days_are_shown_as_days_before_they_are_confirmed(office):
    batch = titles(office, 45624, 45625)
    page = office.get(reverse("intake:configure", args=(batch.pk,))).content.decode()
    assert "C 列的日期存成了序列数（如 45624），按 2024-11-28 的方式读作日期" in page
    assert "<strong>2024-11-28</strong>" in page
    assert "<option selected>日期序列数</option>" in page
    assert posted(office, batch).status_code == 302
    assert days_of(batch) == ["2024-11-28", "2024-11-29"]


def test_doubtful_days_are_asked_on_the_page_and_the_answer_goes_on(office):
    batch = titles(office, 45624, 20263)
    response = posted(office, batch)
    assert response.status_code == 422
    assert "C 列有 1 格是五位数（如 20263），可能是日期序列数（即 1955-06-23）" in response.content.decode()
    assert posted(office, batch, **{"unit-2": "日期序列数"}).status_code == 302
    assert days_of(batch) == ["2024-11-28", "1955-06-23"]


def test_a_date_column_mapped_by_hand_reads_counted_days_and_warns(office):
    batch = titles(office, 45624, head=[*TITLES[:2], "何时"])
    assert "recognised_on" not in units_of(batch)
    posted(office, batch, **{"field-2": "recognised_on"})
    assert days_of(batch) == ["2024-11-28"]
    assert "“45624”是日期序列数，按 2024-11-28 读取" in [one.message for one in batch.faults.all()]


def test_how_days_are_written_is_asked_anew_of_each_file(office):
    posted(office, titles(office, "2024-11-28"))
    second = titles(office, 45624, name="二.xlsx")
    assert units_of(second)["recognised_on"] == "日期序列数"
    posted(office, second)
    assert posted(office, titles(office, 20263, name="三.xlsx")).status_code == 422


def test_two_heading_rows_joined_by_merged_cells_are_one_heading():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        page = made.add_worksheet("文件")
        page.write_row(0, 0, ["政策文件一览"])
        for at, text in enumerate(["文件名称", "文号", "牵头部门"]):
            page.merge_range(2, at, 3, at, text)
        page.merge_range(2, 3, 2, 4, "执行期限")
        page.write_row(3, 3, ["起", "止"])
        page.write_row(4, 0, ["甲政策", "1号", "经信局", "2026-01-01", "2027-12-31"])
    opened = open_workbook(stream.getvalue(), "表.xlsx", isolate=False)
    found = preview(opened, field_list(REGISTERS["policy_documents"]))
    assert found.configuration.header_rows == (3, 4)
    assert found.row_count == 1


def test_headings_of_offices_name_fields_that_there_are_and_each_only_one():
    for key, fields in headings_of_offices().items():
        known = field_list(REGISTERS[key])
        assert set(fields) <= set(known.by_key), key
        names = [normal(name) for item in known.fields for name in dict.fromkeys(item.names)]
        assert sorted(names) == sorted(set(names)), (key, [name for name in names if names.count(name) > 1])


def test_words_of_offices_name_choices_that_there_are():
    for key, columns in words_of_offices().items():
        known = field_list(REGISTERS[key])
        for column, words in columns.items():
            assert set(words.values()) <= set(known.by_key[column].choices), (key, column)
            assert not set(words) & set(known.by_key[column].choices), (key, column)


@pytest.mark.parametrize(
    ("register", "head", "fields"),
    [
        ("projects", ["建设单位", "责任部门", "所属乡镇（街道）", "开工时间"], ["owner", "unit", "town", "started_on"]),
        ("parcels", ["宗地编号", "土地坐落", "面积（亩）", "出让金（元）"], ["number", "place", "area", "price"]),
        ("titles", ["信用代码", "荣誉称号", "认定时间", "批文"], ["enterprise", "kind", "recognised_on", "document"]),
        ("requests", ["信用代码", "问题描述"], ["enterprise", "content"]),
        ("nodes", ["产业链", "环节名称"], ["chain", "name"]),
        ("policy_documents", ["政策名称", "文号", "主管部门"], ["title", "number", "unit"]),
    ],
)
def test_common_headings_of_offices_are_known(register, head, fields):
    found = seen(register, head, ["一"] * len(head))
    assert [match.field.key for match in found.columns] == fields


def test_a_unit_beside_the_amount_must_be_the_one_of_its_carrier():
    head = ["统一社会信用代码", "能源品种", "年度", "月份", "消费量", "计量单位"]
    rows = [
        head,
        *(
            [A, carrier, 2026, 10, 12345, unit]
            for carrier, unit in (("电力（万千瓦时）", "kWh"), ("天然气（万立方米）", "万立方米"))
        ),
    ]
    opened = open_workbook(book([*rows, [A, "热力（吉焦）", 2026, 10, 3, "GJ"]], "表1"), "表.xlsx", isolate=False)
    found = check(preview(opened, field_list(REGISTERS["energy_readings"])).rows)
    refused = [(one.cell, one.message, one.remedy) for one in found if one.rule == "unit_column"]
    assert refused == [
        (
            "E2",
            "F2 写的单位是“kWh”，“消费量”按“万千瓦时”读取",
            "请换算后填写：1.2345 万千瓦时，并改这一格的单位",
        )
    ]


def test_a_mapping_that_was_confirmed_is_proposed_for_the_next_file_of_the_same_form(world, office):
    batch = batch_of(office, [HEAD, *ROWS])
    posted(office, batch, **{"field-3": "area", "field-4": "rent"})
    assert uploaded(office, [HEAD, ["S2", "乙厂房", "dong1镇", 10000, 5]]).status_code == 302
    again = Batch.objects.order_by("-pk").first()
    assert units_of(again) == {"number": None, "name": None, "town": None, "area": "平方米", "rent": "元"}
    page = office.get(reverse("intake:configure", args=(again.pk,))).content.decode()
    assert "与“表.xlsx”的表头相同，沿用上次确认的栏目对应和单位，请核对" in page
    uploaded(office, [[*HEAD[:4], "押金（元）"], ["S3", "丙厂房", "dong1镇", 10000, 5]])
    other = Batch.objects.order_by("-pk").first()
    assert "rent" not in units_of(other)
