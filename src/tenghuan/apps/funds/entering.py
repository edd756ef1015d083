"""Claims that were paid before the platform and the special fund's book: entered once the fund of their year is kept.

A claim paid in a year whose extraction stands in the book came out of that money: until it is entered, the book tells
more as available than there is. What was paid in years without an extraction here is in no balance and stays out.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.who import Who, any_of
from tenghuan.apps.audit.trail import Actor, record, service
from tenghuan.apps.funds.models import Claim, State
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.kit.models import Posting
from tenghuan.apps.ledgers.books import MONEY
from tenghuan.apps.ledgers.models import Income
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault


@dataclass(frozen=True)
class Old:
    """Claims paid before the platform that the book does not hold: how many, and their money (10⁴ CNY)."""

    count: int
    amount: Decimal

    @classmethod
    def of(cls, rows: QuerySet[Claim]) -> Old:
        """Count rows."""
        found = rows.order_by().aggregate(count=Count("pk"), sum=Sum("amount"))
        return cls(found["count"], found["sum"] or Decimal(0))


def unentered(county: Region) -> QuerySet[Claim]:
    """Return the paid claims of a county that the special fund's book knows no payment of."""
    kind = ContentType.objects.get_for_model(Claim)
    entries = Posting.objects.filter(content_type=kind, object_id=OuterRef("pk"), book=MONEY.key, kind="pay")
    rows = Claim.objects.filter(county=county, retired_on=None, state__in=(State.PAID, State.ARCHIVED))
    return rows.filter(~Exists(entries), paid_on__isnull=False)


def due(county: Region) -> QuerySet[Claim]:
    """Return those of them that were paid in a year whose extraction stands in the book."""
    kept = Income.objects.filter(county=county, retired_on=None, state=Income.State.EXTRACTED)
    return unentered(county).filter(paid_on__year__in=list(kept.values_list("year", flat=True)))


@service("claims.enter", gettext_lazy("补记以前的拨付"), locks=("county",))
def enter(actor: Actor, county: Region) -> Old:
    """Enter what was paid before the platform out of the fund that is kept here: committed and paid, by their days.

    Raises:
        InputFault: not the county's office, nothing to enter, or more was paid than the fund has left.
    """
    if not any_of((Who.OFFICE,), actor, Claim(county=county)):
        raise InputFault(_("以前的拨付由本级专班办公室补记"))
    rows = list(due(county).select_for_update(no_key=True, of=("self",)).order_by("paid_on", "pk"))
    if not rows:
        raise InputFault(_("没有要补记的拨付"), where=str(MONEY.title))
    left, whole = MONEY.balance(county, "available"), sum((one.amount for one in rows), Decimal(0))
    if whole > left:
        raise InputFault(
            _("要补记 %(w)s 万元，专项资金可用只有 %(l)s 万元") % {"w": plain(whole), "l": plain(left)},
            remedy=_("请核对各年度的专项资金提取和补录的拨付金额"),
        )
    for claim in rows:
        entry = {"cause": claim, "note": str(_("补录：平台启用前拨付")), "sample": claim.sample}
        decided = claim.decided_on or claim.paid_on
        MONEY.move(actor, county, "available", "committed", claim.amount, kind="commit", period=decided, **entry)
        MONEY.move(actor, county, "committed", "paid", claim.amount, kind="pay", period=claim.paid_on, **entry)
        basis = str(_("补录：按当时拨付的金额登记，已记入专项资金台账"))
        Claim.objects.filter(pk=claim.pk).update(basis=basis, revision=F("revision") + 1)
        record(claim, before={"basis": claim.basis}, after={"basis": basis})
    return Old(len(rows), whole)
