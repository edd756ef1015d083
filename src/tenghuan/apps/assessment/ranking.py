"""Lines of a ranking: made from an assessment, laid before the objects, and who may see which of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from tenghuan.apps.access.roles import Role
from tenghuan.apps.assessment import counting
from tenghuan.apps.assessment.counting import Given
from tenghuan.apps.assessment.models import Kind, Month, MonthState, Race, RaceState
from tenghuan.apps.assessment.objects import Object, objects_of
from tenghuan.assessing import Assessment, Scheme

SEES_ALL = frozenset({Role.OFFICE, Role.LEADER})


def lines(found: Assessment, scheme: Scheme, figures: Iterable[Given], holder: Race | Month) -> list[dict[str, Any]]:
    """Return the columns of each object's line; its owner is not set: nobody is shown what is only being worked out."""
    by_place: Mapping[tuple[str, str], Given] = {(one.object, one.item): one for one in figures}
    return [
        {
            "object": row["object"],
            "group": row["group"],
            "bonus": row["bonus"],
            "deduction": row["deduction"],
            "score": row["score"],
            "rank": row["rank"],
            "formula": row["formula"],
            "points": counting.parts_of(found, at, scheme, by_place),
            "county": holder.county,
            "sample": holder.sample,
        }
        for at, row in enumerate(found.rows)
    ]


def lay_before(found: Sequence[Any], holder: Race | Month) -> None:
    """Give every line to its object, which sees it from now on (inside a service)."""
    known = {one.name: one for one in objects_of(holder.county, holder.kind, holder.scheme.groups)}
    for line in found:
        one: Object | None = known.get(line.object)
        if one is not None:
            line.unit, line.town = one.unit, one.town
            line.county = one.home if holder.kind == Kind.COUNTIES else holder.county
    if found:
        type(found[0]).objects.bulk_update(found, ("unit", "town", "county"))


def published(holder: Race | Month) -> bool:
    """Tell whether everybody may see every line."""
    return holder.state in (RaceState.PUBLISHED, MonthState.PUBLISHED)


def seen_by(account: Any, holder: Race | Month, every: QuerySet[Any]) -> QuerySet[Any]:
    """Return the lines of a ranking that an account may see: all that is published, the office's, else its own."""
    over = account.role in SEES_ALL and holder.county.path.startswith(account.region.path)
    return every if over or published(holder) else every.model.objects.visible_to(account).filter(pk__in=every)
