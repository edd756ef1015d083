"""What a form or a call gives for columns of a record, made into values: one way for pages, moves, imports and API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.access.who import owner
from tenghuan.apps.web.forms import hold_day
from tenghuan.errors import InputFault


def cleaned(
    thing: models.Model,
    names: Iterable[str],
    told: Mapping[str, Any],
    *,
    optional: frozenset[str] = frozenset(),
    where: str = "",
) -> dict[str, Any]:
    """Return the values of columns ``names`` out of what was told.

    Raises:
        InputFault: one is missing though the column needs it, or is no value of its kind; all are named at once.
    """
    values, faults = {}, []
    for name in names:
        field = field_of(thing, name)
        try:
            value = _one(field, thing, told.get(name), name in optional)
        except ValidationError as fault:
            faults.append(f"{field.verbose_name}：{'；'.join(fault.messages)}")
        else:
            values[name] = value
    if faults:
        raise InputFault("；".join(faults), where=where, remedy=_("请改正后重新提交"))
    return values


def _one(field: Any, thing: models.Model, value: Any, optional: bool) -> Any:
    if isinstance(value, str):
        value = value.strip()
    if value in (None, ""):
        if not optional:
            raise ValidationError(_("必填"))
        return field.get_default() if not field.null else None
    if isinstance(field, models.ForeignKey):
        found = value if isinstance(value, models.Model) else None
        field.clean(found.pk if found else value, thing)
        return found or field.related_model._default_manager.get(pk=value)
    if isinstance(field, models.DecimalField):
        return _amount(field, thing, value)
    made = field.clean(value, thing)
    # Django checks the choices of what a form may edit only; a column that a move fills in is none of these
    if field.choices and made not in dict(field.flatchoices):
        raise ValidationError(_("“%(v)s”不是可选的值") % {"v": str(value)[:40]})
    if isinstance(made, date) and not isinstance(made, datetime):
        hold_day(made)
    return made


def _amount(field: models.DecimalField, thing: models.Model, value: Any) -> Decimal:
    """Return an amount with exactly the column's decimals, so that equal amounts look alike in the trail."""
    step = Decimal(1).scaleb(-(field.decimal_places or 0))
    if isinstance(value, float):
        # workbooks hold doubles: what they show is the number to the column's decimals
        value = Decimal(repr(value)).quantize(step, ROUND_HALF_UP)
    return Decimal(field.clean(value, thing)).quantize(step)


def hold_link(thing: Any, field: Any, target: models.Model | None) -> None:
    """Refuse a link from a record to what belongs to another county, whatever page or call it came by.

    What lies there is not named: whoever tries keys learns nothing.

    Raises:
        InputFault: it lies in another county than the record.
    """
    scope = getattr(field.related_model._default_manager.all(), "scope", None)
    region = owner(target, scope.region) if target is not None and scope is not None else None
    county = getattr(thing, "county", None)
    if region is None or county is None:
        return
    if not (region.path.startswith(county.path) or county.path.startswith(region.path)):
        raise InputFault(_("%(l)s不属于本县") % {"l": field.verbose_name}, remedy=_("请选本县的"))


def has_field(model: type[models.Model], name: str) -> bool:
    """Tell whether a model has a column of that name."""
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
