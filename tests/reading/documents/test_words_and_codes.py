"""Bytes to text and text to paragraphs: encodings, widths, numbers of lists, pages saved as one line."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.errors import InputFault
from tenghuan.reading.documents import load_document
from tenghuan.reading.documents.characters import simplify, tidy, unmark, widths
from tenghuan.reading.documents.decode import decode
from tenghuan.reading.documents.runon import split_run_on

TEXT = "青川县制造业行动方案（2024—2026年）\n一、总体目标：腾出用地3000亩。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_reads_the_same_in_every_encoding_of_offices(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("cut", [1, 2])
def test_a_character_that_the_end_of_the_file_cuts_is_dropped(cut: int) -> None:
    assert decode("腾出用地三千亩".encode()[:-cut]) == "腾出用地三千"


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_lines_end_as_one(ends: str) -> None:
    assert decode(TEXT.replace("\n", ends).encode()) == TEXT


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03" * 50, bytes(range(256)) * 4, b"\xff" * 200])
def test_bytes_that_are_no_text_are_refused_with_what_to_hand_in(data: bytes) -> None:
    with pytest.raises(InputFault) as caught:
        decode(data)
    assert any(word in caught.value.remedy for word in (".docx", "UTF-8"))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("到 2026 年,整治 300 家;", "到2026年，整治300家；"),
        ("新增1,000 家", "新增1,000家"),
        ("比例1:1.2", "比例1:1.2"),
        ("责任单位:县经信局", "责任单位：县经信局"),
        ("２０２４年", "2024年"),
        ("⼯业 ⻓效", "工业长效"),
        ("完成100%.推进改造提升工作", "完成100%。推进改造提升工作"),
        ("按照 GB/T 4754 分类", "按照GB/T 4754分类"),
        ("R & D 经费", "R&D经费"),
        ("腾\u200b出\ufeff用地", "腾出用地"),
        ("(一) 目标!", "（一）目标！"),
        ("  ", ""),
    ],
)
def test_a_paragraph_stands_as_it_should(written: str, read: str) -> None:
    assert tidy(written) == read
    assert tidy(read) == read


@given(st.text(max_size=60))
def test_what_is_tidy_stays_tidy_and_widths_never_grow(text: str) -> None:
    assert len(widths(text)) <= len(text)
    assert widths(widths(text)) == widths(text)
    assert len(simplify(text)) == len(text)


def test_traditional_characters_are_simplified_one_for_one() -> None:
    assert simplify("產業用地騰籠換鳥") == "产业用地腾笼换鸟"


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("## **二、目标**", "二、目标"),
        ("- 附件：名单", "附件：名单"),
        ("> 引言", "引言"),
        ("● 第一条", "第一条"),
        ("3 * 4", "3 * 4"),
        ("A_B__C", "A_BC"),
    ],
)
def test_marks_of_a_converter_go(line: str, bare: str) -> None:
    assert unmark(line) == bare


# pages saved as one line

LONG = (
    "青川县人民政府文件 为推进工业，制定本方案。一、总体要求 以亩均论英雄，推动转型升级。"
    "二、重点任务（一）整治提升。整治300家。（二）腾笼换鸟。腾出用地900亩。三、保障措施 加强领导，压实责任。"
)


def test_a_page_in_one_line_is_cut_before_the_numbers_that_go_on() -> None:
    heads = [line[:4] for line in split_run_on(LONG)]
    assert [head for head in heads if head.startswith(("一、", "二、", "三、", "（一）", "（二）"))] == [
        "一、总体",
        "二、重点",
        "（一）整",
        "（二）腾",
        "三、保障",
    ]
    assert "".join("".join(split_run_on(LONG)).split()) == "".join(LONG.split())


@pytest.mark.parametrize(
    "line",
    [
        "一、总体目标",
        "到2026年，整治企业300家；盘活用地900亩。",
        "（一）整治提升。对标对表，逐一过堂，落实“一企一策”，三年内全面完成，确保不留死角，形成长效机制，压实各方责任。",
    ],
)
def test_a_line_as_it_should_be_is_left_alone(line: str) -> None:
    assert split_run_on(line) == [line]


# numbers that Word writes by itself


def numbered(form: str, text: str, count: int, start: int = 1) -> list[str]:
    """Return what is read of a Word document of so many paragraphs of one automatic list."""
    document: Any = Document()
    numbering = document.part.numbering_part._element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="91"><w:lvl w:ilvl="0"><w:start w:val="{start}"/>'
            f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="91"/></w:num>'),
    )
    for at in range(count):
        paragraph = document.add_paragraph(f"企业应当按照要求完成第{at}批整治任务并报送材料。")
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="91"/></w:numPr>')
        )
    target = io.BytesIO()
    document.save(target)
    return [block.text for block in load_document(target.getvalue(), "plan.docx").blocks]


@pytest.mark.parametrize(
    ("form", "text", "start", "first"),
    [
        ("chineseCounting", "%1、", 1, ["一、", "二、", "三、"]),
        ("chineseCountingThousand", "（%1）", 9, ["（九）", "（十）", "（十一）"]),
        ("chineseCounting", "第%1条", 19, ["第十九条", "第二十条", "第二十一条"]),
        ("chineseCounting", "第%1条", 99, ["第九十九条", "第一百条", "第一百零一条"]),
        ("chineseCounting", "第%1条", 109, ["第一百零九条", "第一百一十条", "第一百一十一条"]),
        ("chineseCounting", "第%1条", 200, ["第二百条", "第二百零一条", "第二百零二条"]),
        ("decimal", "%1.", 1, ["1.", "2.", "3."]),
        ("decimalEnclosedCircle", "%1", 1, ["①", "②", "③"]),
    ],
)
def test_the_numbers_of_a_list_are_written_out(form: str, text: str, start: int, first: list[str]) -> None:
    read = numbered(form, text, 3, start)
    for line, label in zip(read, first, strict=True):
        assert line.startswith(label)
