"""A month replayed as it was known: whatever came late, in whatever order, every version stays what it was."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenghuan.apps.closing import queries
from tenghuan.apps.closing.models import Snapshot
from tenghuan.apps.closing.registers import MONTHS
from tenghuan.apps.monitoring.models import Report
from tenghuan.errors import InputFault
from tenghuan.pace import Month
from tests.apps.closing.months import FIGURES, opened
from tests.apps.kit.sheds import by

JUNE = Month(2022, 6)
KEYS = ("annual", "cumulative", "stock", "second")
late = st.tuples(st.sampled_from(KEYS), st.integers(1, 200), st.sampled_from(("renew", "reopen")))


def told(snapshot):
    return {one.item.key: one.reported for one in queries.figures(snapshot) if one.item.key in KEYS}


def arrive(closing, actor, key, value, way):
    """A figure comes late; the office writes a new version by renewing or by reopening. Whether there is one."""
    found = Report.objects.filter(item__key=key, period__year=2022, period__month=6)
    same = found.get().value == value
    found.update(value=value)
    closing.refresh_from_db()
    if way == "reopen":
        MONTHS.take(actor, closing, "reopen", reason="补报")
        MONTHS.take(actor, closing, "close")
    elif same:
        with pytest.raises(InputFault, match="没有变动"):
            MONTHS.take(actor, closing, "renew", reason="补报")
        return False
    else:
        MONTHS.take(actor, closing, "renew", reason="补报")
    return True


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(late, max_size=5))
def test_every_version_is_replayed_as_it_was_known(world, arrivals):
    closing, actor, reader = opened(world.home, 6), by(world.home, "office"), world.home.accounts["leader"]
    _forget(closing)
    now = {key: Decimal(FIGURES[key][6]) for key in KEYS}
    MONTHS.take(actor, closing, "close")
    versions = [dict(now)]
    for key, value, way in arrivals:
        before = now[key]
        now[key] = Decimal(value)
        if arrive(closing, actor, key, value, way):
            versions.append(dict(now))
        else:
            assert before == value
    kept = list(Snapshot.objects.filter(closing=closing).order_by("version"))
    assert [told(one) for one in kept] == versions
    for place, one in enumerate(kept):
        known = queries.as_known(reader, world.home.region, JUNE, one.known_at)
        assert told(known) == versions[place]
        earlier = queries.as_known(reader, world.home.region, JUNE, one.known_at - timedelta(microseconds=1))
        assert earlier is None if place == 0 else told(earlier) == versions[place - 1]


def _forget(closing):
    """An example begins where the one before it began."""
    for snapshot in closing.snapshots.all():
        snapshot.figures.all().delete()
        snapshot.delete()
    type(closing).objects.filter(pk=closing.pk).update(state="open", version=0)
    closing.refresh_from_db()
    for key in KEYS:
        Report.objects.filter(item__key=key, period__year=2022, period__month=6).update(value=FIGURES[key][6])


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations([("annual", 61), ("cumulative", 48), ("stock", 201), ("second", 7)]))
def test_the_order_in_which_figures_come_late_does_not_matter_in_the_end(world, arrivals):
    closing, actor = opened(world.home, 6), by(world.home, "office")
    _forget(closing)
    MONTHS.take(actor, closing, "close")
    for key, value in arrivals:
        assert arrive(closing, actor, key, value, "renew")
    newest = queries.newest(world.home.accounts["leader"], world.home.region, JUNE)
    assert (newest.version, told(newest)) == (5, {"annual": 61, "cumulative": 48, "stock": 201, "second": 7})
