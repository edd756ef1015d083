"""Units of measure: conversion is exact, aliases are one unit, kinds are not mixed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.errors import InputFault
from tenghuan.plan.measures import convert, kinship, measure, measures


@pytest.mark.parametrize(
    ("value", "source", "target", "result"),
    [
        (100, "平方公里", "亩", 150000),
        (1, "公顷", "亩", 15),
        (2000, "平方米", "亩", 3),
        (1.2, "亿元", "万元", 12000),
        (0.6, "万吨标煤", "吨标准煤", 6000),
        (2, "万家", "家", 20000),
        (1, "元/千瓦时", "万元/万千瓦时", 1),
        (33.33, "%", "1", 0.3333),
    ],
)
def test_conversion(value: float, source: str, target: str, result: float) -> None:
    assert convert(value, source, target) == result


def test_names_and_aliases_are_one_unit_and_belong_to_one() -> None:
    assert measure("万吨标煤") is measure("万吨标准煤") is measure(" 万吨标准煤 ")
    assert measure("％") is measure("%")
    assert measure("家（个）") is measure("家")
    assert measure("斤") is None
    names = [name for unit in measures() for name in [unit.name, *unit.aliases]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("source", "target"), [("亩", "万元"), ("万美元", "万元"), ("家", "项"), ("斤", "吨")])
def test_different_things_do_not_convert(source: str, target: str) -> None:
    with pytest.raises(InputFault):
        convert(1, source, target)


@given(st.sampled_from(measures()), st.integers(min_value=0, max_value=10**6))
def test_there_and_back_is_the_same(unit: object, value: int) -> None:
    twins = [m for m in measures() if m.dimension == unit.dimension]
    for other in twins:
        there = convert(value, unit.name, other.name)
        assert convert(there, other.name, unit.name) == pytest.approx(value, rel=1e-12)


def test_kinship() -> None:
    assert kinship("亩", "公顷") == 1
    assert kinship("家", "项") == 0.9
    assert kinship("家", "%") == 0
    assert kinship("斤", "斤") == 1
