"""A case of idle land: from suspicion through finding to what is done (order 53)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import scoped
from tenghuan.apps.kit.fields import Amount
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.land.models.parcels import OF_PARCEL, OF_PARCEL_AND_HOLDER, Parcel


class IdleState(models.TextChoices):
    SUSPECTED = "suspected", _("疑似闲置")
    INVESTIGATED = "investigated", _("调查中")
    FOUND = "found", _("已认定")
    TOLD = "told", _("已告知")
    PROPOSED = "proposed", _("处置方案待审")
    DECIDED = "decided", _("处置中")
    CLOSED = "closed", _("已处置")
    EXCLUDED = "excluded", _("不属闲置")


IDLE_OPEN = tuple(state for state in IdleState if state not in (IdleState.CLOSED, IdleState.EXCLUDED))


class Cause(models.TextChoices):
    HOLDER = "holder", _("企业原因")
    GOVERNMENT = "government", _("政府原因")


class IdleCase(Kept):
    """One parcel that may be idle. What the days say when it was found is kept with it."""

    number = models.CharField(_("案号"), max_length=20, editable=False)
    parcel = models.ForeignKey(Parcel, verbose_name=_("宗地号"), on_delete=models.PROTECT, related_name="idle_cases")
    since = models.DateField(_("起算日"), null=True, editable=False)
    one_year = models.DateField(_("满一年之日"), null=True, editable=False)
    two_years = models.DateField(_("满二年之日"), null=True, editable=False)
    lost = models.PositiveIntegerField(_("扣除政府原因天数"), default=0, editable=False)
    years = models.PositiveSmallIntegerField(_("立案时已满年数"), default=0, editable=False)
    why = models.CharField(_("疑似理由"), max_length=200)
    cause = models.CharField(_("闲置原因"), max_length=12, choices=Cause.choices, blank=True, editable=False)
    disposal = models.CharField(_("处置方式"), max_length=30, blank=True, editable=False)
    fee = Amount(_("闲置费"), _("万元"), decimal_places=2, null=True, blank=True, editable=False)
    extend_to = models.DateField(_("延长动工至"), null=True, blank=True, editable=False)
    found_on = models.DateField(_("认定日期"), null=True, editable=False)
    closed_on = models.DateField(_("处置到位日期"), null=True, editable=False)
    state = models.CharField(
        _("环节"), max_length=12, choices=IdleState.choices, default=IdleState.SUSPECTED, editable=False
    )

    objects = scoped(OF_PARCEL_AND_HOLDER)

    class Meta:
        verbose_name = verbose_name_plural = _("闲置土地")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("county", "number"), name="idle_number_once"),
            models.UniqueConstraint(
                fields=("parcel",),
                condition=Q(state__in=[str(one) for one in IDLE_OPEN], retired_on=None),
                name="one_open_idle_case",
            ),
        )

    def __str__(self) -> str:
        return self.parcel.number

    @property
    def investigate_by(self) -> date:
        """The day by which the bureau must begin to look into it."""
        made = timezone.localtime(self.made_at).date()
        return made + timedelta(days=parameter(self.county, "idle_investigate_days", made).days)

    @property
    def find_by(self) -> date:
        """The day by which it must be found or excluded, counted from today: the move that asks comes last."""
        today = timezone.localdate()
        return today + timedelta(days=parameter(self.county, "idle_find_days", today).days)

    def full_years(self, today: date) -> int:
        """Return how many years are full: 0, 1 or 2."""
        return sum(1 for day in (self.one_year, self.two_years) if day is not None and today > day)


class Halt(Kept):
    """Days that a cause of the government took from a parcel, with the document that says so."""

    parcel = models.ForeignKey(Parcel, verbose_name=_("宗地号"), on_delete=models.PROTECT, related_name="halts")
    since = models.DateField(_("起"))
    until = models.DateField(_("止"))
    document = models.CharField(_("依据文号"), max_length=80)
    reason = models.CharField(_("政府原因"), max_length=120)

    objects = scoped(OF_PARCEL)

    class Meta:
        verbose_name = verbose_name_plural = _("政府原因期间")
        ordering = ("parcel", "since")
        constraints = (
            models.UniqueConstraint(fields=("parcel", "since"), condition=Q(retired_on=None), name="halt_once"),
        )

    def __str__(self) -> str:
        return f"{self.parcel} {self.since}"
