"""Schemes of assessment, the year's run with its figures, results and appeals, and the running board of each month.

A run and a month keep what they were computed from as text (the results as ``tenghuan assess`` reads them, and the
scheme), so that a locked one can be computed again to the same bytes, on the platform or off it.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.plan.parameters import LOCAL_NOTE


class Kind(models.TextChoices):
    """What is assessed."""

    TOWNS = "towns", _("镇街")
    DEPARTMENTS = "departments", _("部门")
    PARKS = "parks", _("园区")
    COUNTIES = "counties", _("县（市、区）")


class Adding(models.TextChoices):
    """How the running board comes from the months."""

    SUM = "sum", _("月得分之和")
    LATEST = "latest", _("年初至今一次计算")


class RaceState(models.TextChoices):
    FROZEN = "frozen", _("数据已冻结")
    COMPUTED = "computed", _("已初算")
    FEEDBACK = "feedback", _("反馈对象")
    REVIEWING = "reviewing", _("复核中")
    APPROVED = "approved", _("已审定")
    PUBLISHED = "published", _("已公布")
    ABANDONED = "abandoned", _("已作废")


SHOWN_TO_OBJECTS = frozenset({RaceState.FEEDBACK, RaceState.REVIEWING, RaceState.APPROVED, RaceState.PUBLISHED})
LOCKED = frozenset({RaceState.PUBLISHED, RaceState.ABANDONED})


class ConfirmationState(models.TextChoices):
    WAITING = "waiting", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    DISPUTED = "disputed", _("有出入")


class AppealState(models.TextChoices):
    FILED = "filed", _("待复核")
    UPHELD = "upheld", _("采纳")
    DENIED = "denied", _("不采纳")
    WITHDRAWN = "withdrawn", _("已撤回")


class MonthState(models.TextChoices):
    DRAFT = "draft", _("待亮榜")
    PUBLISHED = "published", _("已亮榜")


def _points(label: Any, **rest: Any) -> models.DecimalField:
    return models.DecimalField(label, max_digits=18, decimal_places=4, editable=False, **rest)


class Scheme(Kept):
    """One version of how objects of a kind are assessed in a year: the scheme as text, with its source.

    ``groups`` says who is assessed, one group a line (``分组：甲镇、乙镇``); empty: all of the kind, in one group.
    ``county`` is whose office assesses: a city or province where counties are the objects.
    """

    year = models.PositiveSmallIntegerField(_("年度"), editable=False)
    kind = models.CharField(_("考核对象"), max_length=12, choices=Kind.choices, editable=False)
    version = models.PositiveSmallIntegerField(_("版本"), editable=False)
    name = models.CharField(_("名称"), max_length=200, editable=False)
    source = models.CharField(_("依据"), max_length=200, editable=False)
    adding = models.CharField(_("月榜累计方式"), max_length=8, choices=Adding.choices, editable=False)
    groups = models.TextField(_("分组"), blank=True, editable=False)
    text = models.TextField(_("考核方案"), editable=False)
    digest = models.CharField(_("摘要（SM3）"), max_length=64, editable=False)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("考核办法")
        ordering = ("-year", "kind", "-version")
        constraints = (
            models.UniqueConstraint(fields=("county", "year", "kind", "version"), name="scheme_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.year} 年{self.name} v{self.version}"

    @property
    def unverified(self) -> bool:
        """Whether it stands on numbers that nobody compared with the county's own document yet."""
        return LOCAL_NOTE in self.source or LOCAL_NOTE in self.text


class _Computed(Kept):
    """What a ranking was computed from, and what came out, both kept as text with their digests."""

    scheme = models.ForeignKey(Scheme, verbose_name=_("考核办法"), on_delete=models.PROTECT, editable=False)
    year = models.PositiveSmallIntegerField(_("年度"), editable=False)
    kind = models.CharField(_("考核对象"), max_length=12, choices=Kind.choices, editable=False)
    scheme_text = models.TextField(editable=False)
    inputs = models.TextField(editable=False, blank=True)
    result = models.TextField(editable=False, blank=True)
    digest = models.CharField(_("结果摘要（SM3）"), max_length=64, blank=True, editable=False)
    until = models.DateField(_("数据截至"), editable=False)

    class Meta(Kept.Meta):
        abstract = True


class Race(_Computed):
    """The year's run of a kind of objects: 数据冻结 → 初算 → 反馈 → 申诉、复核 → 审定 → 公布 (methodology2 §19)."""

    number = models.CharField(_("考核编号"), max_length=20, editable=False)
    name = models.CharField(_("名称"), max_length=200, editable=False)
    frozen_on = models.DateField(_("冻结日"), editable=False)
    appeal_by = models.DateField(_("申诉截止"), null=True, editable=False)
    review_by = models.DateField(_("复核截止"), null=True, editable=False)
    minutes = models.CharField(_("会议纪要号"), max_length=60, blank=True, editable=False)
    published_on = models.DateField(_("公布日"), null=True, editable=False)
    state = models.CharField(
        _("环节"), max_length=10, choices=RaceState.choices, default=RaceState.FROZEN, editable=False
    )

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("年度考核")
        ordering = ("-year", "-number")
        constraints = (
            models.UniqueConstraint(fields=("county", "number"), name="race_number_once"),
            models.UniqueConstraint(
                fields=("county", "year", "kind"),
                condition=~Q(state="abandoned") & Q(retired_on=None),
                name="one_race_a_year",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} 年{self.name}"


class Figure(Kept):
    """What one object has for one item of a run: drawn from the platform's rows, or entered with its basis.

    ``county`` is the object's; ``rows`` are what it was counted from, as they stood when it was drawn.
    """

    race = models.ForeignKey(
        Race, verbose_name=_("年度考核"), on_delete=models.CASCADE, related_name="figures", editable=False
    )
    object = models.CharField(_("考核对象"), max_length=120, editable=False)
    group = models.CharField(_("分组"), max_length=60, blank=True, editable=False)
    unit = models.ForeignKey(
        Unit, verbose_name=_("单位"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    town = models.ForeignKey(
        Region, verbose_name=_("镇街"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    item = models.CharField(_("项目"), max_length=100, editable=False)
    supplier = models.ForeignKey(
        Unit, verbose_name=_("来源部门"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    target = models.DecimalField(_("目标"), max_digits=20, decimal_places=6, null=True, blank=True)
    actual = models.DecimalField(_("实际"), max_digits=20, decimal_places=6, null=True, blank=True)
    further = models.CharField(
        _("其他数"), max_length=500, blank=True, help_text=_("办法另列的数，写“列名=数”，多项以分号分隔")
    )
    matters = models.CharField(
        _("扣减事项"), max_length=500, blank=True, help_text=_("多个事项以分号分隔，同一事项的几种情形以加号相连")
    )
    bonus = models.DecimalField(_("加分"), max_digits=8, decimal_places=4, null=True, blank=True)
    deduction = models.DecimalField(_("减分"), max_digits=8, decimal_places=4, null=True, blank=True)
    basis = models.CharField(
        _("依据"), max_length=200, blank=True, help_text=_("手工填写、加减分须写明文件名称或评分来源")
    )
    drawn = models.CharField(_("取数口径"), max_length=120, blank=True, editable=False)
    link = models.CharField(max_length=300, blank=True, editable=False)
    rows = models.JSONField(default=list, editable=False)

    objects = scoped(Scope(region="race__county", unit=("unit", "supplier"), town="town", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("考核数据")
        ordering = ("race", "pk")
        constraints = (models.UniqueConstraint(fields=("race", "object", "item"), name="figure_once_a_race"),)
        indexes = (models.Index(fields=("unit",)), models.Index(fields=("supplier",)))

    def __str__(self) -> str:
        return f"{self.object} {self.item}"


class Confirmation(Kept):
    """That a source department confirms its figures of a run before anything is computed."""

    race = models.ForeignKey(
        Race, verbose_name=_("年度考核"), on_delete=models.CASCADE, related_name="confirmations", editable=False
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("来源部门"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    items = models.CharField(_("项目"), max_length=500, editable=False)
    state = models.CharField(
        _("状态"), max_length=10, choices=ConfirmationState.choices, default=ConfirmationState.WAITING, editable=False
    )

    objects = scoped(Scope(region="county", unit=("unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("考核数据确认")
        ordering = ("-race", "unit")
        constraints = (models.UniqueConstraint(fields=("race", "unit"), name="confirmed_once_a_race"),)

    def __str__(self) -> str:
        return f"{self.race} {self.unit}"


class _Line(Kept):
    """One object's line of a ranking: its points item by item, each with its formula and its way back."""

    object = models.CharField(_("考核对象"), max_length=120, editable=False)
    group = models.CharField(_("分组"), max_length=60, blank=True, editable=False)
    unit = models.ForeignKey(
        Unit, verbose_name=_("单位"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    town = models.ForeignKey(
        Region, verbose_name=_("镇街"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    bonus = _points(_("加分"), default=0)
    deduction = _points(_("减分"), default=0)
    score = _points(_("得分"))
    rank = models.PositiveIntegerField(_("名次"), editable=False)
    formula = models.TextField(_("代入式"), editable=False)
    points = models.JSONField(default=list, editable=False)

    class Meta(Kept.Meta):
        abstract = True


class Result(_Line):
    """An object's result of the year's run; ``county`` is the object's, so that a county sees its own."""

    race = models.ForeignKey(
        Race, verbose_name=_("年度考核"), on_delete=models.CASCADE, related_name="results", editable=False
    )
    share = models.FloatField(_("权重浮动时名次不变"), null=True, editable=False)
    best = models.PositiveIntegerField(_("最好名次"), null=True, editable=False)
    worst = models.PositiveIntegerField(_("最差名次"), null=True, editable=False)

    objects = scoped(Scope(region="county", unit=("unit",), town="town", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("考核得分")
        ordering = ("-race", "group", "rank", "pk")
        constraints = (models.UniqueConstraint(fields=("race", "object"), name="result_once_a_race"),)

    def __str__(self) -> str:
        return f"{self.race} {self.object}"


class Appeal(Kept):
    """What an object holds against its points of one item, with evidence; decided one by one by the assessing side."""

    result = models.ForeignKey(
        Result, verbose_name=_("考核得分"), on_delete=models.CASCADE, related_name="appeals", editable=False
    )
    item = models.CharField(_("项目"), max_length=100, editable=False)
    text = models.TextField(_("申诉理由和依据"), editable=False)
    claimed = models.DecimalField(
        _("主张的实际数"), max_digits=20, decimal_places=6, null=True, blank=True, editable=False
    )
    accepted = models.DecimalField(
        _("认定的实际数"), max_digits=20, decimal_places=6, null=True, blank=True, editable=False
    )
    decide_by = models.DateField(_("复核期限"), null=True, editable=False)
    before = models.JSONField(default=dict, editable=False)
    after = models.JSONField(default=dict, editable=False)
    state = models.CharField(
        _("状态"), max_length=10, choices=AppealState.choices, default=AppealState.FILED, editable=False
    )

    objects = scoped(Scope(region="result__race__county", unit=("result__unit",), town="result__town", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("考核申诉")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("result", "item"),
                condition=Q(state="filed", retired_on=None),
                name="one_open_appeal_an_item",
            ),
        )

    def __str__(self) -> str:
        return f"{self.result.object} {self.item}"


class Month(_Computed):
    """The running board at a month's end: points of the month's figures, added up, ranked and compared."""

    month = models.PositiveSmallIntegerField(_("月"), editable=False)
    adding = models.CharField(_("月榜累计方式"), max_length=8, choices=Adding.choices, editable=False)
    state = models.CharField(
        _("状态"), max_length=10, choices=MonthState.choices, default=MonthState.DRAFT, editable=False
    )

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("赛马月榜")
        ordering = ("-year", "-month", "kind")
        constraints = (
            models.UniqueConstraint(
                fields=("county", "kind", "year", "month"), condition=Q(retired_on=None), name="board_once_a_month"
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} 年 {self.month} 月{self.get_kind_display()}赛马榜"


class Standing(_Line):
    """An object's line of a month's board."""

    month = models.ForeignKey(
        Month, verbose_name=_("月榜"), on_delete=models.CASCADE, related_name="standings", editable=False
    )
    total = _points(_("累计得分"))
    before = models.PositiveIntegerField(_("上月名次"), null=True, editable=False)
    gap = _points(_("距前一名"), null=True)
    best = models.PositiveIntegerField(_("最好可达"), null=True, editable=False)
    worst = models.PositiveIntegerField(_("最差可至"), null=True, editable=False)

    objects = scoped(Scope(region="county", unit=("unit",), town="town", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("月榜名次")
        ordering = ("-month__year", "-month__month", "group", "rank", "pk")
        constraints = (models.UniqueConstraint(fields=("month", "object"), name="standing_once_a_month"),)

    def __str__(self) -> str:
        return f"{self.month} {self.object}"

    @property
    def moved(self) -> int | None:
        """How many places it went up (above zero) or down since the month before; None for a first month."""
        return None if self.before is None else self.before - self.rank
