"""A run of matching over the database: which firms, which clauses, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import Enterprise, Status, YearFacts
from tenghuan.apps.evaluation.models import Graded
from tenghuan.apps.evaluation.policies import divisions
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.funds.counting import marks_of, period_of, terms_of
from tenghuan.apps.funds.matching import Firm, Hit, Offer, match
from tenghuan.apps.funds.models import Base, Match, Matching, MatchingState, PolicyClause, Scale, Standing
from tenghuan.apps.kit.loop import Told
from tenghuan.apps.organization.models import Region
from tenghuan.declaring.numbers import half_up

FACTS = (Base.TAX, Base.REVENUE, Base.VALUE, Base.RD)
GAINS = {Base.GAIN: "revenue", Base.TAX_GAIN: "tax"}
AT_ONCE = 2000  # rows that are written together
ABOVE = {Scale.ABOVE: True, Scale.BELOW: False}


@dataclass(frozen=True)
class Found:
    """What a run found, before it is kept."""

    firms: int
    clauses: int
    hits: tuple[Hit, ...]


def firms_of(county: Region, year: int) -> list[Firm]:
    """Return the county's living enterprises with facts of ``year``, gains on the year before, and last grade."""
    living = Enterprise.objects.filter(county=county, status__in=(Status.NORMAL, Status.MOVED_IN)).order_by("pk")
    rows = YearFacts.objects.filter(enterprise__county=county, year__in=(year, year - 1))
    facts = {(row.enterprise_id, row.year): row for row in rows}
    final = Graded.objects.filter(run__county=county, run__state=RunState.FINAL, run__year__lte=year)
    grades = dict(final.order_by("run__year", "pk").values_list("enterprise_id", "grade"))  # the last one stands
    return [
        Firm(
            one.pk,
            one.industry[:2],
            grades.get(one.pk, ""),
            one.above_scale,
            _facts(facts.get((one.pk, year)), facts.get((one.pk, year - 1))),
        )
        for one in living
    ]


def _facts(now: YearFacts | None, before: YearFacts | None) -> dict[str, Fraction]:
    """Return what is known, to the four decimals of a claim's base: what is offered is what the claim will give."""
    found = {str(key): Fraction(value) for key in FACTS if (value := getattr(now, key, None)) is not None}
    for key, fact in GAINS.items():
        last, first = getattr(now, fact, None), getattr(before, fact, None)
        if last is not None and first is not None:
            found[str(key)] = Fraction(last) - Fraction(first)
    return {key: Fraction(half_up(value)) for key, value in found.items()}


def offers_of(county: Region, on: date) -> list[Offer]:
    """Return the clauses of a county that stand on a day."""
    found = PolicyClause.objects.filter(county=county, retired_on=None, document__retired_on=None)
    found = found.exclude(document__state=Standing.DRAFT).select_related("document").order_by("pk")
    return [_offer(one) for one in found if _stands(one, on)]


def _stands(clause: PolicyClause, on: date) -> bool:
    since, until = period_of(clause)
    return (since is None or since <= on) and (until is None or on <= until)


def _offer(clause: PolicyClause) -> Offer:
    return Offer(
        clause.pk,
        terms_of(clause),
        divisions(clause.industries) if clause.industries.strip() else frozenset(),
        frozenset(marks_of(clause.grades)),
        ABOVE.get(Scale(clause.scale)),
        "" if clause.base_fact == Base.TOLD else clause.base_fact,
    )


def found_of(matching: Matching) -> Found:
    """Hold every enterprise against every clause; writes nothing."""
    firms, offers = firms_of(matching.county, matching.year), offers_of(matching.county, matching.on)
    return Found(len(firms), len(offers), tuple(match(firms, offers)))


def prepare(actor: Actor, matching: Matching, told: Told) -> Told:
    """Work out what a run finds, before its transaction begins."""
    return {"found": found_of(matching)}


def counts(actor: Actor, matching: Matching, told: Told) -> dict[str, Any]:
    """Fill in what a run came to."""
    found: Found = told["found"]
    amounts = sum((hit.amount for hit in found.hits if hit.amount is not None), Fraction(0))
    return {
        "firms": found.firms,
        "clauses": found.clauses,
        "hits": len(found.hits),
        "reached": len({hit.firm for hit in found.hits}),
        "amount": _decimal(amounts),
    }


def keep(actor: Actor, matching: Matching, told: Told) -> None:
    """Write down what was found."""
    found: Found = told["found"]
    Match.objects.bulk_create(
        (
            Match(
                matching=matching, enterprise_id=hit.firm, clause_id=hit.clause, base=_decimal(hit.base),
                amount=_decimal(hit.amount), formula=hit.formula[:300],
            )
            for hit in found.hits
        ),
        batch_size=AT_ONCE,
    )  # fmt: skip


def _decimal(number: Fraction | None) -> Decimal | None:
    """Return a number as the columns keep it."""
    return None if number is None else half_up(number)


def newest(county: Region) -> Matching | None:
    """Return the county's last run that is done, None before the first."""
    return done(county.pk).first()


def done(county: int) -> QuerySet[Matching]:
    """Return the county's runs that are done, the last one first."""
    found = Matching.objects.filter(county=county, retired_on=None).exclude(state=MatchingState.DRAFT)
    return found.order_by("-pk")
