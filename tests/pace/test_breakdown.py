"""Whatever is proposed adds up, for every caliber; what does not is told at its place. Sums are done here by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.errors import InputFault
from tenghuan.pace import Past, Subject, Target
from tenghuan.pace.breakdown import Part, faults, goal_of, propose, targets_of, together
from tenghuan.plan.calibers import Caliber, Comparison, Direction

FIRST, LAST = 2025, 2027


def numbers(*values: Any) -> list[Decimal]:
    return [Decimal(str(value)) for value in values]


def subject(caliber: Caliber, *targets: tuple[int | None, Any, Caliber], **more: Any) -> Subject:
    cells = tuple(Target(year, Decimal(str(value)), kind) for year, value, kind in targets)
    return Subject(caliber, cells, FIRST, **more)


def years(goal: Any) -> dict[str, Decimal]:
    return {column.key: column.amount for column in goal.columns}


# -- what a plan asks, by hand -------------------------------------------------------------------------------------
def test_a_sum_over_three_years_is_told_evenly_and_only_its_total_is_demanded():
    goal = goal_of(subject(Caliber.CUMULATIVE, (LAST, 1000, Caliber.CUMULATIVE)), LAST, True, 16)
    assert years(goal) == {"2025": 334, "2026": 333, "2027": 333}
    assert goal.total == 1000
    assert not any(column.stated for column in goal.columns)


def test_shengzhous_stock_with_its_base_years_and_rest():
    # 168 in 2020, 20 in 2021, 20 asked for 2022, 220 at the end of 2023: 12 are left for 2023
    told = subject(
        Caliber.CUMULATIVE_WITH_BASE,
        (2026, 20, Caliber.ANNUAL),
        (2027, 220, Caliber.CUMULATIVE_WITH_BASE),
        base=Decimal(168),
        base_year=2024,
        past=(Past(2025, Decimal(20), Caliber.ANNUAL),),
    )
    goal = goal_of(told, LAST, True, 3)
    assert years(goal) == {"2025": 20, "2026": 20, "2027": 12}
    assert [column.stated for column in goal.columns] == [True, True, False]
    parts = propose(goal, numbers(1, 1, 2))
    assert [part.base for part in parts] == [42, 42, 84]
    assert [part.total for part in parts] == [55, 55, 110]
    assert [t.value for t in targets_of(goal, parts[2])] == [94, 104, 110]


def test_what_holds_every_year_is_told_every_year_and_annual_times_years_is_the_sum():
    # 云和: 0.2 a year, 0.6 in three
    told = subject(Caliber.CUMULATIVE, (None, "0.2", Caliber.ANNUAL), (LAST, "0.6", Caliber.CUMULATIVE))
    goal = goal_of(told, LAST, False, 4)
    assert years(goal) == dict.fromkeys(("2025", "2026", "2027"), Decimal("0.2"))
    assert goal.total == Decimal("0.6")
    assert goal.step == Decimal("0.001")  # hundredths of 0.2 for four would be coarse


def test_a_year_whose_amounts_fall_short_of_the_sum_takes_the_rest_in_the_last():
    told = subject(Caliber.CUMULATIVE, (None, 3, Caliber.ANNUAL), (LAST, 12, Caliber.CUMULATIVE))
    assert years(goal_of(told, LAST, True, 2)) == {"2025": 3, "2026": 3, "2027": 6}


def test_a_text_or_a_target_without_a_number_cannot_be_broken_down():
    for caliber, targets in ((Caliber.QUALITATIVE, ()), (Caliber.LEVEL, ())):
        with pytest.raises(InputFault, match="定性目标"):
            goal_of(subject(caliber, *targets), LAST, True, 2)


# -- what does not add up ------------------------------------------------------------------------------------------
def test_a_level_is_averaged_by_weight():
    goal = goal_of(subject(Caliber.LEVEL, (LAST, 28, Caliber.LEVEL)), LAST, False, 2)
    enough = [Part(Decimal(1), {"2027": Decimal(30)}), Part(Decimal(1), {"2027": Decimal(26)})]
    assert faults(goal, enough) == []
    # two thirds of the land yield 26: 27.33 on the whole
    short = [enough[0], Part(Decimal(2), {"2027": Decimal(26)})]
    assert [(one.at, one.column, one.message) for one in faults(goal, short)] == [
        (None, "2027", "加权平均 27.3333 低于目标 28")
    ]
    assert faults(goal, [Part(Decimal(0), {"2027": Decimal(30)}), enough[1]])[0].column == "weight"


def test_a_ceiling_is_not_to_be_passed():
    told = Subject(
        Caliber.ANNUAL, (Target(LAST, Decimal(10), Caliber.ANNUAL, Comparison.LE),), FIRST, direction=Direction.LOWER
    )
    goal = goal_of(told, LAST, False, 2)
    parts = [Part(Decimal(1), {"2027": Decimal(6)}), Part(Decimal(1), {"2027": Decimal(5)})]
    assert "高于目标" in faults(goal, parts)[0].message
    parts[1] = Part(Decimal(1), {"2027": Decimal(3)})
    assert faults(goal, parts) == []


def test_bases_must_be_the_whole_base_and_cells_must_be_told():
    told = subject(Caliber.CUMULATIVE_WITH_BASE, (LAST, 10, Caliber.CUMULATIVE_WITH_BASE), base=Decimal(4))
    goal = goal_of(told, LAST, True, 2)
    amounts = {"2025": Decimal(1), "2026": Decimal(1), "2027": Decimal(2)}
    wrong = [Part(Decimal(1), amounts, Decimal(2)), Part(Decimal(1), amounts, Decimal(3))]
    assert [one.message for one in faults(goal, wrong)] == ["基数合计 5 与总基数 4 不符"]
    lacking = [Part(Decimal(1), {"2025": Decimal(1)}, None), wrong[0]]
    assert [(one.at, one.column) for one in faults(goal, lacking)] == [(0, "2026"), (0, "2027"), (0, "base")]
    assert faults(goal, [])[0].message == "还没有分解对象"


# -- every caliber -------------------------------------------------------------------------------------------------
@st.composite
def subjects(draw: Any) -> tuple[Subject, bool]:
    caliber = draw(st.sampled_from([one for one in Caliber if one is not Caliber.QUALITATIVE]))
    counted = caliber not in (Caliber.LEVEL, Caliber.SHARE, Caliber.CUMULATIVE_DROP_RATE, Caliber.AVERAGE_GROWTH)
    counted = counted and draw(st.booleans())
    number = st.integers(0, 5000).map(Decimal) if counted else st.integers(0, 50_000).map(lambda n: Decimal(n) / 100)
    base = draw(st.none() | number) if caliber is Caliber.CUMULATIVE_WITH_BASE else None
    over = draw(number) + (base or 0)
    targets = [Target(LAST, over, caliber, share=Decimal(30) if caliber is Caliber.TWO_CONDITIONS else None)]
    if draw(st.booleans()):
        targets.append(Target(draw(st.sampled_from([None, 2026])), draw(number), Caliber.ANNUAL))
    past = tuple(Past(2025, draw(number), Caliber.ANNUAL) for _ in range(draw(st.integers(0, 1))))
    return Subject(caliber, tuple(targets), FIRST, base=base, base_year=2024, past=past), counted


@given(subjects(), st.lists(st.integers(1, 999).map(Decimal), min_size=2, max_size=25))
def test_whatever_is_proposed_adds_up_for_every_caliber(told, weights):
    about, counted = told
    goal = goal_of(about, LAST, counted, len(weights))
    parts = propose(goal, weights)
    assert faults(goal, parts) == []
    dated = {t.year for t in about.targets if t.year}
    own = [
        (year, t.value)
        for t in about.targets
        if t.caliber is about.caliber
        for year in ([t.year] if t.year else {2025, 2026, 2027} - dated - {past.year for past in about.past})
    ]
    published = [targets_of(goal, part) for part in parts]
    for year, value in own:
        theirs = [cell.value for cells in published for cell in cells if cell.year == year]
        assert len(theirs) == len(parts)
        if about.caliber in (Caliber.LEVEL, Caliber.SHARE, Caliber.CUMULATIVE_DROP_RATE, Caliber.AVERAGE_GROWTH):
            mean = sum(Fraction(w) * Fraction(v) for w, v in zip(weights, theirs, strict=True)) / Fraction(sum(weights))
            assert mean >= Fraction(value)
        else:
            assert sum(theirs) >= value
            assert not counted or all(one == int(one) for one in theirs)
            assert all(one >= 0 for one in theirs)
    if goal.yearly:
        for column in goal.columns:
            assert sum(part.amounts[column.key] for part in parts) == column.amount == together(goal, parts, column.key)
        assert sum(part.total for part in parts) == (about.base or 0) + sum(column.amount for column in goal.columns)
