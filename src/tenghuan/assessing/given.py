"""What one object has for one item: its numbers with the text they have in a formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tenghuan.declaring.numbers import written
from tenghuan.declaring.tables import Row


class Uncountable(Exception):
    """No points for the item, and why; ``formula`` says so."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Term:
    """A number and how a formula writes it."""

    value: Fraction
    text: str

    @classmethod
    def of(cls, number: Fraction | Decimal) -> Term:
        """A number that is written as it is."""
        return cls(Fraction(number), written(number))


@dataclass(frozen=True)
class Refusal:
    """So much of a column is not recognised (不予认定); ``amount`` None: nothing of the item is."""

    column: str
    amount: Decimal | None
    reason: str


@dataclass(frozen=True)
class Given:
    """One row of results. ``key_of`` finds the column that a shape names, ``title`` what it is called."""

    row: Row
    key_of: Callable[[str], str]
    title: Callable[[str], str]
    refusals: tuple[Refusal, ...] = ()
    target: Decimal | None = None  # the item's own, where the row has none

    def number(self, name: str) -> Term:
        """The number in a column, less what is not recognised. Raises Uncountable where it is unknown."""
        key = self.key_of(name)
        value = self.row.number(key)
        if value is None and key == "target" and self.target is not None:
            value = Fraction(self.target)
        if value is None:
            raise Uncountable(f"缺{self.title(key)}")
        term = Term.of(value)
        for refusal in self.refusals:
            if self.key_of(refusal.column) == key and refusal.amount is not None:
                less = Term.of(refusal.amount)
                term = Term(term.value - less.value, f"{term.text}-{less.text}")
        return term if "-" not in term.text.lstrip("(-") else Term(term.value, f"({term.text})")

    def divisor(self, name: str) -> Term:
        """The number in a column by which is divided. Raises Uncountable unless it is above zero."""
        return above_zero(self.number(name), self.title(self.key_of(name)))

    def operand(self, operand: Decimal | str) -> Term:
        """A number of the scheme, or of the column that it names."""
        return self.number(operand) if isinstance(operand, str) else Term.of(operand)


def above_zero(term: Term, title: str) -> Term:
    """The term; raises Uncountable if nothing can be divided by it."""
    if term.value <= 0:
        raise Uncountable(f"{title}不大于 0")
    return term
