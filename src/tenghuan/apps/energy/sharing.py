"""Who carries what of a shared meter: a whole set from a month on, summing to one (methodology2 §24)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor, record, service
from tenghuan.apps.energy.models import Meter, Period, Share
from tenghuan.energy.splitting import hold_shares
from tenghuan.errors import InputFault


@service("energy.share", gettext_lazy("登记户号分摊"), locks=("meter",))
def set_shares(actor: Actor, meter: Meter, since: date, shares: Sequence[tuple[Any, Decimal]]) -> None:
    """Say who carries what of a meter from a month on; what was said for that month before is replaced.

    Args:
        since: any day of the first month.
        shares: enterprise, share above zero; together exactly one. The holder alone with 1 ends the sharing.

    Raises:
        InputFault: not the county's office, a stranger or somebody twice, not one in all, or a month from then on is
            published already.
    """
    user = actor.user
    if user is not None and (user.role != Role.OFFICE or user.region_id != meter.county_id):
        raise InputFault(_("户号分摊由本县专班办公室登记"), where=str(meter))
    since = since.replace(day=1)
    if len({enterprise.pk for enterprise, _share in shares}) != len(shares):
        raise InputFault(_("同一家企业只能有一个比例"), where=str(meter))
    if any(enterprise.county_id != meter.county_id for enterprise, _share in shares):
        raise InputFault(_("分摊企业须在本县"), where=str(meter))
    hold_shares([share for _enterprise, share in shares], str(meter))
    _hold_open(meter, since)
    old = Share.objects.filter(meter=meter, since=since)
    before = _told(old)
    old.delete()
    made = Share.objects.bulk_create(
        [Share(meter=meter, since=since, enterprise=enterprise, share=share) for enterprise, share in shares]
    )
    record(meter, before={"shares": before}, after={"shares": _told(made)})


def _told(shares: Any) -> list[str]:
    return [f"{one.since:%Y-%m} {one.enterprise.uscc} {one.share.normalize():f}" for one in shares]


def _hold_open(meter: Meter, since: date) -> None:
    # held, so that a month that is being published at this moment is found published
    held = Period.objects.select_for_update(of=("self",)).filter(county=meter.county, retired_on=None).order_by("pk")
    published = [one for one in held if one.state == Period.State.PUBLISHED]
    last = max(published, key=lambda one: one.first_day, default=None)
    if last is not None and last.first_day >= since:
        raise InputFault(
            _("%(p)s 用能已发布，分摊只能从以后的月份改起") % {"p": last},
            where=str(meter),
            remedy=_("确需追溯的，先办理更正"),
        )
