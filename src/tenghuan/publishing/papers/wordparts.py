"""What python-docx has no word for: properties of paragraphs in order, the grid, fonts with stand-ins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt

# the order in which WordprocessingML wants the properties of a paragraph
ORDER = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers"),
    *("pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct"),
    *("autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing"),
    *("mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl"),
    *("divId", "cnfStyle", "rPr", "sectPr", "pPrChange"),
)


def prop(paragraph_properties: Any, name: str, **values: Any) -> Any:
    """Set a property of a paragraph (or of a style's paragraphs) at its place, over what was there; return it."""
    old = paragraph_properties.find(qn(f"w:{name}"))
    if old is not None:
        paragraph_properties.remove(old)
    made = OxmlElement(f"w:{name}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), str(value))
    later = {qn(f"w:{one}") for one in ORDER[ORDER.index(name) + 1 :]}
    before = next((child for child in paragraph_properties if child.tag in later), None)
    if before is None:
        paragraph_properties.append(made)
    else:
        before.addprevious(made)
    return made


def fonts(run_properties: Any, east: str, latin: str) -> None:
    """Name the fonts of a run or style, without those of a theme."""
    old = run_properties.find(qn("w:rFonts"))
    if old is not None:
        run_properties.remove(old)
    made = OxmlElement("w:rFonts")
    for key, value in (("ascii", latin), ("hAnsi", latin), ("eastAsia", east), ("cs", latin)):
        made.set(qn(f"w:{key}"), value)
    place = 1 if run_properties.find(qn("w:rStyle")) is not None else 0
    run_properties.insert(place, made)


def style(document: Any, name: str, east: str, latin: str, size: float) -> Any:
    """Dress a style of the document: fonts, size, black, upright; return it."""
    found = document.styles[name]
    properties = found.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    fonts(properties, east, latin)
    found.font.size = Pt(size)
    found.font.bold = found.font.italic = False
    return found


def defaults(document: Any, east: str, latin: str, size: float) -> None:
    """Say what every style begins from: the grid of signs is reckoned from this size, and the language is Chinese."""
    root = document.styles.element
    properties = root.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(properties):
        properties.remove(child)
    fonts(properties, east, latin)
    for name, told in (
        ("w:sz", {"val": round(size * 2)}),
        ("w:szCs", {"val": round(size * 2)}),
        ("w:lang", {"val": "en-US", "eastAsia": "zh-CN", "bidi": "ar-SA"}),
    ):
        made = OxmlElement(name)
        for key, value in told.items():
            made.set(qn(f"w:{key}"), str(value))
        properties.append(made)
    language = document.settings.element.find(qn("w:themeFontLang"))
    if language is not None:
        language.set(qn("w:eastAsia"), "zh-CN")


def grid(section: Any, pitch: float, char_space: int) -> None:
    """Lay the grid of lines and signs over a section (pitch in points)."""
    properties = section._sectPr
    old = properties.find(qn("w:docGrid"))
    if old is not None:
        properties.remove(old)
    made = OxmlElement("w:docGrid")
    for key, value in (("type", "linesAndChars"), ("linePitch", round(pitch * 20)), ("charSpace", char_space)):
        made.set(qn(f"w:{key}"), str(value))
    properties.append(made)


def name_fonts(document: Any, named: Mapping[str, str]) -> None:
    """Tell Word which font stands in for one that the machine lacks (font → its stand-in)."""
    part = next(rel.target_part for rel in document.part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.FONT_TABLE)
    table = parse_xml(part.blob)
    for name, other in named.items():
        font = OxmlElement("w:font")
        font.set(qn("w:name"), name)
        alternative = OxmlElement("w:altName")
        alternative.set(qn("w:val"), other)
        font.append(alternative)
        table.append(font)
    part._blob = _bytes(table)


def _bytes(element: Any) -> bytes:
    from lxml import etree

    found: bytes = etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)
    return found


def page_field(paragraph: Any) -> Any:
    """Add the field of the page number to a paragraph; return its run."""
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "1"), ("end", "")):
        if kind == "text":
            run.add_text(text)
            continue
        made = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            made.set(qn("w:fldCharType"), kind)
        else:
            made.set(qn("xml:space"), "preserve")
            made.text = text
        run._r.append(made)
    return run


def border(paragraph_properties: Any, **sides: tuple[float, str, float]) -> None:
    """Draw lines at sides of a paragraph: side → (points, colour, distance in points)."""
    made = prop(paragraph_properties, "pBdr")
    for side in ("top", "left", "bottom", "right"):
        if side in sides:
            points, colour, space = sides[side]
            line = OxmlElement(f"w:{side}")
            told = {"val": "single", "sz": round(points * 8), "space": round(space), "color": colour}
            for key, value in told.items():
                line.set(qn(f"w:{key}"), str(value))
            made.append(line)


def stand_at_foot(table: Any, width: int, outer: int, inner: int) -> None:
    """Let a table float at the foot of its page, ruled above, between and below (width in twips, lines in eighths)."""
    properties = table._tbl.tblPr
    for name in ("w:tblStyle", "w:tblW", "w:tblLook", "w:tblLayout"):
        old = properties.find(qn(name))
        if old is not None:
            properties.remove(old)
    place = {"horzAnchor": "margin", "vertAnchor": "margin", "tblpXSpec": "center", "tblpYSpec": "bottom"}
    borders = element("w:tblBorders")
    for side, points in (("top", outer), ("bottom", outer), ("insideH", inner)):
        borders.append(element(f"w:{side}", val="single", sz=points, space=0, color="000000"))
    for made in (
        element("w:tblpPr", leftFromText=0, rightFromText=0, **place),
        element("w:tblW", w=width, type="dxa"),
        borders,
        element("w:tblLayout", type="fixed"),
    ):
        properties.append(made)
    left = width * 635 * 13 // 20  # the office's name is longer than the day
    for column, wide in zip(table.columns, (left, width * 635 - left), strict=True):
        column.width = wide
        for cell in column.cells:
            cell.width = wide
    for row in table.rows:
        if row.cells[0]._tc is row.cells[-1]._tc:
            row.cells[0].width = width * 635


def narrow(table: Any, twips: int) -> None:
    """Set how far text stands from the lines at its sides in every cell of a table."""
    properties = table._tbl.tblPr
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=twips, type="dxa"))
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)


def element(tag: str, **values: Any) -> Any:
    """Return an element of WordprocessingML with its ``w:`` attributes."""
    made = OxmlElement(tag)
    for name, value in values.items():
        made.set(qn(f"w:{name}"), str(value))
    return made
