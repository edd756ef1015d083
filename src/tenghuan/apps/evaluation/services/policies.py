"""Differentiated policies that ship with the product, adopted by a county."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, nothing_changed, service
from tenghuan.apps.evaluation.guards import office_of
from tenghuan.apps.evaluation.models import PolicyRule
from tenghuan.apps.evaluation.parameters import DefaultPolicy
from tenghuan.apps.evaluation.registers import RULES
from tenghuan.apps.kit import records
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault

ADOPTED = (
    *("policy", "grade", "consecutive_years", "operation", "value", "unit", "overlap"),
    *("bureau", "basis", "industries", "cycle"),
)


@service("evaluation.adopt_policies", gettext_lazy("采用默认政策规则"))
def adopt_policies(actor: Actor, county: Region, rules: Sequence[DefaultPolicy], *, since: date) -> list[PolicyRule]:
    """Adopt rules that ship with the product from a day on, marked as not verified; those in force stay untouched.

    Args:
        actor: the county's office.
        county: for whom.
        rules: those with a number of their own; a county adds one without to its register itself.
        since: from when.
    """
    office_of(actor, county)
    # one adoption of a county at a time: what is there is looked up before it is added
    Region.objects.select_for_update().get(pk=county.pk)
    made = []
    for rule in rules:
        if rule.value is None:
            raise InputFault(_("“%(p)s”没有统一数值") % {"p": rule.policy}, remedy=_("请用“新增”填写本县数值"))
        if rule.until is not None and rule.until < since:
            raise InputFault(
                _("“%(p)s”的依据只到 %(d)s") % {"p": rule.policy, "d": rule.until},
                where=rule.basis,
                remedy=_("有延续文件的，用“新增”填写新依据"),
            )
        same = PolicyRule.objects.filter(
            county=county, policy=rule.policy, grade=rule.grade, consecutive_years=rule.consecutive_years,
            bureau=rule.bureau, effective_until=rule.until, retired_on=None,
        )  # fmt: skip
        if not same.exists():
            columns = {name: getattr(rule, name) for name in ADOPTED}
            dates = {"effective_from": since, "effective_until": rule.until}
            made.append(records.add(actor, RULES, county, {**columns, **dates}))
    if not made:
        nothing_changed()
    return made
