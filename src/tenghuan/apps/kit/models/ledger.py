"""Books: postings that only add up, and the balance that they add up to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, ScopedQuerySet, scoped
from tenghuan.apps.kit.models.kept import Linked, LinkedQuerySet
from tenghuan.apps.organization.models import Account, Region


class Balance(models.Model):
    """What stands on one account of one book of a county; changed only together with a posting."""

    county = models.ForeignKey(Region, verbose_name=_("县（市、区）"), on_delete=models.PROTECT, related_name="+")
    book = models.CharField(_("台账"), max_length=24)
    account = models.CharField(_("科目"), max_length=60)
    amount = models.DecimalField(_("余额"), max_digits=20, decimal_places=4, default=0)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("余额")
        ordering = ("book", "account")
        constraints = (
            models.UniqueConstraint(fields=("county", "book", "account"), name="one_balance_an_account"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="balance_never_below_zero"),
        )

    def __str__(self) -> str:
        return f"{self.book} {self.account} {self.amount}"


class PostingQuerySet(LinkedQuerySet, ScopedQuerySet[Any]):  # type: ignore[override]  # django-stubs gives each its own as_manager
    """Entries by their cause, and by whoever may see them."""

    scope = Scope(region="county", inherit=True)

    def net(self, account: str) -> dict[str, Decimal]:
        """Return book → the sum of these entries on an account, where it is not zero."""
        rows = self.filter(account=account).order_by().values_list("book").annotate(sum=models.Sum("amount"))
        return {book: amount for book, amount in rows if amount}


class Posting(Linked):
    """One entry of a book, never changed: the linked thing is its cause.

    ``period`` is what the entry is meant for (year and month), ``at`` when it became known. ``reverses`` names the
    entry that this one takes back.
    """

    county = models.ForeignKey(Region, verbose_name=_("县（市、区）"), on_delete=models.PROTECT, related_name="+")
    book = models.CharField(_("台账"), max_length=24)
    account = models.CharField(_("科目"), max_length=60)
    amount = models.DecimalField(_("数额"), max_digits=20, decimal_places=4)
    kind = models.CharField(_("事由"), max_length=24)
    period = models.DateField(_("所属期"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    reverses = models.OneToOneField(
        "self", verbose_name=_("冲销"), null=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    made_by = models.ForeignKey(Account, verbose_name=_("经办"), null=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(_("经办"), max_length=120)
    at = models.DateTimeField(_("记账时间"), auto_now_add=True)
    sample = models.BooleanField(_("示例数据"), default=False)

    objects: ClassVar = models.Manager.from_queryset(PostingQuerySet)()

    class Meta:
        verbose_name = verbose_name_plural = _("台账分录")
        ordering = ("-pk",)
        constraints = (
            # a cause posts once a kind and account; a reversal is an entry of its own, and its cause may not post again
            models.UniqueConstraint(
                fields=("book", "account", "kind", "content_type", "object_id"),
                condition=Q(reverses=None),
                name="a_cause_posts_once",
            ),
        )
        indexes = (
            models.Index(fields=("county", "book", "account", "period")),
            models.Index(fields=("content_type", "object_id")),
        )

    def __str__(self) -> str:
        return f"{self.book} {self.account} {self.amount}"
