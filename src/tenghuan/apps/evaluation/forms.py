"""Forms of the evaluation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.forms import BootstrapMixin


class Form(BootstrapMixin, forms.Form):
    """A form in the platform's style."""

    use_required_attribute = True


class MethodForm(Form):
    """A method version: year, source, the scheme itself."""

    year = forms.IntegerField(label=_("评价年度（数据年度）"), min_value=1990, max_value=2100)
    source = forms.CharField(
        label=_("依据"),
        max_length=200,
        help_text=_("文件名称和文号；没有公开文件的，写明借用何处并注明“本地参数（待核实）”"),
    )
    scheme = forms.CharField(
        label=_("评分方案（YAML）"),
        widget=forms.Textarea(attrs={"rows": 28, "class": "scheme", "spellcheck": "false", "wrap": "off"}),
        strip=False,
    )


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(label=_("理由"), max_length=200)


class OverrideForm(Form):
    """A grade that a document forces."""

    grade = forms.ChoiceField(label=_("调整为"), required=False)
    reason = forms.CharField(label=_("理由"), max_length=200)
    document = forms.CharField(label=_("依据文件（名称、文号）"), max_length=120)

    def __init__(self, grades: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["grade"]
        field.choices = [*((grade, grade) for grade in grades), ("", _("暂不定档"))]


class ObjectionForm(Form):
    """What is wrong, and the proof of it."""

    text = forms.CharField(label=_("异议内容"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
    evidence = forms.FileField(
        label=_("证明材料"), help_text=_("PDF、图片、Word 或 Excel，不超过 20 MB，须加盖公章（扫描件）")
    )
