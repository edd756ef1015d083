"""A scenario put as a question of the solver: the county's sums, the moves that are open, target and limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.enterprises.models import Enterprise, YearFacts, here
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.ledgers.models import Allocation, AllocationState
from tenghuan.apps.plans.models import Indicator
from tenghuan.apps.remediation.models import Case, State
from tenghuan.apps.sandtable.known import Ratio, table
from tenghuan.apps.sandtable.models import Kind, Pool, Scenario
from tenghuan.errors import InputFault
from tenghuan.solving import Enterprise as Firm
from tenghuan.solving import Limits, Move, Target, closing, project, totals, uplifting

OVER = (State.CLOSED, State.DROPPED, State.DISPOSED)
NO_PROJECT = (AllocationState.DRAFT, AllocationState.REFUSED, AllocationState.RETURNED)
FREED = {"land_mu": "freed_land", "energy_tce": "freed_energy"}
PERCENT = Fraction(100)


@dataclass(frozen=True)
class Question:
    """What the solver is asked; ``year``: of the facts; ``notes``: what the reader must know.

    ``known``: the sums of the facts as they are; ``sums``: grown as assumed until the end of the year.
    """

    known: Mapping[str, Fraction]
    sums: Mapping[str, Fraction]
    moves: tuple[Move, ...]
    limits: Limits
    target: Target | None
    ratio: Ratio | None
    year: int
    firms: int
    notes: tuple[str, ...]


def put(scenario: Scenario) -> Question:
    """Return the scenario as a question.

    Raises:
        InputFault: no facts, an indicator that registers do not give, or names that nobody bears.
    """
    year, firms, notes = _firms(scenario)
    grown = [_grown(one, scenario) for one in firms]
    if scenario.growth:
        notes.append(_("推演前的数已计入企业到年底增长 %(g)s%% 的假设") % {"g": f"{scenario.growth.normalize():f}"})
    by_key, lists = {one.key: one for one in grown}, _lists(scenario)
    if scenario.kind == Kind.WHAT_IF and scenario.chosen.strip():
        open_ = _named(scenario, scenario.chosen, by_key)
    else:
        open_ = frozenset(by_key) if scenario.pool == Pool.ALL else frozenset(lists)
    candidates = [by_key[key] for key in by_key if key in open_]
    moves = _moves(scenario, candidates, lists)
    ratio = table().ratio(scenario.goal) if scenario.kind == Kind.SOLVE else None
    target = _target(scenario, ratio) if ratio is not None else None
    limits = Limits(
        cases=scenario.cases,
        town_cases=scenario.town_cases,
        touched=_touched(scenario),
        keep=_named(scenario, scenario.keep, by_key),
    )
    sums = totals(grown)
    if ratio is not None and ratio.of(sums) is None:
        raise InputFault(_("企业年度数据里没有算%(r)s所需的数") % {"r": ratio.name}, remedy=_("请先接入企业数据"))
    return Question(totals(firms), sums, tuple(moves), limits, target, ratio, year, len(grown), tuple(notes))


# -- the county ----------------------------------------------------------------------------------------------------
def _firms(scenario: Scenario) -> tuple[int, list[Firm], list[str]]:
    """The enterprises in being with the facts of the last year known: year, enterprises, notes."""
    facts = YearFacts.objects.filter(here("enterprise__"), enterprise__county=scenario.county)
    year = facts.filter(land_mu__gt=0).order_by("-year").values_list("year", flat=True).first()
    if year is None:
        raise InputFault(_("还没有企业年度数据"), where=scenario.county.name, remedy=_("请先接入企业数据"))
    rows = list(facts.filter(year=year).select_related("enterprise__town").order_by("enterprise__uscc"))
    notes = []
    above = [row for row in rows if row.enterprise.above_scale]
    if above:
        rows = above
    else:
        notes.append(_("企业没有标明规上规下，按全部登记企业推演"))
    return year, [_firm(row) for row in rows], notes


def _firm(row: YearFacts) -> Firm:
    town = row.enterprise.town.name if row.enterprise.town is not None else _("未落实镇街")
    known = {name: getattr(row, name) for name in table().facts}
    measures = {name: Fraction(value) for name, value in known.items() if value is not None}
    return Firm(row.enterprise.uscc, row.enterprise.name, town, measures)


def _grown(firm: Firm, scenario: Scenario) -> Firm:
    """What is assumed to have grown until the end of the year."""
    if not scenario.growth:
        return firm
    times = 1 + Fraction(scenario.growth) / PERCENT
    growing = table().growing
    return replace(
        firm, measures={name: value * times if name in growing else value for name, value in firm.measures.items()}
    )


def _lists(scenario: Scenario) -> dict[str, str]:
    """Credit code → the lists that its open cases say it stands on."""
    cases = Case.objects.filter(county=scenario.county, retired_on=None).exclude(state__in=OVER)
    found: dict[str, str] = {}
    for code, lists in cases.values_list("enterprise__uscc", "lists"):
        found[code] = "、".join(filter(None, (found.get(code, ""), lists)))
    return found


def _named(scenario: Scenario, text: str, firms: Mapping[str, Firm]) -> frozenset[str]:
    """The credit codes of the lines, each a code or a full name of an enterprise of the county."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    rows = Enterprise.objects.filter(county=scenario.county, name__in=lines).values_list("name", "uscc")
    known = {name: uscc for name, uscc in rows if uscc in firms}
    named = Counter(name for name, uscc in rows if uscc in firms)
    if several := [line for line in lines if named[line] > 1]:
        raise InputFault(
            _("“%(n)s”有多个同名的") % {"n": several[0][:60]}, where=str(scenario), remedy=_("请写统一社会信用代码")
        )
    codes = [known.get(line, line) for line in lines]
    strange = [line for line, code in zip(lines, codes, strict=True) if code not in firms]
    if strange:
        raise InputFault(
            _("没有“%(n)s”%(m)s的年度数据")
            % {"n": strange[0][:60], "m": _("等 %(n)d 家") % {"n": len(strange)} if len(strange) > 1 else ""},
            where=str(scenario),
            remedy=_("请写在册企业的统一社会信用代码或全称，一行一家"),
        )
    return frozenset(codes)


# -- moves ---------------------------------------------------------------------------------------------------------
def _moves(scenario: Scenario, firms: Iterable[Firm], lists: Mapping[str, str]) -> list[Move]:
    found: list[Move] = []
    carbon = Fraction(parameter(scenario.county, "carbon_per_tce", timezone.localdate()).number)
    for firm in firms:
        if scenario.closing or scenario.kind == Kind.WHAT_IF:
            found.append(_close(firm, carbon, _counted(lists.get(firm.key, ""))))
        if scenario.uplifting and scenario.kind == Kind.SOLVE:
            found.append(_uplift(firm, Fraction(scenario.uplift) / PERCENT, _counted(lists.get(firm.key, ""))))
    if scenario.projects:
        found += _projects(scenario)
    return found


def _counted(lists: str) -> dict[str, Fraction]:
    """The sums in which an enterprise counts as dealt with, by the lists that it stands on."""
    return {one.measure: Fraction(1) for one in table().sums if any(name in lists for name in one.lists)}


def _close(firm: Firm, carbon: Fraction, counted: Mapping[str, Fraction]) -> Move:
    move = closing(firm, tuple(table().touched), FREED)
    freed = {**move.changes, **counted}
    freed["freed_carbon"] = firm.measures.get("energy_tce", Fraction(0)) * carbon
    return replace(move, changes=freed)


def _uplift(firm: Firm, share: Fraction, counted: Mapping[str, Fraction]) -> Move:
    gains = {name: firm.measures[name] * share for name in table().growing if name in firm.measures}
    return uplifting(firm, {**gains, **counted})


def _projects(scenario: Scenario) -> list[Move]:
    """What was granted energy and is to go into production: value added and land as applied for, tax as assumed."""
    granted = Allocation.objects.filter(county=scenario.county, retired_on=None)
    granted = granted.exclude(state__in=NO_PROJECT).select_related("town").order_by("pk")
    found = []
    for one in granted:
        land = Fraction(one.land or 0)
        adds = {
            "value_added": Fraction(one.value_added),
            "energy_tce": Fraction(one.energy),
            "land_mu": land,
            "tax": land * Fraction(scenario.project_tax),
        }
        town = one.town.name if one.town is not None else _("未落实镇街")
        found.append(project(f"project-{one.pk}", one.project, town, adds))
    return found


# -- target and limits ---------------------------------------------------------------------------------------------
def _target(scenario: Scenario, ratio: Ratio) -> Target:
    """The value that was typed, else the last one of the county's plan; in the solver's own measure."""
    value = scenario.value
    if value is not None:
        return Target(ratio.indicator, Fraction(value) / ratio.times, ratio.most)
    plan = {"plan__region": scenario.county, "plan__is_current": True, "retired": False, "whole": None}
    indicator = Indicator.objects.filter(catalogue_key=ratio.key, **plan).first()
    cells = list(indicator.milestones.filter(caliber=indicator.caliber).order_by("year")) if indicator else []
    value = next((cell.value for cell in reversed(cells) if cell.value is not None), None)
    if indicator is None or value is None:
        raise InputFault(_("方案没有这项指标的目标值"), where=ratio.name, remedy=_("请填写目标值"))
    return Target(ratio.indicator, Fraction(value) / times_of(ratio, indicator.unit), ratio.most)


def times_of(ratio: Ratio, unit: str) -> int:
    """By how much a quotient is multiplied to stand in an indicator's unit."""
    return ratio.times if unit == ratio.unit else 1


def _touched(scenario: Scenario) -> dict[str, Fraction]:
    told: dict[str, Any] = {"employees": scenario.jobs, "tax": scenario.tax, "land_mu": scenario.land}
    return {key: Fraction(value) for key, value in told.items() if value is not None}
