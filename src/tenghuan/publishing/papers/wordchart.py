"""A chart in a Word document as a chart of Word's own: vectors, and its numbers stand in it."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from tenghuan.publishing.papers.blocks import Chart, Series
from tenghuan.publishing.signs import kept

EMU_A_MM = 36000
KIND = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
COLOURS = ("2F5D8C", "B8C4D0", "C0504D", "9BBB59")  # readable in black and white: dark beside light
TEXT = '<a:bodyPr/><a:p><a:pPr><a:defRPr sz="1000" b="0"/></a:pPr><a:endParaRPr lang="zh-CN"/></a:p>'
SMALL = f"<c:txPr>{TEXT}</c:txPr>"


def add_chart(document: Any, paragraph: Any, chart: Chart, number: int, width_mm: float) -> None:
    """Put a chart into a paragraph; ``number`` is its place among the document's charts, from 1."""
    name = PackURI(f"/word/charts/chart{number}.xml")
    part = Part(name, KIND, _told(chart).encode("utf-8"), document.part.package)
    key = document.part.relate_to(part, RELATION)
    height = height_mm(chart)
    paragraph.add_run()._r.append(parse_xml(_inline(key, number, chart.title, width_mm, height)))


def height_mm(chart: Chart) -> float:
    """Return how high a chart is drawn: so much for each label, at most most of a page."""
    rows = len(chart.labels) * max(1, len(chart.series))
    return float(min(22 + 4.5 * rows, 190))


def _inline(key: str, number: int, title: str, width: float, height: float) -> str:
    size = f'cx="{int(width * EMU_A_MM)}" cy="{int(height * EMU_A_MM)}"'
    return (
        '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        f'{SPACES}><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{1000 + number}" name="图{number}" descr="{escape(kept(title), {chr(34): "&quot;"})}"/>'
        "<wp:cNvGraphicFramePr/><a:graphic>"
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{key}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )


def _told(chart: Chart) -> str:
    bars = "".join(_series(chart, at, one) for at, one in enumerate(chart.series))
    # labels run from top to bottom as they are told
    axes = (
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{SMALL}<c:crossAx val="2"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="b"/>'
        f'<c:numFmt formatCode="0%" sourceLinked="0"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/>{SMALL}<c:crossAx val="1"/><c:crosses val="max"/></c:valAx>'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {SPACES}>'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>{bars}'
        f'<c:gapWidth val="40"/><c:axId val="1"/><c:axId val="2"/></c:barChart>{axes}</c:plotArea>'
        f'<c:legend><c:legendPos val="t"/><c:overlay val="0"/>{SMALL}</c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>'
    )


def _series(chart: Chart, at: int, told: Series) -> str:
    form = f"0.{'0' * chart.digits}%" if chart.digits else "0%"
    labels = "".join(f'<c:pt idx="{n}"><c:v>{escape(kept(text))}</c:v></c:pt>' for n, text in enumerate(chart.labels))
    values = "".join(
        f'<c:pt idx="{n}"><c:v>{value}</c:v></c:pt>' for n, value in enumerate(told.values) if value is not None
    )
    count = f'<c:ptCount val="{len(chart.labels)}"/>'
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>'
        f'<c:tx><c:strRef><c:f>图!${chr(66 + at)}$1</c:f><c:strCache><c:ptCount val="1"/>'
        f'<c:pt idx="0"><c:v>{escape(kept(told.name))}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        f'<c:spPr><a:solidFill><a:srgbClr val="{COLOURS[at % len(COLOURS)]}"/></a:solidFill></c:spPr>'
        f'<c:invertIfNegative val="0"/><c:dLbls><c:numFmt formatCode="{form}" sourceLinked="0"/>{SMALL}'
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strRef><c:f>图!$A$2:$A${len(chart.labels) + 1}</c:f><c:strCache>{count}{labels}</c:strCache>"
        "</c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>图!${chr(66 + at)}$2:${chr(66 + at)}${len(chart.labels) + 1}</c:f><c:numCache>"
        f"<c:formatCode>General</c:formatCode>{count}{values}</c:numCache></c:numRef></c:val></c:ser>"
    )
