"""Board, task list, item pages, counties side by side: who sees what, in how many queries, and as a workbook."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from tenghuan.apps.plans import hooks, queries, tables
from tenghuan.apps.plans.hooks import Point, Standing
from tenghuan.apps.plans.models import Duty, Indicator, Item, Plan
from tenghuan.apps.plans.queries import Row
from tenghuan.apps.plans.services.publication import publish_pack
from tenghuan.plan import default_pace
from tests.apps.plans.packs import large, pack, small


@pytest.fixture
def published(world, actor):
    return publish_pack(actor, world.home.region, pack()).plan


@pytest.fixture
def reported(monkeypatch):
    """Figures for the items of the small pack, as monitoring would give them."""

    def source(items):
        known = {"rectified_firms": Standing(Decimal(30), date(2022, 6, 30), Decimal("0.25"), Decimal("0.5"), "yellow")}
        return {item.pk: known[item.key] for item in items if item.key in known}

    monkeypatch.setattr(hooks, "board_sources", [source])


def workbook(response):
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("role", ["office", "department", "town", "leader"])
@pytest.mark.parametrize("name", ["board", "tasks", "counties"])
def test_officials_of_the_county_see_it(world, published, role, name):
    response = world.client(role).get(reverse(f"plans:{name}"))
    assert response.status_code == 200
    assert "东县" in response.content.decode()


@pytest.mark.parametrize("role", ["enterprise", "system_admin", "security_admin", "audit_admin"])
@pytest.mark.parametrize("name", ["board", "tasks", "counties"])
def test_others_are_refused(world, published, role, name):
    assert world.client(role).get(reverse(f"plans:{name}")).status_code == 403


def test_item_pages_owner_neighbour_stranger(world, published):
    indicator, duty = Indicator.objects.first(), Duty.objects.first()
    for url in (reverse("plans:indicator", args=(indicator.pk,)), reverse("plans:duty", args=(duty.pk,))):
        assert world.client("town").get(url).status_code == 200
        assert world.client(world.prefecture).get(url).status_code == 200
        assert world.client(world.neighbour.accounts["office"]).get(url).status_code == 404
        assert world.client(world.foreign.accounts["office"]).get(url).status_code == 404
        assert world.client("audit_admin").get(url).status_code == 403


def test_neighbour_has_no_plan_and_cannot_ask_for_ours(world, published):
    client = world.client(world.neighbour.accounts["office"])
    assert "尚无已发布的方案" in client.get(reverse("plans:board")).content.decode()
    assert client.get(reverse("plans:board"), {"region": "990101"}).status_code == 404


def test_prefecture_chooses_the_county(world, actor, published):
    west = {**small()["plan"], "title": "西县方案", "document_number": "西政〔2022〕3号"}
    publish_pack(actor, world.neighbour.region, pack(plan=west))
    client = world.client(world.prefecture)
    first = client.get(reverse("plans:board")).content.decode()
    assert "东县作战总览" in first
    assert '<option value="990102">西县</option>' in first
    assert "西县作战总览" in client.get(reverse("plans:board"), {"region": "990102"}).content.decode()


def test_board_without_reports_says_so(world, published):
    page = world.client("leader").get(reverse("plans:board"))
    assert dict(page.context["counts"])["no_data"] == 5
    text = page.content.decode()
    assert "≥24.5" in text
    assert "lamp-no_data" in text


def test_figures_come_through_the_hook_and_filters_narrow(world, published, reported):
    client = world.client("office")
    page = client.get(reverse("plans:board"))
    counts = dict(page.context["counts"])
    assert (counts["yellow"], counts["no_data"], counts["green"]) == (1, 4, 0)
    row = next(r for r in page.context["table"].rows if r["title"] == "整治高耗低效企业")
    assert (row["actual"], row["progress"], row["pace"]) == (Decimal(30), Decimal("0.25"), Decimal("0.5"))
    # a row without figures asks for what its year demands; nothing of another year stands beside it
    other = next(r for r in page.context["table"].rows if r["title"] == "规上工业亩均税收")
    assert (other["goal"], other["goal_year"], other["actual"], other["progress"]) == ("≥24.5", "2023", None, None)

    def titles(**wanted):
        found = client.get(reverse("plans:board"), wanted)
        return [r["title"] for r in (*found.context["table"].rows, *found.context["duties"].rows)]

    assert titles(lamp="yellow") == ["整治高耗低效企业"]
    assert titles(campaign="clear_out") == ["整治高耗低效企业", "整治高耗低效企业"]
    assert titles(campaign="-") == ["规上工业亩均税收", "强化人才保障", "建立企业清单"]
    unit = Item.objects.get(key="action_2").responsibilities.get().unit
    assert titles(unit=unit.pk) == ["规上工业亩均税收", "强化人才保障", "整治高耗低效企业"]


def test_export_is_what_the_page_shows(world, published, reported):
    client = world.client("office")
    rows = workbook(client.get(reverse("plans:board"), {"export": "xlsx", "lamp": "yellow"}))
    assert rows[0][0] == "东县作战总览"
    assert rows[2][:8] == ["攻坚行动", "指标", "统计范围", "单位", "目标", "目标年度", "口径", "实际"]
    assert rows[3][1:8] == ["整治高耗低效企业", None, "家", "120", "2023", "累计（起点0）", 30]
    assert rows[3][rows[2].index("亮灯")] == "黄灯"
    assert len(rows) == 4
    tasks = workbook(client.get(reverse("plans:tasks"), {"export": "xlsx"}))
    assert [row[1] for row in tasks[3:]] == ["强化人才保障", "整治高耗低效企业", "建立企业清单"]


def test_board_of_a_large_county_in_twelve_queries(world, actor, monkeypatch, django_assert_max_num_queries):
    publish_pack(actor, world.home.region, large(100, 60))
    seen = []

    def source(items):
        """A source may read what the board holds without a further query."""
        for item in items:
            if item.kind == "indicator":
                seen.append((item.indicator.caliber, [float(m.value) for m in item.indicator.milestones.all()]))
            assert item.responsibilities.all()[0].unit.name
            assert item.plan.end_year == 2023
        return {
            item.pk: Standing(Decimal(1), date(2023, 5, 31), Decimal("0.4"), Decimal("0.4"), "green") for item in items
        }

    monkeypatch.setattr(hooks, "board_sources", [source])
    client = world.client("department")
    client.get(reverse("organization:groups"))  # the session is known from now on
    with django_assert_max_num_queries(9):  # leaves monitoring three of the twelve
        page = client.get(reverse("plans:board"))
    assert len(page.context["table"].rows) == 100
    assert len(page.context["duties"].rows) == 60
    assert seen[0] == ("cumulative", [10.0, 20.0, 30.0])


def test_counties_side_by_side(world, actor, published, reported, django_assert_max_num_queries):
    west = small()
    west["plan"] |= {"title": "西县方案", "document_number": "西政〔2022〕3号"}
    west["indicators"][0]["milestones"] = [{"caliber": "level", "year": 2023, "value": 30}]
    publish_pack(actor, world.neighbour.region, pack(**west))
    client = world.client(world.prefecture)
    client.get(reverse("organization:groups"))
    with django_assert_max_num_queries(8):
        page = client.get(reverse("plans:counties"))
    (row,) = page.context["table"].rows
    assert (row["name"], row["990101_target"], row["990102_target"]) == (
        "规上工业亩均税收",
        "≥24.5 / 2023",
        "30 / 2023",
    )
    assert row["990101_lamp"] == "未报数"
    rows = workbook(client.get(reverse("plans:counties"), {"export": "xlsx"}))
    told = ["目标", "实际", "完成进度", "分子和分母", "位次", "亮灯"]
    assert rows[2] == ["标准指标", "单位", *(f"{county} {word}" for county in ("东县", "西县") for word in told)]
    own = world.client("leader").get(reverse("plans:counties")).context["table"]
    assert {c.key.partition("_")[0] for c in own.columns} == {"name", "unit", "990101"}
    (line,) = client.get(reverse("plans:counties"), {"common": "1"}).context["lines"]
    assert set(line.cells) == {"990101", "990102"}


def test_indicator_page_tells_caliber_targets_and_history(world, published, monkeypatch):
    points = [
        Point(date(2022, 1, 31), "2022年1月", Decimal(3), Decimal(5), Decimal("0.1"), Decimal("0.2"), "yellow", "已审"),
        Point(
            date(2022, 2, 28),
            "2022年2月",
            Decimal(8),
            None,
            Decimal("0.2"),
            Decimal("0.3"),
            "green",
            "已审",
            steps=("累计 8 家，占目标 120 家的 6.7%",),
        ),
    ]
    monkeypatch.setattr(hooks, "history_sources", [lambda item, account: points])
    row = Indicator.objects.get(key="tax_per_mu")
    page = world.client("leader").get(reverse("plans:indicator", args=(row.pk,)))
    text = page.content.decode()
    for words in ("报告期的实际水平", "≥24.5", "青省", "37", "2022年2月", "县人力社保局"):
        assert words in text
    address = reverse("plans:point", args=(row.pk, "2022-02-28"))
    assert f'href="{address}" data-drawer' in text
    told = world.client("leader").get(address)
    story = told.context["story"]
    assert (story.label, story.value, story.unit) == ("2022年2月", Decimal(8), row.unit)
    assert story.reckoned == ("累计 8 家，占目标 120 家的 6.7%",)
    assert [words for words, _value, _unit in story.steps[0].given] == ["上报数", "完成进度", "序时进度", "亮灯"]
    assert "累计 8 家，占目标 120 家的 6.7%" in told.content.decode()
    empty = world.client("leader").get(reverse("plans:point", args=(row.pk, "2022-03-31")))
    assert "本期没有数据" in empty.content.decode()
    assert world.client("leader").get(reverse("plans:point", args=(row.pk, "2022-02-31"))).status_code == 422
    foreign = world.client(world.foreign.accounts["leader"])
    assert foreign.get(address).status_code == 404
    series = {s["name"]: s["data"] for s in page.context["chart"]["series"]}
    assert series["方案目标"] == [["2020-12-31", 12.5], ["2022-12-31", 20.0], ["2023-12-31", 24.5]]
    assert series["实际"] == [["2022-01-31", 3.0], ["2022-02-28", 8.0]]
    assert series["序时"] == [["2022-01-31", 5.0]]


def test_a_target_in_another_caliber_is_named(world, actor):
    told = small()
    told["indicators"][1]["milestones"].insert(0, {"caliber": "annual", "year": 2022, "value": 40})
    publish_pack(actor, world.home.region, pack(**told))
    rows = queries.board([Plan.objects.get()], "indicator")
    row = next(row for row in rows if row.item.key == "rectified_firms")
    shown = tables.indicators([Row(row.item, hooks.NOTHING, 2022)], "", "").rows[0]
    assert (shown["goal"], shown["goal_year"], shown["goal_caliber"]) == ("40", "2022", "当年")
    assert shown["final_goal"] == "120 / 2023年"


def test_a_retired_item_keeps_its_page(world, actor, published):
    row = Duty.objects.get(kind="task")
    publish_pack(actor, world.home.region, pack(tasks=[]))
    page = world.client("office").get(reverse("plans:duty", args=(row.pk,)))
    assert "已停用" in page.content.decode()


def test_pace_parameters_by_date(world, actor):
    told = {**default_pace().model_dump(mode="json"), "method": "ratio", "effective_from": "2022-07-01"}
    publish_pack(actor, world.home.region, pack(pace=told))
    plan = Plan.objects.get()
    assert queries.pace_parameters(plan, date(2022, 6, 30)) == default_pace()
    assert queries.pace_parameters(plan, date(2022, 7, 1)).method == "ratio"
    assert [p.key for p in queries.parameters(plan, date(2022, 1, 1))] == ["fund_share"]
