"""What is kept of projects."""

from tenghuan.apps.projects.models.following import LampChange, Month, Node, Problem, ProblemState
from tenghuan.apps.projects.models.projects import (
    ChainRole,
    Lamp,
    Nature,
    Project,
    Rank,
    Relation,
    Site,
    State,
)

__all__ = [
    "ChainRole",
    "Lamp",
    "LampChange",
    "Month",
    "Nature",
    "Node",
    "Problem",
    "ProblemState",
    "Project",
    "Rank",
    "Relation",
    "Site",
    "State",
]
