"""What of a park's floors is let and free, and who sits in it: from the files of parcels and enterprises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.enterprises.models import Enterprise, Status
from tenghuan.apps.land.models import Floor
from tenghuan.apps.parks.models import Park

NOTHING = Decimal(0)
GONE = (Status.DEREGISTERED, Status.MOVED_OUT)
TITLE = _("厂房和入驻企业")


@dataclass
class Held:
    """A park's floors (㎡) and who is in it.

    A floor is let where a tenant is told, or the holder sits in it itself; free once the tenancy is over, and where
    its user was struck off or moved away.
    """

    built: Decimal = NOTHING
    let: Decimal = NOTHING
    tenants: dict[int, Enterprise] = field(default_factory=dict)

    @property
    def free(self) -> Decimal:
        """Floors that nobody uses."""
        return self.built - self.let

    @property
    def share(self) -> Decimal | None:
        """What of the floors is let, in per cent; None where there are none."""
        return self.let * 100 / self.built if self.built else None


def of_parks(parks: Iterable[Park], account: Any) -> dict[int, Held]:
    """Return how each park stands, for all of them at once, of what the account may see."""
    names = {(park.county_id, park.name): park.pk for park in parks}
    found: dict[int, Held] = defaultdict(Held)
    today = timezone.localdate()
    counties = {county for county, _name in names}
    rows = Floor.objects.visible_to(account).filter(
        county__in=counties,
        parcel__park__in={name for _county, name in names},
        retired_on=None,
        parcel__retired_on=None,
    )
    for floor in rows.select_related("parcel__enterprise", "tenant"):
        key = names.get((floor.county_id, floor.parcel.park))
        if key is None:
            continue
        user = floor.user_on(today)
        found[key].built += floor.area
        if user is not None and user.status not in GONE:
            found[key].let += floor.area
            found[key].tenants[user.pk] = user
    firms = Enterprise.objects.visible_to(account).filter(county__in=counties, park__in={name for _c, name in names})
    for firm in firms.exclude(status__in=GONE):
        key = names.get((firm.county_id, firm.park))
        if key is not None:
            found[key].tenants[firm.pk] = firm
    return {pk: found[pk] for pk in names.values()}


@dataclass(frozen=True)
class Occupancy:
    """The floors let and free, and the tenants."""

    title: Any = TITLE
    key: str = "occupancy"
    template: str = "parks/occupancy.html"

    def context(self, account: Any, thing: Park) -> dict[str, Any]:
        """Return the floors and the tenants by name."""
        held = of_parks([thing], account)[thing.pk]
        return {"held": held, "tenants": sorted(held.tenants.values(), key=lambda firm: firm.name)[:60]}
