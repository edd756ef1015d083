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
def quantities() -> dict[str, Quantity]:
    """Return the quantities by key (money, electricity, area, mass, coal, persons)."""
    return {key: Quantity(key=key, **body) for key, body in _data("units").items()}


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
