"""Bulletins told from figures: what the rules write, worked out by hand from a small county."""

from datetime import date
from decimal import Decimal

import pytest

from tenghuan.errors import InputFault
from tenghuan.publishing.papers import Official, to_docx, to_pdf, to_xlsx
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
    lacking,
    loose,
    marks,
    titled,
    town_sheet,
    write,
)
from tests.publishing.official import bare, docx_words, pdf_words, xlsx_cells


def line(key, title, progress, pace, lamp, actual="1", **rest):
    numbers = {"progress": Decimal(progress), "pace": Decimal(pace), "actual": Decimal(actual)}
    return Line(
        key=key,
        title=title,
        lamp=lamp,
        lead=rest.pop("lead", "经信局"),
        unit="家",
        source="经信局填报",
        **numbers,
        **rest,
    )


def county(kind=Kind.QUARTER, **rest):
    told = {
        "kind": kind,
        "county": "东县",
        "year": 2026,
        "month": 9,
        "last": date(2026, 9, 30),
        "known": date(2026, 9, 30),
        "lines": (
            line("1", "亩均税收", "0.9", "0.75", "green"),
            line("2", "“品字标”企业", "0.5", "0.75", "yellow"),
            line("3", "机器人", "0.4", "0.75", "red", needed=Decimal(20)),
            line("4", "高企", "0.7", "0.75", "blue"),
            Line(key="5", title="劳产率", lamp="not_due", unit="万元/人"),
            Line(key="6", title="研发", lamp="no_data"),
        ),
        "places": (
            Place(name="甲镇", listed=4, closed=3, late=1, land=Decimal("12.345")),
            Place(name="乙镇", listed=4, closed=1, late=2),
            Place(name="丙镇"),
        ),
        "offices": (Office(name="经信局", judged=4, on_pace=1, red=1),),
        "matters": (Matter(number="DB2026-0001", matter="环评手续", lead="环保局", over=6, town="甲镇"),),
        "open_matters": 3,
        "named": (Named(name="甲厂", uscc="9133", town="甲镇"),),
        **rest,
    }
    return Facts(**told)


def said(facts):
    known = figures(facts)
    return {part.key: fill(part.text, known) for part in write(facts)}


def test_the_whole_is_counted_and_shared():
    # 4 of 6 carry a lamp, 1 is on pace: 25 %
    assert said(county())["whole"] == (
        "东县共有指标6项，其中已亮灯4项：达到序时进度1项，占25.00%；红灯1项；黄灯1项；蓝灯1项。尚未报数1项、未到期1项。"
    )


def test_those_behind_stand_worst_first_with_by_how_much():
    text = said(county())["lines"]
    assert "“机器人”（牵头单位：经信局）红灯，完成40.00%，低于序时35.00个百分点" in text
    assert text.index("机器人") < text.index("品字标") < text.index("高企")
    assert "领先较多的有：“亩均税收”完成90.00%，超序时15.00个百分点。" in text
    assert "“‘品字标’企业”" in text  # quotation marks within quotation marks are single


def test_a_quarters_bulletin_has_the_six_parts():
    headings = [part.heading for part in write(county()) if part.heading]
    assert headings == ["总体情况", "指标进度", "镇街与部门排名", "高耗低效整治", "存在问题", "下步要求"]


def test_towns_are_ranked_by_what_they_closed_and_those_without_cases_are_not():
    assert "镇街从高到低依次为：甲镇（75.00%）、乙镇（25.00%）。" in said(county())["ranks"]


def test_of_many_the_first_and_the_last_three_are_named():
    places = tuple(Place(name=f"第{at}镇", listed=10, closed=at) for at in range(1, 9))
    text = said(county(places=places))["ranks"]
    assert "前三位：第8镇（80.00%）、第7镇（70.00%）、第6镇（60.00%）；" in text
    assert "后三位：第3镇（30.00%）、第2镇（20.00%）、第1镇（10.00%）。" in text


def test_clearing_says_what_was_closed_and_freed_and_who_is_late():
    assert said(county())["clearing"] == (
        "在册整治案件8件，已销号4件，销号率50.00%；已销号案件腾出土地12.35亩、用能0.00吨标准煤，减碳0.00吨。"
        "超过限期未完成的3件，其中乙镇2件、甲镇1件。"
    )


def test_trouble_names_every_red_light_and_every_late_order():
    text = said(county())["trouble"]
    assert text.startswith("红灯指标1项：“机器人”")
    assert "逾期督办1件：“环评手续”（DB2026-0001，环保局）逾期6个工作日。" in text


def test_what_comes_next_is_asked_of_the_lead_in_figures():
    text = said(county())["next"]
    assert "经信局：“机器人”此后月均须完成20家。" in text
    assert "经信局：“‘品字标’企业”须补上与序时的差距25.00个百分点。" in text
    assert "高企" not in text  # blue waits while there is red and yellow


def test_a_county_wholly_on_pace_says_so_in_a_figure():
    good = county(lines=(line("1", "亩均税收", "0.9", "0.75", "green"),), matters=(), places=())
    assert "已亮灯的1项指标全部达到序时进度。" in said(good)["lines"]


@pytest.mark.parametrize("kind", [Kind.MONTH, Kind.QUARTER, Kind.YEAR, Kind.ORDERS])
def test_every_sentence_has_a_figure(kind):
    for part in write(county(kind)):
        for sentence in part.text.split("\n"):
            assert part.key == "opening" or marks(sentence), sentence


@pytest.mark.parametrize("kind", list(Kind))
def test_a_county_without_anything_is_told_without_a_fault(kind):
    bare_one = county(kind, lines=(), places=(), offices=(), matters=(), open_matters=0, named=())
    assert titled(bare_one)
    drawn(bare_one, write(bare_one), Official(), "标题")


def test_figures_of_a_later_day_say_of_which():
    late = county(known=date(2026, 11, 3))
    assert said(late)["clearing"].startswith("截至11月3日，在册整治案件8件")
    assert "截至11月3日，逾期督办1件" in said(late)["trouble"]


@pytest.mark.parametrize(
    ("kind", "month", "words"),
    [
        (Kind.MONTH, 9, "2026年9月"),
        (Kind.QUARTER, 9, "2026年第三季度"),
        (Kind.QUARTER, 10, "2026年1—10月"),
        (Kind.YEAR, 12, "2026年"),
        (Kind.YEAR, 11, "2026年1—11月"),
    ],
)
def test_a_period_that_is_not_over_is_told_by_its_months(kind, month, words):
    assert county(kind, month=month).period == words


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("sources", [False, True])
def test_every_number_is_the_same_in_all_three_forms(kind, sources):
    facts = county(kind)
    paper = drawn(facts, write(facts), Official(), titled(facts), sources=sources)
    in_word, in_pdf = docx_words(to_docx(paper)), pdf_words(to_pdf(paper))
    cells = xlsx_cells(to_xlsx(paper))
    numbers = {round(cell, 6) for cell in cells if isinstance(cell, int | float)}
    texts = bare("".join(str(cell) for cell in cells))
    known = figures(facts)
    named = [name for part in write(facts) for name in marks(part.text) if name in known]
    assert named
    for name in named:
        shown = known[name].words
        assert shown in in_word, name
        assert shown in in_pdf, name
        assert shown in texts, name
    for block in [
        one for one in (*paper.blocks, *(b for a in paper.annexes for b in a.blocks)) if hasattr(one, "rows")
    ]:
        for cell in (cell for row in block.rows for cell in row if getattr(cell, "value", None) is not None):
            assert cell.shown in in_word
            assert cell.shown in in_pdf
            assert round(float(cell.value), 6) in numbers


def test_the_annex_of_sources_leads_each_figure_back():
    facts = county()
    paper = drawn(facts, write(facts), Official(), "标题", sources=True)
    rows = {row[0]: row for row in paper.annexes[-1].blocks[0].rows}
    for part in write(facts):
        for name in marks(part.text):
            assert rows[name][3], name
    assert paper.official.attachments == ("2026年第三季度指标进度表", "数字来源表")


def test_a_name_that_no_figure_has_is_refused_where_it_stands():
    with pytest.raises(InputFault, match="没有名为“甲”的数字") as fault:
        fill("共{甲}项", figures(county()), "总体情况")
    assert fault.value.where == "总体情况"
    with pytest.raises(InputFault, match="没有成对"):
        fill("共{甲项", figures(county()))


def test_what_is_to_be_filled_in_is_known_and_shown():
    text = "自{待填：起始日}起，共{指标总数}项"
    assert lacking(text) == ["起始日"]
    assert fill(text, figures(county())) == "自〔待填：起始日〕起，共6项"


def test_numbers_typed_by_hand_are_found():
    assert loose("完成{红灯}项，另有12.5%和3家", "写明3家") == ["12.5%"]


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("12.345", "亩", "12.35"),
        ("3", "家", "3"),
        ("0.1234", "吨标准煤/万元", "0.123"),
        ("1.50", "米", "1.5"),
        ("7", "米", "7"),
    ],
)
def test_an_amount_has_the_digits_of_its_unit(value, unit, shown):
    assert amount(Decimal(value), unit).shown == shown


def test_titles_borne_by_several_are_told_apart():
    twice = county(lines=(line("1", "高企", "0.9", "0.75", "green"), line("2", "高企", "0.2", "0.75", "red")))
    known = figures(twice)
    assert (known["高企.完成率"].words, known["高企（2）.完成率"].words) == ("90.00%", "20.00%")
    assert "完成20.00%" in said(twice)["lines"]


def test_a_towns_sheet_says_its_rank_and_how_far_it_is_from_the_county():
    words = docx_words(to_docx(town_sheet(county(), "乙镇")))
    assert "2/2" in words
    assert "销号率25.00%，低于全县平均（50.00%）25.00个百分点；第一名甲镇为75.00%。" in words
    assert "环评手续" not in words
    assert "环评手续" in docx_words(to_docx(town_sheet(county(), "甲镇")))
    with pytest.raises(InputFault, match="没有这个镇"):
        town_sheet(county(), "丁镇")


def test_facts_come_back_whole_from_what_rows_keep():
    facts = county()
    assert Facts.model_validate(facts.model_dump(mode="json")) == facts
