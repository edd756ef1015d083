"""Where workbooks go: one protocol for every register that an officer's workbook may enter, of facts or of the kit.

The intake reads, configures and checks workbooks and asks nobody what they are for but the sink of their register.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import taking
from tenghuan.apps.kit.doubts import RowFault
from tenghuan.apps.kit.exchange import field_list
from tenghuan.apps.organization.models import Region
from tenghuan.apps.organization.queries import county_of
from tenghuan.reading import registers as lists
from tenghuan.reading.checks import Context, Fault
from tenghuan.reading.workbooks import Rows

if TYPE_CHECKING:
    from tenghuan.apps.kit.register import Register

# what the services of a register find in a row, as rules of the list of faults
RULES = {
    "link": gettext_lazy("所指名称或编号不存在"),
    "value": gettext_lazy("内容不合要求"),
    "repeated": gettext_lazy("重复"),
    "alike": gettext_lazy("疑似重复"),
    "misnamed": gettext_lazy("名称与代码不符"),
    "refused": gettext_lazy("不符合登记规则"),
}


class Table(Protocol):
    """Rows that were read and checked: numbers in the sheet, and the known values of each."""

    numbers: list[int]

    def __len__(self) -> int: ...

    def row(self, at: int) -> dict[str, Any]:
        """Return the known values of the row at ``at`` (from 0)."""
        ...


@dataclass(frozen=True)
class Delivery:
    """A sheet on its way into a sink; ``key`` names it for its withdrawal, ``columns``: field → letter."""

    key: str
    county: Region
    workbook: str
    digest: str
    sheet: str
    unit: str
    columns: Mapping[str, str]


class Sink(Protocol):
    """A register as workbooks find it."""

    key: str

    @property
    def fields(self) -> lists.Register:
        """The field list that its workbooks are read by."""
        ...

    def may(self, account: Any) -> bool:
        """Tell whether an account may bring rows in (which rows, is found row by row)."""
        ...

    def context(self, county: Region, rows: Rows, year: int | None) -> Context:
        """Return what the cells are checked against; ``year``: the one the officer said they are of."""
        ...

    def find(self, actor: Actor, county: Region, rows: Rows) -> list[Fault]:
        """Return what its services would refuse, each in its cell."""
        ...

    def commit(self, actor: Actor, delivery: Delivery, table: Table) -> models.Model | None:
        """Take the rows in, all or none (inside a service); return what stands for them, if anything does."""
        ...

    def withdraw(self, actor: Actor, delivery: Delivery) -> None:
        """Take them out again, all or none (inside a service)."""
        ...

    def address(self) -> str:
        """Return the page on which one sees them."""
        ...


SINKS: dict[str, Sink] = {}


def add_sink(sink: Sink) -> None:
    """Remember a sink; ValueError if its key is taken."""
    if SINKS.setdefault(sink.key, sink) is not sink:
        raise ValueError(f"two sinks are called {sink.key}")


def declare(register: Register) -> None:
    """Let workbooks enter a register of the kit."""
    add_sink(RegisterSink(register))


class RegisterSink:
    """A register of the kit as workbooks find it."""

    def __init__(self, register: Register) -> None:
        self.key, self._register = register.key, register

    @property
    def fields(self) -> lists.Register:
        """The field list that is drawn from the model."""
        return field_list(self._register)

    def may(self, account: Any) -> bool:
        """Whoever may be among its writers, in a county."""
        return account.role in self._register.writer_roles and county_of(account) is not None

    def context(self, county: Region, rows: Rows, year: int | None) -> Context:
        """Nothing beyond the cells themselves: links are looked up by :meth:`find`."""
        return Context()

    def find(self, actor: Actor, county: Region, rows: Rows) -> list[Fault]:
        """Return what the register's services find in each row."""
        given = [(_Line(row.number, row.at), row.values) for row in rows]
        found = taking.faults_of(actor, self._register, county, given)
        placed = [(_place(rows, one.number), one) for one in found]
        return [self._fault(rows, at, one) for at, one in placed if not self._told(rows, at, one)]

    def _told(self, rows: Rows, at: int, one: RowFault) -> bool:
        """Tell whether the checks of cells say the same already: an empty, an unreadable or a repeated one."""
        if one.kind != "value":
            return one.kind == "repeated"
        column = rows.columns.get(one.column)
        if column is None or column.value(at) is None:
            return self.fields.field(one.column).required
        return column.field.type == "choice"

    def _fault(self, rows: Rows, at: int, one: RowFault) -> Fault:
        # what is wrong with a row as a whole stands where the row says what it is of
        spread = [name for name, column in rows.columns.items() if column.indices]
        places = [one.column, *spread, *self._register.natural, *rows.columns]
        key = next(name for name in places if rows.cell(at, name))
        return Fault(
            file=rows.file,
            sheet=rows.sheet.name,
            cell=rows.cell(at, key),
            row=int(one.number),
            field=key,
            label=rows.register.field(key).label,
            rule=one.kind,
            severity=one.severity,
            message=one.message,
            remedy=one.remedy or str(_("请改正这一行")),
        )

    def commit(self, actor: Actor, delivery: Delivery, table: Table) -> None:
        """Take the rows in; each record remembers sheet and row."""
        sheet = taking.Sheet(delivery.key, delivery.workbook, delivery.sheet, delivery.columns)
        taking.commit(actor, self._register, delivery.county, sheet, _rows(table))

    def withdraw(self, actor: Actor, delivery: Delivery) -> None:
        """Take out what the delivery made, and put back what it changed."""
        taking.take_back(actor, self._register, delivery.key)

    def address(self) -> str:
        """The list of the register."""
        return reverse(f"{self.key}:list")


class _Line(int):
    """The number of a row in its sheet, with its place among the rows: a row of twelve months is twelve rows."""

    at: int

    def __new__(cls, number: int, at: int) -> _Line:
        """Return the number ``number`` that knows its place."""
        made = super().__new__(cls, number)
        made.at = at
        return made


def _place(rows: Rows, number: int) -> int:
    return number.at if isinstance(number, _Line) else rows.numbers.index(number)


def _rows(table: Table) -> Iterable[taking.Row]:
    return ((number, table.row(at)) for at, number in enumerate(table.numbers))
