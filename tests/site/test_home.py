"""The first page of every role: what stands there, against what was put in; and in how many queries."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.models import Head
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.models import Job, JobState, Task
from tenghuan.apps.monitoring.services.periods import open_due_periods
from tenghuan.apps.organization.limits import by_account, take
from tenghuan.apps.organization.models import Region
from tenghuan.apps.plans.models import Plan
from tenghuan.apps.plans.ranking import Standing
from tenghuan.site.home.trend import sparkline
from tests.apps.kit.sheds import shed
from tests.apps.monitoring.campaigns import TODAY, history, make_campaign

MOST = 12
EVERY = [*Role.values, "prefecture"]


@pytest.fixture
def campaign(world, monkeypatch):
    """The home county's plan, opened on TODAY; its annual indicator stands at 10 of 100, its stock at 200 of 220."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    made = make_campaign(world.home)
    history(made, "annual", 2022, {3: "4", 4: "7", 5: "10"})
    history(made, "stock", 2022, {4: "195", 5: "200"})
    open_due_periods(Actor.platform("periods"), TODAY)
    return made


def of(world, name):
    return world.client(world.prefecture if name == "prefecture" else name)


@pytest.mark.parametrize("name", EVERY)
def test_every_role_has_a_first_page_in_twelve_queries_however_much_there_is(name, world, campaign, settings):
    settings.BOARDS_KEPT = 8  # as it is served; the board is worked out anew when something changed
    client = of(world, name)
    client.get("/")
    for n in range(12):
        shed(world.home, f"S{n}")
    for most in (MOST + 3, MOST):
        with CaptureQueriesContext(connection) as counted:
            response = client.get("/")
        assert response.status_code == 200
        assert len(counted) <= most, "\n".join(query["sql"][:150] for query in counted)


@pytest.mark.parametrize("name", EVERY)
def test_every_first_page_stands_where_there_is_nothing_yet(name, world):
    assert of(world, name).get("/").status_code == 200


def test_the_office_sees_tasks_by_deadline_who_lags_and_what_is_behind(world, campaign):
    office = world.home.accounts["office"]
    thing = shed(world.home)
    Task.objects.filter(kind__startswith="sheds").update(due=TODAY - timedelta(days=3))
    held = {
        "region": office.region,
        "account": office,
        "content_type": Task.objects.get(kind__startswith="sheds").content_type,
    }
    Task.objects.create(title="后到期", due=TODAY + timedelta(days=9), kind="b", object_id=thing.pk, **held)
    Task.objects.create(title="先到期", due=TODAY + timedelta(days=2), kind="a", object_id=thing.pk, **held)
    Task.objects.create(title="没有期限", kind="c", object_id=thing.pk, **held)
    context = world.client("office").get("/").context
    assert [(task.title, task.left) for task in context["tasks"]] == [("先到期", 2), ("后到期", 9), ("没有期限", None)]
    lags = {lag.name: (lag.missing, lag.late) for lag in context["lags"]}
    # the first department leads annual, cumulative, stock and the task; level is due at the year's end only
    assert lags["东县经信局"] == (4, 0)
    assert lags["东县科技局"] == (1, 0)
    assert lags["dong1镇政府"] == (1, 1)  # its report and its task in one row, though the task names the town alone
    behind = {problem.row.item.key: problem.lead for problem in context["problems"]}
    assert behind["annual"] == "东县经信局"


def test_a_department_sees_how_much_it_owes_and_by_when_and_its_own_lamps(world, campaign):
    context = world.client("department").get("/").context
    assert (context["owed"]["count"], context["owed"]["left"]) == (4, (date(2022, 7, 5) - TODAY).days)
    second = world.client("department2").get("/").context
    assert second["owed"]["count"] == 1
    assert sum(dict(second["lamps"]).values()) == 1
    body = world.client("department").get("/").content.decode()
    assert "去填报" in body
    assert "还有 7 天" in body


def test_a_leader_sees_headline_figures_with_their_trend_and_campaigns_by_lamp(world, campaign):
    context = world.client("leader").get("/").context
    shown = {row.item.key: row.standing.actual for row, _line in context["headlines"]}
    assert shown["annual"] == 10
    line = next(line for row, line in context["headlines"] if row.item.key == "annual")
    assert "2022年3月 的 4 到 2022年5月 的 10" in line
    assert sum(sum(line.counts.values()) for line in context["campaigns"]) == 6
    assert {line.name for line in context["ranking"]} == {"东县经信局", "东县科技局", "dong1镇政府"}


def test_above_the_counties_one_sees_them_ranked_and_what_was_chosen_only(world, campaign):
    Plan.objects.create(region=world.neighbour.region, title="西县方案", start_year=2021, end_year=2023)
    client = world.client(world.prefecture)
    assert [line.name for line in client.get("/").context["ranking"]] == ["东县"]
    assert reverse("plans:board") + f"?region={world.home.region.code}" in client.get("/").content.decode()
    client.post(reverse("scope"), {"county": world.neighbour.region.code})
    assert client.get("/").context["ranking"] == []


def test_a_town_sees_its_own_enterprises_and_tasks(world, campaign):
    thing = shed(world.home, town=0)
    context = world.client("town").get("/").context
    assert [task.title for task in context["tasks"]] == [f"核实：{thing}"]
    assert context["owed"]["count"] == 1
    assert world.client("town2").get("/").context["tasks"] == []


def test_a_security_administrator_sees_who_is_locked_in_its_region(world):
    for name in ("dong-town", "unknown"):
        for _n in range(settings.TRIES_BY_ACCOUNT):
            take(by_account(name))
    take(by_account("dong-leader"))
    context = world.client("security_admin").get("/").context
    assert [account.username for account in context["locked"]] == ["dong-town"]
    assert world.client(world.foreign.accounts["security_admin"]).get("/").context["locked"] == []


def test_an_audit_administrator_sees_a_cut_end_of_the_chain(world):
    shed(world.home)
    client = world.client("audit_admin")
    assert client.get("/").context["trail"].well
    Head.objects.filter(pk=1).update(digest="0" * 64)
    assert not client.get("/").context["trail"].well


def test_a_system_administrator_sees_jobs_that_failed(world):
    kind = Task._meta.get_field("content_type").related_model.objects.get_for_model(Region)
    told = {"subject_type": kind, "subject_id": world.home.region.pk}
    Job.objects.create(kind="读取方案", state=JobState.FAILED, error="文件损坏", ended_at=timezone.now(), **told)
    body = world.client("system_admin").get("/").content.decode()
    assert "文件损坏" in body


@pytest.mark.parametrize(
    ("counts", "good", "heat"),
    [
        ({}, None, 0),
        ({"not_due": 4, "no_data": 1}, None, 0),
        ({"red": 3}, 0, 1),
        ({"green": 1, "red": 1}, 0.5, 3),
        ({"green": 3, "done": 1, "not_due": 9}, 1, 5),
    ],
)
def test_the_share_on_time_counts_lit_items_only(counts, good, heat):
    line = Standing("甲", counts)
    assert (line.good, line.heat) == (good, heat)


def test_a_small_line_rises_with_its_numbers_and_needs_two():
    assert sparkline([("1月", Decimal(3))]) == ""
    # three points over 114 units of width; the lowest at the bottom (29), the highest on top (3)
    assert 'points="3.0,29.0 60.0,16.0 117.0,3.0"' in sparkline(
        [("1", Decimal(0)), ("2", Decimal(5)), ("3", Decimal(10))]
    )
    assert 'points="3.0,29.0 117.0,29.0"' in sparkline([("1", Decimal(4)), ("2", Decimal(4))])
