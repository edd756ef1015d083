"""What close-outs freed: land, energy, carbon, against what the plan demands and what is still expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.urls import reverse

from tenghuan.apps.cockpit.sight import Sight
from tenghuan.apps.kit.ledger import Book
from tenghuan.apps.kit.models import Balance, Posting
from tenghuan.apps.ledgers import expecting
from tenghuan.apps.ledgers.books import CARBON, ENERGY, LAND
from tenghuan.apps.ledgers.views import FREED
from tenghuan.apps.plans import tables
from tenghuan.apps.plans.queries import Row

# book → the standard indicator that the plan demands of it
DEMANDED = {LAND.key: "released_land", ENERGY.key: "released_energy", CARBON.key: "carbon_reduction"}


@dataclass(frozen=True)
class Freed:
    """One book: what was posted as freed, where it stands, what is expected; the plan's figure as the board has it."""

    book: Book
    posted: Decimal
    accounts: list[tuple[Any, Decimal]]
    expected: Decimal | None
    row: Row | None
    told: Mapping[str, Any]
    address: str
    counties: list[tuple[str, Decimal, float]]

    @property
    def done(self) -> float | None:
        """The plan's progress as the width of a bar of 100."""
        progress = self.row.standing.progress if self.row is not None else None
        return None if progress is None else max(0.0, min(100.0, float(progress) * 100))

    @property
    def due(self) -> float | None:
        """Where the bar should have come to."""
        pace = self.row.standing.pace if self.row is not None else None
        return None if pace is None else max(0.0, min(100.0, float(pace) * 100))


def freed(sight: Sight) -> Mapping[str, Any]:
    """The three books: of one county with the plan's demand, of several with each county's part."""
    inside = {"county__path__startswith": sight.region.path}
    posted: dict[str, dict[str, Decimal]] = {}
    rows = Posting.objects.visible_to(sight.viewer).filter(kind=FREED, **inside).order_by()
    for book, county, amount in rows.values_list("book", "county__name").annotate(sum=Sum("amount")):
        posted.setdefault(book, {})[county] = amount
    balances: dict[tuple[str, str], Decimal] = {}
    for one in Balance.objects.visible_to(sight.viewer).filter(**inside, book__in=DEMANDED):
        key = one.book, one.account
        balances[key] = balances.get(key, Decimal(0)) + one.amount
    expected = expecting.expected(sight.viewer, sight.region) if sight.one else {}
    return {
        "books": [_freed(sight, book, posted.get(book.key, {}), balances, expected) for book in (LAND, ENERGY, CARBON)]
    }


def _freed(
    sight: Sight,
    book: Book,
    posted: Mapping[str, Decimal],
    balances: Mapping[tuple[str, str], Decimal],
    expected: Mapping[str, Decimal],
) -> Freed:
    row = next((row for row in sight.rows if row.indicator and row.indicator.catalogue_key == DEMANDED[book.key]), None)
    row = row if sight.one else None
    most = max(posted.values(), default=Decimal(0)) or Decimal(1)
    return Freed(
        book,
        sum(posted.values(), Decimal(0)),
        [(word, balances.get((book.key, key), Decimal(0))) for key, word in book.accounts.items()],
        expected.get(book.key),
        row,
        {**tables.goal(row), **tables.figures(row)} if row is not None else {},
        reverse("ledgers:entries", args=(book.key,)) + f"?county={sight.region.code}" if sight.one else "",
        [
            (county, amount, float(amount / most * 100))
            for county, amount in sorted(posted.items(), key=lambda one: -one[1])
        ],
    )
