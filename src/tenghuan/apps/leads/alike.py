"""Leads that may be the same: found by name, credit code and investor, shown to a person, never merged in silence."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.who import Who, any_of
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.kit import timeline
from tenghuan.apps.kit.models import EventKind
from tenghuan.apps.leads.models import Lead, State, Verdict
from tenghuan.errors import InputFault

# what a company's name has beside its own: the form of the company, and whatever is no letter, digit or sign of writing
FORM = re.compile("(股份)?有限(责任)?公司|集团|公司|[\\W_]")


def key_of(name: str) -> str:
    """Return what of a company's name tells it from others: half-width, small letters, without the company's form."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return FORM.sub("", plain) or plain.strip()


def alike(lead: Lead) -> QuerySet[Lead]:
    """Return the other leads of the county that may be the same and that nobody found to be different."""
    same = Q(company_key=lead.company_key)
    if lead.code:
        same |= Q(code=lead.code)
    if lead.investor_key:
        same |= Q(investor_key=lead.investor_key)
    found = Lead.objects.filter(same, county=lead.county_id, retired_on=None).exclude(pk=lead.pk)
    told = Verdict.objects.filter(Q(first=lead) | Q(second=lead)).values_list("first_id", "second_id")
    apart = {pk for pair in told for pk in pair}
    return found.exclude(state=State.INVALID).exclude(pk__in=apart).order_by("number")


def why(lead: Lead, other: Lead) -> str:
    """Say by what two leads look alike."""
    told = (
        (lead.code and lead.code == other.code, _("信用代码相同")),
        (lead.company_key == other.company_key, _("企业名称相同")),
        (lead.investor_key and lead.investor_key == other.investor_key, _("投资方相同")),
    )
    return "、".join(word for holds, word in told if holds)


def hindrance(actor: Actor, lead: Lead) -> str:
    """Say why a lead cannot be taken up: others that look the same were not judged."""
    found = list(alike(lead)[:5])
    if not found:
        return ""
    return _("有疑似重复线索未裁定：%(o)s") % {"o": "、".join(one.number for one in found)}


@service("leads.different", gettext_lazy("裁定线索不重复"), locks=("lead",))
def different(actor: Actor, lead: Lead, other: Lead, reason: str) -> Verdict | None:
    """Keep that two leads are different, with the reason; said twice, it is kept once (None the second time).

    Raises:
        InputFault: not this actor's to say, no reason, or the two are no pair of one county.
    """
    if not any_of((Who.OFFICE,), actor, lead):
        raise InputFault(_("重复线索由本级专班办公室裁定"), where=str(lead))
    if lead.pk == other.pk or lead.county_id != other.county_id:
        raise InputFault(_("不是本县的另一条线索"), where=str(other))
    said = reason.strip()
    if not said or len(said) > 200:
        raise InputFault(_("请写明不重复的理由，最多 200 字"), where=str(lead))
    first, second = sorted((lead, other), key=lambda one: one.pk)
    if Verdict.objects.filter(first=first, second=second).exists():
        nothing_changed()
        return None
    found = Verdict.objects.create(
        county=lead.county, first=first, second=second, reason=said, by=timeline.name_of(actor)
    )
    record(found, after=snapshot(found))
    for one, its_other in ((lead, other), (other, lead)):
        timeline.write(actor, one, EventKind.CHANGE, _("裁定不重复"), note=f"{its_other}：{said}")
    return found


def merged(actor: Actor, lead: Lead, told: dict[str, Any]) -> dict[str, Any]:
    """Hold the lead that another is merged into: a standing one of the same county, not itself."""
    into = told.get("same_as")
    into = into if isinstance(into, Lead) else Lead.objects.filter(pk=int(str(into))).first()
    if into is None or into.pk == lead.pk or into.county_id != lead.county_id:
        raise InputFault(_("请填本县另一条线索的编号"), where=str(lead))
    if into.state == State.INVALID or into.retired_on is not None:
        raise InputFault(_("“%(t)s”已无效或停用，不能并入") % {"t": into}, where=str(lead))
    return {}
