"""企业服务一屏: what one enterprise needs to know and to do, gathered from every business that knows of it.

Grades and the parts of other businesses come through the hooks of enterprises: what is not installed is not shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.energy import efficiency, labels
from tenghuan.apps.energy.accounts import current, years_of
from tenghuan.apps.enterprises import hooks
from tenghuan.apps.enterprises.hooks import Part, Profile, Section
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit.models import Task
from tenghuan.apps.kit.registry import page_of
from tenghuan.apps.land.registers import PARCELS
from tenghuan.apps.notices.models import Notice
from tenghuan.apps.remediation.registers import CASES
from tenghuan.apps.services.models import OVER, Request, State
from tenghuan.apps.services.registers import ANSWERING, REQUESTS
from tenghuan.publishing.tables import Column, Table

SHOWN = 10  # requests, notices and rows of a part; the rest is one link away


@dataclass(frozen=True)
class Card:
    """One request as the enterprise follows it: where it stands, who answers, by when, and whether it may be rated."""

    request: Request
    state: str
    answer: str
    rate: bool
    withdraw: bool


def cards(account: Any, enterprise: Enterprise) -> list[Card]:
    """Return an enterprise's requests, what it may rate first, then what is open, then the newest."""
    rows = list(REQUESTS.rows(account).filter(enterprise=enterprise).order_by("-asked_at", "-pk")[: 3 * SHOWN])
    itself = account.role == Role.ENTERPRISE
    found = [
        Card(
            one,
            ANSWERING.state_word(one),
            one.result or one.plan or one.response,
            itself and one.score is None and one.state in (State.ANSWERED, State.CLOSED),
            itself and one.state in (State.ASKED, State.ASSIGNED),
        )
        for one in rows
    ]
    return sorted(found, key=lambda one: (not one.rate, one.request.state in OVER))[:SHOWN]


def parts(account: Any, enterprise: Enterprise) -> list[Section]:
    """Return what other businesses say of an enterprise, in order: its cases, its land, then every hook's part."""
    told = [*_cases(account, enterprise), *_land(account, enterprise)]
    for source in hooks.section_sources:
        told += source(enterprise, account) if source is not sections else ()
    return sorted(told, key=lambda part: part.order)


def _sections(page: Profile) -> Sequence[Section]:
    mine = REQUESTS.rows(page.account).filter(enterprise=page.enterprise)
    rows = list(mine[:SHOWN]) if page.has("requests") else []
    title = _("企业诉求")
    return [Section(title, Table(title, REQUESTS.list_columns[:6], rows) if rows else None, _("没有提出过诉求"), 40)]


sections = Part(_sections)  # of an enterprise's file: its newest requests


def _cases(account: Any, enterprise: Enterprise) -> list[Section]:
    rows = list(CASES.rows(account).filter(enterprise=enterprise).order_by("-year", "-pk")[:SHOWN])
    columns = [one for one in CASES.list_columns if one.key in ("number", "lists", "state", "route", "due_on")]
    columns = [Column("number", _("案件编号"), link=CASES.address), *(one for one in columns if one.key != "number")]
    table = Table(str(CASES.title), columns, rows) if rows else None
    return [Section(_("整治提升案件"), table, _("没有整治案件"), 30)]


def _land(account: Any, enterprise: Enterprise) -> list[Section]:
    rows = list(PARCELS.rows(account).filter(enterprise=enterprise).order_by("number")[:SHOWN])
    columns = [
        Column("number", _("宗地号"), link=PARCELS.address if account.role in PARCELS.readers else None),
        Column("place", _("坐落"), width=26),
        Column("mu", _("面积"), _("亩"), kind="number"),
        Column("use", _("用途")),
        Column("standing", _("现状")),
        Column("expires_on", _("使用权到期"), kind="date"),
    ]
    return [Section(_("用地"), Table(_("用地"), columns, rows) if rows else None, _("没有登记地块"), 45)]


def head(account: Any, enterprise: Enterprise) -> dict[str, Any]:
    """Return the tiles on top: the newest grade and the newest 碳效 in words, with the pages behind them."""
    grades = hooks.grades(enterprise, account)
    year = years_of(current(account).filter(enterprise=enterprise), timezone.localdate())[0]
    line = efficiency.line_of(enterprise, year)
    if line is None or line.verdict.grade is None:  # the running year has no value added yet
        line, year = efficiency.line_of(enterprise, year - 1) or line, year - 1
    tone = efficiency.TONES.get(line.verdict.grade or 0, "none") if line else "none"
    return {
        "grade": grades[-1] if grades else None,
        "carbon": labels.grade_words(line),
        "carbon_year": year,
        "tone": tone,
    }


def waiting(account: Any) -> list[tuple[Task, str]]:
    """Return what the account is to do, the nearest day first, with the pages."""
    tasks = Task.objects.open().held_by(account).order_by("due", "pk")[:SHOWN]
    return [(task, page_of(task)) for task in tasks]


def notices(account: Any) -> list[Notice]:
    """Return the account's newest notices."""
    return list(Notice.objects.filter(account=account)[:SHOWN])
