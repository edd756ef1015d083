"""An official document in Word by GB/T 9704—2012 (measures: ``official.yaml``); no empty paragraph spaces it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from tenghuan.publishing.papers import wordtables as word
from tenghuan.publishing.papers.blocks import (
    Annex,
    Block,
    Chart,
    Form,
    Grid,
    Heading,
    Official,
    Paper,
    Paragraph,
    Pictures,
)
from tenghuan.publishing.papers.standard import POINTS_A_MM, Standard, standard
from tenghuan.publishing.papers.wordchart import add_chart
from tenghuan.publishing.papers.wordparts import (
    border,
    defaults,
    element,
    fonts,
    grid,
    name_fonts,
    narrow,
    page_field,
    prop,
    stand_at_foot,
    style,
)
from tenghuan.publishing.signs import kept

RED = "FF0000"
EMU_A_TWIP = 635
CELL = "TableText"  # the style of text in tables
CELL_SIDE = 45  # twips between a cell's line and its text
MANY = 9  # columns of a table that is set in small type
END = "（以上附件为本文组成部分）"
HEADINGS = ("first", "second", "body", "body")  # the font of each level: 黑体, 楷体, 仿宋, 仿宋


def lay_out(paper: Paper, told: Official) -> Any:
    """Return the document of an official paper (python-docx)."""
    document = Document()
    writer = _Writer(document, standard(), told)
    writer.page(landscape=paper.landscape)
    writer.head()
    writer.title(paper.title, paper.subtitle)
    if told.to:
        writer.line(f"{told.to}：", indent=0)
    for block in paper.numbered:
        writer.place(block)
    last = writer.end("" if paper.annexes else paper.foot)
    for number, annex in enumerate(paper.annexes, start=1):
        writer.annex(annex, number if len(paper.annexes) > 1 else 0)
    if paper.annexes:
        last = writer.line(paper.foot or END, size=writer.rule.sizes["caption"], indent=0)
    writer.version(last)
    return document


@dataclass
class _Writer:
    document: Any
    rule: Standard
    told: Official
    charts: int = 0

    # -- the page --------------------------------------------------------------------------------------------------
    def page(self, *, landscape: bool) -> None:
        """Size, margins, grid, page numbers on the outer side, and the styles of all levels."""
        section = self.document.sections[0]
        self.sheet(section, landscape=landscape)
        self.styles()
        self.numbers(section)
        pairs = [pair for pair in self.rule.fonts.values() if not isinstance(pair, str)]
        name_fonts(self.document, dict(pairs))

    def sheet(self, section: Any, *, landscape: bool) -> None:
        """Size, margins and grid of a section; a sheet on its side is the upright one turned."""
        page = self.rule.page
        sides = (Mm(page["width"]), Mm(page["height"]))
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = reversed(sides) if landscape else sides
        upright = (Mm(page["top"]), Mm(page["right"]), Pt(self.rule.bottom), Mm(page["left"]))
        top, right, bottom, left = (*upright[3:], *upright[:3]) if landscape else upright
        section.top_margin, section.right_margin = top, right
        section.bottom_margin, section.left_margin = bottom, left
        below = bottom.pt - self.rule.page_number_below * POINTS_A_MM - self.rule.sizes["page"]
        section.footer_distance, section.header_distance = Pt(max(below, 20)), Mm(15)
        grid(section, self.rule.pitch, self.rule.char_space)

    def annex(self, annex: Annex, number: int) -> None:
        """An annex on a page of its own: its number at the top left in 黑体, its name in the middle."""
        section = self.document.sections[-1]
        if annex.landscape or section.orientation == WD_ORIENT.LANDSCAPE:
            self.sheet(self.document.add_section(WD_SECTION.NEW_PAGE), landscape=annex.landscape)
            mark = self.line(f"附件{number or ''}", font="first", indent=0)
        else:
            mark = self.line(f"附件{number or ''}", font="first", indent=0)
            mark.paragraph_format.page_break_before = True
        title = self.document.add_paragraph(kept(annex.title), style="Title")
        title.paragraph_format.line_spacing = Pt(self.rule.sizes["title"] * 1.5)
        title.paragraph_format.space_after = Pt(self.rule.pitch / 2)
        for block in annex.blocks:
            self.place(block)

    def styles(self) -> None:
        """Dress Normal, Title and the four headings."""
        latin, size = self.rule.fonts["latin"], self.rule.sizes["body"]
        defaults(self.document, self.font("body"), latin, size)
        normal = style(self.document, "Normal", self.font("body"), latin, size)
        form, properties = normal.paragraph_format, normal.element.get_or_add_pPr()
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(self.rule.pitch)
        form.alignment = ALIGN.JUSTIFY
        tight = element("w:spacing", val=round(self.rule.char_spacing * 20))
        normal.element.get_or_add_rPr().find(qn("w:sz")).addprevious(tight)
        # lines and signs keep the grid by their own measures: not every office suite can lay signs into cells
        # narrower than they are, as this grid's cells are
        for name in ("widowControl", "wordWrap", "autoSpaceDE", "autoSpaceDN", "snapToGrid"):
            prop(properties, name, val=0)
        cell = self.document.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
        cell.base_style = normal
        told = cell.element.get_or_add_pPr()
        prop(told, "wordWrap", val=1)  # a number in a narrow cell is not torn apart
        prop(told, "spacing", before=20, after=20, line=240, lineRule="auto")
        prop(told, "jc", val="left")
        title = style(self.document, "Title", self.font("title"), latin, self.rule.sizes["title"])
        self._bare(title, 0)
        title.paragraph_format.alignment = ALIGN.CENTER
        for level, use in enumerate(HEADINGS, start=1):
            found = style(self.document, f"Heading {level}", self.font(use), latin, size)
            self._bare(found, self.rule.sizes["body"])
            prop(found.element.get_or_add_pPr(), "outlineLvl", val=level - 1)

    def _bare(self, found: Any, indent: float) -> None:
        properties = found.element.get_or_add_pPr()
        for child in list(properties):
            properties.remove(child)
        found.paragraph_format.space_before = found.paragraph_format.space_after = Pt(0)
        found.paragraph_format.keep_with_next = True
        if indent:
            prop(properties, "ind", firstLineChars=200, firstLine=round(indent * 2 * 20))

    def numbers(self, section: Any) -> None:
        """— 1 —, right on odd pages and left on even ones, a sign from the edge; a draft says so on top."""
        self.document.settings.odd_and_even_pages_header_footer = True
        for footer, header, side in (
            (section.footer, section.header, ALIGN.RIGHT),
            (section.even_page_footer, section.even_page_header, ALIGN.LEFT),
        ):
            line = footer.paragraphs[0]
            line.alignment = side
            properties = line._p.get_or_add_pPr()
            edge = "right" if side == ALIGN.RIGHT else "left"
            prop(properties, "ind", **{f"{edge}Chars": 100, edge: round(self.rule.sizes["page"] * 20)})
            line.paragraph_format.line_spacing = Pt(self.rule.sizes["page"])
            for run in (line.add_run("— "), page_field(line), line.add_run(" —")):
                self.dress(run, "page", self.rule.sizes["page"])
            if self.told.draft:
                top = header.paragraphs[0]
                top.alignment = ALIGN.CENTER
                self.dress(top.add_run(self.told.draft), "second", self.rule.sizes["version"])

    # -- head ------------------------------------------------------------------------------------------------------
    def head(self) -> None:
        """The red head, only where the issuing office filled it in; the number stands alone without it."""
        told, rule = self.told, self.rule
        if told.red and told.issuer:
            fits = min(rule.sizes["mark"], rule.width * POINTS_A_MM / len(told.issuer))
            mark = self.line(told.issuer, font="mark", size=fits, indent=0, align=ALIGN.CENTER)
            mark.paragraph_format.space_before = Mm(rule.mark_below)
            mark.paragraph_format.line_spacing = Pt(max(fits * 1.2, rule.pitch))
            mark.runs[0].font.color.rgb = RGBColor.from_string(RED)
        if told.number:
            number = self.line(told.number, indent=0, align=ALIGN.CENTER)
            if not told.red:
                number.paragraph_format.space_after = Pt(rule.pitch / 2)
            else:
                number.paragraph_format.space_before = Pt(2 * rule.pitch)
                border(number._p.get_or_add_pPr(), bottom=(1.0, RED, rule.red_line_below * POINTS_A_MM))

    def title(self, text: str, subtitle: str) -> None:
        """The title two lines below the red line (or at the top of the page), its subtitle beneath, then one line."""
        title = self.document.add_paragraph(kept(text), style="Title")
        title.paragraph_format.space_before = Pt(2 * self.rule.pitch) if self.told.red else Pt(0)
        title.paragraph_format.line_spacing = Pt(self.rule.sizes["title"] * 1.5)
        last = title
        if subtitle:
            last = self.line(subtitle, font="second", indent=0, align=ALIGN.CENTER)
        last.paragraph_format.space_after = Pt(self.rule.pitch)

    # -- body ------------------------------------------------------------------------------------------------------
    def place(self, block: Block) -> None:
        """Set a block."""
        if isinstance(block, Heading):
            self.document.add_paragraph(kept(block.text), style=f"Heading {block.level}")
        elif isinstance(block, Paragraph):
            for text in block.text.split("\n"):
                if text.strip():
                    self.line(text.strip())
        elif isinstance(block, Grid):
            self.caption(block.caption)
            size = self.rule.sizes["wide_table" if len(block.headings) > MANY else "table"]
            self.table(lambda: word.grid(self.document, block, self.width, size, CELL))
        elif isinstance(block, Chart):
            self.chart(block)
        elif isinstance(block, Form):
            self.table(lambda: word.form(self.document, block, self.width, self.rule.sizes["table"]))
        elif isinstance(block, Pictures):
            self.table(lambda: word.pictures(self.document, block, self.width))
        else:
            self.table(lambda: word.signatures(self.document, block, self.width))

    def table(self, made: Any) -> None:
        """Set a table: its lines have the height of their type, off the grid of the page."""
        table = made()
        for line in table._tbl.iter(qn("w:p")):
            if line.style is None:
                line.style = CELL
        narrow(table, CELL_SIDE)

    def caption(self, text: str) -> None:
        """The name of a table above it, kept with it."""
        if text:
            line = self.line(text, font="first", size=self.rule.sizes["caption"], indent=0, align=ALIGN.CENTER)
            line.paragraph_format.keep_with_next = True
            line.paragraph_format.space_before = Pt(self.rule.pitch / 3)

    def chart(self, block: Chart) -> None:
        """A chart of Word's own, its name below."""
        self.charts += 1
        line = self.document.add_paragraph()
        line.alignment = ALIGN.CENTER
        line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        line.paragraph_format.keep_with_next = True
        add_chart(self.document, line, block, self.charts, self.rule.width)
        self.line(block.title, font="first", size=self.rule.sizes["caption"], indent=0, align=ALIGN.CENTER)

    def line(self, text: str, *, font: str = "body", size: float = 0, indent: int = 2, align: Any = None) -> Any:
        """Add a paragraph; ``indent`` counts signs of its first line."""
        paragraph = self.document.add_paragraph()
        if indent:
            told = {"firstLineChars": indent * 100, "firstLine": round(indent * self.rule.sizes["body"] * 20)}
            prop(paragraph._p.get_or_add_pPr(), "ind", **told)
        if align is not None:
            paragraph.alignment = align
        run = paragraph.add_run(kept(text))
        if font != "body" or size:
            self.dress(run, font, size or self.rule.sizes["body"])
        return paragraph

    def dress(self, run: Any, use: str, size: float) -> None:
        """Give a run its font and size."""
        fonts(run._r.get_or_add_rPr(), self.font(use), self.rule.fonts["latin"])
        run.font.size = Pt(size)

    def font(self, use: str) -> str:
        """The font's name for a use."""
        return str(self.rule.fonts[use][0])

    @property
    def width(self) -> int:
        """The width of the type area (EMU)."""
        section = self.document.sections[-1]
        return int(section.page_width - section.left_margin - section.right_margin)

    # -- end -------------------------------------------------------------------------------------------------------
    def end(self, foot: str) -> Any:
        """Note on attachments, signature, date, remark; return the last paragraph."""
        told, rule = self.told, self.rule
        before = self.document.paragraphs[-1] if self.document.paragraphs else None
        if before is not None and (told.issuer or told.dated):
            before.paragraph_format.keep_with_next = True  # no page bears the signature alone
        for at, text in enumerate(told.attached):
            line = self.line(f"附件：{text}" if at == 0 else text, indent=2 if at == 0 else 5)
            line.paragraph_format.keep_with_next = bool(told.issuer or told.dated)
            if at == 0:
                line.paragraph_format.space_before = Pt(rule.pitch)
        day = self.signed()
        remark = "；".join(part for part in (told.remark, foot) if part)
        return self.line(f"（{remark}）") if remark else day

    def signed(self) -> Any:
        """The office centred over the date, the date four signs from the right (more for a long name)."""
        told, rule = self.told, self.rule
        if not told.issuer and not told.dated:
            return None
        body = rule.sizes["body"]
        office, date = apart(told, rule)
        line = None
        for text, right in ((told.issuer, office), (told.dated, date)):
            if text:
                line = self.line(text, indent=0, align=ALIGN.RIGHT)
                line.paragraph_format.keep_together = True
                chars, points = round(right * 100), round(right * body * 20)
                prop(line._p.get_or_add_pPr(), "ind", rightChars=chars, right=points)
                if text == told.issuer:
                    line.paragraph_format.space_before = Pt(2 * rule.pitch)
                    line.paragraph_format.keep_with_next = bool(told.dated)
        return line

    def version(self, last: Any) -> None:
        """Copies and printing between strong lines, at the foot of the page on which the document ends."""
        told, size = self.told, self.rule.sizes["version"]
        printed = [part for part in (told.printed_by, told.printed) if part]
        lines = [[f"抄送：{told.copies}。"]] if told.copies else []
        lines += [printed] if printed else []
        if not lines:
            return
        table = self.document.add_table(rows=len(lines), cols=2)
        for row, parts in zip(table.rows, lines, strict=True):
            if len(parts) == 1:
                row.cells[0].merge(row.cells[1])
            for cell, text in zip(row.cells, parts, strict=False):
                line = cell.paragraphs[0]
                self.dress(line.add_run(kept(text)), "body", size)
                if len(parts) > 1 and text == parts[-1]:
                    line.alignment = ALIGN.RIGHT
                chars = {"leftChars": 100, "left": round(size * 20), "rightChars": 100, "right": round(size * 20)}
                prop(line._p.get_or_add_pPr(), "ind", **chars)
        outer, inner = (round(self.rule.lines[name] * 8) for name in ("outer", "inner"))
        stand_at_foot(table, round(self.width / EMU_A_TWIP), outer, inner)
        if last is not None:
            last._p.addprevious(table._tbl)  # what floats belongs to the page of the paragraph after it


def apart(told: Official, rule: Standard) -> tuple[float, float]:
    """Return how many signs office and date stand from the right edge, centred on each other."""
    signs = sum(0.5 if sign.isdigit() else 1.0 for sign in told.dated)
    half = (signs - len(told.issuer)) / 2
    if rule.signed_right + half >= 2:
        return rule.signed_right + half, rule.signed_right
    return 2, 2 - half
