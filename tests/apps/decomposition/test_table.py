"""The breakdown as page, workbook and paper: the same numbers, locked where nobody types, sums below."""

from __future__ import annotations

import io
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.apps.decomposition import breaking, papers, sheets, workbook
from tenghuan.apps.decomposition.breaking import fill, plain, portions_of
from tenghuan.apps.decomposition.rules import in_words
from tenghuan.apps.organization.models import Unit
from tenghuan.errors import InputFault
from tenghuan.pace.breakdown import Fault, Part
from tenghuan.publishing.papers import to_docx
from tests.apps.decomposition.breakdowns import drafted, published
from tests.apps.kit.sheds import by

D = Decimal


@pytest.fixture
def made(world):
    return drafted(world.home)


def table_of(made):
    return sheets.sheet(made, portions_of(made))


def opened(made):
    return openpyxl.load_workbook(io.BytesIO(workbook.write(made, table_of(made))))["目标分解"]


def test_each_receiver_has_a_row_and_the_sums_are_those_of_the_rows(made):
    found = table_of(made)
    assert [head.key for head in found.heads] == ["weight", "2025", "2026", "2027"]
    for head, total in found.sums:
        rows = [D(text) for line in found.lines for at, text in line.cells if at.key == head.key]
        assert sum(rows) == total
        assert head.asked is None or total == head.asked
    assert found.total == sum(line.total for line in found.lines) == 100
    assert found.bare == "100"
    assert found.faults == []
    assert found.word == "合计"


def test_what_was_typed_but_not_kept_stands_in_its_cell_with_its_fault(made):
    first, second = portions_of(made)
    typed = {first.pk: {"2026": "很多"}}
    found = sheets.sheet(made, [first, second], typed, {first.pk: {"2026": "不是数"}})
    cells = [{head.key: text for head, text in line.cells} for line in found.lines]
    assert cells[0]["2026"] == "很多"
    assert cells[1]["2026"] == plain(second.part.amounts["2026"])
    assert (found.lines[0].wrong, found.lines[1].wrong) == ({"2026": "不是数"}, {})
    assert found.faults == []  # of what cannot be read no sum is told


def test_who_sees_a_part_is_told_nothing_of_the_whole(made):
    found = sheets.sheet(made, portions_of(made)[:1], alone=True)
    assert (found.sums, found.total, found.faults, len(found.lines)) == ([], None, [], 1)


def test_the_workbook_holds_the_numbers_as_numbers_and_only_white_cells_are_open(made):
    page, found = opened(made), table_of(made)
    assert page.protection.sheet
    for row, line in enumerate(found.lines, start=5):
        assert page.cell(row, 2).value == line.portion.carrier
        assert page.cell(row, 2).protection.locked
        for column, (_head, text) in enumerate(line.cells, start=3):
            cell = page.cell(row, column)
            assert D(repr(cell.value)) == D(text)
            assert (cell.data_type, cell.protection.locked) == ("n", False)
    last = 5 + len(found.lines)
    asked = [page.cell(last, column).value for column in range(3, 7)]
    assert asked == [None, 34, 33, 33]
    assert all(page.cell(last, column).protection.locked for column in range(4, 7))
    assert page.freeze_panes == "C5"
    assert page.column_dimensions["A"].hidden
    assert page.row_dimensions[2].hidden
    assert round(page.column_dimensions["B"].width) == 27


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝"])
def test_a_receivers_name_that_looks_like_a_formula_stays_text(world, sign):
    Unit.objects.filter(pk=world.home.towns[0].pk).update(name=f"{sign}镇政府")
    made = drafted(world.home)
    cells = [row[1] for row in opened(made).iter_rows(min_row=5, max_row=6)]
    cell = next(one for one in cells if one.value == f"{sign}镇政府")
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def read(made, page):
    target = io.BytesIO()
    page.parent.save(target)
    return workbook.read(made, table_of(made), "分解表.xlsx", target.getvalue())


def test_a_workbook_is_read_back_as_it_was_written(made):
    found = read(made, opened(made))
    assert (found.faults, found.wrong) == ([], {})
    kept = {one.pk: {"weight": plain(one.part.weight), **breaking.texts(one.part)} for one in portions_of(made)}
    assert found.typed == kept


def test_faults_name_their_cells_and_the_other_rows_are_read(made):
    page = opened(made)
    page["D5"], page["E6"] = "三十", 7
    page["A8"] = "999999"
    page["B8"] = "另加的一行"
    first, second = portions_of(made)
    found = read(made, page)
    assert found.typed[first.pk]["2025"] == "三十"
    assert found.typed[second.pk]["2026"] == "7"
    assert list(found.wrong) == [first.pk]
    assert any(text.startswith("目标分解 D5：") for text in found.faults)
    assert any(text == "目标分解 A8：不认识的承接单位" for text in found.faults)


def test_a_receiver_that_stands_twice_is_told_once_is_kept(made):
    page = opened(made)
    page["A6"] = page["A5"].value
    found = read(made, page)
    assert found.faults == ["目标分解 A6：重复的承接单位"]
    assert len(found.typed) == 1


@pytest.mark.parametrize("name", ["另一张", "目标 分解"])
def test_a_workbook_without_its_sheet_is_refused_with_how_to_mend(made, name):
    page = opened(made)
    page.title = name
    with pytest.raises(InputFault, match="没有名为“目标分解”的工作表") as refused:
        read(made, page)
    assert (refused.value.where, refused.value.remedy) == ("分解表.xlsx", "请用本页下载的分解表")


# -- in print ------------------------------------------------------------------------------------------------------
def printed(account, made):
    document = Document(io.BytesIO(to_docx(papers.breakdown(account, made))))
    table = document.tables[0]
    return document.paragraphs[1].text, [[cell.text for cell in row.cells] for row in table.rows]


def test_the_paper_has_every_receiver_the_sums_and_what_the_plan_asks(world):
    made = published(world.home)
    told, rows = printed(world.home.accounts["office"], made)
    assert rows[0] == ["承接单位", "2025年", "2026年", "2027年", "合计"]
    assert [row[0] for row in rows[1:]] == ["dong1镇政府", "dong2镇政府", "合计", "方案目标"]
    numbers = [[D(cell) for cell in row[1:]] for row in rows[1:]]
    assert numbers[2] == [a + b for a, b in zip(numbers[0], numbers[1], strict=True)] == numbers[3]
    assert numbers[3] == [34, 33, 33, 100]
    assert made.indicator.title in told
    assert "已发布" in told


def test_a_town_prints_its_own_row_alone(world):
    made = published(world.home)
    _told, rows = printed(world.home.accounts["town"], made)
    assert [row[0] for row in rows[1:]] == ["dong1镇政府"]


# -- months --------------------------------------------------------------------------------------------------------
def test_without_a_curve_a_twelfth_is_due_each_month(made):
    found = table_of(made)
    assert found.year in (2025, 2026, 2027)
    asked = next(head.asked for head in found.heads if head.key == str(found.year))
    assert [number for number, _text, _due in found.months] == list(range(1, 13))
    assert {text for _number, text, _due in found.months} == {""}
    assert [round(due, 6) for _number, _text, due in found.months] == [round(asked * m / 12, 6) for m in range(1, 13)]


def test_a_curve_says_what_is_due_by_each_month(world, made):
    curve = [0, 0, 10, 10, 10, 50, 50, 50, 75.5, 75.5, 75.5, 100]
    parts = {one.pk: one.part for one in portions_of(made)}
    fill(by(world.home, "office"), made, parts, curve)
    made.refresh_from_db()
    found = table_of(made)
    asked = next(head.asked for head in found.heads if head.key == str(found.year))
    assert [text for _number, text, _due in found.months] == [f"{point:g}" for point in curve]
    assert found.months[8][2] == asked * D("0.755")
    assert found.months[11][2] == asked


@pytest.mark.parametrize(
    ("value", "said"),
    [("100", "100"), ("100.00", "100"), ("0.50", "0.5"), ("0", "0"), ("0.000", "0"), ("-1.20", "-1.2")],
)
def test_a_number_is_kept_as_text_without_idle_zeros(value, said):
    assert plain(D(value)) == said


@given(st.decimals(-(10**6), 10**6, places=6))
def test_a_kept_number_is_read_back_as_it_was(value):
    assert D(plain(value)) == value


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(None, "", "差 5"), "合计：差 5"),
        (Fault(1, "2026", "须填"), "乙镇2026年：须填"),
        (Fault(0, "base", "须填"), "甲镇基数：须填"),
        (Fault(0, "weight", "须为正"), "甲镇权重：须为正"),
        (Fault(None, "every", "差 1"), "每年：差 1"),
    ],
)
def test_a_fault_is_told_with_whose_column_it_is(fault, words):
    portions = [SimpleNamespace(carrier="甲镇"), SimpleNamespace(carrier="乙镇")]
    assert in_words(fault, portions) == words


def test_only_what_changed_is_counted_and_the_same_again_changes_nothing(world, made):
    first, second = portions_of(made)
    office = by(world.home, "office")
    more = {**first.part.amounts, "2027": first.part.amounts["2027"] + 1}
    assert fill(office, made, {first.pk: Part(first.part.weight, more, first.part.base), second.pk: second.part}) == 1
    made.refresh_from_db()
    revision = made.revision
    assert fill(office, made, {second.pk: second.part}) == 0
    made.refresh_from_db()
    assert made.revision == revision
    with pytest.raises(InputFault, match="1 行不属于这次分解"):
        fill(office, made, {10**9: second.part})
