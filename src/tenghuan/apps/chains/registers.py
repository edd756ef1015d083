"""What chains are, declared: chains, links, enterprises on them, and the board of what is asked and offered."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.access.who import Who
from tenghuan.apps.chains.mapping import HERE
from tenghuan.apps.chains.models import Chain, Node, Placing, Post
from tenghuan.apps.chains.naming import hold_chain, hold_node, hold_retired_chain, hold_retired_node, place
from tenghuan.apps.chains.panels import Fitting, Map
from tenghuan.apps.chains.posting import DONE, MATCHED, POSTING, WITHDRAWN
from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.errors import InputFault

GUIDE = "29-chains"
WRITERS = (Who.UNIT, Who.OFFICE)

CHAINS = Register(
    key="chains",
    model=Chain,
    natural=("name",),
    fields=("name", "leader", "unit", "target"),
    columns=("name", "leader", "unit", "target"),
    search=("name",),
    filters=("unit",),
    panels=(Map(),),
    panels_first=True,
    related=("unit",),
    writers=WRITERS,
    hold=hold_chain,
    follows=hold_retired_chain,
    menu=Menu("projects", "topology-star-3", 51, GUIDE),
)

NODES = Register(
    key="nodes",
    model=Node,
    natural=("chain", "name"),
    fields=("chain", "name", "place", "upstream", "weak", "current", "targets"),
    columns=("name", "chain", "place", "upstream", "weak", "current", "targets"),
    search=("name", "chain__name", "targets"),
    filters=("weak",),
    related=("chain", "chain__unit"),
    writers=WRITERS,
    hold=hold_node,
    follows=hold_retired_node,
    menu=Menu("projects", "git-branch", 52, GUIDE),
)

PLACINGS = Register(
    key="placings",
    model=Placing,
    natural=("chain", "link", "enterprise"),
    fields=("chain", "link", "enterprise", "role", "product"),
    columns=("enterprise", "chain", "link", "role", "product"),
    search=("enterprise__name", "enterprise__uscc", "chain__name", "link", "product"),
    filters=("role",),
    related=("chain", "chain__unit", "enterprise", "node"),
    readers=OFFICIALS | {Role.ENTERPRISE},
    writers=WRITERS,
    complete=place,
    menu=Menu("projects", "building-factory", 53, GUIDE),
    measures=(
        Measure(
            "chains.heads", _("“链主”企业"), "家", {"role": Placing.Role.HEAD, **HERE}, distinct="enterprise",
            enterprise="enterprise", indicator="chain_leaders", scope=_("现在登记为链主的，一企一次"),
        ),
        Measure("chains.firms", _("链上企业"), "家", HERE, distinct="enterprise"),
    ),
)  # fmt: skip


def _hold_post(post: Post) -> None:
    if post.until is not None and not post.pk and post.until < timezone.localdate():
        raise InputFault(_now("有效期已过"), where=post.product, field="until")


POSTS = Register(
    key="posts",
    model=Post,
    natural=("number",),
    fields=("enterprise", "kind", "chain", "product", "amount", "content", "until", "contact"),
    columns=("number", "enterprise", "kind", "product", "chain", "state", "amount", "until", "matched_on", "done_on"),
    search=("number", "product", "content", "enterprise__name"),
    filters=("kind", "until"),
    panels=(Fitting(),),
    summary=("kind", "product", "chain", "until", "partner", "matched_on"),
    related=("enterprise", "chain", "chain__unit", "partner"),
    readers=OFFICIALS | {Role.ENTERPRISE},
    writers=(Who.ENTERPRISE, Who.OFFICE),
    loop=POSTING,
    frozen=frozenset({MATCHED, DONE, WITHDRAWN}),
    complete=numbered("number", "GX"),
    hold=_hold_post,
    menu=Menu("projects", "arrows-exchange", 55, GUIDE),
    measures=(
        Measure("posts.asked", _("发布需求"), "条", {"kind": Post.Kind.ASKED}),
        Measure("posts.done", _("供需达成"), "条", {"state": DONE}, when="done_on"),
    ),
)
