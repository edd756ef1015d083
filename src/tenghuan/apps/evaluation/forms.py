"""Forms of the evaluation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.evaluation.models import DecisionKind, Operation, Overlap
from tenghuan.apps.evaluation.parameters import veto_names
from tenghuan.apps.web.forms import BootstrapMixin


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


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


class PublishForm(Form):
    """When the publication opens and for how long."""

    opens = forms.DateField(label=_("公示开始"), widget=_day())
    days = forms.IntegerField(label=_("公示工作日数"), min_value=1, max_value=60)


class FinaliseForm(Form):
    """Number and date of the decision."""

    decided_on = forms.DateField(label=_("审定日期"), widget=_day())
    number = forms.CharField(label=_("审定文号或会议纪要编号"), max_length=60)


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


class OpinionForm(Form):
    """The town's opinion."""

    opinion = forms.CharField(label=_("镇街初核意见"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class DecisionForm(Form):
    """One decision on an enterprise."""

    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=18)
    kind = forms.ChoiceField(label=_("事项"), choices=DecisionKind.choices)
    points = forms.DecimalField(
        label=_("分值（加分、减分填写）"), required=False, min_value=0, max_digits=8, decimal_places=2
    )
    code = forms.ChoiceField(label=_("否决事项（一票否决选择）"), required=False)
    reason = forms.CharField(label=_("理由"), max_length=200)
    document = forms.CharField(label=_("依据文件（名称、文号）"), max_length=120)

    def __init__(self, codes: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = veto_names()
        field: Any = self.fields["code"]
        field.choices = [("", "—"), *((code, names.get(code, code)) for code in codes)]


class WorkbookForm(Form):
    """A workbook of decisions."""

    workbook = forms.FileField(
        label=_("工作簿"),
        help_text=_("表头：统一社会信用代码、事项、分值、否决事项、理由、依据文件；可先下载模板"),
    )


class PolicyForm(Form):
    """A rule with its dates and basis."""

    policy = forms.CharField(label=_("政策"), max_length=40)
    grade = forms.CharField(label=_("档次"), max_length=8)
    consecutive_years = forms.IntegerField(label=_("连续年数（起）"), min_value=1, max_value=20, initial=1)
    operation = forms.ChoiceField(label=_("方式"), choices=Operation.choices)
    value = forms.DecimalField(label=_("数值"), max_digits=12, decimal_places=4)
    unit = forms.CharField(label=_("单位"), max_length=20)
    overlap = forms.ChoiceField(label=_("重叠时"), choices=Overlap.choices)
    bureau = forms.CharField(label=_("执行单位"), max_length=60)
    industries = forms.CharField(
        label=_("适用行业大类"), max_length=120, required=False, help_text=_("如 13-43,44；空为全部")
    )
    towns = forms.CharField(label=_("适用镇街"), max_length=200, required=False, help_text=_("以顿号分隔；空为全部"))
    cycle = forms.RegexField(
        r"^\d{2}-\d{2}$", label=_("执行期起日"), required=False, help_text=_("如 07-01：每年 7 月 1 日起一年")
    )
    effective_from = forms.DateField(label=_("生效"), widget=_day())
    effective_until = forms.DateField(label=_("失效"), widget=_day(), required=False)
    basis = forms.CharField(label=_("依据（文件名称、文号）"), max_length=200)
    verified = forms.BooleanField(label=_("已与本县文件核实（否则注明本地参数（待核实））"), required=False)


class EndForm(Form):
    """The last day of a rule."""

    last_day = forms.DateField(label=_("最后执行日"), widget=_day())


class BasisForm(Form):
    """The county's own document."""

    basis = forms.CharField(label=_("本县依据（文件名称、文号）"), max_length=200)
