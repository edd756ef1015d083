"""How numbers are written on pages."""

from decimal import Decimal

import pytest

from tenghuan.publishing.tables import Column
from tenghuan.site.templatetags.tenghuan import cell, figure


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (Decimal("0.125"), 2, "0.13"),  # half up, as officials round; a computer's own way is 0.12
        (0.125, 2, "0.13"),
        (Decimal("-0.004"), 2, "0.00"),
        (Decimal("1234567.5"), 0, "1,234,568"),
        (7, 2, "7.00"),
        (None, 2, "—"),
        (Decimal("1.50"), None, "1.5"),
    ],
)
def test_a_number_with_and_without_fixed_decimals(value, digits, shown):
    assert figure(value, digits) == shown


def test_only_a_fixed_column_gives_what_is_exact_idle_zeros():
    row = {"n": Decimal("2.5")}
    assert cell(row, Column("n", "数", kind="number")) == "2.5"
    assert cell(row, Column("n", "数", kind="number", fixed=True)) == "2.50"
