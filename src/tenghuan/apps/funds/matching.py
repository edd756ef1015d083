"""Which clause fits which enterprise: conditions by sets, amounts by ``tenghuan.redeeming``; knows no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tenghuan.declaring.numbers import half_up
from tenghuan.declaring.tables import Row
from tenghuan.redeeming.operators import Clause, FirstTime


@dataclass(frozen=True)
class Firm:
    """An enterprise as conditions see it; what is not known is "" or None and meets no condition on it."""

    key: int
    industry: str  # two digits
    grade: str
    above: bool | None
    facts: Mapping[str, Fraction]


@dataclass(frozen=True)
class Offer:
    """A clause with whom it is for; empty sets and None mean everybody. ``base``: the fact it counts on, "" for none.

    A clause that counts on no fact, or needs more than one (a tier, a stage, a former best), is offered without an
    amount.
    """

    key: int
    clause: Clause
    industries: frozenset[str] = frozenset()
    grades: frozenset[str] = frozenset()
    above: bool | None = None
    base: str = ""


@dataclass(frozen=True)
class Hit:
    """A clause that fits an enterprise: base and amount (10⁴ CNY, four decimals exact) where facts give them."""

    firm: int
    clause: int
    base: Fraction | None = None
    amount: Fraction | None = None
    formula: str = ""


def match(firms: Iterable[Firm], offers: Sequence[Offer]) -> Iterator[Hit]:
    """Yield every fitting pair, clause by clause, within a clause in the firms' order.

    A pair whose facts give nothing, or whose fact is not known, is none: 免申即享 offers nobody an empty claim.
    """
    alike: dict[tuple[str, str, bool | None], list[Firm]] = defaultdict(list)
    place = {}
    for at, firm in enumerate(firms):
        place[firm.key] = at
        alike[firm.industry, firm.grade, firm.above].append(firm)
    for offer in offers:
        fitting = [firm for kind, group in alike.items() if _fits(offer, kind) for firm in group]
        for firm in sorted(fitting, key=lambda firm: place[firm.key]):
            if (hit := _hit(offer, firm)) is not None:
                yield hit


def _fits(offer: Offer, kind: tuple[str, str, bool | None]) -> bool:
    industry, grade, above = kind
    return (
        (not offer.industries or industry in offer.industries)
        and (not offer.grades or grade in offer.grades)
        and (offer.above is None or above is offer.above)
    )


def _hit(offer: Offer, firm: Firm) -> Hit | None:
    if not offer.base:
        return Hit(firm.key, offer.key)
    base = firm.facts.get(offer.base)
    if base is None or base <= 0:
        return None
    row = Row(1, {"base": base})
    # what an enterprise reached before its facts is not known: without it every level would be a first
    if isinstance(offer.clause, FirstTime) or next(iter(offer.clause.faults(row)), None) is not None:
        return Hit(firm.key, offer.key, base)
    found = offer.clause.amount(row)
    worth = Fraction(half_up(found.value))
    return Hit(firm.key, offer.key, base, worth, found.formula) if worth else None
