"""The same number everywhere: board, page, workbook, API and snapshot, for every indicator of the five counties."""

from __future__ import annotations

import io
import re
from decimal import ROUND_HALF_UP, Decimal

import lxml.html
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.closing import queries, tables
from tenghuan.apps.closing.registers import MONTHS
from tenghuan.apps.closing.rules import open_month
from tenghuan.apps.kit.api import tokens
from tenghuan.apps.monitoring.models import Period
from tenghuan.apps.organization.models import Account
from tenghuan.apps.plans.models import ItemKind
from tenghuan.apps.plans.queries import board
from tenghuan.pace import Month
from tenghuan.plan import packs
from tests.apps.closing.counties import PLATFORM, shipped
from tests.apps.kit.sheds import actor_of
from tests.world import HASHED

KEYS = sorted(packs())
NUMBERS = ("current", "value", "progress", "pace", "gap", "needed", "reported", "computed")
KEPT = ("current", "value", "progress", "pace", "gap", "yoy", "mom", "forecast", "reported", "computed")
TEXTS = ("target", "yoy", "mom", "forecast", "lead", "unit", "caliber")


@pytest.fixture(params=KEYS)
def plan(request, db):
    return shipped(request.param)


@pytest.fixture
def reader(plan):
    return Account.objects.create(
        username="leser", name="测试", role="leader", region=plan.region, password=HASHED, must_change_password=False
    )


@pytest.fixture
def client(reader):
    client = Client()
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    return client


def months_of(plan):
    found = sorted(Month(*pair) for pair in Period.objects.filter(plan=plan).values_list("year", "month"))
    return [found[-2], Month(found[-1].year - 1, 12)]


def closed(plan, at):
    closing = open_month(PLATFORM, plan, at)
    MONTHS.take(PLATFORM, closing, "close", gap_reason="示例数据")
    return closing


def of_page(client, address):
    """Title and unit of a row → its texts by heading."""
    table = lxml.html.fromstring(client.get(address).content).find(".//table")
    headings = [" ".join(cell.text_content().split()) for cell in table.findall(".//thead//th")]
    rows = table.findall(".//tbody/tr")
    return [
        dict(zip(headings, (" ".join(cell.text_content().split()) for cell in row.findall("td")), strict=True))
        for row in rows
    ]


def of_book(client, address):
    book = openpyxl.load_workbook(io.BytesIO(client.get(address).content))
    rows = list(book.worksheets[0].iter_rows(min_row=3, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def of_api(client, reader, at):
    token = tokens.make(actor_of(reader), name="测试", until=timezone.localdate())
    address = f"/api/v1/figures?snapshot__year_min={at.year}&snapshot__year_max={at.year}"
    address += f"&snapshot__month_min={at.month}&snapshot__month_max={at.month}"
    found, page = {}, 1
    while True:
        told = client.get(f"{address}&page={page}", headers={"Authorization": f"Bearer {token}"}).json()
        found |= {row["item"]: row for row in told["results"]}
        if len(found) >= told["count"]:
            return found
        page += 1


def number(text):
    """What a person reads in a cell of the page."""
    found = re.sub(r"[,\s]", "", text)
    return None if found in ("—", "") else Decimal(found.rstrip("%")) / (100 if found.endswith("%") else 1)


def test_every_indicator_is_the_same_on_board_page_workbook_api_and_in_the_snapshot(plan, client, reader):
    for at in months_of(plan):
        drafted = queries.drafted(plan.region, at)
        closing = closed(plan, at)
        snapshot = queries.newest(reader, plan.region, at)
        kept = queries.figures(snapshot)
        address = reverse("closing:month", args=(closing.pk,))
        pages, books, api = (
            of_page(client, address),
            of_book(client, f"{address}?export=xlsx"),
            of_api(client, reader, at),
        )
        assert len(drafted) == len(kept) == len(pages) == len(books) == len(api) > 0
        headings = {column.key: column.heading for column in tables.report([], "", "", "").columns}
        digits = {column.key: column.digits for column in tables.report([], "", "", "").columns}
        for before, figure, page, book in zip(drafted, kept, pages, books, strict=True):
            row = tables.row(1, figure, "第1版", "")
            assert tables.row(1, before, "第1版", "") | {"figure": 0} == row | {"figure": 0}
            for key in NUMBERS:
                value = None if row[key] is None else Decimal(row[key])
                cell = book[headings[key]]
                assert (cell is None) == (value is None), (figure, key)
                assert value is None or Decimal(str(cell)) == pytest.approx(value, abs=Decimal("0.0000005")), (
                    figure,
                    key,
                )
                if headings[key] in page:
                    shown = number(page[headings[key]])
                    places = digits[key] + 2 if key in ("progress", "pace") else 4
                    halves_up = None if value is None else value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
                    assert shown == halves_up, (figure, key)
            for key in TEXTS:
                assert (book[headings[key]] or "—") == page[headings[key]] == (row[key] or "—"), (figure, key)
            assert book["灯"] in page["灯"]
            told = api[figure.item_id]
            for name in (
                "current",
                "value",
                "progress",
                "pace",
                "gap",
                "yoy",
                "mom",
                "forecast",
                "reported",
                "computed",
            ):
                own = getattr(figure, name)
                assert (told[name] is None and own is None) or Decimal(str(told[name])) == own, (figure, name)
            assert told["lamp"] == figure.lamp


def test_what_would_be_closed_now_is_what_the_board_shows(plan):
    found = {figure.item_id: figure for figure in queries.drafted(plan.region)}
    rows = board([plan], ItemKind.INDICATOR)
    assert set(found) == {row.item.pk for row in rows}
    for row in rows:
        figure, standing = found[row.item.pk], row.standing
        assert (figure.lamp, figure.as_of) == (standing.lamp, standing.as_of), row.item
        for own, shown in (
            (figure.value, standing.actual),
            (figure.progress, standing.progress),
            (figure.pace, standing.pace),
        ):
            assert own == (None if shown is None else round(shown, 6)), row.item
