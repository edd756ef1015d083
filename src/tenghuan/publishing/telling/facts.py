"""What a bulletin is made from: one county's figures of one month, taken once and never changed after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator


class Kind(StrEnum):
    """What kind of paper it is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ORDERS = "orders"
    NOTICE = "notice"
    MINUTES = "minutes"


ON_PACE = ("green", "done")
BEHIND = ("red", "yellow", "blue")  # the worst first
NO_LAMP = ("not_due", "no_data")


_WIDE = str.maketrans("{}", "｛｝")


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _widened(cls, value: Any) -> Any:
        """Braces of what somebody wrote elsewhere are wide ones here: in a text they would name a figure."""
        return value.translate(_WIDE) if isinstance(value, str) else value


class Line(_Fact):
    """An indicator as it stands: ``progress`` and ``pace`` are fractions of one, ``yoy`` too, the rest in its unit.

    ``in_points``: ``yoy`` is a distance between two shares, in percentage points.

    ``current`` is what the period itself brought, ``goal`` the demand in words, ``needed`` what each month that is left
    must bring, ``source`` where the value comes from, ``version`` which closing it is of.
    """

    key: str
    title: str
    unit: str = ""
    caliber: str = ""
    scope: str = ""
    goal: str = ""
    goal_year: str = ""
    current: Decimal | None = None
    actual: Decimal | None = None
    progress: Decimal | None = None
    pace: Decimal | None = None
    lamp: str = "no_data"
    met: bool | None = None
    yoy: Decimal | None = None
    in_points: bool = False
    needed: Decimal | None = None
    lead: str = ""
    source: str = ""
    version: str = ""
    as_of: date | None = None
    note: str = ""

    @property
    def gap(self) -> Decimal | None:
        """Progress less pace (fraction of one); None where either is unknown."""
        return None if self.progress is None or self.pace is None else self.progress - self.pace


class Place(_Fact):
    """A town's share of the clearing-up: cases listed and closed, those past their day, what was freed."""

    name: str
    listed: int = 0
    closed: int = 0
    late: int = 0
    land: Decimal = Decimal(0)
    energy: Decimal = Decimal(0)
    carbon: Decimal = Decimal(0)

    @property
    def share(self) -> Decimal | None:
        """The closed among those listed; None for none."""
        return Decimal(self.closed) / self.listed if self.listed else None


class Office(_Fact):
    """A department with the indicators that it leads: how many carry a lamp, how many of those are on pace, are red."""

    name: str
    judged: int = 0
    on_pace: int = 0
    red: int = 0

    @property
    def share(self) -> Decimal | None:
        """Those on pace among the judged; None for none."""
        return Decimal(self.on_pace) / self.judged if self.judged else None


class Matter(_Fact):
    """An order under supervision: its number, matter, lead, limit, the working days past it, its grade in words."""

    number: str
    matter: str
    lead: str
    due: date | None = None
    over: int = 0
    grade: str = ""
    town: str = ""


class Named(_Fact):
    """An enterprise whose verdict is made public."""

    name: str
    uscc: str = ""
    town: str = ""
    verdict: str = ""
    way: str = ""


class Facts(_Fact):
    """All that one paper says. ``known`` is when it was taken, ``snapshot`` names what it was taken from."""

    kind: Kind
    county: str
    campaign: str = "“腾笼换鸟、凤凰涅槃”攻坚行动"
    plan: str = ""
    year: int
    month: int
    last: date
    known: date
    snapshot: str = ""
    sample: bool = False
    lines: tuple[Line, ...] = ()
    places: tuple[Place, ...] = ()
    offices: tuple[Office, ...] = ()
    matters: tuple[Matter, ...] = ()
    open_matters: int = 0
    named: tuple[Named, ...] = ()

    @property
    def quarter(self) -> int:
        """The quarter that the month lies in."""
        return (self.month + 2) // 3

    @property
    def period(self) -> str:
        """The period in words: 2026年9月, 2026年第三季度, 2026年; 2026年1—10月 of a quarter or year under way."""
        if self.kind == Kind.QUARTER and self.month % 3 == 0:
            return f"{self.year}年第{'一二三四'[self.quarter - 1]}季度"
        if self.kind == Kind.YEAR and self.month == 12:
            return f"{self.year}年"
        # a quarter or year that is not over is told by its months so far
        first = "1—" if self.kind in (Kind.QUARTER, Kind.YEAR) and self.month > 1 else ""
        return f"{self.year}年{first}{self.month}月"

    @property
    def since(self) -> str:
        """What stands before figures of the day on which the facts were taken: "" where that is the period's end."""
        return "" if self.known <= self.last else f"截至{self.known.month}月{self.known.day}日，"

    def lit(self, *lamps: str) -> tuple[Line, ...]:
        """Return the indicators that show one of these lamps."""
        return tuple(line for line in self.lines if line.lamp in lamps)

    @property
    def judged(self) -> tuple[Line, ...]:
        """The indicators that carry a lamp."""
        return tuple(line for line in self.lines if line.lamp not in NO_LAMP)

    @property
    def behind(self) -> tuple[Line, ...]:
        """Those behind: by lamp the worst first, within a lamp the widest gap first."""
        widest = sorted(self.lit(*BEHIND), key=lambda line: (BEHIND.index(line.lamp), line.gap or Decimal(0)))
        return tuple(widest)

    @property
    def ahead(self) -> tuple[Line, ...]:
        """Those on pace, the widest lead first."""
        lead = (line for line in self.lit(*ON_PACE) if line.gap is not None)
        return tuple(sorted(lead, key=lambda line: -(line.gap or Decimal(0))))

    @property
    def ranked_places(self) -> tuple[Place, ...]:
        """The towns that have cases, by the share closed, then by the land freed."""
        having = (one for one in self.places if one.listed)
        return tuple(sorted(having, key=lambda one: (-(one.share or 0), -one.land, one.name)))

    @property
    def place_ranks(self) -> list[int]:
        """The ranks of the ranked towns: who closed as much and freed as much land shares the better one (1, 1, 3)."""
        return _shared([(one.share, one.land) for one in self.ranked_places])

    @property
    def ranked_offices(self) -> tuple[Office, ...]:
        """The departments that lead judged indicators, by the share on pace, then by how many they lead."""
        having = (one for one in self.offices if one.judged)
        return tuple(sorted(having, key=lambda one: (-(one.share or 0), -one.judged, one.name)))

    @property
    def office_ranks(self) -> list[int]:
        """The ranks of the ranked departments, shared as those of towns are."""
        return _shared([(one.share, one.judged) for one in self.ranked_offices])


def _shared(sorted_by: Sequence[object]) -> list[int]:
    """The rank of each in a row that is in order already; equals stand beside each other and share the better rank."""
    return [sorted_by.index(one) + 1 for one in sorted_by]
