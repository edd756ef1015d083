"""Land that a case frees in parts: a register of its own, whose sum is never over the parcel."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.access.who import Who
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.kit.register import Register
from tenghuan.apps.remediation.models import Case, Part
from tenghuan.apps.remediation.rules import RUNNING
from tenghuan.errors import InputFault


def hold(part: Part) -> None:
    """Refuse a part of a case that is not under way, or that would free more than there is."""
    # locked, so that two parts entered at once are added up one after the other
    case = Case.objects.select_for_update().get(pk=part.case_id)
    if case.county_id != part.county_id:
        raise InputFault(_("案件不属于本县"), where=str(case))
    if case.state not in RUNNING:
        raise InputFault(_("案件不在实施环节，不能登记分次腾地"), where=str(case))
    if part.land <= 0:
        raise InputFault(_("腾出面积须大于零"), where=str(case))
    others = Part.objects.filter(case=case, retired_on=None).exclude(pk=part.pk).aggregate(sum=Sum("land"))["sum"]
    freed = (others or Decimal(0)) + part.land
    if case.area is not None and freed > case.area:
        raise InputFault(
            _("分次腾地合计 %(f)s 亩，超过用地 %(a)s 亩") % {"f": plain(freed), "a": plain(case.area)},
            where=str(case),
            remedy=_("剩余 %(r)s 亩") % {"r": plain(case.area - (others or Decimal(0)))},
        )


PARTS = Register(
    key="parts",
    model=Part,
    natural=("case", "document"),
    fields=("case", "freed_on", "land", "document"),
    columns=("case", "case__number", "case__town", "freed_on", "land", "document"),
    search=("case__enterprise__name", "case__number", "document"),
    filters=("freed_on",),
    sums=("land",),
    summary=("case", "freed_on", "land", "document"),
    related=("case__enterprise", "case__town"),
    readers=OFFICIALS | {Role.ENTERPRISE},
    writers=(Who.TOWN, Who.OFFICE),
    hold=hold,
)
