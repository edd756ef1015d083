"""Working days: the calendar against the notices typed off by hand, and the deadlines counted on it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from tenghuan.apps.kit.workdays import days_left, is_working_day, last_day, uncertain

pytestmark = pytest.mark.django_db
NOTICES = yaml.safe_load((Path(__file__).parent / "notices.yaml").read_text(encoding="utf-8"))


def days(span):
    first, last = (date.fromisoformat(end) for end in span.split(".."))
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


@pytest.mark.parametrize("year", range(2021, 2027))
def test_the_calendar_says_what_the_notices_of_the_year_say(year):
    off = {day for notice in NOTICES for span in notice["rest"] for day in days(span)}
    worked = {day for notice in NOTICES for day in notice["work"]}
    every = days(f"{year}-01-01..{year}-12-31")
    by_notice = {day for day in every if day in worked or (day.weekday() < 5 and day not in off)}
    assert {day for day in every if is_working_day(day)} == by_notice
    assert not uncertain(*every)


def test_working_days_know_holidays_and_the_weekends_worked_in_exchange():
    assert last_day(date(2023, 5, 8), 1) == date(2023, 5, 8)
    assert last_day(date(2023, 5, 5), 2) == date(2023, 5, 6)  # a Saturday worked in exchange
    assert last_day(date(2023, 5, 6), 2) == date(2023, 5, 8)
    assert last_day(date(2023, 9, 28), 2) == date(2023, 10, 7)
    assert last_day(date(2023, 10, 1), 1) == date(2023, 10, 7)
    assert days_left(date(2023, 5, 5), date(2023, 5, 8)) == 3
    assert days_left(date(2023, 5, 9), date(2023, 5, 8)) == 0
    assert uncertain(date(2001, 5, 1))
    assert not uncertain(date(2023, 5, 1))
