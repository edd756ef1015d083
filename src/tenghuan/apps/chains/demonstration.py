"""Sample chains of a county out of its plan, with sample enterprises on them and posts; marked 示例数据."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.chains.models import Chain, Post
from tenghuan.apps.chains.posting import POSTING
from tenghuan.apps.chains.registers import CHAINS, NODES, PLACINGS, POSTS
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.land.sampling import add
from tenghuan.apps.leads.demonstration import chains, seekers
from tenghuan.apps.organization.models import Region, Seat

# kind, words after the product, amount, how far it goes
POSTS_TOLD = (
    ("asked", "", "每月 2 万件", "match"),
    ("offered", "", "月产能 5 万件", ""),
    ("asked", "加工", "每批 300 套", ""),
    ("offered", "加工", "可承接来料加工", ""),
    ("asked", "检测服务", "每季一次", ""),
    ("offered", "", "现货供应", ""),
    ("asked", "", "年需 80 吨", "settle"),
    ("offered", "", "年产 200 吨", ""),
)


def load(actor: Actor, county: Region) -> int:
    """Bring a county's sample chains in, once; return how many records are new."""
    if Chain.objects.filter(county=county).exists():
        return 0
    with transaction.atomic():
        own = replace(actor, region_path=county.path)
        firms = list(Enterprise.objects.filter(county=county, above_scale=True).order_by("uscc")[:40])
        return _chains(own, county, firms) + _posts(own, county, firms)


def _chains(actor: Actor, county: Region, firms: Sequence[Enterprise]) -> int:
    seats = Seat.objects.filter(group__region=county, role__in=("leader", "deputy")).order_by("group__order", "order")
    posts = list(dict.fromkeys(seats.values_list("post", flat=True)))
    units, made, free = seekers(county), 0, iter(firms)
    for at, told in enumerate(chains().get(county.code, ())):
        chain = add(
            actor, CHAINS, county, name=told["name"], leader=posts[at % len(posts)] if posts else "",
            unit=units[at % len(units)] if units else None, target="补链强链，提高本地配套率（示例）",
        )  # fmt: skip
        made += 1
        for name, place, upstream, weak, current, targets in told["links"]:
            values = {"place": place, "upstream": upstream, "weak": weak, "current": current, "targets": targets}
            add(actor, NODES, county, chain=chain, name=name, **values)
            # a link that the sample calls weak with nobody on it is a gap
            count = 0 if "尚无" in current or "外购" in current else 1 if weak else 2
            head = name == [link[0] for link in told["links"] if not link[3]][-1]
            made += 1 + _placed(actor, chain, name, [firm for firm, _n in zip(free, range(count), strict=False)], head)
    return made


def _placed(actor: Actor, chain: Chain, link: str, firms: Sequence[Enterprise], head: bool) -> int:
    for at, firm in enumerate(firms):
        role = "head" if head and not at else "core" if not at else "support"
        add(actor, PLACINGS, chain.county, chain=chain, link=link, enterprise=firm, role=role, product=link)
    return len(firms)


def _posts(actor: Actor, county: Region, firms: Sequence[Enterprise]) -> int:
    links = [(one["name"], link[0]) for one in chains().get(county.code, ()) for link in one["links"]]
    known = {chain.name: chain for chain in Chain.objects.filter(county=county)}
    if not links or len(firms) < len(POSTS_TOLD):
        return 0
    made: list[tuple[Post, str]] = []
    for at, (kind, words, amount, way) in enumerate(POSTS_TOLD):
        chain, link = links[(at // 2) % len(links)]
        told: dict[str, Any] = {"kind": kind, "product": f"{link}{words}", "amount": amount, "chain": known[chain]}
        post = add(
            actor, POSTS, county, enterprise=firms[at], content="质量稳定，希望本地就近配套（示例）",
            contact="供应链部（示例）", until=timezone.localdate() + timedelta(days=60), **told,
        )  # fmt: skip
        made.append((post, way))
    for at, (post, way) in enumerate(made):
        if way:
            POSTING.take(actor, post, "match", partner=made[at + 1][0])
        if way == "settle":
            POSTING.take(actor, post, "settle", outcome="签订年度供货协议（示例）")
    return len(made)
