"""Policies that fit an enterprise, and its claims: for its own pages, its record, and services above."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.enterprises.hooks import Part, Profile, Section
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.funds.claiming import CLAIMS
from tenghuan.apps.funds.finding import done
from tenghuan.apps.funds.models import Claim, Match, Mode, State
from tenghuan.publishing.tables import Column, Table

OVER = (State.REFUSED, State.WAIVED, State.RECLAIMED)
WRITERS = (Role.ENTERPRISE, Role.DEPARTMENT, Role.OFFICE)


def matches_of(enterprise: Enterprise) -> QuerySet[Match]:
    """Return what fits an enterprise by the county's last run, what gives most first."""
    last = Subquery(done(enterprise.county_id).values("pk")[:1])
    found = Match.objects.filter(matching=last, enterprise=enterprise)
    return found.select_related("clause__document__unit").order_by("-amount", "clause__code", "pk")


def claims_of(enterprise: Enterprise, account: Any) -> QuerySet[Claim]:
    """Return the claims of an enterprise that an account may see, the newest first."""
    return CLAIMS.rows(account).filter(enterprise=enterprise).order_by("-number")


def table_of(enterprise: Enterprise, account: Any) -> Table:
    """Return the policies that fit an enterprise, each with the way to apply."""
    # the newest claim on each clause: what is under way is followed, not begun again
    known = {one.clause_id: one for one in reversed(claims_of(enterprise, account)) if one.state not in OVER}
    way = partial(_way, enterprise=enterprise, account=account, known=known)
    columns = [
        *_columns(),
        Column("need", _("须交材料"), value=lambda one: one.clause.need, width=24),
        Column("do", _("办理"), value=lambda one: way(one)[0], link=lambda one: way(one)[1], width=10),
    ]
    return Table(_("%(e)s适用政策") % {"e": enterprise.name}, columns, list(matches_of(enterprise)))


def _columns() -> list[Column]:
    """Return what a policy that fits gives, and by which document."""
    return [
        Column("clause", _("政策条款"), value=lambda one: one.clause.name, width=28),
        Column("document", _("政策文件"), value=lambda one: one.clause.document.title, width=30),
        Column("unit", _("牵头部门"), value=lambda one: one.clause.document.unit.name, width=16),
        Column("mode", _("兑付方式"), value=lambda one: one.clause.get_mode_display(), width=10),
        Column("amount", _("测算金额"), _("万元"), kind="number", digits=4, width=12),
        Column("formula", _("算式"), value=lambda one: one.formula or _("按申报材料计算"), width=26),
    ]


def _way(row: Match, enterprise: Enterprise, account: Any, known: Mapping[int, Claim]) -> tuple[str, str | None]:
    """Return the word and the address by which one comes to the money."""
    if (claim := known.get(row.clause_id)) is not None:
        return str(claim.get_state_display()), CLAIMS.address(claim)
    if row.clause.mode == Mode.EXEMPT:
        return _("等待推送"), None
    if account.role not in WRITERS:
        return "", None
    told = {"enterprise": enterprise.uscc, "clause": row.clause.code, "base": "" if row.base is None else row.base}
    return _("去申报"), f"{reverse('claims:add')}?{urlencode(told)}"


def claims_table(enterprise: Enterprise, account: Any) -> Table:
    """Return an enterprise's claims with where each stands."""
    columns = [
        Column("number", _("申报号"), link=CLAIMS.address, width=14),
        Column("clause", _("政策条款"), value=lambda one: one.clause.name, width=28),
        Column("amount", _("金额"), _("万元"), kind="number", digits=4, width=12),
        Column("state", _("环节"), value=lambda one: one.get_state_display(), width=12),
        Column("missing", _("缺少的材料"), width=24),
        Column("applied_on", _("申报日"), kind="date"),
        Column("paid_on", _("拨付日"), kind="date"),
    ]
    return Table(_("政策申报"), columns, list(claims_of(enterprise, account)))


def _sections(page: Profile) -> list[Section]:
    enterprise = page.enterprise
    here = [(_("适用政策和申报"), reverse("funds:fit", args=(enterprise.pk,)))]
    fitting_ = Table(_("适用政策"), _columns(), list(matches_of(enterprise)[:10]))
    claims = claims_table(enterprise, page.account) if page.has("claims") else None
    return [
        Section(_("适用政策"), fitting_, _("还没有比对出适用的政策"), order=60, links=here),
        Section(_("政策申报"), claims, _("没有政策申报"), order=61),
    ]


sections = Part(_sections)  # on an enterprise's page: the policies that fit it, and its claims
