"""Names by which leads, links and enterprises hang on a chain: what may be named, and what may not be renamed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.chains.models import Chain, Node, Placing, Post
from tenghuan.apps.leads.models import Lead
from tenghuan.apps.organization.models import Seat
from tenghuan.errors import InputFault

PARTED = re.compile("[、，,;；]")


def names_of(text: str) -> list[str]:
    """Return names parted by 、 (or a comma), each once, in their order."""
    return list(dict.fromkeys(part for one in PARTED.split(text) if (part := one.strip())))


def hold_lead(lead: Lead) -> None:
    """Refuse a lead that names a chain or a link which its county has not; one without chains is free."""
    known = Chain.objects.filter(county=lead.county, retired_on=None)
    if not lead.chain or not known.exists():
        return
    chain = known.filter(name=lead.chain).first()
    if chain is None:
        told = "、".join(known.order_by("name").values_list("name", flat=True))
        raise InputFault(
            _("没有“%(c)s”这条产业链") % {"c": lead.chain}, remedy=_("可选：%(o)s") % {"o": told}, field="chain"
        )
    nodes = chain.nodes.filter(retired_on=None).order_by("place", "name")
    if lead.link and not nodes.filter(name=lead.link).exists():
        told = "、".join(nodes.values_list("name", flat=True))
        raise InputFault(
            _("“%(c)s”没有“%(l)s”这个环节") % {"c": chain, "l": lead.link},
            remedy=_("可选：%(o)s") % {"o": told},
            field="link",
        )


def hold_chain(chain: Chain) -> None:
    """Refuse a seat that no group has, and a new name where leads name the old one."""
    if chain.leader and not Seat.objects.filter(group__region=chain.county, post=chain.leader).exists():
        raise InputFault(
            _("没有“%(s)s”这个席位") % {"s": chain.leader},
            where=str(chain),
            remedy=_("请填工作专班名单中的职务，不写人名"),
            field="leader",
        )
    old = Chain.objects.filter(pk=chain.pk).values_list("name", flat=True).first() if chain.pk else None
    if old is not None and old != chain.name and _leads(chain, chain=old).exists():
        raise InputFault(
            _("已有线索引用“%(n)s”，不能改名") % {"n": old},
            where=old,
            remedy=_("请先把这些线索改到别的链"),
            field="name",
        )


def hold_node(node: Node) -> None:
    """Refuse an upstream that is none of the chain or leads round, and a new name where others name the old one."""
    if names_of(node.name) != [node.name]:
        raise InputFault(
            _("环节名称里不能有顿号、逗号、分号"), where=node.name, remedy=_("上游环节用它们分开；请换一个名称")
        )
    others = Node.objects.filter(chain=node.chain, retired_on=None).exclude(pk=node.pk)
    ways = {name: names_of(upstream) for name, upstream in others.values_list("name", "upstream")}
    old = Node.objects.filter(pk=node.pk).first() if node.pk else None
    if old is not None and old.chain_id != node.chain_id:
        raise InputFault(
            _("环节不能换到另一条产业链"), where=str(old), remedy=_("请停用后在另一条链新增"), field="chain"
        )
    upstream = names_of(node.upstream)
    node.upstream = "、".join(upstream)
    unknown = [name for name in upstream if name not in ways]
    if unknown:
        raise InputFault(
            _("上游环节“%(u)s”未登记") % {"u": "、".join(unknown)},
            where=node.name,
            remedy=_("请先登记上游环节"),
            field="upstream",
        )
    if old is not None and old.name != node.name:
        _hold_renamed(old, ways)
    if node.name in _above(upstream, ways):
        raise InputFault(_("上游环节绕回了自己"), where=node.name, remedy=_("请核对上下游关系"), field="upstream")


def _is_named(node: Node, ways: Mapping[str, Collection[str]]) -> bool:
    """Tell whether a link downstream, an enterprise or a lead names a link."""
    placed = node.pk is not None and Placing.objects.filter(node=node, retired_on=None).exists()
    named = placed or any(node.name in upstream for upstream in ways.values())
    return named or _leads(node, chain=node.chain.name, link=node.name).exists()


def hold_retired_node(actor: Actor, node: Node) -> None:
    """Refuse to take a link out of use, or back with its batch, that others name: they would hang on nothing."""
    if node.retired_on is None and node.pk is not None:
        return
    others = Node.objects.filter(chain=node.chain, retired_on=None)
    if _is_named(node, {name: names_of(upstream) for name, upstream in others.values_list("name", "upstream")}):
        raise InputFault(
            _("已有下游环节、企业或线索引用“%(n)s”，不能停用") % {"n": node.name},
            where=str(node),
            remedy=_("请先把它们改到别的环节"),
        )


def hold_retired_chain(actor: Actor, chain: Chain) -> None:
    """Refuse to take a chain out of use that has links, enterprises, posts that run, or leads."""
    if chain.retired_on is None:
        return
    used = (
        chain.nodes.filter(retired_on=None),
        chain.placings.filter(retired_on=None),
        chain.posts.filter(retired_on=None, state__in=(Post.State.OPEN, Post.State.MATCHED)),
        _leads(chain, chain=chain.name),
    )
    if any(rows.exists() for rows in used):
        raise InputFault(
            _("“%(n)s”还有环节、企业、供需信息或线索，不能停用") % {"n": chain},
            where=str(chain),
            remedy=_("请先停用或改到别的链"),
        )


def _hold_renamed(old: Node, ways: Mapping[str, Collection[str]]) -> None:
    if _is_named(old, ways):
        raise InputFault(
            _("已有下游环节、企业或线索引用“%(n)s”，不能改名") % {"n": old.name},
            where=str(old), remedy=_("请新增一个环节，把它们改过去，再停用本环节"), field="name",
        )  # fmt: skip


def _above(names: Collection[str], ways: Mapping[str, Collection[str]]) -> set[str]:
    """Return everything upstream of some links, themselves among it."""
    found: set[str] = set()
    rest = list(names)
    while rest:
        name = rest.pop()
        if name not in found:
            found.add(name)
            rest += ways.get(name, ())
    return found


def _leads(thing: Chain | Node, **named: str) -> QuerySet[Lead]:
    return Lead.objects.filter(county=thing.county, retired_on=None, **named)


def place(placing: Placing) -> None:
    """Find the link that an enterprise is put on by its name within the chain."""
    found = Node.objects.filter(chain=placing.chain_id, name=placing.link, retired_on=None).first()
    if found is None:
        raise InputFault(
            _("“%(c)s”没有“%(l)s”这个环节") % {"c": placing.chain, "l": placing.link},
            remedy=_("请先登记环节"),
            field="link",
        )
    placing.node = found
