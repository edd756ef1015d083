"""The indicators of a parcel as its parts give them, each with how it was reckoned and what it is held against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.evaluation.models import Graded
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.kit.parameters import Found
from tenghuan.apps.land.limits import limit, own, told
from tenghuan.apps.land.models import ControlLine, Floor, Parcel
from tenghuan.parcels import indicators


@dataclass(frozen=True)
class Line:
    """One indicator: value (None: a part is missing), unit, how it was reckoned, whether it holds (None: no limit)."""

    key: str
    name: str
    value: Decimal | None
    unit: str
    how: str
    limit: str = ""
    holds: bool | None = None
    source: str = ""


def pure(floors: Iterable[Floor]) -> list[indicators.Floor]:
    """Return the floors that stand, as the reckoning takes them."""
    return [indicators.Floor(one.area, one.height, one.office) for one in floors if one.retired_on is None]


def plot_ratio(parcel: Parcel, floors: Sequence[Floor]) -> Decimal | None:
    """Return the plot ratio of a parcel by its floors."""
    return indicators.plot_ratio(pure(floors), parcel.area, limit(parcel.county, "tall_floor").number)


def lines(parcel: Parcel, floors: Sequence[Floor]) -> list[Line]:
    """Return the four indicators of a parcel."""
    return [_intensity(parcel), _ratio(parcel, pure(floors)), _coefficient(parcel), _office(parcel, pure(floors))]


def _intensity(parcel: Parcel) -> Line:
    value = indicators.intensity(parcel.invested, parcel.area)
    how = _("%(i)s 万元 ÷ %(m)s 亩") % {"i": _shown(parcel.invested), "m": f"{parcel.mu:.2f}"}
    return Line("intensity", _("投资强度"), value, _("万元/亩"), how)


def _ratio(parcel: Parcel, floors: list[indicators.Floor]) -> Line:
    tall = limit(parcel.county, "tall_floor")
    value = indicators.plot_ratio(floors, parcel.area, tall.number)
    how = _("计容 %(c)s ㎡ ÷ %(a)s ㎡，层高超过 %(t)s 米的加倍") % {
        "c": plain(indicators.counted(floors, tall.number)), "a": plain(parcel.area), "t": plain(tall.number),
    }  # fmt: skip
    low, high = parcel.ratio_low, parcel.ratio_high
    words = [_("不低于 %(l)s") % {"l": plain(low)}] if low is not None else []
    words += [_("不高于 %(h)s") % {"h": plain(high)}] if high is not None else []
    holds = None
    if value is not None and words:
        holds = (low is None or value >= low) and (high is None or value <= high)
    source = _("出让合同") if words else told(tall)
    return Line("plot_ratio", _("容积率"), value, "", how, "，".join(words), holds, source)


def _coefficient(parcel: Parcel) -> Line:
    value = indicators.coefficient(parcel.ground, parcel.area)
    how = _("（%(b)s＋%(s)s＋%(y)s）㎡ ÷ %(a)s ㎡") % {
        "b": _shown(parcel.base), "s": plain(parcel.structures or indicators.ZERO),
        "y": plain(parcel.yards or indicators.ZERO), "a": plain(parcel.area),
    }  # fmt: skip
    return Line("coefficient", _("建筑系数"), value, "%", how)


def _office(parcel: Parcel, floors: list[indicators.Floor]) -> Line:
    by_land = parcel.office_land is not None
    most, why = office_limit(parcel, by_land=by_land)
    value = indicators.office_share(parcel.ground, floors, parcel.area)
    how = _("按用地") if by_land else _("不能单列，按建筑面积占比折算")
    holds = None if value is None else value <= most.number
    words = _("不高于 %(m)s%%") % {"m": plain(most.number)}
    source = "；".join(filter(None, (why, told(most))))
    return Line("office", _("行政办公及生活服务用地占比"), value, "%", how, words, holds, source)


def office_limit(parcel: Parcel, *, by_land: bool) -> tuple[Found, str]:
    """Return how much of a parcel offices and service may take at most, and why it is another than usual.

    A plan may raise it for projects that stand (慈溪, 四（五）): for all within the control line, outside it for
    those of good grades and enough land; one share of the land and another of the floors.
    """
    usual, county = limit(parcel.county, "office_share"), parcel.county
    raised = own(county, "amenity_land_cap" if by_land else "amenity_floor_cap")
    if raised is None or parcel.finished_on is None or "工业" not in parcel.use:
        return usual, ""
    if parcel.control_line == ControlLine.INSIDE:
        return raised, _("控制线内的存量工业项目")
    if parcel.control_line != ControlLine.OUTSIDE:
        return usual, _("未核定在控制线内还是线外，按一般上限")
    least, grades = own(county, "amenity_land_floor"), own(county, "amenity_grades")
    if least is None or grades is None or parcel.mu < least.number:
        return usual, ""
    grade = _grade(parcel)
    if grade not in {one["grade"] for one in grades.value}:
        return usual, ""
    return raised, _("控制线外 %(g)s 类企业、用地 %(m)s 亩以上的存量工业项目") % {"g": grade, "m": plain(least.number)}


def _grade(parcel: Parcel) -> str:
    """Return the grade of a parcel's enterprise in its latest final evaluation, "" without one."""
    rows = Graded.objects.filter(enterprise=parcel.enterprise_id, run__state=RunState.FINAL)
    found = rows.order_by("-run__year", "-pk").values_list("grade", flat=True).first()
    return str(found or "")


def _shown(value: Any) -> str:
    return "—" if value is None else plain(value)
