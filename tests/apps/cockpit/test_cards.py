"""Where a card crosses its line of alarm or of excellence: on the line counts for the better side."""

from __future__ import annotations

from decimal import Decimal as D
from types import SimpleNamespace

import pytest

from tenghuan.apps.cockpit.cards import Shown, reached
from tenghuan.apps.cockpit.models import Card
from tenghuan.apps.plans.hooks import Standing


def row(actual=None, progress=None, pace=None, direction="higher"):
    standing = Standing(actual=actual, progress=progress, pace=pace)
    return SimpleNamespace(standing=standing, indicator=SimpleNamespace(direction=direction))


@pytest.mark.parametrize(
    ("by", "bound", "shown", "verdict"),
    [
        # 亩均税收增速: alarm 0, excellent 10 (methodology2 §20)
        ("value", "0", row(actual=D("-0.1")), False),
        ("value", "0", row(actual=D(0)), True),
        ("value", "10", row(actual=D("9.99")), False),
        ("value", "10", row(actual=D(10)), True),
        ("value", "0", row(), None),
        # the lower the better
        ("value", "5", row(actual=D("5.1"), direction="lower"), False),
        ("value", "5", row(actual=D(5), direction="lower"), True),
        # ten points behind pace: 40% against 50% is on the line
        ("pace", "-10", row(progress=D("0.40"), pace=D("0.50")), True),
        ("pace", "-10", row(progress=D("0.399"), pace=D("0.50")), False),
        ("pace", "-10", row(progress=D("0.40")), None),
        ("goal", "100", row(progress=D(1)), True),
        ("goal", "100", row(progress=D("0.999")), False),
        ("goal", "100", row(), None),
        ("", "1", row(actual=D(5)), None),
        ("value", None, row(actual=D(5)), None),
    ],
)
def test_a_threshold(by, bound, shown, verdict):
    assert reached(shown, by, None if bound is None else D(bound)) is verdict


def test_a_figure_that_is_not_there_neither_alarms_nor_excels():
    card = Card(indicator="亩均税收增速", trigger_by="value", trigger_at=D(0), excellent_by="value", excellent_at=D(10))
    seen = [(one.alarm, one.excellent) for one in (Shown(row(actual=D(n)), card) for n in (-1, 0, 10))]
    assert seen == [(True, False), (False, False), (False, True)]
    nothing = Shown(row(), card)
    assert (nothing.alarm, nothing.excellent) == (False, False)
    assert (Shown(row(actual=D(-1))).alarm, Shown(row(actual=D(99))).excellent) == (False, False)
