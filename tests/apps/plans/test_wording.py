"""What a plan's cells are called: numbers, demands, thresholds, faults; each read back where it is read back."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.apps.plans import wording
from tenghuan.apps.plans.models import Milestone
from tenghuan.pace import Parts, Target
from tenghuan.plan.calibers import Caliber, Comparison
from tenghuan.plan.parameters import LAMP_WORDS

D = Decimal


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        (D("28.00"), "28"),
        (D("13.68"), "13.68"),
        (D("50000"), "50,000"),
        (D("1E+3"), "1,000"),
        (D("0.0000004"), "0"),
        (D("-0.0000004"), "0"),
        (D("-26.9"), "-26.9"),
        (0.1, "0.1"),
        (100, "100"),
        (D("1234567.1234567"), "1,234,567.123457"),
    ],
)
def test_a_number_has_no_idle_zeros_and_six_decimals_at_most(value, said):
    assert wording.number(value) == said


@given(st.decimals(-(10**12), 10**12, places=6))
def test_a_number_is_read_back_as_it_was(value):
    assert D(wording.number(value).replace(",", "")) == value


def cell(**told):
    base = {"value": None, "caliber": "level", "comparison": "eq", "year": 2023, "raw": ""}
    return Milestone(**{**base, **told})


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"value": D(28)}, "28"),
        ({"value": D(28), "comparison": "ge"}, "≥28"),
        ({"value": D(8), "comparison": "le"}, "≤8"),
        ({"value": D("2.3"), "comparison": "gt"}, ">2.3"),
        ({"value": D(1), "upper": D(2)}, "1—2"),
        ({"value": D(20), "comparison": "ge", "share": D(60)}, "≥20 且占 60%以上"),
        ({"raw": "完成上级下达任务"}, "完成上级下达任务"),
    ],
)
def test_a_demand_is_said_with_its_sign_and_bounds(told, said):
    assert wording.target(cell(**told)) == said


@pytest.mark.parametrize(
    ("told", "unit", "said"),
    [
        ({"value": D(28), "comparison": "ge"}, "万元/亩", "2023年 ≥28 万元/亩（水平值）"),
        ({"value": D(28), "year": None}, "家", "每年 28 家（水平值）"),
        ({"value": D("0.5"), "caliber": "share"}, "1", "2023年 0.5（占比）"),
        ({"raw": "显著提升", "caliber": "qualitative"}, "家", "2023年 显著提升（定性）"),
    ],
)
def test_a_cell_is_said_in_full_with_year_unit_and_caliber(told, unit, said):
    assert wording.milestone(cell(**told), unit) == said


def test_cells_stand_by_year_with_those_of_every_year_last():
    cells = [cell(year=None), cell(year=2023), cell(year=2021)]
    assert [one.year for one in wording.in_order(cells)] == [2021, 2023, None]


@pytest.mark.parametrize("value", [1, 5, 10, 0.5, 1000, 2000, 12500, 1000000])
@pytest.mark.parametrize("unit", ["亿元", "万元", "吨标准煤"])
def test_a_threshold_is_read_back_as_it_was_written_thousands_too(value, unit):
    words = wording.threshold({"value": value, "unit": unit})
    assert wording.bound(words) == (D(str(value)), unit)


@pytest.mark.parametrize(
    "words", ["", "规上", "以上", "亿元以上", "1..2亿元以上", ".亿元以上", "10亿元", "10以上", "约10亿元以上"]
)
def test_other_words_are_no_threshold(words):
    assert wording.bound(words) is None


def test_no_threshold_is_no_words():
    assert wording.threshold(None) == ""


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (None, ""),
        (Parts(D(11), D(15), "增量"), "11 ÷ 15（增量）"),
        (Parts(D("27.163456"), D(25)), "27.1635 ÷ 25"),
        (Parts(D("1234.56789"), D("2000")), "1,234.57 ÷ 2,000"),
    ],
)
def test_a_quotient_is_said_with_as_many_digits_as_one_needs(parts, said):
    assert wording.parts(parts) == said


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Target(2023, D(220), Caliber.CUMULATIVE_WITH_BASE, Comparison.GE), "≥220 累计含基数 / 2023"),
        (Target(None, D(30), Caliber.ANNUAL), "30 当年 / 每年"),
        (Target(2023, None, Caliber.QUALITATIVE), ""),
    ],
)
def test_a_target_is_said_with_caliber_and_year(target, said):
    assert wording.pace_target(target) == said


def test_every_caliber_and_lamp_has_its_words():
    assert set(wording.EXPLAINED) == set(Caliber)
    assert {wording.lamp(colour) for colour in LAMP_WORDS} == set(LAMP_WORDS.values())
    assert wording.lamp("violet") == ""
    assert set(wording.SIGNS) == {one.value for one in Comparison}


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.52, "%", "0.52 %"),
        (True, "", "是"),
        (False, "", "否"),
        (2, "1", "2"),
        (["兼并重组", "整体腾退"], "", "兼并重组、整体腾退"),
        ({"name": "增量口径", "value": 3}, "", "增量口径"),
        ({"land": 1000, "energy": 0.5}, "亩", "1,000 亩 0.5 亩"),
        ("差值法", "", "差值法"),
        ([], "", ""),
    ],
)
def test_a_parameter_is_said_whatever_shape_it_has(value, unit, said):
    assert wording.parameter(value, unit) == said


@pytest.mark.parametrize(("reached", "said"), [(True, "达标"), (False, "未达标"), (None, "")])
def test_what_has_no_quotient_is_met_or_not(reached, said):
    assert wording.met(reached) == said


def test_a_source_is_said_without_gaps():
    assert wording.source({"document": "嵊政〔2022〕28号", "place": "附件1"}) == "嵊政〔2022〕28号 附件1"
    assert wording.source({}) == ""


@pytest.mark.parametrize(
    ("path", "remedy", "where", "kind", "item"),
    [
        ("indicators[3]「亩均税收」.milestones[0].value", "补 value", "指标“亩均税收” · 目标", "target", 7),
        ("indicators[4]「研发」.unit", "改 unit", "指标“研发” · 计量单位", "target", 0),
        ("plan.region", "", "基本信息 · 县（市、区）", "meta", 0),
        ("groups[2]", "", "专班", "group", 0),
        ("strange.thing", "", "strange.thing", "meta", 0),
    ],
)
def test_a_fault_of_a_pack_is_told_in_the_reviewers_words(path, remedy, where, kind, item):
    found = SimpleNamespace(path=path, message="缺", remedy=remedy)
    told = wording.fault(found, {"亩均税收": ("target", 7)})
    assert (told["where"], told["kind"], told["item"], told["message"]) == (where, kind, item, "缺")
    assert "value" not in told["remedy"]
    assert "unit" not in told["remedy"]
