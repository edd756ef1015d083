"""An order: one matter that one unit answers for by a day; its slips; whom it was reported to when it was late."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.kit.workdays import days_over
from tenghuan.apps.organization.models import Unit


class State(models.TextChoices):
    DRAFT = "draft", _("草拟")
    ISSUED = "issued", _("已交办")
    DISPUTED = "disputed", _("待调整")
    WORKING = "working", _("办理中")
    EXTENDING = "extending", _("延期待批")
    REPORTED = "reported", _("已反馈")
    CLOSED = "closed", _("办结")
    REVOKED = "revoked", _("撤销")


OVER = (State.CLOSED, State.REVOKED)
OPEN = tuple(state for state in State if state not in (State.DRAFT, *OVER))
# the lead's own states: only here its days run; what waits for the office is not the lead's delay
RUNNING = (State.ISSUED, State.WORKING, State.EXTENDING)


class Source(models.TextChoices):
    NOTE = "note", _("领导批示")
    MEETING = "meeting", _("会议")
    TASK = "task", _("计划任务")
    LAMP = "lamp", _("亮灯")
    PROJECT = "project", _("项目问题")
    COMPLAINT = "complaint", _("诉求")
    CHECK = "check", _("检查")


class Urgency(models.TextChoices):
    URGENT = "urgent", _("急件")
    NORMAL = "normal", _("一般件")
    HARD = "hard", _("难件")


class Cycle(models.TextChoices):
    ONCE = "once", _("一次")
    WEEK = "week", _("每周")
    FORTNIGHT = "fortnight", _("每双周")
    MONTH = "month", _("每月")
    QUARTER = "quarter", _("每季")


class Grade(models.TextChoices):
    """The grade of a slip; not the colour of a lamp nor of the matter's state (methodology2 §14.6)."""

    PLAIN = "", _("未定级")
    BLUE = "blue", _("蓝单")
    ORANGE = "orange", _("橙单")
    RED = "red", _("红单")


RANK = {grade: rank for rank, grade in enumerate(Grade)}


class Outcome(models.TextChoices):
    DONE = "done", _("完成")
    PART = "part", _("部分完成")
    STUCK = "stuck", _("暂无法解决")
    SAID = "said", _("仅说明")


def _told(label: Any, **rest: Any) -> models.TextField:
    """Return a text that a move fills in."""
    return models.TextField(label, blank=True, editable=False, **rest)


def _day(label: Any) -> models.DateField:
    return models.DateField(label, null=True, blank=True, editable=False)


class Order(Kept):
    """One matter under supervision. ``first_due`` is the first limit and never overwritten; ``due_on`` holds now.

    ``subject`` is what it is about (a case, an indicator, a task), if it was raised from a thing of the platform; one
    order of a thing is open at a time. ``before`` is the closed order that this one follows up.
    Every official of the county may read it; who answers for it is its lead alone.
    """

    number = models.CharField(_("督办号"), max_length=20, editable=False)
    source = models.CharField(_("来源"), max_length=10, choices=Source.choices)
    matter = models.CharField(_("事项"), max_length=120)
    content = models.TextField(_("内容和要求"))
    basis = models.CharField(_("依据"), max_length=120, blank=True, help_text=_("批示、会议纪要的文号或出处"))
    mechanism = models.CharField(_("工作机制"), max_length=40, blank=True, help_text=_("本县方案里的督办机制"))
    urgency = models.CharField(_("急缓"), max_length=8, choices=Urgency.choices, default=Urgency.NORMAL)
    issuer = models.CharField(_("交办席位"), max_length=80, blank=True, help_text=_("写席位，不写人名"))
    lead = models.ForeignKey(Unit, verbose_name=_("牵头单位"), on_delete=models.PROTECT, related_name="orders")
    supports = models.CharField(_("配合单位"), max_length=300, blank=True, help_text=_("多个单位以顿号分隔"))
    contact = models.CharField(_("联系席位"), max_length=80, blank=True, help_text=_("写席位，不写人名"))
    due_on = models.DateField(_("现行限期"), null=True, blank=True, help_text=_("不填的，按来源和急缓推算"))
    cycle = models.CharField(_("反馈周期"), max_length=10, choices=Cycle.choices, default=Cycle.ONCE)

    issued_on = _day(_("交办日"))
    first_due = _day(_("首个限期"))
    next_on = _day(_("下次反馈"))
    grade = models.CharField(_("单据等级"), max_length=8, choices=Grade.choices, blank=True, editable=False)
    promise = _told(_("承诺目标"))
    planned_on = _day(_("计划完成日"))
    outcome = models.CharField(_("进展类型"), max_length=8, choices=Outcome.choices, blank=True, editable=False)
    progress = _told(_("办理情况"))
    cause = _told(_("暂无法解决的原因"), help_text=_("进展为“暂无法解决”的必填"))
    done = _told(_("已做工作"), help_text=_("进展为“暂无法解决”的必填"))
    next_step = _told(_("后续打算"), help_text=_("进展为“暂无法解决”的必填"))
    reported_on = _day(_("反馈日"))
    returned = models.PositiveSmallIntegerField(_("反馈退回次数"), default=0, editable=False)
    asked_due = _day(_("申请延至"))
    extensions = models.PositiveSmallIntegerField(_("延期次数"), default=0, editable=False)
    level = models.PositiveSmallIntegerField(_("逾期报告级别"), default=0, editable=False)
    closed_on = _day(_("办结日"))
    before = models.ForeignKey(
        "self", verbose_name=_("前一督办"), null=True, editable=False, on_delete=models.PROTECT, related_name="later"
    )
    subject_type = models.ForeignKey(
        ContentType, null=True, editable=False, on_delete=models.PROTECT, related_name="+", verbose_name=_("关联类型")
    )
    subject_id = models.PositiveBigIntegerField(_("关联事项"), null=True, editable=False)
    subject = GenericForeignKey("subject_type", "subject_id")
    state = models.CharField(_("环节"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)

    objects = scoped(Scope(region="county", duty=("lead",), inherit=True))
    stands = ""  # how it stands by its days, in words, where a list read it

    class Meta:
        verbose_name = verbose_name_plural = _("督办事项")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("county", "number"), name="order_number_once"),
            models.UniqueConstraint(
                fields=("subject_type", "subject_id"),
                condition=~Q(state__in=("closed", "revoked")) & Q(subject_id__isnull=False, retired_on=None),
                name="one_open_order_a_thing",
            ),
        )
        indexes = (models.Index(fields=("county", "state", "due_on")), models.Index(fields=("lead", "state")))

    def __str__(self) -> str:
        return f"{self.number} {self.matter}"

    def overdue(self, day: date) -> int:
        """Return the working days past the limit while the lead must act; 0 else (methodology2 §17)."""
        if self.state not in RUNNING or self.due_on is None:
            return 0
        return days_over(self.due_on, day)

    def standing(self, day: date, near: int) -> str:
        """Return how the matter stands by its days, in words: overdue, behind with feedback, near, on time."""
        if self.state not in RUNNING or self.due_on is None:
            return ""
        if over := self.overdue(day):
            return _t("逾期 %(n)d 个工作日") % {"n": over}
        if self.due_on < day:
            return _t("已到期")
        if self.next_on is not None and self.next_on < day:
            return _t("反馈滞后")
        return _t("临近限期") if days_over(day, self.due_on) <= near else _t("正常")


class Slip(models.Model):
    """One paper of an order: a higher grade is a new slip on the same matter, and all of them are its chain."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="slips")
    place = models.PositiveSmallIntegerField(_("序号"))
    grade = models.CharField(_("单据等级"), max_length=8, choices=Grade.choices, blank=True)
    issued_on = models.DateField(_("发单日"))
    due_on = models.DateField(_("限期"), null=True)
    reason = models.CharField(_("发单依据"), max_length=200)
    by_rule = models.BooleanField(_("按规则"))
    late = models.BooleanField(_("因逾期"), default=False)
    approved_by = models.CharField(_("批准席位"), max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("督办单")
        ordering = ("order", "place")
        constraints = (models.UniqueConstraint(fields=("order", "place"), name="slip_place_once"),)

    def __str__(self) -> str:
        return f"{self.order.number}-{self.place}"


class Escalation(models.Model):
    """That an overdue order was reported to a seat above its lead; once a level and limit."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="escalations")
    level = models.PositiveSmallIntegerField(_("级别"))
    due_on = models.DateField(_("限期"))
    on = models.DateField(_("报告日"))
    seat = models.CharField(_("报告席位"), max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = _("逾期报告")
        ordering = ("on", "level")
        constraints = (models.UniqueConstraint(fields=("order", "level", "due_on"), name="reported_once_a_level"),)

    def __str__(self) -> str:
        return f"{self.order.number} {self.seat}"
