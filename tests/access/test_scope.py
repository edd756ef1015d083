"""Row scope: a county's rows by their county alone, and yet the same rows that the tree of regions gives."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Q
from django_filters import MultipleChoiceFilter

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.scope import Scope
from tenghuan.apps.kit.filters import filterset
from tenghuan.apps.kit.registry import REGISTERS
from tenghuan.apps.organization.models import Account, Region
from tests.apps.kit.sheds import shed
from tests.workshop.models import Shed
from tests.world import new_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheds(world):
    """One shed in each of two towns of three counties; how far each account sees is written out below."""
    return {
        f"{name}{town}": shed(county, f"S{name}{town}", town=town)
        for name, county in (("a", world.home), ("b", world.neighbour), ("c", world.foreign))
        for town in (0, 1)
    }


def numbers(found):
    return {one.removeprefix("S") for one in found.values_list("number", flat=True)}


def test_an_office_sees_its_county_its_city_the_city_s_counties_its_province_all_of_them(world, sheds):
    seen = {
        "county": numbers(Shed.objects.visible_to(world.home.accounts[Role.OFFICE])),
        "city": numbers(Shed.objects.visible_to(world.prefecture)),
        "province": numbers(Shed.objects.visible_to(new_account("province", Role.OFFICE, world.city.parent))),
    }
    assert seen == {
        "county": {"a0", "a1"},
        "city": {"a0", "a1", "b0", "b1"},
        "province": {"a0", "a1", "b0", "b1", "c0", "c1"},
    }


def test_a_town_sees_what_lies_in_it_and_no_town_beside_it(world, sheds):
    assert numbers(Shed.objects.visible_to(world.home.accounts[Role.TOWN])) == {"a0"}


def test_a_region_chosen_narrows_to_it_whatever_its_level(world, sheds):
    county = world.home.region
    scope = Shed.objects.all().scope
    within = {
        place.level + place.name: numbers(Shed.objects.filter(scope.within(place.path)))
        for place in (county.parent, county, world.home.town_regions[1])
    }
    assert list(within.values()) == [{"a0", "a1", "b0", "b1"}, {"a0", "a1"}, {"a1"}]


@pytest.mark.parametrize("inherit", [True, False])
@pytest.mark.parametrize("role", [Role.OFFICE, Role.LEADER, Role.TOWN])
def test_the_county_as_one_value_gives_the_rows_that_its_branch_of_the_tree_gives(world, sheds, role, inherit):
    """The oracle is the rule in its plain words: below the account's region, and with ``inherit`` its county's too."""
    for county in (world.home, world.neighbour, world.foreign):
        account = county.accounts[role]
        rule = Q(county__path__startswith=account.region.path)
        if inherit:
            rule |= Q(county__path=account.region.county_path)
        told = Scope(region="county", inherit=inherit).condition(account)
        assert numbers(Shed.objects.filter(told)) == numbers(Shed.objects.filter(rule))


def test_a_link_to_a_region_that_may_be_a_town_still_means_the_whole_branch(world, sheds):
    office = world.home.accounts[Role.OFFICE]
    told = Scope(region="town").condition(office)
    assert numbers(Shed.objects.filter(told)) == {"a0", "a1"}
    assert Account.objects.filter(Scope(region="region").condition(office)).count() == len(world.home.accounts)


def test_the_list_of_a_county_is_walked_in_its_order_not_sorted(world, sheds):
    if connection.vendor != "sqlite":
        pytest.skip("the plan of a query is read as SQLite tells it")
    found = Shed.objects.visible_to(world.home.accounts[Role.OFFICE]).order_by("number")
    assert "TEMP B-TREE" not in found.explain()
    assert "TEMP B-TREE" in found.order_by("name").explain()  # the words are SQLite's: it does say so where it sorts


def test_no_account_of_a_county_reaches_another_by_a_code_that_begins_like_its_own(world, sheds):
    code = world.home.region.code
    other = Region.objects.create(code=f"{code}9", name="同头县", level="county", parent=world.home.region.parent)
    Shed.objects.filter(number="Sb0").update(county=other)
    assert "b0" not in numbers(Shed.objects.visible_to(world.home.accounts[Role.OFFICE]))


def test_no_filter_of_a_list_crosses_to_many_so_that_no_row_is_met_twice():
    found, crossing = 0, []
    for register in REGISTERS.values():
        told = register.filters
        declared = told.base_filters if isinstance(told, type) else filterset(register.model, told).base_filters
        choices = [one for one in declared.values() if isinstance(one, MultipleChoiceFilter) and not one.distinct]
        for name in (one.field_name for one in choices):
            model, found = register.model, found + 1
            for step in name.split("__"):
                field = model._meta.get_field(step)
                crossing += [(register.key, name)] if field.one_to_many or field.many_to_many else []
                model = field.related_model or model
    assert found > 50
    assert not crossing
