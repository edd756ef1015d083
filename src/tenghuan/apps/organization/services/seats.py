"""Task-force groups, their seats, and who holds them when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.organization.models import Account, Group, Incumbency, Region, Seat, Unit
from tenghuan.errors import InputFault


@service("organization.set_group", lazy("设定工作组席位"))
def set_group(
    actor: Actor,
    region: Region,
    name: str,
    seats: Iterable[tuple[str, str, Unit | None]],
    *,
    lead_unit: Unit | None = None,
    order: int = 0,
) -> Group:
    """Create a group or bring it to the given seats (role, post, unit), in order.

    A seat that is still listed keeps its incumbents; one that is no longer listed is removed unless somebody
    has held it, then it stays at the end.
    """
    group, created = Group.objects.get_or_create(region=region, name=name)
    Group.objects.select_for_update().get(pk=group.pk)
    before = None if created else _picture(group)
    group.lead_unit, group.order, group.active = lead_unit, order, True
    group.save()
    kept = {(seat.role, seat.post): seat for seat in group.seats.all()}
    place = 0
    for place, (role, post, unit) in enumerate(seats, start=1):
        seat = kept.pop((role, post), None) or Seat(group=group, role=role, post=post)
        seat.unit, seat.order = unit, place
        seat.save()
    for seat in kept.values():
        if seat.incumbencies.exists():
            Seat.objects.filter(pk=seat.pk).update(order=place + 1)
        else:
            seat.delete()
    after = _picture(group)
    if before == after:
        nothing_changed()
    else:
        record(group, before=before, after=after)
    return group


def _picture(group: Group) -> dict[str, object]:
    seats = Seat.objects.filter(group=group).values_list("role", "post", "unit_id", "order")
    return {**snapshot(group), "seats": [list(seat) for seat in seats]}


@service("organization.seat_incumbent", lazy("登记席位接任"))
def seat_incumbent(actor: Actor, seat: Seat, *, person: str, since: date, account: Account | None = None) -> Incumbency:
    """Let a person take a seat from a day on; whoever held it leaves it the day before (自然更替)."""
    # two who register a successor at the same moment do it one after the other
    Seat.objects.select_for_update().get(pk=seat.pk)
    present = seat.incumbencies.filter(until=None).first()
    if present is not None:
        if since <= present.since:
            raise InputFault(
                _("接任日期须晚于现任 %(p)s 的到任日期 %(d)s") % {"p": present.person, "d": present.since},
                remedy=_("请更正接任日期"),
            )
        before = snapshot(present)
        present.until = since - timedelta(days=1)
        present.save(update_fields=("until",))
        record(present, before=before, after=snapshot(present))
    incumbency = Incumbency.objects.create(seat=seat, person=person.strip(), account=account, since=since)
    record(incumbency, after=snapshot(incumbency), label=str(seat))
    return incumbency
