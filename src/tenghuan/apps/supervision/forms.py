"""The form of a new order: what may be chosen is offered, the rest is filled in from what it is about."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.kit.forms import record_form
from tenghuan.apps.organization.models import Region, Unit, UnitKind
from tenghuan.apps.supervision import dictionary
from tenghuan.apps.supervision.registers import ORDERS
from tenghuan.apps.web.forms import Offered, dress


def _uncalled(words: list[str]) -> list[tuple[str, str]]:
    return [(word, "") for word in words]


def raise_form(account: Any, county: Region, *, data: Any = None, told: dict[str, Any] | None = None) -> Any:
    """Return the form of a new order of a county.

    Args:
        told: the columns that are known already.
    """
    form = record_form(ORDERS, account, data=data)
    form.initial |= {name: value for name, value in (told or {}).items() if value}
    units = Unit.objects.filter(Q(region=county) | Q(region__path__startswith=county.path), active=True)
    units = units.exclude(kind=UnitKind.COLLECTIVE)
    form.fields["lead"].queryset = units.order_by("region__path", "pk")
    for name, words in (
        ("mechanism", [row["name"] for row in dictionary.mechanisms(county)]),
        ("contact", dictionary.contacts(county)),
    ):
        field = form.fields[name]
        form.fields[name] = forms.CharField(
            label=field.label,
            required=False,
            max_length=field.max_length,
            help_text=field.help_text,
            widget=Offered(f"{name}-offered", partial(_uncalled, words)),
        )
    form.fields["supports"].widget = forms.TextInput()
    form.fields["content"].widget.attrs["rows"] = 5
    form.fields["due_on"].help_text = _("不填的，按来源和急缓推算")
    dress(form.fields)
    return form
