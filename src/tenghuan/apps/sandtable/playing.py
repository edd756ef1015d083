"""Playing a scenario: what the solver answers, every indicator after it, and keeping that as the scenario's answer."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.who import Who, any_of
from tenghuan.apps.audit.trail import Actor, record, service
from tenghuan.apps.kit import timeline
from tenghuan.apps.kit.further import Further
from tenghuan.apps.kit.models import EventKind
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.plans.models import Item, ItemKind, Plan
from tenghuan.apps.sandtable import outlook
from tenghuan.apps.sandtable.known import Ratio, table
from tenghuan.apps.sandtable.models import Kind, Scenario
from tenghuan.apps.sandtable.outlook import Course
from tenghuan.apps.sandtable.question import Question, put
from tenghuan.errors import InputFault
from tenghuan.solving import Answer, Move, solve
from tenghuan.solving.model import KIND_WORDS, added

PLAY = gettext_lazy("推演")
SPARED = "employees"  # of sets as small, the one that touches fewest workers
Measures = dict[str, Fraction]


def button(account: Any, thing: models.Model) -> Further | None:
    """Return the button that opens a scenario about an indicator, for the office of its plan."""
    if not isinstance(thing, Item) or thing.kind != ItemKind.INDICATOR or thing.whole_id is not None:
        return None
    if account.role != Role.OFFICE or thing.plan.region_id != account.region_id:
        return None
    if table().ratio(thing.indicator.catalogue_key) is None:
        return None
    return Further(PLAY, "chess", f"{reverse('scenarios:add')}?goal={thing.indicator.catalogue_key}")


def hold_office(actor: Actor, scenario: Scenario) -> None:
    """Refuse whoever is not the office of the scenario's county."""
    if not any_of((Who.OFFICE,), actor, scenario):
        raise InputFault(_("由%(w)s办理") % {"w": Who.OFFICE.label}, where=str(scenario))


def play(scenario: Scenario) -> dict[str, Any]:
    """Return what comes out of a scenario, as it is kept; nothing is written.

    Raises:
        InputFault: what :func:`put` refuses.
    """
    asked = put(scenario)
    if scenario.kind == Kind.WHAT_IF:
        moves = tuple(move for move in asked.moves if move.enterprise not in asked.limits.keep)
        return _told(scenario, asked, moves, None)
    assert asked.target is not None  # put with one, or refused
    seconds = float(parameter(scenario.county, "sandtable_seconds", timezone.localdate()).number)
    answer = solve(asked.moves, asked.sums, asked.target, asked.limits, spare=SPARED, seconds=seconds)
    return _told(scenario, asked, answer.moves or (), answer)


def _told(scenario: Scenario, asked: Question, moves: Sequence[Move], answer: Answer | None) -> dict[str, Any]:
    before = dict(asked.sums)
    after = added([before, *(move.changes for move in moves)])
    plan = Plan.objects.filter(region=scenario.county, is_current=True).first()
    day = timezone.localdate()
    return {
        "year": asked.year,
        "firms": asked.firms,
        "offered": len(asked.moves),
        "notes": list(asked.notes),
        "goal": _goal(scenario, asked, after) if asked.target is not None else None,
        "reached": answer is None or answer.moves is not None,
        "proven": answer is None or answer.proven,
        "bound": answer.bound if answer is not None else len(moves),
        "beyond": answer is not None and answer.beyond,
        "binding": [[_limit_word(name) for name in names] for names in answer.binding] if answer is not None else [],
        "moves": [_move(move) for move in moves],
        "touched": _touched(moves),
        "ratios": [_ratio(one, before, after) for one in table().ratios],
        "outlook": outlook.lines(plan, Course(asked.known, before, after, asked.year), day) if plan is not None else [],
        "day": day,
    }


def _limit_word(name: str) -> str:
    return table().touched.get(name, name)


def _goal(scenario: Scenario, asked: Question, after: Measures) -> dict[str, Any]:
    assert asked.ratio is not None
    assert asked.target is not None
    told = _ratio(asked.ratio, dict(asked.sums), after)
    return {**told, "target": number(asked.target.value * asked.ratio.times), "most": asked.ratio.most}


def _ratio(ratio: Ratio, before: Measures, after: Measures) -> dict[str, Any]:
    values = [ratio.of(sums) for sums in (before, after)]
    here, there = (None if value is None else value * ratio.times for value in values)
    return {"key": ratio.key, "name": ratio.name, "unit": ratio.unit, "before": number(here), "after": number(there)}


def number(value: Fraction | None) -> str:
    """Return a fraction as text of at most four decimals, "" for none."""
    if value is None:
        return ""
    text = f"{round(Decimal(value.numerator) / Decimal(value.denominator), 4):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _move(move: Move) -> dict[str, Any]:
    touched = {key: number(move.touched.get(key)) for key in table().touched}
    words = {"name": move.name, "town": move.town, "kind": KIND_WORDS[move.kind]}
    return {**words, "enterprise": move.enterprise, **touched}


def _touched(moves: Sequence[Move]) -> list[tuple[str, str]]:
    sums = added(move.touched for move in moves)
    return [(word, number(sums.get(key, Fraction(0)))) for key, word in table().touched.items()]


@service("sandtable.keep_answer", gettext_lazy("记下推演结果"), locks=("scenario",))
def keep_answer(actor: Actor, scenario: Scenario, answer: dict[str, Any], revision: int) -> None:
    """Keep what came out of a scenario as it was at ``revision``; a later change of the question makes it stale."""
    hold_office(actor, scenario)
    before = {"computed_revision": scenario.computed_revision}
    Scenario.objects.filter(pk=scenario.pk).update(
        answer=answer, computed_at=timezone.now(), computed_revision=revision
    )
    scenario.refresh_from_db()
    timeline.write(actor, scenario, EventKind.CHANGE, _("推演"), note=verdict(scenario))
    record(scenario, before=before, after={"computed_revision": revision, "moves": len(answer["moves"])})


def verdict(scenario: Scenario) -> str:
    """Return the answer in one sentence."""
    told = scenario.answer
    if not told:
        return ""
    moves = len(told["moves"])
    if scenario.kind == Kind.WHAT_IF:
        return _("共 %(n)d 项举措") % {"n": moves}
    if told["reached"]:
        if not moves:
            return _("现在已经达到目标，不需要举措")
        proven = _("已证明最少") if told["proven"] else _("至少 %(b)d 项，时限内未能证明最少") % {"b": told["bound"]}
        return _("最少 %(n)d 项举措可以达到目标（%(p)s）") % {"n": moves, "p": proven}
    if not told["proven"]:
        return _("时限内没有找到能达到目标的举措")
    if told["beyond"]:
        return _("所有可动的举措都用上也达不到目标")
    limits = _("，或者").join("＋".join(names) for names in told["binding"])
    return _("受限制达不到目标，放开其中任一组即可达到：%(l)s") % {"l": limits}
