"""Methods, runs on frozen facts, grades, overrides, confirmations, objections, and the policies that follow a grade.

A run can be repeated: its snapshot file, the method's scheme, the accepted corrections and the overrides are all kept,
and the digest of the graded list is compared (``grading.repeats``).
"""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.evaluation.parameters import veto_choices
from tenghuan.apps.evaluation.states import WAITING, ObjectionState, RunState
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Region
from tenghuan.plan.parameters import LOCAL_NOTE as LOCAL_NOTE  # others find it here


class Method(models.Model):
    """One version of a county's scoring method: the scheme (YAML of the contracts) with its legal source."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="methods")
    name = models.CharField(_("名称"), max_length=120)
    year = models.PositiveSmallIntegerField(_("评价年度"))
    version = models.PositiveSmallIntegerField(_("版本"))
    scheme = models.TextField(_("评分方案"))
    digest = models.CharField(_("摘要（SM3）"), max_length=64)
    source = models.CharField(_("依据"), max_length=200, help_text=_("文件名称和文号；未公开的注明本地参数（待核实）"))
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("评价办法")
        ordering = ("-year", "-version")
        constraints = (
            models.UniqueConstraint(fields=("county", "year", "version"), name="method_version_once_a_year"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.year} v{self.version}"

    def get_absolute_url(self) -> str:
        """The version in words."""
        return reverse("evaluation:method", args=(self.pk,))

    @property
    def unverified(self) -> bool:
        """Whether the scheme stands on parameters that nobody compared with the county's own document yet."""
        return LOCAL_NOTE in self.source or LOCAL_NOTE in self.scheme


class Run(models.Model):
    """One evaluation of a county and year, on facts frozen at ``frozen_at`` (a Parquet file under its digest)."""

    county = models.ForeignKey(Region, verbose_name=_("县（市、区）"), on_delete=models.PROTECT, related_name="runs")
    method = models.ForeignKey(Method, verbose_name=_("评价办法"), on_delete=models.PROTECT, related_name="runs")
    year = models.PositiveSmallIntegerField(_("评价年度"))
    state = models.CharField(_("状态"), max_length=12, choices=RunState.choices, default=RunState.FROZEN)
    frozen_at = models.DateTimeField(_("冻结时间"))
    revision = models.PositiveIntegerField(_("修订号"), default=1)
    snapshot = models.FileField(upload_to="evaluation/")
    snapshot_digest = models.CharField(_("数据摘要（SM3）"), max_length=64)
    result_digest = models.CharField(_("结果摘要（SM3）"), max_length=64, blank=True)
    stability = models.JSONField(_("档次稳定性"), default=dict)
    remarks = models.JSONField(_("计算提示"), default=list)
    published_on = models.DateField(_("公示开始"), null=True)
    closes_on = models.DateField(_("公示截止"), null=True)
    decided_on = models.DateField(_("审定日期"), null=True)
    decision_number = models.CharField(_("审定文号"), max_length=60, blank=True)
    confirm_by = models.DateField(_("企业确认截止"), null=True)
    sample = models.BooleanField(_("示例数据"), default=False)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("评价批次")
        ordering = ("-year", "-frozen_at")
        constraints = (
            # consecutive years are counted over final lists: a year has one
            models.UniqueConstraint(
                fields=("county", "year"), condition=models.Q(state=RunState.FINAL), name="one_final_run_a_year"
            ),
        )

    def __str__(self) -> str:
        return f"{self.county} {self.year} {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        """Its overview."""
        return reverse("evaluation:run", args=(self.pk,))

    @property
    def loose_below(self) -> float | None:
        """The share of draws below which a grade counted as loose when the stability was assessed."""
        return self.stability.get("bound")

    @property
    def objections_until(self) -> date | None:
        """The last day on which an enterprise may object: of the confirmation, then of the publication."""
        return self.closes_on if self.state == RunState.PUBLISHED else self.confirm_by


class Graded(models.Model):
    """One enterprise's line of a run's list: computed from the snapshot, then overridden where a document says so."""

    run = models.ForeignKey(Run, verbose_name=_("评价批次"), on_delete=models.CASCADE, related_name="graded")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="grades")
    # as frozen: what the register says later does not change a list
    name = models.CharField(_("企业名称"), max_length=120, blank=True)
    town_name = models.CharField(_("镇街"), max_length=60, blank=True)
    park = models.CharField(_("园区"), max_length=60, blank=True)
    industry = models.CharField(_("行业代码"), max_length=5, blank=True)
    track = models.CharField(_("类别"), max_length=60, blank=True)
    group = models.CharField(_("分组"), max_length=60, blank=True)
    score = models.DecimalField(_("得分"), max_digits=14, decimal_places=4, null=True)
    rank = models.PositiveIntegerField(_("名次"), null=True)
    computed = models.CharField(_("初评档次"), max_length=8, blank=True)
    grade = models.CharField(_("档次"), max_length=8, blank=True)
    basis = models.CharField(_("依据"), max_length=240, blank=True)
    values = models.JSONField(_("指标值和得分"), default=dict)
    shares = models.JSONField(_("各档次抽样占比"), default=dict)
    confirmed_at = models.DateTimeField(_("企业确认时间"), null=True)

    objects = scoped(Scope(region="run__county", town="enterprise__town", enterprise="enterprise__uscc", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("评价结果")
        ordering = ("run", "track", "group", "rank")
        constraints = (models.UniqueConstraint(fields=("run", "enterprise"), name="graded_once_a_run"),)
        indexes = (models.Index(fields=("run", "grade")), models.Index(fields=("run", "town_name")))

    def __str__(self) -> str:
        return f"{self.enterprise} {self.grade}"

    def get_absolute_url(self) -> str:
        """The sheet of the enterprise."""
        return reverse("evaluation:sheet", args=(self.pk,))


class Override(models.Model):
    """A grade that a document forces (or leaves undetermined, ``grade`` empty), whatever the score says."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="overrides")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    grade = models.CharField(_("调整后档次"), max_length=8, blank=True)
    reason = models.CharField(_("理由"), max_length=200)
    document = models.CharField(_("依据文件"), max_length=120)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    objects = scoped(Scope(region="run__county", town="enterprise__town", enterprise="enterprise__uscc", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("档次调整")
        constraints = (models.UniqueConstraint(fields=("run", "enterprise"), name="override_once_a_run"),)

    def __str__(self) -> str:
        return f"{self.enterprise} {self.grade or '暂不定档'}"


# objections that wait for somebody; one that was taken back waits for nobody
UNDECIDED = models.Q(state__in=WAITING, retired_on=None)


class Objection(Kept):
    """What an enterprise holds against its sheet; an accepted one carries the corrected facts, before and after."""

    graded = models.ForeignKey(Graded, verbose_name=_("评价单"), on_delete=models.CASCADE, related_name="objections")
    text = models.TextField(_("异议内容"))
    state = models.CharField(_("状态"), max_length=10, choices=ObjectionState.choices, default=ObjectionState.FILED)
    forward_by = models.DateField(_("镇街初核期限"), null=True)
    decide_by = models.DateField(_("复核期限"), null=True)
    corrections = models.JSONField(_("数据更正"), default=dict, help_text=_("指标 → [原值, 更正值]"))
    before = models.JSONField(_("复核前"), default=dict)
    after = models.JSONField(_("复核后"), default=dict)

    objects = scoped(
        Scope(region="county", town="graded__enterprise__town", enterprise="graded__enterprise__uscc", inherit=True)
    )

    class Meta:
        verbose_name = verbose_name_plural = _("评价异议")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("graded",), condition=UNDECIDED, name="one_open_objection_a_sheet"),
        )

    def __str__(self) -> str:
        return f"{self.graded.name} {self.graded.run.year}"


class DecisionKind(models.TextChoices):
    BONUS = "bonus", _("加分")
    DEDUCTION = "deduction", _("减分")
    VETO = "veto", _("一票否决")
    EXEMPT = "exempt", _("不参评")


DECISION_OF = ("county", "enterprise", "year", "kind", "code", "reason", "document")


class Decision(Kept):
    """What people decide on an enterprise before the facts are frozen: points, a veto, no evaluation; by a document."""

    enterprise = models.ForeignKey(Enterprise, verbose_name=_("企业"), on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(
        _("评价年度"), validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    kind = models.CharField(_("事项"), max_length=10, choices=DecisionKind.choices)
    points = models.DecimalField(
        _("分值"), max_digits=8, decimal_places=2, null=True, blank=True, help_text=_("加分、减分填写")
    )
    code = models.CharField(_("否决事项"), max_length=40, blank=True, choices=veto_choices, help_text=_("一票否决选择"))
    reason = models.CharField(_("理由"), max_length=200)
    document = models.CharField(_("依据文件"), max_length=120, help_text=_("名称、文号"))

    objects = scoped(Scope(region="county", town="enterprise__town", enterprise="enterprise__uscc", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("加减分、否决和不参评")
        ordering = ("-year", "kind", "enterprise__uscc", "pk")
        indexes = (models.Index(fields=("county", "year")),)
        constraints = (
            # a withdrawn one may be decided anew; an unknown number equals no other, so there are two of them
            models.UniqueConstraint(
                fields=(*DECISION_OF, "points"),
                condition=models.Q(retired_on=None, points__isnull=False),
                name="points_decided_once",
            ),
            models.UniqueConstraint(
                fields=DECISION_OF, condition=models.Q(retired_on=None, points=None), name="decided_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.enterprise} {self.get_kind_display()}"


class Operation(models.TextChoices):
    ADD = "add", _("加价")
    MULTIPLY = "multiply", _("按比例")
    EXEMPT = "exempt", _("减免")


class Overlap(models.TextChoices):
    HIGHEST = "max", _("取最高")
    SUM = "sum", _("叠加")


# what tells one rule from another: two documents may each add to the same grade's price
RULE_OF = (
    *("policy", "grade", "consecutive_years", "bureau"),
    *("industries", "towns", "effective_from", "basis"),
)


class PolicyRule(Kept):
    """A differentiated policy: for a grade held some years running, between two dates (methodology §1.9)."""

    policy = models.CharField(_("政策"), max_length=40)
    grade = models.CharField(_("档次"), max_length=8)
    consecutive_years = models.PositiveSmallIntegerField(
        _("连续年数（起）"), default=1, validators=[MinValueValidator(1)]
    )
    operation = models.CharField(_("方式"), max_length=8, choices=Operation.choices)
    value = models.DecimalField(_("数值"), max_digits=12, decimal_places=4)
    unit = models.CharField(_("单位"), max_length=20)
    overlap = models.CharField(_("重叠时"), max_length=3, choices=Overlap.choices, default=Overlap.HIGHEST)
    bureau = models.CharField(_("执行单位"), max_length=60)
    industries = models.CharField(
        _("适用行业"), max_length=120, blank=True, help_text=_("行业大类，如 13-43,44；空为全部")
    )
    towns = models.CharField(_("适用镇街"), max_length=200, blank=True, help_text=_("以顿号分隔；空为全部"))
    cycle = models.CharField(
        _("执行期起日"),
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{2}-\d{2}$", _("写月-日，如 07-01"))],
        help_text=_("如 07-01：每年 7 月 1 日起执行一年；空为随规则起止"),
    )
    basis = models.CharField(_("依据"), max_length=200)
    effective_from = models.DateField(_("生效"))
    effective_until = models.DateField(_("失效"), null=True, blank=True)
    verified = models.BooleanField(_("已核实"), default=False, help_text=_("未核实的在输出中注明本地参数（待核实）"))

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("差别化政策规则")
        ordering = ("policy", "grade", "consecutive_years")
        constraints = (
            models.UniqueConstraint(
                fields=("county", *RULE_OF, "value"), condition=models.Q(retired_on=None), name="a_rule_stands_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.policy} {self.grade} {self.value}{self.unit}"
