"""Whatever signs somebody typed, all three forms can be made and opened, and say the text."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tenghuan.publishing.papers import (
    Chart,
    Figure,
    Form,
    Grid,
    Heading,
    Official,
    Paper,
    Paragraph,
    Series,
    Signatures,
    to_docx,
    to_pdf,
    to_xlsx,
)
from tenghuan.publishing.signs import kept
from tenghuan.publishing.templating.work import _clean
from tests.publishing.official import bare, docx_words, pdf_words, xlsx_cells

# NUL, a vertical tab, half of a pair, two that are no characters: a form lets all but the first through
NEVER = ("\x00", "\x0b", "\x1f", "\ud83d", "\ufffe", "\uffff")
MAY = ("\t", "\n", " ", "\x7f", "\x85", "\u2028", "\ud7ff", "\ue000", "\ufffd", "𠮷", "\U0010ffff")


def paper(sign: str, official: Official | None = None) -> Paper:
    """A paper with the sign in every text that it can have."""
    word = f"甲{sign}乙"
    return Paper(
        word,
        [
            Heading(word),
            Paragraph(word),
            Form([(word, word)]),
            Grid((word, "数"), [(word, Figure(Decimal("1.5")))], caption=word),
            Chart(word, [word], (Series(word, [Decimal("0.5")]),)),
            Signatures([word]),
        ],
        subtitle=word,
        foot=word,
        official=official,
    )


def whole(content: bytes) -> None:
    """Every part of an office file is sound XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(package.read(name))


@pytest.mark.parametrize("sign", NEVER, ids=ascii)
def test_a_sign_that_no_file_can_hold_is_left_out(sign):
    assert kept(f"甲{sign}乙") == "甲乙"


@pytest.mark.parametrize("sign", MAY, ids=ascii)
def test_a_sign_that_a_file_can_hold_stays(sign):
    assert kept(f"甲{sign}乙") == f"甲{sign}乙"
    assert ElementTree.fromstring(f"<a>{kept(sign)}</a>").text is not None


@given(st.text(st.characters(), max_size=40))
def test_what_is_kept_is_always_sound_xml(text):
    made = kept(text)
    escaped = made.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert ElementTree.fromstring(f"<a>{escaped}</a>").text in (made, None if made == "" else made)
    assert kept(made) == made


@pytest.mark.parametrize("official", [None, Official()], ids=["house", "official"])
@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\ufffe", "\uffff"], ids=ascii)
def test_word_and_workbook_are_whole_whatever_was_typed(sign, official):
    made = paper(sign, official)
    word, book = to_docx(made), to_xlsx(made)
    whole(word)
    whole(book)
    assert docx_words(word).count("甲乙") >= 8
    assert "甲乙" in load_workbook(io.BytesIO(book)).sheetnames


@pytest.mark.parametrize("sign", ["\ufffe", "\x0b"], ids=ascii)
def test_the_pdf_says_the_text_around_it(sign):
    found = pdf_words(to_pdf(paper(sign)))
    assert found.count("甲") >= 8
    assert found.count("乙") >= 8


@settings(max_examples=6)
@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20))
def test_any_text_comes_back_out_of_a_word_table_and_a_sheet(text):
    made = Paper("表", [Grid(("内容",), [(text,)], caption=text), Grid(("内容",), [(text,)], caption=text)])
    cells = docx_words(to_docx(made))
    assert bare(kept(text)) in cells
    names = load_workbook(io.BytesIO(to_xlsx(made))).sheetnames
    assert len({name.lower() for name in names}) == 3


def test_tables_whose_names_differ_by_capitals_alone_have_sheets_of_their_own():
    made = Paper("x", [Grid(("数",), [("一",)], caption="A"), Grid(("数",), [("二",)], caption="a")])
    book = load_workbook(io.BytesIO(to_xlsx(made)))
    assert book.sheetnames == ["正文", "A", "a（2）"]
    assert book["a（2）"]["A4"].value == "二"


def test_long_names_of_sheets_are_cut_and_still_told_apart():
    long = "二〇二六年第三季度高耗低效企业整治提升任务完成情况对照表（分镇街）"
    made = Paper("x", [Grid(("数",), [(str(at),)], caption=long) for at in range(3)])
    names = load_workbook(io.BytesIO(to_xlsx(made))).sheetnames[1:]
    assert [len(name) for name in names] == [31, 31, 31]
    assert names[0] == long[:31]
    assert [name[-3:] for name in names[1:]] == ["（2）", "（3）"]


def test_signs_that_sheet_names_forbid_are_left_out_of_them_alone():
    made = Paper("x", [Grid(("数",), [("一",)], caption="'甲[乙]:*?/\\丙'")])
    book = load_workbook(io.BytesIO(to_xlsx(made)))
    assert book.sheetnames[1] == "甲乙丙"
    assert book["甲乙丙"]["A1"].value == "'甲[乙]:*?/\\丙'"
    assert "'甲[乙]:*?/\\丙'" in xlsx_cells(to_xlsx(made))


def test_values_of_a_template_lose_those_signs_wherever_they_stand():
    told = {"甲": "一\ufffe二", "行": [{"乙": "\x0b三\n四"}], "数": 5, "无": None}
    assert _clean(told) == {"甲": "一二", "行": [{"乙": "三\n四"}], "数": 5, "无": None}
