"""How tests make a request: assigned to the unit that the number names."""

from __future__ import annotations

from typing import Any

from tests.apps.services.asking import assigned
from tests.world import County


def make_request(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return assigned(county, number, town, unit)


MAKERS = {"requests": make_request}


def _set(thing: Any, **columns: Any) -> None:
    type(thing).objects.filter(pk=thing.pk).update(**columns)


def _good(county: County, thing: Any, patch: Any) -> dict[str, Any]:
    return {"way": "phone", "score": "5", "said": ""}


def _bad(county: County, thing: Any, patch: Any) -> dict[str, Any]:
    _set(thing, score=1, satisfied=False, self_rated=True)
    return {"way": "door", "score": "1", "said": "没有解决"}


def _led(county: County, thing: Any, patch: Any) -> dict[str, Any]:
    return {"lead": county.departments[0], "support": county.departments[1]}


WALKS: dict[str, dict[str, Any]] = {
    "requests": {
        "assign": _led,
        "conclude": _led,
        "visit": _good,
        "redo": _bad,
        "rate": lambda county, thing, patch: {"score": "4", "said": ""},
    },
}
