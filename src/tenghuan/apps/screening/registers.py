"""What screening keeps: rule sets with their loop from draft to published version, and exemptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.who import Who
from tenghuan.apps.evaluation.parameters import veto_names
from tenghuan.apps.kit.loop import Loop, Need, move
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.remediation import dictionary
from tenghuan.apps.screening import rulesets
from tenghuan.apps.screening.models import Exempted, RuleSet, RuleState
from tenghuan.apps.web import menu
from tenghuan.errors import InputFault
from tenghuan.screening.keys import title
from tenghuan.screening.words import words

TESTING = _("试算和阈值表")
THRESHOLDS_SHOWN = 100

PUBLISHING = Loop(
    key="screening_rules",
    model=RuleSet,
    moves=(
        move("publish", _("发布"), {RuleState.DRAFT}, RuleState.PUBLISHED, Who.OFFICE, Need.DOCUMENT),
        move(
            *("withdraw", _("废止"), {RuleState.DRAFT, RuleState.PUBLISHED}, RuleState.WITHDRAWN, Who.OFFICE),
            *(Need.REASON,),
            danger=True,
        ),
    ),
    todo={RuleState.DRAFT: _("试算并发布筛查规则")},
)


@dataclass(frozen=True)
class Testing:
    """The lists in words, the imported thresholds, and the way to the preview."""

    title: Any = TESTING
    key: str = "testing"
    template: str = "screening/rules_panel.html"

    def context(self, account: Any, thing: RuleSet) -> dict[str, Any]:
        """Return the rules as read, and whether the account may bring thresholds in."""
        rules = rulesets.rules_of(thing)
        names = veto_names()
        said = [(rule, words(rule.formula, names)) for rule in rules.lists]
        spared = [(one, words(one.when.formula, names)) for one in rules.exempt]
        acts = account.role == Role.OFFICE and account.region_id == thing.county_id
        return {
            "lists": said,
            "exempt": spared,
            "scope": words(rules.scope.formula, names),
            "thresholds": [(title(row.key), row) for row in rules.thresholds[:THRESHOLDS_SHOWN]],
            "more": max(len(rules.thresholds) - THRESHOLDS_SHOWN, 0),
            "may_import": acts and thing.state == RuleState.DRAFT,
            "may_copy": acts,
        }


def _hold_rules(thing: RuleSet) -> None:
    """Refuse rules that cannot be read, and lists that no case can stand on."""
    found = rulesets.rules_of(thing)
    strange = [rule.name for rule in found.lists if rule.name not in dictionary.lists()]
    if strange:
        raise InputFault(
            _now("没有清单“%(w)s”") % {"w": "、".join(strange)},
            where=thing.name,
            remedy=_now("可选：%(o)s") % {"o": "、".join(dictionary.lists())},
        )


RULE_SETS = Register(
    key="screening_rules",
    model=RuleSet,
    natural=("version",),
    fields=("name", "source", "effective_from", "text"),
    columns=("name", "version", "state", "effective_from", "source", "thresholds_file"),
    search=("name", "source"),
    filters=("effective_from",),
    summary=("version", "effective_from", "source", "thresholds_file"),
    panels=(Testing(),),
    loop=PUBLISHING,
    importable=False,
    frozen=frozenset({RuleState.PUBLISHED, RuleState.WITHDRAWN}),
    complete=rulesets.numbered,
    hold=_hold_rules,
    menu=Menu("clearing", "adjustments", 12),
)


def _hold_exemption(thing: Exempted) -> None:
    if thing.ends_on < thing.starts_on:
        raise InputFault(_now("截止日期早于起始日期"), where=str(thing.enterprise))
    given = dictionary.split(thing.lists)
    strange = [word for word in given if word not in dictionary.lists()]
    if strange:
        raise InputFault(
            _now("没有清单“%(w)s”") % {"w": "、".join(strange)},
            where=str(thing.enterprise),
            remedy=_now("可选：%(o)s") % {"o": "、".join(dictionary.lists())},
        )


EXEMPTIONS = Register(
    key="screening_exemptions",
    model=Exempted,
    natural=("enterprise", "starts_on"),
    fields=("enterprise", "lists", "reason", "document", "starts_on", "ends_on"),
    columns=("enterprise", "lists", "reason", "document", "starts_on", "ends_on"),
    search=("enterprise__name", "enterprise__uscc", "reason", "document"),
    filters=("ends_on",),
    summary=("lists", "document", "starts_on", "ends_on"),
    related=("enterprise",),
    hold=_hold_exemption,
    menu=Menu("clearing", "shield-check", 14),
)

menu.declare(menu.Entry("clearing", _("筛查"), "screening:runs", "filter", 10))
