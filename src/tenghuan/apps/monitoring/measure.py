"""What exactly is asked of an item in a month, and whether a number is plausible beside the ones before."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tenghuan.apps.monitoring.parameters import reporting
from tenghuan.apps.monitoring.states import Phase
from tenghuan.apps.plans.models import Indicator, Item, ItemKind
from tenghuan.errors import InputFault
from tenghuan.pace import Mode, Month
from tenghuan.pace.subject import ADDITIVE
from tenghuan.plan.calibers import Caliber
from tenghuan.plan.measures import measure
from tenghuan.reading.characters import is_empty_text
from tenghuan.reading.numbers import number

PERCENT, POINT = "%", "百分点"
COUNT = "count"  # the family of units that things are counted in (plan/data/measures.yaml)
DONE = Decimal(100)


# the number asked, by caliber; translated when shown
ASKED = {
    Caliber.LEVEL: gettext_noop("%(m)s末的水平值"),
    Caliber.SHARE: gettext_noop("%(m)s末的占比"),
    Caliber.ANNUAL: gettext_noop("%(y)d年1月1日至%(m)s末的当年累计数"),
    Caliber.CUMULATIVE: gettext_noop("方案启动至%(m)s末的累计数（起点0）"),
    Caliber.CUMULATIVE_WITH_BASE: gettext_noop("%(m)s末的总数（含基期存量）"),
    Caliber.STOCK: gettext_noop("%(m)s末在册的总数，已退出的不计"),
    Caliber.MERGED_COUNT: gettext_noop("方案启动至%(m)s末列入任一名单的总数，同一信用代码只计一次"),
    Caliber.TWO_CONDITIONS: gettext_noop("%(y)d年1月1日至%(m)s末的当年个数；另填同期总数"),
    Caliber.CUMULATIVE_DROP_RATE: gettext_noop("%(y)d年1月至%(m)s比上年同期的下降率，下降填正数"),
    Caliber.AVERAGE_GROWTH: gettext_noop("%(y)d年1月至%(m)s比上年同期的增长率"),
}


def by_percent(item: Item) -> bool:
    """Whether the item is reported as per cent done (tasks, actions, qualitative indicators)."""
    return item.kind != ItemKind.INDICATOR or indicator_of(item).caliber == Caliber.QUALITATIVE


def indicator_of(item: Item) -> Indicator:
    """The indicator behind an item of that kind."""
    return item if isinstance(item, Indicator) else item.indicator


def unit_of(item: Item) -> str:
    """The unit of the number asked for."""
    return PERCENT if by_percent(item) else indicator_of(item).unit


def asked(item: Item, mode: str, month: Month) -> str:
    """Say which number is asked, by caliber: it stands beside the field and in the workbook."""
    if by_percent(item):
        return _("截至%(m)s末的完成进度（0—100）") % {"m": month}
    caliber = Caliber(indicator_of(item).caliber)
    if caliber in ADDITIVE and mode == Mode.PERIODIC:
        return _("仅%(m)s当月发生数") % {"m": month}
    return _(ASKED[caliber]) % {"m": month, "y": month.year}


def parse(text: object, unit: str = "") -> Decimal | None:
    """Return the number a person typed or a cell holds; None for empty.

    The grammar is the house's one (``reading.numbers``); ``45%`` is 45 where the unit is per cent or percentage points,
    and refused elsewhere.

    Raises:
        InputFault: no number, or larger or finer than a report keeps.
    """
    if text is None or (isinstance(text, str) and is_empty_text(text)):
        return None
    value = number(text, percent="points" if is_percent(unit) else "refuse")
    checks = reporting().checks
    # by its exponent: a number of a billion digits is not to be reckoned with
    if not value.is_finite() or not -checks.digits <= value.adjusted() < checks.digits:
        raise InputFault(_("数字过大"), remedy=_("请核对计量单位"))
    rounded = value.quantize(Decimal(1).scaleb(-checks.decimals))
    if rounded != value:
        if isinstance(text, float):
            return rounded
        raise InputFault(_("小数超过 %(n)d 位") % {"n": checks.decimals}, remedy=_("请四舍五入后填写"))
    return rounded


def is_percent(unit: str) -> bool:
    """Whether numbers of a unit are hundredths: per cent, percentage points."""
    known = measure(unit)
    return known is not None and known.name in (PERCENT, POINT)


def has_phase(item: Item) -> bool:
    """Whether a state is asked beside the per cent (tasks and actions)."""
    return item.kind != ItemKind.INDICATOR


def phase_of(item: Item, value: Decimal | None, told: str) -> str:
    """Return the state that goes with the per cent: as told where both agree, else the one the number means.

    Raises:
        InputFault: the words are not one of the states, or say done without 100 %.
    """
    if not has_phase(item) or value is None:
        return ""
    if told and told not in Phase.values:
        raise InputFault(
            _("没有“%(t)s”这种任务状态") % {"t": told[:20]},
            where=str(item),
            remedy=_("可填：%(s)s") % {"s": "、".join(str(label) for label in Phase.labels)},
        )
    if value == DONE:
        return Phase.DONE.value
    if told == Phase.DONE:
        raise InputFault(_("填了“已完成”，进度却不到 100"), where=str(item), remedy=_("请更正进度或任务状态"))
    if told == Phase.BLOCKED:
        return told
    return Phase.UNDER_WAY.value if value or told == Phase.UNDER_WAY else Phase.NOT_STARTED.value


def refuse(item: Item, mode: str, value: Decimal) -> None:
    """Raise InputFault for a number that cannot be: per cent done outside 0…100, fewer than no things."""
    if by_percent(item):
        if not 0 <= value <= 100:
            raise InputFault(_("完成进度须在 0 到 100 之间"), where=str(item), remedy=_("请填百分数，如 45"))
    elif value < 0 and sign(item, mode) is Sign.REFUSED:
        indicator = indicator_of(item)
        unit = "" if indicator.unit == "1" else indicator.unit
        raise InputFault(
            _("%(v)s %(u)s：这项指标不会是负数") % {"v": plain(value), "u": unit},
            where=str(item),
            remedy=_("请填 0 或正数；本月没有发生用“零报告”，核减的填核减后的数"),
        )


def in_parts(item: Item) -> bool:
    """Whether the total may be told beside the number: a share by its two parts, two conditions always."""
    if item.kind != ItemKind.INDICATOR:
        return False
    return Caliber(indicator_of(item).caliber) in (Caliber.SHARE, Caliber.TWO_CONDITIONS)


def refuse_whole(item: Item, value: Decimal | None, whole: Decimal | None) -> None:
    """Raise InputFault for a total that cannot be: where none is asked, below zero, below its part, or missing."""
    if whole is None:
        if value is not None and not by_percent(item) and indicator_of(item).caliber == Caliber.TWO_CONDITIONS:
            raise InputFault(_("缺总数"), where=str(item), remedy=_("双条件指标还要填同期总数，占比由平台计算"))
        return
    if not in_parts(item):
        raise InputFault(_("这项指标不填总数"), where=str(item), remedy=_("请清空总数"))
    if whole < 0 or (value is not None and value > whole):
        raise InputFault(
            _("总数 %(w)s 小于其中的 %(v)s") % {"w": plain(whole), "v": plain(value)},
            where=str(item),
            remedy=_("请核对：本期数是部分（分子），总数是全部（分母）"),
        )


class Sign(Enum):
    """What a number below zero means for an indicator."""

    ALLOWED = "allowed"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


def sign(item: Item, mode: str) -> Sign:
    """Whether an indicator's number may be negative, by its caliber, its unit and its name (``reporting.yaml``).

    A single month's amount may be: that is how earlier months are corrected.
    """
    indicator, rule = indicator_of(item), reporting().negative
    caliber = Caliber(indicator.caliber)
    if caliber in rule.allowed_calibers:
        return Sign.ALLOWED
    if mode == Mode.PERIODIC or any(word in indicator.title for word in rule.net_names):
        return Sign.DOUBTFUL
    unit = measure(indicator.unit)
    family = (unit.family or unit.dimension) if unit else ""
    return Sign.REFUSED if caliber in rule.refused_calibers or family in rule.refused_families else Sign.DOUBTFUL


def warnings(
    item: Item, mode: str, month: Month, value: Decimal | None, last: tuple[Month, Decimal] | None
) -> list[str]:
    """Return what looks wrong, also beside the number before (month, value); each needs a note, none forbids."""
    if value is None:
        return []
    found = []
    if value < 0 and not by_percent(item) and sign(item, mode) is Sign.DOUBTFUL:
        found.append(_("是负数"))
    if not by_percent(item) and value != value.to_integral_value() and counted(indicator_of(item).unit):
        found.append(_("不是整数，%(u)s一般按整数计") % {"u": indicator_of(item).unit})
    if last is None:
        return found
    before_month, before = last
    if _must_not_fall(item, mode, before_month, month) and value < before:
        found.append(_("比%(m)s的 %(b)s 减少，累计数一般不减") % {"m": before_month, "b": plain(before)})
    times = reporting().checks.tenfold
    high, low = max(abs(value), abs(before)), min(abs(value), abs(before))
    if low and high / low >= times and not by_percent(item):
        found.append(
            _("与%(m)s的 %(b)s 相差 %(t)d 倍以上，请核对计量单位") % {"m": before_month, "b": plain(before), "t": times}
        )
    return found


def counted(unit: str) -> bool:
    """Whether things are counted in this unit, so that there are no parts of one."""
    known = measure(unit)
    return known is not None and known.factor == 1 and (known.family or known.dimension) == COUNT


def _must_not_fall(item: Item, mode: str, before: Month, now: Month) -> bool:
    if by_percent(item):
        return True
    caliber = Caliber(indicator_of(item).caliber)
    if caliber not in ADDITIVE or mode == Mode.PERIODIC:
        return False
    return caliber is not Caliber.ANNUAL or before.year == now.year


def zero_value(item: Item, mode: str, month: Month, last: tuple[Month, Decimal] | None) -> Decimal:
    """Return the number that "nothing happened this month" means, by caliber; InputFault where it means nothing."""
    if by_percent(item):
        return last[1] if last else Decimal(0)
    indicator = indicator_of(item)
    caliber = Caliber(indicator.caliber)
    if caliber not in ADDITIVE:
        raise InputFault(
            _("水平值、占比和增减率没有零报告"), where=str(item), remedy=_("请填本期的实际数；数未出请在说明中写明")
        )
    if mode == Mode.PERIODIC:
        return Decimal(0)
    if caliber is Caliber.ANNUAL:
        return last[1] if last and last[0].year == month.year else Decimal(0)
    if last:
        return last[1]
    if caliber is Caliber.CUMULATIVE:
        return Decimal(0)
    if indicator.baseline_value is None:
        raise InputFault(_("没有基数，也没有上期数"), where=str(item), remedy=_("第一次请填含基期存量的总数"))
    return indicator.baseline_value


def plain(value: Decimal | None) -> str:
    """The number without idle zeros, as it goes into a field or a workbook."""
    if value is None:
        return ""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
