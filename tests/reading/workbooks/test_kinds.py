"""Files that are not what their names say, flavours of text tables, characters nobody sees, subtotals."""

from __future__ import annotations

import io
import zipfile
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from typing import Any

import pytest

from tenghuan.errors import InputFault
from tenghuan.reading.checks import check
from tenghuan.reading.workbooks import Preview, annotate, open_workbook, preview
from tests.reading.checks.workbooks import A, B, C, book

CASES = Path(__file__).parent / "cases"
HEAD = ["统一社会信用代码", "企业名称", "年度", "工业增加值（万元）"]
TABLE = [HEAD, [A, "甲公司", 2022, 1000], [B, "乙公司", 2022, 1234.5]]
TEXT = "\r\n".join(",".join(map(str, row)) for row in TABLE)


def seen(data: bytes | Path, name: str = "统计.xls", **options: Any) -> Preview:
    filename = data.name if isinstance(data, Path) else name
    return preview(open_workbook(data, filename, isolate=False), **options)


def told(found: Preview) -> dict[str, str]:
    return {fault.rule: fault.message for fault in check(found.rows)}


def added(found: Preview) -> list[Any]:
    assert found.rows.columns["uscc"].values == [A, B]
    assert found.rows.columns["year"].values == [2022, 2022]
    return found.rows.columns["value_added"].values


def html(rows: list[list[Any]] = TABLE, before: str = "", cell: str = "td") -> str:
    body = "".join("<tr>" + "".join(f"<{cell}>{v}</{cell}>" for v in row) + "</tr>" for row in rows)
    return f"<html><head>{before}</head><body><table border=1>{body}</table></body></html>"


def xml(rows: list[list[Any]] = TABLE) -> str:
    def one(value: Any) -> str:
        kind = "String" if isinstance(value, str) else "Number"
        return f'<Cell><Data ss:Type="{kind}">{value}</Data></Cell>'

    body = "".join(f"<Row>{''.join(map(one, row))}</Row>" for row in rows)
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="统计"><Table>{body}</Table></Worksheet></Workbook>'
    )


# files that are not what their names say


def test_case_html_named_xls() -> None:
    rows = seen(CASES / "html-named-xls.xls").rows
    assert [row.values["value_added"] for row in rows] == [1000.0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_web_pages_in_every_encoding(encoding: str) -> None:
    meta = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">' if encoding == "gb18030" else ""
    assert added(seen(html(before=meta).encode(encoding))) == [1000.0, 1234.5]


def test_a_web_page_with_merged_cells_scripts_and_the_number_behind_the_shown_one() -> None:
    page = (
        "\r\n<!-- 导出 --><TABLE><TR><TD colspan=4>统计表</TD></TR><script>var a='<td>x</td>'</script>"
        f"<TR><TH rowspan=2>{HEAD[0]}<TH rowspan=2>{HEAD[1]}<TH rowspan=2>年度<TH>工业</TR>"
        f"<TR><TH>增加值<br>（万元）</TR><TR><TD>{A}<TD>甲&amp;公司<TD>2022<TD x:num='1000.25'>1,000.3</TR>"
        f"<TR><TD>{B}<TD>乙<TD>2022<TD>&nbsp;7</TR></TABLE>"
    )
    found = seen(page.encode())
    assert added(found) == [1000.25, 7.0]
    assert found.rows.columns["name"].values == ["甲&公司", "乙"]


def test_a_web_page_with_several_tables_offers_each_as_a_sheet() -> None:
    page = "<table><tr><td>导航</td></tr></table>" + html() + html()
    found = seen(page.encode())
    assert found.sheet == "表2"
    assert [q.sheets for q in found.questions] == [("表3",)]
    assert [sheet.name for sheet in found.workbook.sheets] == ["表1", "表2", "表3"]


def test_a_web_archive_is_read() -> None:
    message = MIMEMultipart("related")
    message.attach(MIMEText(html(), "html", "utf-8"))
    assert added(seen(message.as_bytes())) == [1000.0, 1234.5]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_xml_spreadsheets_are_read_with_their_types(encoding: str) -> None:
    found = seen(xml().encode(encoding))
    assert found.sheet == "统计"
    assert added(found) == [1000.0, 1234.5]


def test_an_xml_spreadsheet_may_leave_out_rows_and_cells() -> None:
    text = xml([HEAD]).replace(
        "</Table>",
        f'<Row ss:Index="4"><Cell><Data ss:Type="String">{A}</Data></Cell>'
        '<Cell ss:Index="3"><Data ss:Type="Number">2022</Data></Cell>'
        '<Cell><Data ss:Type="Number">5</Data></Cell></Row></Table>',
    )
    [row] = seen(text.encode()).rows
    assert (row.number, row.values) == (4, {"uscc": A, "name": None, "year": 2022, "value_added": 5.0})


def test_faults_of_a_web_page_come_back_in_a_marked_copy() -> None:
    data = html([HEAD, [A, "甲公司", 2022, "约1000"]]).encode()
    found = seen(data)
    assert annotate(data, check(found.rows), "统计.xls").startswith(b"PK")


def test_text_and_workbooks_are_known_whatever_they_are_called() -> None:
    assert added(seen(TEXT.encode("gb18030"), "统计.xls")) == [1000.0, 1234.5]
    assert added(seen(TEXT.encode("utf-16"), "统计.xlsx")) == [1000.0, 1234.5]
    assert added(seen(TEXT.encode("utf-16-le"), "统计.csv")) == [1000.0, 1234.5]
    assert added(seen(book(TABLE), "统计.xls")) == [1000.0, 1234.5]
    assert added(seen(book(TABLE), "统计.csv")) == [1000.0, 1234.5]


def test_a_path_whose_ending_is_wrong_is_read_all_the_same(tmp_path: Path) -> None:
    for name in ("统计.xls", "统计.et", "统计.csv", "统计.xlsb"):
        (tmp_path / name).write_bytes(book(TABLE))
        assert added(seen(tmp_path / name)) == [1000.0, 1234.5]


def packed(files: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
    return stream.getvalue()


SPREADSHEET = b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
FOREIGN = {
    "网页另存的表格（内容是 HTML，不是工作簿），里面没有表格": b"<html><frameset><frame src='sheet001.htm'></html>",
    "网页另存": b"<html><body>404 Not Found</body></html>",
    "PDF": b"%PDF-1.4 ...",
    "图片": b"\x89PNG\r\n\x1a\n....",
    "这是图片": b"\xff\xd8\xff\xe0..JFIF",
    "压缩包": b"Rar!\x1a\x07\x00",
    "RTF": b"{\\rtf1\\ansi",
    "SYLK": b"ID;PWXL;N;E",
    "很旧的 Excel": b"\x09\x08\x10\x00\x00\x06\x05\x00",
    "JSON": b'[{"uscc": "1"}]',
    "Parquet": b"PAR1....",
    "XML 文件": b'<?xml version="1.0"?><rows><row/></rows>',
    "实体": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + SPREADSHEET,
    "XML 表格": xml()[:600].encode(),
    "Word": packed({"word/document.xml": "x"}),
    "OpenDocument": packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "x"}),
    "解压后上传其中的 税务.xlsx": packed({"税务.xlsx": "x"}),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_other_files_are_named_for_what_they_are_with_what_to_do(name: str) -> None:
    with pytest.raises(InputFault, match=name) as caught:
        seen(FOREIGN[name])
    assert any(word in caught.value.remedy for word in ("另存", "导出", "解压"))


# flavours of text tables


def test_case_trailing_tabs() -> None:
    found = seen(CASES / "trailing-tabs-intake.csv")
    assert [row.values["value_added"] for row in found.rows] == [1000.0]
    assert found.rows.columns["year"].values == [2022]
    assert told(found) == {}


FLAVOURS = {
    "tabs behind every cell": TEXT.replace(",", "\t,").replace("\r\n", "\t\r\n"),
    "tabs before every cell": TEXT.replace(",", ",\t"),
    "tabs behind the codes only": TEXT.replace(A, A + "\t").replace(B, B + "\t"),
    "quoted with tabs inside": "\n".join(",".join(f'"{v}\t"' for v in row) for row in TABLE),
    "semicolons with tabs": TEXT.replace(",", "\t;"),
    "tab separated": TEXT.replace(",", "\t"),
    "semicolons": TEXT.replace(",", ";"),
    "said separator": "sep=;\r\n" + TEXT.replace(",", ";"),
    "said separator, which the data hold otherwise": "sep=|\n"
    + TEXT.replace(",", "|").replace("甲公司", "甲,乙,丙;公司"),
    "said comma": "SEP=,\n" + TEXT,
    "formula text": TEXT.replace(A, f'="{A}"').replace(B, f'"=""{B}"""'),
    "formula text with a tab": TEXT.replace(A, f'="{A}"\t').replace(B, f'="{B}"\t'),
    "quoted thousands": TEXT.replace("1000", '"1,000"'),
    "byte order mark in the middle": TEXT.replace(B, "\ufeff" + B),
    "idle commas at the end": TEXT.replace("\r\n", ",,\r\n") + ",,",
}


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16-le"])
def test_flavours_of_text_tables(flavour: str, encoding: str) -> None:
    found = seen(FLAVOURS[flavour].encode(encoding), "统计.csv")
    assert added(found) == [1000.0, 1234.5]
    assert told(found) == {}


def test_row_numbers_count_the_line_that_names_the_separator() -> None:
    text = "sep=;\n" + TEXT.replace(",", ";").replace("1000", "约")
    faults = check(seen(text.encode(), "统计.csv").rows)
    assert [fault.cell for fault in faults] == ["D3"]


def test_decimal_commas_are_refused_not_read() -> None:
    found = seen(TEXT.replace(",", ";").replace("1234.5", "1234,5").encode(), "统计.csv")
    assert found.rows.columns["value_added"].values == [1000.0, None]
    assert "逗号位置" in told(found)["not_understood"]


# characters nobody sees


def test_case_invisible_characters_in_codes() -> None:
    found = seen(CASES / "invisible-in-code-intake.xlsx")
    assert check(found.rows) == []
    assert any("A 列" in note and "2 格" in note and "U+FEFF" in note for note in found.notes)


@pytest.mark.parametrize(
    "mark", ["\u200b", "\u200e", "\u202a", "\u2060", "\ufeff", "\u00ad", "\u00a0", "\u3000", "\u2066", "\ufe0f"]
)
@pytest.mark.parametrize("place", ["before", "behind", "inside"])
def test_invisible_characters_change_nothing(mark: str, place: str) -> None:
    def put(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        at = {"before": 0, "behind": len(value), "inside": 9 if len(value) == 18 else 1}[place]
        return value[:at] + mark + value[at:]

    found = seen(book([[put(v) for v in row] for row in TABLE]), "统计.xlsx")
    assert added(found) == [1000.0, 1234.5]
    assert found.rows.columns["name"].values == ["甲公司", "乙公司"]
    assert check(found.rows) == []


def test_full_width_codes_and_digits_are_read() -> None:
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    rows = [
        HEAD,
        *([v.translate(wide) if isinstance(v, str) else str(v).translate(wide) for v in r] for r in TABLE[1:]),
    ]
    assert added(seen(book(rows), "统计.xlsx")) == [1000.0, 1234.5]


def test_a_cell_of_invisible_characters_only_is_empty() -> None:
    found = seen(book([HEAD, [A, "\u200b\ufeff", 2022, "\u200b"]]), "统计.xlsx")
    assert told(found)["required"] == "“企业名称”为空"
    assert found.rows.columns["value_added"].values == [None]


def test_an_invisible_character_in_a_number_is_dropped() -> None:
    found = seen(book([HEAD, [A, "甲公司", "2022\u200b", "1\u200b000"]]), "统计.xlsx")
    assert [row.values["value_added"] for row in found.rows] == [1000.0]


# identifiers


def test_case_meter_number_as_number() -> None:
    found = seen(CASES / "meter-number-as-number.xlsx")
    faults = check(found.rows)
    assert [(fault.rule, fault.cell) for fault in faults] == [
        ("identifier_numeric", "D2"),
        ("identifier_numeric", "D3"),
    ]
    assert found.rows.columns["meter"].values == [None, None]


def test_identifiers_stored_as_numbers_are_told_and_texts_are_not() -> None:
    head = ["统一社会信用代码", "企业名称", "年度", "户号", "用电量"]
    found = seen(book([head, [A, "甲公司", 2022, 12345, 7], [B, "乙公司", 2022, "0012345", 7]]), "供电.xlsx")
    assert any("D 列“户号”有 1 格存为数字" in note for note in found.notes)
    assert found.rows.columns["meter"].values == ["12345", "0012345"]
    assert "开头的 0 可能已丢失" in told(found)["identifier_zeros"]
    quiet = seen(book([head, [A, "甲公司", 2022, "'0012345", 7]]), "供电.xlsx")
    assert quiet.rows.columns["meter"].values == ["0012345"]
    assert not any("存为数字" in note for note in quiet.notes)


# subtotals


def test_case_town_subtotals() -> None:
    found = seen(CASES / "town-subtotals.xlsx")
    assert [row.values["value_added"] for row in found.rows] == [1000.0, 1100.0, 1200.0]
    assert [number for number, _ in found.rows.totals] == [2, 5, 7]
    assert check(found.rows) == []
    assert any("第 2、5、7 行" in note for note in found.notes)


ROWS = [[A, "甲公司", 2022, 1000], [B, "乙公司", 2022, 1100], [C, "丙公司", 2022, 1200]]
SUBTOTALS = {
    "below, in the code's column": [
        *ROWS[:2],
        ["东街道小计", None, None, 2100],
        ROWS[2],
        ["西镇小计", None, None, 1200],
    ],
    "above, in the name's column": [
        [None, "东街道（2家）", None, 2100],
        *ROWS[:2],
        [None, "西镇共1家企业", None, 1200],
        ROWS[2],
    ],
    "with blanks": [*ROWS[:2], ["东 街 道 小 计：", None, None, 2100], ROWS[2], [" 合　计 ", None, None, 3300]],
    "the place alone": [["东街道", None, None, 2100], *ROWS[:2], ["西镇", None, None, 1200], ROWS[2]],
    "count in the name": [*ROWS, ["总计", "3户", None, 3300]],
    "sections": [["一、规上企业", None, None, None], *ROWS[:2], ["（二）规下企业", None, None, None], ROWS[2]],
    "two words": [*ROWS, ["全县规上企业合计（3家）", None, None, 3300]],
}


@pytest.mark.parametrize("kind", SUBTOTALS)
def test_subtotals_are_no_enterprises(kind: str) -> None:
    found = seen(book([HEAD, *SUBTOTALS[kind]]), "统计.xlsx")
    assert found.rows.columns["uscc"].values == [A, B, C]
    assert check(found.rows) == []


@pytest.mark.parametrize(
    "row",
    [
        [None, "合计", "", None, 2100],
        ["东街道", None, "小计", None, 2100],
        ["小计", None, None, None, 2100],
        ["东街道", "本镇合计", None, None, 2100],
        [None, None, None, "小计", 2100],
    ],
)
def test_a_subtotal_is_known_by_a_word_in_any_column(row: list[Any]) -> None:
    head = ["镇街", "统一社会信用代码", "企业名称", "年度", "工业增加值（万元）"]
    rows = [head, ["东街道", A, "甲公司", 2022, 1000], ["东街道", B, "乙公司", 2022, 1100], row]
    found = seen(book(rows), "统计.xlsx", register="statistics")
    assert found.rows.columns["uscc"].values == [A, B]
    assert check(found.rows) == []


def test_a_wrong_subtotal_is_told_wherever_it_stands() -> None:
    rows = [["东街道小计", None, None, 9], *ROWS[:2], ["西镇小计", None, None, 1200], ROWS[2]]
    assert "为 9" in told(seen(book([HEAD, *rows]), "统计.xlsx"))["stated_total"]


@pytest.mark.parametrize(
    "name", ["合计机械有限公司", "西镇纺织厂", "总计软件公司", "一、二轻工业公司", "园区开发有限公司"]
)
def test_enterprises_with_such_words_in_their_names_stay_rows(name: str) -> None:
    found = seen(book([HEAD, [A, name, 2022, 1000], [B[:10], name, 2022, 7]]), "统计.xlsx")
    assert len(found.rows) == 2
    assert "code_length" in told(found)
