"""Runs of matching as a register, and what follows from one: 免申即享 is offered to the enterprises that it fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor, record, snapshot
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.funds import finding
from tenghuan.apps.funds.claiming import CLAIMS, REDEEMING
from tenghuan.apps.funds.library import GUIDE
from tenghuan.apps.funds.models import OPEN, SPENT, Claim, Match, Matching, MatchingState, Mode, State
from tenghuan.apps.funds.rules import today
from tenghuan.apps.kit import records
from tenghuan.apps.kit.jobs import latest
from tenghuan.apps.kit.loop import Loop, Told, move
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.errors import InputFault

RESULT = _("比对结果")
SHOWN = 50  # matches on a run's page; the rest is in the list


def open_matches(matching: Matching) -> list[Match]:
    """Return what may be offered: 免申即享 with an amount, where no claim of that enterprise on that clause is kept.

    What was decided on another year's facts keeps nobody from this year's. Of clauses that exclude each other only the
    one that gives most.
    """
    rows = matching.matches.filter(clause__mode=Mode.EXEMPT, amount__gt=0)
    rows = rows.select_related("enterprise", "clause__document").order_by("-amount", "pk")
    here = Q(on__year=matching.on.year) | Q(thing=str(matching.year))
    waiting = Q(state__in=(*OPEN, State.DRAFT, State.PUSHED)) | Q(state__in=(*SPENT, State.WAIVED)) & here
    taken = Claim.objects.filter(waiting, county=matching.county, retired_on=None).select_related("clause")
    known = {(one.enterprise_id, one.clause_id) for one in taken}
    shut = {(one.enterprise_id, one.clause.exclusive) for one in taken if one.on.year == matching.on.year}
    found = []
    for row in rows:
        only = (row.enterprise_id, row.clause.exclusive)
        if (row.enterprise_id, row.clause_id) in known or (row.clause.exclusive and only in shut):
            continue
        shut.add(only)
        found.append(row)
    return found


def offer(actor: Actor, matching: Matching, told: Told) -> None:
    """Make a claim of each open match and ask the enterprise for its word (意愿确认)."""
    rows = open_matches(matching)
    for row in rows:
        values = {"enterprise": row.enterprise, "clause": row.clause, "on": matching.on, "base": row.base}
        thing = records.add(actor, CLAIMS, matching.county, {**values, "thing": str(matching.year)})
        if matching.sample:
            Claim.objects.filter(pk=thing.pk).update(sample=True)
            thing.refresh_from_db()
        REDEEMING.take(actor, thing, "push")
    before = snapshot(matching, ("offered",))
    Matching.objects.filter(pk=matching.pk).update(offered=len(rows))
    matching.refresh_from_db()
    record(matching, before=before, after=snapshot(matching, ("offered",)))


def offerable(actor: Actor, matching: Matching) -> str:
    """Say that a run has nothing to offer."""
    return "" if open_matches(matching) else _now("没有可推送的免申即享事项")


def hold_matching(matching: Matching) -> None:
    """Refuse a day to come, and a year without facts."""
    if matching.on > today():
        raise InputFault(_now("比对日晚于今天"), where=str(matching))
    if not YearFacts.objects.filter(enterprise__county=matching.county, year=matching.year).exists():
        words = _now("没有 %(y)d 年的企业数据") % {"y": matching.year}
        raise InputFault(words, remedy=_now("请先导入该年数据，或换一个年度"))


# the platform makes both moves when its job is done (tasks.py): thousands of pairs are no matter of one click
MATCHING = Loop(
    key="policy_matchings",
    model=Matching,
    moves=(
        move("finish", _("写入比对结果"), {MatchingState.DRAFT}, MatchingState.DONE, Who.PLATFORM),
        move("offer", _("推送免申即享"), {MatchingState.DONE}, MatchingState.PUSHED, Who.PLATFORM),
    ),
    checks={"offer": offerable},
    prepares={"finish": finding.prepare},
    fills={"finish": finding.counts},
    effects={"finish": finding.keep, "offer": offer},
)


@dataclass(frozen=True)
class Result:
    """What a run found, the job that works on it, and the buttons that start one."""

    title: Any = RESULT
    key: str = "result"
    template: str = "funds/result.html"

    def context(self, account: Any, thing: Matching) -> dict[str, Any]:
        """Return the first matches, the largest first, with the newest job."""
        rows = thing.matches.select_related("enterprise", "clause").order_by("-amount", "pk")
        job = latest(thing)
        return {
            "thing": thing,
            "job": job,
            "rows": rows[:SHOWN],
            "more": max((thing.hits or 0) - SHOWN, 0),
            "mine": account.role == Role.OFFICE and account.region_id == thing.county_id,
            "open": len(open_matches(thing)) if thing.state == MatchingState.DONE else 0,
        }


MATCHINGS = Register(
    key="policy_matchings",
    model=Matching,
    natural=("number",),
    fields=("year", "on", "note"),
    columns=("number", "year", "on", "firms", "clauses", "hits", "reached", "amount", "offered", "state"),
    filters=("year", "on"),
    summary=("year", "on", "firms", "clauses", "hits", "reached", "amount", "offered"),
    panels=(Result(),),
    panels_first=True,
    writers=(Who.OFFICE,),
    loop=MATCHING,
    frozen=frozenset({MatchingState.DONE, MatchingState.PUSHED}),
    complete=numbered("number", "BD"),
    hold=hold_matching,
    importable=False,
    menu=Menu("policy", "arrows-join", 25, GUIDE),
)
