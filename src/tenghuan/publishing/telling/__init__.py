"""Bulletins told from figures: facts of one month → parts of text by rules → a paper.

``Facts`` is what one paper is made from; ``write(facts)`` gives its parts, ``drawn(facts, parts, official, title)`` the
paper, ``town_sheet`` that of one town. Texts name figures in braces; ``fill``, ``lacking`` and ``loose`` hold them.
"""

from tenghuan.publishing.telling.drawing import TABLES, drawn, town_sheet
from tenghuan.publishing.telling.facts import NO_LAMP, ON_PACE, Facts, Kind, Line, Matter, Named, Office, Place
from tenghuan.publishing.telling.figures import (
    TO_FILL,
    amount,
    figures,
    fill,
    lacking,
    loose,
    marks,
    points,
    rules,
    share,
)
from tenghuan.publishing.telling.writing import Part, titled, write

__all__ = [
    "NO_LAMP",
    "ON_PACE",
    "TABLES",
    "TO_FILL",
    "Facts",
    "Kind",
    "Line",
    "Matter",
    "Named",
    "Office",
    "Part",
    "Place",
    "amount",
    "drawn",
    "figures",
    "fill",
    "lacking",
    "loose",
    "marks",
    "points",
    "rules",
    "share",
    "titled",
    "town_sheet",
    "write",
]
