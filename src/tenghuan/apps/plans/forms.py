"""Forms of the review: one a kind of item. Each turns into and out of the item's data as the reading has it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.plans.models import DraftKind
from tenghuan.apps.plans.models.published import CALIBERS, COMPARISONS
from tenghuan.apps.web.forms import BootstrapMixin
from tenghuan.plan import catalogue

NATURES = [
    ("level", _("水平")),
    ("cumulative", _("累计")),
    ("increment", _("新增")),
    ("annual", _("每年")),
    ("growth_rate", _("年均增长")),
    ("decline_rate", _("下降")),
    ("share", _("占比")),
]
_SPLIT = re.compile(r"[、,，;；\n]+")


def names(text: str) -> list[str]:
    """Unit names or posts as typed, split at 、 commas and line breaks, without doubles."""
    return list(dict.fromkeys(part.strip() for part in _SPLIT.split(text) if part.strip()))


class NamesField(forms.CharField):
    """Unit names in one line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, help_text=_("多个单位以顿号分隔"), **kwargs)

    def clean(self, value: Any) -> list[str]:
        return names(super().clean(value) or "")

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value


class PostsField(forms.CharField):
    """Posts of a group, one a line; kept as the reading keeps them."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> list[dict[str, str]]:
        return [{"post": post} for post in names(super().clean(value) or "")]

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(seat["post"] if isinstance(seat, dict) else str(seat) for seat in value)
        return value


class _DateField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ItemForm(BootstrapMixin, forms.Form):
    """Base: initial values are the item's data; ``data()`` is the corrected data."""

    wide: tuple[str, ...] = ()

    def data_of(self, before: dict[str, Any]) -> dict[str, Any]:
        """The item's data with the form's values laid over what the form does not show."""
        told = {key: self._plain(value) for key, value in self.cleaned_data.items()}
        return {**before, **told}

    @staticmethod
    def _plain(value: Any) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        return None if value == "" else value


def _year(label: Any, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1990, max_value=2100, required=required)


class MetaForm(ItemForm):
    """What the document says of itself."""

    wide = ("title",)
    title = forms.CharField(label=_("标题"), max_length=120)
    document_number = forms.CharField(label=_("文号"), max_length=60, required=False)
    issuer = forms.CharField(label=_("印发机关"), max_length=60, required=False)
    issued_on = _DateField(label=_("印发日期"), required=False)
    effective_from = _DateField(label=_("施行日期"), required=False)
    effective_until = _DateField(label=_("失效日期"), required=False)
    start = _year(_("方案起始年"))
    end = _year(_("方案结束年"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("start"), data.get("end")
        if start and end and end < start:
            self.add_error("end", _("结束年早于起始年"))
        return data


class _Measured(ItemForm):
    indicator = forms.CharField(label=_("指标名称"), max_length=60)
    unit = forms.CharField(label=_("计量单位"), max_length=20, required=False)
    catalogue = forms.ChoiceField(label=_("标准指标"), required=False)
    caliber = forms.ChoiceField(label=_("口径"), choices=CALIBERS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = self.initial if not self.is_bound else self.data
        catalogue = self.fields["catalogue"]
        assert isinstance(catalogue, forms.ChoiceField)
        catalogue.choices = standard_choices(told.get("indicator") or "", told.get("unit") or "")

    def clean_unit(self) -> str:
        return self.cleaned_data["unit"]


class TargetForm(_Measured):
    """A target in prose."""

    wide = ("indicator", "catalogue")
    field_order = (
        *("indicator", "value", "upper", "unit", "comparison", "year", "caliber", "catalogue"),
        *("nature", "section", "baseline_year", "baseline_value", "lead", "support"),
    )
    value = forms.FloatField(label=_("数值"))
    upper = forms.FloatField(label=_("区间上端"), required=False)
    comparison = forms.ChoiceField(label=_("比较"), choices=COMPARISONS)
    year = _year(_("年份（每年适用的留空）"))
    nature = forms.ChoiceField(label=_("数的性质"), choices=NATURES, required=False)
    section = forms.CharField(label=_("章节"), max_length=60)
    baseline_year = _year(_("基期"))
    baseline_value = forms.FloatField(label=_("基数"), required=False)
    lead = NamesField(label=_("牵头单位"))
    support = NamesField(label=_("配合单位"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("upper") is not None and data.get("value") is not None and data["upper"] <= data["value"]:
            self.add_error("upper", _("上端须大于数值"))
        if data.get("baseline_value") is not None and not data.get("baseline_year"):
            self.add_error("baseline_year", _("有基数须写基期"))
        return data


class SeriesForm(_Measured):
    """A row of an indicator table; each cell's value and caliber may be corrected."""

    wide = ("indicator", "catalogue")
    field_order = ("indicator", "unit", "caliber", "catalogue")

    def __init__(self, *args: Any, cells: list[dict[str, Any]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cells = cells or []
        for at, cell in enumerate(self.cells):
            self.fields[f"cell_{at}"] = forms.FloatField(
                label=cell.get("column") or str(cell.get("year") or at), required=False, initial=cell.get("value")
            )
            self.fields[f"cell_{at}"].widget.attrs["class"] = "form-control"
            if cell.get("role") == "target":
                self.fields[f"caliber_{at}"] = forms.ChoiceField(
                    label=_("%(c)s：口径") % {"c": cell.get("column") or cell.get("year")},
                    choices=[("", _("自动判定")), *CALIBERS],
                    required=False,
                    initial=cell.get("caliber"),
                )
                self.fields[f"caliber_{at}"].widget.attrs["class"] = "form-select"

    def data_of(self, before: dict[str, Any]) -> dict[str, Any]:
        told = self.cleaned_data
        cells = [
            {**cell, "value": told.get(f"cell_{at}"), "caliber": told.get(f"caliber_{at}") or None}
            for at, cell in enumerate(self.cells)
        ]
        plain = {key: told[key] for key in ("indicator", "unit", "catalogue", "caliber")}
        return {**before, **plain, "cells": cells}


class _Assigned(ItemForm):
    lead = NamesField(label=_("牵头单位"))
    support = NamesField(label=_("配合单位"))
    deadline = _DateField(label=_("完成期限"), required=False)


class ActionForm(_Assigned):
    """A numbered work item of the body."""

    wide = ("title", "lead", "support")
    field_order = ("title", "section", "part", "lead", "support", "deadline")
    title = forms.CharField(label=_("任务"), max_length=40)
    section = forms.CharField(label=_("章节"), max_length=60)
    part = forms.IntegerField(label=_("组次"), min_value=1, max_value=99, required=False)


class TaskForm(_Assigned):
    """A row of the task list."""

    wide = ("title", "lead", "support")
    field_order = ("title", "number", "lead", "support", "deadline")
    title = forms.CharField(label=_("任务"), max_length=40)
    number = forms.IntegerField(label=_("序号"), min_value=1, max_value=9999)


class GroupForm(ItemForm):
    """A task-force group: seats by post, or the unit that leads it."""

    wide = ("name", "leader", "deputy", "members", "liaison")
    name = forms.CharField(label=_("名称"), max_length=80)
    lead_unit = forms.CharField(label=_("牵头单位"), max_length=60, required=False)
    leader = PostsField(label=_("组长（职务，一行一个）"))
    deputy = PostsField(label=_("副组长"))
    members = PostsField(label=_("成员"))
    liaison = PostsField(label=_("联络员"))


FORMS: dict[str, type[ItemForm]] = {
    DraftKind.META: MetaForm,
    DraftKind.TARGET: TargetForm,
    DraftKind.SERIES: SeriesForm,
    DraftKind.ACTION: ActionForm,
    DraftKind.TASK: TaskForm,
    DraftKind.GROUP: GroupForm,
}
ADDABLE = (DraftKind.TARGET, DraftKind.ACTION, DraftKind.TASK, DraftKind.GROUP)


def form_for(kind: str, data: dict[str, Any], posted: Any = None) -> ItemForm:
    """The form of a kind, filled from an item's data or bound to what was posted."""
    extra = {"cells": data.get("cells")} if kind == DraftKind.SERIES else {}
    return FORMS[kind](posted, initial=data, **extra)


def standard_choices(name: str, unit: str, query: str = "") -> list[Any]:
    """Standard indicators for a select: the likeliest first, then all the others, "" for 本县特有."""
    ranked = catalogue().match(query or name, unit or None, limit=8) if (query or name) else []
    likely = [(c.standard.key, f"{c.standard.zh}（{c.standard.unit}，{c.score:.0%}）") for c in ranked if c.score > 0.2]
    seen = {key for key, _words in likely}
    rest = [(s.key, f"{s.zh}（{s.unit}）") for s in catalogue() if s.key not in seen]
    return [("", _("本县特有，不连接标准指标")), (_("最可能"), likely), (_("其他标准指标"), rest)]


class PublishForm(BootstrapMixin, forms.Form):
    """The last click: which plan it continues, a note, and whether the undecided is taken as read."""

    plan = forms.ChoiceField(label=_("发布为"), required=False)
    note = forms.CharField(label=_("版本说明（可空）"), max_length=200, required=False)
    accept_open = forms.BooleanField(label=_("未审核的按识读结果采用"), required=False)
