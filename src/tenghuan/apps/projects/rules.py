"""What a project must hold when it is registered and at each step. Used by the declarations in ``registers.py``."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.audit.trail import Actor, record, snapshot
from tenghuan.apps.kit import asking
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.kit.loop import Told
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.projects import counting, elements, lamps, stages
from tenghuan.apps.projects.models import Project, Relation, Site, State
from tenghuan.errors import InputFault
from tenghuan.reference import industry

CODE = re.compile(r"(\d{4})-?(\d{6})-?(\d{2})-?(\d{2})-?(\d{6})")
PROMISES = ("tax", "fixed", "output")
CENT = Decimal("0.01")
DAYS = tuple(one.date for one in stages.stages())


def label(name: str) -> str:
    """Return what a column of a project is called."""
    return str(field_of(Project, name).verbose_name)


def national(code: str) -> str:
    """Return a national project code in its written form: ``2401-330683-04-01-123456``.

    Raises:
        InputFault: it is none: year and month, six digits of the region, two, two, six.
    """
    found = CODE.fullmatch(code.strip())
    if found is None or not 1 <= int(found[1][2:]) <= 12:
        raise InputFault(
            _("“%(c)s”不是国家统一项目代码") % {"c": code[:40]},
            remedy=_("形如 2401-330683-04-01-123456：年月、区划 6 位、2 位、2 位、6 位"),
            field="code",
        )
    return "-".join(found.groups())


def is_provisional(project: Project) -> bool:
    """Tell whether the project has a number of the platform's own, because it has no national code yet."""
    return project.code.startswith(_prefix(project))


def _prefix(project: Project) -> str:
    return f"XM{project.county.code}-"


# -- registering ---------------------------------------------------------------------------------------------------
def complete(project: Project) -> None:
    """Give a number, what follows from what was typed, and to a new one the stage that its days say."""
    if project.code and not is_provisional(project):
        project.code = national(project.code)
    numbered("code", _prefix(project))(project)
    found = industry(project.industry)
    project.manufacturing = found is not None and found.section == "C"
    project.was = _was(project).quantize(CENT)  # as the column keeps it: what stands is seen to stand
    project.increment = counting.increment(project.total, project.was)
    project.enter_by = counting.enters_by(project.transferred_on) if project.transferred_on else None
    if project.pk is None and project.state == State.LEAD and project.reached:
        project.state = project.reached[-1].key


def _hold_brought(project: Project) -> None:
    """Refuse a new project whose state is told otherwise than its days tell it: one of the two is wrong.

    Raises:
        InputFault: with the column of the day that is missing, or the state.
    """
    if project.state in (State.LEAD, State.DROPPED):
        return
    last = project.reached[-1].key if project.reached else State.LEAD
    if stages.place(project.state) > stages.place(last):
        one = stages.stage(project.state)
        raise InputFault(
            _("“%(s)s”的须填%(l)s") % {"s": State(project.state).label, "l": label(one.date)},
            remedy=_("请补填日期，或改正环节"),
            field=one.date,
        )
    if project.state != last:
        raise InputFault(
            _("环节是“%(s)s”，日期却到了“%(e)s”") % {"s": State(project.state).label, "e": State(last).label},
            remedy=_("请改正环节（可留空，按日期定），或清空多余的日期"),
            field="state",
        )


def follow(actor: Actor, project: Project) -> None:
    """Count anew what follows a project whose total was corrected: what stands in its increment is never counted twice.

    Raises:
        InputFault: the project that follows would have no increment left.
    """
    # one that was taken back with its batch is followed by nobody: the database would have kept it
    rows = Project.objects.filter(before=project, retired_on=None) if project.pk else Project.objects.none()
    for later in rows.select_for_update(of=("self",)):
        was = _was(later).quantize(CENT)
        if was == later.was:
            continue
        if later.relation != Relation.OWNER and later.total <= was:
            raise InputFault(
                _("后续项目“%(l)s”的总投资 %(t)s 万元将不高于本项目，没有增量") % {"l": later, "t": plain(later.total)},
                where=str(project),
                remedy=_("请先核对后续项目的总投资"),
            )
        before = snapshot(later, ("was", "increment"))
        later.was, later.increment = was, counting.increment(later.total, was)
        Project.objects.filter(pk=later.pk).update(was=later.was, increment=later.increment)
        record(later, before=before, after=snapshot(later, ("was", "increment")))


def _was(project: Project) -> Decimal:
    if project.before is None:
        return Decimal(0)
    # another owner makes nothing new
    return project.total if project.relation == Relation.OWNER else Decimal(project.before.total)


def hold(project: Project) -> None:
    """Refuse what contradicts itself, and days that were written by moves."""
    if industry(project.industry) is None:
        raise InputFault(
            _("没有行业代码“%(i)s”") % {"i": project.industry}, remedy=_("按 GB/T 4754—2017 填写"), field="industry"
        )
    if project.fixed is not None and project.fixed > project.total:
        raise InputFault(_("固定资产投资大于总投资"), where=str(project), remedy=_("请核对单位（万元）"), field="fixed")
    if project.pk is None:
        _hold_brought(project)
    _hold_programmes(project)
    _hold_relation(project)
    if not project.counts and not project.joint_with:
        raise InputFault(_("不由本县计数的，须填联合招引单位"), where=str(project), field="joint_with")
    hold_days(project)
    if project.pk is not None:
        _hold_moved(project)


def _hold_programmes(project: Project) -> None:
    given = [one.strip() for one in project.programmes.split("、") if one.strip()]
    strange = [one for one in given if one not in stages.programmes()]
    if strange:
        raise InputFault(
            _("没有“%(p)s”这项工程或计划") % {"p": "、".join(strange)},
            remedy=_("可选：%(o)s") % {"o": "、".join(stages.programmes())},
            field="programmes",
        )
    project.programmes = "、".join(dict.fromkeys(given))


def _hold_relation(project: Project) -> None:
    fresh = project.relation == Relation.FRESH
    if fresh != (project.before is None):
        raise InputFault(
            _("新项目没有原项目") if fresh else _("%(r)s须选原项目") % {"r": project.get_relation_display()},
            where=str(project),
            field="before",
        )
    if project.before is None:
        return
    if project.before_id == project.pk or (project.pk and project.before.before_id == project.pk):
        raise InputFault(_("原项目不能是项目自己或其后续项目"), where=str(project), field="before")
    if project.relation != Relation.OWNER and project.total <= project.was:
        told = {"t": plain(project.total), "w": plain(project.was)}
        raise InputFault(
            _("总投资 %(t)s 万元不高于原项目的 %(w)s 万元，没有增量") % told,
            where=str(project),
            remedy=_("增资、升格的总投资填增资后的全部数"),
            field="total",
        )


def hold_days(project: Project) -> None:
    """Refuse days of stages that lie ahead or come before an earlier stage."""
    today, last = timezone.localdate(), None
    for one in project.reached:
        day = project.day_of(one)
        assert day is not None  # reached
        _hold_day(project, one, day, last, today)
        last = one


def _hold_day(project: Project, one: stages.Stage, day: date, last: stages.Stage | None, today: date) -> None:
    if day > today:
        raise InputFault(
            _("%(l)s在今天之后") % {"l": label(one.date)},
            where=str(project),
            remedy=_("实际日期不能晚于今天"),
            field=one.date,
        )
    earlier = project.day_of(last) if last is not None else None
    if last is not None and earlier is not None and day < earlier:
        raise InputFault(
            _("%(l)s早于%(e)s") % {"l": label(one.date), "e": label(last.date)},
            where=str(project),
            remedy=_("请核对佐证材料"),
            field=one.date,
        )


def _hold_moved(project: Project) -> None:
    """Days of a project that is registered are written by moves alone."""
    stand = Project.objects.filter(pk=project.pk).values(*DAYS).first() or {}
    for name in DAYS:
        if stand.get(name) != getattr(project, name):
            raise InputFault(
                _("%(l)s由办理登记，不能直接修改") % {"l": label(name)},
                where=str(project),
                remedy=_("请用页面上的办理按钮，刚登记错的可以撤销"),
                field=name,
            )


# -- what moves fill in --------------------------------------------------------------------------------------------
def told_day(project: Project, one: stages.Stage, told: Told) -> date:
    """Return the day that a move says, held against today and the stage before."""
    day = asking.cleaned(project, (one.date,), told, where=one.word)[one.date]
    assert isinstance(day, date)  # asked for
    last = project.reached[-1] if project.reached else None
    _hold_day(project, one, day, last, timezone.localdate())
    return day


def fill(key: str) -> Any:
    """Return what the move into a stage fills in beside what it asks for."""
    one = stages.stage(key)
    more = {"filed": _code, "landed": _agreements, "reached": _kept}.get(key)

    def filled(actor: Actor, project: Project, told: Told) -> dict[str, Any]:
        told_day(project, one, told)
        return more(project, told) if more else {}

    return filled


def _code(project: Project, told: Told) -> dict[str, Any]:
    code = str(told.get("code") or "").strip()
    if not code and is_provisional(project):
        raise InputFault(_("请填写国家统一项目代码"), where=str(project), remedy=_("备案（核准）后赋码"))
    return {"code": national(code) if code else project.code}


def _agreements(project: Project, told: Told) -> dict[str, Any]:
    """The three agreements: of investment at signing, of performance and of the land when it is given."""
    found = {}
    for name in ("land_contract", "performance_agreement"):
        found[name] = str(told.get(name) or "").strip()[:80] or getattr(project, name)
    if not found["land_contract"]:
        raise InputFault(_("请填写%(l)s") % {"l": label("land_contract")}, where=str(project))
    if project.site == Site.GRANTED and not found["performance_agreement"]:
        raise InputFault(
            _("出让用地须填%(l)s") % {"l": label("performance_agreement")},
            where=str(project),
            remedy=_("投资协议、履约监管协议、出让合同三份齐全方可登记落地"),
        )
    return found


def _measured(project: Project, told: Told) -> dict[str, Any]:
    """What is really there beside the promises, and the worst of actual by promised."""
    names = [f"actual_{key}" for key in PROMISES]
    asked = asking.cleaned(project, names, told, optional=frozenset(names))
    for key in PROMISES:
        if getattr(project, f"promised_{key}") and asked[f"actual_{key}"] is None:
            raise InputFault(_("请填写%(l)s：已有承诺") % {"l": label(f"actual_{key}")}, where=str(project))
    promised = {key: getattr(project, f"promised_{key}") for key in PROMISES}
    ratio = lamps.kept(promised, {key: asked[f"actual_{key}"] for key in PROMISES})
    return {**asked, "ratio": None if ratio is None else ratio.quantize(CENT)}


def _kept(project: Project, told: Told) -> dict[str, Any]:
    """At capacity is who kept all promises (methodology2 §23: 履约比 ≥100%)."""
    found = _measured(project, told)
    ratio = found["ratio"]
    if ratio is not None and ratio < 100:
        raise InputFault(
            _("履约比 %(r)s%%，未达到承诺，不能登记达产") % {"r": plain(ratio)},
            where=str(project),
            remedy=_("达到全部承诺后再登记；未达的由专班办公室直接办理履约评价"),
        )
    return found


def judged(actor: Actor, project: Project, told: Told) -> dict[str, Any]:
    """The day of the judgement, and what was kept of the promises by then."""
    return {"judged_on": timezone.localdate(), **_measured(project, told)}


# -- what moves wait for -------------------------------------------------------------------------------------------
def signing_open(actor: Actor, project: Project) -> str:
    """Say why a project cannot be signed."""
    return "" if project.town_id else _("请先填写镇街")


def filing_open(actor: Actor, project: Project) -> str:
    """Say why a project cannot be filed: what was attracted is signed first."""
    waits = project.attracted and project.state == State.LEAD
    return _("招引项目先登记签约") if waits else signing_open(actor, project)


def landing_open(actor: Actor, project: Project) -> str:
    """Say what of energy, carbon and land the project must be given before."""
    return elements.hindrance(project)


def completing_open(actor: Actor, project: Project) -> str:
    """Say that a building is topped out before it is completed."""
    waits = project.builds and project.state == State.STARTED
    return _("有新建厂房的项目先登记主体封顶") if waits else ""
