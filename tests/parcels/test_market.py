"""The gate of the secondary market: what each deal lacks."""

from decimal import Decimal

import pytest

from tenghuan.parcels.market import Deal, Rules, lacking

RULES = Rules(
    {
        "transfer": ("admission", "agreement"),
        "lease": ("admission",),
        "mortgage": (),
        "split": ("registered", "together", "admission", "agreement"),
    },
    Decimal(1000),
    Decimal(20),
)


def _lacks(kind, papers=(), *, seizures=0, mortgages=0, floors=None, bare=None):
    told = Deal(kind, seizures, mortgages, dict.fromkeys(papers, True), floors, bare)
    return lacking(told, RULES)


def test_a_seizure_stops_every_deal():
    for kind in RULES.needs:
        assert "seized" in _lacks(
            kind, ("admission", "agreement", "registered", "together"), seizures=1, bare=Decimal(20)
        )


def test_a_mortgage_needs_the_consent_of_whom_it_secures_but_for_another_mortgage():
    assert _lacks("lease", ("admission",), mortgages=1) == ["consent"]
    assert _lacks("lease", ("admission", "consent"), mortgages=1) == []
    assert _lacks("mortgage", mortgages=1) == []


def test_a_transfer_needs_admission_and_an_agreement():
    assert _lacks("transfer") == ["admission", "agreement"]
    assert _lacks("transfer", ("admission", "agreement")) == []


@pytest.mark.parametrize(
    ("floors", "bare", "expected"),
    [
        (None, None, ["size"]),
        ("1000", None, []),
        ("999.9", None, ["floors"]),
        (None, "20", []),
        (None, "19.99", ["bare"]),
        ("999", "19", ["floors", "bare"]),
    ],
)
def test_what_is_split_off_must_not_be_too_small(floors, bare, expected):
    papers = ("registered", "together", "admission", "agreement")
    told = {"floors": floors and Decimal(floors), "bare": bare and Decimal(bare)}
    assert _lacks("split", papers, **told) == expected
