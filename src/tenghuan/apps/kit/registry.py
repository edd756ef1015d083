"""The registers and loops that were declared, by key and by model: what others look up without knowing a business."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse

if TYPE_CHECKING:
    from tenghuan.apps.kit.loop import Loop
    from tenghuan.apps.kit.register import Register

REGISTERS: dict[str, Register] = {}
LOOPS: dict[str, Loop] = {}
LISTS: set[str] = set()  # names of list pages that are no register's, yet keep views


def add_register(register: Register) -> None:
    """Remember a register; ValueError if its key is taken."""
    if REGISTERS.setdefault(register.key, register) is not register:
        raise ValueError(f"two registers are called {register.key}")


def add_loop(loop: Loop) -> None:
    """Remember a loop; ValueError if its key is taken."""
    if LOOPS.setdefault(loop.key, loop) is not loop:
        raise ValueError(f"two loops are called {loop.key}")


def of_model(model: type[models.Model] | None) -> Register | None:
    """Return the register of a model, None if it has none."""
    return next((one for one in REGISTERS.values() if one.model is model), None)


def address_of(thing: models.Model) -> str:
    """Return the address of any thing: of its register, or what it says itself; "" if it has no page."""
    if (found := of_model(type(thing))) is not None:
        return found.address(thing)
    own = getattr(thing, "get_absolute_url", None)
    return str(own()) if own is not None else ""


def page_of(row: Any) -> str:
    """Return the address of the thing that a row leads to (a task, an event), without reading the thing if it can."""
    kind = ContentType.objects.get_for_id(row.content_type_id).model_class()
    if (found := of_model(kind)) is not None:
        return reverse(f"{found.key}:detail", args=(row.object_id,))
    return address_of(row.thing) if row.thing is not None else ""
