"""What the office does with the books themselves: take entries back."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor, service
from tenghuan.apps.kit.models import Posting
from tenghuan.apps.ledgers.books import BY_KEY, pair_of
from tenghuan.errors import InputFault


@service("ledgers.reverse", gettext_lazy("冲正分录"))
def reverse(actor: Actor, posting: Posting, reason: str) -> list[Posting]:
    """Take an entry back, and with it the other one of its pair: both or none.

    Raises:
        InputFault: not the county's own office, no reason, taken back already, or a balance would fall below zero.
    """
    user = actor.user
    if user is not None and (user.role != Role.OFFICE or user.region_id != posting.county_id):
        raise InputFault(_("冲正由本县专班办公室办理"), where=str(posting.thing))
    book = BY_KEY[posting.book]
    return [book.reverse(actor, one, reason) for one in pair_of(posting)]
