"""Numbers by unit, kind, town and source against an oracle, each leading to exactly its rows; both rates of content."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone

from tenghuan.apps.kit import records
from tenghuan.apps.services import statistics
from tenghuan.apps.services.models import Request
from tenghuan.apps.services.registers import REQUESTS
from tenghuan.apps.services.statistics import WAYS, Figures, percent
from tests.apps.kit.sheds import by
from tests.apps.services.asking import asked, assigned, firm

pytestmark = pytest.mark.django_db
STATES = ("asked", "assigned", "working", "meeting", "answered", "closed", "withdrawn", "declined")


def of(rated: int, satisfied: int, closed: int) -> Figures:
    return Figures("", "合计", {"rated": rated, "satisfied": satisfied, "closed": closed})


# -- the worked figure of methodology2 §27 -------------------------------------------------------------------------
def test_five_thousand_three_hundred_and_seventy_nine_of_5416_are_99_32_per_cent():
    # 5379 / 5416 = 0.993168…
    assert percent(of(5416, 5379, 5416).of_rated) == "99.32%"


def test_both_rates_are_printed_with_their_denominators_and_differ_where_some_said_nothing():
    line = of(rated=8, satisfied=6, closed=10)
    assert (line.of_rated, line.of_all) == (Fraction(3, 4), Fraction(3, 5))
    told = statistics.note(line)
    assert "满意 6 / 已评 8 = 75.00%" in told
    assert "满意 6 / 结案 10 = 60.00%" in told


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 0, "—"), (0, 3, "0.00%"), (3, 3, "100.00%"), (1, 3, "33.33%"), (2, 3, "66.67%"), (1, 8, "12.50%"),
     (1, 20000, "0.01%"), (1, 20001, "0.00%")],
)  # fmt: skip
def test_a_share_is_rounded_half_up_at_the_end_only(part, whole, words):
    assert percent(statistics.share(part, whole)) == words


# -- against an oracle ---------------------------------------------------------------------------------------------
@pytest.fixture
def many(world) -> list[Request]:
    """Requests of every state, of two towns, two units and none, in two years, drawn at random."""
    draw = random.Random(27)
    county, now = world.home, timezone.now()
    rows = []
    for n in range(160):
        enterprise = firm(county, 1 + n % 3, n % 2)
        state = draw.choice(STATES)
        score = draw.choice((None, 1, 2, 3, 4, 5)) if state in ("closed", "answered") else None
        rows.append(
            Request(
                county=county.region, number=f"T{n:04d}", enterprise=enterprise, town=enterprise.town, title=f"事{n}",
                content="内容", source=draw.choice(("three", "hotline")), kind=draw.choice(("", "policy", "factor")),
                lead=draw.choice((None, *county.departments)) if state != "closed" else county.departments[n % 2],
                asked_at=now, asked_on=date(2025 + n % 2, 1 + n % 12, 1), state=state, score=score,
                satisfied=None if score is None else score >= 4, hard=draw.random() < 0.2,
                redone=int(draw.random() < 0.2), answer_late=draw.random() < 0.3,
                answered_at=now if draw.random() < 0.5 else None,
                due_by=now + timedelta(hours=draw.choice((-5, 5))) if draw.random() < 0.8 else None,
            )
        )  # fmt: skip
    Request.objects.bulk_create(rows)
    retired = Request.objects.order_by("pk").first()
    Request.objects.filter(pk=retired.pk).update(retired_on=date(2026, 1, 1))
    return list(Request.objects.filter(retired_on=None).select_related("lead", "town"))


RUNNING = {"asked", "assigned", "working", "meeting", "answered"}
ORACLE: dict[str, Any] = {
    "asked": lambda one: True,
    "open": lambda one: one.state in RUNNING,
    "late": lambda one: one.state in RUNNING and one.due_by is not None and one.due_by < timezone.now(),
    "answered": lambda one: one.answered_at is not None,
    "answer_late": lambda one: one.answer_late,
    "hard": lambda one: one.hard,
    "redone": lambda one: one.redone > 0,
    "closed": lambda one: one.state == "closed",
    "rated": lambda one: one.state == "closed" and one.score is not None,
    "satisfied": lambda one: one.state == "closed" and one.score is not None and one.score >= 4,
}
KEY: dict[str, Any] = {
    "lead": lambda one: one.lead_id,
    "kind": lambda one: one.kind or None,
    "town": lambda one: one.town_id,
    "source": lambda one: one.source,
}


@pytest.mark.parametrize("year", [None, 2025, 2026])
@pytest.mark.parametrize("way", sorted(WAYS))
def test_each_number_agrees_with_a_count_by_hand_and_the_groups_add_up(world, many, way, year):
    rows = statistics.of_year(REQUESTS.rows(world.home.accounts["office"]), year)
    mine = [one for one in many if year is None or one.asked_on.year == year]
    found = {line.key: line.counts for line in statistics.grouped(rows, WAYS[way])}
    assert set(found) == {KEY[way](one) for one in mine}
    for key, counts in found.items():
        group = [one for one in mine if KEY[way](one) == key]
        assert counts == {name: sum(map(tells, group)) for name, tells in ORACLE.items()}
    total = statistics.whole(rows).counts
    assert total == {name: sum(counts[name] for counts in found.values()) for name in ORACLE}


@pytest.mark.parametrize("way", sorted(WAYS))
def test_behind_each_number_are_exactly_its_rows(world, many, way):
    client = world.client("office")
    rows = statistics.of_year(REQUESTS.rows(world.home.accounts["office"]), 2026)
    table = statistics.table(rows, WAYS[way], 2026)
    line = table.rows[1] if table.rows[1].key is not None else table.rows[0]
    followed = 0
    for shown in (table.rows[0], line):
        for column in table.columns:
            address = column.link(shown) if column.link else None
            if address is None:
                continue
            page = client.get(address)
            assert page.context["shown"].paginator.count == column.of(shown), (column.key, address)
            followed += 1
    assert followed >= 15


def test_a_department_counts_what_it_leads_or_supports_and_a_town_its_own(world):
    for number in (1, 2):
        assigned(world.home, number, unit=0, town=0)
    assigned(world.home, 3, unit=1, town=1)
    asked(world.home, 4, town=1)
    asked(world.neighbour, 5)
    seen = {
        name: statistics.whole(REQUESTS.rows(world.home.accounts[name])).counts["asked"]
        for name in ("office", "leader", "department", "department2", "town", "town2")
    }
    assert seen == {"office": 4, "leader": 4, "department": 2, "department2": 1, "town": 2, "town2": 2}


def test_the_page_shows_the_groups_prints_both_rates_and_exports_them(world, many):
    client = world.client("office")
    page = client.get("/services/statistics/?by=kind&year=2026").content.decode()
    assert "满意率两种口径" in page
    assert re.search(r"要素.*?href=\"/r/requests/\?kind=factor", page, re.S)
    assert client.get("/services/statistics/?by=none&year=abc").status_code == 200
    assert client.get("/services/statistics/?export=xlsx").content[:2] == b"PK"


@pytest.mark.parametrize("way", sorted(WAYS))
def test_the_number_of_queries_does_not_grow_with_the_requests(world, many, way, django_assert_max_num_queries):
    rows = REQUESTS.rows(world.home.accounts["office"])
    with django_assert_max_num_queries(2):
        statistics.table(rows, WAYS[way], 2026)


def test_measures_count_by_the_day_and_only_what_stands(world, many):
    measure = {one.key: one for one in REQUESTS.measures}
    rows = Request.objects.all()
    in_2026 = (date(2026, 1, 1), date(2026, 12, 31))
    assert measure["requests.asked"].of(rows, *in_2026) == sum(one.asked_on.year == 2026 for one in many)
    Request.objects.filter(state="closed").update(closed_on=date(2026, 3, 1))
    assert measure["requests.satisfied"].of(rows, *in_2026) == sum(ORACLE["satisfied"](one) for one in many)
    assert measure["requests.satisfied"].of(rows, date(2026, 3, 2), date(2026, 12, 31)) == 0
    thing = asked(world.home, 9)
    before = measure["requests.open"].of(rows)
    records.retire(by(world.home, "office"), REQUESTS, thing, "重复登记")
    assert measure["requests.open"].of(rows) == before - 1
