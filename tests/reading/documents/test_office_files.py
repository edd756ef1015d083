"""Word, PDF and web pages: numbers, merged cells, deletions, scripts."""

import io
import re

from docx import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

from tenghuan.reading.documents import load_document

FILL = "坚持以亩产论英雄，推动资源要素向优质企业集中，加快形成高效集约的发展格局，为共同富裕提供有力支撑。"


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def texts(document):
    return [block.text for block in document.blocks if block.kind == "paragraph"]


def grid(document):
    return [[cell.text for cell in row] for block in document.blocks for row in block.rows]


def test_merged_headings_stand_over_each_column():
    word = WordDocument()
    word.add_paragraph(FILL * 2)
    table = word.add_table(rows=3, cols=4)
    for row, cells in enumerate(
        [["指标", "单位", "目标", ""], ["", "", "2025年", "2026年"], ["亩均税收", "万元", "20", "25"]]
    ):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(0, 2).merge(table.cell(0, 3))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(1, 1))
    rows = grid(load_document(saved(word), "plan.docx"))
    assert rows == [
        ["指标", "单位", "目标", "目标"],
        ["指标", "单位", "2025年", "2026年"],
        ["亩均税收", "万元", "20", "25"],
    ]


def test_deleted_words_are_not_read():
    word = WordDocument()
    paragraph = word.add_paragraph(FILL * 2)
    deletion = OxmlElement("w:del")
    run = OxmlElement("w:r")
    gone = OxmlElement("w:delText")
    gone.text = "删去的字"
    run.append(gone)
    deletion.append(run)
    paragraph._p.append(deletion)
    assert texts(load_document(saved(word), "plan.docx")) == [FILL * 2]


def test_automatic_numbers_are_written_out():
    word = WordDocument()
    word.add_paragraph(FILL * 2)
    numbering = word.part.numbering_part._element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "90")
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (("w:start", "1"), ("w:numFmt", "chineseCounting"), ("w:lvlText", "%1、")):
        child = OxmlElement(tag)
        child.set(qn("w:val"), value)
        level.append(child)
    abstract.append(level)
    numbering.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "90")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "90")
    number.append(link)
    numbering.append(number)
    for text in ("总体要求", "工作目标"):
        properties = word.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = 90
    assert texts(load_document(saved(word), "plan.docx"))[1:] == ["一、总体要求", "二、工作目标"]


def test_pdf_lines_tables_heads_and_page_numbers():
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    body = ParagraphStyle("body", fontName="STSong-Light", fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
    rows = [["指标", "单位", "2025年目标"], ["亩均税收", "万元", "20"], ["盘活土地", "亩", "300"]]
    style = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONT", (0, 0), (-1, -1), "STSong-Light", 10)])
    story = [Paragraph(FILL * 3, body), Table(rows, style=style)]
    others = [FILL[i:] + FILL for i in (4, 9, 15)]
    for other in others:
        story += [PageBreak(), Paragraph(other, body)]

    def furniture(canvas, document):
        canvas.setFont("STSong-Light", 9)
        canvas.drawString(90, 800, "安宁县人民政府公报")
        canvas.drawCentredString(300, 30, f"— {document.page} —")

    out = io.BytesIO()
    SimpleDocTemplate(out).build(story, onFirstPage=furniture, onLaterPages=furniture)
    document = load_document(out.getvalue(), "plan.pdf")
    assert texts(document) == [FILL * 3, *others]
    assert grid(document) == rows
    assert [block.page for block in document.blocks] == [1, 1, 2, 3, 4]


def drawn(pages: list[list[tuple[int, str]]]) -> bytes:
    """A PDF of 12-point lines, each with its left edge, a bare number at the foot of each page."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out)
    for number, lines in enumerate(pages, 1):
        canvas.setFont("STSong-Light", 12)
        for i, (left, text) in enumerate(lines):
            canvas.drawString(left, 780 - 18 * i, text)
        canvas.drawString(300, 40, str(number))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_bare_page_numbers_do_not_run_into_a_sentence_that_a_page_break_cuts():
    first = "约定投资强度不低于五百万元每亩、产值不低于九百万元每亩、税收不低于40万"
    pages = [
        [(114, FILL[:32]), (90, FILL[:34]), (90, first[:34])],
        [(90, "元/亩。"), (114, FILL[:32]), (90, FILL[:34])],
    ]
    read = "".join(texts(load_document(drawn(pages), "plan.pdf")))
    assert f"{first[:34]}元/亩。" in read
    assert not re.search(r"[12]", read.replace("40万", ""))


def test_a_line_left_short_before_a_long_run_of_figures_goes_on():
    lines = [
        (114, FILL[:32]),
        (90, FILL[:34]),
        (90, "规上企业研发机构覆盖率在六年间，即"),
        (90, "2023、2024、2025、2026、2027、2028年达到标准。"),
    ]
    full = (90, FILL[:34])
    read = texts(load_document(drawn([[*lines, (114, FILL[:32]), full]]), "plan.pdf"))
    assert any("即2023、2024" in text for text in read)


def test_a_web_page_gives_words_and_tables_and_nothing_runs():
    page = f"""<html><head><title>x</title></head><body><script>alert(1)</script><nav>首页</nav>
    <p>{FILL}</p><p>一、目标<br>（一）甲</p><img src="http://127.0.0.1/x.png">
    <table><tr><td rowspan="2">指标</td><td colspan="2">目标</td></tr><tr><td>2025年</td><td>2026年</td></tr>
    <tr><td>亩均税收</td><td>20</td><td>25</td></tr></table></body></html>"""
    document = load_document(page.encode(), "plan.html")
    assert texts(document) == [FILL, "一、目标", "（一）甲"]
    assert grid(document) == [["指标", "目标", "目标"], ["指标", "2025年", "2026年"], ["亩均税收", "20", "25"]]


def test_a_pdf_table_without_rules_is_a_table():
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont("STSong-Light", 11)
    rows = [["序号", "指标名称", "单位", "2025年目标"], ["1", "亩均税收", "万元", "20"], ["2", "盘活土地", "亩", "300"]]
    canvas.drawString(90, 800, FILL[:36])
    canvas.drawString(90, 782, FILL[36:])
    for i, row in enumerate(rows):
        for x, text in zip((90, 130, 280, 360), row, strict=True):
            canvas.drawString(x, 760 - 18 * i, text)
    canvas.drawString(90, 690, FILL[:36])
    canvas.save()
    assert grid(load_document(out.getvalue(), "unruled.pdf")) == rows
