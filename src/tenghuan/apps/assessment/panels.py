"""Parts of the assessment's pages that the kit does not know: points with formulas, rankings, what was kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.assessment import counting, drawing, ranking, tables
from tenghuan.apps.assessment.guards import is_object
from tenghuan.apps.assessment.models import (
    Appeal,
    Confirmation,
    Figure,
    Month,
    Race,
    RaceState,
    Result,
    Scheme,
    Standing,
)
from tenghuan.apps.kit.registry import address_of
from tenghuan.assessing import shapes
from tenghuan.publishing.tables import Table

NONE = _("暂无")
TABLE = "kit/panels/related.html"
ITEMS, TEXT, RANKING, WAITING, KEPT = _("考核项目"), _("方案原文"), _("名次"), _("数据确认和申诉"), _("数据留存与复算")
BEHIND, ASKED, POINTS, APPEALS = _("计数明细"), _("须确认的数据"), _("逐项得分"), _("申诉")
AROUND, JUDGED, BOARD = _("公布的名次"), _("本项得分"), _("赛马榜")

SHAPES = {
    "ratio": _("按完成率"), "mix": _("按几项完成率加权"), "standard": _("按标准值折算"), "step": _("按档加减"),
    "quota": _("缺额扣分"), "deduct": _("按事项扣减"), "marks": _("评分折算"),
}  # fmt: skip


def _told(table: Table) -> dict[str, Any]:
    return {"table": table, "more": False}


@dataclass(frozen=True)
class Items:
    """The items of a scheme in words."""

    title: Any = ITEMS
    key: str = "items"
    empty: Any = NONE
    template: str = TABLE

    def context(self, account: Any, thing: Scheme) -> dict[str, Any]:
        """Return the table of items."""
        rows = [item_words(item) for item in counting.scheme_of(thing.text).items]
        return _told(Table("", tables.SCHEME_ITEMS, rows))


def item_words(item: shapes.Item) -> dict[str, Any]:
    """Return an item in words: points, how they are counted, limits, where the figures come from."""
    low, high = item.min, item.max
    limits = [_t("不低于 %(n)s") % {"n": counting.plain(low)}] if low is not None else []
    limits += [_t("不高于 %(n)s") % {"n": counting.plain(high)}] if high is not None else []
    return {
        "item": item.item,
        "full": item.full,
        "shape": SHAPES[getattr(item, "shape", "")],
        "limits": "，".join(limits),
        "drawn": "、".join(drawing.title_of(key) for key, _actual, _target in item.draws) or _t("人工填报"),
        "supplier": item.supplier or "",
        "source": item.source or item.note or "",
    }


@dataclass(frozen=True)
class Text:
    """The scheme as it was written."""

    title: Any = TEXT
    key: str = "text"
    template: str = "assessment/text.html"

    def context(self, account: Any, thing: Scheme) -> dict[str, Any]:
        """Return what the page offers beside the text."""
        mine = account.role == Role.OFFICE and account.region_id == thing.county_id
        return {"local": thing.unverified, "mine": mine}


@dataclass(frozen=True)
class Ranking:
    """The results of a run: all for who may see all, else the account's own."""

    title: Any = RANKING
    key: str = "ranking"
    empty: Any = NONE
    template: str = "assessment/ranking.html"

    def context(self, account: Any, thing: Race) -> dict[str, Any] | None:
        """Return the ranking; nothing before anything was computed."""
        if thing.state == RaceState.FROZEN:
            return None
        rows = list(ranking.seen_by(account, thing, thing.results.all()))
        return _told(Table("", tables.RANKING, rows)) if rows else None


@dataclass(frozen=True)
class Around:
    """The published ranking, on the page of one who is in it."""

    title: Any = AROUND
    key: str = "around"
    empty: Any = NONE
    template: str = TABLE

    def context(self, account: Any, thing: Result) -> dict[str, Any] | None:
        """Return all results of the run; nothing before they are published."""
        if not ranking.published(thing.race):
            return None
        return _told(Table("", tables.PUBLISHED, list(thing.race.results.all())))


@dataclass(frozen=True)
class Waiting:
    """Which departments confirmed, which appeals there are; with the way to the figures."""

    title: Any = WAITING
    key: str = "waiting"
    template: str = "assessment/waiting.html"

    def context(self, account: Any, thing: Race) -> dict[str, Any] | None:
        """Return confirmations and appeals; for who sees all."""
        if account.role not in ranking.SEES_ALL:
            return None
        appeals = Appeal.objects.visible_to(account).filter(result__race=thing).select_related("result")
        return {
            "confirmations": [(one, address_of(one)) for one in thing.confirmations.select_related("unit")],
            "appeals": [(one, address_of(one)) for one in appeals],
            "figures": f"{reverse('race_figures:list')}?race={thing.pk}",
        }


@dataclass(frozen=True)
class Kept:
    """What a ranking was computed from, to take away; and that it gives the same once more."""

    title: Any = KEPT
    key: str = "kept"
    template: str = "assessment/kept.html"

    def context(self, account: Any, thing: Race | Month) -> dict[str, Any] | None:
        """Return the addresses of the kept texts; for who sees all."""
        if account.role not in ranking.SEES_ALL or not thing.digest:
            return None
        kind = "race" if isinstance(thing, Race) else "month"
        files = [
            (_t("考核数据（CSV）"), "inputs"), (_t("考核方案（YAML）"), "scheme"), (_t("考核结果（CSV）"), "result")
        ]  # fmt: skip
        found = [(words, reverse(f"assessment:{kind}_file", args=(thing.pk, name))) for words, name in files]
        return {"files": found, "again": reverse(f"assessment:{kind}_again", args=(thing.pk,))}


@dataclass(frozen=True)
class Behind:
    """The rows that a figure was counted from, as they stood when it was drawn."""

    title: Any = BEHIND
    key: str = "behind"
    empty: Any = NONE
    template: str = TABLE

    def context(self, account: Any, thing: Figure) -> dict[str, Any] | None:
        """Return the rows; nothing for a figure by hand."""
        return _told(Table("", tables.BEHIND, thing.rows)) if thing.rows else None


@dataclass(frozen=True)
class Asked:
    """The figures that a source department confirms."""

    title: Any = ASKED
    key: str = "asked"
    empty: Any = NONE
    template: str = TABLE

    def context(self, account: Any, thing: Confirmation) -> dict[str, Any]:
        """Return the figures of its items."""
        rows = Figure.objects.visible_to(account).filter(race=thing.race_id, supplier=thing.unit_id)
        return _told(Table("", tables.FIGURES, list(rows)))


@dataclass(frozen=True)
class Points:
    """The points of a line, item by item, each with its formula and the way to what it was counted from."""

    title: Any = POINTS
    key: str = "points"
    empty: Any = NONE
    template: str = TABLE

    def context(self, account: Any, thing: Result | Standing) -> dict[str, Any]:
        """Return a row an item."""
        name = "result_rows" if isinstance(thing, Result) else "standing_rows"
        rows = [
            {**part, "address": reverse(f"assessment:{name}", args=(thing.pk, at))}
            for at, part in enumerate(thing.points)
        ]
        return _told(Table("", tables.POINTS, rows))


@dataclass(frozen=True)
class Appeals:
    """The appeals of an object, and where it files one."""

    title: Any = APPEALS
    key: str = "appeals"
    template: str = "assessment/appeals.html"

    def context(self, account: Any, thing: Result) -> dict[str, Any] | None:
        """Return appeals with their verdicts; nothing where there is none and none may be filed."""
        rows = list(thing.appeals.all())
        may = thing.race.state == RaceState.FEEDBACK and is_object(account, thing)
        return {"rows": rows, "may": may, "until": thing.race.appeal_by} if rows or may else None


@dataclass(frozen=True)
class Judged:
    """The points that an appeal is about."""

    title: Any = JUDGED
    key: str = "judged"
    empty: Any = NONE
    template: str = TABLE

    def context(self, account: Any, thing: Appeal) -> dict[str, Any]:
        """Return the item's line as it stands now."""
        rows = [
            {**part, "address": reverse("assessment:result_rows", args=(thing.result_id, at))}
            for at, part in enumerate(thing.result.points)
            if part["item"] == thing.item
        ]
        return _told(Table("", tables.POINTS, rows))


@dataclass(frozen=True)
class Board:
    """The lines of a month's board that an account may see."""

    title: Any = BOARD
    key: str = "board"
    empty: Any = NONE
    template: str = TABLE

    def context(self, account: Any, thing: Month) -> dict[str, Any]:
        """Return the lines in their order."""
        rows = ranking.seen_by(account, thing, thing.standings.select_related("month"))
        return _told(Table("", tables.BOARD, list(rows)))
