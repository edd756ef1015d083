"""Differentiated policies of a county: rules are added with their legal basis and end on a day, never edited away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.evaluation.guards import office_of
from tenghuan.apps.evaluation.models import PolicyRule
from tenghuan.apps.evaluation.parameters import DefaultPolicy
from tenghuan.apps.evaluation.policies import divisions
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault


@service("evaluation.add_policy")
def add_policy(actor: Actor, county: Region, **columns: Any) -> PolicyRule:
    """Put a rule in force from its day on (columns as of :class:`PolicyRule`)."""
    office_of(actor, county)
    _check(columns)
    rule = PolicyRule.objects.create(county=county, **columns)
    record(rule, after=snapshot(rule))
    return rule


def _check(columns: dict[str, Any]) -> None:
    until = columns.get("effective_until")
    if until is not None and until < columns["effective_from"]:
        raise InputFault(_("失效日期早于生效日期"), remedy=_("请更正日期"))
    if not str(columns.get("basis", "")).strip():
        raise InputFault(_("请填政策依据"), remedy=_("填文件名称和文号"))
    try:
        if columns.get("industries"):
            divisions(columns["industries"])
        if columns.get("cycle"):
            date.fromisoformat(f"2023-{columns['cycle']}")
    except ValueError as error:
        raise InputFault(
            _("适用行业或执行期起日写法不对"), remedy=_("行业写大类代码，如 13-43,44；起日写月-日，如 07-01")
        ) from error


@service("evaluation.adopt_policies", locks=("county",))
def adopt_policies(actor: Actor, county: Region, rules: Sequence[DefaultPolicy], *, since: date) -> list[PolicyRule]:
    """Adopt rules that ship with the product from a day on, marked as not verified; those in force stay untouched.

    Args:
        actor: the county's office.
        county: for whom.
        rules: those with a number of their own; a rule without one is added by :func:`add_policy`.
        since: from when.
    """
    office_of(actor, county)
    made = []
    for rule in rules:
        if rule.value is None:
            raise InputFault(_("“%(p)s”没有统一数值") % {"p": rule.policy}, remedy=_("请用“新增规则”填写本县数值"))
        if rule.until is not None and rule.until < since:
            raise InputFault(
                _("“%(p)s”的依据只到 %(d)s") % {"p": rule.policy, "d": rule.until},
                where=rule.basis,
                remedy=_("有延续文件的，用“新增规则”填写新依据"),
            )
        same = PolicyRule.objects.filter(
            county=county, policy=rule.policy, grade=rule.grade, consecutive_years=rule.consecutive_years,
            bureau=rule.bureau, effective_until=rule.until,
        )  # fmt: skip
        if same.exists():
            continue
        columns = {name: getattr(rule, name) for name in ADOPTED}
        new = PolicyRule.objects.create(
            county=county, effective_from=since, effective_until=rule.until, verified=False, **columns
        )
        record(new, after={**snapshot(new), "default": rule.key})
        made.append(new)
    if not made:
        nothing_changed()
    return made


ADOPTED = (
    *("policy", "grade", "consecutive_years", "operation", "value", "unit", "overlap"),
    *("bureau", "basis", "industries", "cycle"),
)


@service("evaluation.verify_policy")
def verify_policy(actor: Actor, rule: PolicyRule, *, basis: str) -> None:
    """Note that the county found a rule in its own document; a rule with another number is ended and added anew."""
    office_of(actor, rule.county)
    if not basis.strip():
        raise InputFault(_("请填政策依据"), remedy=_("填文件名称和文号"))
    before = snapshot(rule, ("basis", "verified"))
    rule.basis, rule.verified = basis.strip()[:200], True
    rule.save(update_fields=("basis", "verified"))
    record(rule, before=before, after=snapshot(rule, ("basis", "verified")))


@service("evaluation.end_policy")
def end_policy(actor: Actor, rule: PolicyRule, last_day: date) -> None:
    """Let a rule end on a day; what it did before stays explained by it."""
    office_of(actor, rule.county)
    if last_day < rule.effective_from:
        raise InputFault(_("失效日期早于生效日期"), remedy=_("请更正日期"))
    before = snapshot(rule, ("effective_until",))
    rule.effective_until = last_day
    rule.save(update_fields=("effective_until",))
    record(rule, before=before, after=snapshot(rule, ("effective_until",)))
