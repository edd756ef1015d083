"""In whatever order close-outs, applications and reversals come: the books add up, and none falls below zero."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tenghuan.apps.kit.ledger import drift
from tenghuan.apps.kit.models import Balance, Posting
from tenghuan.apps.ledgers import services
from tenghuan.apps.ledgers.land import SUPPLYING
from tenghuan.apps.ledgers.models import Allocation, Supply
from tenghuan.apps.ledgers.registers import ALLOCATING
from tenghuan.apps.remediation.models import Case, State
from tenghuan.apps.remediation.registers import CLEARING
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by
from tests.apps.ledgers.made import make_allocation, make_supply
from tests.apps.remediation import cases

STEPS = 60


class Walk:
    """One random walk over a county's books, every step as an officer takes it; what is refused changes nothing."""

    def __init__(self, county: Any, seed: int) -> None:
        self.county, self.chance, self.made = county, random.Random(seed), 0
        self.office, self.unit = by(county, "office"), by(county, "department")
        self.went: Counter[str] = Counter()

    def step(self) -> None:
        name = self.chance.choice(("close", "close", "again", "apply", "decide", "decide", "reverse", "land"))
        try:
            getattr(self, name)()
        except InputFault:
            self.went["refused"] += 1
        else:
            self.went[name] += 1

    def close(self) -> None:
        self.made += 1
        thing = cases.case(self.county, self.chance.randrange(12))
        told = {"after_energy": self.chance.randrange(400), "actual_land": self.chance.choice((0, 2, 5))}
        Case.objects.filter(pk=thing.pk).update(state=State.PUBLISHED, publication_ends=date(2020, 1, 1), **told)
        thing.refresh_from_db()
        CLEARING.take(self.office, thing, "close", document=f"销号 {self.made}")

    def again(self) -> None:
        """The same close-out once more: never posted twice."""
        found = Case.objects.filter(county=self.county.region, state=State.CLOSED)
        thing = self.chance.choice(list(found) or [cases.case(self.county, 17)])
        Case.objects.filter(pk=thing.pk).update(state=State.PUBLISHED)
        thing.refresh_from_db()
        try:
            CLEARING.take(self.office, thing, "close", document="再次")
        finally:
            Case.objects.filter(pk=thing.pk, closed_on__isnull=False).update(state=State.CLOSED)

    def apply(self) -> None:
        self.made += 1
        thing = make_allocation(self.county, self.made, energy=str(self.chance.randrange(1, 200)))
        ALLOCATING.take(self.unit, thing, "apply")

    def decide(self) -> None:
        found = list(Allocation.objects.filter(county=self.county.region))
        thing = self.chance.choice(found or [make_allocation(self.county, 0)])
        verb = self.chance.choice(("review", "allocate", "return", "refuse", "give_back"))
        ALLOCATING.take(self.office, thing, verb, reason="按会议", opinion="同意", document="纪要")

    def reverse(self) -> None:
        found = list(Posting.objects.filter(county=self.county.region))
        if found:
            services.reverse(self.office, self.chance.choice(found), "录入有误")

    def land(self) -> None:
        self.made += 1
        kind = self.chance.choice(("bank", "supply"))
        thing = make_supply(self.county, self.made, kind=kind, area=str(self.chance.randrange(1, 4)), freed=True)
        SUPPLYING.take(self.office, thing, "confirm", document="合同")
        if self.chance.random() < 0.3:
            SUPPLYING.take(self.office, self.chance.choice(list(Supply.objects.all())), "withdraw", reason="有误")


def holds() -> None:
    """Add every book up by hand, entry by entry, and compare with the balances that are kept."""
    sums: Counter[tuple[int, str, str]] = Counter()
    posted: Counter[tuple[Any, ...]] = Counter()
    for one in Posting.objects.all():
        sums[one.county_id, one.book, one.account] += one.amount
        if one.kind == "close" and one.reverses_id is None:
            posted[one.content_type_id, one.object_id, one.book] += 1
    assert {key: amount for key, amount in sums.items() if amount} == {
        (one.county_id, one.book, one.account): one.amount for one in Balance.objects.exclude(amount=0)
    }
    assert all(amount >= Decimal(0) for amount in sums.values())
    assert not posted or max(posted.values()) == 1
    assert drift() == []


@pytest.mark.parametrize("seed", range(4))
def test_the_books_add_up_after_every_step(seed, world):
    walk = Walk(world.home, seed)
    for _step in range(STEPS):
        walk.step()
        holds()
    # the walk went somewhere: closed, decided and was refused
    assert min(walk.went[name] for name in ("close", "apply", "refused")) > 0
    assert Posting.objects.exists()
