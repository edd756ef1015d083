"""Promises of standard land: the worked figures of methodology2 §21."""

from decimal import Decimal

from tenghuan.parcels.promises import Kept, lamp, worst


def _kept(promised, actual):
    return Kept("x", Decimal(promised), None if actual is None else Decimal(actual))


def _lamp(ratio):
    return lamp(ratio, Decimal(100), Decimal(60))


def test_each_promise_has_its_lamp_and_the_worst_decides():
    three = [_kept("400", "352"), _kept("30", "31.5"), _kept("2.0", "1.1")]
    assert [one.ratio for one in three] == [88, 105, 55]
    assert [_lamp(one.ratio) for one in three] == ["yellow", "green", "red"]
    assert worst(three) == 55
    assert _lamp(worst(three)) == "red"


def test_exactly_what_was_promised_is_green_and_the_bound_of_yellow_is_yellow():
    assert _lamp(Decimal(100)) == "green"
    assert _lamp(Decimal("99.99")) == "yellow"
    assert _lamp(Decimal(60)) == "yellow"
    assert _lamp(Decimal("59.99")) == "red"


def test_a_fact_that_is_missing_may_be_the_worst_so_nothing_is_said():
    assert worst([_kept("400", "500"), _kept("30", None)]) is None
    assert worst([]) is None
    assert _lamp(None) == ""
