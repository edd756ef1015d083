"""Load the register definitions that ship as data."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from tenghuan.reading.registers.schema import Quantity, Register

ORDER = ("base", "tax", "statistics", "power", "land", "environment", "science")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster


def _data(name: str) -> Any:
    text = (files("tenghuan.reading.registers") / "data" / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, the one in C where there is one


_FURTHER: dict[str, Callable[[], Register]] = {}


def add_register(key: str, make: Callable[[], Register]) -> None:
    """Let workbooks be read by one more field list, made when it is first asked for.

    Raises:
        ValueError: the key is taken by a register that ships as data.
    """
    if key in ORDER:
        raise ValueError(f"{key} is a register of facts")
    _FURTHER[key] = make


def find_register(key: str) -> Register | None:
    """Return the field list of that key, of facts or added; None if there is none."""
    if key in _FURTHER:
        return _FURTHER[key]()
    return registers().get(key)


@cache
def shipped_quantities() -> dict[str, Quantity]:
    """Return the quantities by key as the data have them (money, electricity, area, mass, coal, persons …)."""
    return {key: Quantity(key=key, **body) for key, body in _data("units").items()}


@cache
def quantities() -> dict[str, Quantity]:
    """Return the quantities by key, and each once more for every other unit it may be stored in (``area:㎡``)."""
    shipped = shipped_quantities()
    others = (
        one.based_on(text)
        for one in shipped.values()
        for unit in one.units
        for text in (unit.name, *unit.aliases)
        if text != one.base
    )
    return shipped | {one.key: one for one in others}


def quantity_in(unit: str) -> str | None:
    """Return the key of the quantity that is stored in a unit, None if no kind of amount is."""
    exact = (key for key, one in quantities().items() if one.base == unit)
    return next(exact, None) if unit else None


@cache
def unit_words() -> frozenset[str]:
    """Return words that are units though no amount is converted from them, in lower case: 欧元, and 千吨 beside 吨."""
    counts = ("十", "百", "千", "万", "百万", "亿")
    known = {name for one in shipped_quantities().values() for unit in one.units for name in (unit.name, *unit.aliases)}
    words = _data("unit_words")
    counted = {f"{count}{word}".casefold() for word in [*words, *known] for count in counts}
    return frozenset(counted | {word.casefold() for word in words}) - {name.casefold() for name in known}


@cache
def registers() -> dict[str, Register]:
    """Return every register by id, the base register first.

    A field written ``{use: KEY}`` takes its definition from ``common.yaml``; further keys override it.
    """
    common: dict[str, dict[str, Any]] = {f["key"]: f for f in _data("common")}
    found: dict[str, Register] = {}
    for name in ORDER:
        body = _data(name)
        body["fields"] = [
            {**common[f["use"]], **{k: v for k, v in f.items() if k != "use"}} if "use" in f else f
            for f in body["fields"]
        ]
        register = Register(**body)
        for item in register.fields:
            if item.quantity is not None and item.quantity not in quantities():
                raise ValueError(f"register {register.id}: field {item.key} has unknown quantity {item.quantity}")
        found[register.id] = register
    return found
