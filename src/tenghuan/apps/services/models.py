"""A request: what one enterprise asks for, who answers it by when, and whether it was content with the answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.apps.services import dictionary


class State(models.TextChoices):
    ASKED = "asked", _("待分派")
    ASSIGNED = "assigned", _("待签收")
    WORKING = "working", _("办理中")
    MEETING = "meeting", _("会商中")
    ANSWERED = "answered", _("已答复")
    CLOSED = "closed", _("已结案")
    WITHDRAWN = "withdrawn", _("已撤回")
    DECLINED = "declined", _("不予受理")


# the states in which somebody owes the enterprise something, so that a clock runs
RUNNING = (State.ASKED, State.ASSIGNED, State.WORKING, State.MEETING, State.ANSWERED)
OVER = (State.CLOSED, State.WITHDRAWN, State.DECLINED)


class Outcome(models.TextChoices):
    SOLVED = "solved", _("已解决")
    PART = "part", _("部分解决")
    SAID = "said", _("解释说明")
    STUCK = "stuck", _("暂无法解决")


class Score(models.IntegerChoices):
    WORST = 1, _("1 分 很不满意")
    BAD = 2, _("2 分 不满意")
    FAIR = 3, _("3 分 基本满意")
    GOOD = 4, _("4 分 满意")
    BEST = 5, _("5 分 非常满意")


def _moment(label: Any) -> models.DateTimeField:
    return models.DateTimeField(label, null=True, editable=False)


def _told(label: Any, **rest: Any) -> models.TextField:
    """Return a text that a move fills in."""
    return models.TextField(label, blank=True, editable=False, **rest)


def _late(label: Any) -> models.BooleanField:
    return models.BooleanField(label, default=False, editable=False)


def _unit(label: Any, name: str, **rest: Any) -> models.ForeignKey[Unit | None]:
    return models.ForeignKey(Unit, verbose_name=label, null=True, on_delete=models.PROTECT, related_name=name, **rest)


class Request(Kept):
    """One thing that an enterprise asks for. ``due_by`` is the limit of the step it stands at, in office hours.

    ``…_late`` stays true once a step was done after its limit, whatever came later. ``satisfied`` is decided when a
    score is given, by the bound that held then; None where nobody gave one.
    A department sees what it leads or supports, a town what its enterprises ask, an enterprise its own.
    """

    number = models.CharField(_("工单号"), max_length=20, editable=False)
    enterprise = models.ForeignKey(
        Enterprise, verbose_name=_("企业"), on_delete=models.PROTECT, related_name="requests"
    )
    town = models.ForeignKey(
        Region, verbose_name=_("镇街"), null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(_("来源"), max_length=10, choices=dictionary.sources, default="platform")
    kind = models.CharField(
        _("类别"), max_length=10, choices=dictionary.kinds, blank=True, help_text=_("不清楚的可以不选，分派时确定")
    )
    title = models.CharField(_("诉求"), max_length=120, help_text=_("一句话写清要解决什么"))
    content = models.TextField(_("具体内容"), max_length=2000)
    contact = models.CharField(_("联系岗位"), max_length=80, blank=True, help_text=_("写岗位，不写人名"))

    lead = _unit(_("牵头单位"), "requests_led", editable=False)
    support = _unit(_("配合单位"), "requests_supported", editable=False, blank=True)
    hard = models.BooleanField(_("难题"), default=False, editable=False)
    response = _told(_("签收回复"), max_length=2000)
    plan = _told(_("办理方案"), max_length=2000)
    decision = _told(_("会商结论"), max_length=2000)
    result = _told(_("办理结果"), max_length=2000)
    outcome = models.CharField(_("办理结论"), max_length=8, choices=Outcome.choices, blank=True, editable=False)
    score = models.PositiveSmallIntegerField(_("满意度"), choices=Score.choices, null=True, blank=True, editable=False)
    said = models.CharField(_("评价意见"), max_length=500, blank=True, editable=False)
    self_rated = models.BooleanField(_("企业自评"), default=False, editable=False)
    satisfied = models.BooleanField(_("满意"), null=True, editable=False)
    way = models.CharField(_("回访方式"), max_length=10, choices=dictionary.ways, blank=True, editable=False)
    redone = models.PositiveSmallIntegerField(_("重办次数"), default=0, editable=False)
    refused = models.PositiveSmallIntegerField(_("退回重派次数"), default=0, editable=False)

    asked_at = models.DateTimeField(_("提出时间"), editable=False)
    asked_on = models.DateField(_("提出日期"), editable=False)
    due_by = _moment(_("本环节时限"))
    assigned_at = _moment(_("分派时间"))
    signed_at = _moment(_("签收时间"))
    planned_at = _moment(_("方案时间"))
    answer_by = _moment(_("答复时限"))
    answered_at = _moment(_("答复时间"))
    closed_at = _moment(_("结案时间"))
    closed_on = models.DateField(_("结案日期"), null=True, editable=False)
    assign_late, sign_late, plan_late = _late(_("分派超时")), _late(_("签收超时")), _late(_("方案超时"))
    answer_late, visit_late = _late(_("答复超时")), _late(_("回访超时"))
    state = models.CharField(_("环节"), max_length=10, choices=State.choices, default=State.ASKED, editable=False)

    objects = scoped(
        Scope(region="county", town="town", unit=("lead", "support"), enterprise="enterprise__uscc", inherit=True)
    )

    class Meta:
        verbose_name = verbose_name_plural = _("企业诉求")
        ordering = ("-number", "-pk")
        constraints = (models.UniqueConstraint(fields=("county", "number"), name="request_number_once"),)
        indexes = (
            models.Index(fields=("county", "asked_on")),
            models.Index(fields=("county", "state", "due_by")),
            models.Index(fields=("enterprise", "state")),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def due_day(self) -> date | None:
        """The day of the present step's limit, by which its task is due."""
        return timezone.localdate(self.due_by) if self.due_by is not None else None

    @property
    def late_now(self) -> bool:
        """Whether the present step is past its limit."""
        return self.state in RUNNING and self.due_by is not None and self.due_by < timezone.now()

    @property
    def ever_late(self) -> bool:
        """Whether any step was done after its limit."""
        return any((self.assign_late, self.sign_late, self.plan_late, self.answer_late, self.visit_late))


EVER_LATE = Q(assign_late=True) | Q(sign_late=True) | Q(plan_late=True) | Q(answer_late=True) | Q(visit_late=True)


def late_now() -> Q:
    """Return the condition of requests whose present step is past its limit."""
    return Q(state__in=RUNNING, due_by__lt=timezone.now())
