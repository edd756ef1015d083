"""How tests make a breakdown and a portion: those of the first or second town."""

from __future__ import annotations

from typing import Any

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.decomposition.models import Portion
from tenghuan.apps.decomposition.registers import CARRYING
from tests.apps.decomposition.breakdowns import asked, drafted
from tests.world import County


def make_decomposition(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return drafted(county, number)


def make_portion(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return Portion.objects.get(decomposition=asked(county, number), unit=county.towns[town])


def _answered(*verbs: str) -> Any:
    """Bring every portion of a breakdown along these moves."""

    def ready(county: County, thing: Any, patch: Any) -> None:
        for one in thing.portions.all():
            for verb in verbs:
                CARRYING.take(Actor.platform("test"), one, verb)

    return ready


def _agreed(county: County, thing: Any, patch: Any) -> None:
    """All portions are accepted; the breakdown stands as it is, for the moves that it is brought to by hand."""
    state = thing.state
    type(thing).objects.filter(pk=thing.pk).update(state="asked")
    _answered("ask", "accept")(county, thing, patch)
    type(thing).objects.filter(pk=thing.pk).update(state=state)


def _carried(county: County, thing: Any, patch: Any) -> None:
    _agreed(county, thing, patch)
    _answered("carry")(county, thing, patch)


MAKERS = {"decompositions": make_decomposition, "portions": make_portion}
WALKS: dict[str, dict[str, Any]] = {
    "decompositions": {"settle": _agreed, "back": _agreed, "publish": _agreed, "replace": _carried},
    "portions": {},
}
