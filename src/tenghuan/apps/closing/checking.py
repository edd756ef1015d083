"""What stands in the way of a close: reports that are missing, waiting or returned, differences nobody has settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from tenghuan.apps.closing import settling
from tenghuan.apps.closing.models import Figure, Settlement, Source
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.monitoring.models import Report
from tenghuan.apps.monitoring.queries.standing import end_of
from tenghuan.apps.monitoring.states import State
from tenghuan.apps.plans.models import ItemKind, Plan
from tenghuan.pace import Month
from tenghuan.pace.numbers import HUNDRED

WORDS = {
    State.PENDING: "missing",
    State.DRAFT: "missing",
    State.RETURNED: "returned",
    State.SUBMITTED: "waiting",
    State.ZERO: "waiting",
}
ORDER = ("missing", "waiting", "returned", "unsettled", "measured")


@dataclass(frozen=True)
class Gap:
    """One thing that a close lacks: ``kind`` is of :data:`ORDER`; ``report`` is the report it is about, if any."""

    kind: str
    item: int
    title: str
    unit: str = ""
    report: int | None = None

    @property
    def words(self) -> str:
        """What is lacking."""
        return {
            "missing": _("缺报"),
            "waiting": _("待审"),
            "returned": _("已退回未重报"),
            "unsettled": _("上报数与台账数不一致，未核定"),
            "measured": _("未上报，业务台账有数，未核定"),
        }[self.kind]

    def __str__(self) -> str:
        return f"{self.title}：{self.words}"


def gaps(plan: Plan, at: Month, figures: Sequence[Figure]) -> list[Gap]:
    """Return all that a close of a month lacks, gravest first (three queries)."""
    found = [*_of_reports(plan, at), *_of_registers(plan, at, figures)]
    return sorted(found, key=lambda gap: ORDER.index(gap.kind))


def _of_reports(plan: Plan, at: Month) -> list[Gap]:
    rows = Report.objects.filter(
        period__plan=plan,
        period__year=at.year,
        period__month=at.month,
        item__kind=ItemKind.INDICATOR,
        item__retired=False,
        state__in=[str(state) for state in WORDS],
    ).order_by("item__order", "pk")
    columns = ("pk", "state", "item_id", "item__title", "unit__name")
    return [
        Gap(WORDS[State(state)], item, title, unit or "", pk)
        for pk, state, item, title, unit in rows.values_list(*columns)
    ]


def _of_registers(plan: Plan, at: Month, figures: Sequence[Figure]) -> list[Gap]:
    counted = [figure for figure in figures if figure.computed is not None]
    if not counted:
        return []
    decided = settling.newest([figure.item_id for figure in counted], at)
    bound = parameter(plan.region, "closing_tolerance_percent", end_of(at)).number
    found = []
    for figure in counted:
        if figure.reported is None and figure.source == Source.MEASURED and figure.counted:
            found.append(Gap("measured", figure.item_id, figure.item.title, figure.lead))
        elif unsettled(figure, decided.get(figure.item_id), bound):
            found.append(Gap("unsettled", figure.item_id, figure.item.title, figure.lead))
    return found


def unsettled(figure: Figure, decided: Settlement | None, bound: Decimal) -> bool:
    """Whether report and register differ by over ``bound`` per cent of the report, and nobody decided on these two."""
    gap = figure.difference
    if gap is None or abs(gap) * HUNDRED <= bound * abs(figure.reported or 0):
        return False
    return decided is None or (decided.reported, decided.computed) != (figure.reported, figure.computed)
