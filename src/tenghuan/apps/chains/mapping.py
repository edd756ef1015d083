"""One chain, one map (一链一图谱): links from upstream to downstream with their enterprises, gaps and leads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from tenghuan.apps.chains.models import Chain, Node, Placing
from tenghuan.apps.chains.naming import names_of
from tenghuan.apps.enterprises.hooks import Part, Profile, Section
from tenghuan.apps.enterprises.models import Status
from tenghuan.apps.kit.registry import address_of
from tenghuan.apps.leads.models import FOLLOWED, Lead, State
from tenghuan.publishing.tables import Column, Table

GOOD, WEAK, GAP = "good", "weak", "gap"
COLOURS = {GOOD: "#1b7f3b", WEAK: "#c98a00", GAP: "#b3261e"}
SIGNS = {GOOD: "circle", WEAK: "triangle", GAP: "rect"}
ACROSS = 190  # of a place to the next one; any unit
DOWN, ABOVE, BELOW, WIDE = 125, 40, 110, 900  # pixels: a sign with five lines, the borders, the least width for places
NAMES = 2  # enterprises named in the picture; the table has all
# who was struck off or moved away closes no gap
HERE: dict[str, Any] = {"enterprise__status__in": (Status.NORMAL, Status.MOVED_IN), "enterprise__retired_on": None}


@dataclass
class Link:
    """A link with what stands on it: enterprises here, leads under way and landed."""

    node: Node
    placings: list[Placing] = field(default_factory=list)
    running: int = 0
    landed: int = 0

    @property
    def standing(self) -> str:
        """Good, weak, or a gap where no enterprise of the county is on it."""
        return GAP if not self.placings else WEAK if self.node.weak else GOOD

    @property
    def word(self) -> str:
        """How the link stands."""
        return {GOOD: _("完整"), WEAK: _("弱链"), GAP: _("断链")}[self.standing]

    @property
    def lacking(self) -> bool:
        """Whether somebody is to be won for it."""
        return self.standing != GOOD

    @property
    def heads(self) -> list[Placing]:
        """The enterprises that head the chain here."""
        return [one for one in self.placings if one.role == Placing.Role.HEAD]

    @property
    def firms(self) -> str:
        """The enterprises' names, heads first."""
        ordered = sorted(self.placings, key=lambda one: (one.role != Placing.Role.HEAD, one.enterprise.name))
        return "、".join(_named(one) for one in ordered)


def _named(one: Placing) -> str:
    head = one.role == Placing.Role.HEAD
    return f"{one.enterprise.name}（{one.get_role_display()}）" if head else one.enterprise.name


def links_of(chains: Iterable[Chain]) -> dict[int, list[Link]]:
    """Return the links of chains in order, with what stands on them (three queries for all of them)."""
    every = list(chains)
    found: dict[int, list[Link]] = {chain.pk: [] for chain in every}
    by_node: dict[int, Link] = {}
    for node in Node.objects.filter(chain__in=every, retired_on=None).select_related("chain").order_by("place", "name"):
        by_node[node.pk] = Link(node)
        found[node.chain_id].append(by_node[node.pk])
    placed = Placing.objects.filter(node__in=list(by_node), retired_on=None, **HERE)
    placed = placed.select_related("enterprise", "chain")
    for one in placed.order_by("enterprise__name", "pk"):
        by_node[one.node_id].placings.append(one)
    named = {(link.node.chain.county_id, link.node.chain.name, link.node.name): link for link in by_node.values()}
    rows = Lead.objects.filter(county__in={chain.county_id for chain in every}, retired_on=None).exclude(link="")
    counts = {"running": Count("pk", filter=Q(state__in=FOLLOWED)), "landed": Count("pk", filter=Q(state=State.LANDED))}
    told = rows.order_by().values("county_id", "chain", "link").annotate(**counts)
    for row in told:
        counted: Mapping[str, Any] = row
        if (link := named.get((row["county_id"], row["chain"], row["link"]))) is not None:
            link.running, link.landed = counted["running"], counted["landed"]
    return found


def drawing(links: Sequence[Link]) -> dict[str, Any]:
    """Return the map of a chain as ECharts draws it: places from left to right, an arrow from upstream down."""
    rows: dict[int, int] = defaultdict(int)
    columns = {place: at for at, place in enumerate(sorted({link.node.place for link in links}))}
    # the map is made as wide as the page: many places shrink it, and what lies below each other needs room all the same
    down = round(DOWN * max(1.0, ACROSS * (len(columns) - 1) / WIDE))
    data = []
    for link in links:
        place = link.node.place
        data.append(_point(link, columns[place] * ACROSS, rows[place] * down))
        rows[place] += 1
    known = {link.node.name for link in links}
    ways = [
        {"source": upper, "target": link.node.name}
        for link in links
        for upper in names_of(link.node.upstream)
        if upper in known
    ]
    return {
        "tooltip": {"trigger": "item", "formatter": "{b}", "confine": True},
        "animation": False,
        "series": [
            {
                "type": "graph", "layout": "none", "roam": True, "data": data, "links": ways,
                "left": 90, "right": 110, "top": ABOVE, "bottom": BELOW, "symbolSize": 30,  # room for five lines below
                "edgeSymbol": ["none", "arrow"], "edgeSymbolSize": 8,
                "lineStyle": {"color": "#8a94a3", "width": 1.5},
                "label": {"show": True, "position": "bottom", "fontSize": 12, "lineHeight": 16, "color": "#1f2933"},
            }
        ],
    }  # fmt: skip


def height(links: Sequence[Link]) -> int:
    """Return how many pixels the map needs so that no sign's words lie on the next one's."""
    rows = Counter(link.node.place for link in links)
    return ABOVE + BELOW + DOWN * max(max(rows.values(), default=1) - 1, 1)


def _point(link: Link, across: int, down: int) -> dict[str, Any]:
    firms = sorted(link.placings, key=lambda one: one.role != Placing.Role.HEAD)
    named = [("★" if one.role == Placing.Role.HEAD else "") + _short(one.enterprise.name) for one in firms[:NAMES]]
    if len(firms) > NAMES:
        named.append(_("等 %(n)d 家") % {"n": len(firms)})
    under = [link.word] if link.lacking else []
    under += [_("在谈 %(n)d") % {"n": link.running}] if link.running else []
    lines = [link.node.name, *named, *(["　".join(under)] if under else [])]
    return {
        "name": link.node.name, "x": across, "y": down, "symbol": SIGNS[link.standing],
        "itemStyle": {"color": COLOURS[link.standing]}, "label": {"formatter": "\n".join(lines)},
    }  # fmt: skip


def _short(name: str) -> str:
    return name if len(name) <= 10 else f"{name[:9]}…"


def table(chain: Chain, links: Sequence[Link]) -> Table:
    """Return the links of a chain as a table."""
    columns = (
        Column("place", _("次序"), kind="number", digits=0, width=6, value=lambda one: one.node.place),
        Column("name", _("环节"), width=16, value=lambda one: one.node.name, link=lambda one: address_of(one.node)),
        Column("word", _("情况"), width=8),
        Column("upstream", _("上游环节"), width=18, value=lambda one: one.node.upstream),
        Column("firms", _("链上企业"), width=36),
        Column("current", _("现状"), width=24, value=lambda one: one.node.current),
        Column("targets", _("目标企业"), width=24, value=lambda one: one.node.targets),
        Column("running", _("在谈线索"), kind="number", digits=0, width=8),
        Column("landed", _("已落地"), kind="number", digits=0, width=8),
    )
    return Table(_("%(c)s产业链图谱") % {"c": chain.name}, columns, links)


def placings(account: Any) -> QuerySet[Placing]:
    """Return where enterprises stand on chains."""
    return Placing.objects.visible_to(account).filter(retired_on=None)


def _sections(page: Profile) -> list[Section]:
    if not page.has("placings"):
        return []
    rows = placings(page.account).filter(enterprise=page.enterprise)
    found = list(rows.select_related("chain").order_by("chain__name", "link"))
    if not found:
        return []
    columns = (
        Column("chain", _("产业链"), link=lambda one: address_of(one.chain)),
        Column("link", _("环节")),
        Column("role", _("作用")),
        Column("product", _("主要产品"), width=26),
    )
    return [Section(_("产业链位置"), Table(_("产业链位置"), columns, found), order=60)]


section = Part(_sections)  # the links that an enterprise stands on, for its page
