"""招引需求清单 and 招商图谱: what the chains of a county lack, whom one wants for it, and which leads answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.chains.mapping import GAP, WEAK, Link, links_of
from tenghuan.apps.chains.models import Chain
from tenghuan.apps.kit.registry import address_of
from tenghuan.publishing.tables import Column, Table


@dataclass(frozen=True)
class Sum:
    """What stands on a chain: links, gaps, weak ones, enterprises, heads, leads."""

    chain: Chain
    links: Sequence[Link]

    @property
    def gaps(self) -> int:
        """Links without an enterprise here."""
        return sum(one.standing == GAP for one in self.links)

    @property
    def weak(self) -> int:
        """Weak links."""
        return sum(one.standing == WEAK for one in self.links)

    @property
    def firms(self) -> int:
        """Enterprises on the chain, each once."""
        return len({placing.enterprise_id for one in self.links for placing in one.placings})

    @property
    def heads(self) -> str:
        """The enterprises that head it."""
        return "、".join(dict.fromkeys(placing.enterprise.name for one in self.links for placing in one.heads))

    @property
    def running(self) -> int:
        """Leads under way."""
        return sum(one.running for one in self.links)

    @property
    def landed(self) -> int:
        """Leads that landed."""
        return sum(one.landed for one in self.links)


def sums(chains: Sequence[Chain]) -> list[Sum]:
    """Return what stands on each chain."""
    found = links_of(chains)
    return [Sum(chain, found[chain.pk]) for chain in chains]


def lacking(chains: Sequence[Chain]) -> list[Link]:
    """Return the links that lack somebody: gaps first, then those without a lead, by chain and order."""
    found = [one for links in links_of(chains).values() for one in links if one.lacking]
    return sorted(found, key=lambda one: (one.node.chain.name, bool(one.placings), one.running > 0, one.node.place))


def lead_address(link: Link) -> str:
    """Return the address of a new lead for a link."""
    told = {"chain": link.node.chain.name, "link": link.node.name, "part": "strong" if link.placings else "mend"}
    return f"{reverse('leads:add')}?{urlencode(told)}"


def _leads(link: Link) -> str | None:
    if not link.running:
        return None
    return f"{reverse('leads:list')}?{urlencode({'chain': link.node.chain.name, 'link': link.node.name})}"


def table(rows: Sequence[Link], *, may_add: bool) -> Table:
    """Return what is lacking as a list, with the leads that answer and the button that registers one."""
    columns: list[Column] = [
        Column("chain", _("产业链"), width=16, value=lambda one: one.node.chain.name, link=_chain),
        Column("name", _("环节"), width=16, value=lambda one: one.node.name, link=lambda one: address_of(one.node)),
        Column("word", _("情况"), width=8),
        Column("current", _("现状"), width=26, value=lambda one: one.node.current),
        Column("targets", _("目标企业"), width=28, value=lambda one: one.node.targets),
        Column("running", _("在谈线索"), kind="number", digits=0, width=8, link=_leads),
        Column("landed", _("已落地"), kind="number", digits=0, width=8),
    ]
    if may_add:
        columns.append(Column("do", _("办理"), width=10, value=lambda one: _("登记线索"), link=lead_address))
    return Table(_("招引需求清单"), columns, rows)


def _chain(link: Link) -> str:
    return reverse("chain:map", args=(link.node.chain_id,))


def chain_table(rows: Sequence[Sum]) -> Table:
    """Return the chains of a county as a list."""
    columns: tuple[Any, ...] = (
        Column("chain", _("产业链"), width=18, link=lambda one: reverse("chain:map", args=(one.chain.pk,))),
        Column("chain__leader", _("链长席位"), width=18),
        Column("chain__unit", _("牵头单位"), width=16),
        Column("heads", _("链主企业"), width=26),
        Column("count", _("环节"), kind="number", digits=0, width=6, value=lambda one: len(one.links)),
        Column("gaps", _("断链"), kind="number", digits=0, width=6),
        Column("weak", _("弱链"), kind="number", digits=0, width=6),
        Column("firms", _("链上企业"), kind="number", digits=0, width=8),
        Column("running", _("在谈线索"), kind="number", digits=0, width=8),
        Column("landed", _("已落地"), kind="number", digits=0, width=8),
    )
    return Table(_("产业链总览"), columns, rows)
