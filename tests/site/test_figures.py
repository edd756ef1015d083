"""Every figure of the five counties is reckoned again from what the page itself shows, apart from the code.

Board, wall, indicator pages and counties page must agree: target, actual, progress and pace of one row are of one year
and one caliber, the quotient printed beside a percentage gives that percentage, and a number of an earlier year is only
shown. The oracle below knows nothing but the printed text and the rules of methodology §3.2 and §3.3.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import lxml.html
import pytest
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.access.roles import Role
from tenghuan.apps.organization.models import Account, Region
from tenghuan.apps.organization.services.units import load_regions
from tenghuan.apps.plans.models import Indicator, Plan
from tenghuan.reference import regions
from tenghuan.site.demonstration.loading import ACTOR, _counties, _plans

D = Decimal
TODAYS = [date(2026, 11, 29), date(2027, 2, 27)]  # late in the plans' last year; early in it, most not yet reported
NUMBER = r"-?[\d,]+(?:\.\d+)?"


@pytest.fixture(params=TODAYS, ids=str)
def demonstration(request, db, monkeypatch):
    """The five counties' plans with sample figures, as on the day."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: request.param)
    load_regions(ACTOR, [(r.code, r.name, r.level, r.parent or "") for r in regions()])
    counties = _counties()
    _plans(counties, lambda _words: None)
    return request.param


def office(region: Region) -> Account:
    name = f"figures-{region.code}"
    found = Account.objects.filter(username=name).first()
    return found or Account.objects.create(username=name, name=name, role=Role.OFFICE, region=region)


def read(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return lxml.html.fromstring(answer.content.decode())


def text(node, css) -> str:
    found = node.xpath(f".//*[contains(concat(' ', normalize-space(@class), ' '), ' {css} ')]")
    return "".join(found[0].itertext()).strip() if found else ""


def number(words: str) -> Decimal | None:
    found = re.search(NUMBER, words)
    return D(found[0].replace(",", "")) if found else None


def quotient(words: str) -> tuple[Decimal, Decimal, str] | None:
    """49 ÷ 52（增量） → 49, 52, 增量."""
    found = re.search(rf"({NUMBER}) ÷ ({NUMBER})(?:（(.+?)）)?", words)
    return (D(found[1].replace(",", "")), D(found[2].replace(",", "")), found[3] or "") if found else None


def tolerance(over: Decimal, under: Decimal) -> Decimal:
    """What rounding may do to a percentage: half of its last digit, and the digits left off the printed numbers."""
    lost = D("0.00005") if max(abs(over), abs(under)) < 100 else D("0.005")
    return D("0.0501") + 100 * lost / abs(under) * (1 + abs(over / under))


def same(words: str, percentage: str) -> None:
    """The quotient gives the percentage."""
    over, under, _word = quotient(words)
    assert abs(over / under * 100 - number(percentage)) <= tolerance(over, under), (words, percentage)


def check_row(row: dict[str, str], where: str) -> None:
    """Reckon one row again."""
    if not row["goal"]:
        assert row["rate"] == "", where
        return
    if not row["actual"]:
        # nothing of this year: no progress, no pace; an earlier number stands apart
        assert row["rate"] == row["pace"] == "", where
        assert row["lamp"] in ("未到期", "未报数"), where
        return
    assert not row["earlier"], where
    goal, actual = number(row["goal"]), number(row["actual"])
    found = quotient(row["parts"])
    if found is None:
        assert row["rate"] == "", where
        return
    over, under, word = found
    same(row["parts"], row["rate"])
    if word in ("", "已用份额"):
        assert (over, under) == (actual, goal), where
    elif word == "上限÷实际":
        assert (over, under) == (goal, actual), where
    else:
        assert word == "增量", where
        base = actual - over
        assert abs(goal - base - under) < D("0.001"), where
        assert quotient(row["total"])[:2] == (actual, goal), where
        same(row["total"], row["total"].rsplit("=", 1)[1])
    if row["due"]:
        same(row["due"], row["pace"])
        due = quotient(row["due"])
        assert due[0 if word == "上限÷实际" else 1] == (over if word == "上限÷实际" else under), where


def check_lamp(row: dict[str, str], where: str) -> None:
    """§3.3, difference method: from the two percentages alone, where neither stands at the edge of a band."""
    rate, pace = number(row["rate"] or ""), number(row["pace"] or "")
    if row["lamp"] in ("未到期", "未报数") or rate is None or pace is None or "已用份额" in row["parts"]:
        return
    gap = rate - pace
    if min(abs(gap - edge) for edge in (0, -10, -30)) <= D("0.15") or "连续黄灯" in row["note"]:
        return
    word = "绿灯" if gap > 0 else "蓝灯" if gap > -10 else "黄灯" if gap > -30 else "红灯"
    assert row["lamp"] == word, (where, row)


def of(node, goal: str = "goal") -> dict[str, str]:
    names = ("actual", "earlier", "rate", "parts", "total", "pace", "due", "goal-year", "goal-caliber", "met")
    found = {name: text(node, name) for name in names} | {"goal": text(node, goal)}
    lamp = text(node, "lamp")
    found["lamp"] = lamp.split()[-1] if lamp else ""
    found["note"] = "".join(node.itertext())
    for name in ("goal", "rate", "pace", "actual", "met"):
        found[name] = "" if found[name] == "—" else found[name]
    return found


def rows(page) -> dict[str, dict[str, str]]:
    return {node.get("data-item"): of(node) for node in page.xpath("//tr[@data-item]")}


def test_every_figure_of_every_page_is_what_the_page_says_it_is(demonstration, client):
    everything = {}
    for plan in Plan.objects.select_related("region"):
        client.force_login(office(plan.region))
        board = rows(read(client, reverse("plans:board")))
        indicators = {str(pk) for pk in Indicator.objects.filter(plan=plan, retired=False).values_list("pk", flat=True)}
        assert set(board) == indicators
        wall = rows(read(client, reverse("cockpit:wall")))
        assert set(wall) == indicators
        for pk, row in board.items():
            where = f"{plan.region.name} {row['note'][:40]}"
            check_row(row, where)
            check_lamp(row, where)
            for name in ("goal", "actual", "rate", "parts", "met", "lamp"):
                assert wall[pk][name] == row[name], (where, name)
            page = read(client, reverse("plans:indicator", args=(pk,)))
            standing = of(page.xpath("//*[@class='standing']")[0])
            for name in ("goal", "goal-year", "actual", "rate", "parts", "total", "pace", "due", "met", "lamp"):
                assert standing[name] == row[name], (where, name, standing[name], row[name])
            check_history(page, where)
        everything |= board
    check_counties(client, everything)
    measured = [row for row in everything.values() if row["rate"]]
    if demonstration.month == 11:
        assert len(measured) > 100  # the walk saw figures, not only dashes
        assert {"增量", ""} <= {quotient(row["parts"])[2] for row in measured}
        assert any(row["earlier"] for row in everything.values())  # year-end figures of the year before, in grey
    assert not any(row["earlier"] and (row["actual"] or row["rate"] or row["pace"]) for row in everything.values())


def check_history(page, where: str) -> None:
    """Each month of an indicator's own page: percentages from the numbers beside them."""
    for line in page.xpath("//table//tr[td][details or .//details]"):
        cells = ["".join(cell.itertext()).strip() for cell in line.xpath("./td")]
        for cell in cells[4:6]:
            if "÷" in cell:
                percentage, words = cell.split("%", 1)
                same(words, percentage)


def check_counties(client, everything) -> None:
    province = Plan.objects.first().region.parent.parent
    client.force_login(office(province))
    page = read(client, reverse("plans:counties"))
    seen = 0
    for cell in page.xpath("//td[@data-item]"):
        row = everything[cell.get("data-item")]
        actual, progress = cell.getnext(), cell.getnext().getnext()
        assert "".join(cell.xpath("./a")[0].itertext()).strip() == row["goal"]
        shown = text(actual, "actual")
        assert (shown, text(progress, "rate"), text(progress, "parts")) == (row["actual"], row["rate"], row["parts"])
        seen += 1
    assert seen > 100
    # places: by completion, equal ones alike
    for line in page.xpath("//tbody/tr"):
        told = [(number(text(c, "rate")), number(text(c, "place"))) for c in line.xpath("./td") if text(c, "place")]
        for rate, place in told:
            assert place <= 1 + sum(other > rate - D("0.1") for other, _ in told)
            assert place >= 1 + sum(other > rate for other, _ in told)


def test_nothing_is_due_in_another_age(demonstration):
    """Plans end in the present year, the open period is of this month or the one before."""
    from tenghuan.apps.monitoring.models import Period

    for plan in Plan.objects.all():
        assert plan.end_year == demonstration.year
        opened = Period.objects.filter(plan=plan, locked_at=None)
        assert [period.at for period in opened] == [(demonstration.year, demonstration.month)]
        assert all(abs((period.due_on - demonstration).days) < 40 for period in opened)
