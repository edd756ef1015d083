"""What a register is to a workbook: its field list, how links are named, and its records as rows.

How rows come in stands in ``taking.py``; where they may come in, and how they are checked, in ``sinks.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import yaml
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.kit import formfields
from tenghuan.apps.kit.columns import column
from tenghuan.apps.kit.fields import CreditCode, unit_of
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.publishing.tables import Column
from tenghuan.reading import registers as lists
from tenghuan.reading.characters import fold
from tenghuan.reading.registers import RegisterField, quantity_in
from tenghuan.reading.workbooks.months import MONTH

if TYPE_CHECKING:
    from tenghuan.apps.kit.register import Register

FieldType = Literal["code", "text", "number", "integer", "date", "boolean", "choice", "town", "month"]


@dataclass(frozen=True)
class Reference:
    """How a workbook names what a column leads to.

    Args:
        type: the type of the column in a field list.
        show: the thing's name in a workbook.
        find: county, names → those of them that there are; :data:`SEVERAL` for a name that more than one thing bears.
        label: the heading of the column, where it is not the column's own name.
        names: county → every name there, of which those near a name that leads nowhere are told; none for what has
            too many.
        beside: what stands beside the name in a workbook for people to read, its heading and how it is shown; of use
            where the name is missing, and compared with it.
        astray: says of a name that leads nowhere what is wrong with it as it is written, "" if nothing is.
    """

    type: FieldType
    show: Callable[[Any], str]
    find: Callable[[Region, set[str]], Mapping[str, Any]]
    label: str = ""
    astray: Callable[[str], str] = lambda _name: ""
    beside: tuple[str, Callable[[Any], str]] | None = None
    names: Callable[[Region], Iterable[str]] = lambda _county: ()


SEVERAL: Any = object()  # no thing stands for a name that several bear


def _towns_of(county: Region) -> QuerySet[Any]:
    return Region.objects.filter(path__startswith=county.path).order_by("path")


def _units_of(county: Region) -> QuerySet[Any]:
    return Unit.objects.filter(region__path__startswith=county.path).order_by("name", "pk")


def _finding(of: Callable[[Region], QuerySet[Any]]) -> Callable[[Region, set[str]], dict[str, Any]]:
    return lambda county, names: _named(of(county).filter(name__in=names))


def _naming(of: Callable[[Region], QuerySet[Any]]) -> Callable[[Region], Iterable[str]]:
    return lambda county: dict.fromkeys(of(county).values_list("name", flat=True))


def near(names: Iterable[str], word: str) -> list[str]:
    """Return the names that hold a word, or that the word holds: 经信局 is said for 市经信局."""
    return [name for name in names if len(word) > 1 and (word in name or name in word)]


def _named(found: Iterable[Any]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for one in found:
        told[one.name] = SEVERAL if one.name in told else one
    return told


REFERENCES: dict[type[models.Model], Reference] = {
    Region: Reference("town", str, _finding(_towns_of), names=_naming(_towns_of)),
    Unit: Reference("text", str, _finding(_units_of), names=_naming(_units_of)),
}


_WIDE = str.maketrans("(),:;!?", "（），：；！？")


def named(field: Any, county: Region, names: set[str]) -> dict[str, Any]:
    """Return those of the names that a column's things bear, whatever the width of brackets and commas."""
    spelled = {name: {name, fold(name), fold(name).translate(_WIDE)} for name in names}
    found = reference(field).find(county, {one for several in spelled.values() for one in several})
    alike: dict[str, list[Any]] = {}
    for name, thing in found.items():
        if thing not in alike.setdefault(fold(name), []):
            alike[fold(name)].append(thing)
    once = {folded: things[0] if len(things) == 1 else SEVERAL for folded, things in alike.items()}
    return {name: found.get(name, once.get(fold(name))) for name in names if name in found or fold(name) in once}


def declare(register: Register) -> None:
    """Let workbooks bring records in, and others' workbooks name them."""
    if len(register.natural) == 1:
        REFERENCES.setdefault(register.model, _by_natural(register.model, register.natural[0]))
    lists.add_register(register.key, lambda: field_list(register))


def numbered(register: Register) -> tuple[str, ...]:
    """Return the natural columns that nobody fills in: the platform numbers a new record itself."""
    return tuple(name for name in register.natural if name not in register.fields)


def columns_of(register: Register) -> tuple[str, ...]:
    """Return the columns of a register's workbook: its number, what people fill in, what old records bring along."""
    return (*numbered(register), *register.fields, *register.brings)


@dataclass(frozen=True)
class Beside:
    """The column of a workbook that names in words what another column names by code: ``link`` is that other one."""

    key: str
    link: str
    label: str
    show: Callable[[Any], str]


@cache
def beside(register: Register) -> Beside | None:
    """Return the column of names beside codes in a register's workbook, None if there is none."""
    taken = {field_of(register.model, name).verbose_name for name in register.fields}
    taken |= {heading for headings in register.headings.values() for heading in headings}
    for field in (field_of(register.model, name) for name in register.fields):
        told = reference(field).beside if isinstance(field, models.ForeignKey) else None
        if told is not None and told[0] not in taken:
            return Beside(f"{field.name}_in_words", field.name, *told)
    return None


@cache
def headings_of_offices() -> dict[str, dict[str, list[str]]]:
    """Return register → field → headings by which offices' own lists call it (``data/headings.yaml``)."""
    text = (files("tenghuan.apps.kit") / "data" / "headings.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    return found


@cache
def words_of_offices() -> dict[str, dict[str, dict[str, str]]]:
    """Return register → column of choices → word of offices' own lists → choice (``data/words.yaml``)."""
    text = (files("tenghuan.apps.kit") / "data" / "words.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(text)
    return found


@cache
def field_list(register: Register) -> lists.Register:
    """Return the field list of a register: what its template shows and its workbooks are read by."""
    if register.writes is not None:
        return formfields.field_list(register)
    fields = [_field(register, name) for name in columns_of(register)]
    if (named := beside(register)) is not None:
        # last, so that the columns of workbooks in use stay where they are
        help_ = _("供核对；代码空着的，按名录中唯一的同名企业登记")
        fields = [one.model_copy(update={"required": False}) if one.key == named.link else one for one in fields]
        called = tuple(headings_of_offices().get(register.key, {}).get(named.key, ()))
        fields.append(RegisterField(key=named.key, label=named.label, headings=called, type="text", help=help_))
    return formfields.listed(register, fields)


def _field(register: Register, name: str) -> RegisterField:
    field = field_of(register.model, name)
    shown: Column = column(register.model, name)
    filled = name in register.natural or not (field.null or field.has_default())
    own = name in numbered(register)
    required = filled and not field.blank and not own and name not in register.brings
    told = _("由平台编号，新增的留空") if own else field.help_text
    if name in register.brings:
        told = _("只用于补录以前的记录；在册记录由办理登记")
    return RegisterField(
        key=name,
        label=(reference(field).label if isinstance(field, models.ForeignKey) else "") or shown.label,
        headings=(*register.headings.get(name, ()), *headings_of_offices().get(register.key, {}).get(name, ())),
        type=_type(field),
        quantity=_quantity(field),
        unit=str(unit_of(field)),
        units_by=register.units_by.get(name),
        required=required,
        choices=tuple(str(label) for _value, label in field.flatchoices if _value) if field.choices else (),
        spellings=words_of_offices().get(register.key, {}).get(name, {}),
        help="；".join(filter(None, (str(told), _when_blank(field)))),
    )


def _when_blank(field: Any) -> str:
    """Say what an empty cell of a new record becomes, where that is not simply unknown."""
    value = None if callable(field.default) or not field.has_default() else field.default
    if value in (None, ""):
        return ""
    word = (
        {True: _("是"), False: _("否")}[value] if isinstance(value, bool) else dict(field.flatchoices).get(value, value)
    )
    return _("新增时空白按“%(v)s”登记") % {"v": word}


def _type(field: Any) -> FieldType:
    if isinstance(field, models.ForeignKey):
        return reference(field).type
    kinds: list[tuple[Any, FieldType]] = [
        (CreditCode, "code"),
        (models.BooleanField, "boolean"),
        (models.DateField, "date"),
        (models.DecimalField, "number"),
        (models.FloatField, "number"),
        (models.IntegerField, "integer"),
    ]
    if field.choices:
        return "choice"
    if field.name == MONTH and isinstance(field, models.IntegerField):
        return "month"
    return next((name for kind, name in kinds if isinstance(field, kind)), "text")


def _quantity(field: Any) -> str | None:
    return quantity_in(str(unit_of(field)))


def reference(field: Any) -> Reference:
    """Return how workbooks name what a column leads to.

    Raises:
        TypeError: nothing says how.
    """
    target = field.related_model
    if target not in REFERENCES:
        raise TypeError(f"{field} leads to {target._meta.label}, which no workbook can name")
    return REFERENCES[target]


def _by_natural(target: Any, name: str) -> Reference:
    def find(county: Region, names: set[str]) -> dict[str, Any]:
        return {str(getattr(one, name)): one for one in target.objects.filter(county=county, **{f"{name}__in": names})}

    return Reference("text", lambda thing: str(getattr(thing, name)), find)


def rows_out(register: Register, found: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """Yield records as rows of the template: what goes out can be handed in again and changes nothing."""
    if register.writes is not None:
        yield from formfields.rows_out(register, found)
        return
    fields = [register.model._meta.get_field(name) for name in columns_of(register)]
    named = beside(register)
    for thing in found:
        row = {field.name: _shown(field, thing) for field in fields}
        if named is not None:
            target = getattr(thing, named.link)
            row[named.key] = None if target is None else named.show(target)
        yield row


def _shown(field: Any, thing: Any) -> Any:
    value = getattr(thing, field.name)
    if value is None:
        return None
    if isinstance(field, models.ForeignKey):
        return reference(field).show(value)
    if field.choices:
        return getattr(thing, f"get_{field.name}_display")()
    return value
