"""The sample of the second review: of the claims that wait for it the largest, three in ten at least (§26)."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.who import Who, any_of
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service
from tenghuan.apps.funds.models import Claim, State
from tenghuan.apps.funds.rules import today
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault


def size_of(waiting: int, share: int) -> int:
    """Return how many of ``waiting`` claims are looked into at ``share`` per cent, a part of one being one (11 → 4)."""
    return -(-waiting * share // 100)


@service("claims.sample", gettext_lazy("抽取复审样本"), locks=("county",))
def sample(actor: Actor, county: Region) -> int:
    """Mark the largest of the claims that wait for the second review; return how many are new.

    A marked claim passes only with invoice, payment and photograph in hand. What was marked stays marked.

    Raises:
        InputFault: not the county's office, or nothing waits.
    """
    if not any_of((Who.OFFICE,), actor, Claim(county=county)):
        raise InputFault(_("复审样本由本级专班办公室抽取"))
    waiting = list(
        Claim.objects.select_for_update(no_key=True, of=("self",))
        .filter(county=county, state=State.REVIEWED, retired_on=None)
        .order_by("-amount", "pk")
    )
    if not waiting:
        raise InputFault(_("没有待复审的申报"))
    share = parameter(county, "claim_sample_share", today()).days
    fresh = [claim for claim in waiting[: size_of(len(waiting), share)] if not claim.sampled]
    for claim in fresh:
        Claim.objects.filter(pk=claim.pk).update(sampled=True, revision=F("revision") + 1)
        record(claim, before={"sampled": False}, after={"sampled": True})
    if not fresh:
        nothing_changed()
    return len(fresh)
