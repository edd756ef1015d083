"""What the month close is: months and the loop that they move along, their figures, what was settled."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.closing import rules
from tenghuan.apps.closing.models import Closing, Figure, Settlement, Snapshot, State
from tenghuan.apps.kit.loop import Loop, Need, move
from tenghuan.apps.kit.panels import Related
from tenghuan.apps.kit.register import Register
from tenghuan.publishing.tables import Column

GUIDE = "17-closing"

MONTHS = Loop(
    key="closings",
    model=Closing,
    moves=(
        move(
            *("close", _("结账"), {State.OPEN, State.REOPENED}, State.CLOSED, Who.OFFICE),
            asks=("gap_reason",),
            optional=("gap_reason",),
        ),
        move("renew", _("补入迟到数（新版）"), {State.CLOSED}, State.CLOSED, Who.OFFICE, Need.REASON),
        move("reopen", _("重开"), {State.CLOSED}, State.REOPENED, Who.OFFICE, Need.REASON, danger=True),
    ),
    todo={State.OPEN: _("月度结账"), State.REOPENED: _("重开后结账")},
    due={State.OPEN: "due_on", State.REOPENED: "due_on"},
    fills={"close": rules.next_version, "renew": rules.next_version},
    effects={"close": rules.fix, "renew": rules.renew},
)


def report_of(closing: Any) -> str:
    """Return the address of the month's report."""
    return reverse("closing:month", args=(closing.pk,))


CLOSINGS = Register(
    key="closings",
    model=Closing,
    natural=("plan", "year", "month"),
    fields=("gap_reason",),
    columns=(
        Column("month", str(_("月份")), value=lambda one: str(one.at), sort="month", width=12),
        *("year", "state", "version", "closed_at", "due_on", "gap_reason"),
    ),
    filters=("year", "month", "due_on"),
    summary=("year", "month", "due_on", "version", "closed_at"),
    related=("plan__region",),
    writers=(),
    importable=False,
    loop=MONTHS,
    panels=(
        Related(
            _("各版快照"),
            lambda closing, account: Snapshot.objects.visible_to(account).filter(closing=closing),
            (
                Column("version", str(_("版本")), link=lambda one: one.get_absolute_url()),
                Column("known_at", str(_("结账时间")), kind="date"),
                Column("closed_by", str(_("结账人"))),
                Column("reason", str(_("理由")), width=40),
                Column("gaps", str(_("缺口")), value=lambda one: len(one.gaps), kind="number"),
            ),
            key="snapshots",
        ),
    ),
)

FIGURES = Register(
    key="figures",
    model=Figure,
    natural=("snapshot", "item"),
    fields=(
        *("snapshot", "item", "unit", "measure_unit", "caliber", "scope", "target", "target_words", "target_year"),
        *("current", "value", "progress", "parts", "pace", "gap", "met", "lamp", "note", "yoy", "mom", "in_points"),
        *("forecast", "forecast_low", "forecast_high", "needed_monthly", "reported", "computed", "source"),
        *("counted", "registered", "limits", "lead", "as_of"),
    ),
    columns=(
        *("item", "snapshot", "unit", "measure_unit", "target_words", "target_year", "current", "value"),
        Column("progress", str(_("完成率")), kind="percent", digits=1, sort="progress"),
        Column("pace", str(_("序时")), kind="percent", digits=1, sort="pace"),
        Column("lamp", str(_("灯")), kind="lamp", sort="lamp", value=lambda one: one.lamp),
        *("reported", "computed", "source", "as_of"),
    ),
    search=("item__title", "lead"),
    filters=("snapshot__year", "snapshot__month", "snapshot__version", "lamp", "source", "as_of"),
    related=("snapshot__plan__region", "item", "unit"),
    writers=(),
    importable=False,
    note=_("月度结账快照里的数，一经结账不再改动；迟到的数进入新的版本"),
)

SETTLEMENTS = Register(
    key="settlements",
    model=Settlement,
    natural=("item", "year", "month"),
    fields=("item", "year", "month", "choice", "value", "reported", "computed", "reason", "by"),
    columns=("item", "year", "month", "choice", "value", "reported", "computed", "reason", "by", "made_at"),
    search=("item__title", "reason"),
    filters=("year", "month", "choice"),
    related=("item", "plan"),
    writers=(),
    importable=False,
    note=_("上报数与台账数不一致的，由专班办公室或牵头单位核定，以最近一次为准"),
)
