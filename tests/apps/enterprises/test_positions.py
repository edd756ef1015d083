"""Where an enterprise stands among others: against fractions, with ties, without figures, of its county and year."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db.models import Q

from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.enterprises.queries import positions
from tenghuan.apps.enterprises.ratios import RATIOS
from tests.apps.enterprises.made import code

GROUPS = {"county": Q()}


def firm(county, number: int, town: int = 0, year: int = 2022, **facts) -> YearFacts:
    enterprise, _made = Enterprise.objects.get_or_create(
        county=county.region, uscc=code(number),
        defaults={"name": f"第{number}厂", "town": county.town_regions[town], "industry": "3311"},
    )  # fmt: skip
    return YearFacts.objects.create(enterprise=enterprise, year=year, **facts)


def place(facts: YearFacts, key: str = "tax_per_mu", group: str = "county") -> tuple[int, int] | None:
    return positions(facts, GROUPS)[group].get(key)


def test_equal_ratios_of_unequal_sizes_share_the_better_place(world):
    """100 ÷ 30 and 10 ÷ 3 are one number though no double is: 1, 1, 3."""
    rows = [firm(world.home, n, tax=tax, land_mu=land) for n, (tax, land) in enumerate(((100, 30), (10, 3), (3, 1)), 1)]
    assert [place(row) for row in rows] == [(1, 3), (1, 3), (3, 3)]


@pytest.mark.parametrize("land", [None, 0])
def test_without_something_to_divide_by_there_is_no_place_and_nobody_stands_behind_it(world, land):
    known, unknown = firm(world.home, 1, tax=10, land_mu=5), firm(world.home, 2, tax=900, land_mu=land)
    assert place(known) == (1, 1)
    assert place(unknown) is None
    assert positions(firm(world.home, 3, land_mu=5), GROUPS) == {"county": {}}


def test_below_nothing_comes_last_and_nothing_before_it(world):
    rows = [firm(world.home, n, tax=tax, land_mu=10) for n, tax in enumerate((-5, 0, 5), 1)]
    assert [place(row) for row in rows] == [(3, 3), (2, 3), (1, 3)]


def test_another_year_and_another_county_are_not_counted(world):
    mine = firm(world.home, 1, tax=1, land_mu=10)
    firm(world.home, 2, year=2021, tax=99, land_mu=10)
    firm(world.neighbour, 3, tax=99, land_mu=10)
    assert place(mine) == (1, 1)


def test_a_double_entry_that_was_taken_out_counts_for_nobody_and_keeps_its_own_place(world):
    mine, double = firm(world.home, 1, tax=10, land_mu=10), firm(world.home, 2, tax=20, land_mu=10)
    assert place(mine) == (2, 2)
    Enterprise.objects.filter(pk=double.enterprise_id).update(retired_on=date(2023, 1, 1))
    assert place(mine) == (1, 1)
    assert place(double) == (1, 2)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_agrees_with_fractions_in_every_group(world, django_assert_num_queries, seed):
    chance = random.Random(seed)
    names = sorted({name for ratio in RATIOS for name in (ratio.numerator, ratio.denominator)})
    rows = []
    for number in range(1, 15):
        told = {
            name: chance.choice([None, Decimal(0), Decimal(chance.randint(1, 9)), Decimal(chance.randint(1, 900)) / 7])
            for name in names
        }
        told = {name: None if value is None else round(value, 6) for name, value in told.items()}
        rows.append(firm(world.home, number, number % 2, **told))
    towns = {row.pk: row.enterprise.town_id for row in rows}
    groups = {"county": Q(), "town": Q(enterprise__town=world.home.town_regions[0])}
    rows = list(YearFacts.objects.select_related("enterprise").order_by("pk"))
    for row in rows[:5]:
        if any(ratio.of(row) is not None for ratio in RATIOS):
            with django_assert_num_queries(1):
                found = positions(row, groups)
        for name, members in (
            ("county", rows),
            ("town", [one for one in rows if towns[one.pk] == world.home.town_regions[0].pk]),
        ):
            for ratio in RATIOS:
                if ratio.of(row) is None:
                    continue
                values = [
                    Fraction(getattr(one, ratio.numerator)) / Fraction(getattr(one, ratio.denominator))
                    for one in members
                    if ratio.of(one) is not None
                ]
                mine = Fraction(getattr(row, ratio.numerator)) / Fraction(getattr(row, ratio.denominator))
                assert found[name][ratio.key] == (1 + sum(value > mine for value in values), len(values)), ratio.key
