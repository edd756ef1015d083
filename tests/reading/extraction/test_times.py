"""Which year a figure is due, by the time words of a sentence; and whose figure it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.reading.extraction.subjects import Subjects
from tenghuan.reading.extraction.timeline import Marker, markers_in


def marks(text: str, **other: int | None) -> list[Marker]:
    return markers_in(text, **{"plan_end": 2026, "known_until": 2023, **other})


def brief(text: str, **other: int | None) -> list[tuple[str, int | None]]:
    return [(m.sort, m.year) for m in marks(text, **other)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("到2026年底，培育企业10家", [("due", 2026)]),
        ("力争到2025年末完成", [("due", 2025)]),
        ("2024年6月底前完成", [("due", 2024)]),
        ("2025年12月31日前建成", [("due", 2025)]),
        ("2026年6月前投产", [("due", 2026)]),
        ("2025年上半年开工", [("due", 2025)]),
        ("到2025年、2027年分别达到", [("due", 2025), ("due", 2027)]),
        ("到“十五五”末", [("due", 2030)]),
        ("“十四五”期间", [("due", 2025)]),
        ("“十六五”末", [("due", 2035)]),
        ("三年累计新增30家", [("span", 2026)]),
        ("用3年时间整治", [("span", 2026)]),
        ("经过五年努力", [("span", 2026)]),
        ("到规划期末", [("span", 2026)]),
        ("每年新增20家", [("annual", None)]),
        ("逐年压减", [("annual", None)]),
        ("2024-2026年每年腾退", [("due", 2026), ("annual", None)]),
        ("2023年，全县实现增加值", [("past", 2023)]),
        ("截至2023年底", [("past", 2023)]),
        ("2022年以来整治", [("past", 2022)]),
        ("自2021年开展行动以来", [("past", 2021)]),
        ("“十三五”以来", [("past", 2020)]),
    ],
)
def test_a_time_word_and_its_year(text: str, found: list[tuple[str, int | None]]) -> None:
    assert brief(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "比2020年下降10%",
        "较2023年增长8%",
        "以2020年为基数",
        "由2023年的1200亩提高",
        "达到2022年的2倍",
        "年均增长5%",
        "连续三年下降",
        "每三年评估一次",
        "近两年完成",
        "三年行动计划",
        "到明年底",
    ],
)
def test_years_that_are_compared_with_or_named_are_no_time_limit(text: str) -> None:
    assert brief(text) == []


def test_a_span_other_than_the_plans_is_not_its_end() -> None:
    assert brief("两年内完成", duration=3) == []
    assert brief("两年内完成", duration=2) == [("span", 2026)]
    assert brief("三年内完成", duration=5) == []
    assert brief("三年内完成", plan_end=None) == [("span", None)]


def test_this_year_of_a_plan_for_one_year() -> None:
    assert brief("全年新增规上企业20家", this_year=2025) == [("due", 2025)]
    assert brief("全年新增规上企业20家") == []
    # 今年以来 tells the past, and what comes after a past year is told of it
    assert brief("今年以来新增20家", this_year=2025) == []


def test_the_year_before_the_document_is_past_only_where_it_is_known() -> None:
    assert brief("2023年完成80家") == [("past", 2023)]
    assert brief("2023年完成80家", known_until=2022) == [("due", 2023)]
    assert brief("2023年完成80家", known_until=None) == [("due", 2023)]


def test_a_year_in_brackets_ends_with_them() -> None:
    text = "整治企业400家（其中2024年160家），盘活用地900亩"
    [mark] = marks(text)
    assert mark.until == text.index("）")
    [before] = marks("改造厂房12栋，2025年底前完成，新增用地30亩")
    assert before.until == before.end  # looks back only


def test_a_yearly_average_of_counts_holds_to_the_end_of_its_clause() -> None:
    text = "年均引进人才5名，累计培育10家"
    [mark] = marks(text)
    assert (mark.sort, text[mark.start : mark.until]) == ("annual", "年均引进人才5名")


@given(st.integers(2024, 2099), st.sampled_from(["到{}年", "到{}年底", "{}年底前", "{}年末", "力争{}年底"]))
def test_any_year_to_come_is_due_in_every_wording(year: int, wording: str) -> None:
    assert brief(wording.format(year) + "，完成整治10家") == [("due", year)]


COUNTY = Subjects("青川县")
CITY = Subjects("江南市")


def whose(subjects: Subjects, text: str, **other: int | None) -> str:
    return subjects.status(text, text.index("■"), marks(text, **other))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("到2026年，全县盘活用地■亩", "own"),
        ("到2026年，我县盘活用地■亩", "own"),
        ("全省力争到2026年盘活用地■亩", "superior"),
        ("全国规上工业增加值平均达到■亿元", "superior"),
        ("到2026年，全市力争亩均税收达到■万元", "superior"),
        ("全省目标为■万元；我县力争达到■万元", "superior"),
        ("对照省下达的亩均税收目标■万元", "superior"),
        ("亩均税收高于省下达目标■万元", "own"),
        ("2023年，全县完成整治■家", "past"),
        ("截至2023年底，全县累计整治■家", "past"),
        ("2022年以来累计整治320家，到2026年再整治■家", "own"),
    ],
)
def test_whose_figure_it_is_for_a_county(text: str, status: str) -> None:
    assert whose(COUNTY, text) == status


def test_the_whole_city_is_the_own_place_of_a_city_and_the_superior_of_a_county() -> None:
    text = "到2026年，全市力争亩均税收达到■万元"
    assert (whose(CITY, text), whose(COUNTY, text)) == ("own", "superior")


def test_what_comes_after_the_semicolon_is_read_by_its_own_subject() -> None:
    text = "全省力争达到37万元；我县力争到2026年达到■万元"
    assert whose(COUNTY, text) == "own"
