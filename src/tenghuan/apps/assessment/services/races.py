"""A year's run: its figures frozen, an appeal filed. Its further steps are the moves of its loop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.assessment import counting
from tenghuan.apps.assessment.guards import object_itself, office_of
from tenghuan.apps.assessment.models import (
    Appeal,
    Confirmation,
    Figure,
    Kind,
    Race,
    RaceState,
    Result,
    Scheme,
)
from tenghuan.apps.assessment.objects import Object, Span, objects_of
from tenghuan.apps.assessment.registers import APPEALING, CONFIRMING, RACING
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.kit import files, timeline
from tenghuan.apps.kit.models import EventKind
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.once import keep, made_by
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.workdays import deadline
from tenghuan.apps.organization.models import Unit
from tenghuan.assessing import Scheme as Rules
from tenghuan.errors import InputFault


@service("assessment.freeze", gettext_lazy("冻结考核数据"), locks=("scheme",))
def freeze(actor: Actor, scheme: Scheme, until: date, *, sample: bool = False) -> Race:
    """Draw the figures of a scheme's year up to a day, and freeze them; later changes do not reach this run.

    Each source department that the scheme names is asked to confirm its figures.

    Raises:
        InputFault: not the region's office, a day outside the year or yet to come, or the year has a run already.
    """
    office_of(actor, scheme.county)
    _hold_day(scheme, until)
    rules = counting.scheme_of(scheme.text)
    objects = objects_of(scheme.county, scheme.kind, scheme.groups)
    suppliers = _suppliers(scheme, rules)
    race = Race(
        county=scheme.county, scheme=scheme, year=scheme.year, kind=scheme.kind, scheme_text=scheme.text,
        name=scheme.name, until=until, frozen_on=timezone.localdate(), made_by=actor.user, sample=sample,
    )  # fmt: skip
    numbered("number", "KH")(race)
    # the number's completion holds the region's row: two at once are told apart here
    same = Race.objects.filter(county=scheme.county, year=scheme.year, kind=scheme.kind, retired_on=None)
    if (other := same.exclude(state=RaceState.ABANDONED).first()) is not None:
        raise InputFault(
            _("%(y)d 年度已有%(k)s考核（%(n)s）") % {"y": race.year, "k": race.get_kind_display(), "n": other.number},
            remedy=_("要重新冻结的，先作废原考核"),
        )
    race.save()
    sketches = counting.drawn_figures(rules, objects, Span(date(scheme.year, 1, 1), until))
    _keep_figures(race, sketches, {one.name: one for one in objects}, suppliers)
    timeline.write(actor, race, EventKind.MADE, _("冻结数据"))
    record(race, after={**snapshot(race, ("number", "year", "kind", "until")), "figures": len(sketches)})
    _ask(actor, race, rules, suppliers)
    RACING.turn(actor, race)
    return race


def _hold_day(scheme: Scheme, until: date) -> None:
    if until.year != scheme.year or until > timezone.localdate():
        raise InputFault(
            _("数据截至日须在 %(y)d 年内，且不晚于今天") % {"y": scheme.year}, remedy=_("请改填数据截至日")
        )


def _suppliers(scheme: Scheme, rules: Rules) -> dict[str, Unit]:
    """Return the source departments that a scheme names, by name. Raises InputFault: one that does not exist."""
    names = {item.supplier for item in rules.items if item.supplier}
    units = Unit.objects.filter(Q(region=scheme.county) | Q(region__path__startswith=scheme.county.path))
    found = {unit.name: unit for unit in units.filter(name__in=names, active=True)}
    if lacking := sorted(names - set(found)):
        raise InputFault(_("没有来源部门：%(n)s") % {"n": "、".join(lacking)}, remedy=_("请在考核办法里写单位全称"))
    return found


def _keep_figures(
    race: Race, sketches: Sequence[counting.Sketch], objects: dict[str, Object], suppliers: dict[str, Unit]
) -> None:
    rules = counting.scheme_of(race.scheme_text)
    told = {item.item: suppliers.get(item.supplier or "") for item in rules.items}
    columns = ("object", "group", "item", "target", "actual", "further", "matters", "drawn", "link", "rows")
    Figure.objects.bulk_create(
        [
            Figure(
                race=race,
                county=objects[one.object].home if race.kind == Kind.COUNTIES else race.county,
                unit=objects[one.object].unit,
                town=objects[one.object].town,
                supplier=told[one.item],
                sample=race.sample,
                **{name: getattr(one, name) for name in columns},
            )
            for one in sketches
        ]
    )


def _ask(actor: Actor, race: Race, rules: Rules, suppliers: dict[str, Unit]) -> None:
    """Ask each source department to confirm its items."""
    for name, unit in suppliers.items():
        items = "、".join(item.item for item in rules.items if item.supplier == name)
        thing = Confirmation.objects.create(
            county=race.county, race=race, unit=unit, items=items[:500], sample=race.sample
        )
        timeline.write(actor, thing, EventKind.MADE, _("请来源部门确认"))
        record(thing, after=snapshot(thing, ("race", "unit", "items")))
        CONFIRMING.turn(actor, thing)


@service("assessment.appeal", gettext_lazy("提出考核申诉"), locks=("result",))
def file_appeal(
    actor: Actor,
    result: Result,
    *,
    item: str,
    text: str,
    claimed: Decimal | None = None,
    uploads: Sequence[Any] = (),
    once: str = "",
) -> Appeal:
    """File what an object holds against its points of one item, with evidence, while the days of appeal run.

    Raises:
        InputFault: not the object itself, the days are over, no such item, no reason, no evidence, or the item has an
            open appeal.
    """
    if (made := made_by(once, Appeal)) is not None:
        nothing_changed()
        found: Appeal = made
        return found
    object_itself(actor, result)
    race = Race.objects.select_for_update(of=("self",)).select_related("county").get(pk=result.race_id)
    today = timezone.localdate()
    if race.state != RaceState.FEEDBACK or race.appeal_by is None or today > race.appeal_by:
        raise InputFault(_("申诉期已过或还没有开始"), where=str(race))
    if item not in [part["item"] for part in result.points]:
        raise InputFault(_("没有“%(i)s”这个考核项目") % {"i": item[:40]})
    if not text.strip() or not uploads:
        raise InputFault(_("申诉须书面说明理由，并附依据材料"), where=item)
    if Appeal.objects.filter(result=result, item=item, state="filed", retired_on=None).exists():
        raise InputFault(_("“%(i)s”已有申诉在复核") % {"i": item})
    days = parameter(race.county, "assessment_review_days", today).days
    appeal = Appeal.objects.create(
        county=result.county, result=result, item=item, text=text.strip(), claimed=claimed, made_by=actor.user,
        decide_by=deadline(today, days), sample=race.sample,
    )  # fmt: skip
    keep(once, appeal)
    files.attach_all(actor, appeal, {"": list(uploads)})
    timeline.write(actor, appeal, EventKind.MADE, _("提出申诉"), note=text.strip()[:500])
    record(appeal, after=snapshot(appeal))
    APPEALING.turn(actor, appeal)
    return appeal
