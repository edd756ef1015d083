"""Projects: how many have which lamp, the five rates, and those that lag by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse

from tenghuan.apps.cockpit.sight import Sight
from tenghuan.apps.kit.registry import address_of
from tenghuan.apps.projects import rates
from tenghuan.apps.projects.models import Lamp, Project

SHOWN = 15
LAMPS = (Lamp.RED, Lamp.YELLOW, Lamp.GREEN)
LAGGING = (Lamp.RED, Lamp.YELLOW)


@dataclass(frozen=True)
class Lag:
    """A project whose next node is late or near, with its page."""

    project: Project
    address: str


def building(sight: Sight) -> Mapping[str, Any]:
    """Projects that were not dropped: lamps in all, the five rates, red ones first by the day of their next node."""
    found = Project.objects.visible_to(sight.viewer).filter(county__path__startswith=sight.region.path)
    here = rates.standing(found)
    counts = dict(here.order_by().values_list("lamp").annotate(n=Count("pk")))
    lagging = rates.red_first(here.filter(lamp__in=LAGGING).select_related("county", "unit"))
    return {
        "all": sum(counts.values()),
        "unlit": sum(counts.values()) - sum(counts.get(lamp, 0) for lamp in LAMPS),
        "counts": [(lamp.value, counts.get(lamp, 0), f"{reverse('projects:list')}?lamp={lamp}") for lamp in LAMPS],
        "rates": rates.rates(found, sight.day),
        "lines": [Lag(one, address_of(one)) for one in lagging[:SHOWN]],
        "lagging": len(lagging),
        "more": reverse("projects:list"),
    }
