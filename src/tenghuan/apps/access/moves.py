"""Moving along states, for every loop alike: a table of permitted moves, and one conditional update.

A table is any iterable of :class:`Move` (or of a subclass that says more: who, what it needs). The update names
the state that was read, so that two clicks or two officers at once cannot make a move twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

M = TypeVar("M", bound="Move")


@dataclass(frozen=True)
class Move:
    """One permitted change of state: ``verb`` leads from any of ``sources`` to ``target``."""

    verb: str
    sources: frozenset[str]
    target: str


def find(table: Iterable[M], verb: str, state: str) -> M | None:
    """Return the move that ``verb`` makes from ``state``, None if it makes none."""
    return next((move for move in table if move.verb == verb and state in move.sources), None)


def moves_from(table: Iterable[M], state: str) -> list[M]:
    """Return the moves that lead away from ``state``, in the table's order."""
    return [move for move in table if state in move.sources]


def switch(thing: models.Model, target: str, *conditions: Q, **changes: Any) -> bool:
    """Bring a row from the state it was read in into ``target`` with further columns, and say whether it was done.

    Args:
        thing: a model with a column ``state``; the object itself stays as it was read.
        target: the new state.
        *conditions: what else must still hold of the row.
        **changes: columns set along with the state.

    Returns:
        False: somebody moved the row meanwhile, or a condition no longer holds; nothing was written.
    """
    here = type(thing)._default_manager.filter(*conditions, pk=thing.pk, state=thing.state)  # type: ignore[attr-defined]
    return bool(here.update(state=target, **changes))
