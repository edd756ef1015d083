"""Printed papers: Word and PDF say the same, whatever stands in the texts."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image
from pypdf import PdfReader

from tenghuan.publishing.papers import (
    Form,
    Grid,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Pictures,
    Signatures,
    to_docx,
    to_pdf,
)

HOSTILE = ('#import "x"', "$ x $", "<b>&amp;", "*粗* _斜_ `码`", "= 标题", "\\ @ref [[ ]]", "{{ 7*7 }}{% if %}")


def png(width=300, height=200):
    target = io.BytesIO()
    Image.new("RGB", (width, height), (40, 120, 60)).save(target, "PNG")
    return target.getvalue()


def words_of_docx(content):
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(
        [*(one.text for one in document.paragraphs), *cells, document.sections[0].footer.paragraphs[0].text]
    )


def words_of_pdf(content):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def bare(text):
    return "".join(text.split())


WHOLE = Paper(
    "验收表",
    [
        Form([("案号", "ZZ2026-001"), ("企业", "甲机械厂"), ("问题", "第一行\n第二行")]),
        Heading("整治措施"),
        Paragraph("按方案实施。"),
        Grid(("序号", "内容"), [("1", "更新设备")], (1, 4), empty=2),
        Pictures([Picture(png(), "整治前照片"), Picture(None, "整治后照片")]),
        Signatures(["企业", "镇街"]),
    ],
    subtitle="二〇二六年",
    foot="示例数据",
)


@pytest.mark.parametrize(("made", "read"), [(to_docx, words_of_docx), (to_pdf, words_of_pdf)])
def test_every_text_of_a_paper_stands_in_both_forms(made, read):
    found = bare(read(made(WHOLE)))
    said = "验收表 二〇二六年 ZZ2026-001 甲机械厂 第一行 第二行 整治措施 按方案实施。 更新设备 整治前照片 （无照片）"
    for text in (*said.split(), "企业（签章）", "镇街（签章）", "示例数据"):
        assert bare(text) in found, text


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_text_is_read_as_markup(text):
    paper = Paper(text, [Form([(text, text)], across=1), Paragraph(text), Grid((text,), [(text,)])])
    assert words_of_docx(to_docx(paper)).count(text) == 6
    # the PDF's reader may drop marks between letters, so only the letters are compared
    letters = [sign for sign in text if sign.isalnum()]
    found = words_of_pdf(to_pdf(paper))
    assert all(sign in found for sign in letters)
    assert "49" not in found


def test_signs_that_no_document_can_hold_are_left_out_of_word():
    assert "甲乙" in words_of_docx(to_docx(Paper("x", [Paragraph("甲\x00\x08乙")])))


def test_a_grid_has_its_rows_its_blank_ones_and_a_head_that_stands_on_every_page():
    content = to_docx(Paper("x", [Grid(("甲", "乙"), [(str(n), "行") for n in range(60)], empty=2)]))
    table = Document(io.BytesIO(content)).tables[0]
    assert len(table.rows) == 1 + 60 + 2
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    pages = PdfReader(io.BytesIO(to_pdf(Paper("x", [Grid(("甲甲", "乙"), [("1", "行")] * 90)])))).pages
    assert len(pages) > 1
    assert all("甲甲" in page.extract_text() for page in pages)


def test_a_row_that_does_not_fit_the_headings_is_refused():
    with pytest.raises(ValueError, match="each heading"):
        Grid(("甲", "乙"), [("1",)])
    with pytest.raises(ValueError, match="each heading"):
        Grid(("甲", "乙"), [], widths=(1,))


def test_a_single_pair_takes_the_width_of_its_row():
    content = to_docx(Paper("x", [Form([("甲", "1"), ("乙", "2"), ("丙", "3")])]))
    table = Document(io.BytesIO(content)).tables[0]
    assert [len(row.cells) for row in table.rows] == [4, 4]
    assert {cell.text for cell in table.rows[1].cells[1:]} == {"3"}


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + b"0" * 64, b"not a picture", None])
def test_a_photo_that_cannot_be_shown_is_said_and_spoils_nothing(content):
    paper = Paper("x", [Pictures([Picture(content, "整治前照片")]), Grid(("图",), [(Picture(content),)])])
    said = "（照片不能显示，见原件）" if content else "（无照片）"
    assert words_of_docx(to_docx(paper)).count(said) == 2
    assert bare(words_of_pdf(to_pdf(paper))).count("照片") >= 3


def test_photos_stand_in_both_forms_no_larger_than_print_needs():
    paper = Paper("x", [Pictures([Picture(png(4000, 3000), "整治前照片")]), Grid(("图",), [(Picture(png()),)])])
    document = Document(io.BytesIO(to_docx(paper)))
    images = [part for part in document.part.package.iter_parts() if part.partname.startswith("/word/media")]
    assert [Image.open(io.BytesIO(part.blob)).size for part in images] == [(1000, 750), (300, 200)]
    assert sum(len(page.images) for page in PdfReader(io.BytesIO(to_pdf(paper))).pages) == 2


def test_a_photo_is_turned_as_the_camera_said():
    target, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    Image.new("RGB", (300, 200)).save(target, "JPEG", exif=exif)
    assert Image.open(io.BytesIO(Picture(target.getvalue()).jpeg)).size == (200, 300)


@pytest.mark.parametrize("landscape", [True, False])
def test_the_page_lies_as_the_paper_says(landscape):
    paper = Paper("x", [Paragraph("文")], landscape=landscape)
    section = Document(io.BytesIO(to_docx(paper))).sections[0]
    box = PdfReader(io.BytesIO(to_pdf(paper))).pages[0].mediabox
    assert (section.page_width > section.page_height) is landscape
    assert (box.width > box.height) is landscape
