"""Back-solving (反算): the smallest set of moves that brings an indicator to its target within limits.

``Enterprise``, ``Indicator``, ``Target``, ``Limits``: the question; ``closing``, ``uplifting``, ``project``: the moves
``solve(moves, totals, target, limits) -> Answer``: the moves by name, the indicators after, what binds if none reach it
``totals(enterprises)``: sums of all measures

Counting is exact; HiGHS only proposes sets and bounds. Nothing here knows Django or a database, and nothing here is a
real figure: answers are suggestions to be looked at.
"""

from tenghuan.solving.model import Answer, Enterprise, Indicator, Limits, Move, Target, totals
from tenghuan.solving.moves import closing, project, uplifting
from tenghuan.solving.search import solve

__all__ = [
    "Answer",
    "Enterprise",
    "Indicator",
    "Limits",
    "Move",
    "Target",
    "closing",
    "project",
    "solve",
    "totals",
    "uplifting",
]
