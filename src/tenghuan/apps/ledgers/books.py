"""The books of a county: land, energy and carbon that close-outs free, and where they go (methodology2 §16)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.kit.ledger import Book
from tenghuan.apps.kit.models import Posting
from tenghuan.apps.ledgers.models import Budget

# freed is not supplied again: what is banked and supplied is moved on from what was freed
LAND = Book(
    "land",
    _("土地台账"),
    "亩",
    {"freed": _("腾出待收储"), "banked": _("收储待供"), "supplied": _("再供")},
)
# equivalent value (等价值); posted is the absolute net reduction
ENERGY = Book(
    "energy",
    _("用能台账"),
    "吨标准煤",
    {"available": _("可用"), "frozen": _("冻结"), "allocated": _("已配置")},
)
CARBON = Book(
    "carbon",
    _("碳台账"),
    "吨",
    {"available": _("可用"), "frozen": _("冻结"), "allocated": _("已配置")},
)
MONEY = Book(
    "money",
    _("专项资金台账"),
    "万元",
    {"available": _("可用"), "committed": _("占用（审定未付）"), "paid": _("实付")},
)


class Consumers(Mapping[str, Any]):
    """The accounts of the book of budgets: one a consumer, named after it (``b17`` is that of the budget 17)."""

    def __getitem__(self, key: str) -> str:
        if key not in self:
            raise KeyError(key)
        found = Budget.objects.filter(pk=int(key[1:])).select_related("enterprise").first()
        return str(found) if found is not None else key

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key[:1] == "b" and key[1:].isdecimal()

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


BUDGET = Book("budget", _("用能预算台账"), "吨标准煤", Consumers())
BY_KEY = {book.key: book for book in (LAND, ENERGY, CARBON, MONEY, BUDGET)}


def pair_of(posting: Posting) -> list[Posting]:
    """Return an entry with the other one of its pair (one cause and kind, opposite amounts), what gives back first.

    What adds to a balance is taken back last, so that nothing falls below zero on the way.
    """
    same = Posting.objects.filter(
        content_type=posting.content_type_id,
        object_id=posting.object_id,
        county=posting.county,
        book=posting.book,
        kind=posting.kind,
        reverses=None,
    )
    other = same.exclude(pk=posting.pk).filter(amount=-posting.amount).first()
    return sorted(filter(None, (posting, other)), key=lambda one: one.amount)
