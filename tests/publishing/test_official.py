"""An official document keeps to GB/T 9704—2012: page, grid, fonts, levels, numbers of pages, version block."""

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest
from docx.oxml.ns import qn

from tenghuan.errors import InputFault
from tenghuan.publishing.papers import PERCENT, Figure, Official, to_docx, to_pdf, to_xlsx
from tenghuan.publishing.papers.standard import chosen_fonts, standard
from tests.publishing.official import WHOLE, bare, docx, docx_words, pdf_words, xlsx_cells


@pytest.fixture(scope="module")
def word():
    return docx(to_docx(WHOLE))


def font(run_or_style):
    return run_or_style._element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))


def line_of(word, text):
    return next(one for one in word.paragraphs if one.text == text)


def test_the_page_is_a4_with_the_margins_of_the_standard(word):
    section = word.sections[0]
    assert (round(section.page_width.mm, 1), round(section.page_height.mm, 1)) == (210, 297)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    for found, wanted in zip(margins, (37, 35, 28, 26), strict=True):
        assert abs(found.mm - wanted) <= 1  # the standard's own tolerance


def test_the_type_area_holds_22_lines_of_28_signs(word):
    section = word.sections[0]
    pitch = word.styles["Normal"].paragraph_format.line_spacing.pt
    high = section.page_height.pt - section.top_margin.pt - section.bottom_margin.pt
    assert int((high + 0.05) // pitch) == 22
    sign = 16 - 0.2  # size 3 is 16 points, set closer by 0.2
    wide = section.page_width.pt - section.left_margin.pt - section.right_margin.pt
    assert int(wide // sign) == 28
    grid = section._sectPr.find(qn("w:docGrid"))
    told = {name: grid.get(qn(f"w:{name}")) for name in ("type", "linePitch", "charSpace")}
    assert told == {"type": "linesAndChars", "linePitch": "580", "charSpace": "-848"}


def test_every_level_has_its_number_font_and_outline(word):
    wanted = {
        "一、总体情况": ("黑体", "0"),
        "（一）达到序时的": ("楷体_GB2312", "1"),
        "1.其一": ("仿宋_GB2312", "2"),
        "（1）其一之一": ("仿宋_GB2312", "3"),
        "二、指标进度": ("黑体", "0"),
    }
    for text, (name, level) in wanted.items():
        style = line_of(word, text).style
        assert (font(style), style.font.size.pt) == (name, 16)
        assert style.element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == level


def test_title_and_body_have_their_fonts_and_sizes(word):
    title = line_of(word, WHOLE.title)
    assert (font(title.style), title.style.font.size.pt) == ("方正小标宋简体", 22)
    normal = word.styles["Normal"]
    assert (font(normal), normal.font.size.pt) == ("仿宋_GB2312", 16)
    body = line_of(word, "第二段。")._p.pPr.find(qn("w:ind"))
    assert body.get(qn("w:firstLineChars")) == "200"


def test_page_numbers_stand_on_the_outer_side_between_dashes(word):
    assert word.settings.odd_and_even_pages_header_footer
    section = word.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        line = footer.paragraphs[0]
        assert re.fullmatch(r"— \d+ —", line.text)
        assert line._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert line._p.pPr.find(qn("w:ind")).get(qn(f"w:{side}Chars")) == "100"
        assert {font(run) for run in line.runs} == {"宋体"}
        assert "PAGE" in line._p.xml


def test_no_empty_paragraph_spaces_anything(word):
    body = word.element.body
    empty = [p for p in body.iterchildren(qn("w:p")) if not "".join(p.itertext()).strip()]
    # only what carries a chart, or ends a section, has no words
    for paragraph in empty:
        assert any(paragraph.find(f".//{qn(tag)}") is not None for tag in ("w:drawing", "w:sectPr"))


def test_red_head_number_and_signature_stand_where_the_standard_says(word):
    mark = word.paragraphs[0]
    assert mark.text == "东县专班办公室"
    assert str(mark.runs[0].font.color.rgb) == "FF0000"
    assert abs(mark.paragraph_format.space_before.mm - 35) < 0.1
    number = word.paragraphs[1]
    line = number._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert (number.text, line.get(qn("w:color"))) == ("东制高办〔2026〕3号", "FF0000")
    day = line_of(word, "2026年3月5日")  # no leading noughts
    assert day._p.pPr.find(qn("w:ind")).get(qn("w:rightChars")) == "400"


def test_without_the_office_filling_it_in_there_is_no_red_head():
    plain = docx(to_docx(replace(WHOLE, official=Official(number="东制高办〔2026〕3号"))))
    assert "FF0000" not in plain.element.xml
    assert plain.paragraphs[0].text == "东制高办〔2026〕3号"


def test_attachments_addressee_and_remark_are_written_as_the_standard_writes_them(word):
    texts = [one.text for one in word.paragraphs]
    assert "各镇（街道）：" in texts
    assert texts.index("附件：1. 指标进度表") + 1 == texts.index("2. 数字来源表")
    assert "（此件公开发布）" in texts


def test_the_version_block_floats_at_the_foot_between_its_lines(word):
    table = word.tables[-1]
    assert table.rows[0].cells[0].text == "抄送：县委办。"
    assert [cell.text for cell in table.rows[1].cells] == ["东县专班办公室", "2026年3月5日印发"]
    place = table._tbl.tblPr.find(qn("w:tblpPr"))
    assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")
    lines = table._tbl.tblPr.find(qn("w:tblBorders"))
    thick = {side: lines.find(qn(f"w:{side}")).get(qn("w:sz")) for side in ("top", "insideH", "bottom")}
    assert thick == {"top": "8", "insideH": "6", "bottom": "8"}  # 1 pt ≈ 0.35 mm, 0.75 pt ≈ 0.25 mm


def test_tables_repeat_their_head_and_wide_ones_lie_on_their_side(word):
    for table in word.tables[:-1]:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    widths = [(section.page_width.mm > section.page_height.mm) for section in word.sections]
    assert widths == [False, True, False]


def test_word_is_told_what_stands_in_for_a_font_that_is_not_there():
    names = zipfile.ZipFile(io.BytesIO(to_docx(WHOLE))).read("word/fontTable.xml").decode()
    assert re.search(r'w:name="仿宋_GB2312"[^/]*<w:altName w:val="仿宋"', names)


def test_charts_are_vectors_in_every_form():
    parts = zipfile.ZipFile(io.BytesIO(to_docx(WHOLE)))
    chart = parts.read("word/charts/chart1.xml").decode()
    assert "<c:barChart>" in chart
    assert "0.37035" in chart
    book = zipfile.ZipFile(io.BytesIO(to_xlsx(WHOLE)))
    assert any(name.startswith("xl/charts/") for name in book.namelist())
    assert b"/Subtype /Image" not in to_pdf(WHOLE)


@pytest.mark.parametrize("read", [docx_words, pdf_words], ids=["word", "pdf"])
def test_word_and_pdf_say_the_same(read):
    made = {docx_words: to_docx, pdf_words: to_pdf}[read](WHOLE)
    words = read(made)
    heads = ("关于第三季度进展情况的通报", "一、总体情况", "（一）达到序时的", "抄送：县委办。")
    for text in (*heads, "12.35", "24.69%", "7.50"):
        assert bare(text) in words, text


def test_the_workbook_has_the_numbers_as_numbers():
    cells = xlsx_cells(to_xlsx(WHOLE))
    assert {12.345, 0.12345, 7.5} <= {cell for cell in cells if isinstance(cell, float)}
    assert "一、总体情况" in cells


def test_a_machine_without_a_chinese_font_is_told_so():
    with pytest.raises(InputFault, match="没有可用的中文字体"):
        chosen_fonts(["DejaVu Sans"], standard().pdf_fonts)
    found = chosen_fonts(["KaiTi", "simsun", "SimHei"], standard().pdf_fonts)
    assert found == {"title": "simsun", "body": "simsun", "first": "SimHei", "second": "KaiTi", "page": "simsun"}


@pytest.mark.parametrize(
    ("value", "digits", "unit", "shown"),
    [
        ("1.005", 2, "", "1.01"),  # half up, not to even
        ("-0.004", 2, "", "0.00"),  # no minus before a nought
        ("0.87345", 2, PERCENT, "87.35%"),
        ("12345.6", 1, "", "12345.6"),
    ],
)
def test_a_figure_is_rounded_for_the_eye_alone(value, digits, unit, shown):
    assert Figure(Decimal(value), digits, unit).shown == shown


def test_an_unknown_figure_is_no_nought():
    assert (Figure(None).shown, Figure(None, words="未到期").shown) == ("—", "未到期")
