"""What a run must hold at each step, and what follows from it. Used by the declarations in ``registers.py``."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.assessment import counting, ranking
from tenghuan.apps.assessment.models import (
    Appeal,
    AppealState,
    Confirmation,
    ConfirmationState,
    Figure,
    Month,
    Race,
    RaceState,
    Result,
)
from tenghuan.apps.audit.trail import Actor, lock_row, record, snapshot
from tenghuan.apps.kit import timeline
from tenghuan.apps.kit.loop import Told
from tenghuan.apps.kit.models import EventKind
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.workdays import deadline
from tenghuan.assessing.firmness import firmness
from tenghuan.errors import InputFault


def write(thing: Any, **columns: Any) -> None:
    """Set columns that follow from something else (inside a service)."""
    before = snapshot(thing, columns)
    type(thing)._default_manager.filter(pk=thing.pk).update(**columns)
    thing.refresh_from_db(fields=list(columns))
    record(thing, before=before, after=snapshot(thing, columns))


# -- the year's run ------------------------------------------------------------------------------------------------
def confirmed(actor: Actor, race: Race) -> str:
    """Say which source departments have not confirmed their figures."""
    open_ = race.confirmations.exclude(state=ConfirmationState.CONFIRMED).select_related("unit")
    names = "、".join(str(one.unit) for one in open_)
    return _("来源部门还没有确认：%(n)s") % {"n": names} if names else ""


def compute(actor: Actor, race: Race, told: Told) -> None:
    """Compute points and ranks from the figures, and keep what they were computed from."""
    figures = list(race.figures.order_by("pk"))
    inputs = counting.inputs_of(figures, counting.scheme_of(race.scheme_text))
    _kept(race, inputs, figures)


def _kept(race: Race, inputs: str, figures: list[Figure]) -> None:
    scheme = counting.scheme_of(race.scheme_text)
    found = counting.assessed(inputs, scheme)
    result = found.text()
    today = timezone.localdate()
    spread = parameter(race.county, "assessment_weight_spread", today).number
    draws = parameter(race.county, "assessment_weight_draws", today).days
    firm = {one.object: one for one in firmness(found, scheme, spread, draws)}
    known = {line.object: line for line in race.results.all()}
    for columns in ranking.lines(found, scheme, figures, race):
        one = firm[columns["object"]]
        columns |= {"share": one.share, "best": one.best, "worst": one.worst}
        if (line := known.get(columns["object"])) is not None:
            # who it was laid before stays; its page and its appeals lead on to it
            del columns["county"]
            Result.objects.filter(pk=line.pk).update(**columns)
        else:
            Result.objects.create(race=race, **columns)
    before = snapshot(race, ("digest",))
    digest = counting.digest_of(result)
    Race.objects.filter(pk=race.pk).update(inputs=inputs, result=result, digest=digest)
    race.refresh_from_db(fields=["inputs", "result", "digest"])
    record(race, before=before, after={"digest": digest, "inputs": counting.digest_of(inputs), "objects": len(firm)})


def reopen(actor: Actor, race: Race, told: Told) -> None:
    """What was computed is thrown away with the figures it came from being opened again."""
    race.results.all().delete()


def feed_back(actor: Actor, race: Race, told: Told) -> None:
    """Every object sees its own points from now on, and may appeal within the days."""
    ranking.lay_before(list(race.results.all()), race)


def appeal_days(actor: Actor, race: Race, told: Told) -> dict[str, Any]:
    """The last day of appeals."""
    return {"appeal_by": _deadline(race, "assessment_appeal_days")}


def review_days(actor: Actor, race: Race, told: Told) -> dict[str, Any]:
    """The last day of the review."""
    return {"review_by": _deadline(race, "assessment_review_days")}


def _deadline(race: Race, key: str) -> Any:
    today = timezone.localdate()
    return deadline(today, parameter(race.county, key, today).days)


def appeals_over(actor: Actor, race: Race) -> str:
    """Say that the days of appeal are not over."""
    running = race.appeal_by is not None and timezone.localdate() <= race.appeal_by
    return _("申诉期到 %(d)s 才结束") % {"d": race.appeal_by} if running else ""


def settled(actor: Actor, race: Race) -> str:
    """Say how many appeals are not decided."""
    left = Appeal.objects.filter(result__race=race, state=AppealState.FILED, retired_on=None).count()
    return _("还有 %(n)d 件申诉没有复核") % {"n": left} if left else ""


def publish(actor: Actor, race: Race, told: Told) -> dict[str, Any]:
    """Lock the run, if what was kept gives the very same bytes once more."""
    if not repeats(race):
        raise InputFault(_("按保存的数据重算，结果与审定的不一致"), where=str(race), remedy=_("请作废后重新冻结"))
    return {"published_on": timezone.localdate()}


def repeats(race: Race | Month) -> bool:
    """Tell whether the kept inputs and scheme give the kept result, byte by byte, and its digest fits."""
    result = counting.assessed(race.inputs, counting.scheme_of(race.scheme_text)).text()
    return result == race.result and counting.digest_of(result) == race.digest


# -- figures -------------------------------------------------------------------------------------------------------
def hold_figure(figure: Figure) -> None:
    """Refuse a figure of a run that was computed, and one by hand or with bonus points that names no basis."""
    lock_row(figure.race)
    race = Race.objects.get(pk=figure.race_id)
    if race.state != RaceState.FROZEN:
        raise InputFault(
            _("“%(s)s”的考核数据不能再改") % {"s": race.get_state_display()},
            where=str(figure),
            remedy=_("初算后的更正走申诉复核，或退回到数据冻结"),
        )
    counting.further_of(figure.further)
    scheme = counting.scheme_of(race.scheme_text)
    item = next((one for one in scheme.items if one.item == figure.item), None)
    if item is not None and (strange := item.unknown_words(figure.matters)):
        known = "、".join(getattr(item, "shares", ()))
        raise InputFault(
            _("不认识“%(w)s”") % {"w": "、".join(strange)}, remedy=_("只能用方案里的：%(k)s") % {"k": known}
        )
    if not figure.basis.strip():
        raise InputFault(_("请写明依据"), where=str(figure), remedy=_("填文件名称、文号或评分来源"))
    for name in ("bonus", "deduction"):
        if (points := getattr(figure, name)) is not None and points < 0:
            raise InputFault(_("加分、减分填不小于 0 的数"), where=str(figure))


def asked_again(actor: Actor, thing: Confirmation) -> str:
    """Say that a run past its freeze asks nobody any more."""
    return "" if thing.race.state == RaceState.FROZEN else _("该考核已初算，数据不再确认")


def hold_race(actor: Actor, thing: Confirmation, told: Told) -> None:
    """Hold the run, so that it is not computed while a department answers."""
    lock_row(thing.race)
    if not Race.objects.filter(pk=thing.race_id, state=RaceState.FROZEN).exists():
        raise InputFault(_("该考核已初算，数据不再确认"), where=str(thing))


# -- appeals -------------------------------------------------------------------------------------------------------
def under_review(actor: Actor, appeal: Appeal) -> str:
    """Say that appeals to this run are not decided any more."""
    state = appeal.result.race.state
    open_ = state in (RaceState.FEEDBACK, RaceState.REVIEWING)
    return "" if open_ else _("该考核%(s)s，不能再复核") % {"s": appeal.result.race.get_state_display()}


def uphold(actor: Actor, appeal: Appeal, told: Told) -> None:
    """Correct the actual figure and compute the whole run again; points before and after are kept."""
    race = _held(appeal)
    figure = race.figures.select_for_update().get(object=appeal.result.object, item=appeal.item)
    if appeal.accepted is None:
        raise InputFault(_("采纳须填写认定的实际数"), where=str(appeal))
    before = _points(appeal)
    was = snapshot(figure, ("actual", "basis"))
    basis = _("申诉复核认定，原为 %(v)s") % {"v": counting.plain(figure.actual) or "—"}
    Figure.objects.filter(pk=figure.pk).update(actual=appeal.accepted, basis=basis[:200])
    figure.refresh_from_db()
    timeline.write(actor, figure, EventKind.CHANGE, _("申诉复核更正"), note=basis)
    record(figure, before=was, after=snapshot(figure, ("actual", "basis")))
    compute(actor, race, told)
    appeal.result.refresh_from_db()
    write(appeal, before=before, after=_points(appeal))


def deny(actor: Actor, appeal: Appeal, told: Told) -> None:
    """The points stand."""
    _held(appeal)
    points = _points(appeal)
    write(appeal, before=points, after=points)


def hold_run(actor: Actor, appeal: Appeal, told: Told) -> None:
    """Hold the run, so that it is not approved while an appeal is taken back."""
    lock_row(appeal.result.race)


def _held(appeal: Appeal) -> Race:
    """Return the run, locked so that it is not approved while an appeal is decided."""
    race = Race.objects.select_for_update(of=("self",)).select_related("county").get(pk=appeal.result.race_id)
    if race.state not in (RaceState.FEEDBACK, RaceState.REVIEWING):
        raise InputFault(_("该考核%(s)s，不能再复核") % {"s": race.get_state_display()})
    return race


def _points(appeal: Appeal) -> dict[str, Any]:
    result = appeal.result
    points = next((part["points"] for part in result.points if part["item"] == appeal.item), "")
    return {"points": points, "score": counting.plain(result.score), "rank": result.rank}


def moved(appeal: Appeal) -> str:
    """Return how points and rank moved, "" before the verdict."""
    if not appeal.after:
        return ""
    before, after = appeal.before, appeal.after
    return _("本项 %(a)s→%(b)s，得分 %(c)s→%(d)s，名次 %(e)s→%(f)s") % {
        "a": before.get("points"), "b": after.get("points"), "c": before.get("score"), "d": after.get("score"),
        "e": before.get("rank"), "f": after.get("rank"),
    }  # fmt: skip


# -- months --------------------------------------------------------------------------------------------------------
def show_month(actor: Actor, month: Month, told: Told) -> None:
    """Everybody sees the board from now on."""
    ranking.lay_before(list(month.standings.all()), month)
