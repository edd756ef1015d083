"""The printed scenario: question, assumptions, moves by name, indicators after. Its title says that it is no figure."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.kit.columns import column
from tenghuan.apps.kit.printing import Print
from tenghuan.apps.sandtable.known import table
from tenghuan.apps.sandtable.models import Scenario
from tenghuan.apps.sandtable.playing import verdict
from tenghuan.plan.parameters import LAMP_WORDS
from tenghuan.publishing.papers import Form, Grid, Heading, Paper, Paragraph
from tenghuan.publishing.papers.blocks import Block

TITLE = gettext_lazy("推演报告（推演数，非实际数）")
QUESTION = ("kind", "goal", "value", "pool", "cases", "town_cases", "jobs", "tax", "land")
ASSUMED = ("uplift", "project_tax", "growth")


def report(account: Any, thing: Scenario) -> Paper:
    """Return the scenario with its answer."""
    told = thing.answer
    touched = table().touched
    blocks: list[Block] = [
        Form([_pair(thing, name) for name in QUESTION]),
        Form([_pair(thing, name) for name in ASSUMED], across=3),
        Heading(_("结论")),
        Paragraph(verdict(thing)),
        Grid(
            (_("指标"), _("推演前"), _("推演后"), _("计量单位")),
            [(one["name"], one["before"] or "—", one["after"] or "—", one["unit"]) for one in told["ratios"]],
        ),
        Heading(_("举措")),
        Grid(
            (_("序号"), _("企业（项目）"), _("镇街"), _("方式"), *touched.values()),
            [
                (str(at), one["name"], one["town"], one["kind"], *(one[key] or "—" for key in touched))
                for at, one in enumerate(told["moves"], start=1)
            ],
            (1, 4, 2, 2, *([2] * len(touched))),
        ),
        Heading(_("各项指标到期情况")),
        Grid(
            (_("指标"), _("目标"), _("按现有进度"), _("灯"), _("推演后"), _("灯")),
            [
                (
                    *(f"{one['title']}（{one['unit']}）", f"{one['target']} / {one['year']}", one["ahead"] or "—"),
                    *(_lamp(one["ahead_lamp"]), one["played"] or "—", _lamp(one["played_lamp"])),
                )
                for one in told["outlook"]
            ],
            (5, 2, 2, 1, 2, 1),
        ),
    ]
    notes = _("企业数据为 %(y)s 年，共 %(n)d 家；推演于 %(d)s") % {
        "y": told["year"], "n": told["firms"], "d": str(told["day"])[:10],
    }  # fmt: skip
    foot = "　".join(filter(None, (notes, _("示例数据") if thing.sample else "")))
    return Paper(str(TITLE), [*blocks, *(Paragraph(note) for note in told["notes"])], str(thing.name), foot)


def _pair(thing: Scenario, name: str) -> tuple[str, str]:
    told = column(Scenario, name)
    value = told.of(thing)
    return told.heading, "—" if value in (None, "") else str(value)


def _lamp(colour: str) -> str:
    return LAMP_WORDS.get(colour, "")


def _played(thing: Scenario) -> bool:
    return bool(thing.answer)


PAPERS = (Print("report", TITLE, report, _played),)
