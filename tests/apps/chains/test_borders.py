"""Chains at their borders: what hangs on a name, who is gone, days of posts, exports, ten times the links."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tenghuan.apps.chains import naming
from tenghuan.apps.chains.mapping import Link, drawing, height, links_of
from tenghuan.apps.chains.models import Chain, Node, Placing, Post
from tenghuan.apps.chains.naming import names_of
from tenghuan.apps.chains.needs import lacking, sums
from tenghuan.apps.chains.posting import POSTING, fitting, open_in
from tenghuan.apps.chains.registers import CHAINS, NODES, PLACINGS, POSTS
from tenghuan.apps.enterprises.models import Enterprise, Status
from tenghuan.apps.kit import records
from tenghuan.errors import InputFault
from tests.apps.chains.made import make_chain, make_node, make_placing, make_post, motors
from tests.apps.kit.sheds import by
from tests.apps.leads.made import make_lead
from tests.apps.remediation.cases import enterprise

TODAY = date(2026, 3, 31)


@pytest.fixture
def today(monkeypatch):
    def set_to(day):
        monkeypatch.setattr(timezone, "localdate", lambda *_rest: day)

    set_to(TODAY)
    return set_to


# --- names


@given(
    st.lists(st.text("甲乙丙丁戊己 ", min_size=1, max_size=4).filter(str.strip), max_size=6),
    st.sampled_from("、，,;；"),
)
def test_names_come_apart_as_they_were_put_together(names, sign):
    clean = list(dict.fromkeys(name.strip() for name in names))
    assert names_of(sign.join(names)) == clean
    assert names_of("、".join(clean)) == clean


@given(st.dictionaries(st.sampled_from("甲乙丙丁戊"), st.lists(st.sampled_from("甲乙丙丁戊"), max_size=3), max_size=5))
def test_everything_upstream_is_what_a_walk_by_hand_finds(ways):
    for start in "甲乙丙丁戊":
        found, rest = set(), [start]
        while rest:
            name = rest.pop(0)
            if name in found:
                continue
            found.add(name)
            rest.extend(ways.get(name, []))
        assert naming._above([start], ways) == found


@pytest.mark.parametrize("name", ["定子、转子", "定子，转子", "定子;转子", "、"])
def test_a_name_that_would_come_apart_is_refused(world, name):
    chain = make_chain(world.home)
    with pytest.raises(InputFault, match="不能有顿号、逗号、分号") as fault:
        make_node(world.home, 1, chain=chain, name=name)
    assert "换一个名称" in fault.value.remedy
    assert not Node.objects.exists()


def test_what_others_name_is_not_taken_out_of_use(world):
    chain, steel, stator, bearing, motor = motors(world.home)
    make_lead(world.home, 1, chain="机械电机", link="轴承")
    office = by(world.home, "office")
    for node in (steel, stator, bearing, motor):  # named downstream; placed and named; by a lead; placed
        with pytest.raises(InputFault, match="不能停用") as fault:
            records.retire(office, NODES, node, "不再需要")
        assert fault.value.remedy == "请先把它们改到别的环节"
    assert Node.objects.filter(retired_on=None).count() == 4
    free = make_node(world.home, 8, chain=chain, name="风扇")
    records.retire(office, NODES, free, "不再需要")
    assert [one.node.name for one in sums([chain])[0].links] == ["硅钢", "定子", "轴承", "电机"]


def test_a_chain_with_anything_on_it_is_not_taken_out_of_use(world):
    office = by(world.home, "office")
    linked, asked, led, empty = (make_chain(world.home, number) for number in (1, 2, 3, 4))
    make_node(world.home, 1, chain=linked)
    post = make_post(world.home, 1, chain=asked)
    make_node(world.home, 3, chain=led)
    make_lead(world.home, 1, chain=led.name)
    for chain in (linked, asked, led):
        with pytest.raises(InputFault, match=f"“{chain}”还有环节、企业、供需信息或线索"):
            records.retire(office, CHAINS, chain, "合并")
    records.retire(office, CHAINS, empty, "合并")
    # what is over holds nobody back
    POSTING.take(office, post, "withdraw")
    records.retire(office, CHAINS, asked, "合并")
    assert set(Chain.objects.filter(retired_on=None)) == {linked, led}


def test_a_link_taken_out_of_use_may_be_made_anew_and_takes_enterprises(world):
    chain, office = make_chain(world.home), by(world.home, "office")
    old = make_node(world.home, 1, chain=chain, name="轴承")
    records.retire(office, NODES, old, "录错")
    with pytest.raises(InputFault, match="没有“轴承”这个环节"):
        make_placing(world.home, 1, node=old)
    new = make_node(world.home, 2, chain=chain, name="轴承")
    assert make_placing(world.home, 1, node=old).node == new


def test_a_way_round_through_three_links_is_refused(world):
    _chain, steel, _stator, bearing, _motor = motors(world.home)
    office = by(world.home, "office")
    records.change(office, NODES, bearing, {"upstream": "硅钢"})
    with pytest.raises(InputFault, match="绕回了自己"):
        records.change(office, NODES, steel, {"upstream": "轴承"})
    steel.refresh_from_db()
    assert steel.upstream == ""


# --- who is on a link


@pytest.mark.parametrize(
    ("status", "word"),
    [(Status.NORMAL, "完整"), (Status.MOVED_IN, "完整"), (Status.DEREGISTERED, "断链"), (Status.MOVED_OUT, "断链")],
)
def test_who_is_gone_closes_no_gap_and_heads_no_chain(world, status, word):
    chain, *_rest = motors(world.home)
    Enterprise.objects.filter(pk=enterprise(world.home, 0).pk).update(status=status)
    links = {one.node.name: one for one in links_of([chain])[chain.pk]}
    assert links["电机"].word == word
    rows = PLACINGS.rows(world.home.accounts["office"])
    here = word == "完整"
    assert [measure.of(rows) for measure in PLACINGS.measures] == [int(here), 1 + here]


def test_heads_stand_first_and_many_are_counted_in_the_picture(world):
    _chain, *_rest, motor = motors(world.home)
    for number in (3, 4, 5):
        make_placing(world.home, number, node=motor, role="core")
    (link,) = [one for one in links_of([motor.chain])[motor.chain_id] if one.node == motor]
    assert link.firms.split("、")[0] == "东县第0机械厂（链主）"
    (point,) = drawing([link])["series"][0]["data"]
    assert point["label"]["formatter"].splitlines() == ["电机", "★东县第0机械厂", "东县第2机械厂", "等 4 家"]


def test_a_long_name_is_cut_in_the_picture_and_whole_in_the_table(world):
    _chain, *_rest, motor = motors(world.home)
    name = "浙江省东县高效节能电机制造股份有限公司"
    Enterprise.objects.filter(pk=enterprise(world.home, 0).pk).update(name=name)
    (link,) = [one for one in links_of([motor.chain])[motor.chain_id] if one.node == motor]
    assert f"★{name[:9]}…" in drawing([link])["series"][0]["data"][0]["label"]["formatter"]
    assert name in link.firms


def test_places_of_the_picture_close_up_and_links_of_one_place_do_not_lie_on_each_other(world):
    chain = make_chain(world.home)
    for number, place in enumerate((3, 40, 40, 99), 1):
        make_node(world.home, number, chain=chain, place=place)
    points = drawing(links_of([chain])[chain.pk])["series"][0]["data"]
    assert [one["x"] for one in points] == [0, 190, 190, 380]
    assert len({(one["x"], one["y"]) for one in points}) == 4
    assert drawing([])["series"][0]["data"] == []


def test_ten_times_the_links_and_chains_ask_no_more_queries(world, django_assert_num_queries):
    chains = [make_chain(world.home, number) for number in range(1, 11)]
    made = [
        Node(county=world.home.region, chain=chain, name=f"环节{at}", place=at)
        for chain in chains
        for at in range(1, 9)
    ]
    Node.objects.bulk_create(made)
    firm = enterprise(world.home, 3)
    Placing.objects.bulk_create(
        Placing(county=world.home.region, chain=node.chain, link=node.name, node=node, enterprise=firm) for node in made
    )
    for some in (chains[:1], chains):
        with django_assert_num_queries(3):
            found = sums(some)
        assert [one.firms for one in found] == [1] * len(some)
    assert lacking(chains) == []


def test_the_workbook_of_what_is_lacking_is_the_list_of_the_page(world):
    motors(world.home)
    client, address = world.client("leader"), reverse("chain:lacking")
    sheet = load_workbook(io.BytesIO(client.get(f"{address}?export=xlsx").content)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] == "机械电机"]
    assert [row[1:3] for row in rows] == [("硅钢", "断链"), ("轴承", "断链"), ("定子", "弱链")]
    assert (rows[0][3], rows[0][4], rows[0][5]) == ("全部外购", "甲钢、乙钢", 0)
    overview = load_workbook(io.BytesIO(client.get(f"{reverse('chain:overview')}?export=xlsx").content)).active
    (row,) = [row for row in overview.iter_rows(values_only=True) if row[0] == "机械电机"]
    assert row[3:] == ("东县第0机械厂", 4, 2, 1, 2, 0, 0)


# --- posts


def test_a_post_holds_through_its_last_day(world, today):
    chain = make_chain(world.home)
    asked = make_post(world.home, 1, chain=chain)
    offer = make_post(world.home, 2, chain=chain, kind="offered", until=TODAY)
    assert fitting(asked) == [offer]
    assert list(open_in(world.home.region)) == [offer, asked]
    today(date(2026, 4, 1))
    assert fitting(asked) == []
    assert list(open_in(world.home.region)) == [asked]


def test_an_offer_that_is_past_is_not_matched_though_its_number_is_known(world, today):
    chain = make_chain(world.home)
    asked = make_post(world.home, 1, chain=chain)
    offer = make_post(world.home, 2, chain=chain, kind="offered", until=TODAY)
    today(date(2026, 4, 1))
    with pytest.raises(InputFault, match="已不在待对接状态") as fault:
        POSTING.take(by(world.home, "office"), asked, "match", partner=offer.pk)
    assert fault.value.remedy == "请另选"
    records.change(by(world.home, "office"), POSTS, offer, {"until": "2026-05-01"})
    POSTING.take(by(world.home, "office"), asked, "match", partner=offer.pk)
    assert asked.state == "matched"


@pytest.mark.parametrize("partner", ["", "0", "999999", "轴承"])
def test_a_partner_that_is_no_number_of_an_offer_is_refused(world, partner):
    asked = make_post(world.home, 1)
    with pytest.raises(InputFault):
        POSTING.take(by(world.home, "office"), asked, "match", partner=partner)
    asked.refresh_from_db()
    assert (asked.state, asked.partner) == ("open", None)


@pytest.mark.parametrize(
    ("asked", "offered", "fits"),
    [("轴承", "高速轴承", True), ("高速轴承", "轴承", True), ("PLC", "plc控制器", True), ("轴承", "轴套", False)],
)
def test_products_fit_where_one_holds_the_other_whatever_the_case(world, asked, offered, fits):
    mine = make_post(world.home, 1, chain=None, product=asked)
    theirs = make_post(world.home, 2, chain=None, product=offered, kind="offered")
    assert fitting(mine) == ([theirs] if fits else [])
    assert fitting(theirs) == ([mine] if fits else [])


def test_no_more_fit_than_are_shown_and_the_nearest_are_kept(world):
    chain = make_chain(world.home)
    mine = make_post(world.home, 1, chain=chain, product="轴承")
    told = {"county": world.home.region, "kind": "offered", "content": "长期供应", "contact": "销售部", "chain": chain}
    Post.objects.bulk_create(
        Post(**told, number=f"GX{at:03d}", enterprise=enterprise(world.home, 5), product="轴承" if at == 35 else "纸箱")
        for at in range(36)
    )
    found = fitting(mine)
    assert len(found) == 30
    assert found[0].product == "轴承"


def test_an_offer_may_serve_two_who_ask_and_shows_both_how_to_reach_them(world):
    chain = make_chain(world.home)
    offer = make_post(world.home, 1, chain=chain, kind="offered")
    asked = [make_post(world.home, number, chain=chain, contact=f"采购{number}部") for number in (2, 3)]
    for one in asked:
        POSTING.take(by(world.home, "office"), one, "match", partner=offer)
    page = world.client("enterprise").get(POSTS.address(offer)).content.decode()
    assert all(one.contact in page for one in asked)
    POSTING.take(by(world.home, "office"), asked[0], "again", reason="未谈拢")
    page = world.client("enterprise").get(POSTS.address(offer)).content.decode()
    assert (asked[0].contact in page, asked[1].contact in page) == (False, True)


@pytest.mark.parametrize(("rows", "places", "down", "tall"), [(1, 2, 125, 275), (4, 3, 125, 525), (2, 11, 264, 275)])
def test_signs_below_each_other_have_room_for_their_words_however_many_places_there_are(rows, places, down, tall):
    """Five lines of 16 and a sign of 30 are 110 pixels; ten gaps of 190 on 900 shrink 264 to 125."""
    links = [
        Link(Node(pk=place * 10 + row, name=f"{place}-{row}", place=place, chain=Chain(name="电机")))
        for place in range(places)
        for row in range(rows)
    ]
    points = drawing(links)["series"][0]["data"]
    assert {one["y"] for one in points} == {row * down for row in range(rows)}
    assert height(links) == tall
