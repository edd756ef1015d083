"""What follows a project: the plan of its nodes, its months, its problems, how its lamp changed."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Unit
from tenghuan.apps.projects.models.projects import Lamp, Project, known, money
from tenghuan.apps.projects.stages import stage, stages

OF_PROJECT = Scope(region="county", town="project__town", duty=("project__unit",), inherit=True)
STAGES = tuple((one.key, one.word) for one in stages())
FIRST = 2  # January and February are one period, reported as the second month


def _project(name: str) -> models.ForeignKey:
    return models.ForeignKey(Project, verbose_name=_("项目代码"), on_delete=models.PROTECT, related_name=name)


class Node(Kept):
    """When a project is to reach a stage: as planned and as promised; the real day stands on the project."""

    project = _project("nodes")
    stage = models.CharField(_("节点"), max_length=10, choices=STAGES)
    planned = models.DateField(_("计划日"))
    promised = models.DateField(_("承诺日"), null=True, blank=True)
    unit = models.ForeignKey(
        Unit, verbose_name=_("节点责任单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    basis = models.CharField(_("依据"), max_length=120, blank=True, help_text=_("协议条款、会议纪要或文件名称"))

    objects = scoped(OF_PROJECT)

    class Meta:
        verbose_name = verbose_name_plural = _("项目节点计划")
        ordering = ("project", "planned", "pk")
        constraints = (
            models.UniqueConstraint(fields=("project", "stage"), condition=Q(retired_on=None), name="node_once"),
        )
        indexes = (models.Index(fields=("county", "stage", "planned")),)

    def __str__(self) -> str:
        return f"{self.project} {stage(self.stage).word}"

    @property
    def day(self) -> Any:
        """The real day."""
        return self.project.day_of(stage(self.stage))


class Month(Kept):
    """What a project did in a month: investment planned and done, image, funds in place (10⁴ CNY)."""

    project = _project("months")
    year = models.PositiveSmallIntegerField(_("年度"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    month = models.PositiveSmallIntegerField(
        _("月份"),
        validators=[MinValueValidator(FIRST), MaxValueValidator(12)],
        help_text=_("2 至 12；1—2 月合并填 2"),
    )
    ends_on = models.DateField(_("期末"), editable=False)
    planned = known(_("本期计划投资"), _("万元"))
    invested = money(_("本期完成投资"))
    funds = known(_("本期到位资金"), _("万元"))
    funds_source = models.CharField(_("资金来源"), max_length=80, blank=True)
    foreign = known(_("本期到位外资"), _("万美元"))
    image = models.CharField(_("形象进度"), max_length=200, blank=True)

    objects = scoped(OF_PROJECT)

    class Meta:
        verbose_name = verbose_name_plural = _("项目月报")
        ordering = ("-year", "-month", "project")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "year", "month"), condition=Q(retired_on=None), name="project_month_once"
            ),
        )
        indexes = (models.Index(fields=("county", "ends_on")),)

    def __str__(self) -> str:
        return f"{self.project} {self.year}-{self.month:02d}"


class ProblemState(models.TextChoices):
    OPEN = "open", _("待解决")
    SOLVED = "solved", _("待核实")
    CLOSED = "closed", _("已销号")


class Problem(Kept):
    """What hinders a project, who is to solve it by when, and what came of it."""

    number = models.CharField(_("问题编号"), max_length=20, editable=False)
    project = _project("problems")
    matter = models.CharField(_("问题"), max_length=200)
    unit = models.ForeignKey(Unit, verbose_name=_("解决单位"), on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("限期"), null=True, blank=True, help_text=_("不填的，按解决期限推算"))
    result = models.CharField(_("解决结果"), max_length=200, blank=True, editable=False)
    solved_on = models.DateField(_("解决日期"), null=True, blank=True, editable=False)
    state = models.CharField(
        _("环节"), max_length=10, choices=ProblemState.choices, default=ProblemState.OPEN, editable=False
    )

    objects = scoped(Scope(region="county", town="project__town", duty=("unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("项目问题")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("county", "number"), name="project_problem_number_once"),)

    def __str__(self) -> str:
        return self.matter


class LampChange(models.Model):
    """That a project's lamp changed on a day; what was late and made up for stays readable."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="lamps")
    on = models.DateField(_("日期"))
    lamp = models.CharField(_("节点灯"), max_length=8, choices=Lamp.choices, blank=True)
    why = models.CharField(_("亮灯原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("亮灯变化")
        ordering = ("project", "on", "pk")

    def __str__(self) -> str:
        return f"{self.project} {self.on} {self.get_lamp_display()}"
