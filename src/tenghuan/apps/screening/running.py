"""Screen the facts of a year, before the transaction that keeps what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.evaluation.guards import office_of
from tenghuan.apps.evaluation.snapshot import frozen
from tenghuan.apps.screening import rulesets
from tenghuan.apps.screening.facts import facts_of, rows_of
from tenghuan.apps.screening.models import RuleSet, RuleState
from tenghuan.errors import InputFault
from tenghuan.screening import Catch, screen


@dataclass(frozen=True)
class Screened:
    """What screening a year's facts gave: the frozen facts, how many enterprises were looked at, who was caught."""

    content: bytes
    looked_at: int
    notes: Sequence[str]
    catches: Sequence[Catch]


def screened(actor: Actor, rules: RuleSet, year: int) -> Screened:
    """Screen a county's facts of a year by a published version; it takes seconds in a large county and writes nothing.

    Raises:
        InputFault: not the county's office, not a published version, or no facts of that year.
    """
    county = rules.county
    office_of(actor, county)
    if rules.state != RuleState.PUBLISHED:
        raise InputFault(_("只能按已发布的规则筛查"), where=str(rules), remedy=_("请先发布；试算可用“试算”"))
    read = rulesets.rules_of(rules)
    table = facts_of(county, read, year)
    looked_at = rows_of(table, year)
    if not looked_at:
        raise InputFault(
            _("%(c)s没有 %(y)d 年的企业数据") % {"c": county.name, "y": year},
            remedy=_("请先在“数据接入”导入各部门工作簿"),
        )
    found = screen(table, read, year=year)
    return Screened(frozen(table), looked_at, found.notes, found.catches())
