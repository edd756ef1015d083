"""What is kept of a plan: the published one, and drafts under review."""

from tenghuan.apps.plans.models.drafts import Document, Draft, DraftItem, DraftKind, DraftState, DraftUnit, ItemState
from tenghuan.apps.plans.models.published import (
    Duty,
    Indicator,
    Item,
    ItemKind,
    Milestone,
    Parameter,
    Plan,
    PlanVersion,
    Reference,
    Responsibility,
    ResponsibilityRole,
)

__all__ = [
    "Document",
    "Draft",
    "DraftItem",
    "DraftKind",
    "DraftState",
    "DraftUnit",
    "Duty",
    "Indicator",
    "Item",
    "ItemKind",
    "ItemState",
    "Milestone",
    "Parameter",
    "Plan",
    "PlanVersion",
    "Reference",
    "Responsibility",
    "ResponsibilityRole",
]
