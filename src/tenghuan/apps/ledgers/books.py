"""The books of a county: land, energy and carbon that close-outs free, and where they go (methodology2 §16)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.kit.ledger import Book
from tenghuan.apps.kit.models import Posting

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
BY_KEY = {book.key: book for book in (LAND, ENERGY, CARBON)}


def pair_of(posting: Posting) -> list[Posting]:
    """Return an entry with the other one of its pair (one cause and kind, opposite amounts), what gives back first.

    What adds to a balance is taken back last, so that nothing falls below zero on the way.
    """
    same = Posting.objects.about(posting.thing).filter(
        county=posting.county, book=posting.book, kind=posting.kind, reverses=None
    )
    other = same.exclude(pk=posting.pk).filter(amount=-posting.amount).first()
    return sorted(filter(None, (posting, other)), key=lambda one: one.amount)
