"""企业服务一屏: what an enterprise sees of itself in one place, and that it sees nothing of others."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tenghuan.apps.enterprises import hooks
from tenghuan.apps.enterprises.hooks import Section
from tenghuan.apps.land.models import Parcel
from tenghuan.apps.services import desk
from tenghuan.apps.services.models import Request
from tenghuan.apps.services.registers import ANSWERING
from tests.apps.kit.sheds import by
from tests.apps.remediation.cases import case
from tests.apps.services.asking import answered, asked, assigned, firm, working
from tests.world import County

pytestmark = pytest.mark.django_db
FORM = {"title": "供电不足", "content": "高峰期跳闸", "kind": "", "contact": "综合部", "once": "token-1"}


def parcel(county: County, number: str, enterprise: Any) -> Parcel:
    return Parcel.objects.create(
        county=county.region, number=number, place="东区", town=county.town_regions[0], enterprise=enterprise, area=6667
    )


def test_an_enterprise_asks_on_the_page_and_twice_sent_is_once_asked(world):
    firm(world.home)
    client = world.client("enterprise")
    pages = [client.post("/services/ask", FORM) for _n in range(2)]
    assert [page.status_code for page in pages] == [302, 302]
    thing = Request.objects.get()
    assert (thing.enterprise, thing.source, thing.title) == (firm(world.home), "platform", "供电不足")
    assert pages[0].url == pages[1].url == f"/r/requests/{thing.pk}/"


def test_what_is_lacking_is_said_at_its_field_and_nothing_is_asked(world):
    firm(world.home)
    page = world.client("enterprise").post("/services/ask", {**FORM, "title": ""})
    assert page.status_code == 422
    assert "title" in page.context["form"].errors
    assert not Request.objects.exists()


def test_the_form_asks_for_nothing_that_the_platform_knows(world):
    firm(world.home)
    page = world.client("enterprise").get("/services/ask").content.decode()
    assert 'name="enterprise"' not in page
    assert 'name="source"' not in page


def test_an_enterprise_that_is_not_registered_has_no_page(world):
    client = world.client("enterprise")
    assert client.get("/services/").status_code == 404
    assert client.get("/services/ask").status_code == 404


def test_an_enterprise_of_two_counties_asks_in_the_county_of_its_account(world):
    mine = firm(world.home)
    other = type(mine).objects.create(county=world.neighbour.region, uscc=mine.uscc, name="同一家的分厂")
    assert world.client("enterprise").get("/services/").context["enterprise"] == mine
    assert world.client(world.neighbour.accounts["enterprise"]).get("/services/").context["enterprise"] == other


def test_what_may_be_rated_stands_first_then_what_is_open(world):
    titles = ("结了的", "在办的", "等评价的")
    done = answered(world.home, title=titles[0])
    ANSWERING.take(by(world.home, "office"), done, "visit", way="phone", score=5)
    working(world.home, title=titles[1])
    answered(world.home, title=titles[2])
    found = desk.cards(world.home.accounts["enterprise"], firm(world.home))
    assert [one.request.title for one in found] == [titles[2], titles[1], titles[0]]
    assert [one.rate for one in found] == [True, False, False]
    assert not any(one.rate for one in desk.cards(world.home.accounts["office"], firm(world.home)))


def test_an_enterprise_rates_where_it_reads_the_answer(world):
    thing = answered(world.home)
    client = world.client("enterprise")
    page = client.get("/services/").content.decode()
    assert f'action="{_rate(thing)}"' in page
    form = {"score": "5", "said": "很快", "seen": thing.revision}
    assert client.post(_rate(thing), form).status_code == 302
    thing.refresh_from_db()
    assert (thing.score, thing.said, thing.self_rated) == (5, "很快", True)
    assert "5 分 非常满意" in client.get("/services/").content.decode()


def _rate(thing: Request) -> str:
    return reverse("requests:take", args=(thing.pk, "rate"))


def test_an_enterprise_withdraws_on_the_page_until_it_is_signed_for(world):
    thing = assigned(world.home)
    assert [one.withdraw for one in desk.cards(world.home.accounts["enterprise"], thing.enterprise)] == [True]
    ANSWERING.take(by(world.home, "department"), thing, "sign", response="已联系")
    assert [one.withdraw for one in desk.cards(world.home.accounts["enterprise"], thing.enterprise)] == [False]


def test_the_page_shows_its_own_cases_land_and_messages_and_nothing_of_others(world):
    mine, other = firm(world.home), firm(world.home, 2)
    own_case = case(world.home, 0)
    parcel(world.home, "D-1", mine)
    parcel(world.home, "D-2", other)
    asked(world.home, 2, title="别人的诉求")
    answered(world.home, title="我的诉求一")
    page = world.client("enterprise").get("/services/").content.decode()
    assert "D-1" in page
    assert "我的诉求一" in page
    assert "诉求已答复，请评价" in page
    assert "D-2" not in page
    assert "别人的诉求" not in page
    assert own_case.enterprise == mine
    assert own_case.number in page


def test_a_part_of_another_business_is_shown_when_it_offers_one(world, monkeypatch):
    firm(world.home)
    assert "可申报的政策" not in world.client("enterprise").get("/services/").content.decode()
    offered = [
        *hooks.section_sources,
        lambda enterprise, account: [Section("可申报的政策", None, "没有匹配的条款", 20)],
    ]
    monkeypatch.setattr(hooks, "section_sources", offered)
    page = world.client("enterprise").get("/services/").content.decode()
    assert "可申报的政策" in page
    assert "没有匹配的条款" in page


def test_an_official_sees_the_page_without_the_enterprise_s_own_buttons(world):
    thing = answered(world.home)
    page = world.client("department").get(f"/services/of/{thing.enterprise_id}").content.decode()
    assert "/services/ask" not in page
    assert 'name="score"' not in page
    assert thing.title in page
    assert world.client("town2").get(f"/services/of/{thing.enterprise_id}").status_code == 404


def test_the_file_of_an_enterprise_shows_its_requests_once_and_the_page_in_one_place_not_twice(world):
    thing = asked(world.home)
    shown = hooks.sections(thing.enterprise, world.home.accounts["office"])
    assert [part.title for part in shown].count("企业诉求") == 1
    assert "企业诉求" not in [part.title for part in desk.parts(world.home.accounts["office"], thing.enterprise)]


def test_the_number_of_queries_does_not_grow_with_the_requests(world, django_assert_max_num_queries):
    client = world.client("enterprise")
    for number in range(12):
        answered(world.home, title=f"第{number}件")
    with django_assert_max_num_queries(60):
        client.get("/services/")
