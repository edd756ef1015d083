"""The printed file of a case in the layouts of methodology2 §18: plan, notice, acceptance, close-out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.kit import files
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.kit.models import Event
from tenghuan.apps.kit.printing import Print
from tenghuan.apps.remediation import dictionary
from tenghuan.apps.remediation.models import Case, Compliance, Finding, State
from tenghuan.apps.remediation.rules import limit_words
from tenghuan.publishing.papers import Block, Form, Grid, Heading, Paper, Picture, Pictures, Signatures

BREACHED = (Finding.BREACH, Finding.MENDED, Finding.PUNISHED)
PLAN_TITLE, NOTICE_TITLE = gettext_lazy("一企一策表"), gettext_lazy("整改通知单")
ACCEPTANCE_TITLE, CLOSE_TITLE = gettext_lazy("验收表"), gettext_lazy("销号申请表")
_PARTS = re.compile(r"[|｜；;]")


def _said(value: Any, unit: str = "") -> str:
    """A value as it is printed; nothing for what is not known, so that it can be filled in by hand."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    text = plain(value) if hasattr(value, "quantize") else str(value)
    return f"{text} {unit}".strip()


def _day(at: datetime) -> str:
    """The day of a time, as clocks in China show it."""
    return f"{localtime(at):%Y-%m-%d}"


def _foot(case: Case) -> str:
    sample = _("示例数据") if case.sample else ""
    return "　".join(filter(None, (_("案号 %(n)s") % {"n": case.number}, sample)))


def _head(case: Case) -> list[tuple[str, str]]:
    return [
        (_("案号"), case.number),
        (_("企业"), case.enterprise.name),
        (_("统一社会信用代码"), case.enterprise.uscc),
        (_("镇街"), str(case.town)),
        (_("清单"), case.lists),
        (_("责任主体"), case.responsible),
    ]


def responsible(case: Case) -> str:
    """Return who must act: the lessor of a rented parcel where one is named, else the enterprise (its contact)."""
    return case.responsible if case.lessor else case.enterprise.contact or case.enterprise.name


def _items(case: Case) -> list[Compliance]:
    """Return the items of the review that found a breach, mended since or not."""
    items = case.compliance.select_related("unit").order_by("pk")
    return [item for item in items if item.state in BREACHED or item.requirement]


def _photos(thing: Any, kind: str) -> list[Picture]:
    found = files.attached(thing).filter(kind=kind)
    return [Picture(_content(one), kind) for one in found]


def _content(attachment: Any) -> bytes | None:
    try:
        with attachment.file.content.open("rb") as opened:
            read: bytes = opened.read()
            return read
    except OSError:
        return None  # the paper then says that the photo cannot be shown


def _first(pictures: Iterable[Picture]) -> Picture:
    return next(iter(pictures), Picture(None))


def _last(thing: Any, *verbs: str) -> Event | None:
    found = Event.objects.about(thing).filter(verb__in=verbs, undone=False).order_by("pk")
    return found.last()


def _by(event: Event | None) -> str:
    return event.by if event is not None else ""


def _on(event: Event | None) -> str:
    return _day(event.at) if event is not None else ""


def plan_sheet(account: Any, case: Case) -> Paper:
    """Return 一企一策表: the case, where it stands, its measures, milestones and what is expected to be freed."""
    breaches = "、".join(item.field for item in _items(case)) or _("无")
    stand = Form([
        *_head(case),
        (_("问题"), case.problem), (_("违法违规类别"), breaches),
        (_("用地"), _said(case.area, _("亩"))), (_("亩均税收"), _said(case.tax_per_mu, _("万元/亩"))),
        (_("综合能耗（等价值）"), _said(case.energy, _("吨标准煤"))),
        (_("单位增加值能耗"), _said(case.energy_per_value, _("吨标准煤/万元"))),
        (_("处置方式"), case.route), (_("方案版本"), _said(case.plan_version or None)),
        (_("首个承诺日"), _said(case.first_due)), (_("现行限期"), _said(case.due_on)),
        (_("预计腾地"), _said(case.expected_land, _("亩"))),
        (_("预计腾能"), _said(case.expected_energy, _("吨标准煤"))),
        (_("预计减碳"), _said(case.expected_carbon, _("吨"))), (_("牵头部门"), _said(case.lead)),
    ])  # fmt: skip
    months = [
        (f"{one.month:%Y-%m}", f"{one.percent}%", _said(one.land), one.note) for one in case.progress.order_by("month")
    ]
    blocks: list[Block] = [
        stand,
        Heading(_("整治措施")),
        Grid((_("序号"), _("内容"), _("责任"), _("承诺期限"), _("结果")), measures(case), (1, 6, 2, 2, 2), empty=1),
        Heading(_("里程碑")),
        Grid((_("月份"), _("完成比例"), _("累计腾地（亩）"), _("进展")), months, (2, 2, 2, 7), empty=1),
    ]
    if case.supplement:
        blocks += [Form([(_("补充要求"), case.supplement)], across=1)]
    blocks.append(Signatures((_("企业"), _("镇街"), _("牵头部门"))))
    title = dictionary.words(case.county).get("plan_sheet", str(PLAN_TITLE))
    return Paper(title, blocks, foot=_foot(case))


def measures(case: Case) -> list[tuple[str, str, str, str, str]]:
    """Return the measures as typed, a line each: content; who; until when (separated by ； or ｜)."""
    rows = []
    for number, line in enumerate((line for line in case.measures.splitlines() if line.strip()), start=1):
        content, who, until = _parts(line)
        rows.append((str(number), content, who, until or _said(case.due_on), ""))
    return rows


def _parts(line: str) -> tuple[str, str, str]:
    """Split a measure; commas part it only where they make exactly three parts."""
    parts = [part.strip() for part in _PARTS.split(line, maxsplit=2)]
    commas = [part.strip() for part in line.split("，")]
    if len(parts) == 1 and len(commas) == 3:
        parts = commas
    content, who, until = (*parts, "", "")[:3]
    return content, who, until


def notice(account: Any, case: Case) -> Paper:
    """Return 整改通知单 with its 14 columns: every breach that the joint review found."""
    rows = []
    for number, item in enumerate(_items(case), start=1):
        issued, checked = _last(item, "notify", "again"), _last(item, "confirm", "again")
        days = (item.due_on - localtime(issued.at).date()).days if item.due_on and issued else None
        rows.append((
            str(number), case.enterprise.name, item.place, item.field, item.finding,
            _first(_photos(item, "整改前照片")), item.requirement, _said(days), responsible(case), _said(item.money),
            _on(checked), str(item.get_state_display()), _by(checked), "",
        ))  # fmt: skip
    headings = (
        _("序号"), _("被检查单位"), _("具体地点"), _("类别"), _("问题"), _("问题图片"), _("整改措施"),
        _("整改期限(天)"), _("责任人"), _("整改资金(元)"), _("复查时间"), _("完成情况"), _("复查人"), _("备注"),
    )  # fmt: skip
    grid = Grid(headings, rows, (1, 3, 2.5, 1.5, 3.5, 3, 3.5, 1.8, 2.5, 2, 2, 2, 2, 1.5), empty=2)
    blocks: list[Block] = [grid, Signatures((_("签发单位"), _("接收单位")))]
    return Paper(str(NOTICE_TITLE), blocks, subtitle=case.number, foot=_foot(case), landscape=True)


def acceptance_sheet(account: Any, case: Case) -> Paper:
    """Return 验收表: each item against its standard before and after, the evidence, and each department's word."""
    kept = {one.kind: one for one in files.attached(case)}
    lead = _said(case.lead)
    rows: list[tuple[str, ...]] = [
        (name, standard, _said(before), _said(after), verdict, lead, "")
        for name, standard, before, after, verdict in _measured(case)
    ]
    for kind in dictionary.evidence(case):
        one = kept.get(kind)
        proof = one.file.digest[:12] if one else ""
        rows.append((kind, _("必备证据"), "", "", _("已提交") if one else _("未提交"), lead, proof))
    headings = (_("项"), _("标准"), _("整治前"), _("整治后"), _("结论"), _("核验部门"), _("凭证号"))
    verdicts = [
        (str(one.unit), _("合格") if one.passed else _("不合格"), one.note, one.by, _day(one.at))
        for one in case.verdicts.filter(version=case.plan_version).select_related("unit")
    ]
    passed = case.state in (State.ACCEPTED, State.PUBLISHED, State.CLOSED)
    return Paper(
        str(ACCEPTANCE_TITLE),
        [
            Form(_head(case)),
            Grid(headings, rows, (3, 2.9, 2, 2, 1.6, 2.5, 3)),
            Heading(_("参验部门意见")),
            Grid(
                (_("部门"), _("意见"), _("说明"), _("经办"), _("日期")),
                verdicts,
                (3, 1.5, 5, 2, 2),
                empty=0 if verdicts else 3,
            ),
            Form(
                [(_("综合结论"), _("验收通过") if passed else ""), (_("补充要求"), case.supplement)],
                across=1,
            ),
            Signatures([str(one.unit) for one in case.verdicts.filter(version=case.plan_version)] or [_("参验部门")]),
        ],
        foot=_foot(case),
    )  # fmt: skip


def _measured(case: Case) -> list[tuple[str, str, Any, Any, str]]:
    """Return (item, standard, before, after, whether it is met) of what can be measured."""
    found = []
    for name, standard, before, after, met in limit_words(case):
        found.append((name, standard, before, after, _met(met)))
    freed = case.actual_land
    met = None if freed is None or case.expected_land is None else freed >= case.expected_land
    expected = _("方案预计 %(l)s 亩") % {"l": _said(case.expected_land) or "—"}
    return [*found, (_("腾出用地（亩）"), expected, "", freed, _met(met))]


def _met(met: bool | None) -> str:
    return "" if met is None else _("达标") if met else _("未达标")


def close_sheet(account: Any, case: Case) -> Paper:
    """Return 销号申请表 with its 13 columns: the case and each breach, with photos before and after."""
    accepted = _last(case, "accept")
    before, after = _photos(case, "整治前照片"), _photos(case, "整治后照片")
    rows = [(
        "1", case.enterprise.name, case.enterprise.address, case.lists, case.problem, case.route or case.measures,
        _said(case.due_on), responsible(case), str(case.get_state_display()), _on(_last(case, "claim")), _by(accepted),
        _first(before), _first(after),
    )]  # fmt: skip
    for number, item in enumerate(_items(case), start=2):
        checked = _last(item, "confirm", "again")
        rows.append((
            str(number), case.enterprise.name, item.place, item.field, item.finding, item.requirement,
            _said(item.due_on), responsible(case), str(item.get_state_display()), _on(_last(item, "mend")),
            _by(checked), _first(_photos(item, "整改前照片")), _first(_photos(item, "整改后照片")),
        ))  # fmt: skip
    headings = (
        _("序号"), _("单位"), _("地点"), _("类别"), _("问题"), _("采取措施"), _("期限"), _("责任人"), _("整改情况"),
        _("完成时间"), _("复查人"), _("整改前图"), _("整改后图"),
    )  # fmt: skip
    blocks: list[Block] = [Grid(headings, rows, (1, 3, 2.5, 2, 3.5, 2.5, 2.2, 2.2, 1.8, 2.2, 2, 3.2, 3.2), empty=1)]
    if len(before) > 1 or len(after) > 1:
        blocks += [Heading(_("其他照片")), Pictures([*before[1:], *after[1:]])]
    blocks.append(Signatures((_("整改单位"), _("主管部门"), _("镇街"), _("验收组"))))
    return Paper(str(CLOSE_TITLE), blocks, subtitle=case.number, foot=_foot(case), landscape=True)


def _planned(case: Case) -> bool:
    return case.plan_version > 0 or bool(case.route)


def _claimed(case: Case) -> bool:
    return case.actual_land is not None or case.state == State.CLAIMED


PAPERS = (
    Print("plan", PLAN_TITLE, plan_sheet, _planned),
    Print("notice", NOTICE_TITLE, notice, lambda case: bool(_items(case))),
    Print("acceptance", ACCEPTANCE_TITLE, acceptance_sheet, _claimed),
    Print("close", CLOSE_TITLE, close_sheet, _claimed),
)
