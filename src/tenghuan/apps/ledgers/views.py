"""Pages of the books: balances, every entry, what is expected, by period; and taking an entry back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet, Sum
from django.db.models.functions import ExtractMonth, ExtractYear
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.ledger import Book
from tenghuan.apps.kit.models import Balance, Posting
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.registry import address_of
from tenghuan.apps.kit.views.counties import counties_to_choose, county_looked_at
from tenghuan.apps.ledgers import expecting, services
from tenghuan.apps.ledgers.books import BY_KEY, MONEY, pair_of
from tenghuan.apps.organization.models import Region
from tenghuan.apps.web.asked import Asked
from tenghuan.apps.web.lists import Listing, ordered, searched
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import Column

FREED = "close"  # the kind of entry that a close-out posts
MONTHS = range(1, 13)


def _book(key: str) -> Book:
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]


@page(OFFICIALS)
def books(request: HttpRequest) -> HttpResponseBase:
    """Each book with its balances, what was freed, and what is expected of what is under way."""
    county = county_looked_at(request)
    kept = {(one.book, one.account): one.amount for one in Balance.objects.filter(county=county)}
    freed = _freed(county)
    expected = expecting.expected(request.user, county)
    found: list[dict[str, Any]] = [
        {
            "book": book,
            "accounts": [(word, kept.get((book.key, key), Decimal(0))) for key, word in book.accounts.items()],
            "freed": freed.get(book.key, Decimal(0)),
            "expected": expected.get(book.key),
        }
        for book in BY_KEY.values()
        if book.accounts
    ]
    counties = counties_to_choose(request)
    for one in found:
        one["warning"] = _spent(county, kept) if one["book"] is MONEY else ""
    return render(request, "ledgers/books.html", {"county": county, "books": found, "counties": counties})


def _spent(county: Region, kept: dict[tuple[str, str], Decimal]) -> str:
    """Return the lamp of the special fund: how much of it is committed or paid."""
    left, committed, paid = (kept.get((MONEY.key, one), Decimal(0)) for one in MONEY.accounts)
    whole = left + committed + paid
    yellow, red = (Decimal(str(one)) for one in parameter(county, "fund_bounds", timezone.localdate()).value)
    share = (committed + paid) * 100 / whole if whole else Decimal(0)
    return "red" if share >= red else "yellow" if share >= yellow else "green"


def _freed(county: Region) -> dict[str, Decimal]:
    rows = Posting.objects.filter(county=county, kind=FREED).order_by().values_list("book").annotate(sum=Sum("amount"))
    return dict(rows)


def _columns(book: Book) -> list[Column]:
    return [
        Column("thing", _("事由对象"), value=lambda row: str(row.thing or ""), link=_cause, width=26),
        Column("at", _("记账时间"), kind="date", sort="at"),
        Column("period", _("所属期"), kind="date", sort="period"),
        Column(
            "account", _("科目"), value=lambda row: str(book.accounts.get(row.account, row.account)), sort="account"
        ),
        Column("amount", _("数额"), book.unit, kind="number", sort="amount"),
        Column("kind", _("性质"), value=kind_word, width=10),
        Column("note", _("说明")),
        Column("by", _("经办"), sort="by"),
        Column("back", _("冲正"), value=_back, width=10),
    ]


def _cause(row: Posting) -> str | None:
    return (address_of(row.thing) or None) if row.thing is not None else None


# kind of entry → its word; the kinds of a loop carry the revision that they were made at
KINDS = (
    (FREED, gettext_lazy("销号入账")),
    ("freeze", gettext_lazy("冻结")),
    ("release", gettext_lazy("解冻")),
    ("give", gettext_lazy("配置")),
    ("return", gettext_lazy("收回")),
    ("land", gettext_lazy("收储和再供")),
    ("back", gettext_lazy("撤销")),
    ("extract", gettext_lazy("提取")),
    ("commit", gettext_lazy("审定占用")),
    ("pay", gettext_lazy("拨付")),
    ("free", gettext_lazy("取消审定")),
    ("reclaim", gettext_lazy("追回")),
    ("issue", gettext_lazy("下达")),
    ("transfer", gettext_lazy("调剂")),
)


def kind_word(row: Posting) -> str:
    """Return what an entry is, in words; a reversal says so."""
    word = next((str(word) for key, word in KINDS if row.kind.startswith(key)), row.kind)
    return _("冲正（%(w)s）") % {"w": word} if row.reverses_id else word


def _back(row: Posting) -> str:
    return _("已冲正") if getattr(row, "reversed_by", None) is not None else ""


def _filtered(request: HttpRequest, book: Book, county: Region) -> tuple[QuerySet[Posting], dict[str, Any]]:
    get = request.GET
    chosen = {
        "account": outside.choice(get.get("account"), book.accounts, otherwise=""),
        "kind": outside.choice(get.get("kind"), [key for key, _word in KINDS], otherwise=""),
        "year": outside.year(get.get("year"), otherwise=None),
        "month": outside.whole(get.get("month"), least=1, most=12, otherwise=None),
    }
    found = Posting.objects.visible_to(request.user).filter(county=county, book=book.key)
    lookups = {"account": "account", "kind": "kind__startswith", "year": "period__year", "month": "period__month"}
    found = found.filter(**{lookups[key]: value for key, value in chosen.items() if value})
    return found.select_related("county", "reversed_by").prefetch_related("thing"), chosen


@page(OFFICIALS)
def entries(request: HttpRequest, key: str) -> HttpResponseBase:
    """Every entry of a book, with filters, the sum of what they find, and export."""
    book, county, asked = _book(key), county_looked_at(request), Asked.of(request)
    found, chosen = _filtered(request, book, county)
    columns = _columns(book)
    found = ordered(searched(found, ("by", "note"), asked.q), asked, columns)
    note = _("%(c)s，%(u)s；余额 = 全部分录之和，不得为负") % {"c": county.name, "u": book.unit}
    listing = Listing(f"{county.name}{book.title}", columns, found, asked, note)
    if asked.export:
        return listing.exported()
    shown = listing.shown()
    user: Any = request.user
    context = {
        "book": book,
        "county": county,
        "listing": listing,
        "table": listing.table(shown.object_list),
        "shown": shown,
        "chosen": chosen,
        "kinds": KINDS,
        "months": MONTHS,
        "years": _years(county, book),
        "sum": found.order_by().aggregate(sum=Sum("amount"))["sum"],
        "acts": user.role == Role.OFFICE and user.region_id == county.pk,
        "periods": _periods(county, book, chosen["year"] or timezone.localdate().year),
    }
    return render(request, "ledgers/entries.html", context)


def _years(county: Region, book: Book) -> list[int]:
    found = Posting.objects.filter(county=county, book=book.key).annotate(year=ExtractYear("period"))
    return list(found.order_by("-year").values_list("year", flat=True).distinct())


def _periods(county: Region, book: Book, year: int) -> dict[str, Any]:
    """Return what was freed in a year by month: by the period that it is meant for, and by when it was posted."""
    found = Posting.objects.filter(county=county, book=book.key, kind=FREED).order_by()
    first, last = date(year, 1, 1), date(year, 12, 31)
    meant = found.filter(period__range=(first, last)).annotate(m=ExtractMonth("period")).values_list("m")
    known = found.filter(at__date__range=(first, last)).annotate(m=ExtractMonth("at")).values_list("m")
    by_meant, by_known = (dict(rows.annotate(sum=Sum("amount"))) for rows in (meant, known))
    rows = [(month, by_meant.get(month), by_known.get(month)) for month in MONTHS]
    return {"year": year, "rows": [row for row in rows if row[1] is not None or row[2] is not None]}


@page((Role.OFFICE,), methods=("GET", "POST"))
def reverse(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show an entry with its pair, and take both back."""
    posting = get_object_or_404(Posting.objects.visible_to(request.user).filter(book__in=BY_KEY), pk=pk)
    if request.method != "POST":
        book = _book(posting.book)
        pair = [(one, book.accounts[one.account]) for one in pair_of(posting)]
        return render(request, "ledgers/reverse.html", {"posting": posting, "book": book, "pair": pair})
    reason = outside.text(request.POST.get("reason"), str(_("冲正理由")))
    if not reason:
        raise InputFault(_("请写明冲正理由"), where=str(posting.thing))
    back = services.reverse(Actor.of(request), posting, reason)
    messages.success(request, _("已冲正 %(n)d 笔") % {"n": len(back)})
    return redirect("ledgers:entries", posting.book)
