"""What an enterprise has and lacks for each title: facts from the registers, held against the rules in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from tenghuan.apps.cultivation.models import HELD, ON_THE_WAY, Outcome, Profile, Title
from tenghuan.apps.enterprises.models import Enterprise, YearFacts, here
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.organization.models import Region
from tenghuan.laddering import Rule, Verdict, in_force, judge, kinds, rules, targets
from tenghuan.laddering.facts import compound, growth, share
from tenghuan.laddering.kinds import GROUPS, Kind

Known = dict[str, Decimal | None]
ZERO, ONE = Decimal(0), Decimal(1)
YEARS = 3  # years of facts that rules look at
RETROFITS = ("retrofit", "provincial_retrofit")
QUALIFYING = ("hightech", "institute", "rd_centre")  # 直通条件: titles that let an innovative SME in directly
# a title that the register of enterprises tells by a column: who has it there lacks nothing, recorded term or not
REGISTERED = {"above_scale": "above_scale"}
TURNED = ("joint_stock", "tutoring", "listing_filed", "listing_passed", "listed")


@dataclass(frozen=True)
class Line:
    """An enterprise held against one title."""

    enterprise: Any
    verdict: Verdict
    seeking: bool


@dataclass(frozen=True)
class Rung:
    """One title as an enterprise stands to it: what it misses, the title if it holds it, whether it seeks it."""

    kind: Kind
    verdict: Verdict
    held: Title | None
    sought: bool


def titles_with_rules(day: date) -> list[Rule]:
    """Return the rules in force on a day, in the order of the data."""
    found = [in_force(title, day) for title in dict.fromkeys(rule.title for rule in rules())]
    return [rule for rule in found if rule is not None]


def known_of(county: Region, enterprises: Sequence[Enterprise], day: date) -> dict[int, Known]:
    """Return the facts of enterprises by key, as they are known on a day (six queries, however many there are).

    The year looked at is the last whole one before ``day``; what is not known of it is unknown.
    """
    last, keys = day.year - 1, [one.pk for one in enterprises]
    span = {"enterprise__in": keys, "year__gt": last - YEARS, "year__lte": last}
    years = _by_year(YearFacts.objects.filter(**span))
    profiles = _by_year(Profile.objects.filter(**span, retired_on=None))
    invested = {span: _invested(keys, _years_before(day, span), day) for span in (3, 5)}
    standing = _standing(keys, day)
    mountain = ONE if county.code in parameter(county, "mountain_counties", day).value else ZERO
    found = {}
    for one in enterprises:
        facts = [years.get((one.pk, last - back)) for back in range(YEARS)]
        told = [profiles.get((one.pk, last - back)) for back in range(YEARS)]
        known = {**_from_facts(facts), **_from_profiles(told), **_together(facts, told)}
        titles = standing.get(one.pk, frozenset())
        found[one.pk] = {
            **known,
            "age": None if one.registered_on is None else Decimal(_whole_years(one.registered_on, day)),
            "mountain": mountain,
            "digital_three_years": invested[3].get(one.pk),
            "digital_five_years": invested[5].get(one.pk),
            "little_giant": ONE if "little_giant" in titles else ZERO,
            # who has not turned yet may be about to: that is not known here
            "joint_stock": ONE if titles & set(TURNED) else None,
            "qualified": ONE if titles & set(QUALIFYING) else None,
        }
    return found


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _by_year(rows: Iterable[Any]) -> dict[tuple[int, int], Any]:
    return {(row.enterprise_id, row.year): row for row in rows}


def _invested(keys: Sequence[int], since: date, day: date) -> dict[int, Decimal]:
    rows = Outcome.objects.filter(
        enterprise__in=keys, kind__in=RETROFITS, state=Outcome.State.CONFIRMED, retired_on=None,
        achieved_on__gt=since, achieved_on__lte=day,
    )  # fmt: skip
    return dict(rows.order_by().values_list("enterprise").annotate(sum=Sum("amount")).exclude(sum=None))


def standing(day: date) -> Q:
    """Return the condition of a title that stands on a day."""
    return Q(retired_on=None, recognised_on__lte=day) & (Q(stands_until=None) | Q(stands_until__gte=day))


def _standing(keys: Sequence[int], day: date) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for enterprise, kind in Title.objects.filter(standing(day), enterprise__in=keys).values_list("enterprise", "kind"):
        found[enterprise].add(kind)
    return {key: frozenset(one) for key, one in found.items()}


def _whole_years(since: date, day: date) -> int:
    return day.year - since.year - ((day.month, day.day) < (since.month, since.day))


def _of(row: Any, name: str) -> Decimal | None:
    value = None if row is None else getattr(row, name)
    return None if value is None else Decimal(value)


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    """Return a sum, unknown where one part is."""
    return None if any(one is None for one in values) else sum((one for one in values if one is not None), ZERO)


def _from_facts(facts: Sequence[Any]) -> Known:
    revenue = [_of(row, "revenue") for row in facts]
    rd = [_of(row, "rd") for row in facts]
    two = _sum(revenue[:2])
    return {
        "revenue": revenue[0],
        "employees": _of(facts[0], "employees"),
        "rd": rd[0],
        "rd_ratio": share(rd[0], revenue[0]),
        "rd_ratio_before": share(rd[1], revenue[1]),
        "rd_two_years": _sum(rd[:2]),
        "rd_ratio_three_years": share(_sum(rd), _sum(revenue)),
        "revenue_growth": compound(revenue[2], revenue[0]),
        "mean_revenue": None if two is None else two / 2,
    }


SAME = (
    *("assets", "technical", "hightech_ratio", "main_ratio", "debt_ratio", "niche_years", "market_share", "products"),
    *("national_rank", "global_rank", "patents", "score", "innovation_score", "growth_score", "special_score"),
    *("profit", "digital_level"),
)


def _from_profiles(told: Sequence[Any]) -> Known:
    profit, equity = [_of(row, "profit") for row in told], [_of(row, "equity") for row in told]
    return {
        **{name: _of(told[0], name) for name in SAME},
        "profit_before": profit[1],
        "profit_two_years": _sum(profit[:2]),
        "profit_growth": growth(profit[::-1]),
        "equity_two_years": _sum(equity[:2]),
        "equity_three_years": _sum(equity),
    }


def _together(facts: Sequence[Any], told: Sequence[Any]) -> Known:
    """Return what takes the bureaus' facts and the profile both."""
    revenue, ratio = [_of(row, "revenue") for row in facts], [_of(row, "main_ratio") for row in told]
    main = [None if one is None or part is None else one * part for one, part in zip(revenue, ratio, strict=True)]
    return {
        "technical_ratio": share(_of(told[0], "technical"), _of(facts[0], "employees")),
        "main_growth": growth(main[::-1]),
    }


def rungs(enterprise: Enterprise, day: date) -> list[Rung]:
    """Return how an enterprise stands to every title with a rule: what it lacks and is nearest to first."""
    known = known_of(enterprise.county, [enterprise], day)[enterprise.pk]
    held = held_by(enterprise, day)
    rows = Title.objects.filter(enterprise=enterprise, retired_on=None, state__in=ON_THE_WAY)
    sought = set(rows.values_list("kind", flat=True))
    found = [
        Rung(kinds("titles")[rule.title], judge(rule, known), held.get(rule.title), rule.title in sought)
        for rule in titles_with_rules(day)
        if rule.title in held or not registered(enterprise, rule.title)
    ]
    return sorted(found, key=lambda one: (one.held is not None, one.verdict.order))


def registered(enterprise: Enterprise, title: str) -> bool:
    """Tell whether the register of enterprises says of an enterprise that it is what a title makes it (规上)."""
    return title in REGISTERED and bool(getattr(enterprise, REGISTERED[title]))


def lines(account: Any, county: Region, title: str, day: date) -> list[Line]:
    """Return the enterprises of a county without a title, the nearest first; only those that the account sees.

    The title's rule must be in force on the day, else nobody is held against it.
    """
    rule = in_force(title, day)
    if rule is None:
        return []
    have = Title.objects.filter(standing(day), county=county, kind=title).values("enterprise")
    firms = Enterprise.objects.visible_to(account).filter(here(), county=county).exclude(pk__in=have)
    if title in REGISTERED:
        firms = firms.exclude(**{REGISTERED[title]: True})
    return _lines(county, list(firms.select_related("town")), rule, day)


def _lines(county: Region, firms: Sequence[Enterprise], rule: Rule, day: date) -> list[Line]:
    known = known_of(county, firms, day)
    sought = Title.objects.filter(county=county, kind=rule.title, retired_on=None, state__in=ON_THE_WAY)
    seeking = set(sought.values_list("enterprise", flat=True))
    found = [Line(one, judge(rule, known[one.pk]), one.pk in seeking) for one in firms]
    return sorted(found, key=lambda line: (*line.verdict.order, line.enterprise.pk))


def near(found: Iterable[Line], items: int) -> list[Line]:
    """Keep who misses at most so many requirements and is known to meet one at least."""
    return [one for one in found if one.verdict.missed <= items and one.verdict.unknown < len(one.verdict.held)]


def held_by(enterprise: Enterprise, day: date) -> Mapping[str, Title]:
    """Return the titles that stand for an enterprise on a day, by kind; the latest term of each."""
    rows = Title.objects.filter(standing(day), enterprise=enterprise).order_by("recognised_on", "pk")
    return {row.kind: row for row in rows}


def overview(account: Any, county: Region, day: date, days: int) -> list[dict[str, Any]]:
    """Return a row for every kind of title: who holds it, ever held it, seeks it, loses it within ``days``."""
    rows = Title.objects.visible_to(account).filter(county=county, retired_on=None)
    now, soon = standing(day), day + timedelta(days=days)
    parts = {
        "standing": now,
        "ever": Q(state__in=HELD, recognised_on__lte=day),
        "reserve": Q(state__in=ON_THE_WAY[:2]),
        "applied": Q(state__in=ON_THE_WAY[2:]),
        "expiring": now & Q(stands_until__lte=soon),
    }
    counts = {key: Count("enterprise__uscc", filter=part, distinct=True) for key, part in parts.items()}
    counted: Any = rows.order_by().values("kind").annotate(**counts)
    found: dict[str, dict[str, Any]] = {row["kind"]: row for row in counted}
    return [
        {
            "key": one.key, "group": GROUPS[one.group], "name": one.name, "by": one.by,
            "source": "　".join(filter(None, (one.source, one.note))),
            **{key: found.get(one.key, {}).get(key, 0) for key in parts},
        }
        for one in kinds("titles").values()
    ]  # fmt: skip


def joint(account: Any, county: Region, day: date) -> list[tuple[str, int, int]]:
    """Return counts over several titles in which each enterprise counts once: words, standing, ever recognised."""
    rows = Title.objects.visible_to(account).filter(county=county, retired_on=None)
    found = []
    for one in targets():
        if one.counted_in == "titles" and len(one.kinds) > 1 and not one.levels:
            mine = rows.filter(kind__in=one.kinds)
            ever = mine.filter(state__in=HELD, recognised_on__lte=day)
            numbers = [
                part.values("enterprise__uscc").distinct().count() for part in (mine.filter(standing(day)), ever)
            ]
            found.append((one.title, numbers[0], numbers[1]))
    return found
