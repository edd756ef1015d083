"""The ledger: books whose balance never falls below zero, each entry with one cause that posts once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, record, savepoint, snapshot
from tenghuan.apps.kit.models import Balance, Posting
from tenghuan.apps.kit.timeline import name_of
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault

BOOKS: dict[str, Book] = {}
STEP = Decimal("0.0001")


@dataclass(frozen=True, eq=False)
class Book:
    """A book of a county: its unit, and the accounts that it has (account → words).

    All functions are called inside a service; what they write goes to its row of the trail.
    """

    key: str
    title: Any
    unit: str
    accounts: Mapping[str, Any]
    digits: int = 2

    def __post_init__(self) -> None:
        if BOOKS.setdefault(self.key, self) is not self:
            raise ValueError(f"two books are called {self.key}")

    def balance(self, county: Region, account: str) -> Decimal:
        """Return what stands on an account."""
        found = Balance.objects.filter(county=county, book=self.key, account=account).first()
        return found.amount if found else Decimal(0)

    def post(
        self,
        actor: Actor,
        county: Region,
        account: str,
        amount: Decimal,
        *,
        cause: models.Model,
        kind: str,
        period: date | None = None,
        note: str = "",
        sample: bool = False,
    ) -> Posting:
        """Add an entry and change the balance with it.

        Args:
            amount: above zero in, below zero out, in the book's unit.
            cause: the thing that the entry comes of; of one ``kind`` it posts once on an account.
            period: what the entry is meant for; today if not given.

        Raises:
            InputFault: nothing to post, the cause has posted already, or the balance would fall below zero: then
                the message says what is missing.
        """
        self._known(account)
        amount = Decimal(amount).quantize(STEP)
        if not amount:
            raise InputFault(_("数额为零，不记账"), where=str(self.title))
        posting = Posting(
            thing=cause, county=county, book=self.key, account=account, amount=amount, kind=kind, note=note[:200],
            period=period or timezone.localdate(), made_by=actor.user, by=name_of(actor), sample=sample,
        )  # fmt: skip
        return self._enter(posting)

    def posted(self, cause: models.Model, kind: str) -> bool:
        """Tell whether a thing has posted an entry of a kind."""
        return Posting.objects.about(cause).filter(book=self.key, kind=kind).exists()

    def move(
        self, actor: Actor, county: Region, source: str, target: str, amount: Decimal, **entry: Any
    ) -> tuple[Posting, Posting]:
        """Bring an amount from one account to another: a pair of entries, both or none.

        Raises:
            InputFault: as of :meth:`post`, or the amount is below zero: that would take from whom it should be given.
        """
        if amount < 0:
            raise InputFault(_("数额须大于 0"), where=str(self.title), remedy=_("请核对数字"))
        with savepoint():
            self._hold(county, source, target)
            out = self.post(actor, county, source, -amount, **entry)
            return out, self.post(actor, county, target, amount, **entry)

    def reverse(self, actor: Actor, posting: Posting, reason: str) -> Posting:
        """Take an entry back by one of the opposite sign, once, with the reason; the first one stays readable."""
        if not reason.strip():
            raise InputFault(_("请写明冲正理由"), where=str(posting))
        if posting.reverses_id is not None or Posting.objects.filter(reverses=posting).exists():
            raise InputFault(_("这一笔已经冲正"), where=str(posting))
        back = Posting(
            content_type=posting.content_type, object_id=posting.object_id, county=posting.county, book=self.key,
            account=posting.account, amount=-posting.amount, kind=posting.kind, note=reason.strip()[:200],
            period=posting.period, reverses=posting, made_by=actor.user, by=name_of(actor), sample=posting.sample,
        )  # fmt: skip
        return self._enter(back)

    def _enter(self, posting: Posting) -> Posting:
        try:
            with transaction.atomic():
                self._change(posting.county, posting.account, posting.amount)
                posting.save(force_insert=True)
        except IntegrityError as fault:
            raise InputFault(
                _("“%(t)s”已在%(b)s记过账") % {"t": posting.thing, "b": self.title},
                remedy=_("需要更正的，请先冲正原分录"),
            ) from fault
        record(posting, after=snapshot(posting))
        return posting

    def _change(self, county: Region, account: str, amount: Decimal) -> None:
        """Change the balance in one conditional statement: two officers at once cannot both take the last of it."""
        Balance.objects.get_or_create(county=county, book=self.key, account=account)
        here = Balance.objects.filter(county=county, book=self.key, account=account)
        if amount < 0:
            here = here.filter(amount__gte=-amount)
        if not here.update(amount=F("amount") + amount):
            left = self.balance(county, account)
            raise InputFault(
                _("%(b)s“%(a)s”可用 %(l)s %(u)s，申请 %(w)s %(u)s，差 %(d)s %(u)s")
                % {
                    "b": self.title,
                    "a": self.accounts[account],
                    "u": self.unit,
                    "l": plain(left),
                    "w": plain(-amount),
                    "d": plain(-amount - left),
                },
                remedy=_("请减少数额，或等腾出量入账后再申请"),
            )

    def _hold(self, county: Region, *accounts: str) -> None:
        """Lock balances in the order of their names: two that move opposite ways do not wait for one another."""
        for account in sorted(accounts):
            self._known(account)
            Balance.objects.get_or_create(county=county, book=self.key, account=account)
        here = Balance.objects.filter(county=county, book=self.key, account__in=accounts)
        list(here.select_for_update(no_key=True).order_by("account").values_list("pk"))

    def _known(self, account: str) -> None:
        if account not in self.accounts:
            raise ValueError(f"book {self.key} has no account {account}")


def plain(amount: Decimal) -> str:
    """Return an amount without idle zeros."""
    return f"{amount.quantize(STEP).normalize():f}"


def drift() -> list[tuple[Balance, Decimal]]:
    """Return the balances that are not the sum of their entries, each with the sum; [] when all is well."""
    sums = {
        (row["county"], row["book"], row["account"]): row["sum"]
        for row in Posting.objects.values("county", "book", "account").order_by().annotate(sum=Sum("amount"))
    }
    found = []
    for balance in Balance.objects.all():
        total = sums.get((balance.county_id, balance.book, balance.account), Decimal(0))
        if total != balance.amount:
            found.append((balance, total))
    return found
