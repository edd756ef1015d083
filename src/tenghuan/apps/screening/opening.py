"""What additions make, each a service of its register: a draft version, and the cases that come of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.evaluation.guards import office_of
from tenghuan.apps.kit import records
from tenghuan.apps.organization.models import Region
from tenghuan.apps.remediation.registers import CASES
from tenghuan.apps.screening import rulesets, services
from tenghuan.apps.screening.models import Caught, RuleSet, Run, Verdict
from tenghuan.apps.screening.registers import RULE_SETS
from tenghuan.apps.screening.wording import deciding
from tenghuan.errors import InputFault


def draft(actor: Actor, county: Region, given: RuleSet | None = None) -> RuleSet:
    """Begin a new version: from a version at hand, else from the rules that ship for the county."""
    text = given.text if given is not None else rulesets.shipped_for(county)
    if not text:
        raise InputFault(_("没有随平台提供%(c)s的筛查规则") % {"c": county.name}, remedy=_("请新增筛查规则"))
    values = {
        "name": given.name if given is not None else _("%(c)s筛查规则") % {"c": county.name},
        "source": given.source if given is not None else _("随平台提供的规则；本地参数（待核实）"),
        "effective_from": timezone.localdate(),
        "text": text,
    }
    made: RuleSet = records.add(actor, RULE_SETS, county, values)
    if given is not None and given.thresholds:
        services.carry_thresholds(actor, made, given.thresholds, given.thresholds_file)
    return made


@dataclass
class Opened:
    """What came of opening cases: those that stand now, and who was refused and why."""

    cases: list[Any] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def open_cases(actor: Actor, run: Run, enterprises: Iterable[int]) -> Opened:
    """Open a candidate for each enterprise that a run puts on lists: one case, its lists joined.

    Each is an addition of its own: one that is refused (a case is open already) hinders no other. Asked twice, the
    same cases come back and nothing is added.
    """
    office_of(actor, run.county)
    wanted = set(enterprises)
    told: dict[int, list[Caught]] = {}
    rows = run.caught.filter(verdict=Verdict.IN, enterprise_id__in=wanted).select_related("enterprise__town")
    for row in rows:
        told.setdefault(row.enterprise_id, []).append(row)
    result = Opened()
    for rows_ in told.values():
        enterprise = rows_[0].enterprise
        try:
            result.cases.append(_open(actor, run, enterprise, rows_))
        except InputFault as fault:
            result.refused.append((enterprise.name, str(fault)))
    return result


def _open(actor: Actor, run: Run, enterprise: Enterprise, rows: list[Caught]) -> Any:
    if enterprise.town is None:
        raise InputFault(_("登记册没有镇街"), where=enterprise.name, remedy=_("请先在企业登记册补填镇街"))
    problem = "\n".join(f"{row.list_name}：{'；'.join(deciding(row.verdict, row.lines))}" for row in rows)
    values = {
        "enterprise": enterprise,
        "town": enterprise.town,
        "lists": "、".join(row.list_name for row in rows),
        "year": timezone.localdate().year,
        "problem": problem[:2000],
    }
    return records.add(actor, CASES, run.county, values, once=f"screened-{run.pk}-{enterprise.pk}")
