"""Chains: links in order, who is on them, what is lacking, the map drawn from the data, who may edit it."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from tenghuan.apps.chains.mapping import drawing, links_of, section
from tenghuan.apps.chains.models import Node
from tenghuan.apps.chains.naming import names_of
from tenghuan.apps.chains.needs import lacking, sums
from tenghuan.apps.chains.registers import CHAINS, NODES, PLACINGS
from tenghuan.apps.kit import records
from tenghuan.apps.leads.stages import LEADING
from tenghuan.apps.organization.services.seats import set_group
from tenghuan.errors import InputFault
from tests.apps.chains.made import make_chain, make_node, make_placing
from tests.apps.kit.sheds import by
from tests.apps.leads.made import make_lead
from tests.apps.leads.ways import gone
from tests.apps.remediation.cases import enterprise


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def _motors(world, county=None):
    """Steel → stator → motor ← bearing; motors are made here by a head, stators weakly, the rest by nobody."""
    county = county or world.home
    chain = make_chain(county, 1, name="机械电机")
    steel = make_node(county, 1, chain=chain, name="硅钢", place=1, current="全部外购", targets="甲钢、乙钢")
    stator = make_node(county, 2, chain=chain, name="定子", place=2, upstream="硅钢", weak=True)
    bearing = make_node(county, 3, chain=chain, name="轴承", place=2)
    motor = make_node(county, 4, chain=chain, name="电机", place=3, upstream="定子， 轴承,定子")
    make_placing(county, 1, node=motor, role="head", product="高效电机")
    make_placing(county, 2, node=stator)
    return chain, steel, stator, bearing, motor


def test_names_are_parted_by_any_comma_and_kept_once():
    assert names_of("定子， 轴承,定子、; 硅钢") == ["定子", "轴承", "硅钢"]
    assert names_of(" ") == []


def test_a_link_without_an_enterprise_here_is_a_gap_and_a_weak_one_is_said_to_be(world):
    chain, *_nodes = _motors(world)
    (found,) = sums([chain])
    assert [(one.node.name, one.word) for one in found.links] == [
        ("硅钢", "断链"), ("定子", "弱链"), ("轴承", "断链"), ("电机", "完整"),
    ]  # fmt: skip
    assert (found.gaps, found.weak, found.firms, found.heads) == (2, 1, 2, "东县第0机械厂")


def test_the_map_is_drawn_from_the_data(world):
    chain, *_nodes = _motors(world)
    make_lead(world.home, 1, chain="机械电机", link="硅钢")
    option = drawing(links_of([chain])[chain.pk])
    (series,) = option["series"]
    points = {one["name"]: one for one in series["data"]}
    assert {(one["source"], one["target"]) for one in series["links"]} == {
        ("硅钢", "定子"), ("定子", "电机"), ("轴承", "电机"),
    }  # fmt: skip
    across = {name: one["x"] for name, one in points.items()}
    assert across["硅钢"] < across["定子"] == across["轴承"] < across["电机"]
    assert points["定子"]["y"] != points["轴承"]["y"]
    assert points["电机"]["label"]["formatter"] == "电机\n★东县第0机械厂"
    assert points["硅钢"]["label"]["formatter"] == "硅钢\n断链　在谈 1"
    symbols = {name: one["symbol"] for name, one in points.items()}
    assert symbols == {"硅钢": "rect", "定子": "triangle", "轴承": "rect", "电机": "circle"}


def test_the_page_shows_map_and_table_to_all_and_editing_to_the_unit_that_leads_the_chain(world):
    chain, *_nodes = _motors(world)
    address = reverse("chain:map", args=(chain.pk,))
    text = world.client("department").get(address).content.decode()
    assert "编辑图谱" in text
    option = json.loads(re.search(r'<script id="chain" type="application/json">(.*?)</script>', text)[1])
    assert len(option["series"][0]["data"]) == 4
    for name in ("department2", "town", "leader"):
        told = world.client(name).get(address).content.decode()
        assert "甲钢、乙钢" in told
        assert "编辑图谱" not in told
    assert world.client(world.foreign.accounts["office"]).get(address).status_code == 404
    assert world.client("enterprise").get(address).status_code == 403


def test_a_link_is_changed_by_the_lead_unit_through_its_form_and_the_map_follows(world):
    chain, steel, *_nodes = _motors(world)
    client, address = world.client("department"), reverse("nodes:change", args=(steel.pk,))
    told = {name: value for name, value in client.get(address).context["form"].initial.items() if value is not None}
    told |= {"chain": chain.name, "current": "拟引进一家", "seen": steel.revision}
    assert client.post(address, told).status_code == 302
    assert "拟引进一家" in client.get(reverse("chain:map", args=(chain.pk,))).content.decode()
    with pytest.raises(InputFault, match="登记和修改"):
        records.change(by(world.home, "department2"), NODES, steel, {"current": "别的单位"})


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"upstream": "磁材"}, "“磁材”未登记"),
        ({"upstream": "新环节"}, "未登记"),
        ({"name": "电机"}, "已在册"),
        ({"place": "0"}, "次序"),
        ({"place": "100"}, "次序"),
    ],
)
def test_a_link_that_does_not_fit_its_chain_is_refused(world, values, word):
    chain, *_nodes = _motors(world)
    with pytest.raises(InputFault, match=word):
        make_node(world.home, 9, **{"chain": chain, "name": "新环节", "place": 2, **values})


def test_no_link_is_upstream_of_itself(world):
    _chain, steel, stator, *_rest = _motors(world)
    office = by(world.home, "office")
    for node, upstream in ((steel, "电机"), (stator, "定子"), (steel, "定子")):
        with pytest.raises(InputFault, match=r"绕回了自己|未登记"):
            records.change(office, NODES, node, {"upstream": upstream})
    assert set(Node.objects.values_list("upstream", flat=True)) == {"", "硅钢", "定子、轴承"}


def test_what_others_name_keeps_its_name(world):
    chain, steel, stator, bearing, motor = _motors(world)
    make_lead(world.home, 1, chain="机械电机", link="轴承")
    office = by(world.home, "office")
    for node in (steel, stator, bearing, motor):  # named downstream; placed; by a lead; placed
        with pytest.raises(InputFault, match="不能改名"):
            records.change(office, NODES, node, {"name": "另一个名字"})
    with pytest.raises(InputFault, match="不能改名"):
        records.change(office, CHAINS, chain, {"name": "电机链"})
    free = make_node(world.home, 8, chain=chain, name="风扇")
    records.change(office, NODES, free, {"name": "散热"})
    with pytest.raises(InputFault, match="不能换到另一条"):
        records.change(office, NODES, free, {"chain": make_chain(world.home, 2)})


def test_a_lead_names_what_the_county_has(world):
    _motors(world)
    with pytest.raises(InputFault, match="没有“木玩”这条产业链"):
        make_lead(world.home, 1, chain="木玩")
    with pytest.raises(InputFault, match="可选：硅钢、定子、轴承、电机"):
        make_lead(world.home, 1, chain="机械电机", link="油漆")
    assert make_lead(world.home, 1, chain="机械电机", link="硅钢").pk
    assert make_lead(world.neighbour, 1, chain="木玩", link="油漆").pk  # a county without chains names them freely


def test_an_enterprise_stands_on_a_link_of_the_chain_once(world):
    chain, *_rest, motor = _motors(world)
    with pytest.raises(InputFault, match="没有“油漆”这个环节"):
        make_placing(world.home, 3, node=motor, link="油漆")
    with pytest.raises(InputFault):
        make_placing(world.home, 1, node=motor)
    with pytest.raises(InputFault, match="不属于本县"):
        make_placing(world.home, 3, node=motor, enterprise=enterprise(world.neighbour, 4))
    assert PLACINGS.rows(world.home.accounts["enterprise"]).count() == 1  # its own
    told = section(enterprise(world.home, 0), world.home.accounts["leader"])
    assert [(row.chain, row.link) for row in told[0].table.rows] == [(chain, "电机")]
    assert section(enterprise(world.home, 3), world.home.accounts["leader"]) == []


def test_heads_are_counted_once_for_the_indicator(world):
    _chain, _steel, _stator, bearing, _motor = _motors(world)
    make_placing(world.home, 1, node=bearing, role="head")  # the same one heads two links
    make_placing(world.home, 3, node=bearing, role="core")
    heads, firms = PLACINGS.measures
    rows = PLACINGS.rows(world.home.accounts["office"])
    assert (heads.of(rows), firms.of(rows), heads.indicator) == (1, 3, "chain_leaders")


def test_the_seat_that_heads_a_chain_is_one_of_a_group(world):
    with pytest.raises(InputFault, match="没有“副市长”这个席位"):
        make_chain(world.home, 1, leader="副市长")
    told = [("leader", "副市长", world.home.departments[0])]
    set_group(by(world.home, "office"), world.home.region, "招大引强组", told)
    assert make_chain(world.home, 1, leader="副市长").leader == "副市长"


def test_what_is_lacking_lists_gaps_first_and_leads_answer_it(world):
    chain, *_nodes = _motors(world)
    gone(world.home, "land", 1, chain="机械电机", link="定子", part="strong")
    running = make_lead(world.home, 2, chain="机械电机", link="硅钢")
    found = [(one.node.name, one.word, one.running, one.landed) for one in lacking([chain])]
    assert found == [("轴承", "断链", 0, 0), ("硅钢", "断链", 1, 0), ("定子", "弱链", 0, 1)]
    text = world.client("department").get(reverse("chain:lacking")).content.decode()
    assert "登记线索" in text
    assert "part=mend" in text
    form = world.client("department").get(f"{reverse('leads:add')}?chain=机械电机&link=轴承&part=mend")
    assert 'value="轴承"' in form.content.decode()
    assert "登记线索" not in world.client("leader").get(reverse("chain:lacking")).content.decode()
    LEADING.take(by(world.home, "department"), running, "lose", loss="rival", reason="落户外地")
    assert [one.running for one in lacking([chain])] == [0, 0, 0]


def test_a_neighbours_leads_and_enterprises_do_not_count(world):
    chain, *_nodes = _motors(world)
    _motors(world, world.neighbour)
    make_lead(world.neighbour, 1, chain="机械电机", link="硅钢")
    (found,) = sums([chain])
    assert (found.running, found.firms) == (0, 2)
    text = world.client("leader").get(reverse("chain:overview")).content.decode()
    assert text.count("机械电机") >= 1
    assert "西县" not in text


def test_a_landed_project_supports_its_chain_on_the_page(world):
    chain, *_nodes = _motors(world)
    gone(world.home, "land", 1, chain="机械电机", link="轴承", part="mend")
    text = world.client("leader").get(reverse("chain:map", args=(chain.pk,))).content.decode()
    assert "已落地的配套项目" in text
    assert "第1个高效电机项目" in text
    assert "补链" in text
