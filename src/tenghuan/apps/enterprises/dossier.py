"""An enterprise's page as a workbook: facts over the years, position, land, grades, lists and policies, sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.enterprises.merging import FACTS
from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.enterprises.ratios import RATIOS, Ratio
from tenghuan.publishing.tables import Column, Table


def fact_labels() -> dict[str, str]:
    """Return the Chinese name of every fact and identity column."""
    facts = {name: str(field_of(YearFacts, name).verbose_name) for name in FACTS}
    fields = ("name", "town", "park", "industry", "above_scale", "registered_on", "address", "contact", "phone")
    return {**{name: str(field_of(Enterprise, name).verbose_name) for name in fields}, **facts}


def fact_rows(years: list[YearFacts]) -> list[dict[str, Any]]:
    """Return a row for every fact that is known in any year."""
    rows = []
    for name in FACTS:
        field = field_of(YearFacts, name)
        cells = [{"year": facts.year, "value": getattr(facts, name)} for facts in years]
        if any(cell["value"] is not None for cell in cells):
            rows.append({"key": name, "label": field.verbose_name, "unit": field.help_text, "cells": cells})
    return rows


def ratio_rows(years: list[YearFacts]) -> list[dict[str, Any]]:
    """Return a row for every ratio that is known in any year."""
    labels, rows = fact_labels(), []
    for ratio in RATIOS:
        values = [ratio.of(facts) for facts in years]
        if any(value is not None for value in values):
            how = f"{labels[ratio.numerator]} ÷ {labels[ratio.denominator]}"
            rows.append({"ratio": ratio, "values": values, "how": how})
    return rows


def book(page: Mapping[str, Any]) -> dict[str, Table]:
    """Return the sheets of what a page shows (its context); parts of which nothing is known are left out."""
    subject: Enterprise = page["enterprise"]
    sheets = {
        _("年度数据"): _facts(subject, page["years"]),
        _("位次"): _position(subject, page),
        _("用地"): _land(subject, page),
        _("历年评价"): _grades(subject, page),
    }
    for section in page["sections"]:
        name = re.sub(r"[\[\]:*?/\\']", "·", re.sub(r"（.*）", "", section.title))[:31]
        if section.table is not None and name not in sheets:
            sheets[name] = section.table
    sheets[_("数据来源")] = _sources(subject, page)
    return {name: table for name, table in sheets.items() if table.rows or name == _("年度数据")}


def _facts(subject: Enterprise, years: list[YearFacts]) -> Table:
    columns = [
        Column("label", _("指标"), width=24),
        Column("unit", _("单位")),
        *(Column(str(facts.year), str(facts.year), kind="number", digits=4) for facts in years),
    ]
    rows: list[dict[str, Any]] = [
        {
            "label": str(row["label"]),
            "unit": str(row["unit"]),
            **{str(cell["year"]): None if cell["value"] is None else float(cell["value"]) for cell in row["cells"]},
        }
        for row in fact_rows(years)
    ]
    for row in ratio_rows(years):
        ratio = row["ratio"]
        values = {str(facts.year): _told(ratio, value) for facts, value in zip(years, row["values"], strict=True)}
        rows.append({"label": str(ratio.label), "unit": _unit(ratio), **values})
    return Table(f"{subject.name}_{_('年度数据')}", columns, rows, note=subject.uscc)


def _told(ratio: Ratio, value: Decimal | None) -> float | None:
    """A ratio's value as a workbook says it: one without a unit is a share, told in per cent."""
    return None if value is None else float(value if ratio.unit else value * 100)


def _unit(ratio: Ratio) -> str:
    return str(ratio.unit or "%")


def _position(subject: Enterprise, page: Mapping[str, Any]) -> Table:
    groups = ((_("同行业"), "division"), (_("同镇街"), "town"), (_("全县（市、区）"), "county"))
    columns = [
        Column("label", _("指标"), width=24),
        Column("unit", _("单位"), width=14),
        Column("value", _("本企业"), kind="number", digits=4),
        *(
            column
            for words, key in groups
            for column in (
                Column(f"{key}_rank", _("%(g)s名次") % {"g": words}, kind="number", digits=0),
                Column(f"{key}_count", _("%(g)s家数") % {"g": words}, kind="number", digits=0),
                Column(f"{key}_ahead", _("%(g)s高于") % {"g": words}, kind="percent", digits=0),
            )
        ),
    ]
    rows = []
    for row in page["position"]:
        ratio = row["ratio"]
        found = {"label": str(ratio.label), "unit": _unit(ratio), "value": _told(ratio, row["value"])}
        for (_words, key), group in zip(groups, row["groups"], strict=True):
            found |= {f"{key}_{part}": group[part] for part in ("rank", "count", "ahead")} if group else {}
        rows.append(found)
    year = page["latest"].year if page["latest"] else ""
    return Table(f"{subject.name}_{year}{_('年位次')}", columns, rows, note=subject.uscc)


def _land(subject: Enterprise, page: Mapping[str, Any]) -> Table:
    texts = (("parcel", _("宗地号")), ("certificate", _("权证号")), ("land_use", _("用途")))
    areas = (
        ("land_owned_mu", _("登记")), ("land_leased_in_mu", _("承租")), ("land_leased_out_mu", _("出租")),
        ("land_other_mu", _("其他")), ("land_mu", _("用地面积")),
    )  # fmt: skip
    columns = [
        *(Column(key, label, width=20) for key, label in texts),
        *(Column(key, label, _("亩"), kind="number", digits=4) for key, label in areas),
        Column("lessor", _("出租方"), width=24),
        Column("lease_until", _("租期止")),
    ]
    title = f"{subject.name}_{page['land_year'] or ''}{_('年用地')}"
    return Table(title, columns, page["parcels"], note=subject.uscc)


def _grades(subject: Enterprise, page: Mapping[str, Any]) -> Table:
    columns = [
        Column("year", _("年度")),
        Column("grade", _("等级")),
        Column("score", _("得分"), kind="number", digits=4),
        Column("rank", _("名次"), kind="number", digits=0),
        Column("track", _("类别")),
    ]
    rows = [
        {"year": str(g.year), "grade": g.grade, "score": g.score, "rank": g.rank, "track": g.track}
        for g in page["grades"]
    ]
    return Table(f"{subject.name}_{_('历年评价')}", columns, rows, note=subject.uscc)


def _sources(subject: Enterprise, page: Mapping[str, Any]) -> Table:
    officer = [Column("officer", _("经办"))] if page["shows_officer"] else []
    columns = [
        Column("register", _("登记表")),
        Column("period", _("期间")),
        Column("unit", _("报送单位"), width=20),
        Column("workbook", _("工作簿"), width=36),
        Column("line", _("行"), kind="number", digits=0),
        Column("at", _("入库"), kind="date", width=18),
        *officer,
    ]
    rows = []
    for row in page["sources"]:
        record, source = row["record"], row["record"].source
        month = f"-{record.month}" if record.month else ""
        rows.append(
            {
                "register": row["register"],
                "period": f"{record.year or ''}{month}",
                "unit": source.unit,
                "workbook": f"{source.workbook} {source.sheet}",
                "line": record.line,
                "at": localtime(source.at),
                "officer": source.officer,
            }
        )
    return Table(f"{subject.name}_{_('数据来源')}", columns, rows, note=subject.uscc)
