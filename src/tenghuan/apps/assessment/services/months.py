"""The running board of a month: drawn, computed, added up and compared with the month before."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.assessment import counting, ranking
from tenghuan.apps.assessment.guards import office_of
from tenghuan.apps.assessment.models import Adding, Month, MonthState, Scheme, Standing
from tenghuan.apps.assessment.objects import Span, objects_of
from tenghuan.apps.assessment.registers import SHOWING
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.kit import timeline
from tenghuan.apps.kit.models import EventKind
from tenghuan.assessing import Scheme as Rules
from tenghuan.assessing.outlook import Reach, Stand, outlook, span_of
from tenghuan.assessing.scheme import drawn_part, text_of
from tenghuan.errors import InputFault

MONTHS = 12


@service("assessment.month", gettext_lazy("计算月榜"), locks=("scheme",))
def make_month(actor: Actor, scheme: Scheme, month: int, *, sample: bool = False) -> Month:
    """Compute the board of a month that is over; one that was not shown yet is computed anew.

    Only items that are drawn from the platform count: experts' marks come at the end of the year.

    Raises:
        InputFault: not the region's office, a month that is not over, one that was shown or that a later one follows,
            or a scheme that draws nothing.
    """
    office_of(actor, scheme.county)
    span = _span(scheme, month)
    rules = drawn_part(counting.scheme_of(scheme.text))
    if rules is None:
        raise InputFault(_("考核办法没有从平台取数的项目，排不出月榜"), where=str(scheme))
    kept = _room(scheme, month)
    figures = counting.drawn_figures(rules, objects_of(scheme.county, scheme.kind, scheme.groups), span)
    text, inputs = text_of(rules), counting.inputs_of(figures, rules)
    found = counting.assessed(inputs, rules)
    result = found.text()
    columns = {
        "scheme": scheme, "scheme_text": text, "inputs": inputs, "result": result, "until": span.last,
        "digest": counting.digest_of(result), "adding": scheme.adding,
    }  # fmt: skip
    if kept is None:
        kept = Month.objects.create(
            county=scheme.county, year=scheme.year, kind=scheme.kind, month=month, made_by=actor.user, sample=sample,
            **columns,
        )  # fmt: skip
        timeline.write(actor, kept, EventKind.MADE, _("计算"))
        SHOWING.turn(actor, kept)
    elif all(getattr(kept, name) == value for name, value in columns.items()):  # sent twice
        nothing_changed()
        return kept
    else:
        Month.objects.filter(pk=kept.pk).update(**columns)
        kept.refresh_from_db()
        timeline.write(actor, kept, EventKind.CHANGE, _("重新计算"))
    _keep(kept, ranking.lines(found, rules, figures, kept), rules)
    record(kept, after={**snapshot(kept, ("year", "month", "kind", "digest")), "objects": len(found.rows)})
    return kept


def _span(scheme: Scheme, month: int) -> Span:
    if not 1 <= month <= MONTHS:
        raise InputFault(_("月份填 1 至 12"))
    last = date(scheme.year, month, monthrange(scheme.year, month)[1])
    if last >= timezone.localdate():
        raise InputFault(_("%(m)d 月还没有结束") % {"m": month}, remedy=_("月末以后再计算"))
    first = date(scheme.year, month if scheme.adding == Adding.SUM else 1, 1)
    return Span(first, last)


def _room(scheme: Scheme, month: int) -> Month | None:
    """Return the board of the month that may be computed anew, None for a new one."""
    boards = Month.objects.filter(county=scheme.county, year=scheme.year, kind=scheme.kind, retired_on=None)
    if (later := boards.filter(month__gt=month).order_by("month").first()) is not None:
        raise InputFault(_("已有 %(m)d 月的月榜，更早的月份不能再算") % {"m": later.month}, where=str(later))
    kept = boards.select_for_update(of=("self",)).filter(month=month).first()
    if kept is not None and kept.state != MonthState.DRAFT:
        raise InputFault(_("%(m)d 月已亮榜，不能再算") % {"m": month}, where=str(kept))
    return kept


def _keep(month: Month, found: Sequence[dict[str, Any]], rules: Rules) -> None:
    earlier = _earlier(month)
    last = {line.object: line for line in earlier if line.month.month == month.month - 1}
    totals = {row["object"]: _total(month, row, earlier) for row in found}
    stands = [Stand(row["object"], row["group"], totals[row["object"]]) for row in found]
    reach = _reach(month, stands, rules)
    month.standings.all().delete()
    rows = []
    for row, stand, can in zip(found, stands, reach, strict=True):
        ahead = [one.total for one in stands if one.group == stand.group and one.total > stand.total]
        before = last.get(stand.object)
        rank = row["rank"] if month.adding == Adding.LATEST else 1 + len(ahead)
        rows.append(
            Standing(
                month=month,
                **{**row, "rank": rank},
                total=stand.total,
                gap=min(ahead) - stand.total if ahead else None,
                before=before.rank if before is not None and before.group == stand.group else None,
                best=can.best,
                worst=can.worst,
            )
        )
    Standing.objects.bulk_create(rows)


def _earlier(month: Month) -> list[Standing]:
    boards = Month.objects.filter(
        county=month.county, year=month.year, kind=month.kind, month__lt=month.month, retired_on=None
    )
    return list(Standing.objects.filter(month__in=boards).select_related("month"))


def _total(month: Month, row: Mapping[str, Any], earlier: Iterable[Standing]) -> Decimal:
    own: Decimal = row["score"]
    if month.adding == Adding.LATEST:
        return own
    return own + sum((line.score for line in earlier if line.object == row["object"]), Decimal(0))


def _reach(month: Month, stands: Sequence[Stand], rules: Rules) -> list[Reach]:
    """What the months that are left can change; where every month counts anew the whole year, all is open till then."""
    left = MONTHS - month.month
    low, high = span_of(rules.items)
    if left and month.adding == Adding.LATEST:
        low = high = None
    return outlook(stands, *(None if one is None else one * left for one in (low, high)))
