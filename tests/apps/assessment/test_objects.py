"""Who is assessed, in which group, over which days; and months that add up to what their rows say."""

from __future__ import annotations

import io
import random
from collections import defaultdict
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from tenghuan.apps.assessment.models import Figure, Race
from tenghuan.apps.assessment.objects import objects_of
from tenghuan.apps.assessment.registers import SHOWING
from tenghuan.apps.assessment.services.months import make_month
from tenghuan.apps.assessment.services.races import freeze
from tenghuan.apps.organization.models import Unit, UnitKind
from tenghuan.apps.supervision.models import Order
from tenghuan.errors import InputFault
from tests.apps.assessment import races
from tests.apps.kit.sheds import by
from tests.apps.supervision.orders import issued

TEXT = """\
name: 督办月榜
items:
  - {item: 督办, shape: quota, weight: 10, each: 1, min: 0, draw: orders.in_time}
"""


def names(region, kind, groups="") -> list[tuple[str, str]]:
    return [(one.name, one.group) for one in objects_of(region, kind, groups)]


class TestObjects:
    def test_towns_and_departments_of_a_county_and_no_other_s(self, world):
        home = world.home
        assert names(home.region, "departments") == [(unit.name, "") for unit in home.departments]
        assert names(home.region, "towns") == [(unit.name, "") for unit in home.towns]
        assert names(world.city, "counties") == [("东县", ""), ("西县", "")]

    def test_a_unit_out_of_use_and_a_collective_are_not_assessed(self, world):
        Unit.objects.create(region=world.home.region, name="各乡镇", kind=UnitKind.COLLECTIVE)
        Unit.objects.filter(pk=world.home.towns[0].pk).update(active=False)
        assert names(world.home.region, "towns") == [(world.home.towns[1].name, "")]

    def test_nobody_to_assess_is_told(self, world):
        with pytest.raises(InputFault, match="东县没有可考核的"):
            objects_of(world.home.region, "parks")

    def test_groups_say_who_is_assessed_and_in_which_order(self, world):
        second, first = (unit.name for unit in reversed(world.home.towns))
        assert names(world.home.region, "towns", f"平原：{second}\n山区: {first}") == [
            (second, "平原"),
            (first, "山区"),
        ]
        assert names(world.home.region, "towns", f"山区：{first}") == [(first, "山区")]

    def test_a_stranger_in_a_group_is_named_with_who_may_be(self, world):
        with pytest.raises(InputFault, match=r"没有这样的.*xi1镇政府") as caught:
            objects_of(world.home.region, "towns", f"山区：{world.neighbour.towns[0].name}")
        assert world.home.towns[0].name in caught.value.remedy
        assert caught.value.where == "分组"

    def test_two_of_one_name_are_not_taken_for_one(self, world):
        """Each town has an office of its own: points go by name, and one would get the other's."""
        for town in world.home.town_regions:
            Unit.objects.create(region=town, name="经济发展办公室")
        with pytest.raises(InputFault, match=r"有同名的.*经济发展办公室") as caught:
            objects_of(world.home.region, "departments")
        assert "分组" in caught.value.remedy
        own = world.home.departments[0].name
        assert names(world.home.region, "departments", f"一组：{own}") == [(own, "一组")]
        with pytest.raises(InputFault, match="有同名的"):
            objects_of(world.home.region, "departments", f"一组：{own}、经济发展办公室")
        scheme = races.scheme(world.neighbour, text=TEXT)  # in another county nothing is in the way
        assert freeze(by(world.neighbour, "office"), scheme, date(2025, 12, 31)).figures.count() == 2


class TestDays:
    @pytest.mark.parametrize(
        ("until", "ok"),
        [
            (date(2024, 12, 31), False),
            (date(2025, 1, 1), True),
            (date(2025, 12, 31), True),
            (date(2026, 1, 1), False),
        ],
    )
    def test_figures_are_frozen_to_a_day_of_the_year(self, world, until, ok):
        scheme = races.scheme(world.home, text=TEXT)
        if ok:
            assert freeze(by(world.home, "office"), scheme, until).until == until
            return
        with pytest.raises(InputFault, match="须在 2025 年内"):
            freeze(by(world.home, "office"), scheme, until)
        assert not Race.objects.exists()

    @pytest.mark.parametrize(
        ("due", "counts"),
        [
            (date(2024, 12, 31), 0),
            (date(2025, 1, 1), 1),
            (date(2025, 6, 30), 1),
            (date(2025, 7, 1), 0),
        ],
    )
    def test_what_falls_due_on_the_last_day_counts_and_the_day_after_does_not(self, world, due, counts):
        order = issued(world.home)
        Order.objects.filter(pk=order.pk).update(due_on=due)
        race = freeze(by(world.home, "office"), races.scheme(world.home, text=TEXT), date(2025, 6, 30))
        figure = Figure.objects.get(race=race, unit=world.home.departments[0])
        assert (figure.actual, figure.target) == (0, counts)
        assert len(figure.rows) == counts

    @pytest.mark.parametrize(("reported", "done"), [(date(2025, 6, 10), 1), (date(2025, 6, 11), 0), (None, 0)])
    def test_an_order_answered_on_its_day_is_in_time_whenever_it_is_verified(self, world, reported, done):
        order = issued(world.home)
        state = "closed" if reported else "working"
        Order.objects.filter(pk=order.pk).update(
            due_on=date(2025, 6, 10), reported_on=reported, state=state, closed_on=date(2025, 6, 20)
        )
        race = freeze(by(world.home, "office"), races.scheme(world.home, text=TEXT), date(2025, 12, 31))
        figure = Figure.objects.get(race=race, unit=world.home.departments[0])
        assert (figure.actual, figure.target) == (done, 1)


@pytest.mark.parametrize("seed", [1, 2])
def test_months_add_up_whatever_happened(world, seed):
    """Ten points a month less one for each order that was due and not answered, at least none; ranks by the sums."""
    chance, units = random.Random(seed), world.home.departments
    scheme = races.scheme(world.home, text=TEXT)
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    before: dict[str, int] = {}
    number = 0
    for month in (4, 5, 6):
        own = {}
        for at, unit in enumerate(units):
            late = chance.randint(0, 3)
            for _order in range(late):
                number += 1
                order = issued(world.home, number, at)
                Order.objects.filter(pk=order.pk).update(due_on=date(2025, month, 28))
            own[unit.name] = Decimal(10 - late)
            sums[unit.name] += own[unit.name]
        made = make_month(by(world.home, "office"), scheme, month)
        ranks = {name: 1 + sum(other > total for other in sums.values()) for name, total in sums.items()}
        for line in made.standings.all():
            assert (line.score, line.total, line.rank) == (own[line.object], sums[line.object], ranks[line.object])
            assert line.before == before.get(line.object)
            ahead = [total for total in sums.values() if total > line.total]
            assert line.gap == (min(ahead) - line.total if ahead else None)
            # six, seven or eight months of at most ten points are left: everything is open
            assert (line.best, line.worst) == (1, 2)
        before = ranks


def test_the_board_s_workbook_says_what_the_board_says(world):
    for at in range(3):
        order = issued(world.home, at + 1)
        Order.objects.filter(pk=order.pk).update(due_on=date(2025, 3, 31))
    month = make_month(by(world.home, "office"), races.scheme(world.home, text=TEXT), 3)
    SHOWING.take(by(world.home, "office"), month, "show")
    page = world.client("leader").get(reverse("race_months:detail", args=(month.pk,)))
    assert page.status_code == 200
    text = page.content.decode()
    got = world.client("leader").get(reverse("race_standings:list"), {"export": "xlsx"})
    content = b"".join(got.streaming_content) if got.streaming else got.content
    rows = [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]
    for line in month.standings.all():
        assert line.object in text
        (mine,) = [row for row in rows if line.object in row]
        assert float(line.total) in [float(cell) for cell in mine if isinstance(cell, int | float)]
    assert {line.total for line in month.standings.all()} == {7, 10}
    assert world.client(world.neighbour.accounts["office"]).get(page.request["PATH_INFO"]).status_code == 404
