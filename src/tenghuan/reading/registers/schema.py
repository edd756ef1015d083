"""What a register is: its fields, units, sums and the facts it feeds. Read from data, never written in code."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

FieldType = Literal[
    "code", "text", "number", "integer", "date", "year", "month", "boolean", "choice", "industry", "town"
]
NUMERIC: frozenset[str] = frozenset({"number", "integer"})


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Unit(_Data):
    """One way to write a quantity: ``amount in this unit × factor = amount in the quantity's base unit``."""

    name: str
    aliases: tuple[str, ...] = ()
    factor: Decimal = Field(gt=0)

    @property
    def times(self) -> str:
        """Say how an amount is converted: ×0.0001, or ÷0.0015 where the factor has no end."""
        back = Decimal(f"{1 / self.factor:.15g}").normalize()
        plain = self.factor.normalize()
        return f"×{plain:f}" if len(plain.as_tuple().digits) <= 15 else f"÷{back:f}"


class Quantity(_Data):
    """A kind of amount (money, area …) with its base unit, every accepted unit and where the factors come from."""

    key: str
    base: str
    source: str
    units: tuple[Unit, ...]

    @model_validator(mode="after")
    def _base_is_one(self) -> Quantity:
        base = [u for u in self.units if u.name == self.base]
        if len(base) != 1 or base[0].factor != 1:
            raise ValueError(f"quantity {self.key}: base unit {self.base} must be listed once with factor 1")
        return self

    def unit(self, text: str) -> Unit | None:
        """Return the unit written as ``text`` (name or alias, case and width folded by the caller), else None."""
        return self._by_text.get(text.casefold())

    def based_on(self, text: str) -> Quantity:
        """Return the same kind of amount as stored in the unit written ``text``: ㎡ where the data say 亩.

        Raises:
            ValueError: no unit is written so.
        """
        own = self.unit(text)
        if own is None:
            raise ValueError(f"quantity {self.key} has no unit {text}")
        units = []
        for unit in self.units:
            names = (unit.name, *unit.aliases)
            if unit is own:
                others = tuple(name for name in names if name != text)
                units.append(Unit(name=text, aliases=others, factor=Decimal(1)))
            else:
                units.append(unit.model_copy(update={"factor": unit.factor / own.factor}))
        return Quantity(key=f"{self.key}:{text}", base=text, source=self.source, units=tuple(units))

    @cached_property
    def _by_text(self) -> dict[str, Unit]:
        return {t.casefold(): u for u in self.units for t in (u.name, *u.aliases)}


class RegisterField(_Data):
    """One column of a register.

    ``label`` is what templates print, ``headings`` what else is accepted above a column; ``fact`` is the key of
    contracts.md that the column feeds directly; ``minimum`` is in the base unit of
    ``quantity``; ``previous``: compared with last year; ``explained_by``: the field that must say why;
    ``unit``: what a number without ``quantity`` is in, nothing is converted;
    ``spellings``: further words for a choice (已办结 → 已结案);
    ``units_by``: the field whose word decides the unit of a row (电力 → 万千瓦时);
    ``company``: an enterprise's name, without blanks and with full-width brackets;
    ``identifier``: text of digits (meter, parcel, document) of which a numeric cell loses some.
    """

    key: str
    label: str
    headings: tuple[str, ...] = ()
    type: FieldType
    quantity: str | None = None
    unit: str = ""
    units_by: tuple[str, dict[str, str]] | None = None
    required: bool = False
    minimum: float | None = None
    choices: tuple[str, ...] = ()
    spellings: dict[str, str] = {}
    fact: str | None = None
    previous: bool = False
    explained_by: str | None = None
    identifier: bool = False
    company: bool = False
    help: str = ""

    @property
    def percent(self) -> bool:
        """Tell whether the column holds per cent: 45% is 45."""
        return self.quantity == "percent"

    @property
    def names(self) -> tuple[str, ...]:
        """Return every accepted heading, the label first."""
        return (self.label, *self.headings)

    @property
    def numeric(self) -> bool:
        """Return whether values are numbers that units and sums apply to."""
        return self.type in NUMERIC


class SumRule(_Data):
    """``total`` = Σ ``plus`` − Σ ``minus`` in one row, within ``tolerance`` (base unit)."""

    total: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    tolerance: float
    source: str


class DerivedFact(_Data):
    """A fact computed from several fields: ``stated`` where given, else Σ plus − Σ minus.

    ``blank``: ``zero`` counts an empty part as none as long as one part is known; ``unknown`` makes the fact unknown.
    """

    fact: str
    stated: str | None = None
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    blank: Literal["zero", "unknown"]
    source: str


class Wide(_Data):
    """Columns of one ``value`` each, told apart by what of ``across`` their headings say: 1月 … 12月, or its choices.

    Read as rows of their own: an enterprise's twelve months are twelve rows.
    """

    value: str
    across: str


class Register(_Data):
    """A workbook that a bureau hands in: its columns, its key and what the platform takes from it.

    ``apart``: its rows are records of a register of their own, no facts of enterprises.
    """

    id: str
    name: str
    bureau: str
    period: Literal["none", "year", "year_or_month"]
    key: tuple[str, ...]
    hints: tuple[str, ...] = ()
    fields: tuple[RegisterField, ...]
    sums: tuple[SumRule, ...] = ()
    derived: tuple[DerivedFact, ...] = ()
    note: str = ""
    apart: bool = False
    wide: Wide | None = None

    @model_validator(mode="after")
    def _references_exist(self) -> Register:
        keys = [f.key for f in self.fields]
        if len(set(keys)) != len(keys):
            raise ValueError(f"register {self.id}: a field key occurs twice")
        used = [*self.key, *(f.explained_by for f in self.fields if f.explained_by)]
        for rule in self.sums:
            used += [rule.total, *rule.plus, *rule.minus]
        for fact in self.derived:
            used += [*([fact.stated] if fact.stated else []), *fact.plus, *fact.minus]
        if self.wide is not None:
            used += [self.wide.value, self.wide.across]
        unknown = sorted(set(used) - set(keys))
        if unknown:
            raise ValueError(f"register {self.id}: unknown fields {unknown}")
        return self

    @property
    def of_enterprises(self) -> bool:
        """Whether rows are facts of enterprises, named by credit code and name; else ``key`` names them."""
        return "uscc" in self.by_key and not self.apart

    @property
    def naming(self) -> frozenset[str]:
        """The fields by which a row says what it is of."""
        return frozenset({"uscc", "name"}) if self.of_enterprises else frozenset(self.key)

    @cached_property
    def spelled(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return each field's key with its accepted headings."""
        return tuple((f.key, f.names) for f in self.fields)

    @cached_property
    def by_key(self) -> dict[str, RegisterField]:
        """Return the fields by key, and each of the columns that a value may be spread over."""
        return {f.key: f for f in (*self.fields, *self.spread_fields)}

    @property
    def asks_year(self) -> bool:
        """Whether a sheet without a column of years must say of which one it is."""
        return self.period != "none" or (self.wide is not None and any(f.key == "year" for f in self.fields))

    @cached_property
    def spread(self) -> dict[str, str | int]:
        """Return the keys of the columns that a value may be spread over, with what each is of."""
        if self.wide is None:
            return {}
        across = next(f for f in self.fields if f.key == self.wide.across)
        return {f"{self.wide.value}@{one}": one for one in (across.choices or range(1, 13))}

    @cached_property
    def spread_fields(self) -> tuple[RegisterField, ...]:
        """Return a field for each column that a value may be spread over; no template has them."""
        if self.wide is None:
            return ()
        value = next(f for f in self.fields if f.key == self.wide.value)
        told = {key: f"{one} 月" if isinstance(one, int) else one for key, one in self.spread.items()}
        return tuple(
            value.model_copy(update={"key": key, "label": f"{value.label}·{word}", "headings": (), "required": False})
            for key, word in told.items()
        )

    @cached_property
    def given_once(self) -> tuple[RegisterField, ...]:
        """Return the required fields that may have one value for a whole list (its year): none that tells rows apart.

        Amounts whose unit another column decides, or that may be spread over columns, are none either.
        """
        apart = self.naming if len(self.naming) == 1 or self.of_enterprises else frozenset()
        amount = self.wide.value if self.wide else None
        return tuple(f for f in self.fields if f.required and f.key not in apart and f.key != amount and not f.units_by)

    def given(self, keys: Iterable[str]) -> set[str]:
        """Return the fields that columns of these keys give: spread ones give the value and what they are of."""
        found = set(keys)
        if self.wide is not None and found & self.spread.keys():
            found |= {self.wide.value, self.wide.across}
        return found

    def field(self, key: str) -> RegisterField:
        """Return the field of that key; KeyError if there is none."""
        return self.by_key[key]
