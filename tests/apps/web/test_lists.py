"""Lists as files: what a page shows is what the workbook and the text table say, every row of it, in one order."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.http import QueryDict
from django.test import RequestFactory

from tenghuan.apps.web import lists
from tenghuan.apps.web.asked import Asked
from tenghuan.apps.web.lists import Listing, ordered, searched
from tenghuan.publishing.tables import Column
from tests.apps.kit.sheds import shed
from tests.workshop.models import Shed

NOON = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)  # half past midnight of 1 January in China
COLUMNS = (
    Column("number", "编号", sort="number"),
    Column("name", "名称"),
    Column("area", "用地", "亩", "number", sort="area"),
    Column("lamp", "灯", kind="lamp", value=lambda one: "red" if one.floors == 1 else "green"),
    Column("at", "时间", kind="date", value=lambda one: NOON),
    Column("leased", "出租", value=lambda one: one.leased),
    Column("rent", "年租金", "万元", "number", sort="rent", shown=False),
)


def asked(query=""):
    return Asked.of(RequestFactory().get(f"/?{query}"))


def listing(query="", found=None, **more):
    asking = asked(query)
    found = Shed.objects.all() if found is None else found
    return Listing("厂房", COLUMNS, ordered(found, asking, COLUMNS), asking, **more)


def body(response):
    return b"".join(response.streaming_content)


def text_table(told):
    content = body(told.exported()).decode()
    assert content.startswith("\ufeff")  # so that spreadsheets know it for UTF-8
    return list(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))


def workbook(told):
    sheet = openpyxl.load_workbook(io.BytesIO(body(told.exported()))).active
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]


@pytest.fixture
def rows(world):
    for at, (name, rent) in enumerate([("乙", None), ("甲", "7"), ("=1+1", "3")]):
        shed(world.home, f"S{at}", name=name, area=Decimal(10 - at), rent=rent, floors=1 + at % 2, leased=at == 1)


def test_a_text_table_says_words_and_clocks_as_the_workbook_does(rows):
    told = text_table(listing("export=csv&sort=number"))
    assert told == [
        ["编号", "名称", "用地（亩）", "灯", "时间", "出租"],
        ["S0", "乙", "10.00", "红灯", "2027-01-01 00:30:00", "否"],
        ["S1", "甲", "9.00", "绿灯", "2027-01-01 00:30:00", "是"],
        ["S2", "'=1+1", "8.00", "红灯", "2027-01-01 00:30:00", "否"],
    ]
    book = workbook(listing("export=xlsx&sort=number"))
    assert book == [
        ["编号", "名称", "用地（亩）", "灯", "时间", "出租"],
        ["S0", "乙", 10, "红灯", datetime(2027, 1, 1, 0, 30), "否"],
        ["S1", "甲", 9, "绿灯", datetime(2027, 1, 1, 0, 30), "是"],
        ["S2", "=1+1", 8, "红灯", datetime(2027, 1, 1, 0, 30), "否"],
    ]


@pytest.mark.parametrize(
    ("query", "order"),
    [("sort=area", "S2 S1 S0"), ("sort=-area", "S0 S1 S2"), ("sort=rent", "S2 S1 S0"), ("sort=-rent", "S1 S2 S0")],
)
def test_rows_stand_in_the_order_that_was_asked_with_the_unknown_last_either_way(rows, query, order):
    assert " ".join(line[0] for line in text_table(listing(f"export=csv&{query}"))[1:]) == order
    assert " ".join(one.number for one in listing(query).shown().object_list) == order


@pytest.mark.parametrize("query", ["sort=name", "sort=lamp", "sort=county__name", "sort=--area", "sort=", "sort=-"])
def test_what_cannot_order_leaves_the_order_of_the_register(rows, query):
    assert [one.number for one in listing(query).shown().object_list] == ["S0", "S1", "S2"]


@pytest.mark.parametrize(
    ("query", "headings"),
    [
        ("", "编号 名称 用地（亩） 灯 时间 出租"),
        ("columns=rent", "编号 年租金（万元）"),
        ("columns=rent,area", "编号 用地（亩） 年租金（万元）"),
        ("columns=rent&columns=name", "编号 名称 年租金（万元）"),
        ("columns=nothing", "编号 名称 用地（亩） 灯 时间 出租"),
        ("columns=county__code", "编号 名称 用地（亩） 灯 时间 出租"),
    ],
)
def test_columns_stand_as_chosen_in_their_own_order_and_the_first_always(rows, query, headings):
    assert " ".join(text_table(listing(f"export=csv&{query}"))[0]) == headings


def test_a_file_has_every_row_though_a_page_has_fifty(world, monkeypatch):
    many = [
        Shed(county=world.home.region, number=f"S{at:03d}", name=f"厂{at}", town=world.home.town_regions[0], area=1)
        for at in range(120)
    ]
    Shed.objects.bulk_create(many)
    monkeypatch.setattr(lists, "CHUNK", 50)
    assert len(listing().shown().object_list) == 50
    assert [one.number for one in listing("page=3").shown().object_list] == [f"S{at:03d}" for at in range(100, 120)]
    assert listing("page=99").shown().object_list[0].number == "S100"
    assert [line[0] for line in text_table(listing("export=csv&page=3"))[1:]] == [one.number for one in many]
    assert [line[0] for line in workbook(listing("export=xlsx&page=3"))[1:]] == [one.number for one in many]


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(world, rows, monkeypatch):
    monkeypatch.setattr(lists, "SHEET_ROWS", 2)
    book = openpyxl.load_workbook(io.BytesIO(body(listing("export=xlsx").exported())))
    assert book.sheetnames == ["数据", "数据2"]
    assert [[cell.value for cell in one["A"][3:]] for one in book] == [["S0", "S1"], ["S2"]]


def test_a_list_of_nothing_is_a_file_with_a_head(world):
    assert text_table(listing("export=csv")) == [["编号", "名称", "用地（亩）", "灯", "时间", "出租"]]
    assert len(workbook(listing("export=xlsx"))) == 1


@pytest.mark.parametrize("query", ["", "export=csv"])
def test_what_the_rows_need_is_fetched_for_many_at_once(rows, query, django_assert_max_num_queries):
    asked_for = []

    def prepare(found):
        asked_for.append([one.number for one in found])
        return found

    told = listing(query, prepare=prepare)
    list(told.shown().object_list) if not query else text_table(told)
    assert asked_for == [["S0", "S1", "S2"]]


def test_words_of_a_search_must_all_be_found_each_anywhere(world):
    shed(world.home, "S1", name="东方机械厂")
    shed(world.home, "S2", name="西方机械厂")
    every = Shed.objects.all()

    def found(text):
        return set(searched(every, ("number", "name"), text).values_list("number", flat=True))

    assert found("机械") == {"S1", "S2"}
    assert found("机械 S2") == {"S2"}
    assert found("机械 S3") == set()
    assert found("  ") == {"S1", "S2"}
    assert found("%") == found("_") == set()  # no wild cards
    assert found("s1") == {"S1"}  # capitals or not


def test_what_leads_to_many_shows_a_row_once(world):
    shed(world.home, "S1")
    assert world.home.region.units.filter(name__contains="局").count() == 2
    assert searched(Shed.objects.all(), ("county__units__name",), "局").count() == 1


@pytest.mark.parametrize(
    ("query", "page", "export", "q"),
    [
        ("page=2&export=csv&q=a", 2, "csv", "a"),
        ("page=0&export=exe", 1, "", ""),
        ("page=-3&export=", 1, "", ""),
        ("page=abc", 1, "", ""),
        ("page=２", 2, "", ""),
        ("q=" + "x" * 300, 1, "", "x" * 100),
    ],
)
def test_what_a_request_asks_is_read_or_counts_as_not_asked(query, page, export, q):
    found = asked(query)
    assert (found.page, found.export, found.q) == (page, export, q)


def test_the_direction_of_an_order_is_its_sign():
    assert (asked("sort=-area").descending, asked("sort=-area").sort_key) == (True, "area")
    assert (asked("sort=area").descending, asked("sort=area").sort_key) == (False, "area")
    assert asked("sort=-area").order(COLUMNS) == ("-area",)
    assert asked("sort=name").order(COLUMNS) == ()
    assert isinstance(asked("x=1").filters, QueryDict)


@pytest.mark.parametrize("query", ["q=S1", "q=S1&sort=-area", "q=S1&page=2", "q=S1&page=99", "q=nothing"])
def test_a_search_shows_the_rows_the_number_and_the_pages_that_counting_first_would_show(world, monkeypatch, query):
    """The oracle: all that match, in order, cut by hand into pages of three."""
    for at in range(14):
        shed(world.home, f"S{at:02d}", area=Decimal(at % 5 + 1))
    monkeypatch.setattr(lists, "PAGE_SIZE", 3)
    asking = asked(query)
    found = ordered(searched(Shed.objects.all(), ("number",), asking.q), asking, COLUMNS)
    every = [one.number for one in found.all()]
    at = min(asking.page, max(-(-len(every) // 3), 1))
    for longest in (lists.LONG, 2):  # few enough to be kept as they were found, and too many
        monkeypatch.setattr(lists, "LONG", longest)
        page = Listing("厂房", COLUMNS, found, asking).shown()
        assert ([one.number for one in page], page.paginator.count, page.number) == (
            every[at * 3 - 3 : at * 3],
            len(every),
            at,
        )


def test_a_search_that_meets_few_goes_through_the_rows_once(world, django_assert_num_queries):
    for at in range(4):
        shed(world.home, f"S{at}")
    asking = asked("q=S")
    found = ordered(searched(Shed.objects.all(), ("number",), "S"), asking, COLUMNS)
    with django_assert_num_queries(2):  # the keys, and the rows of the page by their keys
        assert len(Listing("厂房", COLUMNS, found, asking).shown().object_list) == 4
