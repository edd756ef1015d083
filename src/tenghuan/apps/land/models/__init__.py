"""What is kept of land."""

from __future__ import annotations

from tenghuan.apps.land.models.deals import OPEN_DEALS, Deal, DealKind, DealState, Renewal
from tenghuan.apps.land.models.idle import IDLE_OPEN, Cause, Halt, IdleCase, IdleState
from tenghuan.apps.land.models.lists import Approval, Block
from tenghuan.apps.land.models.parcels import (
    Batch,
    Burden,
    ControlLine,
    Floor,
    FormerShape,
    Lineage,
    Parcel,
    Standing,
    Tenure,
)
from tenghuan.apps.land.models.performance import PROMISES, Performance, PerformanceState

__all__ = [
    "IDLE_OPEN",
    "OPEN_DEALS",
    "PROMISES",
    "Approval",
    "Batch",
    "Block",
    "Burden",
    "Cause",
    "ControlLine",
    "Deal",
    "DealKind",
    "DealState",
    "Floor",
    "FormerShape",
    "Halt",
    "IdleCase",
    "IdleState",
    "Lineage",
    "Parcel",
    "Performance",
    "PerformanceState",
    "Renewal",
    "Standing",
    "Tenure",
]
