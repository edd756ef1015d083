"""产业链一键通: what fits, matched by the one who asks, settled or taken back; nothing of another county."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tenghuan.apps.chains.models import Post
from tenghuan.apps.chains.posting import POSTING, fitting
from tenghuan.apps.chains.registers import POSTS
from tenghuan.apps.kit import records
from tenghuan.apps.kit.models import Task
from tenghuan.apps.notices.models import Notice
from tenghuan.errors import InputFault
from tests.apps.chains.made import make_chain, make_post
from tests.apps.kit.sheds import by
from tests.apps.remediation.cases import enterprise


def _pair(world):
    """The first enterprise asks for stators, the second offers them."""
    chain = make_chain(world.home, 1)
    asked = make_post(world.home, 1, chain=chain)
    return asked, make_post(world.home, 2, chain=chain, kind="offered", product="高效电机定子铁芯")


def test_the_same_product_fits_best_then_the_same_chain_and_nothing_else(world):
    asked, same = _pair(world)
    chain = asked.chain
    only_chain = make_post(world.home, 3, chain=chain, kind="offered", product="包装箱")
    make_post(world.home, 4, chain=None, kind="offered", product="纸板")
    make_post(world.home, 5, chain=chain, kind="asked")  # asks as well
    make_post(world.home, 1, chain=chain, kind="offered")  # its own
    make_post(world.neighbour, 2, chain=None, kind="offered")
    past = make_post(world.home, 6, chain=chain, kind="offered")
    Post.objects.filter(pk=past.pk).update(until=date.today() - timedelta(days=1))
    assert fitting(asked) == [same, only_chain]


def test_an_enterprise_asks_matches_and_settles(world):
    asked, offer = _pair(world)
    me = by(world.home, "enterprise")
    POSTING.take(me, asked, "match", partner=offer)
    assert (asked.state, asked.partner, asked.matched_on) == ("matched", offer, date.today())
    assert Task.objects.about(asked).open().get().enterprise_code == me.user.enterprise_code
    POSTING.take(me, asked, "settle", outcome="签订年度供货合同")
    assert (asked.state, asked.done_on, asked.outcome) == ("done", date.today(), "签订年度供货合同")
    assert not Task.objects.about(asked).open().exists()
    offer.refresh_from_db()
    assert offer.state == "open"  # it may serve others, too


def test_a_match_that_failed_is_open_again_without_its_partner(world):
    asked, offer = _pair(world)
    me = by(world.home, "enterprise")
    POSTING.take(me, asked, "match", partner=offer)
    with pytest.raises(InputFault, match="理由"):
        POSTING.take(me, asked, "again")
    POSTING.take(me, asked, "again", reason="价格未谈拢")
    assert (asked.state, asked.partner, asked.matched_on) == ("open", None, None)


def test_who_offers_is_told_who_asks(world):
    chain = make_chain(world.home, 1)
    offer = make_post(world.home, 1, chain=chain, kind="offered")  # of the enterprise that has an account
    asked = make_post(world.home, 2, chain=chain)
    POSTING.take(by(world.home, "office"), asked, "match", partner=offer)
    (notice,) = Notice.objects.filter(account=world.home.accounts["enterprise"], key__startswith="post:")
    assert asked.enterprise.name in notice.note


def test_an_offer_is_chosen_by_who_asks_not_the_other_way_round(world):
    asked, offer = _pair(world)
    with pytest.raises(InputFault, match="由需求方选定"):
        POSTING.take(by(world.home, "office"), offer, "match", partner=asked)


def test_only_an_open_offer_of_another_enterprise_of_the_county_is_matched(world):
    asked, offer = _pair(world)
    office = by(world.home, "office")
    own = make_post(world.home, 1, chain=None, kind="offered")
    far = make_post(world.neighbour, 2, chain=None, kind="offered")
    also = make_post(world.home, 3, chain=None)
    for wrong, word in ((own, "自己的供给"), (far, "本县一条供给"), (also, "本县一条供给")):
        with pytest.raises(InputFault, match=word):
            POSTING.take(office, asked, "match", partner=wrong.pk)
    POSTING.take(office, offer, "withdraw")
    with pytest.raises(InputFault, match="已不在待对接状态"):
        POSTING.take(office, asked, "match", partner=offer)
    assert asked.state == "open"


def test_an_enterprise_posts_for_itself_only_and_sees_its_own_pages(world):
    client, own, other = world.client("enterprise"), enterprise(world.home, 0), enterprise(world.home, 1)
    told = {"kind": "asked", "product": "铜线", "content": "每月三吨", "contact": "采购部"}
    assert client.post(reverse("posts:add"), {**told, "enterprise": own.uscc}).status_code == 302
    assert client.post(reverse("posts:add"), {**told, "enterprise": other.uscc}).status_code == 422
    mine = Post.objects.get()
    assert client.get(POSTS.address(mine)).status_code == 200
    theirs = make_post(world.home, 2, kind="offered", product="铜线", contact="销售部 13312345678")
    assert client.get(POSTS.address(theirs)).status_code == 404
    # what fits is shown, how to reach them only once it is matched
    text = client.get(POSTS.address(mine)).content.decode()
    assert theirs.number in text
    assert "13312345678" not in text
    POSTING.take(by(world.home, "enterprise"), mine, "match", partner=theirs)
    assert "13312345678" in client.get(POSTS.address(mine)).content.decode()


def test_the_board_shows_what_is_open_in_the_county_without_how_to_reach_anybody(world):
    asked, offer = _pair(world)
    make_post(world.neighbour, 3, chain=None, product="邻县的轴承")
    withdrawn = make_post(world.home, 4, chain=None, product="不要了的")
    POSTING.take(by(world.home, "office"), withdrawn, "withdraw")
    page = world.client("enterprise").get(reverse("chain:board")).content.decode()
    assert asked.number in page
    assert offer.number in page
    assert asked.contact not in page
    assert "邻县的轴承" not in page
    assert "不要了的" not in page
    assert POSTS.address(asked) in page
    assert POSTS.address(offer) not in page  # another's page is not the enterprise's to open
    assert POSTS.address(offer) in world.client("leader").get(reverse("chain:board")).content.decode()


def test_what_is_past_its_day_cannot_be_posted(world):
    with pytest.raises(InputFault, match="有效期已过"):
        make_post(world.home, 1, chain=None, until=date.today() - timedelta(days=1))
    post = make_post(world.home, 1, chain=None, until=date.today())
    records.change(by(world.home, "office"), POSTS, post, {"amount": "两万件"})
    assert post.amount == "两万件"
