"""How forms are dressed: every field gets the class that the style sheet knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# a day outside is a slip of the key, and the arithmetic of terms would leave the calendar with it
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


def hold_day(day: date) -> None:
    """Refuse a day that no record of a county can mean.

    Raises:
        ValidationError: the day is before 1900 or after 2199.
    """
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(_("日期应在 1900 年至 2199 年之间"))


def dress(fields: dict[str, forms.Field], *, small: bool = False) -> None:
    """Give each field's widget its class, and days their bounds; a second call changes nothing.

    Args:
        fields: by name, of a form that was made (never of its class).
        small: as dense as a list.
    """
    for field in fields.values():
        if isinstance(field, forms.DateField) and hold_day not in field.validators:
            field.validators.append(hold_day)
        kind = field.widget
        if isinstance(kind, forms.CheckboxSelectMultiple):
            continue  # its class would be that of the whole group
        name = (
            "form-select"
            if isinstance(kind, forms.Select)
            else "form-check-input"
            if isinstance(kind, forms.CheckboxInput)
            else "form-control"
        )
        classes = str(kind.attrs.get("class", "")).split()
        size = [f"{name}-sm"] if small and name != "form-check-input" else []
        kind.attrs["class"] = " ".join(dict.fromkeys([*classes, name, *size]))


class Offered(forms.TextInput):
    """A text input with a list of what is usual there; other words may be typed.

    Args:
        key: of the list in its page.
        words: gives (what is filled in, what it is called), asked for when the input is drawn.
    """

    template_name = "web/offered.html"

    def __init__(self, key: str, words: Callable[[], Sequence[tuple[str, str]]]) -> None:
        super().__init__({"list": key, "autocomplete": "off"})
        self._words = words

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Give the template the words that are offered."""
        return {**super().get_context(name, value, attrs), "offered": self._words(), "key": self.attrs["list"]}


class BootstrapMixin:
    """A form whose fields are dressed."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self.fields)
