"""Places of lines and bands, worked out here so that a wall needs no chart library and is redrawn without a flicker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, EDGE = 200.0, 56.0, 4.0


@dataclass(frozen=True)
class Lines:
    """The path of a figure and of what it had to be, as points of an SVG ``WIDTH`` × ``HEIGHT``; "" for none."""

    actual: str
    expected: str
    end: tuple[float, float] | None
    words: str


def lines(steps: Sequence[tuple[str, Decimal | None, Decimal | None]]) -> Lines | None:
    """Draw months, oldest first: (name, actual, expected); None for fewer than two actual ones."""
    told = [(at, value) for at, (_name, value, _due) in enumerate(steps) if value is not None]
    due = [(at, value) for at, (_name, _value, value) in enumerate(steps) if value is not None]
    if len(told) < 2:
        return None
    values = [float(value) for _at, value in (*told, *due)]
    low, high = min(values), max(values)
    low, span = (low, high - low) if high > low else (low - 0.5, 1.0)  # what never changed runs through the middle
    step = (WIDTH - 2 * EDGE) / (len(steps) - 1)

    def place(at: int, value: Decimal) -> tuple[float, float]:
        return EDGE + at * step, HEIGHT - EDGE - (float(value) - low) / span * (HEIGHT - 2 * EDGE)

    def joined(points: Sequence[tuple[int, Decimal]]) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in points))

    first, last = told[0], told[-1]
    words = f"{steps[first[0]][0]} {first[1]:f} → {steps[last[0]][0]} {last[1]:f}"
    return Lines(joined(told), joined(due) if len(due) > 1 else "", place(*last), words)


@dataclass(frozen=True)
class Band:
    """A stream from a grade then to a grade now, with where it is drawn."""

    before: str
    after: str
    count: int
    path: str


@dataclass(frozen=True)
class Block:
    """A grade at one side of the streams."""

    grade: str
    count: int
    x: float
    y: float
    height: float
    words_at: float  # the middle of its words, moved down where they would cover those above


@dataclass(frozen=True)
class Flow:
    """Streams between two years, in a picture 600 × 300: blocks at both sides, bands between, best grade on top."""

    left: list[Block]
    right: list[Block]
    bands: list[Band]


FLOW_WIDTH, FLOW_HEIGHT, BLOCK, GAP, SIDE, LETTERS = 600.0, 300.0, 14.0, 8.0, 96.0, 19.0


def flow(counts: Sequence[tuple[str, str, int]], order: Sequence[str]) -> Flow | None:
    """Draw (grade then, grade now, how many); None for nothing. Grades that ``order`` does not name come last."""
    total = sum(n for _before, _after, n in counts)
    if not total:
        return None
    place = {grade: at for at, grade in enumerate(order)}
    ranked = sorted(counts, key=lambda one: (place.get(one[0], 99), place.get(one[1], 99)))
    befores = list(dict.fromkeys(sorted((one[0] for one in counts), key=lambda g: place.get(g, 99))))
    afters = list(dict.fromkeys(sorted((one[1] for one in counts), key=lambda g: place.get(g, 99))))
    scale = (FLOW_HEIGHT - GAP * (max(len(befores), len(afters)) - 1)) / total
    left = _blocks(befores, {g: sum(n for b, _a, n in counts if b == g) for g in befores}, SIDE, scale)
    right = _blocks(afters, {g: sum(n for _b, a, n in counts if a == g) for g in afters}, FLOW_WIDTH - SIDE, scale)
    starts = {block.grade: block.y for block in left}
    ends = {block.grade: block.y for block in right}
    x1, x2 = SIDE + BLOCK, FLOW_WIDTH - SIDE
    bands = []
    for before, after, n in ranked:
        y1, y2, height = starts[before], ends[after], n * scale
        starts[before], ends[after] = y1 + height, y2 + height
        bands.append(Band(before, after, n, _band(x1, y1, x2, y2, height)))
    return Flow(left, right, bands)


def _blocks(grades: Sequence[str], counts: dict[str, int], x: float, scale: float) -> list[Block]:
    found, y, free = [], 0.0, 0.0
    for n, grade in enumerate(grades):
        height = counts[grade] * scale
        below = (len(grades) - n - 1) * LETTERS  # room for the words that follow
        at = min(max(y + height / 2, free), FLOW_HEIGHT - below)
        free = at + LETTERS
        found.append(Block(grade, counts[grade], x, round(y, 1), round(height, 1), round(at, 1)))
        y += height + GAP
    return found


def _band(x1: float, y1: float, x2: float, y2: float, height: float) -> str:
    half = (x1 + x2) / 2
    top = f"M{x1:.1f},{y1:.1f}C{half:.1f},{y1:.1f} {half:.1f},{y2:.1f} {x2:.1f},{y2:.1f}"
    low = f"L{x2:.1f},{y2 + height:.1f}C{half:.1f},{y2 + height:.1f} {half:.1f},{y1 + height:.1f}"
    return f"{top}{low} {x1:.1f},{y1 + height:.1f}Z"
