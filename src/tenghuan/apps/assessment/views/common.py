"""What the assessment's pages share: kept texts to take away, frozen rows at the side, a second computation."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from tenghuan.apps.assessment import counting, rules
from tenghuan.apps.assessment.models import Month, Race
from tenghuan.apps.kit.registry import address_of
from tenghuan.apps.organization.models import Level, Region
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web.responses import attachment
from tenghuan.apps.web.stories import Step, Story, tell

ENDINGS = {"inputs": "csv", "scheme": "yaml", "result": "csv"}


def region_of(request: AccountRequest) -> Region:
    """Return the region whose office asks: a county, or a city or province that assesses its counties."""
    region: Region = request.user.region
    if region.level not in (Level.COUNTY, Level.CITY, Level.PROVINCE):
        raise PermissionDenied
    return region


def text_file(holder: Race | Month, name: str) -> HttpResponse:
    """Answer with a kept text as a file that the command ``tenghuan assess`` reads."""
    texts = {"inputs": holder.inputs, "scheme": holder.scheme_text, "result": holder.result}
    if name not in texts or not holder.digest:
        raise Http404
    words = {"inputs": _("考核数据"), "scheme": _("考核方案"), "result": _("考核结果")}[name]
    mark = "\ufeff" if ENDINGS[name] == "csv" else ""  # spreadsheets take a file without it for another encoding
    return attachment((mark + texts[name]).encode(), f"{holder}{words}.{ENDINGS[name]}")


def repeated(request: AccountRequest, holder: Race | Month) -> HttpResponseBase:
    """Tell at the side whether a second computation from the kept texts gives the same bytes."""
    if not holder.digest:
        raise Http404
    same = rules.repeats(holder)
    story = Story(
        thing=str(holder),
        back=address_of(holder),
        label=_("按留存数据复算"),
        value=_("结果一致") if same else _("结果不一致"),
        reckoned=[
            _("考核数据摘要（SM3）%(d)s") % {"d": counting.digest_of(holder.inputs)},
            _("考核方案摘要（SM3）%(d)s") % {"d": counting.digest_of(holder.scheme_text)},
            _("保存的结果摘要（SM3）%(d)s") % {"d": holder.digest},
            _("逐字节相同") if same else _("与保存的结果不同，请勿使用"),
        ],
    )
    return tell(request, story)


def told_rows(request: AccountRequest, line: Any, at: int) -> HttpResponseBase:
    """Tell at the side what the points of one item were counted from."""
    if at >= len(line.points):
        raise Http404
    part = line.points[at]
    steps = [
        Step([(row["title"], _("计入") if row["done"] else _("未计入"), "")], remark=row["note"], counts=row["done"],
             link=(_("查看"), row["address"]) if row["address"] else None)
        for row in part["rows"]
    ]  # fmt: skip
    words = [_("代入式：%(f)s") % {"f": part["formula"]}]
    words += [_("目标 %(t)s，实际 %(a)s") % {"t": part["target"] or "—", "a": part["actual"] or "—"}]
    words += [_("其他数：%(t)s") % {"t": part["further"]}] if part["further"] else []
    words += [_("扣减事项：%(t)s") % {"t": part["matters"]}] if part["matters"] else []
    words += [_("取数口径：%(t)s") % {"t": part["drawn"]}] if part["drawn"] else [_("人工填报")]
    words += [_("依据：%(t)s") % {"t": part["basis"]}] if part["basis"] else []
    links = [(_("现在的清单"), part["link"])] if part["link"] else []
    story = Story(str(line), address_of(line), part["item"], part["points"], _("分"), steps, words, links)
    return tell(request, story)
