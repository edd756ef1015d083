"""Enterprises as a register, how other registers name one, and the years of facts with what they measure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.enterprises import panels, sinks, writing
from tenghuan.apps.enterprises.columns import COLUMNS, Filters
from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.kit.exchange import REFERENCES, Reference
from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.kit.own import OwnForm, Writes
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.organization.models import Region
from tenghuan.reading.checks.sound_codes import LENGTH, sound
from tenghuan.reading.registers import registers
from tenghuan.reading.workbooks.values import name as as_compared


def _find(county: Region, names: set[str]) -> Mapping[str, Any]:
    """Return code or name → enterprise; a name that several bear leads to none. Brackets of either width are one."""
    found: dict[str, Any] = {}
    shared: set[str] = set()
    plain = {word: as_compared(word) or word for word in names}
    either = Q(uscc__in=names) | Q(name__in={*names, *plain.values()})
    for enterprise in Enterprise.objects.filter(either, county=county):
        found[enterprise.uscc] = enterprise
        if found.setdefault(enterprise.name, enterprise) != enterprise:
            shared.add(enterprise.name)
    sure = {name: one for name, one in found.items() if name not in shared}
    return sure | {word: sure[name] for word, name in plain.items() if word not in sure and name in sure}


def _astray(code: str) -> str:
    """Say of what looks like a credit code that it cannot be one."""
    if len(code) != LENGTH or not code.isascii() or not code.isalnum() or sound([code]).all():
        return ""
    return _now("信用代码“%(c)s”的校验位不符，请与营业执照逐位核对") % {"c": code}


REFERENCES[Enterprise] = Reference(
    *("code", lambda enterprise: enterprise.uscc, _find, str(_("统一社会信用代码")), _astray),
    beside=(str(_("企业名称")), lambda enterprise: enterprise.name),
)
sinks.declare()

BASE = {field.key: field.headings for field in registers()["base"].fields}

ENTERPRISES = Register(
    key="enterprises",
    model=Enterprise,
    natural=("uscc",),
    fields=(
        *("uscc", "name", "former", "town", "park", "industry", "above_scale", "registered_on"),
        *("address", "contact", "phone"),
    ),
    columns=COLUMNS,
    search=("name", "uscc", "former_names__name"),
    filters=Filters,
    related=("town",),
    summary=("uscc", "county", "town", "status"),
    panels=panels.PANELS,
    panels_first=True,
    headings={**BASE, "former": BASE["former_names"]},
    complete=writing.complete,
    hold=writing.hold,
    follows=writing.follow,
    menu=Menu("enterprises", "building-factory-2", 10, "06-enterprises", bar=True),
    viewers=frozenset({Role.ENTERPRISE}),
    place="enterprises/",
    urls="tenghuan.apps.enterprises.urls",
    template="enterprises/enterprise.html",
    beside=((_("数据冲突"), "enterprises:conflicts"), (_("数据完整度"), "enterprises:registers")),
    found_at=10,
)

ABOVE, BELOW = {"enterprise__above_scale": True}, {"enterprise__above_scale": False}


def _ratio(key: str, title: Any, unit: str, upper: str, lower: str, where: Mapping[str, Any], **rest: Any) -> Measure:
    """Return the sum of one fact over the sum of another (methodology §1.2), of the enterprises that have both."""
    told = {"year": "year", "enterprise": "enterprise", "indicator": key, **rest}
    return Measure(key, title, unit, where, upper, over=lower, **told)


def _sum(key: str, title: Any, unit: str, fact: str, **rest: Any) -> Measure:
    return Measure(key, title, unit, ABOVE, fact, year="year", enterprise="enterprise", **{"indicator": key, **rest})


ABOVE_ONLY: dict[str, Any] = {"scope": _("规上企业")}
FACTS = (*("land_mu", "tax", "value_added", "revenue", "employees", "energy_tce", "electricity", "emissions", "rd"),)

YEARS = Register(
    key="facts",
    model=YearFacts,
    natural=("enterprise", "year"),
    fields=("enterprise", "year", *FACTS),
    columns=("enterprise", "year", *FACTS),
    search=("enterprise__name", "enterprise__uscc"),
    filters=("year",),
    sums=FACTS,
    related=("enterprise__county", "enterprise__town"),
    writers=(),
    importable=False,
    note=_("各部门数据汇成的企业年度数据；比值按合计除以合计，不取各企业比值的平均"),
    measures=(
        _ratio("tax_per_mu", _("亩均税收"), "万元/亩", "tax", "land_mu", ABOVE, **ABOVE_ONLY),
        _ratio("value_added_per_mu", _("亩均增加值"), "万元/亩", "value_added", "land_mu", ABOVE, **ABOVE_ONLY),
        _ratio("revenue_per_mu", _("亩均营业收入"), "万元/亩", "revenue", "land_mu", ABOVE, **ABOVE_ONLY),
        _ratio("labour_productivity", _("全员劳动生产率"), "万元/人", "value_added", "employees", ABOVE, **ABOVE_ONLY),
        _ratio(
            "value_added_per_tce",
            _("单位能耗增加值"),
            "万元/吨标准煤",
            "value_added",
            "energy_tce",
            ABOVE,
            **ABOVE_ONLY,
        ),
        _ratio(
            "value_added_per_emission", _("单位排放增加值"), "万元/吨", "value_added", "emissions", ABOVE, **ABOVE_ONLY
        ),
        _ratio(
            *("energy_intensity_drop", _("单位增加值能耗"), "吨标准煤/万元", "energy_tce", "value_added", ABOVE),
            **ABOVE_ONLY,
        ),
        _ratio("rd_ratio", _("研发经费占营业收入"), "%", "rd", "revenue", ABOVE, times=100, **ABOVE_ONLY),
        _ratio(
            *("tax_per_mu_growth", _("亩均税收（增长）"), "万元/亩", "tax", "land_mu", ABOVE),
            **ABOVE_ONLY,
        ),
        _ratio("small_tax_per_mu", _("规下亩均税收"), "万元/亩", "tax", "land_mu", BELOW, scope=_("规下企业")),
        _ratio("tax_per_electricity", _("单位电耗税收"), "元/千瓦时", "tax", "electricity", {}),
        _sum("rd_total", _("研发经费"), "万元", "rd", **ABOVE_ONLY),
        _sum("rd_growth", _("研发经费（增长）"), "万元", "rd", **ABOVE_ONLY),
        _sum("industrial_value_added_growth", _("工业增加值（增长）"), "万元", "value_added", **ABOVE_ONLY),
        _sum("above_scale_firms", _("规上工业企业"), "家", "", **ABOVE_ONLY),
    ),
    # facts come from committed workbooks alone
    writes=Writes(form=OwnForm, told=lambda facts: {}, find=lambda account, values: None),
)
