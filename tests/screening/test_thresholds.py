"""The table of thresholds from a workbook, and the rules with it."""

from __future__ import annotations

from decimal import Decimal

import pytest
import xlsxwriter

from tenghuan.errors import InputFault
from tenghuan.scoring import FactsFault
from tenghuan.screening import parse_rules, read_thresholds, with_thresholds
from tests.screening.support import CONTRACT

ROWS = [
    ["高耗低效阈值表（2022）"],
    ["指标", "区域", "行业代码", "阈值", "依据", "填表人"],
    ["单位增加值能耗", None, "17", 0.8, "示例", "某"],
    ["tax_per_mu", "一镇", None, "5.0", None, None],
    [None, None, None, None, None, None],
    ["亩均税收", None, "C1713", 1.25, None, None],
]


def workbook(path, rows):
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("说明").write_string(0, 0, "见第二张")
        sheet = book.add_worksheet("表")
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(at, column, cell)
    return path


def test_rows_are_read_by_heading_with_names_or_keys(tmp_path):
    csv = tmp_path / "t.csv"
    csv.write_text("\n".join(",".join(str(cell or "") for cell in row) for row in ROWS[1:]), encoding="utf-8")
    for path in (workbook(tmp_path / "t.xlsx", ROWS), csv):
        found = [(row.key, row.town, row.industry, row.limit, row.source) for row in read_thresholds(path)]
        assert found == [
            ("value_added_energy", None, "17", Decimal("0.8"), "示例"),
            ("tax_per_mu", "一镇", None, Decimal(5), None),
            ("tax_per_mu", None, "1713", Decimal("1.25"), None),
        ]


def test_every_cell_at_fault_is_named(tmp_path):
    rows = [
        ["指标", "镇街", "行业代码", "限值"],
        ["没有的", None, None, 1],
        ["亩均税收", None, "造纸", "很低"],
        ["亩均税收", None, None, None],
        ["亩均税收", None, None, 1],
        ["tax_per_mu", None, None, 2],
    ]
    with pytest.raises(FactsFault) as caught:
        read_thresholds(workbook(tmp_path / "t.xlsx", rows))
    found = [str(fault) for fault in caught.value.faults]
    assert len(found) == 5
    for line, words in zip(found, ("没有这样的指标", "行业代码", "应为数字", "不能为空", "与第 5 行重复"), strict=True):
        assert words in line, line
    assert "第 2 行“指标”" in found[0]


def test_a_table_without_its_headings_is_refused(tmp_path):
    with pytest.raises(InputFault, match="没有一张表含“指标”和“限值”"):
        read_thresholds(workbook(tmp_path / "t.xlsx", [["指标", "行业"], ["亩均税收", "17"]]))
    with pytest.raises(InputFault, match="不存在"):
        read_thresholds(tmp_path / "no.xlsx")


def test_a_row_of_the_workbook_takes_the_place_of_the_rules_row_for_the_same(tmp_path):
    rows = [["指标", "行业", "限值"], ["单位增加值能耗", "17", 0.7], ["单位增加值能耗", "20", 2]]
    rules = with_thresholds(parse_rules(CONTRACT), read_thresholds(workbook(tmp_path / "t.xlsx", rows)))
    assert [(row.industry, str(row.limit)) for row in rules.thresholds] == [
        ("17", "0.7"),
        (None, "0.52"),
        ("20", "2.0"),
    ]


CLASSED = [
    ["指标", "区域类别", "镇街", "行业代码", "限值"],
    ["单位增加值能耗", "一类", None, "17", 0.6],
    ["单位增加值能耗", "二类", None, "17", 0.9],
    ["单位增加值能耗", None, "四镇", "17", 0.7],
    ["单位增加值能耗", None, None, None, 1.1],
]
CLASSES = [["各镇街类别"], ["区域类别", "镇街"], ["一类", "一镇"], ["一类", "二镇"], ["二类", "三镇"], ["二类", "三镇"]]


def classed(path, rows, classes):
    with xlsxwriter.Workbook(str(path)) as book:
        for name, lines in (("阈值", rows), ("类别", classes)):
            sheet = book.add_worksheet(name)
            for at, line in enumerate(lines):
                for column, cell in enumerate(line):
                    if cell is not None:
                        sheet.write(at, column, cell)
    return path


def test_a_class_of_region_stands_for_its_towns(tmp_path):
    found = read_thresholds(classed(tmp_path / "t.xlsx", CLASSED, CLASSES))
    assert [(row.town, row.industry, row.limit) for row in found] == [
        ("一镇", "17", Decimal("0.6")),
        ("二镇", "17", Decimal("0.6")),
        ("三镇", "17", Decimal("0.9")),
        ("四镇", "17", Decimal("0.7")),
        (None, None, Decimal("1.1")),
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (["亩均税收", "三类", None, None, 1], "没有一张表列出“三类”有哪些镇街（已列出：一类、二类）"),
        (["亩均税收", "一类", "三镇", None, 1], "同时填了区域类别“一类”和镇街“三镇”"),
        (["单位增加值能耗", None, "一镇", "17", 1], "与第 2 行重复"),
    ],
)
def test_a_class_that_nobody_lists_or_that_says_a_town_again_is_a_fault(tmp_path, row, told):
    with pytest.raises(FactsFault) as caught:
        read_thresholds(classed(tmp_path / "t.xlsx", [*CLASSED, row], CLASSES))
    assert [str(fault) for fault in caught.value.faults if told in str(fault)]
