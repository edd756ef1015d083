"""Layouts: what the platform brings can stand, and each fault of a layout is told where it is."""

from __future__ import annotations

import copy
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from tenghuan.apps.cockpit import layout
from tenghuan.apps.cockpit.layout import Part, fits
from tenghuan.apps.cockpit.sections import SECTIONS
from tenghuan.errors import InputFault

GIVEN = {
    "refresh": 60,
    "screens": [
        {
            "title": "总体",
            "dwell": 20,
            "sections": [
                {"section": "lamps", "width": 12, "height": 1},
                {"section": "red", "width": 5, "height": 5},
                {"section": "figures", "width": 7, "height": 5},
            ],
        }
    ],
}


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    told = copy.deepcopy(GIVEN)
    change(told)
    return told


@pytest.mark.parametrize("kind", ["county", "upper"])
def test_the_layouts_of_the_platform_can_stand_and_come_back_as_they_were_kept(kind):
    plan = layout.read(layout.shipped()[kind], SECTIONS)
    assert len(plan.screens) >= 3
    assert layout.read(plan.told(), SECTIONS) == plan


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        (lambda told: told.update(screens=None), "版面", "没有屏幕"),
        (lambda told: told.update(screens=[]), "版面", "1—6"),
        (lambda told: told.update(screens=told["screens"] * 7), "版面", "1—6"),
        (lambda told: told.update(refresh=5), "刷新间隔", "15—3600"),
        (lambda told: told.update(refresh="60"), "刷新间隔", "整数"),
        (lambda told: told.update(refresh=True), "刷新间隔", "整数"),
        (lambda told: told["screens"][0].update(title=" "), "第 1 屏", "标题"),
        (lambda told: told["screens"][0].update(title="长" * 21), "第 1 屏", "20 字"),
        (lambda told: told["screens"][0].update(dwell=4), "停留秒数", "5—600"),
        (lambda told: told["screens"][0].update(sections=[]), "第 1 屏", "没有板块"),
        (lambda told: told["screens"][0]["sections"][0].update(section="stocks"), "第 1 屏", "stocks"),
        (lambda told: told["screens"][0]["sections"][0].update(width=13), "宽", "1—12"),
        (lambda told: told["screens"][0]["sections"][0].update(height=0), "高", "1—6"),
        (lambda told: told["screens"][0]["sections"][0].pop("height"), "高", "1—6"),
        (lambda told: told["screens"][0]["sections"][1].update(section="lamps"), "第 1 屏", "两次"),
        (lambda told: told["screens"][0]["sections"][2].update(width=8), "第 1 屏", "放不下"),
        (lambda told: told["screens"].append("一屏"), "第 2 屏", "标题"),
    ],
)
def test_a_fault_is_told_where_it_is(change, where, words):
    with pytest.raises(InputFault) as fault:
        layout.read(changed(change), SECTIONS)
    assert where in fault.value.where
    assert words in str(fault.value)
    assert fault.value.remedy


def _tries(parts, columns, rows):
    """Lay parts one after the other into the first free place, by sets of cells: written apart from the code."""
    taken: set[tuple[int, int]] = set()
    for part in parts:
        for top, left in product(range(rows), range(columns)):
            cells = set(product(range(top, top + part.height), range(left, left + part.width)))
            if not cells & taken and max(cells) <= (rows - 1, columns - 1) and left + part.width <= columns:
                taken |= cells
                break
        else:
            return False
    return True


def test_what_fits_is_what_a_reckoning_apart_says():
    sizes = [(12, 1), (5, 5), (7, 3), (7, 2), (6, 3), (4, 4), (12, 6)]
    seen = set()
    for chosen in product(sizes, repeat=3):
        parts = [Part(str(n), width, height) for n, (width, height) in enumerate(chosen)]
        assert fits(parts, 12, 6) == _tries(parts, 12, 6), chosen
        seen.add(fits(parts, 12, 6))
    assert seen == {True, False}
