"""What a table's constraints refuse is said in words of the house, with the column and how to mend it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from tenghuan.apps.energy.models import Share
from tenghuan.apps.kit.limits import hold_constraints
from tenghuan.apps.kit.registry import REGISTERS
from tenghuan.errors import InputFault
from tests.apps.land.made import make_approval
from tests.apps.projects.made import project
from tests.kit.made import makers

pytestmark = pytest.mark.django_db
DJANGOS = ("违反约束", "Constraint", "已存在", "constraint")


def refused(thing, columns) -> InputFault:
    with pytest.raises(InputFault) as fault:
        hold_constraints(thing, columns)
    assert not any(word in fault.value.message for word in DJANGOS), fault.value.message
    assert fault.value.remedy
    return fault.value


@pytest.mark.parametrize(("share", "good"), [("0", False), ("0.5", True), ("1", True), ("1.1", False)])
def test_bounds_are_said_as_bounds(share, good):
    thing = Share(share=Decimal(share))
    (bound,) = [one for one in Share._meta.constraints if one.name == "share_of_one"]
    if good:
        bound.validate(Share, thing)
        return
    with pytest.raises(ValidationError):
        bound.validate(Share, thing)
    label = Share._meta.get_field("share").verbose_name
    thing.get_constraints = lambda: [(Share, [bound])]
    fault = refused(thing, ("share",))
    assert (fault.message, fault.remedy, fault.field) == (f"{label}须大于 0，不大于 1", f"请核对{label}", "share")


def test_one_column_that_bounds_another_names_both(world):
    thing = make_approval(world.home, 1)
    thing.supplied = thing.area + 1
    supplied, area = (type(thing)._meta.get_field(name).verbose_name for name in ("supplied", "area"))
    fault = refused(thing, ("area", "supplied"))
    assert fault.message == f"{supplied}须不大于 {area}"
    assert fault.remedy == f"请核对{supplied}、{area}"


def test_a_number_that_is_taken_is_said_with_its_value(world):
    first, second = project(world.home, 1), project(world.home, 2)
    second.code = first.code
    fault = refused(second, REGISTERS["projects"].fields)
    assert first.code in fault.message
    assert fault.field == "code"


def test_a_models_own_words_go_before_ours():
    thing = Share(share=Decimal("-1"))
    bound = models.CheckConstraint(
        condition=models.Q(share__gt=0), name="own_words", violation_error_message="份额不能倒扣"
    )
    thing.get_constraints = lambda: [(Share, [bound])]
    fault = refused(thing, ("share",))
    assert (fault.message, fault.field) == ("份额不能倒扣", "share")


@pytest.mark.parametrize("key", ["sheds", "parcels", "projects", "energy_meters", "requests"])
def test_a_record_that_stands_breaks_none(world, key):
    register = REGISTERS[key]
    hold_constraints(makers()[key](world.home, 1), register.fields)


def test_an_alternative_is_said_by_the_columns_that_do_not_fit():
    condition = models.Q(share__gt=0) | models.Q(share__isnull=True)
    constraint = models.CheckConstraint(condition=condition, name="either")
    thing = Share(share=Decimal("-1"))
    thing.get_constraints = lambda: [(Share, [constraint])]
    label = Share._meta.get_field("share").verbose_name
    assert refused(thing, ("share",)).message == f"{label}互相不符，不能登记"
