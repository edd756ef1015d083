"""How forms are dressed: every field gets the class that the style sheet knows."""

from __future__ import annotations

from typing import Any

from django import forms


def dress(fields: dict[str, forms.Field]) -> None:
    """Give each field's widget its class; a second call changes nothing."""
    for field in fields.values():
        kind = field.widget
        name = (
            "form-select"
            if isinstance(kind, forms.Select)
            else "form-check-input"
            if isinstance(kind, forms.CheckboxInput)
            else "form-control"
        )
        classes = str(kind.attrs.get("class", "")).split()
        kind.attrs["class"] = " ".join(dict.fromkeys([*classes, name]))


class BootstrapMixin:
    """A form whose fields are dressed."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self.fields)
