"""How forms are dressed: every field gets the class that the style sheet knows."""

from __future__ import annotations

from typing import Any

from django import forms


def dress(fields: dict[str, forms.Field], *, small: bool = False) -> None:
    """Give each field's widget its class; a second call changes nothing. ``small``: as dense as a list."""
    for field in fields.values():
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


class BootstrapMixin:
    """A form whose fields are dressed."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self.fields)
