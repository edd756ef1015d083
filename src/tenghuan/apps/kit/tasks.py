"""Tasks: opened and closed by what happens to a thing, held by whoever must act next."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.scope import scope_of
from tenghuan.apps.access.who import Who, owner
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.models import Task
from tenghuan.apps.kit.timeline import name_of
from tenghuan.apps.organization.models import Level, Unit
from tenghuan.apps.web.menu import Part


@dataclass(frozen=True)
class ToDo:
    """What somebody owes: ``who`` to the thing, or a unit by name (a thing that many units work on)."""

    title: str
    who: Who | Unit
    due: date | None = None


def held(account: Any) -> models.QuerySet[Task]:
    """Return what an account is to do."""
    return Task.objects.open().held_by(account)


def held_of(model: type[models.Model]) -> Part:
    """Return what an account is to do with the things of one model, for the menu."""
    names = (model._meta.app_label, str(model._meta.model_name))
    return Part(held, ("content_type__app_label", "content_type__model"), names)


def holder(who: Who | Unit, thing: models.Model) -> dict[str, Any]:  # one line for each Who
    """Return the columns of a task that say who holds it: ``who`` to the thing, or that unit (a town's, the town).

    Where nobody stands in that relation (a thing without a responsible unit), its county's office holds it, so that
    nothing lies where nobody looks.
    """
    scope = scope_of(type(thing))
    region = owner(thing, scope.region)
    if isinstance(who, Unit):
        if who.region.level in (Level.TOWN, Level.PARK):
            return {"region": who.region, "role": Role.TOWN}
        return {"region": region, "unit": who}
    if who is Who.TOWN and scope.town and (town := owner(thing, scope.town)) is not None:
        return {"region": town, "role": Role.TOWN}
    handed = owner(thing, scope.handed) if scope.handed else None
    if who is Who.RECEIVER and handed not in (None, region):
        return {"region": handed, "role": Role.TOWN if handed.level in (Level.TOWN, Level.PARK) else Role.OFFICE}
    if who in (Who.UNIT, Who.RECEIVER):
        unit = next((found for path in scope.unit or scope.duty if (found := owner(thing, path)) is not None), None)
        if unit is not None:
            return {"region": region, "unit": unit}
    if who is Who.ENTERPRISE and scope.enterprise:
        return {"region": region, "role": Role.ENTERPRISE, "enterprise_code": owner(thing, scope.enterprise) or ""}
    if who is Who.AUTHOR and (author := getattr(thing, "made_by", None)) is not None:
        return {"region": region, "account": author}
    return {"region": region, "role": Role.OFFICE}


def open_task(thing: models.Model, kind: str, title: str, who: Who, due: date | None = None) -> Task:
    """Open a task about a thing; one of a kind is open at a time, a second call renews its day and holder."""
    task, made = Task.objects.get_or_create(
        kind=kind,
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        closed_at=None,
        defaults={"title": title[:200], "due": due, **holder(who, thing)},
    )
    if not made:
        nobody = {"role": "", "unit": None, "account": None, "enterprise_code": ""}
        for name, value in {**nobody, **holder(who, thing), "title": title[:200], "due": due}.items():
            setattr(task, name, value)
        task.save()
    return task


def open_many(thing: models.Model, wanted: Mapping[str, ToDo]) -> None:
    """Open tasks about a thing by kind; one that is open already gets the new day (a write for each day)."""
    kind = ContentType.objects.get_for_model(thing)
    rows = [
        Task(
            kind=key,
            content_type=kind,
            object_id=thing.pk,
            title=one.title[:200],
            due=one.due,
            **holder(one.who, thing),
        )
        for key, one in wanted.items()
    ]
    Task.objects.bulk_create(rows, ignore_conflicts=True)
    for due in {one.due for one in wanted.values()}:
        keys = [key for key, one in wanted.items() if one.due == due]
        Task.objects.about(thing).open().filter(kind__in=keys).exclude(due=due).update(due=due)


def close_tasks(actor: Actor, thing: models.Model, kinds: str = "", among: Collection[str] | None = None) -> int:
    """Close the open tasks about a thing whose kind begins with ``kinds`` (only those ``among``); return how many."""
    found = Task.objects.about(thing).open().filter(kind__startswith=kinds)
    if among is not None:
        found = found.filter(kind__in=among)
    return found.update(closed_at=timezone.now(), closed_by=name_of(actor))
