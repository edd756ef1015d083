"""How far an enterprise is from a title: each requirement met, not met or unknown, and by how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum

from tenghuan.laddering.facts import FACTS
from tenghuan.laddering.rules import SIGNS, Condition, Item, Rule

Known = Mapping[str, Decimal | None]
ZERO = Decimal(0)
STEP = Decimal("0.0001")


class Answer(IntEnum):
    """What is known of a requirement; the worst of several is the whole's."""

    MISSED = 0
    UNKNOWN = 1
    MET = 2


@dataclass(frozen=True)
class Gap:
    """One condition held against an enterprise.

    ``needed`` is None where it depends on an unknown fact; ``lacks`` is how much is missing (over, where at most so
    much is allowed), 0 if met, None if unknown; ``part`` is that by what is needed.
    """

    condition: Condition
    answer: Answer
    needed: Decimal | None
    has: Decimal | None
    lacks: Decimal | None

    @property
    def words(self) -> str:
        """What is asked for, in words: 营业收入 ≥ 2000 万元."""
        fact = FACTS[self.condition.fact]
        if fact.truth:
            return fact.label if self.needed else f"不属于{fact.label}"
        needed = "（按规模分档）" if self.needed is None else plain(self.needed)
        return " ".join(filter(None, (fact.label, SIGNS[self.condition.op], needed, fact.unit)))

    @property
    def part(self) -> Decimal:
        """What is missing by what is needed; 1 where nothing is needed to divide by."""
        if not self.lacks:
            return ZERO
        return min(Decimal(1), self.lacks / abs(self.needed)) if self.needed else Decimal(1)


@dataclass(frozen=True)
class Held:
    """One requirement held against an enterprise: the alternative that is nearest, condition by condition."""

    item: Item
    answer: Answer
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Verdict:
    """An enterprise against a rule. Never a decision: who recognises the title decides."""

    rule: Rule
    answer: Answer
    held: tuple[Held, ...]

    @property
    def missed(self) -> int:
        """How many requirements are not met."""
        return sum(one.answer is Answer.MISSED for one in self.held)

    @property
    def unknown(self) -> int:
        """How many requirements nothing can be said of."""
        return sum(one.answer is Answer.UNKNOWN for one in self.held)

    @property
    def distance(self) -> Decimal:
        """The sum of what is missing by what is needed, over the requirements that are not met."""
        parts = (gap.part for one in self.held if one.answer is Answer.MISSED for gap in one.gaps)
        return sum(parts, ZERO).quantize(STEP, ROUND_HALF_UP)

    @property
    def order(self) -> tuple[int, Decimal, int]:
        """Its place among others, the nearest first: fewest missed, least missing, least unknown."""
        return self.missed, self.distance, self.unknown


def judge(rule: Rule, known: Known) -> Verdict:
    """Hold facts against a rule, exactly. A fact that is not known is unknown, never a failure."""
    held = tuple(_held(item, known) for item in rule.items)
    return Verdict(rule, min((one.answer for one in held), default=Answer.UNKNOWN), held)


def _held(item: Item, known: Known) -> Held:
    tried = [_together(conditions, known) for conditions in item.any]
    return Held(item, *max(tried, key=lambda found: (found[0], -_missing(found[1]))))


def _missing(gaps: tuple[Gap, ...]) -> Decimal:
    return sum((gap.part for gap in gaps), ZERO)


def _together(conditions: tuple[Condition, ...], known: Known) -> tuple[Answer, tuple[Gap, ...]]:
    gaps = tuple(_gap(one, known) for one in conditions)
    return min(gap.answer for gap in gaps), gaps


def _gap(condition: Condition, known: Known) -> Gap:
    needed, has = _needed(condition, known), known.get(condition.fact)
    if needed is None or has is None:
        return Gap(condition, Answer.UNKNOWN, needed, has, None)
    lacks = needed - has if condition.op in ("ge", "gt") else has - needed
    missed = lacks >= 0 if condition.op in ("gt", "lt") else lacks > 0
    return Gap(condition, Answer.MISSED if missed else Answer.MET, needed, has, max(lacks, ZERO) if missed else ZERO)


def _needed(condition: Condition, known: Known) -> Decimal | None:
    if not condition.bands:
        return condition.value
    place = known.get(condition.by)
    if place is None:
        return None
    return next((band.value for band in condition.bands if band.upto is None or place <= band.upto), None)


def plain(value: Decimal) -> str:
    """Return a number without needless noughts."""
    return f"{value.normalize():f}"
