"""What holds and what follows when runs and objections are moved, and when decisions and policy rules are written."""

from __future__ import annotations

from copy import copy
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.rows import list_digest
from tenghuan.apps.audit.trail import Actor, record, snapshot
from tenghuan.apps.enterprises.merging import FACTS
from tenghuan.apps.evaluation.grading import computed, final_digest, frozen_row, numbers, still, write_grades
from tenghuan.apps.evaluation.models import (
    LOCAL_NOTE,
    RULE_OF,
    UNDECIDED,
    Decision,
    DecisionKind,
    Objection,
    PolicyRule,
    Run,
)
from tenghuan.apps.evaluation.policies import Standing, divisions
from tenghuan.apps.evaluation.states import UNDER_REVIEW, RunState
from tenghuan.apps.evaluation.wording import fact, grade_word
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.workdays import last_day
from tenghuan.errors import InputFault

Told = dict[str, Any]
MOST_POINTS, MOST_DAYS = 100, 60
POINTED = (DecisionKind.BONUS, DecisionKind.DEDUCTION)
SHOWN = ("score", "rank", "computed", "grade")
ENDING = ("basis", "verified", "effective_until")


def days_from(start: date, county: Any, key: str) -> date:
    """Return the last of the county's working days for a step; the day it begins counts."""
    return last_day(start, parameter(county, key, start).days)


def _write(thing: Any, **values: Any) -> None:
    """Write what follows from a move into its row of the table and of the trail."""
    before = snapshot(thing, values)
    for name, value in values.items():
        setattr(thing, name, value)
    thing.save(update_fields=values)
    record(thing, before=before, after=snapshot(thing, values))


def scored(actor: Actor, run: Run, told: Told) -> Told:
    """Compute the list before the move, outside its transaction, so that nobody waits for it to write."""
    return {"computed": computed(run)}


def score(actor: Actor, run: Run, told: Told) -> None:
    """Write the list that was computed from the frozen facts."""
    found = still(run, told.get("computed"))
    write_grades(run, found)
    _write(run, result_digest=found.digest, remarks=found.remarks)


def open_confirmation(actor: Actor, run: Run, told: Told) -> None:
    """Lay each enterprise its own sheet before it (一企一单), to be answered within the county's time limit."""
    _write(run, confirm_by=days_from(timezone.localdate(), run.county, "confirmation_days"))


def publication(run: Run | None) -> dict[str, forms.Field]:
    """Ask for how many working days a list is published; the county's parameter is offered."""
    known = parameter(run.county, "publication_days", timezone.localdate()) if run is not None else None
    return {
        "days": forms.IntegerField(
            label=gettext_lazy("公示工作日数"),
            min_value=1,
            max_value=MOST_DAYS,
            initial=known.days if known else None,
            help_text=f"{known.source} {known.note}".strip() if known else "",
        )
    }


def publish(actor: Actor, run: Run, told: Told) -> None:
    """Publish the list for the working days that were told."""
    days = int(told.get("days") or 0)
    if not 1 <= days <= MOST_DAYS or run.published_on is None:
        raise InputFault(_("公示至少 1 个工作日，至多 %(n)d 个") % {"n": MOST_DAYS})
    _write(run, closes_on=last_day(run.published_on, days))


def publication_over(actor: Actor, run: Run) -> str:
    """Say that the last day of the publication is not over."""
    running = run.closes_on is not None and timezone.localdate() <= run.closes_on
    return _("公示期到 %(d)s 才结束，请在公示期满后办理") % {"d": run.closes_on} if running else ""


def settled(actor: Actor, run: Run) -> str:
    """Say what still keeps a list from its decision: open objections, another final list of the year."""
    if left := Objection.objects.filter(UNDECIDED, graded__run=run).count():
        return _("还有 %(n)d 件异议未办结，请先复核办结") % {"n": left}
    other = Run.objects.filter(county=run.county, year=run.year, state=RunState.FINAL).exclude(pk=run.pk).first()
    if other is not None:
        return _("%(y)d 年度已有审定的名单（%(n)s）") % {"y": run.year, "n": other.decision_number}
    return ""


def finalise(actor: Actor, run: Run, told: Told) -> None:
    """Lock the list with number and date of the decision."""
    if run.closes_on is not None and run.decided_on is not None and run.decided_on <= run.closes_on:
        raise InputFault(_("审定日期须在公示截止（%(d)s）之后") % {"d": run.closes_on}, remedy=_("请更正审定日期"))
    found = still(run, told.get("computed"))
    write_grades(run, found)
    _write(run, result_digest=final_digest(run, found.digest))
    record(run, after=list_digest(run))


def forward(actor: Actor, objection: Objection, told: Told) -> None:
    """Count the office's days from the town's opinion on."""
    _write(objection, decide_by=days_from(timezone.localdate(), objection.county, "review_days"))


def under_review(actor: Actor, objection: Objection) -> str:
    """Say that the list is decided, so that no objection to it is."""
    run = objection.graded.run
    return "" if run.state in UNDER_REVIEW else _("该批次%(s)s，不能再复核") % {"s": run.get_state_display()}


def _locked(objection: Objection) -> Run:
    """Return the run, locked so that a list does not become final while it is scored again."""
    run = Run.objects.select_for_update().select_related("county", "method").get(pk=objection.graded.run_id)
    if run.state not in UNDER_REVIEW:
        raise InputFault(_("该批次%(s)s，不能再复核") % {"s": run.get_state_display()})
    return run


def reject(actor: Actor, objection: Objection, told: Told) -> None:
    """The sheet stands."""
    _locked(objection)
    shown = snapshot(objection.graded, SHOWN)
    _write(objection, before=shown, after=shown)


def rescored(actor: Actor, objection: Objection, told: Told) -> Told:
    """Compute the list as it will be once the objection is accepted, before the move and outside its transaction."""
    accepted = copy(objection)
    accepted.corrections = _pairs(objection, told)
    return {"computed": computed(objection.graded.run, accepted)}


def accept(actor: Actor, objection: Objection, told: Told) -> None:
    """Correct the facts that were wrong and write the whole list as it was scored again; before and after are kept.

    ``told``: fact → right value, in the fact's unit; those left empty stand.
    """
    run, graded = _locked(objection), objection.graded
    before = snapshot(graded, SHOWN)
    _write(objection, corrections=_pairs(objection, told), before=before)
    found_list = still(run, told.get("computed"))
    write_grades(run, found_list)
    _write(run, result_digest=found_list.digest, remarks=found_list.remarks)
    graded.refresh_from_db()
    _write(objection, after=snapshot(graded, SHOWN))


def _pairs(objection: Objection, told: Told) -> dict[str, list[str | None]]:
    """Return fact → [frozen value, right value] as they are kept."""
    present = facts_of_one(objection)
    found = numbers(present, {key: told[key] for key in FACTS if told.get(key) not in (None, "")})
    if not found:
        raise InputFault(_("采纳须填写更正后的数据"), remedy=_("只需调整档次而数据无误的，请用“档次调整”"))
    return {key: [None if present.get(key) is None else str(present[key]), str(value)] for key, value in found.items()}


def facts_of_one(objection: Objection) -> dict[str, Any]:
    """Return the frozen facts of the enterprise that objects, corrected by what was accepted so far."""
    return frozen_row(objection.graded.run, objection.graded.enterprise.uscc)


def corrections(objection: Objection | None) -> dict[str, forms.Field]:
    """Ask for the right value of each fact that was wrong, beside the frozen one."""
    now = facts_of_one(objection) if objection is not None else {}
    return {
        key: forms.CharField(
            label=_("%(t)s更正为（%(u)s）") % {"t": fact(key)[0], "u": fact(key)[1]},
            required=False,
            max_length=24,
            help_text=_("冻结值 %(v)s") % {"v": "—" if now.get(key) is None else f"{now[key].normalize():f}"},
        )
        for key in FACTS
    }


def moved(objection: Objection) -> str:
    """Return how the grade moved, "" before the decision."""
    before, after = objection.before.get("grade"), objection.after.get("grade")
    return f"{grade_word(before)} → {grade_word(after)}" if objection.after else ""


def standing(rule: PolicyRule) -> str:
    """Return whether a rule is in force today, and whether the county compared it with its own document."""
    today = timezone.localdate()
    ended = rule.effective_until is not None and rule.effective_until < today
    word = Standing.OVER if ended else Standing.LATER if rule.effective_from > today else Standing.RUNNING
    return str(word.label) if rule.verified else f"{word.label} · {LOCAL_NOTE}"


def hold_decision(decision: Decision) -> None:
    """Refuse points where there should be none, and a veto without its name."""
    if decision.kind not in POINTED:
        decision.points = None
    elif decision.points is None or not 0 < decision.points <= MOST_POINTS:
        raise InputFault(_("分值应为 0 到 %(m)d 之间的数") % {"m": MOST_POINTS}, where=str(decision))
    if decision.kind != DecisionKind.VETO:
        decision.code = ""
    elif not decision.code:
        raise InputFault(_("请选择否决事项"), where=str(decision))


def hold_rule(rule: PolicyRule) -> None:
    """Refuse a rule whose dates or scope do not hold; one that is in force is verified or ended, never rewritten."""
    if rule.effective_until is not None and rule.effective_until < rule.effective_from:
        raise InputFault(_("失效日期早于生效日期"), remedy=_("请更正日期"))
    try:
        if rule.industries:
            divisions(rule.industries)
        if rule.cycle:
            date.fromisoformat(f"2023-{rule.cycle}")
    except ValueError as error:
        raise InputFault(
            _("适用行业或执行期起日写法不对"), remedy=_("行业写大类代码，如 13-43,44；起日写月-日，如 07-01")
        ) from error
    kept = PolicyRule.objects.filter(pk=rule.pk).first()
    fixed = {*RULE_OF, "operation", "value", "unit", "overlap", "cycle"} - {*ENDING}
    if kept is not None and any(getattr(kept, name) != getattr(rule, name) for name in fixed):
        raise InputFault(
            _("已登记的规则只能核实依据或填写失效日期"), where=str(kept), remedy=_("标准变了的，先让本规则失效，再新增")
        )
