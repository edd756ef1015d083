"""What comes from outside at its borders: commas, years, long numbers, several of them; and whose a thing is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page, public
from tenghuan.apps.access.roles import ADMINISTRATORS, EVERYONE, OFFICIALS, REPORTERS, Role
from tenghuan.apps.access.who import ROLES, Who, any_of, is_one, is_platform, owner, roles_of
from tenghuan.apps.web.forms import EARLIEST, LATEST
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import shed

# numbers


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ("1,234", "1234"),
        ("1,234,567.89", "1234567.89"),
        ("-12,345", "-12345"),
        ("１，２３４", "1234"),
        ("0.5", "0.5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("+7", "7"),
        ("999999999999999", "999999999999999"),
    ],
)
def test_a_comma_separates_thousands(told: str, number: str) -> None:
    most = Decimal(10**15)
    assert outside.decimal(told, most=most) == Decimal(number)


@pytest.mark.parametrize(
    "told", ["0,5", "0,1", "33,5", "1,23", "1,2345", "1234,567", ",5", "1,,234", "1,234,", "1.234,5"]
)
def test_a_comma_elsewhere_is_no_number_and_never_tenfold(told: str) -> None:
    assert outside.decimal(told, otherwise=None) is None
    with pytest.raises(InputFault, match="不是可用的数") as caught:
        outside.decimal(told, "占比")
    assert caught.value.where == "占比"


@given(st.decimals(-(10**13), 10**13, places=3))
def test_a_number_with_its_separators_is_itself(number: Decimal) -> None:
    assert outside.decimal(f"{number:,f}") == outside.decimal(f"{number:f}") == number


@pytest.mark.parametrize(
    ("told", "least", "most", "found"),
    [("0", 0, 5, 0), ("5", 0, 5, 5), ("6", 0, 5, None), ("-1", 0, 5, None), ("-1", -1, 5, -1), ("+5", 0, 5, 5)],
)
def test_a_whole_number_lies_within_its_bounds(told: str, least: int, most: int, found: int | None) -> None:
    assert outside.whole(told, least=least, most=most, otherwise=None) == found


def test_a_refusal_names_the_bounds_and_the_value() -> None:
    with pytest.raises(InputFault, match="“7”不是 1—5 的整数") as caught:
        outside.whole("7", "级别", least=1, most=5)
    assert (caught.value.where, caught.value.remedy) == ("级别", "请更正后再提交")
    with pytest.raises(InputFault, match="没有填写"):
        outside.whole("  ", "级别")
    with pytest.raises(InputFault) as long:
        outside.whole("x" * 500)
    assert len(long.value.message) < 80


# days


@pytest.mark.parametrize("told", ["1900-01-01", "2199-12-31", "2000/2/29", "2024.2.29", "２０２４－０２－２９"])
def test_a_day_within_the_years_of_records(told: str) -> None:
    assert EARLIEST <= outside.day(told) <= LATEST


@pytest.mark.parametrize(
    "told", ["1899-12-31", "2200-01-01", "2999-12-31", "1900-02-29", "2024-2-30", "24-2-1", "2024-02"]
)
def test_a_day_outside_is_none_as_in_every_form(told: str) -> None:
    assert outside.day(told, otherwise=None) is None


@pytest.mark.parametrize(
    ("told", "found"), [("1900", 1900), ("2199", 2199), ("1899", None), ("2200", None), ("2024年", None)]
)
def test_a_year_lies_within_the_same_bounds(told: str, found: int | None) -> None:
    assert outside.year(told, otherwise=None) == found


@given(st.dates(EARLIEST, LATEST))
def test_every_day_that_a_form_takes_is_read_back(day: date) -> None:
    assert outside.day(day.isoformat()) == day
    assert outside.day(f"{day.year}/{day.month}/{day.day}") == day
    assert outside.month(f"{day:%Y-%m}") == day.replace(day=1)
    assert outside.year(str(day.year)) == day.year


# texts and choices


@given(st.text(max_size=300))
def test_a_search_never_fails_and_holds_nothing_that_cannot_be_seen(told: str) -> None:
    found = outside.searched(told)
    assert len(found) <= outside.LINE
    assert not outside.broken(found)
    assert outside.searched(found) == found


@given(st.text(max_size=200))
def test_what_is_cleaned_can_be_kept(told: str) -> None:
    found = outside.cleaned(told)
    assert len(found) == len(told)
    assert not outside.broken(found)


def test_lines_stay_where_they_are_wanted() -> None:
    assert outside.text("甲\r\n 乙 \n", lines=True) == "甲\n 乙"
    assert outside.text("甲\r\n 乙 \n") == "甲 乙"
    with pytest.raises(InputFault, match="文字太长：6 字，上限 5 字"):
        outside.text("甲乙丙丁戊己", "理由", limit=5)


def test_a_choice_is_taken_letter_by_letter() -> None:
    assert outside.choice(None, {""}) == ""
    assert outside.choice("ａ", {"a"}, otherwise=None) is None
    with pytest.raises(InputFault, match="“x”不在可选项中"):
        outside.choice("x", {"a"}, "状态")


def test_ticked_rows_that_cannot_be_are_passed_over() -> None:
    assert outside.keys(["3", "0", "-1", "", None, "9" * 30, "3"]) == [3, 3]
    assert outside.wholes(["3", "0", "-1"]) == [3, 0]
    with pytest.raises(Http404):
        outside.key("1.0")


def test_broken_text_is_found_in_keys_lists_and_tuples() -> None:
    assert outside.any_broken([("a", ["b\x00"])])
    assert not outside.any_broken([1, None, {"a": (1, "b")}])
    assert not outside.any_broken([])


# whose it is


def acting(account: Any, name: str = "x") -> Any:
    return SimpleNamespace(account=name, user=account)


def test_every_relation_says_which_roles_can_stand_in_it() -> None:
    assert set(ROLES) == set(Who)
    assert roles_of([]) == frozenset()
    assert roles_of([Who.OFFICE, Who.TOWN]) == {Role.OFFICE, Role.TOWN}
    assert roles_of(Who) <= EVERYONE - {Role.LEADER, Role.AUDIT_ADMIN}  # who only looks on moves nothing
    assert not OFFICIALS & ADMINISTRATORS
    assert REPORTERS < OFFICIALS


def test_the_platform_is_nobody_who_bears_its_name() -> None:
    assert is_platform(acting(None, "system:closing"))
    assert not is_platform(acting(None, "closing"))
    assert not is_platform(acting(SimpleNamespace(is_active=True), "system:closing"))


def test_owner_office_town_neighbour_and_stranger_of_a_thing(world: Any) -> None:
    thing = shed(world.home, "S1")
    home, foreign, neighbour = (one.accounts for one in (world.home, world.foreign, world.neighbour))
    assert is_one(Who.OFFICE, acting(home["office"]), thing)
    assert is_one(Who.TOWN, acting(home["town"]), thing)
    assert not is_one(Who.TOWN, acting(home["office"]), thing)
    for others in (foreign, neighbour):
        assert not any_of([Who.OFFICE, Who.TOWN, Who.UNIT], acting(others["office"]), thing)
        assert not any_of([Who.OFFICE, Who.TOWN], acting(others["town"]), thing)
    assert not any_of(Who, acting(home["leader"]), thing)
    assert any_of([Who.OFFICE], acting(None, "system:x"), thing)
    assert not any_of([Who.OFFICE], acting(None, "x"), thing)


def test_who_was_stopped_is_nobody_any_more(world: Any) -> None:
    thing, account = shed(world.home, "S1"), world.home.accounts["office"]
    account.is_active = False
    assert not is_one(Who.OFFICE, acting(account), thing)


def test_a_path_is_followed_to_its_owner_and_an_empty_step_is_none(world: Any) -> None:
    thing = shed(world.home, "S1")
    assert owner(thing, "") is thing
    assert owner(thing, "county") == world.home.region
    assert owner(thing, "county__parent") == world.home.region.parent
    assert owner(SimpleNamespace(county=None), "county__parent") is None


# pages


def test_a_page_bears_the_marks_by_which_it_is_known() -> None:
    view = page([Role.OFFICE])(lambda request: None)
    assert view.roles == {"office"}
    assert not getattr(view, "public", False)
    assert public(lambda request: None).public


@pytest.mark.parametrize(
    ("method", "methods", "status"),
    [
        ("GET", ("GET",), 200),
        ("HEAD", ("GET",), 200),
        ("POST", ("GET",), 405),
        ("GET", ("POST",), 405),
        ("PUT", ("GET", "POST"), 405),
    ],
)
def test_a_page_answers_to_its_methods_alone(
    world: Any, rf: Any, method: str, methods: tuple[str, ...], status: int
) -> None:
    from django.http import HttpResponse

    request = rf.generic(method, "/")
    request.user = world.home.accounts["office"]
    response = page([Role.OFFICE], methods=methods)(lambda asked: HttpResponse("x"))(request)
    assert response.status_code == status
    if status == 405:
        assert set(response["Allow"].split(", ")) >= set(methods)
