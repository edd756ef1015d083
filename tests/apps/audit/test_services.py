"""What a service writes into the trail: all or nothing, in order, by whom and from where; and what goes out of it."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.apps.audit import views
from tenghuan.apps.audit.models import Entry, Head
from tenghuan.apps.audit.queries import visible_entries
from tenghuan.apps.audit.trail import (
    SERVICES,
    Actor,
    UnauditedChangeError,
    client_address,
    hold_rows,
    in_service,
    nothing_changed,
    plain,
    record,
    savepoint,
    service,
    snapshot,
)
from tenghuan.apps.audit.verify import verify
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import shed

ME = Actor.platform("test")
SIMPLE = st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.decimals(allow_nan=False)
VALUES = st.recursive(SIMPLE, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@pytest.fixture
def named(db):
    """Services of a test, taken away after it."""
    made: list[str] = []

    def make(name, function, **told):
        made.append(f"test.{name}")
        return service(f"test.{name}", **told)(function)

    yield make
    for name in made:
        SERVICES.pop(name, None)


def actions() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("action", flat=True))


def labels() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("label", flat=True))


class TestWhole:
    def test_what_fails_leaves_neither_row_nor_word(self, named):
        def fails(actor):
            Region.objects.create(code="97", name="无", level="province")
            record("thing", label="之前")
            raise InputFault("不行")

        with pytest.raises(InputFault, match="不行"):
            named("fails", fails)(ME)
        assert not Region.objects.filter(code="97").exists()
        assert not Entry.objects.exists()
        assert not in_service()

    def test_services_within_a_service_are_told_in_the_order_in_which_they_ended(self, named):
        inner = named("inner", lambda actor, word: record("thing", label=word))

        def outer(actor):
            record("thing", label="外一")
            inner(actor, "内一")
            inner(actor, "内二")
            record("thing", label="外二")

        named("outer", outer)(ME)
        assert actions() == ["test.inner", "test.inner", "test.outer", "test.outer"]
        assert labels() == ["内一", "内二", "外一", "外二"]
        assert list(verify()) == []

    def test_an_outer_service_that_fails_takes_the_inner_ones_with_it(self, named):
        inner = named("inner", lambda actor: record("thing", label="内"))

        def outer(actor):
            inner(actor)
            raise InputFault("外层不行")

        with pytest.raises(InputFault):
            named("outer", outer)(ME)
        assert actions() == []

    def test_what_is_undone_to_a_savepoint_is_not_told(self, named):
        inner = named("inner", lambda actor, word: record("thing", label=word))

        def outer(actor):
            record("thing", label="留")
            for word in ("一", "二"):
                try:
                    with savepoint():
                        inner(actor, word)
                        Region.objects.create(code=f"9{len(word)}7", name=word, level="province")
                        if word == "一":
                            raise InputFault("这一件不行")
                except InputFault:
                    pass

        named("outer", outer)(ME)
        assert labels() == ["二", "留"]
        assert list(Region.objects.values_list("name", flat=True)) == ["二"]

    def test_to_find_everything_as_it_should_be_is_no_row(self, named):
        named("same", lambda actor: nothing_changed())(ME)
        assert (Entry.objects.count(), Head.objects.count()) == (0, 0)

    def test_words_outside_a_service_are_refused(self, db):
        for call in (lambda: record("thing"), nothing_changed):
            with pytest.raises(UnauditedChangeError):
                call()

    def test_two_services_of_one_name_are_none(self, named):
        named("once", lambda actor: record("thing"))
        with pytest.raises(ValueError, match=r"test\.once"):
            service("test.once")(lambda actor: None)

    def test_a_key_that_is_taken_is_a_word_and_another_broken_rule_a_fault_of_the_program(self, named, world):
        def double(actor):
            Unit.objects.create(region=world.home.region, name=world.home.departments[0].name)

        with pytest.raises(InputFault, match="刚被他人办理或登记") as caught:
            named("double", double)(ME)
        assert "刷新" in caught.value.remedy
        with pytest.raises(IntegrityError), transaction.atomic():
            named("without", lambda actor: Unit.objects.create(region=world.home.region, name=None))(ME)

    def test_a_row_that_another_deleted_is_told(self, named, world):
        unit = Unit.objects.create(region=world.home.region, name="将撤的局")
        Unit.objects.filter(pk=unit.pk).delete()
        with pytest.raises(InputFault, match="刚被他人删除") as caught:
            named("held", lambda actor, unit: record(unit), locks=("unit",))(ME, unit)
        assert caught.value.where == "将撤的局"

    def test_a_locked_thing_is_read_again(self, named, world):
        unit = Unit.objects.get(pk=world.home.departments[0].pk)
        Unit.objects.filter(pk=unit.pk).update(name="东县工信局")
        seen = []

        def look(actor, unit):
            seen.append(unit.name)
            nothing_changed()

        named("look", look, locks=("unit",))(ME, unit)
        assert seen == ["东县工信局"]

    def test_what_is_no_row_is_not_held(self, named, world):
        def hold(actor):
            hold_rows(None, "文字", Unit(region=world.home.region, name="未存"))
            nothing_changed()

        named("hold", hold)(ME)


class TestWho:
    @pytest.mark.parametrize(
        ("proxies", "forwarded", "address"),
        [
            (0, "", "10.0.0.9"),
            (0, "1.2.3.4", "10.0.0.9"),  # no proxy is trusted: what the caller says of itself is nothing
            (1, "1.2.3.4", "1.2.3.4"),
            (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),  # what stands before was typed by the caller
            (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
            (2, "1.2.3.4", "10.0.0.9"),  # it did not come by both proxies
            (1, " , ,", "10.0.0.9"),
            (1, "x" * 90, "x" * 45),
        ],
    )
    def test_the_address_is_the_one_that_the_outermost_trusted_proxy_saw(self, settings, proxies, forwarded, address):
        settings.PROXY_COUNT = proxies
        request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", headers={"X-Forwarded-For": forwarded})
        assert client_address(request) == address

    def test_the_services_of_a_request_share_its_mark_and_requests_do_not(self, world):
        request = RequestFactory().get("/")
        request.user = world.home.accounts["office"]
        one, two = Actor.of(request), Actor.of(request)
        assert one.request == two.request
        assert (one.account, one.region_path) == (request.user.username, world.home.region.path)
        other = RequestFactory().get("/")
        other.user = request.user
        assert Actor.of(other).request != one.request
        assert len({Actor.platform("a").request for _turn in range(3)}) == 3

    def test_the_platform_s_own_rows_stand_at_the_root_alone(self, named, world):
        named("platform", lambda actor: record("thing", label="平台"))(ME)
        assert not visible_entries(world.home.accounts["audit_admin"]).filter(label="平台").exists()
        province = Region.objects.get(code="99")
        root = world.home.accounts["audit_admin"]
        root.region = province
        assert visible_entries(root).filter(label="平台").exists()

    def test_a_prefix_of_digits_is_no_subtree(self, world):
        """990101 is not above 9901012: a path ends with a stroke."""
        longer = Region.objects.create(code="9901012", name="东东县", level="county", parent=world.city)
        assert not longer.path.startswith(world.home.region.path)


class TestPlain:
    @pytest.mark.parametrize(
        ("value", "told"),
        [
            (date(2024, 2, 29), "2024-02-29"),
            (datetime(2024, 2, 29, 23, 59, 1), "2024-02-29T23:59:01"),
            (Decimal("1.50"), "1.50"),
            ({"a": {1: Decimal(2)}}, {"a": {"1": "2"}}),
            ((1, {"x"}), [1, ["x"]]),
            (None, None),
            (True, True),
            (object, str(object)),
        ],
    )
    def test_a_value_is_told_as_text_can_keep_it(self, value, told):
        assert plain(value) == told

    @given(VALUES)
    def test_what_was_told_is_told_the_same_again(self, value):
        assert plain(plain(value)) == plain(value)

    def test_no_password_stands_in_a_picture(self, world):
        account = world.home.accounts["office"]
        assert "password" not in snapshot(account)
        assert snapshot(account, ("username", "region_id")) == {
            "username": account.username, "region_id": account.region_id,
        }  # fmt: skip


class TestOut:
    def rows(self, answer) -> list[tuple]:
        return list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))

    def test_a_list_that_is_cut_says_so_and_a_whole_one_does_not(self, world, monkeypatch):
        for number in range(4):
            shed(world.home, f"S{number}")
        client = world.client("audit_admin")
        count = visible_entries(world.home.accounts["audit_admin"]).count()
        whole = self.rows(client.get(reverse("audit:entries"), {"export": "xlsx"}))
        assert not any("分次导出" in str(cell) for row in whole for cell in row)
        monkeypatch.setattr(views, "EXPORTED_AT_MOST", 3)
        cut = self.rows(client.get(reverse("audit:entries"), {"export": "xlsx"}))
        said = " ".join(str(cell) for row in cut for cell in row if cell)
        assert f"共 {count} 行，这里是第 1—3 行" in said
        second = self.rows(client.get(reverse("audit:entries"), {"export": "xlsx", "page": "2"}))
        numbers = [[row[0] for row in rows if isinstance(row[0], int)] for rows in (cut, second)]
        assert len(numbers[0]) == 3
        assert min(numbers[0]) > max(numbers[1])  # the newest first, and none twice
