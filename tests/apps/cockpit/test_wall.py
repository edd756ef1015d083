"""The wall: the board's own numbers, whose wall it is, what an open one fetches, in how many queries."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.cockpit import painting
from tenghuan.apps.cockpit.sections import SECTIONS
from tenghuan.apps.cockpit.services import arrange
from tenghuan.apps.monitoring.services.periods import open_due_periods
from tenghuan.apps.plans import queries
from tenghuan.apps.plans.models import Item, Plan
from tenghuan.apps.supervision.raising import raise_order
from tenghuan.apps.supervision.registers import ORDERING
from tests.apps.cockpit.made import make_card
from tests.apps.cockpit.scenarios import screens
from tests.apps.cockpit.test_outline import SQUARE, geo, polygon
from tests.apps.kit.sheds import by
from tests.apps.monitoring.campaigns import TODAY, history, make_campaign
from tests.apps.remediation.cases import case

WALL = "cockpit:wall"


@pytest.fixture
def campaign(world, monkeypatch):
    """The home county's plan with a red item since April 2022, as of 28 June 2022."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    made = make_campaign(world.home)
    open_due_periods(Actor.platform("periods"), TODAY)
    history(made, "annual", 2022, {3: "25", 4: "3", 5: "4"})
    history(made, "cumulative", 2022, {3: "40", 4: "70", 5: "80"})
    return made


def read(client, address=None, **query):
    response = client.get(address or reverse(WALL), query)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def text(node) -> str:
    return " ".join("".join(node.itertext()).split())


def test_the_wall_says_the_boards_numbers(world, campaign):
    page = read(world.client("leader"))
    rows = queries.board([campaign.plan])
    counts = dict(queries.lamp_counts(rows))
    cells = page.xpath("//a[contains(@class, 'lampcell')]")
    assert [int(cell.find("b").text) for cell in cells] == list(counts.values())
    assert counts["red"] > 0
    for row in rows:
        if row.indicator is None:
            continue
        shown = page.xpath(f"//table[contains(@class, 'measured')]//tr[@data-item='{row.item.pk}']")[0]
        rate = shown.xpath(".//span[@class='rate']")
        progress = row.standing.progress
        assert [text(one) for one in rate] == ([] if progress is None else [f"{progress * 100:.1f}%"])
    # on no card stands another number than on the board
    assert text(page.xpath("//article//span[@class='actual']")[0]) in {
        f"{row.standing.actual:f}".rstrip("0").rstrip(".") for row in rows if row.standing.actual is not None
    }


def test_a_red_item_tells_who_since_when_how_far_and_whether_it_is_supervised(world, campaign):
    line = text(read(world.client("leader")).xpath("//ul[@class='reds']/li[contains(., '指标annual')]")[0])
    # 4 of 100 by May: 4.0% against 5/12 = 41.7%; it was 25.0% = 3/12 in March and is red since April, the third month
    assert "东县经信局" in line
    assert "落后 37.7 个百分点" in line
    assert "自 2022年4月 起，第 3 个月" in line
    assert "已督办" not in line
    told = {"source": "lamp", "matter": "红灯", "content": "追赶", "lead": world.home.departments[0]}
    office, item = by(world.home, "office"), Item.objects.get(pk=campaign.items["annual"].pk)
    order = raise_order(office, world.home.region, told, subject=item, issue=False)
    # a draft is no order yet
    assert "已督办" not in text(
        read(world.client("leader")).xpath("//ul[@class='reds']/li[contains(., '指标annual')]")[0]
    )
    ORDERING.take(office, order, "issue")
    assert "已督办" in text(read(world.client("leader")).xpath("//ul[@class='reds']/li[contains(., '指标annual')]")[0])


def test_every_element_opens_what_is_behind_it(world, campaign):
    case(world.home, 0)
    client = world.client("office")
    addresses = {str(one) for one in read(client).xpath("//main//div[contains(@class, 'wall-screen')]//a/@href")}
    assert len(addresses) > 8
    for address in addresses:
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("role", ["office", "department", "town", "leader"])
def test_officials_see_the_wall_of_their_county(world, campaign, role):
    page = read(world.client(role))
    assert text(page.xpath("//h1")[0]).startswith("东县")
    assert text(page.xpath("//*[@data-day]")[0]) == "2022-05-31"
    assert ("企业、案件和项目限本镇（街道）" in text(page.xpath("//*[@data-scope]")[0])) == (role == "town")


def test_no_county_sees_anothers_wall_and_the_prefecture_sees_those_below_it(world, campaign):
    stranger = world.client(world.neighbour.accounts["office"])
    assert stranger.get(reverse(WALL), {"region": world.home.region.code}).status_code == 404
    assert "东县" not in stranger.get(reverse(WALL)).content.decode()
    upper = world.client(world.prefecture)
    assert text(read(upper).xpath("//h1")[0]).startswith("甲市")
    assert text(read(upper, region=world.home.region.code).xpath("//h1")[0]).startswith("东县")
    assert upper.get(reverse(WALL), {"region": world.foreign.region.code}).status_code == 404
    assert upper.get(reverse(WALL), {"region": world.home.town_regions[0].code}).status_code == 404


def test_a_city_shows_its_counties_side_by_side(world, campaign):
    make_campaign(world.neighbour)
    page = read(world.client(world.prefecture))
    rows = [text(one) for one in page.xpath("//section[@data-section='campaigns']//tbody/tr/th")]
    assert rows == ["东县", "西县"]
    both = queries.board(list(Plan.objects.select_related("region")))
    assert text(page.xpath("//section[@data-section='lamps']//b")[-2]) == str(len(both))


def test_a_town_sees_cases_of_its_own_only(world, campaign):
    case(world.home, 0)
    case(world.home, 1, 1)
    seen = {}
    for role in ("leader", "town", "town2"):
        tiles = read(world.client(role)).xpath("//a[contains(@class, 'tile ')]")
        seen[role] = {text(tile.find("b")): text(tile).count("销号") for tile in tiles}
    assert set(seen["leader"]) == {"dong1镇", "dong2镇"}
    assert (seen["town"]["dong2镇"], seen["town2"]["dong1镇"]) == (0, 0)


def test_the_old_address_of_the_wall_leads_here(world, campaign):
    response = world.client("leader").get("/board/wall/?region=990101")
    assert response.status_code == 302
    assert response["Location"] == reverse(WALL) + "?region=990101"


# -- what an open wall fetches ---------------------------------------------------------------------------------------
def test_an_open_wall_fetches_what_changed_and_nothing_where_nothing_did(world, campaign, settings):
    settings.BOARDS_KEPT = 8
    client = world.client("leader")
    page = read(client)
    digests = {one.get("data-section"): one.get("data-digest") for one in page.xpath("//section[@data-section]")}
    first = client.get(reverse(WALL), {"parts": "1"})
    told = json.loads(first.content)
    assert {key: part["digest"] for key, part in told["sections"].items()} == digests
    assert told["layout"] == page.xpath("//main/@data-layout")[0]
    again = client.get(reverse(WALL), {"parts": "1"}, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    history(campaign, "second", 2022, {1: "1", 2: "2"})
    fresh = client.get(reverse(WALL), {"parts": "1"}, headers={"If-None-Match": first["ETag"]})
    assert fresh.status_code == 200
    parts = json.loads(fresh.content)["sections"]
    moved = {key for key in parts if parts[key]["digest"] != digests[key]}
    assert {"lamps", "campaigns", "indicators"} <= moved
    assert "grades" not in moved


def test_a_wall_costs_few_queries_and_a_kept_one_fewer(world, campaign, settings):
    settings.BOARDS_KEPT = 8
    client = world.client("leader")
    with CaptureQueriesContext(
        connection,
    ) as cold:
        read(client)
    with CaptureQueriesContext(connection) as warm:
        read(client)
    assert len(warm) <= 12, [one["sql"][:90] for one in warm]
    assert len(cold) <= 45, len(cold)


def test_more_items_and_counties_cost_no_more_queries(world, campaign, settings):
    settings.BOARDS_KEPT = 8
    client = world.client(world.prefecture)
    read(client)
    counts = []
    for county in (world.home, world.neighbour):
        if county is not world.home:
            made = make_campaign(county)
            history(made, "annual", 2022, {4: "3", 5: "4"})
        painting.walls._kept.clear()
        queries.kept.boards._kept.clear()
        with CaptureQueriesContext(connection) as found:
            read(client)
        counts.append(len(found))
    assert counts[1] <= counts[0] + 1


@pytest.mark.parametrize("key", sorted(SECTIONS))
def test_every_section_says_something_where_there_is_nothing(world, key):
    """A county with a plan and not one report, case, order or evaluation."""
    make_campaign(world.home)
    region = world.home.region
    told = {
        "refresh": 60,
        "screens": [{"title": "一", "dwell": 9, "sections": [{"section": key, "width": 12, "height": 6}]}],
    }
    painting.walls._kept.clear()
    arrange(by(world.home, "office"), region=region, screens=told, revision=0)
    page = read(world.client("leader"))
    assert text(page.xpath("//div[@class='panel-body']")[0])


# -- cards -----------------------------------------------------------------------------------------------------------
def test_cards_choose_the_figures_and_cross_their_lines(world, campaign):
    office = world.home
    # a card's own indicator has no figure; those of the campaign have 4 and 80 of 100
    make_card(office, 1)
    page = read(world.client("leader"))
    names = [text(one) for one in page.xpath("//article//h4/a")]
    assert names[0] == "指标card1"
    assert not page.xpath("//article[contains(@class, 'alarm')]")


def test_a_card_of_an_indicator_that_the_plan_lacks_is_refused(world, campaign):
    client = world.client("office")
    response = client.post("/r/cards/add", {"indicator": "没有的指标", "way": "report", "place": "1", "once": "x"})
    assert "现行方案里没有" in response.content.decode()


def test_a_department_cannot_lay_the_wall_out(world, campaign):
    for role in ("department", "town", "leader"):
        assert world.client(role).get(reverse("cockpit:setting")).status_code == 403
        assert world.client(role).post(reverse("cockpit:arrange"), {"revision": "0"}).status_code == 403


def form(**changed):
    """The form of the page as it stands, with changes."""
    told = {"refresh": "60", "revision": "0"}
    for n, screen in enumerate(screens()["screens"], 1):
        told |= {f"title_{n}": screen["title"], f"dwell_{n}": str(screen["dwell"])}
        for order, part in enumerate(screen["sections"]):
            key = part["section"]
            told |= {f"screen_{key}": str(n), f"order_{key}": str(order)}
            told |= {f"width_{key}": str(part["width"]), f"height_{key}": str(part["height"])}
    return {**told, **changed}


def test_the_office_lays_its_wall_out_and_goes_back(world, campaign):
    office = world.client("office")
    assert office.get(reverse("cockpit:setting")).status_code == 200
    changed = form(dwell_1="45", title_2="镇街", screen_orders="0")
    assert office.post(reverse("cockpit:arrange"), changed).status_code == 302
    page = read(world.client("leader"))
    assert page.xpath("//div[contains(@class, 'wall-screen')]/@data-dwell")[0] == "45"
    assert not page.xpath("//section[@data-section='orders']")
    # somebody who saw the first layout does not overwrite the second
    refused = office.post(reverse("cockpit:arrange"), changed)
    assert refused.status_code == 422
    assert "刚被别人改过" in refused.content.decode()
    assert office.post(reverse("cockpit:arrange"), {"reset": "1", "revision": "1"}).status_code == 302
    assert read(world.client("leader")).xpath("//section[@data-section='orders']")


@pytest.mark.parametrize(
    ("name", "value", "words"), [("dwell_1", "1", "5—600"), ("width_red", "12", "放不下"), ("refresh", "", "没有填写")]
)
def test_a_layout_that_cannot_stand_changes_nothing(world, campaign, name, value, words):
    response = world.client("office").post(reverse("cockpit:arrange"), form(**{name: value}))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert read(world.client("leader")).xpath("//section[@data-section='red']")


def test_the_office_places_its_towns_and_gives_an_outline(world, campaign, tmp_path):
    office = world.client("office")
    one, two = (town.code for town in world.home.town_regions)
    told = {"revision": "0", f"row_{one}": "2", f"column_{one}": "3", f"row_{two}": "3", f"column_{two}": "3"}
    assert office.post(reverse("cockpit:place"), told).status_code == 302
    tiles = read(world.client("leader")).xpath("//a[contains(@class, 'tile ')]/@class")
    assert ["at-r-1 at-c-1" in tiles[0], "at-r-2 at-c-1" in tiles[1]] == [True, True]
    shape = SimpleUploadedFile("边界.geojson", geo(({"code": one}, polygon(SQUARE))))
    assert office.post(reverse("cockpit:place"), {**told, "revision": "1", "outline": shape}).status_code == 302
    page = read(world.client("leader"))
    assert len(page.xpath("//*[contains(@class, 'geo')]//path")) == 1
    assert "地图里没有：dong2镇" in text(page)
    same = {**told, f"row_{two}": "2", "revision": "2"}
    assert "同一格" in office.post(reverse("cockpit:place"), same).content.decode()
    assert office.post(reverse("cockpit:place"), {**told, "revision": "2", "drop": "1"}).status_code == 302
    assert not read(world.client("leader")).xpath("//*[contains(@class, 'geo')]")


def test_today_is_shown_as_the_day_of_the_data_and_not_of_the_clock(world, campaign):
    assert date(2022, 6, 28) == TODAY
    assert text(read(world.client("office")).xpath("//*[@data-day]")[0]) == "2022-05-31"
