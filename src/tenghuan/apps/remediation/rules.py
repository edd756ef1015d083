"""What a case must hold at each step, and what follows from it. Used by the declarations in ``registers.py``."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.who import is_platform
from tenghuan.apps.audit.trail import Actor, hold_rows, nothing_changed, record, service, snapshot
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.enterprises.ratios import RATIOS
from tenghuan.apps.kit import timeline
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.kit.loop import Told
from tenghuan.apps.kit.models import EventKind
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.registry import LOOPS
from tenghuan.apps.ledgers.books import CARBON, ENERGY, LAND
from tenghuan.apps.organization.models import Unit, UnitKind
from tenghuan.apps.remediation import dictionary, targets
from tenghuan.apps.remediation.models import Case, Change, Compliance, Finding, Progress, State, Verdict
from tenghuan.errors import InputFault

CENT = Decimal("0.01")
RUNNING = (State.WORKING, State.LASTING, State.MENDING)
OVER = (State.DROPPED, State.CLOSED, State.DISPOSED)


def number_of(case: Case, key: str) -> Decimal:
    """Return a parameter of the case's county as it holds today."""
    return parameter(case.county, key, timezone.localdate()).number


def _choose(words: Sequence[str]) -> str:
    return _("可选：%(o)s") % {"o": "、".join(words)}


def complete(case: Case) -> None:
    """Number a new case, put its lists in order, and take over what the register knows of the enterprise."""
    numbered("number", "ZZ")(case)
    given = dictionary.split(case.lists)
    strange = [word for word in given if word not in dictionary.lists()]
    if strange or not given:
        raise InputFault(
            _("没有清单“%(w)s”") % {"w": "、".join(strange)},
            remedy=_("可选：%(o)s") % {"o": "、".join(dictionary.lists())},
            field="lists",
        )
    case.lists = "、".join(word for word in dictionary.lists() if word in given)
    if case.pk is None:
        case.before = Case.objects.filter(enterprise=case.enterprise, state=State.CLOSED).order_by("closed_on").last()
        _from_facts(case)


def _from_facts(case: Case) -> None:
    facts = YearFacts.objects.filter(enterprise=case.enterprise, year__lte=case.year).order_by("-year").first()
    if facts is None:
        return
    ratios = {ratio.key: ratio.of(facts) for ratio in RATIOS}
    per_tce = ratios["value_added_per_tce"]
    known = {
        "area": facts.land_mu,
        "energy": facts.energy_tce,
        "tax_per_mu": ratios["tax_per_mu"],
        "energy_per_value": 1 / per_tce if per_tce is not None and per_tce > 0 else None,
    }
    for name, value in known.items():
        if getattr(case, name) is None and value is not None:
            field = Case._meta.get_field(name)
            assert isinstance(field, models.DecimalField)
            places = Decimal(1).scaleb(-field.decimal_places)
            setattr(case, name, Decimal(value).quantize(places, ROUND_HALF_UP))


def hold(case: Case) -> None:
    """Refuse a second running case of an enterprise, and a town or enterprise of another county."""
    here = case.enterprise.county_id == case.county_id
    if not here or not case.town.path.startswith(case.county.path):
        raise InputFault(_("企业和镇街须属于本县"), where=str(case), field="town" if here else "enterprise")
    running = Case.objects.filter(enterprise=case.enterprise).exclude(pk=case.pk).exclude(state__in=OVER)
    if (other := running.first()) is not None:
        raise InputFault(
            _("“%(e)s”已有在办案件 %(n)s") % {"e": case.enterprise, "n": other.number},
            remedy=_("请在原案件中补充清单"),
            field="enterprise",
        )


def _same_parcel(case: Case) -> Any:
    found = Case.objects.filter(county=case.county, parcel=case.parcel, retired_on=None)
    return found.exclude(pk=case.pk) if case.parcel else found.none()


def open_review(actor: Actor, case: Case, told: Told) -> None:
    """A case that its town verified goes to each department's item of the joint review."""
    units = list(Unit.objects.filter(region=case.county, active=True, kind__in=(UnitKind.DEPARTMENT, UnitKind.AGENCY)))
    for field, signs in dictionary.fields().items():
        unit = next((unit for sign in signs for unit in units if sign in unit.name), None)
        item, made = Compliance.objects.get_or_create(
            case=case, field=field, defaults={"county": case.county, "unit": unit, "made_by": actor.user}
        )
        if made:
            record(item, after=snapshot(item, ("case_id", "field", "unit_id", "state")))
            LOOPS["compliance"].turn(actor, item)


def review_open(actor: Actor, case: Case) -> str:
    """Say which departments have not answered yet."""
    waiting = case.compliance.filter(state=Finding.OPEN).values_list("field", flat=True)
    return _("还没有会审：%(f)s") % {"f": "、".join(waiting)} if waiting else ""


def submit_plan(actor: Actor, case: Case, told: Told) -> None:
    """A plan that is handed in is a new version; its day is the promise, the first one stays."""
    carbon = parameter(case.county, "carbon_per_tce", timezone.localdate()).number
    columns: dict[str, Any] = {"plan_version": case.plan_version + 1, "first_due": case.first_due or case.due_on}
    if case.expected_carbon is None and case.expected_energy is not None:
        columns["expected_carbon"] = (case.expected_energy * carbon).quantize(CENT, ROUND_HALF_UP)
    write(case, **columns)


def write(case: Case, **columns: Any) -> None:
    """Set columns that follow from a move (inside it: the row is the move's already)."""
    before = snapshot(case, columns)
    Case.objects.filter(pk=case.pk).update(**columns)
    case.refresh_from_db()
    record(case, before=before, after=snapshot(case, columns))


def check_change(actor: Actor, case: Case) -> str:
    """Say why a change may not be asked for."""
    most = int(number_of(case, "extensions_at_most"))
    return _("已延期 %(n)d 次，不能再申请变更限期") % {"n": most} if case.extensions >= most else ""


def ask_change(actor: Actor, case: Case, told: Told) -> None:
    """Hold what the kind of change needs."""
    if case.change == Change.EXTEND and (
        case.change_due is None or case.due_on is None or case.change_due <= case.due_on
    ):
        raise InputFault(_("延期须填写晚于现行限期的日期"), where=str(case), field="change_due")
    if case.change == Change.ROUTE and case.change_to not in dictionary.routes(case):
        raise InputFault(
            _("请填写要改成的处置方式"),
            remedy=_("可选：%(o)s") % {"o": "、".join(dictionary.routes(case))},
            field="change_to",
        )


def grant_change(actor: Actor, case: Case, told: Told) -> None:
    """Carry a granted change out; a granted extension is not overdue."""
    if case.change == Change.LASTING:
        raise InputFault(_("转持续整改的，请办理“同意转持续整改”"), where=str(case))
    columns: dict[str, Any] = {"change": "", "change_to": "", "change_due": None}
    if case.change == Change.EXTEND:
        columns |= {"due_on": case.change_due, "extensions": case.extensions + 1}
    elif case.change == Change.ROUTE:
        columns |= {"route": case.change_to, "plan_version": case.plan_version + 1}
    write(case, **columns)


def let_last(actor: Actor, case: Case, told: Told) -> None:
    """A case of lasting rectification has no day and stands outside the counts."""
    if case.change != Change.LASTING:
        raise InputFault(_("申请的不是转持续整改"), where=str(case))
    write(case, change="", change_to="", change_due=None, due_on=None)


def claim_open(actor: Actor, case: Case) -> str:
    """Say what stands against asking for acceptance: breaches that are not mended."""
    breaches = case.compliance.filter(state__in=(Finding.BREACH, Finding.MENDED)).values_list("field", flat=True)
    return _("违规问题还没有整改到位：%(f)s") % {"f": "、".join(breaches)} if breaches else ""


def hold_claim(actor: Actor, case: Case, told: Told) -> None:
    """Hold the lines of a close-out by renovation: tax per mu above the exit line, energy below the high line."""
    if case.area is not None and case.actual_land is not None and case.actual_land > case.area:
        over = _("腾地 %(l)s 亩超过用地 %(a)s 亩") % {"l": case.actual_land, "a": case.area}
        raise InputFault(over, where=str(case), remedy=_("请核对两个面积"), field="actual_land")
    if (parted := case.parted) and case.actual_land != parted:
        raise InputFault(
            _("分次腾地合计 %(p)s 亩，实际腾地 %(l)s 亩，两数须一致") % {"p": plain(parted), "l": case.actual_land},
            remedy=_("请先登记完分次腾地，再申请验收"),
            field="actual_land",
        )
    known = case.energy is not None and case.after_energy is not None
    write(case, actual_energy=case.freed_energy if known else None, rechecked="")
    if not dictionary.held_to_lines(case):
        return
    exit_line, high = number_of(case, "exit_line_tax"), number_of(case, "high_consumption_line")
    if not _above_exit(case, exit_line):
        raise InputFault(
            _("整治后亩均税收须达到 %(l)s 万元/亩") % {"l": exit_line}, where=str(case), field="after_tax_per_mu"
        )
    if not _below_high(case, high):
        raise InputFault(
            _("整治后单位增加值能耗须不高于 %(l)s 吨标准煤/万元") % {"l": high},
            where=str(case),
            field="after_energy_per_value",
        )


def _above_exit(case: Case, line: Decimal) -> bool:
    return case.after_tax_per_mu is not None and case.after_tax_per_mu >= line


def _below_high(case: Case, line: Decimal) -> bool:
    return case.after_energy_per_value is None or case.after_energy_per_value <= line


def limit_words(case: Case) -> list[tuple[str, str, Any, Any, bool | None]]:
    """Return (item, standard, before, after, met) of a close-out; met is None where the way sets no line."""
    exit_line, high = number_of(case, "exit_line_tax"), number_of(case, "high_consumption_line")
    held = dictionary.held_to_lines(case)
    known = case.after_energy_per_value is not None
    return [
        (
            _("亩均税收（万元/亩）"), _("不低于 %(l)s") % {"l": exit_line} if held else "",
            case.tax_per_mu, case.after_tax_per_mu, _above_exit(case, exit_line) if held else None,
        ),
        (
            _("单位增加值能耗（吨标准煤/万元）"), _("不高于 %(l)s") % {"l": high} if held else "",
            case.energy_per_value, case.after_energy_per_value, _below_high(case, high) if held and known else None,
        ),
        (_("综合能耗（吨标准煤，等价值）"), "", case.energy, case.after_energy, None),
    ]  # fmt: skip


def acceptance_open(actor: Actor, case: Case) -> str:
    """Say which words of departments are lacking for the acceptance of the present plan version."""
    given = list(case.verdicts.filter(version=case.plan_version).values_list("passed", flat=True))
    least = int(number_of(case, "acceptance_units"))
    if len(given) < least:
        return _("联合验收须 %(l)d 个以上部门签署意见，现有 %(n)d 个") % {"l": least, "n": len(given)}
    if not all(given):
        return _("有部门认为不合格，请退回补充整改")
    return recheck_open(case)


def recheck_open(case: Case) -> str:
    """Say that what a case frees is far above what the plan reckons with and nobody has looked at it again."""
    mean, freed = targets.mean_energy(case.county), case.freed_energy
    if mean is None or case.rechecked or freed <= mean * number_of(case, "review_multiple"):
        return ""
    return _("腾出用能 %(f)s 吨标准煤，超过县均 %(m)s 吨的 %(n)s 倍，请先复核") % {
        "f": plain(freed), "m": plain(mean), "n": plain(number_of(case, "review_multiple")),
    }  # fmt: skip


def recheck_needed(actor: Actor, case: Case) -> str:
    """Say that there is nothing to look at again."""
    return "" if recheck_open(case) else _("腾出用能在合理范围内，不用复核")


def recheck(actor: Actor, case: Case, told: Told) -> None:
    """Keep what the second look found."""
    write(case, rechecked=str(told["opinion"]).strip()[:200])


@service("cases.judge", gettext_lazy("签署验收意见"), locks=("case",))
def judge(actor: Actor, case: Case, *, passed: bool, note: str, unit: Unit | None = None) -> Verdict:
    """A department gives its word at the acceptance; not the one that asked for it, and with a reason when it fails.

    Args:
        unit: for which department the platform speaks (sample data); people speak for their own.
    """
    if case.state != State.CLAIMED:
        raise InputFault(_("案件不在待验收环节"), where=str(case))
    unit = unit if is_platform(actor) else _judging(actor, case)
    if not passed and not note.strip():
        raise InputFault(_("认为不合格的，须写明补充要求"), where=str(case))
    told = {"passed": passed, "note": note.strip(), "account": actor.user, "by": timeline.name_of(actor)}
    same = Verdict.objects.filter(case=case, version=case.plan_version, unit=unit, **told).first()
    if same is not None:  # the same form, sent twice
        nothing_changed()
        return same
    verdict, _made = Verdict.objects.update_or_create(case=case, version=case.plan_version, unit=unit, defaults=told)
    said = _("验收意见：合格") if passed else _("验收意见：不合格")
    timeline.write(actor, case, EventKind.CHANGE, said, note=note.strip())
    record(verdict, after=snapshot(verdict, ("case_id", "version", "unit_id", "passed", "note")))
    return verdict


def _judging(actor: Actor, case: Case) -> Unit:
    """Return the department that an actor speaks for."""
    user = actor.user
    if user is None or user.role not in (Role.DEPARTMENT, Role.OFFICE) or user.unit is None:
        raise InputFault(_("验收意见由参验部门签署"), where=str(case))
    if user.unit.region_id != case.county_id:
        raise InputFault(_("验收意见由本县部门签署"), where=str(case))
    return user.unit


@service("cases.report", gettext_lazy("填报整治进展"), locks=("case",))
def report(actor: Actor, case: Case, *, month: Any, percent: int, note: str, land: Decimal | None = None) -> Progress:
    """The town reports a month of a case under way; the same month again puts the new words in place of the old."""
    if case.state not in RUNNING:
        raise InputFault(_("案件不在实施环节，不用报进展"), where=str(case))
    user = actor.user
    if not is_platform(actor) and (user is None or user.role != Role.TOWN or user.region_id != case.town_id):
        raise InputFault(_("进展由属地镇街填报"), where=str(case))
    if not 0 <= percent <= 100:
        raise InputFault(_("完成比例在 0 到 100 之间"), where=str(case), field="percent")
    if not note.strip():
        raise InputFault(_("请写明进展"), where=str(case))
    told = {"percent": percent, "note": note.strip(), "land": land, "by": timeline.name_of(actor)}
    same = Progress.objects.filter(case=case, month=month.replace(day=1), **told).first()
    if same is not None:  # the same form, sent twice
        nothing_changed()
        return same
    progress, _made = Progress.objects.update_or_create(case=case, month=month.replace(day=1), defaults=told)
    timeline.write(actor, case, EventKind.CHANGE, _("进展 %(p)d%%") % {"p": percent}, note=note.strip())
    record(progress, after=snapshot(progress, ("case_id", "month", "percent", "note", "land")))
    return progress


def hold_case(actor: Actor, item: Compliance, told: Told) -> dict[str, Any]:
    """A breach that is found and a step of its case that asks for breaches follow one another."""
    hold_rows(item.case)
    return {}


def demand_more(actor: Actor, case: Case, told: Told) -> None:
    """A refused close-out carries its requirements into the next plan version."""
    reason = str(told.get("reason", "")).strip()
    supplement = "\n".join(filter(None, (case.supplement, f"{timezone.localdate()}　{reason}")))
    write(case, supplement=supplement, plan_version=case.plan_version + 1, published_on=None, publication_ends=None)


def publish(actor: Actor, case: Case, told: Told) -> None:
    """The publication runs for the county's days."""
    today = timezone.localdate()
    days = int(number_of(case, "close_publication_days"))
    write(case, published_on=today, publication_ends=today + timedelta(days=days - 1))


def publication_runs(actor: Actor, case: Case) -> str:
    """Say until when the publication runs."""
    last = case.publication_ends
    return _("公示到 %(d)s 为止") % {"d": last} if last is not None and timezone.localdate() <= last else ""


def close(actor: Actor, case: Case, told: Told) -> None:
    """Post what the case freed: land, energy as the absolute net reduction, carbon by the county's factor; once."""
    today = timezone.localdate()
    same = Case.objects.filter(enterprise=case.enterprise, state=State.CLOSED, closed_on__year=today.year)
    if same.exclude(pk=case.pk).exists():
        raise InputFault(_("“%(e)s”本年度已销号一次，不能重复计数") % {"e": case.enterprise})
    if case.actual_land and _same_parcel(case).filter(state=State.CLOSED, closed_on__year=today.year).exists():
        raise InputFault(_("宗地“%(p)s”本年度已计数一次，不能重复计数") % {"p": case.parcel})
    entry: dict[str, Any] = {"cause": case, "kind": "close", "period": today, "sample": case.sample}
    if case.actual_land:
        LAND.post(actor, case.county, "freed", case.actual_land, **entry)
    carbon = None
    if energy := case.freed_energy:
        ENERGY.post(actor, case.county, "available", energy, **entry)
        factor = parameter(case.county, "carbon_per_tce", today).number
        carbon = (energy * factor).quantize(CENT, ROUND_HALF_UP)
        CARBON.post(actor, case.county, "available", carbon, **entry)
    months = int(number_of(case, "relapse_watch_months"))
    write(case, closed_on=today, actual_carbon=carbon, watched_until=later(today, months))


def later(day: date, months: int) -> date:
    """Return the day so many months later; the month's last where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))
