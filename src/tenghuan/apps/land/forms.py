"""Forms of land: the parts of a split, what is merged, a file of shapes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.land.lineage import Part
from tenghuan.apps.web.forms import BootstrapMixin

ROWS = 6  # parts that one form offers; more are split in two steps


class Change(BootstrapMixin, forms.Form):
    """What every change of parcels needs."""

    on = forms.DateField(label=_("变动日期"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    document = forms.CharField(label=_("文号"), max_length=80, help_text=_("批复或登记文书"))


class Split(Change):
    """New parcels, one a row; empty rows do not count."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at in range(1, ROWS + 1):
            self.fields[f"number_{at}"] = forms.CharField(label=_("新宗地号"), max_length=40, required=at <= 2)
            self.fields[f"area_{at}"] = forms.DecimalField(
                label=_("面积（㎡）"), max_digits=18, decimal_places=1, min_value=Decimal("0.1"), required=at <= 2
            )
            for name in (f"number_{at}", f"area_{at}"):
                self.fields[name].widget.attrs |= {"class": "form-control form-control-sm"}
            self.fields[f"area_{at}"].widget.attrs |= {"data-part": "", "x-on:input": "sum"}

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The fields of each row."""
        return [(self[f"number_{at}"], self[f"area_{at}"]) for at in range(1, ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        """Hold that a row is filled in whole or not at all."""
        told = super().clean() or {}
        for at in range(1, ROWS + 1):
            number, area = told.get(f"number_{at}"), told.get(f"area_{at}")
            if bool(number) != (area is not None) and not self.errors.keys() & {f"number_{at}", f"area_{at}"}:
                self.add_error(f"number_{at}", _("宗地号和面积须同时填写"))
        return told

    @property
    def parts(self) -> list[Part]:
        """The parts that were filled in."""
        told = ((self.cleaned_data[f"number_{at}"], self.cleaned_data[f"area_{at}"]) for at in range(1, ROWS + 1))
        return [Part(number, area) for number, area in told if number]


class Merge(Change):
    """The parcels that join this one, and what they become."""

    others = forms.CharField(label=_("并入的宗地号"), max_length=400, help_text=_("多宗以顿号分隔"))
    number = forms.CharField(label=_("新宗地号"), max_length=40)
    area = forms.DecimalField(label=_("新宗地面积（㎡）"), max_digits=18, decimal_places=1, min_value=Decimal("0.1"))
    field_order = ("others", "number", "area", "on", "document")


class Shapes(BootstrapMixin, forms.Form):
    """A file of a survey."""

    file = forms.FileField(
        label=_("测绘文件"),
        help_text=_(
            "GeoJSON（CGCS2000 经纬度），或 Shapefile 的各个文件压缩成一个 .zip；属性里有“宗地号”，不超过 64 MB"
        ),
    )
