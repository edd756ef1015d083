"""Rule sets in versions, exemptions, and runs: what was screened, by which rules, and who was caught."""

from __future__ import annotations

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Region

LOCAL_NOTE = "本地参数（待核实）"


class RuleState(models.TextChoices):
    DRAFT = "draft", _("草案")
    PUBLISHED = "published", _("已发布")
    WITHDRAWN = "withdrawn", _("已废止")


class RuleSet(Kept):
    """One version of a county's screening rules; ``text`` is the YAML of the contracts.

    ``thresholds`` holds the rows of a workbook that was brought in, as the rules know them; they count before
    those of the text.
    """

    version = models.PositiveSmallIntegerField(_("版本"), editable=False)
    name = models.CharField(_("名称"), max_length=120)
    source = models.CharField(_("依据"), max_length=200, help_text=_("文件名称和文号；未公开的注明本地参数（待核实）"))
    effective_from = models.DateField(_("生效日期"))
    text = models.TextField(_("规则"), help_text=_("范围、清单、条件、豁免；保存时逐处检查"))
    thresholds = models.JSONField(_("阈值表"), default=list, editable=False)
    thresholds_file = models.CharField(_("阈值表来源"), max_length=200, blank=True, editable=False)
    state = models.CharField(
        _("状态"), max_length=10, choices=RuleState.choices, default=RuleState.DRAFT, editable=False
    )

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("筛查规则")
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=("county", "version"), name="screening_version_once"),)

    def __str__(self) -> str:
        return f"{self.name}　第 {self.version} 版"

    @property
    def unverified(self) -> bool:
        """Whether it stands on numbers that nobody compared with the county's own document yet."""
        return LOCAL_NOTE in self.source or LOCAL_NOTE in self.text


class Exempted(Kept):
    """An enterprise that a document lets off screening until a day, from some lists or (empty) from all."""

    enterprise = models.ForeignKey(Enterprise, verbose_name=_("企业"), on_delete=models.PROTECT, related_name="+")
    lists = models.CharField(_("清单"), max_length=120, blank=True, help_text=_("以顿号分隔；空为全部清单"))
    reason = models.CharField(_("豁免理由"), max_length=120)
    document = models.CharField(_("依据文件"), max_length=120)
    starts_on = models.DateField(_("起始日期"))
    ends_on = models.DateField(_("截止日期"))

    objects = scoped(Scope(region="county", town="enterprise__town", enterprise="enterprise__uscc", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("筛查豁免")
        ordering = ("-ends_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=("county", "enterprise", "starts_on"), name="exempted_once_from_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.enterprise} {self.reason}"


class Run(models.Model):
    """One screening of a county and year by a published version, on facts frozen as a Parquet file."""

    county = models.ForeignKey(Region, verbose_name=_("县（市、区）"), on_delete=models.PROTECT, related_name="+")
    rules = models.ForeignKey(RuleSet, verbose_name=_("筛查规则"), on_delete=models.PROTECT, related_name="runs")
    year = models.PositiveSmallIntegerField(_("数据年度"))
    at = models.DateTimeField(_("筛查时间"), auto_now_add=True)
    by = models.CharField(_("经办"), max_length=120)
    snapshot = models.FileField(upload_to="screening/")
    snapshot_digest = models.CharField(_("数据摘要（SM3）"), max_length=64)
    looked_at = models.PositiveIntegerField(_("数据户数"))
    notes = models.JSONField(_("提示"), default=list)
    before = models.ForeignKey(
        "self", verbose_name=_("上次筛查"), null=True, on_delete=models.PROTECT, related_name="after"
    )
    sample = models.BooleanField(_("示例数据"), default=False)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("筛查批次")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.county.name} {self.year} 年数据 {localtime(self.at):%Y-%m-%d %H:%M}"


class Verdict(models.TextChoices):
    """As the pure room says them; gone: on the list at the last run, not any more."""

    IN = "入", _("入")
    EXEMPT = "豁免", _("豁免")
    UNDECIDED = "不可判", _("不可判")
    GONE = "退出", _("退出")


class Moved(models.TextChoices):
    NEW = "new", _("新增")
    STILL = "still", _("仍在")
    GONE = "gone", _("退出")


class Caught(models.Model):
    """One enterprise and list of a run: the verdict, and each condition in words (rule, value, threshold, source)."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="caught")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    # as frozen: what the register says later does not change a run
    name = models.CharField(_("企业名称"), max_length=120)
    town_name = models.CharField(_("镇街"), max_length=60, blank=True)
    list_name = models.CharField(_("清单"), max_length=60)
    verdict = models.CharField(_("结论"), max_length=4, choices=Verdict.choices)
    moved = models.CharField(_("与上次比"), max_length=6, choices=Moved.choices, blank=True)
    reason = models.CharField(_("说明"), max_length=300, blank=True)
    source = models.CharField(_("规则依据"), max_length=300, blank=True)
    lines = models.JSONField(_("逐条判定"), default=list)

    objects = scoped(Scope(region="run__county", town="enterprise__town", enterprise="enterprise__uscc", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("筛查结果")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("run", "enterprise", "list_name"), name="caught_once_a_list"),)
        indexes = (models.Index(fields=("run", "verdict", "list_name")),)

    def __str__(self) -> str:
        return f"{self.name} {self.list_name} {self.verdict}"
