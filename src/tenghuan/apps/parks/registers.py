"""What parks are, declared: the register with its recognition, and the returns."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.kit.columns import column
from tenghuan.apps.kit.loop import Loop, Need, move
from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.kit.panels import Related
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.parks.models import Park, Return, State
from tenghuan.apps.parks.occupancy import Occupancy
from tenghuan.errors import InputFault

GUIDE = "23-parks"
WRITERS = (Who.UNIT, Who.TOWN, Who.OFFICE)
HERE = {"state": State.PASSED}
EARLIEST = 2000  # no park of the plans is older


def _hold(park: Park) -> None:
    if park.stars is not None and park.stage != Park.Stage.RUNNING:
        raise InputFault(_now("没有投运的园区没有星级"), where=str(park), remedy=_now("请核对建设状态"), field="stars")
    if park.level != Park.Level.NONE and park.recognised_on is None:
        raise InputFault(_now("已认定的请填认定日期"), where=str(park), field="recognised_on")
    for told, day, words in (
        (park.stars, "starred_on", _now("有星级的请填评星日期")),
        (park.digital, "digital_on", _now("数字化园区请填认定日期")),
    ):
        if told and getattr(park, day) is None:
            raise InputFault(words, where=str(park), remedy=_now("各年新增按这一天计数"), field=day)


def _hold_begun(row: Return) -> None:
    """Refuse what tells of a time that has not begun, or of one that no park can tell of."""
    first = 1 if row.term == Return.Term.YEAR else 3 * int(row.term) - 2
    if row.year < EARLIEST or date(row.year, first, 1) > timezone.localdate():
        raise InputFault(
            _now("%(y)d 年%(t)s还没有开始，或早于 %(e)d 年")
            % {"y": row.year, "t": row.get_term_display(), "e": EARLIEST},
            where=str(row.park),
            remedy=_now("请核对年度和报期"),
        )


def _hold_return(row: Return) -> None:
    _hold_begun(row)
    counts = ("above_scale", "high_tech", "tech_small", "giants", "special", "champions")
    parts = {name: getattr(row, name) for name in counts}
    for name, count in parts.items():
        if count is not None and row.firms is not None and count > row.firms:
            label = Return._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # a column of this model
            raise InputFault(
                _now("%(l)s多于入驻企业") % {"l": label}, where=str(row), remedy=_now("请核对"), field=name
            )


RECOGNISING = Loop(
    key="parks",
    model=Park,
    moves=(
        move(
            *("submit", _("申报"), {State.DRAFT, State.REJECTED, State.PAUSED}, State.COUNTY, (Who.TOWN, Who.UNIT)),
            due="park_county_days",
        ),
        move(
            *("forward", _("县审通过，报市"), {State.COUNTY}, State.CITY, Who.OFFICE, Need.OPINION),
            due="park_city_days",
        ),
        move("pass", _("市审通过"), {State.CITY}, State.PASSED, Who.OFFICE, Need.DOCUMENT),
        move("reject", _("驳回"), {State.COUNTY, State.CITY}, State.REJECTED, Who.OFFICE, Need.REASON, danger=True),
        move("pause", _("暂缓"), {State.COUNTY, State.CITY}, State.PAUSED, Who.OFFICE, Need.REASON, danger=True),
        move("leave", _("退出"), {State.PASSED}, State.LEFT, Who.OFFICE, Need.REASON, Need.DOCUMENT, danger=True),
    ),
    todo={State.DRAFT: _("申报园区"), State.COUNTY: _("县级审核园区"), State.CITY: _("登记市级审核结果")},
)

PARKS = Register(
    key="parks",
    model=Park,
    natural=("name",),
    fields=(
        *("name", "code", "platform", "town", "unit", "kind", "stage", "opened_on", "level", "recognised_on"),
        *("stars", "starred_on", "digital", "digital_on", "developer", "source", "industry", "operator", "area"),
    ),
    columns=(
        *("name", "town", "kind", "stage", "level", "stars", "digital", "state", "area", "industry", "operator"),
        *("platform", "developer", "opened_on", "recognised_on", "starred_on", "digital_on"),
    ),
    search=("name", "code", "operator", "industry"),
    filters=("town", "kind", "stage", "level", "stars", "digital", "developer", "recognised_on"),
    sums=("area",),
    summary=("level", "stars", "stage", "area", "recognised_on"),
    related=("town", "unit"),
    writers=WRITERS,
    loop=RECOGNISING,
    frozen=frozenset({State.COUNTY, State.CITY, State.LEFT}),
    hold=_hold,
    panels=(
        Occupancy(),
        Related(
            _("季报和年报"),
            lambda thing, account: Return.objects.visible_to(account).filter(park=thing, retired_on=None),
            tuple(column(Return, one) for one in ("year", "term", "output", "tax", "staff", "firms", "above_scale")),
            key="returns",
        ),
    ),
    menu=Menu("land", "building-community", 30, GUIDE),
    measures=(
        Measure(
            "parks.running", _("建成小微企业园"), "个", {"stage": Park.Stage.RUNNING},
            when="opened_on", indicator="micro_parks", whole=True,
        ),
        Measure(
            "parks.provincial", _("省级小微企业园"), "个", {**HERE, "level": Park.Level.PROVINCE},
            when="recognised_on", indicator="micro_parks", words="省级", whole=True,
        ),
        Measure(
            "parks.digital", _("数字化园区"), "个", {**HERE, "digital": True},
            when="digital_on", indicator="digital_micro_parks",
        ),
        Measure(
            "parks.three_stars", _("三星级及以上园区"), "个", {**HERE, "stars__gte": 3},
            when="starred_on", indicator="star_micro_parks",
        ),
        Measure(
            "parks.four_stars", _("四星级及以上园区"), "个", {**HERE, "stars__gte": 4},
            when="starred_on", indicator="star_parks",
        ),
        Measure("parks.recognised", _("认定园区"), "个", HERE, when="recognised_on"),
    ),
)  # fmt: skip

RETURNS = Register(
    key="returns",
    model=Return,
    natural=("park", "year", "term"),
    fields=(
        *("park", "year", "term", "output", "tax", "staff", "firms", "above_scale", "high_tech", "tech_small"),
        *("giants", "special", "champions", "patents", "accidents", "service", "other"),
    ),
    columns=(
        *("park", "year", "term", "output", "tax", "staff", "firms", "above_scale", "high_tech", "tech_small"),
        *("giants", "special", "champions", "patents", "accidents"),
    ),
    search=("park__name",),
    filters=("year", "term"),
    sums=("output", "tax", "staff"),
    summary=("year", "term", "output", "tax", "firms"),
    related=("park",),
    writers=WRITERS,
    hold=_hold_return,
    menu=Menu("land", "file-spreadsheet", 31, GUIDE),
)
