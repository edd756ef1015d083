"""The printed order (methodology2 §18): no red head, places left blank to be filled in by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.printing import Print
from tenghuan.apps.supervision.models import Order
from tenghuan.publishing.papers import Form, Grid, Heading, Paper, Paragraph, Signatures
from tenghuan.publishing.papers.blocks import Block

TITLE = gettext_lazy("督办单")


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def sheet(account: Any, order: Order) -> Paper:
    """Return the order as it is handed over: the matter, who answers, by when; the answers as they stand or blank."""
    slip = order.slips.last()
    head = Form([
        (_("督办号"), str(slip) if slip else order.number), (_("单据等级"), order.get_grade_display()),
        (_("来源"), order.get_source_display()), (_("工作机制"), order.mechanism),
        (_("交办席位"), order.issuer), (_("交办日"), _day(order.issued_on)),
        (_("牵头单位"), str(order.lead)), (_("联系席位"), order.contact),
        (_("首个限期"), _day(order.first_due)), (_("现行限期"), _day(order.due_on)),
        (_("反馈周期"), order.get_cycle_display()), (_("下次反馈"), _day(order.next_on)),
    ])  # fmt: skip
    across = Form([
        (_("配合单位"), order.supports), (_("事项"), order.matter), (_("内容和要求"), order.content),
        (_("依据"), "；".join(filter(None, (order.basis, slip.reason if slip else "")))),
    ], across=1)  # fmt: skip
    rows = [(str(one), one.get_grade_display(), _day(one.issued_on), one.reason) for one in order.slips.all()]
    blocks: list[Block] = [
        head,
        across,
        Form([(_("办理情况"), order.progress or "\n\n\n")], across=1),
        Form([(_("核验意见"), "\n\n")], across=1),
    ]
    if len(rows) > 1:
        blocks += [Heading(_("督办单链")), Grid((_("督办单"), _("等级"), _("发单日"), _("依据")), rows, (2, 1, 2, 5))]
    blocks += [Paragraph(_limits(order)), Signatures((_("交办单位"), _("承办单位")))]
    foot = "　".join(filter(None, (_("督办号 %(n)s") % {"n": order.number}, _("示例数据") if order.sample else "")))
    return Paper(str(TITLE), blocks, foot=foot)


def _limits(order: Order) -> str:
    found = parameter(order.county, "order_sign_days", timezone.localdate())
    note = f"（{found.note}）" if found.note else ""
    return _("请于收到后 %(n)d 个工作日内签收%(t)s，按反馈要求上报办理情况和佐证材料。") % {"n": found.days, "t": note}


def _issued(order: Order) -> bool:
    return order.issued_on is not None


PAPERS = (Print("order", TITLE, sheet, _issued),)
