"""The printed breakdown: who carries how much in which year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.roles import Role
from tenghuan.apps.decomposition import sheets
from tenghuan.apps.decomposition.models import Decomposition
from tenghuan.apps.decomposition.panels import seen_portions
from tenghuan.apps.kit.printing import Print
from tenghuan.pace.numbers import shown
from tenghuan.plan.calibers import CALIBER_NAMES, Caliber
from tenghuan.publishing.papers import Grid, Paper, Paragraph, Signatures

TITLE = gettext_lazy("目标任务分解表")


def breakdown(account: Any, thing: Decomposition) -> Paper:
    """Return the table of the portions that the account may see."""
    alone = account.role == Role.TOWN
    found = sheets.sheet(thing, seen_portions(account, thing), alone=alone)
    indicator = thing.indicator
    heads = [head for head in found.heads if head.key != sheets.WEIGHT]
    last = [_("合计")] if found.goal.yearly else []
    rows = [
        [
            line.portion.carrier,
            *(text for head, text in line.cells if head.key != sheets.WEIGHT),
            *([shown(line.total)] if last else []),
        ]
        for line in found.lines
    ]
    if not alone:
        sums = [_figure(value) for head, value in found.sums if head.key != sheets.WEIGHT]
        rows.append([found.word, *sums, *([_figure(found.total)] if last else [])])
        asked = [_figure(head.asked) for head in heads]
        rows.append([_("方案目标"), *asked, *([_figure(found.goal.total)] if last else [])])
    told = _("指标：%(i)s（%(u)s，%(c)s）；%(r)s；%(s)s") % {
        "i": indicator.title, "u": indicator.unit, "c": CALIBER_NAMES[Caliber(indicator.caliber)],
        "r": thing.get_rule_display(), "s": thing.get_state_display(),
    }  # fmt: skip
    foot = "　".join(filter(None, (thing.document, str(thing), _("示例数据") if thing.sample else "")))
    grid = Grid([_("承接单位"), *(head.label for head in heads), *last], rows, (3, *([1.5] * (len(heads) + len(last)))))
    return Paper(str(TITLE), [Paragraph(told), grid, Signatures((_("专班办公室"),))], foot=foot)


def _figure(value: Decimal | None) -> str:
    return shown(value)


PAPERS = (Print("breakdown", TITLE, breakdown),)
