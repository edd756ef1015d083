"""碳效码: the code that opens an enterprise's page, as a picture and as a printed label."""

from __future__ import annotations

import io
from decimal import Decimal

import segno
from django.utils.translation import gettext as _

from tenghuan.apps.energy.efficiency import Line
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.energy.carbon import Verdict
from tenghuan.plan.parameters import LOCAL_NOTE
from tenghuan.publishing.papers import Form, Paper, Paragraph, Picture, Pictures

# dark enough on white for every reader of codes (contrast of at least 4.5)
COLOURS = {1: "#1a7f37", 2: "#0b5cad", 3: "#8a6100", 4: "#b34700", 5: "#b42318", None: "#495057"}


def picture(address: str, grade: int | None, kind: str = "svg") -> bytes:
    """Return the code of an address in the colour of a grade (None: grey); ``kind``: svg or png."""
    stream = io.BytesIO()
    scale = 4 if kind == "svg" else 12
    code = segno.make(address, error="m", micro=False)
    code.save(stream, kind=kind, scale=scale, border=4, light="white", dark=COLOURS[grade])
    return stream.getvalue()


def grade_words(line: Line | None) -> str:
    """Return what is said of the grade: its number, or why there is none."""
    if line is None:
        return _("不可评价：没有用能数据")
    if line.verdict.grade is None:
        return _("不可评价：%(w)s") % {"w": line.verdict.why}
    return _("碳效 %(g)d 级") % {"g": line.verdict.grade}


def shown(value: Decimal | None, digits: int, unit: str) -> str:
    """Return a number with its unit as labels print it, a dash where it is unknown."""
    return "—" if value is None else f"{value:,.{digits}f} {unit}".strip()


def label(enterprise: Enterprise, year: int, line: Line | None, address: str) -> Paper:
    """Return the label of an enterprise and year: its code, grade, level, neutral rate, and what they are made of."""
    verdict = line.verdict if line is not None else Verdict()
    carbon = line.carbon if line is not None else None
    facts = Form([
        (_("统一社会信用代码"), enterprise.uscc), (_("评价年度"), str(year)),
        (_("碳效等级"), grade_words(line)), (_("碳水平"), verdict.level or "—"),
        (_("碳排放量"), shown(verdict.net, 2, "吨")), (_("工业增加值"), shown(verdict.value_added, 2, "万元")),
        (_("单位增加值碳排放"), shown(verdict.intensity, 3, "吨/万元")),
        (_("同行业平均值"), shown(verdict.mean, 3, "吨/万元")),
        (_("碳效值（倍数）"), shown(verdict.ratio, 4, "")),
        (_("碳中和率"), shown(carbon.neutral if carbon is not None else None, 2, "%")),
    ])  # fmt: skip
    code = Picture(picture(address, verdict.grade, "png"), _("扫码查看（须登录）"))
    return Paper(
        _("%(e)s碳效码") % {"e": enterprise.name},
        [Pictures([code]), facts, Paragraph(_("同行业平均值来源：%(s)s") % {"s": line.peers if line else "—"})],
        foot=_("排放系数和同行业平均值：%(n)s") % {"n": LOCAL_NOTE},
    )
