"""A scenario: a question to the sand table with its limits and assumptions, and what came out. Never a real figure."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.kit.fields import Amount
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.sandtable.known import goals


class Kind(models.TextChoices):
    SOLVE = "solve", _("反算：怎样才能达到目标")
    WHAT_IF = "what_if", _("假设：这样做会怎样")


class Pool(models.TextChoices):
    CASES = "cases", _("在办整治案件的企业")
    ALL = "all", _("登记在册的规上企业")


def _limit(label: Any) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, null=True, blank=True, help_text=_("不限的留空"))


def _most(label: Any, unit: Any) -> Amount:
    return Amount(
        label, unit, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)],
        help_text=_("不限的留空"),
    )  # fmt: skip


class Scenario(Kept):
    """One scenario of a county. ``answer`` is what came out, with the day and the year of the facts it stands on.

    Assumptions (``uplift``, ``project_tax``, ``growth``) are the officer's; they are printed beside every result.
    """

    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("推演方式"), max_length=8, choices=Kind.choices, default=Kind.SOLVE)
    goal = models.CharField(
        _("目标指标"), max_length=60, blank=True, choices=goals, help_text=_("反算须选；都能由企业登记数据算出")
    )
    value = models.DecimalField(
        _("目标值"), max_digits=20, decimal_places=6, null=True, blank=True, help_text=_("留空取方案的目标值")
    )
    pool = models.CharField(_("可动的企业"), max_length=8, choices=Pool.choices, default=Pool.CASES)
    closing = models.BooleanField(_("可关停退出"), default=True)
    uplifting = models.BooleanField(_("可整治提升"), default=False)
    projects = models.BooleanField(_("可投产项目"), default=False, help_text=_("已受理的用能项目"))
    chosen = models.TextField(
        _("选定关停的企业"), blank=True, help_text=_("假设推演用；一行一家，写统一社会信用代码或全称")
    )
    keep = models.TextField(_("不动名单"), blank=True, help_text=_("一行一家，写统一社会信用代码或全称"))
    cases = _limit(_("总件数上限"))
    town_cases = _limit(_("每个镇街件数上限"))
    jobs = _most(_("涉及职工上限"), _("人"))
    tax = _most(_("涉及税收上限"), _("万元"))
    land = _most(_("涉及用地上限"), _("亩"))
    uplift = Amount(
        _("整治提升后税收、增加值增幅（假设）"), "%", decimal_places=2, default=20,
        validators=[MinValueValidator(0), MaxValueValidator(1000)],
    )  # fmt: skip
    project_tax = Amount(
        _("项目达产亩均税收（假设）"), _("万元/亩"), decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    growth = Amount(
        _("其余企业到年底的增长（假设）"), "%", decimal_places=2, default=0,
        validators=[MinValueValidator(-100), MaxValueValidator(1000)],
    )  # fmt: skip
    answer = models.JSONField(_("推演结果"), default=dict, encoder=DjangoJSONEncoder, editable=False)
    computed_at = models.DateTimeField(_("推演时间"), null=True, editable=False)
    computed_revision = models.PositiveIntegerField(_("推演时的修订号"), null=True, editable=False)

    objects = scoped(Scope(region="county"))

    class Meta:
        verbose_name = verbose_name_plural = _("推演方案")
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("county", "name"), name="scenario_name_once"),)

    def __str__(self) -> str:
        return str(_("推演 %(n)s") % {"n": self.name})

    @property
    def stale(self) -> bool:
        """Whether the question was changed after it was answered."""
        return self.computed_at is not None and self.computed_revision != self.revision
