"""Forms of projects: the plan of nodes as a whole."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.projects import planning, stages
from tenghuan.apps.web.forms import dress


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), required=False)


class Plan(forms.Form):
    """Planned day, promised day and basis of each stage; a stage without a planned day is not in the plan."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in stages.stages():
            self.fields[f"planned_{one.key}"] = _day(_("计划日"))
            self.fields[f"promised_{one.key}"] = _day(_("承诺日"))
            self.fields[f"basis_{one.key}"] = forms.CharField(label=_("依据"), max_length=120, required=False)
        dress(self.fields, small=True)

    @property
    def rows(self) -> list[tuple[stages.Stage, Any, Any, Any]]:
        """The fields of each stage."""
        return [
            (one, self[f"planned_{one.key}"], self[f"promised_{one.key}"], self[f"basis_{one.key}"])
            for one in stages.stages()
        ]

    @property
    def told(self) -> dict[str, planning.Planned]:
        """What was sent, by stage."""
        data = self.cleaned_data
        return {
            one.key: planning.Planned(*(data[f"{name}_{one.key}"] for name in ("planned", "promised", "basis")))
            for one in stages.stages()
        }
