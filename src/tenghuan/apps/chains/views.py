"""Pages of chains: all of a county, one as a map, what they lack, and the board of what is asked and offered."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.access.who import any_of
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.chains import mapping, needs, posting
from tenghuan.apps.chains.models import Chain, Post
from tenghuan.apps.chains.registers import CHAINS, POSTS, WRITERS
from tenghuan.apps.kit.views.counties import counties_to_choose, county_looked_at
from tenghuan.apps.leads.registers import LEADS
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.projects.registers import PROJECTS
from tenghuan.apps.web.responses import table_response
from tenghuan.publishing.tables import Column, Table


def _chains(request: AccountRequest) -> list[Chain]:
    rows = CHAINS.rows(request.user).filter(county=county_looked_at(request))
    return list(rows.select_related("unit", "county").order_by("name"))


def _choice(request: AccountRequest) -> dict[str, object]:
    return {"county": county_looked_at(request), "counties": counties_to_choose(request)}


@page(OFFICIALS)
def overview(request: AccountRequest) -> HttpResponseBase:
    """The chains of a county with their gaps, enterprises and leads."""
    table = needs.chain_table(needs.sums(_chains(request)))
    return table_response(request, "chains/overview.html", table, _choice(request))


@page(OFFICIALS)
def map_page(request: AccountRequest, pk: int) -> HttpResponseBase:
    """One chain, one map: drawn from the data, edited by the unit that leads it."""
    chain = get_object_or_404(CHAINS.rows(request.user), pk=pk)
    links = mapping.links_of([chain])[chain.pk]
    told = {
        "chain": chain,
        "links": links,
        "sum": needs.Sum(chain, links),
        "option": mapping.drawing(links),
        "height": mapping.height(links),
        "may_edit": chain.retired_on is None and any_of(WRITERS, Actor.of(request), chain),
        "projects": PROJECTS.rows(request.user)
        .filter(county=chain.county, chain=chain.name)
        .exclude(state="dropped")
        .order_by("name")[:50],
        "leads": LEADS.rows(request.user).filter(county=chain.county, chain=chain.name, state="landed")[:50],
    }
    return table_response(request, "chains/map.html", mapping.table(chain, links), told)


@page(OFFICIALS)
def lacking(request: AccountRequest) -> HttpResponseBase:
    """What the chains of a county lack: the list of whom to win."""
    may_add = request.user.role != Role.LEADER and request.user.region.county_path != ""
    table = needs.table(needs.lacking(_chains(request)), may_add=may_add)
    return table_response(request, "chains/lacking.html", table, {**_choice(request), "may_add": may_add})


@page(OFFICIALS | {Role.ENTERPRISE})
def board(request: AccountRequest) -> HttpResponseBase:
    """What is asked and offered in the county and still holds; an enterprise's own posts have a page of their own."""
    county = county_looked_at(request)
    firm = request.user.role == Role.ENTERPRISE

    def link(one: Post) -> str | None:
        own = not firm or one.enterprise.uscc == request.user.enterprise_code
        return POSTS.address(one) if own else None

    columns = (
        Column("number", _("编号"), width=14, link=link),
        Column("kind", _("供需"), width=8),
        Column("product", _("产品或服务"), width=22),
        Column("amount", _("数量和规格"), width=18),
        Column("content", _("说明"), width=36),
        Column("chain", _("产业链"), width=14),
        Column("enterprise", _("企业"), width=24),
        Column("until", _("有效期至"), kind="date"),
    )
    rows = list(posting.open_in(county)[:2000])
    told = {**_choice(request), "firm": firm, "may_add": firm or request.user.role == Role.OFFICE}
    return table_response(request, "chains/board.html", Table(_("产业链一键通"), columns, rows), told)
