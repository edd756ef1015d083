"""Words that are searched for, initials of names, forms' days: for anything that somebody may type."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.apps.web import finding
from tenghuan.apps.web.finding import Finder, Hit, Words, initials, matches, search
from tenghuan.apps.web.forms import EARLIEST, LATEST, dress, hold_day
from tenghuan.apps.web.menu import Entry, Shown, grouped
from tenghuan.apps.web.scope import Chosen


@given(st.text(st.characters(), max_size=80))
def test_anything_that_is_typed_becomes_words_that_a_database_can_take(typed):
    words = Words.of(typed)
    assert "\x00" not in words.text
    assert words.text == " ".join(words.text.split())
    assert len(words.text) <= 60
    assert Words.of(words.text) == words
    assert words.letters in ("", words.text.lower())


def test_what_is_cut_off_leaves_no_blank_at_the_end():
    assert Words.of("a" * 59 + " b").text == "a" * 59


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=30))
def test_every_name_has_initials_and_is_found_by_itself(name):
    letters = initials(name)
    assert letters == letters.lower()
    words = Words.of(name)
    assert not words.text or words.text != name or matches(name, words)


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        ("青山库房", "qskf", True), ("青山库房", "QSKF", True), ("青山库房", "skf", True), ("青山库房", "山库", True),
        ("青山库房", "q", False), ("青山库房", "qk", False), ("青山库房", "q1", False), ("重庆路", "cql", True),
        ("重庆路", "zql", False), ("华东机械A2", "jxa", True), ("华东机械A2", "A2", True), ("", "x", False),
    ],
)  # fmt: skip
def test_a_name_is_found_by_a_part_of_it_or_by_letters_that_follow_each_other(name, typed, found):
    assert matches(name, Words.of(typed)) is found


class Somebody:
    role = "office"


@pytest.fixture
def finders(monkeypatch):
    monkeypatch.setattr(finding, "FINDERS", {})

    def declared(key, count, roles=("office",), order=50):
        hits = [Hit(f"{key}{at}", f"/{at}/") for at in range(count)]
        finding.declare(
            Finder(key, key, lambda _who, _words: hits, roles, order, lambda words: f"/{key}?q={words.text}")
        )

    return declared


def test_kinds_stand_in_their_order_those_without_a_hit_or_for_others_do_not(finders):
    finders("later", 1, order=60)
    finders("first", 1, order=10)
    finders("none", 0, order=1)
    finders("others", 1, roles=("leader",))
    assert [one.title for one in search(Somebody, Words.of("甲"))] == ["first", "later"]
    assert search(Somebody, Words.of(" \x00 ")) == []


@pytest.mark.parametrize(("count", "shown", "more"), [(1, 1, False), (6, 6, False), (7, 6, True)])
def test_six_hits_of_a_kind_are_shown_and_that_there_are_more(finders, count, shown, more):
    finders("kind", count)
    (found,) = search(Somebody, Words.of("甲"))
    assert (len(found.hits), found.more, found.whole) == (shown, more, "/kind?q=甲")


def test_two_finders_of_one_key_are_refused(finders):
    finders("kind", 1)
    with pytest.raises(ValueError, match="two finders are called kind"):
        finders("kind", 1)


# -- days of forms -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("day", [EARLIEST, LATEST, date(2024, 2, 29)])
def test_the_first_and_the_last_day_are_taken(day):
    hold_day(day)


@pytest.mark.parametrize("day", [EARLIEST - timedelta(days=1), LATEST + timedelta(days=1), date.min, date.max])
def test_a_day_beyond_them_is_refused(day):
    with pytest.raises(ValidationError, match="1900 年至 2199 年"):
        hold_day(day)


class Form(forms.Form):
    day = forms.DateField()
    name = forms.CharField(widget=forms.TextInput(attrs={"class": "own"}))
    kind = forms.ChoiceField(choices=[("a", "甲")])
    sure = forms.BooleanField(required=False)
    several = forms.MultipleChoiceField(choices=[("a", "甲")], widget=forms.CheckboxSelectMultiple, required=False)


def test_fields_are_dressed_once_however_often_it_is_asked():
    form = Form({"day": "2200-01-01", "name": "x", "kind": "a"})
    for _each in range(2):
        dress(form.fields, small=True)
    classes = {name: field.widget.attrs.get("class") for name, field in form.fields.items()}
    assert classes == {
        "day": "form-control form-control-sm",
        "name": "own form-control form-control-sm",
        "kind": "form-select form-select-sm",
        "sure": "form-check-input",
        "several": None,
    }
    assert form.errors["day"] == ["日期应在 1900 年至 2199 年之间"]  # told once


# -- what is chosen in the top bar ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "county", "town"),
    [
        ("", "", ""),
        ("33/", "", ""),
        ("33/3306/", "", ""),
        ("33/3306/330683/", "330683", ""),
        ("33/3306/330683/330683001/", "330683", "330683001"),
    ],
)
def test_a_choice_says_its_county_and_its_town(path, county, town):
    assert (Chosen(path).county, Chosen(path).town) == (county, town)


# -- the menu ------------------------------------------------------------------------------------------------------
def entries(group, count):
    return [
        Shown(Entry(group, f"{group}{at}", "x", "icon", at), f"/{group}/{at}", count=1, here=False)
        for at in range(count)
    ]


@pytest.mark.parametrize(("count", "open_", "folded"), [(1, 1, 0), (7, 7, 0), (8, 7, 1), (12, 7, 5)])
def test_seven_entries_of_a_group_stand_and_the_rest_is_folded_but_counted(count, open_, folded):
    (group,) = grouped(entries("desk", count))
    assert (len(group.entries), len(group.more), group.count) == (open_, folded, count)


def test_a_group_is_open_that_was_left_open_or_that_one_is_in():
    shown = [*entries("desk", 6), *entries("campaign", 6), *entries("land", 6)]
    shown[7] = replace(shown[7], here=True)
    assert {one.key: one.open for one in grouped(shown, ["land"])} == {"desk": False, "campaign": True, "land": True}
    assert {one.key: one.open for one in grouped(shown)} == {"desk": True, "campaign": True, "land": False}
