"""What land is, declared: parcels with floors, burdens and halts; approvals and blocks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.land import panels, standing
from tenghuan.apps.land.dealing import DEALS
from tenghuan.apps.land.idle import IDLES
from tenghuan.apps.land.models import Approval, Block, Burden, ControlLine, Floor, Halt, Parcel, Standing, Tenure
from tenghuan.apps.land.performing import PERFORMANCES
from tenghuan.apps.remediation.dictionary import renewals
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import Column

GUIDE = "22-land"
WRITERS = (Who.UNIT, Who.TOWN, Who.OFFICE)
# a day of a parcel → the day that must not come after it
ORDER = (
    ("delivered_on", "acquired_on"),
    ("finished_on", "started_on"),
    ("expires_on", "acquired_on"),
    ("start_extended", "start_by"),
    ("stopped_on", "started_on"),
)


def hold_parcel(parcel: Parcel) -> None:
    """Refuse days in the wrong order and parts larger than the whole."""
    label = _label(parcel)
    for later, earlier in ORDER:
        after, before = getattr(parcel, later), getattr(parcel, earlier)
        if after is not None and before is not None and after < before:
            raise InputFault(
                _now("%(l)s早于%(e)s") % {"l": label(later), "e": label(earlier)},
                where=str(parcel),
                remedy=_now("请核对合同和验收材料"),
                field=later,
            )
    for part in ("built", "base", "structures", "yards", "office_land"):
        value = getattr(parcel, part)
        if value is not None and value > parcel.area:
            raise InputFault(
                _now("%(l)s大于宗地面积") % {"l": label(part)},
                where=str(parcel),
                remedy=_now("请核对单位（㎡）"),
                field=part,
            )
    if parcel.ratio_low is not None and parcel.ratio_high is not None and parcel.ratio_low > parcel.ratio_high:
        raise InputFault(_now("容积率下限大于上限"), where=str(parcel), remedy=_now("请核对合同"), field="ratio_low")


def _label(thing: Any) -> Any:
    return lambda name: thing._meta.get_field(name).verbose_name


def hold_period(thing: Any, since: str, until: str) -> None:
    """Refuse a period that ends before it begins."""
    first, last = getattr(thing, since), getattr(thing, until)
    if isinstance(first, date) and isinstance(last, date) and last < first:
        label = _label(thing)
        raise InputFault(_now("%(l)s早于%(e)s") % {"l": label(until), "e": label(since)}, where=str(thing), field=until)


def _hold_parcel_stands(thing: Any) -> None:
    if thing.parcel.retired_on is not None:
        raise InputFault(
            _now("宗地“%(p)s”已停用，只供查阅") % {"p": thing.parcel},
            remedy=_now("请登记到分割、合并后的新宗地"),
            field="parcel",
        )


def _hold_floor(floor: Floor) -> None:
    _hold_parcel_stands(floor)
    hold_period(floor, "rented_on", "rented_until")


def _hold_since(thing: Burden | Halt) -> None:
    _hold_parcel_stands(thing)
    hold_period(thing, "since", "until")


def _hold_block(block: Block) -> None:
    hold_period(block, "begun_on", "done_on")
    if block.stage == Block.Stage.DONE and block.done_on is None:
        raise InputFault(_now("已完成的须填完成日期"), where=str(block), field="done_on")
    ways = renewals(block.county)
    if block.mode and ways and block.mode not in ways:
        told = _now("改造方式“%(mode)s”不是本县方案所列，请填：%(ways)s") % {
            "mode": block.mode,
            "ways": "、".join(ways),
        }
        raise InputFault(told, where=str(block), field="mode")


MU = Column("mu", str(_("面积")), "亩", kind="number", fixed=True, value=lambda one: one.mu, sort="area")

PARCELS = Register(
    key="parcels",
    model=Parcel,
    natural=("number",),
    fields=(
        *("number", "unit_number", "place", "town", "unit", "park", "enterprise", "holder", "tenure", "use"),
        *("control_line", "area", "acquired_on", "expires_on", "contract", "price", "standard", "ratio_low"),
        *("ratio_high", "density", "green"),
        *("deliver_by", "delivered_on", "start_by", "start_extended", "started_on", "finish_by", "finished_on"),
        *("stopped_on", "built", "planned_investment", "invested", "base", "structures", "yards", "office_land"),
        "batch",
    ),
    columns=(
        "number",
        "place",
        Column("held_by", str(_("权利人")), width=24, value=lambda one: one.held_by),
        *("town", "standing"),
        MU,
        *("tenure", "use", "start_by", "started_on", "expires_on", "park", "standard", "control_line", "batch"),
        "finding",
    ),
    search=("number", "unit_number", "place", "holder", "enterprise__name", "contract"),
    filters=("standing", "town", "tenure", "standard", "control_line", "batch", "area", "start_by", "expires_on"),
    sums=("area", "invested", "planned_investment"),
    summary=("standing", "area", "tenure", "start_by", "started_on", "expires_on"),
    related=("town", "unit", "enterprise"),
    writers=WRITERS,
    complete=standing.complete,
    hold=hold_parcel,
    panels=(
        panels.Indicators(),
        panels.Shape(WRITERS),
        panels.FLOORS,
        panels.BURDENS,
        panels.PERFORMANCES,
        panels.IDLES,
        panels.DEALS,
        panels.Origins((Who.UNIT, Who.OFFICE)),
        panels.Code(),
    ),
    menu=Menu("land", "map-2", 1, GUIDE),
    measures=(
        Measure("parcels.count", _("地块"), "宗"),
        Measure("parcels.area", _("地块面积"), "㎡", amount="area"),
        Measure(
            "parcels.unused", _("供而未用"), "宗",
            {"standing__in": (Standing.START_LATE, Standing.IDLE_SUSPECTED, Standing.IDLE), "started_on": None},
            scope=_("已供地、超过约定动工日仍未动工"),
        ),
        Measure(
            "parcels.low", _("低效用地"), "宗", {"standing__in": (Standing.LOW, Standing.LOW_SUSPECTED)},
            scope=_("含疑似，认定须有文书号"),
        ),
        Measure("parcels.idle", _("已认定闲置"), "宗", {"standing": Standing.IDLE}),
        Measure("parcels.late", _("逾期竣工"), "宗", {"standing": Standing.FINISH_LATE}),
        Measure("parcels.standard", _("标准地"), "宗", {"standard": True}, when="acquired_on"),
        Measure(
            "parcels.standard_share", _("工业用地“标准地”出让比例"), "%",
            {"use__contains": "工业", "tenure__in": (Tenure.GRANTED, Tenure.FLEXIBLE)},
            amount="area", part={"standard": True}, times=100, when="acquired_on", indicator="standard_land_share",
            scope=_("按宗地面积"),
        ),
        Measure(
            "parcels.inside", _("控制线内工业用地"), "㎡",
            {"control_line": ControlLine.INSIDE, "use__contains": "工业"}, amount="area",
        ),
        Measure(
            "parcels.outside", _("控制线外工业用地"), "㎡",
            {"control_line": ControlLine.OUTSIDE, "use__contains": "工业"}, amount="area", scope=_("置换的来源"),
        ),
        Measure("parcels.flexible", _("弹性年期出让"), "宗", {"tenure": Tenure.FLEXIBLE}, when="acquired_on"),
    ),
)  # fmt: skip

FLOORS = Register(
    key="floors",
    model=Floor,
    natural=("parcel", "building", "level"),
    fields=(
        *("parcel", "building", "level", "area", "height", "office", "tenant", "rented_on", "rented_until", "rent"),
    ),
    columns=(
        *("building", "level", "parcel", "area", "height", "office", "tenant", "rented_on", "rented_until", "rent"),
    ),
    search=("parcel__number", "building", "tenant__name"),
    filters=("office", "area", "rented_until"),
    sums=("area", "rent"),
    summary=("parcel", "area", "height", "tenant"),
    related=("parcel", "tenant"),
    writers=WRITERS,
    hold=_hold_floor,
    menu=Menu("land", "building", 6, GUIDE),
    measures=(
        Measure("floors.let", _("已租面积"), "㎡", {"tenant__isnull": False}, amount="area"),
        Measure("floors.free", _("空置面积"), "㎡", {"tenant": None}, amount="area"),
    ),
)

BURDENS = Register(
    key="burdens",
    model=Burden,
    natural=("document",),
    fields=("parcel", "kind", "document", "party", "amount", "since", "until", "lifted_on"),
    columns=("document", "parcel", "kind", "party", "amount", "since", "until", "lifted_on"),
    search=("document", "party", "parcel__number"),
    filters=("kind", "since", "lifted_on"),
    sums=("amount",),
    summary=("parcel", "kind", "amount", "since", "until"),
    related=("parcel",),
    writers=(Who.UNIT, Who.OFFICE),
    hold=_hold_since,
    menu=Menu("land", "lock", 8, GUIDE),
)

HALTS = Register(
    key="halts",
    model=Halt,
    natural=("parcel", "since"),
    fields=("parcel", "since", "until", "document", "reason"),
    columns=("document", "parcel", "since", "until", "reason"),
    search=("document", "parcel__number", "reason"),
    filters=("since", "until"),
    summary=("parcel", "since", "until"),
    related=("parcel",),
    writers=(Who.UNIT, Who.OFFICE),
    hold=_hold_since,
    note=_("政府原因造成不能动工的期间，须有依据文号；计算闲置时扣除，重叠的只扣一次"),
)

APPROVALS = Register(
    key="approvals",
    model=Approval,
    natural=("document",),
    fields=("document", "year", "lot", "kind", "town", "unit", "approved_on", "area", "supplied", "plan"),
    columns=(
        *("document", "year", "lot", "kind", "town", "approved_on", "area", "supplied"),
        Column("waiting", str(_("未供面积")), "亩", kind="number", fixed=True),
        "plan",
    ),
    search=("document", "lot"),
    filters=("year", "town", "kind", "approved_on"),
    sums=("area", "supplied"),
    summary=("year", "area", "supplied", "approved_on"),
    related=("town", "unit"),
    writers=(Who.UNIT, Who.OFFICE),
    menu=Menu("land", "clock-pause", 12, GUIDE),
    measures=(
        Measure("approvals.waiting", _("批而未供批次"), "个", {"supplied__lt": F("area")}),
        Measure("approvals.supplied", _("批次已供面积"), "亩", amount="supplied"),
    ),
)

BLOCKS = Register(
    key="blocks",
    model=Block,
    natural=("name",),
    fields=(
        *("name", "year", "town", "unit", "area", "firms", "mode", "ratio_before", "ratio_after", "stage"),
        *("begun_on", "done_on"),
    ),
    columns=(
        *("name", "year", "town", "stage", "area", "firms", "mode", "ratio_before", "ratio_after", "begun_on"),
        "done_on",
    ),
    search=("name", "mode"),
    filters=("year", "town", "stage"),
    sums=("area", "firms"),
    summary=("year", "stage", "area", "ratio_before", "ratio_after"),
    related=("town", "unit"),
    writers=WRITERS,
    hold=_hold_block,
    menu=Menu("land", "layout-grid", 14, GUIDE),
    measures=(
        Measure("blocks.begun", _("启动连片改造"), "个", {"begun_on__isnull": False}, when="begun_on"),
        Measure(
            "blocks.done",
            _("完成连片改造"),
            "个",
            {"stage": Block.Stage.DONE},
            when="done_on",
            indicator="renewed_blocks",
        ),
        Measure("blocks.planned", _("谋划连片整治"), "个", year="year", indicator="contiguous_areas"),
    ),
)

# what moves along loops of its own
MORE = (IDLES, PERFORMANCES, DEALS)
