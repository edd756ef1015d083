"""The table of moves and the one conditional update that every loop of states uses."""

from __future__ import annotations

from django.db.models import F, Q

from tenghuan.apps.access.moves import Move, find, moves_from, switch
from tenghuan.apps.monitoring.changes import fresh
from tenghuan.apps.monitoring.models import Report
from tests.apps.monitoring.conftest import campaign  # noqa: F401  (a fixture)

TABLE = (
    Move("send", frozenset({"open", "back"}), "sent"),
    Move("return", frozenset({"sent"}), "back"),
    Move("send", frozenset({"late"}), "sent late"),
)


def test_a_verb_is_looked_up_from_the_state_it_stands_in():
    assert find(TABLE, "send", "back") is TABLE[0]
    assert find(TABLE, "send", "late") is TABLE[2]
    assert find(TABLE, "return", "open") is None
    assert find(TABLE, "burn", "open") is None
    assert moves_from(TABLE, "sent") == [TABLE[1]]


def test_of_two_who_read_the_same_only_one_moves_it(campaign):  # noqa: F811
    mine, theirs = (fresh([campaign.report("annual").pk])[0] for _ in range(2))
    assert switch(mine, "submitted", note="甲")
    assert not switch(theirs, "zero", note="乙")
    row = Report.objects.get(pk=mine.pk)
    assert (row.state, row.note) == ("submitted", "甲")
    assert mine.state == "pending"  # the object stays as it was read


def test_a_condition_that_no_longer_holds_stops_it(campaign):  # noqa: F811
    report = campaign.report("annual")
    Report.objects.filter(pk=report.pk).update(revision=3)
    assert not switch(report, "submitted", Q(revision=report.revision))
    assert switch(report, "submitted", Q(revision=3), revision=F("revision") + 1)
    assert Report.objects.get(pk=report.pk).revision == 4
