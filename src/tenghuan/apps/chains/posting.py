"""产业链“一键通”: an enterprise asks or offers, what fits is shown, a match is settled or taken back."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor, lock_row
from tenghuan.apps.chains.models import Post
from tenghuan.apps.kit.loop import Loop, Need, move
from tenghuan.apps.notices.models import Kind as Told
from tenghuan.apps.notices.telling import tell
from tenghuan.apps.organization.models import Account, Region
from tenghuan.errors import InputFault

ASKED, OFFERED = Post.Kind.ASKED, Post.Kind.OFFERED
OPEN, MATCHED, DONE, WITHDRAWN = Post.State.OPEN, Post.State.MATCHED, Post.State.DONE, Post.State.WITHDRAWN
MOST = 30  # shown as fitting


def open_in(county: Region) -> QuerySet[Post]:
    """Return what is asked and offered in a county and still holds: the board shows it to every enterprise there."""
    rows = Post.objects.filter(county=county, state=OPEN, retired_on=None)
    rows = rows.filter(Q(until=None) | Q(until__gte=timezone.localdate()))
    return rows.select_related("enterprise", "chain").order_by("-number")


def fitting(post: Post) -> list[Post]:
    """Return what may fit a post: of the other kind, of another enterprise; same product first, then same chain.

    Products fit where one's words hold the other's; what has neither product nor chain in common does not fit.
    """
    other = OFFERED if post.kind == ASKED else ASKED
    rows = open_in(post.county).filter(kind=other).exclude(enterprise=post.enterprise_id)
    found = [(_near(post, one), one) for one in rows]
    close = sorted((one for one in found if one[0]), key=lambda one: (-one[0], one[1].number))
    return [one for _near_, one in close[:MOST]]


def _near(post: Post, other: Post) -> int:
    mine, theirs = post.product.casefold(), other.product.casefold()
    same = mine in theirs or theirs in mine
    return 2 * same + (post.chain_id is not None and post.chain_id == other.chain_id)


def partner_of(actor: Actor, post: Post, told: Any) -> Post:
    """Return the offer that an asked post is matched with: open, in the same county, of another enterprise; held."""
    found = told if isinstance(told, Post) else Post.objects.filter(pk=Post._meta.pk.to_python(told)).first()
    if found is None or found.county_id != post.county_id or found.kind != OFFERED:
        raise InputFault(_now("请填本县一条供给信息的编号"), where=str(post))
    if found.enterprise_id == post.enterprise_id:
        raise InputFault(_now("不能与本企业自己的供给对接"), where=str(post))
    lock_row(found)
    found.refresh_from_db()
    past = found.until is not None and found.until < timezone.localdate()
    if found.state != OPEN or found.retired_on is not None or past:
        raise InputFault(_now("“%(p)s”已不在待对接状态") % {"p": found}, where=str(post), remedy=_now("请另选"))
    return found


def _matched(actor: Actor, post: Post, told: dict[str, Any]) -> dict[str, Any]:
    partner_of(actor, post, told.get("partner"))
    return {"matched_on": timezone.localdate()}


def _tell_partner(actor: Actor, post: Post, told: dict[str, Any]) -> None:
    """Tell the enterprise that offers; its own page shows who asks."""
    offer = post.partner
    assert offer is not None  # just matched
    code = offer.enterprise.uscc
    theirs = Account.objects.filter(role=Role.ENTERPRISE, region=post.county, enterprise_code=code, is_active=True)
    note = _now("%(e)s的需求：%(p)s") % {"e": post.enterprise, "p": post.product}
    tell(theirs.select_related("wish"), Told.TODO, offer, f"post:{post.pk}:{offer.pk}", str(offer), note)


def _is_asked(actor: Actor, post: Post) -> str:
    return "" if post.kind == ASKED else _now("供给信息由需求方选定对接")


HANDS = (Who.ENTERPRISE, Who.UNIT, Who.OFFICE)
POSTING = Loop(
    key="posts",
    model=Post,
    moves=(
        move("match", _("选定对接"), {OPEN}, MATCHED, HANDS, asks=("partner",)),
        move("settle", _("登记达成"), {MATCHED}, DONE, HANDS, asks=("outcome",)),
        move("again", _("未达成，重新对接"), {MATCHED}, OPEN, HANDS, Need.REASON, danger=True),
        move("withdraw", _("撤回"), {OPEN}, WITHDRAWN, (Who.ENTERPRISE, Who.OFFICE), danger=True),
    ),
    todo={MATCHED: _("登记对接结果")},
    checks={"match": _is_asked},
    fills={
        "match": _matched,
        "settle": lambda actor, post, told: {"done_on": timezone.localdate()},
        "again": lambda actor, post, told: {"partner_id": None, "matched_on": None},
    },
    effects={"match": _tell_partner},
)
