"""Deals of the secondary market: transfer, lease, mortgage, split; and renewal before the right runs out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import scoped
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.land.models.parcels import OF_PARCEL_AND_HOLDER, Parcel, day, sized


class DealKind(models.TextChoices):
    TRANSFER = "transfer", _("转让")
    LEASE = "lease", _("出租")
    MORTGAGE = "mortgage", _("抵押")
    SPLIT = "split", _("分割转让")
    RENEW = "renew", _("到期续签")


class DealState(models.TextChoices):
    DRAFT = "draft", _("拟申请")
    APPLIED = "applied", _("待核验")
    CHECKED = "checked", _("待会审")
    ADMITTED = "admitted", _("待签约登记")
    DONE = "done", _("已登记")
    REFUSED = "refused", _("不予办理")


OPEN_DEALS = (DealState.DRAFT, DealState.APPLIED, DealState.CHECKED, DealState.ADMITTED)


class Renewal(models.TextChoices):
    EXTEND = "extend", _("续期")
    SHORTEN = "shorten", _("缩短年期续签")
    RECLAIM = "reclaim", _("到期收回")


class Deal(Kept):
    """One deal about one parcel, with what it must show."""

    number = models.CharField(_("申请号"), max_length=20, editable=False)
    parcel = models.ForeignKey(Parcel, verbose_name=_("宗地号"), on_delete=models.PROTECT, related_name="deals")
    kind = models.CharField(_("事项"), max_length=8, choices=DealKind.choices)
    taker = models.ForeignKey(
        Enterprise,
        verbose_name=_("受让（承租）企业"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    party = models.CharField(_("抵押权人或其他对方"), max_length=120, blank=True)
    price = sized(_("价款（担保额）"), _("万元"))
    until = day(_("新的到期日"))
    renewal = models.CharField(
        _("续签意见"), max_length=8, choices=Renewal.choices, blank=True, help_text=_("按履约比定续、缩、收")
    )
    registered = models.BooleanField(_("已首次登记"), default=False)
    apart = models.BooleanField(_("配套用房独立分割"), default=False)
    floors = sized(_("分割后最小产业用房"), "㎡", 1)
    bare = sized(_("分割后最小空地"), _("亩"))
    admission = models.CharField(_("准入意见文号"), max_length=80, blank=True)
    agreement = models.CharField(_("履约监管协议编号"), max_length=80, blank=True)
    consent = models.CharField(_("抵押权人同意书"), max_length=80, blank=True)
    state = models.CharField(
        _("环节"), max_length=10, choices=DealState.choices, default=DealState.DRAFT, editable=False
    )

    objects = scoped(OF_PARCEL_AND_HOLDER)

    class Meta:
        verbose_name = verbose_name_plural = _("二级市场和续签")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("county", "number"), name="deal_number_once"),
            models.UniqueConstraint(
                fields=("parcel",),
                condition=Q(kind="renew", state__in=[str(one) for one in OPEN_DEALS], retired_on=None),
                name="one_open_renewal",
            ),
        )

    def __str__(self) -> str:
        return f"{self.parcel} {self.get_kind_display()}"
