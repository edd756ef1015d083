"""What stands in a column of a paper has room in it; the imprint does not touch the text above it."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pdfplumber
import pytest

from tenghuan.publishing.papers import Heading, Official, Paper, Paragraph, to_pdf
from tenghuan.publishing.telling import Kind, Line, Matter, Named, drawn, write
from tests.publishing.test_telling import county

OFFICIAL = Official(
    issuer="东县专班办公室", day=date(2026, 9, 30), copies="省、市专班办公室", printed_by="东县专班办公室"
)
PUBLIC = Named(name="甲厂", uscc="91330683XY057493XH", town="某某街道", verdict="拟予销号", way="整体腾退")
ORDER = Matter(number="DB2026-0006", matter="环评", lead="环保局", over=6, due=date(2026, 11, 7), town="甲镇")
FREED = Line(
    key="1", title="腾出用能", unit="万吨标准煤", goal="5", goal_year="2026", actual=Decimal("4.74"), lamp="red",
    progress=Decimal("1.0850"), pace=Decimal("0.9167"), yoy=Decimal("-0.6878"), lead="发改局", version="2",
)  # fmt: skip
LONGEST = {Kind.NOTICE: {"named": (PUBLIC,)}, Kind.ORDERS: {"matters": (ORDER,)}, Kind.MONTH: {"lines": (FREED,)}}


def _sheets(paper):
    return pdfplumber.open(io.BytesIO(to_pdf(paper))).pages


def _beside_a_line(sheet):
    """Return the words through which an upright line of a table goes; an opening bracket is empty at its left."""
    upright = [one for one in sheet.lines if abs(one["x0"] - one["x1"]) < 0.1]
    return [
        word["text"]
        for word in sheet.extract_words()
        for one in upright
        if one["top"] < word["bottom"] - 2
        and one["bottom"] > word["top"] + 2
        and word["x0"] + (6 if word["text"][0] == "（" else 0.5) < one["x0"] < word["x1"] - 0.5
    ]


@pytest.mark.parametrize("kind", sorted(LONGEST))
def test_no_line_of_a_table_goes_through_a_word(kind):
    facts = county(kind, **LONGEST[kind])
    sheets = _sheets(drawn(facts, write(facts), OFFICIAL, "标题"))
    assert any(sheet.lines for sheet in sheets)
    assert [word for sheet in sheets for word in _beside_a_line(sheet)] == []


@pytest.mark.parametrize("lines", range(8, 20))
def test_the_imprint_stands_at_the_foot_of_the_last_page_below_the_text(lines):
    blocks = [Heading("一、情况"), *(Paragraph(f"第{n}行。") for n in range(lines))]
    last = _sheets(Paper("标题", blocks, official=OFFICIAL))[-1]
    words = last.extract_words()
    copies = next(word for word in words if word["text"].startswith("抄送"))
    first = min(one["top"] for one in last.lines if abs(one["top"] - copies["top"]) < 40)
    assert first < copies["top"]
    assert copies["top"] > last.height * 0.7
    assert all(word["bottom"] <= first for word in words if word["top"] < copies["top"] - 5)
