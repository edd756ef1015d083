"""Forms of the assessment: a new version of a scheme, the freezing of figures, an appeal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.assessment.models import Adding, Kind
from tenghuan.apps.kit.files import accepted
from tenghuan.apps.web.forms import BootstrapMixin


class SchemeForm(BootstrapMixin, forms.Form):
    """A version of a scheme: year, kind, source, who is assessed, the text itself."""

    year = forms.IntegerField(label=_("考核年度"), min_value=1990, max_value=2100)
    kind = forms.ChoiceField(label=_("考核对象"), choices=Kind.choices)
    adding = forms.ChoiceField(label=_("月榜累计方式"), choices=Adding.choices)
    source = forms.CharField(
        label=_("依据"),
        max_length=200,
        help_text=_("文件名称和文号；没有公开文件的，注明“本地参数（待核实）”"),
    )
    groups = forms.CharField(
        label=_("分组"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("每行一组，如“第一组：甲镇、乙镇”；没有写进的不考核。留空：同类全部对象一组"),
    )
    text = forms.CharField(
        label=_("考核方案（YAML）"),
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "class": "scheme", "spellcheck": "false", "wrap": "off"}),
    )


class BookForm(forms.Form):
    """A workbook that a scheme begins with."""

    book = forms.FileField(label=_("考核方案工作簿"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}))


class FreezeForm(BootstrapMixin, forms.Form):
    """Up to which day figures are drawn."""

    until = forms.DateField(label=_("数据截至"), widget=forms.DateInput(attrs={"type": "date"}))


class AppealForm(BootstrapMixin, forms.Form):
    """What is held against the points of one item, with evidence."""

    item = forms.ChoiceField(label=_("项目"))
    text = forms.CharField(label=_("申诉理由和依据"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    claimed = forms.DecimalField(
        label=_("主张的实际数"), required=False, max_digits=20, decimal_places=6, help_text=_("数据有误的填写")
    )
    proof = forms.FileField(label=_("依据材料"), help_text=_("加盖公章的说明、凭证等"))

    def __init__(self, items: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["item"]
        field.choices = [(one, one) for one in items]
        self.fields["proof"].widget.attrs["accept"] = accepted()
