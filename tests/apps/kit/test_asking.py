"""What a move or a call gives for a column is held by the column's own rules, whether a form may edit it or not."""

from __future__ import annotations

import pytest

from tenghuan.apps.kit import asking
from tenghuan.errors import InputFault
from tests.workshop.models import Shed


@pytest.mark.parametrize(("column", "value"), [("use", "none"), ("state", "none"), ("state", "Closed"), ("state", "0")])
def test_a_choice_is_one_of_its_choices_on_columns_that_only_moves_fill_in_too(column, value):
    with pytest.raises(InputFault):
        asking.cleaned(Shed(), (column,), {column: value})


@pytest.mark.parametrize(("column", "value"), [("use", "store"), ("state", "closed")])
def test_a_choice_that_is_one_is_taken(column, value):
    assert asking.cleaned(Shed(), (column,), {column: value}) == {column: value}
