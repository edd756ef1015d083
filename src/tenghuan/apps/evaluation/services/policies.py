"""Differentiated policies of a county: rules are added with their legal basis and end on a day, never edited away."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, record, service, snapshot
from tenghuan.apps.evaluation.models import PolicyRule
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault


@service("evaluation.add_policy")
def add_policy(actor: Actor, county: Region, **columns: Any) -> PolicyRule:
    """Put a rule in force from its day on (columns as of :class:`PolicyRule`)."""
    until = columns.get("effective_until")
    if until is not None and until < columns["effective_from"]:
        raise InputFault(_("失效日期早于生效日期"), remedy=_("请更正日期"))
    if not str(columns.get("basis", "")).strip():
        raise InputFault(_("请填政策依据"), remedy=_("填文件名称和文号"))
    rule = PolicyRule.objects.create(county=county, **columns)
    record(rule, after=snapshot(rule))
    return rule


@service("evaluation.end_policy")
def end_policy(actor: Actor, rule: PolicyRule, last_day: date) -> None:
    """Let a rule end on a day; what it did before stays explained by it."""
    if last_day < rule.effective_from:
        raise InputFault(_("失效日期早于生效日期"), remedy=_("请更正日期"))
    before = snapshot(rule, ("effective_until",))
    rule.effective_until = last_day
    rule.save(update_fields=("effective_until",))
    record(rule, before=before, after=snapshot(rule, ("effective_until",)))
