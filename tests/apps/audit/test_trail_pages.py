"""The trail searched, read and exported: whose rows, which days, what the workbook says; texts and words of values."""

from __future__ import annotations

import hashlib
import io
import json

import openpyxl
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.apps.audit import fields, rows, watching
from tenghuan.apps.audit.canonical import CanonicalJSON, tidy
from tenghuan.apps.audit.chain import START, canonical, digest
from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.watching import Watch
from tests.apps.kit.sheds import shed


@pytest.fixture
def sheds(world):
    """Two of the home county, one of a neighbour."""
    made = [shed(world.home, "S1", name="东方库房"), shed(world.home, "S2"), shed(world.neighbour, "S3")]
    return made


def labels(client, **asked):
    page = client.get(reverse("audit:entries"), asked)
    return sorted(row["label"] for row in page.context["table"].rows if row["action"] == "新增厂房")


def test_each_administrator_sees_the_rows_of_the_own_county(world, sheds):
    assert len(labels(world.client("audit_admin"))) == 2
    other = world.client(world.neighbour.accounts["audit_admin"])
    assert len(labels(other)) == 1
    for name in ("office", "leader", "system_admin", "security_admin", "enterprise"):
        assert world.client(name).get(reverse("audit:entries")).status_code == 403


def test_a_row_of_another_county_is_not_found(world, sheds):
    foreign = Entry.objects.get(action="sheds.add", region_path=world.neighbour.region.path)
    own = Entry.objects.filter(action="sheds.add", region_path=world.home.region.path).first()
    statuses = [
        world.client("audit_admin").get(reverse("audit:entry", args=(one.number,))).status_code
        for one in (own, foreign)
    ]
    assert statuses == [200, 404]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"action": "新增厂房"}, 2),
        ({"action": "sheds.add"}, 2),
        ({"action": "停用"}, 0),
        ({"label": "东方库房"}, 1),
        ({"account": "office"}, 2),
        ({"account": "leader"}, 0),
        ({"kind": "shed"}, 2),
        ({"request": "no-such"}, 0),
        ({"since": "1999-01-01", "until": "2199-12-31"}, 2),
        ({"since": "2199-01-01"}, 0),
        ({"until": "1999-12-31"}, 0),
        ({"since": "nonsense"}, 2),
        ({"page": "99"}, 2),
    ],
)
def test_the_trail_is_found_by_word_or_code_person_day_and_request(world, sheds, asked, count):
    assert len(labels(world.client("audit_admin"), **asked)) == count


def test_the_workbook_says_what_the_page_says_and_the_clock_too(world, sheds):
    client = world.client("audit_admin")
    page = client.get(reverse("audit:entries"), {"action": "新增厂房"})
    told = client.get(reverse("audit:entries"), {"action": "新增厂房", "export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(told.content)).active
    heads = [cell.value for cell in sheet[3]]
    assert heads == ["序号", "时间", "账号", "姓名", "单位", "地址", "动作", "对象"]
    found = [{head: cell.value for head, cell in zip(heads, row, strict=True)} for row in sheet.iter_rows(min_row=4)]
    assert [row["序号"] for row in found] == [row["number"] for row in page.context["table"].rows]
    assert {row["动作"] for row in found} == {"新增厂房"}
    assert {cell.number_format for cell in sheet["B"][3:]} == {"yyyy-mm-dd hh:mm"}
    for row in found:
        entry = Entry.objects.get(number=row["序号"])
        written = row["时间"]
        assert abs(written.timestamp() - entry.at.timestamp()) % 3600 < 1  # the same moment on a clock of ours


def test_an_entry_shows_before_and_after_side_by_side_and_what_else_the_request_did(world, sheds):
    number = Entry.objects.get(action="sheds.add", label="东方库房").number
    page = world.client("audit_admin").get(reverse("audit:entry", args=(number,)))
    told = {key: (label, before, after, changed) for key, label, before, after, changed in page.context["changes"]}
    assert told["name"] == ("名称", "—", "东方库房", True)
    assert told["area"][1:3] == ("—", "12.5")
    assert told["leased"][2] == "否"


def test_a_whole_trail_is_checked_on_the_page(world, sheds):
    assert world.client("audit_admin").post(reverse("audit:check")).context["breaks"] == []
    assert world.client("audit_admin").get(reverse("audit:check")).status_code == 405


# -- texts and digests ---------------------------------------------------------------------------------------------
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(), max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(st.characters(), max_size=4), values, max_size=4))
def test_whatever_is_told_has_one_text_that_can_be_kept_and_read_back(told):
    made = tidy(told)
    text = canonical(made).decode()  # no half of a pair is left
    assert "\x00" not in text
    json.loads(text, parse_constant=pytest.fail)  # neither NaN nor Infinity, which no other reader knows
    assert canonical(json.loads(text)).decode() == text
    assert tidy(made) == made
    column = CanonicalJSON()
    assert column.from_db_value(column.get_prep_value(made), None, None) == json.loads(text)


@given(st.dictionaries(st.text("abc", max_size=2), st.integers(), max_size=4))
def test_a_digest_is_of_the_content_whatever_its_order_and_of_the_row_before(told):
    turned = dict(reversed(list(told.items())))
    assert digest(START, told) == digest(START, turned)
    assert digest(START, told) != digest(digest(START, told), told)
    assert digest(START, told) != digest(START, {**told, "d": 1})


def test_the_digest_is_of_the_digest_before_and_the_content_without_spaces():
    assert digest("x", {"乙": [2], "甲": 1}) == hashlib.new("sm3", 'x{"乙":[2],"甲":1}'.encode()).hexdigest()


# -- words ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "said"),
    [("12.500000", "12.5"), ("100", "100"), ("1E+3", "1000"), ("0.000", "0"), ("-0.50", "-0.5"), ("x", "x"), (7, "7")],
)
def test_an_amount_is_said_without_idle_zeros(value, said):
    assert fields.value_word("workshop.shed", "area", value) == said
    assert rows._number(value) == said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "key", "value", "said"),
    [
        ("workshop.shed", "leased", False, "否"),
        ("workshop.shed", "use", "store", "仓储"),
        ("workshop.shed", "use", "gone", "gone"),  # a choice that there is no more
        ("workshop.shed", "town_id", 10**9, "1000000000"),  # what it points to is gone
        ("workshop.shed", "built_on", "2024-02-29", "2024-02-29"),
        ("workshop.shed", "changed_at", "2026-12-31T16:30:00+00:00", "2027-01-01 00:30:00"),
        ("workshop.shed", "changed_at", "never", "never"),
        ("gone.model", "x", [1, 2], "[1, 2]"),
        ("", "", "", "—"),
    ],
)
def test_a_value_is_said_as_a_page_would_show_it(kind, key, value, said):
    assert fields.value_word(kind, key, value) == said


# -- watching ------------------------------------------------------------------------------------------------------
def test_a_mark_moves_with_what_matters_and_stays_with_what_does_not(world):
    shed(world.home, "S0")
    watch = Watch()
    first = watch.mark()
    assert watch.mark() == first
    shed(world.home, "S1")
    second = watch.mark()
    assert second != first
    quiet = watch.mark(but_apps={"workshop"})
    shed(world.home, "S2")
    assert watch.mark() != second
    assert watch.mark(but_apps={"workshop"}) == quiet
    assert watch.mark(but_actions={"sheds.add"}) != watch.mark()


def test_after_more_rows_than_one_look_reads_everything_counts_as_changed(world, monkeypatch):
    shed(world.home, "S")
    watch = Watch()
    before = watch.mark(but_apps={"workshop"})
    monkeypatch.setattr(watching, "MOST", 2)
    for at in range(4):
        shed(world.home, f"S{at}")
    assert watch.mark(but_apps={"workshop"}) != before
    again = watch.mark(but_apps={"workshop"})
    assert watch.mark(but_apps={"workshop"}) == again
