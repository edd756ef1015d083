"""How requests were answered: by unit, kind, town or source, each number leading to the rows behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.services import dictionary
from tenghuan.apps.services.models import RUNNING, State, late_now
from tenghuan.publishing.tables import Column, Table

CLOSED = Q(state=State.CLOSED)


@dataclass(frozen=True)
class Counted:
    """One counted column: what is counted, and the filters of the list that show exactly those rows."""

    key: str
    label: Any
    link: Mapping[str, Any]
    where: Callable[[], Q]


COUNTS = (
    Counted("asked", gettext_lazy("受理"), {}, Q),
    Counted("open", gettext_lazy("在办"), {"state": [str(one) for one in RUNNING]}, lambda: Q(state__in=RUNNING)),
    Counted("late", gettext_lazy("其中超时"), {"late": "now"}, late_now),
    Counted("answered", gettext_lazy("答复过"), {"late": "answered"}, lambda: Q(answered_at__isnull=False)),
    Counted("answer_late", gettext_lazy("答复超时"), {"late": "answer"}, lambda: Q(answer_late=True)),
    Counted("hard", gettext_lazy("难题"), {"hard": "true"}, lambda: Q(hard=True)),
    Counted("redone", gettext_lazy("重办"), {"redone_min": "1"}, lambda: Q(redone__gt=0)),
    Counted("closed", gettext_lazy("结案"), {"state": [str(State.CLOSED)]}, lambda: CLOSED),
    Counted("rated", gettext_lazy("已评"), {"measure": "requests.rated"}, lambda: CLOSED & Q(score__isnull=False)),
    Counted("satisfied", gettext_lazy("满意"), {"measure": "requests.satisfied"}, lambda: CLOSED & Q(satisfied=True)),
)


@dataclass(frozen=True)
class Figures:
    """The numbers of one group of requests; ``key`` is what the list filters by, None for those without."""

    key: Any
    name: str
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def of_rated(self) -> Fraction | None:
        """Content by rated: those who said something."""
        return share(self.counts["satisfied"], self.counts["rated"])

    @property
    def of_all(self) -> Fraction | None:
        """Content by closed: whoever said nothing is not content."""
        return share(self.counts["satisfied"], self.counts["closed"])


def share(part: int, whole: int) -> Fraction | None:
    """Return the exact share, None where there is nothing to share."""
    return Fraction(part, whole) if whole else None


@dataclass(frozen=True)
class Way:
    """A way of grouping: the column, the column of its name, the words of a key that has no row of its own."""

    key: str
    label: Any
    name: str = ""
    words: Callable[[], list[tuple[str, str]]] | None = None
    without: Any = ""


WAYS = {
    way.key: way
    for way in (
        Way("lead", gettext_lazy("牵头单位"), "lead__name", without=gettext_lazy("未分派")),
        Way("kind", gettext_lazy("类别"), words=dictionary.kinds, without=gettext_lazy("未定")),
        Way("town", gettext_lazy("镇街"), "town__name", without=gettext_lazy("未定")),
        Way("source", gettext_lazy("来源"), words=dictionary.sources),
    )
}


def _wanted() -> dict[str, Any]:
    return {f"n_{one.key}": Count("pk", filter=one.where()) for one in COUNTS}


def _counts(row: Mapping[str, Any]) -> dict[str, int]:
    return {one.key: row[f"n_{one.key}"] for one in COUNTS}


def whole(rows: QuerySet[Any]) -> Figures:
    """Return the numbers of all requests in ``rows`` (one query)."""
    return Figures("", str(_("合计")), _counts(rows.order_by().aggregate(**_wanted())))


def grouped(rows: QuerySet[Any], way: Way) -> list[Figures]:
    """Return the numbers of each group, the largest first, those without a group last (one query)."""
    wanted = (way.key, way.name) if way.name else (way.key,)
    words = dict(way.words()) if way.words else {}
    found = [
        Figures(row[way.key] or None, _name(row, way, words), _counts(row))
        for row in rows.order_by().values(*wanted).annotate(**_wanted())
    ]
    return sorted(found, key=lambda one: (one.key is None, -one.counts["asked"], one.name))


def _name(row: Mapping[str, Any], way: Way, words: Mapping[str, str]) -> str:
    key = row[way.key]
    return str(way.without) if not key else str(row[way.name] if way.name else words.get(key, key))


def of_year(rows: QuerySet[Any], year: int | None) -> QuerySet[Any]:
    """Keep the requests that were asked in a year; None keeps all."""
    return rows if year is None else rows.filter(asked_on__range=(date(year, 1, 1), date(year, 12, 31)))


def years(rows: QuerySet[Any]) -> list[int]:
    """Return the years in which something was asked, the latest first."""
    return [day.year for day in rows.order_by().dates("asked_on", "year", order="DESC")]


def table(rows: QuerySet[Any], way: Way, year: int | None) -> Table:
    """Return the table of a grouping with its total on top; every number leads to its rows."""
    lines = [whole(rows), *grouped(rows, way)]
    columns = [
        Column("name", str(way.label), width=22),
        *(_column(one, way, year) for one in COUNTS),
        _rate("of_rated", _("满意率（满意/已评）")),
        _rate("of_all", _("满意率（满意/结案）")),
    ]
    return Table(_("企业诉求统计"), columns, lines, note(lines[0]))


def _column(one: Counted, way: Way, year: int | None) -> Column:
    def link(line: Figures) -> str | None:
        if line.key is None or not line.counts[one.key]:
            return None
        chosen = {way.key: line.key} if line.key else {}
        if way.key in ("kind", "source") and chosen:
            chosen = {way.key: [line.key]}
        return rows_address({**chosen, **one.link}, year)

    return Column(
        one.key, str(one.label), kind="number", digits=0, width=8, value=lambda line: line.counts[one.key], link=link
    )


def rows_address(filters: Mapping[str, Any], year: int | None) -> str:
    """Return the address of the list under these filters, asked in a year."""
    period = {"asked_on_after": f"{year}-01-01", "asked_on_before": f"{year}-12-31"} if year is not None else {}
    return f"{reverse('requests:list')}?{urlencode({**filters, **period}, doseq=True)}"


def _rate(key: str, label: str) -> Column:
    def value(line: Figures) -> float | None:
        found = getattr(line, key)
        return None if found is None else float(found)

    return Column(key, label, kind="percent", digits=2, width=12, value=value)


def note(line: Figures) -> str:
    """Return both ways of counting content with their denominators."""
    counts = line.counts
    return _("满意率两种口径：满意 %(s)d / 已评 %(r)d = %(a)s；满意 %(s)d / 结案 %(c)d = %(b)s（未评的算不满意）") % {
        "s": counts["satisfied"], "r": counts["rated"], "c": counts["closed"],
        "a": percent(line.of_rated), "b": percent(line.of_all),
    }  # fmt: skip


def percent(found: Fraction | None) -> str:
    """Return a share in per cent with two decimals, rounded half up; — where there is none."""
    if found is None:
        return "—"
    hundredths = (found * 10000 + Fraction(1, 2)).__floor__()
    return f"{hundredths // 100}.{hundredths % 100:02d}%"
