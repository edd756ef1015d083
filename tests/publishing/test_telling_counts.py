"""What a bulletin counts, ranks and says, against an oracle written apart, for any county."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenghuan.errors import InputFault
from tenghuan.publishing.papers import Official
from tenghuan.publishing.telling import (
    Facts,
    Kind,
    Line,
    Matter,
    Named,
    Office,
    Place,
    amount,
    drawn,
    figures,
    fill,
    loose,
    marks,
    points,
    share,
    town_sheet,
    write,
)
from tenghuan.publishing.telling.drawing import foot, monthly
from tenghuan.publishing.templating.fields import context_of, named
from tests.publishing.test_telling import county, line, said

LAMPS = ("green", "done", "red", "yellow", "blue", "not_due", "no_data")
shares = st.none() | st.decimals(0, 2, places=4)
lines = st.builds(
    lambda lamp, progress, pace: (lamp, progress, pace),
    st.sampled_from(LAMPS), shares, shares,
)  # fmt: skip
towns = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 3), st.decimals(0, 99, places=2))


def facts_of(told, places=(), **rest):
    made = [
        Line(key=str(at), title=f"指标{at}", lamp=lamp, progress=progress, pace=pace, lead="经信局")
        for at, (lamp, progress, pace) in enumerate(told)
    ]
    towns = [
        Place(name=f"第{at}镇", listed=max(listed, closed), closed=closed, late=late, land=land)
        for at, (listed, closed, late, land) in enumerate(places)
    ]
    return county(lines=tuple(made), places=tuple(towns), offices=(), matters=(), **rest)


def per_cent(part: int, whole: int) -> str:
    """Half up by whole numbers, in hundredths of a per cent: an own way of reckoning."""
    if not whole:
        return "—"
    hundredths = (Fraction(part, whole) * 10000 + Fraction(1, 2)).__floor__()
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


@settings(max_examples=60)
@given(st.lists(lines, max_size=12))
def test_indicators_are_counted_by_lamp_and_the_counts_add_up(told):
    known = figures(facts_of(told))
    count = {lamp: sum(one[0] == lamp for one in told) for lamp in LAMPS}
    said = {name: int(known[name].words) for name in ("指标总数", "亮灯指标", "达序时", "红灯", "黄灯", "蓝灯")}
    assert said["达序时"] == count["green"] + count["done"]
    assert (said["红灯"], said["黄灯"], said["蓝灯"]) == (count["red"], count["yellow"], count["blue"])
    assert said["亮灯指标"] == said["达序时"] + said["红灯"] + said["黄灯"] + said["蓝灯"]
    assert said["指标总数"] == said["亮灯指标"] + count["not_due"] + count["no_data"] == len(told)
    assert known["达序时率"].words == per_cent(said["达序时"], said["亮灯指标"])
    assert int(known["滞后"].words) == said["红灯"] + said["黄灯"] + said["蓝灯"]


@settings(max_examples=60)
@given(st.lists(lines, max_size=12))
def test_those_behind_stand_by_lamp_and_then_by_how_far(told):
    behind = facts_of(told).behind
    worst = {"red": 0, "yellow": 1, "blue": 2}
    placed = [(worst[one.lamp], (one.progress - one.pace) if one.gap is not None else Decimal(0)) for one in behind]
    assert placed == sorted(placed)
    assert {one.key for one in behind} == {str(at) for at, one in enumerate(told) if one[0] in worst}


@settings(max_examples=60)
@given(st.lists(towns, max_size=8))
def test_towns_are_ranked_by_what_they_closed_then_by_land_and_none_without_cases(places):
    facts = facts_of([], places)
    ranked = facts.ranked_places
    assert {one.name for one in ranked} == {one.name for one in facts.places if one.listed}
    for higher, lower in pairwise(ranked):
        # crosswise, in whole numbers: no division
        left, right = higher.closed * lower.listed, lower.closed * higher.listed
        assert left > right or (left == right and higher.land >= lower.land)
    known = figures(facts)
    listed, closed = (sum(getattr(one, name) for one in facts.places) for name in ("listed", "closed"))
    assert known["销号率"].words == per_cent(closed, listed)
    assert int(known["超期案件"].words) == sum(one.late for one in facts.places)
    land = sum((one.land for one in facts.places), Decimal(0)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert Decimal(known["腾出土地"].words) == land


@settings(max_examples=40)
@given(st.sampled_from(list(Kind)), st.lists(lines, max_size=9), st.lists(towns, max_size=5), st.integers(1, 12))
def test_every_text_that_the_rules_write_can_be_filled_whatever_the_figures(kind, told, places, month):
    facts = facts_of(told, places, kind=kind, month=month)
    known = figures(facts)
    for part in write(facts):
        text = fill(part.text, known)
        assert not set("{}") & set(text)
        assert not part.changed
        assert "None" not in text
        # every number of a sentence is a figure's or the rules' own: none is typed
        assert loose(part.text, part.written) == []
    drawn(facts, write(facts), Official(), "标题", sources=True)


@pytest.mark.parametrize("sign", ["{甲}", "}", "{", "{{", "{待填：密码}"])
@pytest.mark.parametrize("kind", list(Kind))
def test_braces_that_somebody_wrote_elsewhere_name_no_figure(kind, sign):
    facts = county(
        kind,
        campaign=f"攻坚{sign}",
        lines=(
            line("1", f"机器人{sign}", "0.4", "0.75", "red", lead=f"经信{sign}局", goal=f"≥{sign}"),
            Line(key="2", title=f"产值{sign}", lamp="red", actual=Decimal(3), goal=f"≥{sign}"),
            line("3", f"高企{sign}", "0.9", "0.75", "green"),
        ),
        places=(Place(name=f"甲{sign}镇", listed=4, closed=3, late=1), Place(name="乙镇", listed=1, late=1)),
        offices=(Office(name=f"局{sign}", judged=2, on_pace=1),),
        matters=(Matter(number="DB2026-0001", matter=f"环评{sign}手续", lead=f"环保{sign}局", over=6),),
        named=(Named(name=f"甲厂{sign}"),),
    )
    known = figures(facts)
    texts = "".join(fill(part.text, known) for part in write(facts))
    wide = sign.replace("{", "｛").replace("}", "｝")
    assert f"攻坚{wide}" in texts or kind is Kind.NOTICE
    assert "〔待填：密码〕" not in texts
    drawn(facts, write(facts), Official(), "标题")
    context_of(facts, write(facts), Official(), "标题")


def test_a_title_as_long_as_a_plan_allows_can_be_told():
    long = "亩" * 120  # the longest of the plan's schema
    facts = county(
        lines=(line("1", long, "0.4", "0.75", "red", needed=Decimal(20)), line("2", long, "0.9", "0.7", "green"))
    )
    text = said(facts)
    assert f"“{long}”（牵头单位：经信局）红灯，完成40.00%" in text["lines"]
    assert "此后月均须完成20家" in text["next"]
    assert f"“{long}”完成90.00%，超序时20.00个百分点" in text["lines"]


@pytest.mark.parametrize(
    ("closed", "said"),
    [
        (3, "销号率75.00%，高于全县平均（50.00%）25.00个百分点；第一名甲镇为75.00%。"),
        (2, "销号率50.00%，与全县平均（50.00%）持平；第一名乙镇为50.00%。"),
    ],
)
def test_a_towns_sheet_says_above_below_or_level(closed, said):
    places = (Place(name="甲镇", listed=4, closed=closed), Place(name="乙镇", listed=4, closed=4 - closed))
    blocks = town_sheet(county(places=places), "甲镇").blocks
    assert blocks[2].text == said


def test_a_town_without_cases_has_no_rank_and_is_compared_with_nobody():
    paper = town_sheet(county(), "丙镇")
    pairs = dict(paper.blocks[1].pairs)
    assert (pairs["名次"], pairs["销号率"], pairs["在册（件）"]) == ("—", "—", "0")
    assert len(paper.blocks) == 2


@pytest.mark.parametrize(("name", "word"), [("东县", "全县"), ("西市", "全市"), ("南区", "全区")])
def test_the_average_is_that_of_the_county_city_or_district(name, word):
    assert word in town_sheet(county(county=name), "乙镇").blocks[2].text


@pytest.mark.parametrize(("month", "quarter"), [(1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (9, 3), (10, 4), (12, 4)])
def test_a_month_lies_in_its_quarter(month, quarter):
    facts = county(month=month)
    assert facts.quarter == quarter
    assert facts.period == (
        f"2026年第{'一二三四'[quarter - 1]}季度" if month % 3 == 0 else f"2026年{'1—' if month > 1 else ''}{month}月"
    )


@pytest.mark.parametrize(
    ("known", "since"), [(date(2026, 9, 30), ""), (date(2026, 9, 29), ""), (date(2026, 10, 1), "截至10月1日，")]
)
def test_figures_say_of_which_day_only_after_the_periods_last(known, since):
    assert county(known=known).since == since


def test_the_foot_names_day_source_and_that_it_is_a_sample():
    assert foot(county(snapshot="第3次核定", sample=True)) == "数据截至2026-09-30；第3次核定；示例数据"
    assert foot(county(snapshot="", sample=False)) == "数据截至2026-09-30"


def test_the_monthly_table_has_a_row_for_each_indicator_with_words_for_what_is_not_known():
    lines = (
        Line(
            key="1", title="亩均税收", unit="万元/亩", caliber="水平值", scope="规上", goal="28", goal_year="2026",
            current=Decimal("1.2"), actual=Decimal("25.005"), progress=Decimal("0.893"), pace=Decimal("0.75"),
            lamp="green", yoy=Decimal("0.0512"), needed=Decimal("1.5"), lead="经信局", version="2026-09-v2",
        ),
        Line(key="2", title="研发", unit="1", lamp="not_due", met=False),
        Line(key="3", title="能耗", lamp="no_data", met=True, yoy=Decimal("-0.003"), in_points=True),
    )  # fmt: skip
    rows = [[getattr(cell, "shown", cell) for cell in row] for row in monthly(county(lines=lines)).rows]
    assert rows[0] == [
        *(
            "1",
            "亩均税收",
            "万元/亩",
            "水平值，规上",
            "28\n（2026）",
            "1.20",
            "25.01",
            "89.30%",
            "75.00%",
            "14.30",
            "绿灯",
        ),
        *("5.12%", "1.50", "经信局", "2026-09-v2"),
    ]
    assert rows[1] == ["2", "研发", "", "", "—", "—", "未到期", "未达标", "—", "—", "未到期", "—", "—", "", "—"]
    assert rows[2] == ["3", "能耗", "", "", "—", "—", "—", "达标", "—", "—", "未报数", "-0.30", "—", "", "—"]


@pytest.mark.parametrize(
    ("unit", "value", "said"),
    [
        ("家", "0.333333", "0.33"),  # a third of one a month is not none
        ("台", "290.5", "290.50"),
        ("家", "20", "20"),
        ("家", "0", "0"),
        ("万吨标准煤", "0.13", "0.13"),
        ("万元/亩", "1.5", "1.50"),
    ],
)
def test_what_a_month_must_bring_is_never_rounded_to_none(unit, value, said):
    told = line("1", "上市企业", "0.4", "0.75", "red", needed=Decimal(value))
    facts = county(lines=(told.model_copy(update={"unit": unit}),))
    text = "\n".join(fill(part.text, figures(facts)) for part in write(facts))
    assert f"“上市企业”此后月均须完成{said}{unit}。" in text
    assert [getattr(cell, "shown", cell) for cell in monthly(facts).rows[0]][12] == said


def ranks_in(facts, caption):
    paper = drawn(facts, write(facts), Official(), "标题")
    blocks = [*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks)]
    grids = [block for block in blocks if caption in getattr(block, "caption", "")]
    return [(row[0], row[1]) for grid in grids for row in grid.rows]


def test_towns_and_departments_that_did_as_much_share_the_better_rank():
    places = (
        Place(name="丁镇", listed=4, closed=2, land=Decimal(5)),
        Place(name="甲镇", listed=2, closed=1, land=Decimal(5)),
        Place(name="乙镇", listed=2, closed=1, land=Decimal(9)),
        Place(name="丙镇", listed=3),
        Place(name="戊镇", listed=1),
    )
    offices = tuple(Office(name=name, judged=2, on_pace=on) for name, on in (("甲局", 1), ("乙局", 2), ("丙局", 1)))
    facts = county(places=places, offices=offices)
    assert dict(map(reversed, ranks_in(facts, "镇（街道）整治进度"))) == {
        "乙镇": "1", "丁镇": "2", "甲镇": "2", "丙镇": "4", "戊镇": "4",
    }  # fmt: skip
    assert dict(map(reversed, ranks_in(facts, "部门牵头指标进度"))) == {"乙局": "1", "甲局": "2", "丙局": "2"}
    for name, rank in (("丁镇", "2/5"), ("甲镇", "2/5"), ("戊镇", "4/5")):
        form = next(block for block in town_sheet(facts, name).blocks if type(block).__name__ == "Form")
        assert ("名次", rank) in form.pairs


@pytest.mark.parametrize(
    ("closed", "first", "last"),
    [
        ([8, 7, 6, 6, 3, 2, 1], "前三位（含并列）：1镇80 2镇70 3镇60 4镇60", "后三位：5镇30 6镇20 7镇10"),
        ([8, 7, 6, 5, 3, 0, 0, 0, 0], "前三位：1镇80 2镇70 3镇60", "后三位（含并列）：6镇0 7镇0 8镇0 9镇0"),
        ([8, 7, 0, 0, 0, 0, 0], "从高到低依次为：1镇80 2镇70 3镇0 4镇0 5镇0 6镇0 7镇0", ""),
    ],
)
def test_nobody_is_put_last_by_name_among_equals(closed, first, last):
    places = tuple(Place(name=f"{at}镇", listed=10, closed=one) for at, one in enumerate(closed, 1))
    facts = county(places=places)
    text = next(fill(part.text, figures(facts)) for part in write(facts) if part.key == "ranks").split("\n")[0]
    short = text.replace(".00%）", "").replace("（", "").replace("、", " ").replace("含并列）", "（含并列）")
    assert first in short
    assert last in short


def test_the_chart_shows_at_most_fifteen_of_those_behind_and_none_without_a_pace():
    many = tuple(line(str(at), f"指标{at}", "0.1", "0.75", "red") for at in range(20))
    without = (Line(key="x", title="无序时", lamp="red", actual=Decimal(1)),)
    paper = drawn(county(lines=(*many, *without)), write(county(lines=(*many, *without))), Official(), "标题")
    (chart,) = [block for block in paper.blocks if type(block).__name__ == "Chart"]
    assert len(chart.labels) == 15
    assert "无序时" not in chart.labels
    alone = county(lines=without)
    assert not [b for b in drawn(alone, write(alone), Official(), "标题").blocks if type(b).__name__ == "Chart"]


@pytest.mark.parametrize("kind", list(Kind))
def test_wide_tables_are_annexed_to_what_tells_a_period_alone(kind):
    facts = county(kind)
    titles = [one.title for one in drawn(facts, write(facts), Official(), "标题").annexes]
    assert titles == ([f"{facts.period}指标进度表"] if kind in (Kind.MONTH, Kind.QUARTER, Kind.YEAR) else [])


@pytest.mark.parametrize(("value", "shown"), [("0.33335", "33.34%"), ("-0.00004", "0.00%"), ("1", "100.00%")])
def test_a_share_is_rounded_half_up_away_from_nought(value, shown):
    assert share(Decimal(value)).shown == shown


def test_points_bear_no_sign_and_none_is_a_dash():
    assert (points(Decimal("-0.12345")).shown, points(None).shown, amount(None, "亩").shown) == ("12.35", "—", "—")


@pytest.mark.parametrize(
    ("text", "written", "found"),
    [
        ("完成3家", "完成3家", []),
        ("完成3家，又3家", "完成3家", ["3"]),  # each stands for itself
        ("完成12.5%", "完成12.5", ["12.5%"]),
        ("{红灯}项", "", []),
        ("２０家", "", ["２０"]),  # wide digits are numbers too
    ],
)
def test_a_number_typed_by_hand_is_found_once_for_each_time_it_stands(text, written, found):
    assert loose(text, written) == found


@pytest.mark.parametrize("text", ["{", "}", "甲}乙{", "{甲\n乙}", "{}"])
def test_a_brace_that_stands_alone_is_refused_with_how_to_write_one(text):
    with pytest.raises(InputFault, match="没有成对") as fault:
        fill(text, figures(county()), "总体情况")
    assert (fault.value.where, "花括号" in fault.value.remedy) == ("总体情况", True)


def test_marks_are_told_in_order_with_those_that_stand_twice():
    assert marks("{甲}{乙}，{甲}") == ["甲", "乙", "甲"]


def test_templates_find_each_figure_by_its_name_without_quotation_marks():
    facts = county()
    context = context_of(facts, write(facts), Official(issuer="专班", day=date(2026, 3, 5)), "标题")
    assert context["数字"] == {named(name): told.words for name, told in figures(facts).items()}
    assert context["成文日期"] == "2026年3月5日"
    assert [one["名次"] for one in context["镇街"]] == ["1", "2"]  # the town without cases is not ranked
    assert context["督办"][0]["限期"] == ""


def test_facts_refuse_what_they_do_not_know():
    with pytest.raises(ValueError, match="extra"):
        Facts.model_validate({**county().model_dump(), "neu": 1})
