"""Parts of a chain's and a post's page that the kit does not know: the way to the map, and what fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.chains.models import Chain, Post
from tenghuan.apps.chains.needs import sums
from tenghuan.apps.chains.posting import fitting
from tenghuan.apps.kit.registry import address_of

MAP, FITTING = _("图谱"), _("对接")


@dataclass(frozen=True)
class Map:
    """How the chain stands, with the way to its map."""

    title: Any = MAP
    key: str = "map"
    template: str = "chains/summary.html"

    def context(self, account: Any, thing: Chain) -> dict[str, Any]:
        """Return what stands on the chain."""
        return {"sum": sums([thing])[0]}


@dataclass(frozen=True)
class Fitting:
    """What may fit an open post; of a matched one whom it is matched with, and how to reach them."""

    title: Any = FITTING
    key: str = "fitting"
    template: str = "chains/fitting.html"

    def context(self, account: Any, thing: Post) -> dict[str, Any]:
        """Return the posts that fit, the partner, and those who ask for what this one offers.

        An enterprise has no page of another's post: it sees what the board shows of it.
        """
        mine = account.role == Role.ENTERPRISE
        askers = thing.askers.filter(state__in=(Post.State.MATCHED, Post.State.DONE)).select_related("enterprise")
        partners = [thing.partner] if thing.partner is not None else list(askers.order_by("number"))
        rows = fitting(thing) if thing.state == Post.State.OPEN else []
        return {
            "partners": [(one, "" if mine else address_of(one)) for one in partners],
            "rows": [(one, "" if mine else address_of(one)) for one in rows],
        }
