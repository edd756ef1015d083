"""From facts and parts to a paper: its text with the figures in place, its tables, chart, annexes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from tenghuan.errors import InputFault
from tenghuan.plan.parameters import LAMP_WORDS
from tenghuan.publishing.papers import (
    Annex,
    Block,
    Cell,
    Chart,
    Figure,
    Form,
    Grid,
    Heading,
    Official,
    Paper,
    Paragraph,
    Series,
)
from tenghuan.publishing.telling.facts import Facts, Kind, Line
from tenghuan.publishing.telling.figures import amount, compared, figures, fill, needed, points, share
from tenghuan.publishing.telling.writing import Part

NOT_DUE = "未到期"
SOURCES = "数字来源表"
MONTHLY = "指标进度表"
CHARTED = 15  # indicators that a chart of one page shows


def drawn(facts: Facts, parts: Sequence[Part], official: Official, title: str, *, sources: bool = False) -> Paper:
    """Return the paper.

    Args:
        facts: what every figure and table comes from.
        parts: its text; figures by name in braces.
        official: what makes it an official document; the names of its annexes are added.
        title: its title.
        sources: whether the annex of sources follows.

    Raises:
        InputFault: a text names a figure that there is not.
    """
    known = figures(facts)
    blocks: list[Block] = []
    for part in parts:
        if part.heading:
            blocks.append(Heading(part.heading))
        if part.text.strip():
            blocks.append(Paragraph(fill(part.text, known, part.heading or "开头")))
        for name in part.tables:
            blocks += TABLES[name](facts)
    annexes = _annexes(facts, sources=sources)
    blocks = _numbered(blocks)
    names = (*official.attachments, *(one.title for one in annexes))
    return Paper(title, blocks, foot=foot(facts), official=replace(official, attachments=names), annexes=annexes)


def _numbered(blocks: Sequence[Block]) -> list[Block]:
    """Number the tables and charts of the body in the order in which they stand."""
    found: list[Block] = []
    tables = charts = 0
    for block in blocks:
        if isinstance(block, Grid):
            tables += 1
            found.append(replace(block, caption=f"表{tables} {block.caption}"))
        elif isinstance(block, Chart):
            charts += 1
            found.append(replace(block, title=f"图{charts} {block.title}"))
        else:
            found.append(block)
    return found


def foot(facts: Facts) -> str:
    """Return what stands small at the end: to which day the figures go, from what they were taken."""
    said = [f"数据截至{facts.last:%Y-%m-%d}", facts.snapshot, "示例数据" if facts.sample else ""]
    return "；".join(part for part in said if part)


def _annexes(facts: Facts, *, sources: bool) -> list[Annex]:
    found = []
    if facts.lines and facts.kind in (Kind.MONTH, Kind.QUARTER, Kind.YEAR):
        found.append(Annex(f"{facts.period}{MONTHLY}", [monthly(facts)], landscape=True))
    if sources:
        found.append(Annex(SOURCES, [sources_of(facts)]))
    return found


# -- tables --------------------------------------------------------------------------------------------------------
def lamp(line: Line) -> str:
    """Return the word of an indicator's lamp."""
    return LAMP_WORDS.get(line.lamp, "")


def actual(line: Line) -> Figure:
    """Return the actual value; without one the word says whether it is not due yet or unknown."""
    return amount(line.actual, line.unit, words=NOT_DUE if line.lamp == "not_due" else "—")


def monthly(facts: Facts) -> Grid:
    """Return 指标型月报 (methodology2 §18): every indicator with target, actual, progress, pace, gap, lamp, source."""
    headings = (
        *("序号", "指标", "单位", "口径与范围", "年度目标", "本期", "累计", "完成率", "序时", "差（百分点）", "灯"),
        *("同比", "月均需", "来源单位", "版本"),
    )
    rows: list[Sequence[Cell]] = []
    for number, line in enumerate(facts.lines, start=1):
        gap = Figure(None if line.gap is None else line.gap * 100, 2)
        scope = "，".join(part for part in (line.caliber, line.scope) if part)
        goal = f"{line.goal}\n（{line.goal_year}）" if line.goal and line.goal_year else line.goal
        rows.append((
            str(number), line.title, "" if line.unit == "1" else line.unit, scope, goal or "—",
            amount(line.current, line.unit), actual(line), share(line.progress, words=_met(line)), share(line.pace),
            gap, lamp(line), compared(line), needed(line), line.lead, line.version or "—",
        ))  # fmt: skip
    widths = (1.1, 4, 1.6, 2.3, 2.4, 1.9, 2.1, 2.1, 2.1, 1.8, 1.6, 2.2, 1.7, 2.7, 1.2)
    return Grid(headings, rows, widths, caption=f"{facts.period}{MONTHLY}")


def _met(line: Line) -> str:
    return "—" if line.met is None else "达标" if line.met else "未达标"


def _short(facts: Facts) -> list[Block]:
    """Table 1: the indicators that carry a lamp, those behind first."""
    order = [*facts.behind, *(line for line in facts.judged if line not in facts.behind)]
    rows: list[Sequence[Cell]] = [
        (
            str(at), line.title, actual(line), share(line.progress, words=_met(line)), share(line.pace), lamp(line),
            line.lead,
        )
        for at, line in enumerate(order, start=1)
    ]  # fmt: skip
    grid = Grid(
        ("序号", "指标", "累计", "完成率", "序时", "灯", "牵头单位"),
        rows,
        (1, 4.5, 2, 1.8, 1.8, 1.4, 3.2),
        caption="指标进度",
    )
    return [grid] if rows else []


def _chart(facts: Facts) -> list[Block]:
    """Progress beside pace of those behind, the widest gap first."""
    found = [line for line in facts.behind if line.progress is not None and line.pace is not None][:CHARTED]
    if not found:
        return []
    done = Series("完成率", [line.progress for line in found])
    due = Series("序时进度", [line.pace for line in found])
    return [Chart("滞后指标的完成率与序时进度", [line.title for line in found], (done, due))]


def _places(facts: Facts) -> list[Block]:
    rows: list[Sequence[Cell]] = [
        (
            str(at),
            one.name,
            amount(one.listed, "件"),
            amount(one.closed, "件"),
            share(one.share),
            amount(one.late, "件"),
        )
        for at, one in zip(facts.place_ranks, facts.ranked_places, strict=True)
    ]
    headings = ("名次", "镇（街道）", "在册（件）", "销号（件）", "销号率", "超期（件）")
    return (
        [Grid(headings, rows, (1, 3, 2, 2, 2, 2), caption="镇（街道）整治进度（销号率相同的，腾出土地多的在前）")]
        if rows
        else []
    )


def _offices(facts: Facts) -> list[Block]:
    rows: list[Sequence[Cell]] = [
        (
            *(str(at), one.name, amount(one.judged, "项"), amount(one.on_pace, "项")),
            *(share(one.share), amount(one.red, "项")),
        )
        for at, one in zip(facts.office_ranks, facts.ranked_offices, strict=True)
    ]
    headings = ("名次", "部门", "牵头指标（项）", "达序时（项）", "达序时率", "红灯（项）")
    return (
        [Grid(headings, rows, (1, 3.4, 2, 2, 2, 1.6), caption="部门牵头指标进度（达序时率相同的，牵头指标多的在前）")]
        if rows
        else []
    )


def _cleared(facts: Facts) -> list[Block]:
    having = facts.ranked_places
    rows: list[Sequence[Cell]] = [
        (
            *(one.name, amount(one.listed, "件"), amount(one.closed, "件"), amount(one.land, "亩")),
            *(amount(one.energy, "吨标准煤"), amount(one.carbon, "吨")),
        )
        for one in having
    ]
    headings = ("镇（街道）", "在册（件）", "销号（件）", "腾地（亩）", "腾能（吨标准煤）", "减碳（吨）")
    return [Grid(headings, rows, (3, 1.6, 1.6, 2, 2.6, 2), caption="高耗低效整治")] if rows else []


def _matters(facts: Facts) -> list[Block]:
    rows: list[Sequence[Cell]] = [
        (
            one.number, one.matter, one.lead, f"{one.due:%Y-%m-%d}" if one.due else "", amount(one.over, "个"),
            one.grade,
        )
        for one in facts.matters
    ]  # fmt: skip
    headings = ("督办号", "事项", "牵头单位", "现行限期", "逾期（工作日）", "单据")
    return [Grid(headings, rows, (2.5, 3.8, 2.5, 2.1, 1.8, 1.3), caption="逾期督办事项")] if rows else []


def _named(facts: Facts) -> list[Block]:
    rows: list[Sequence[Cell]] = [
        (str(at), one.name, one.uscc, one.town, one.verdict, one.way) for at, one in enumerate(facts.named, start=1)
    ]
    headings = ("序号", "企业", "统一社会信用代码", "镇（街道）", "结论", "方式")
    return [Grid(headings, rows, (0.9, 3.3, 4, 1.9, 1.7, 1.8), caption="公示名单", empty=0 if rows else 1)]


TABLES: dict[str, Callable[[Facts], list[Block]]] = {
    "short": _short,
    "chart": _chart,
    "places": _places,
    "offices": _offices,
    "clearing": _cleared,
    "matters": _matters,
    "named": _named,
}


def sources_of(facts: Facts) -> Grid:
    """Return every figure that a text may name with where it comes from."""
    rows: list[Sequence[Cell]] = [
        (name, told.figure, told.unit, told.source)
        for name, told in figures(facts).items()
        if told.figure.value is not None
    ]
    return Grid(("数字", "数值", "单位", "来源"), rows, (4, 2, 1.6, 4), caption=f"{SOURCES}")


# -- a town's sheet ------------------------------------------------------------------------------------------------
def town_sheet(facts: Facts, town: str) -> Paper:
    """Return one town's sheet of the same facts: its cases and rank, its orders past their limit.

    Raises:
        InputFault: the facts know no such town.
    """
    place = next((one for one in facts.places if one.name == town), None)
    if place is None:
        raise InputFault("本期没有这个镇（街道）", where=town, remedy="请从分表清单中选取")
    ranked = [one.name for one in facts.ranked_places]
    rank = f"{facts.place_ranks[ranked.index(town)]}/{len(ranked)}" if town in ranked else "—"
    late = [one for one in facts.matters if one.town == town]
    form = Form([
        ("镇（街道）", town), ("期别", facts.period), ("在册（件）", amount(place.listed, "件").shown),
        ("销号（件）", amount(place.closed, "件").shown), ("销号率", share(place.share).shown), ("名次", rank),
        ("超期（件）", amount(place.late, "件").shown), ("腾地（亩）", amount(place.land, "亩").shown),
        ("腾能（吨标准煤）", amount(place.energy, "吨标准煤").shown), ("减碳（吨）", amount(place.carbon, "吨").shown),
    ])  # fmt: skip
    blocks: list[Block] = [Heading("整治进度"), form, *_gap(facts, place.share)]
    if late:
        blocks += [Heading("逾期督办"), *_matters(facts.model_copy(update={"matters": tuple(late)}))]
    title = f"{town}{facts.campaign}{facts.period}情况"
    return Paper(title, blocks, foot=foot(facts), official=Official())


def _gap(facts: Facts, own: Decimal | None) -> list[Block]:
    """How far a town is from the county and from the first, in figures."""
    known, ranked = figures(facts), facts.ranked_places
    whole = known["销号率"].figure.value
    if own is None or whole is None or not ranked or ranked[0].share is None:
        return []
    average = f"全{facts.county[-1]}平均（{share(whole).shown}）"
    apart = f"{'高于' if own > whole else '低于'}{average}{points(own - whole).shown}个百分点"
    told = f"与{average}持平" if own == whole else apart
    return [Paragraph(f"销号率{share(own).shown}，{told}；第一名{ranked[0].name}为{share(ranked[0].share).shown}。")]
