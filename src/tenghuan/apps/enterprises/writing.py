"""What holds of an enterprise that a person writes: its code, its industry, its former names, and what is by hand."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.merging import IDENTITY
from tenghuan.apps.enterprises.models import Enterprise, FormerName
from tenghuan.apps.enterprises.names import BETWEEN, names_in
from tenghuan.apps.enterprises.projection import BLANK, listed, told
from tenghuan.errors import InputFault
from tenghuan.reference import industry
from tenghuan.scoring.cells import code_fault

LONGEST_NAME, MOST_NAMES = 120, 20


def complete(enterprise: Enterprise) -> None:
    """Write code, industry and names in their one form, and note what the person says otherwise than the lists."""
    enterprise.uscc = enterprise.uscc.strip().upper()
    if (found := industry(enterprise.industry)) is not None and found.level != "section":
        enterprise.industry = found.code
    enterprise.former = BETWEEN.join(sorted(names_in(enterprise.former)))
    enterprise.by_hand = _by_hand(enterprise)


def _by_hand(enterprise: Enterprise) -> dict[str, Any]:
    """Return what people said of the enterprise: what it says now, where that is neither as before nor as listed."""
    standing = _standing(enterprise)
    now = {key: told(getattr(enterprise, key)) for key in IDENTITY}
    changed = [key for key in IDENTITY if now[key] != standing.get(key, BLANK.get(key, ""))]
    said = dict(enterprise.by_hand)
    lists = listed(enterprise).values if changed and enterprise.pk else {}
    for key in changed:
        if key in lists and lists[key] == now[key]:
            said.pop(key, None)
        else:
            said[key] = now[key]
    return said


def _standing(enterprise: Enterprise) -> dict[str, Any]:
    """Return the identity that stands in the register, {} for an enterprise that is new."""
    row = Enterprise.objects.filter(pk=enterprise.pk).values("uscc", "industry", *IDENTITY).first() or {}
    return {key: told(value) for key, value in row.items()}


def hold(enterprise: Enterprise) -> None:
    """Refuse a code that is none or another one, a code that is taken, an unknown industry, names that are too long.

    The code is what accounts, records and evaluations know the enterprise by: it stays. A code or an industry that
    stands already is no hindrance to changing the rest.
    """
    standing = _standing(enterprise)
    if standing and standing["uscc"] != enterprise.uscc:
        raise InputFault(
            _("统一社会信用代码登记后不能修改"), where=enterprise.name, remedy=_("登记错了的，请停用后另行登记")
        )
    if not standing:
        _hold_code(enterprise)
    if enterprise.industry and enterprise.industry != standing.get("industry"):
        found = industry(enterprise.industry)
        if found is None or found.level == "section":
            raise InputFault(
                _("没有行业代码“%(c)s”") % {"c": enterprise.industry}, remedy=_("请按 GB/T 4754—2017 填 2 到 4 位数字")
            )
    names = names_in(enterprise.former)
    if len(names) > MOST_NAMES or any(len(name) > LONGEST_NAME for name in names):
        told_of = {"n": MOST_NAMES, "l": LONGEST_NAME}
        raise InputFault(_("曾用名最多 %(n)d 个，每个不超过 %(l)d 字") % told_of, where=enterprise.name)


def _hold_code(enterprise: Enterprise) -> None:
    fault = code_fault(enterprise.uscc)
    if fault is not None:
        raise InputFault(fault.what, remedy=fault.remedy)
    taken = Enterprise.objects.filter(county=enterprise.county, uscc=enterprise.uscc).exclude(retired_on=None).first()
    if taken is not None:
        raise InputFault(
            _("代码 %(c)s 的企业“%(n)s”已停用") % {"c": enterprise.uscc, "n": taken.name},
            remedy=_("请在它的档案页恢复使用"),
        )


def follow(actor: Actor, enterprise: Enterprise) -> None:
    """Keep each former name by itself, so that workbooks that call the enterprise by it lead to it."""
    if enterprise.pk is None:  # its workbook was taken back
        return
    wanted = names_in(enterprise.former)
    known = set(enterprise.former_names.values_list("name", flat=True))
    enterprise.former_names.filter(name__in=known - wanted).delete()
    FormerName.objects.bulk_create(FormerName(enterprise=enterprise, name=name) for name in sorted(wanted - known))
