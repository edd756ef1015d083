"""What is said of a value that does not fit: the words of the house, on pages and in workbooks alike."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.cultivation.models import Profile
from tenghuan.apps.kit import asking
from tenghuan.apps.kit.registry import REGISTERS
from tenghuan.apps.land.models import Parcel
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import shed
from tests.kit.made import makers
from tests.kit.test_rows import found, fresh, out
from tests.workshop.models import Shed
from tests.workshop.registers import SHEDS


@pytest.mark.parametrize(
    ("value", "said"),
    [("-1", "不能小于 0"), ("100.5", "不能大于 100"), ("1.123", "小数最多 2 位"), ("多", "“多”不是数字")],
)
def test_a_number_that_does_not_fit_is_told_in_the_words_of_the_house(value, said):
    with pytest.raises(InputFault) as raised:
        asking.cleaned(Profile(), ["market_share"], {"market_share": value})
    assert said in raised.value.message


def test_a_text_that_is_too_long_is_told_how_long_it_is(world):
    name = "厂" * 81
    (fault,) = found(world, SHEDS, out(SHEDS, shed(world.home), name=name))
    assert (fault.column, fault.message) == ("name", "名称：最多 80 个字，现有 81 个")
    with pytest.raises(ValidationError) as raised:
        field_of(Shed, "name").formfield().clean(name)
    assert raised.value.messages == ["最多 80 个字，现有 81 个"]


def test_a_unit_number_is_taken_in_its_groups():
    plain = "330683001001GB00001F00010001"
    grouped = "330683 001001 GB00001 F00010001"
    field = field_of(Parcel, "unit_number")
    for written in (plain, grouped, grouped.replace(" ", "-")):
        assert asking.cleaned(Parcel(), ["unit_number"], {"unit_number": written}) == {"unit_number": plain}
        assert field.formfield().clean(written) == plain
    assert field.formfield().widget.attrs["maxlength"] == "60"
    with pytest.raises(InputFault, match="应为 28 位"):
        asking.cleaned(Parcel(), ["unit_number"], {"unit_number": grouped[:-1]})
    assert field.deconstruct()[1] == "django.db.models.CharField"


# -- enterprises -----------------------------------------------------------------------------------------------------
def titled(world, name):
    """Return what is said of a title's row that names its enterprise so."""
    register = REGISTERS["titles"]
    title = makers()["titles"](world.home, 1, 0, 0)
    enterprise = title.enterprise
    return enterprise, found(world, register, fresh(register, title, enterprise=name))


def test_a_code_whose_check_digit_is_wrong_is_told_so_and_not_as_unknown(world):
    (fault,) = titled(world, "91330600MAXY00001B")[1]  # 91330600MAXY00001A would be right
    assert (fault.column, fault.kind) == ("enterprise", "link")
    assert fault.message == "信用代码“91330600MAXY00001B”的校验位不符，请与营业执照逐位核对"


def test_a_sound_code_that_nobody_has_is_not_registered(world):
    (fault,) = titled(world, "91330600MAXY00002D")[1]
    assert "没有登记" in fault.message
    assert "校验位" not in fault.message


def test_an_enterprise_is_found_by_its_registered_name_if_one_alone_bears_it(world):
    enterprise, _faults = titled(world, "91330600MAXY00002D")
    type(enterprise).objects.filter(pk=enterprise.pk).update(name="甲地电机（东县）有限公司")
    assert [len(titled(world, name)[1]) for name in ("甲地电机（东县）有限公司", "甲地电机(东县)有限公司")] == [0, 0]
    again = type(enterprise).objects.get(pk=enterprise.pk)
    again.pk, again.uscc = None, "91330600MAXY00003G"
    again.save(force_insert=True)
    (fault,) = titled(world, "甲地电机（东县）有限公司")[1]
    assert "没有登记" in fault.message


def test_a_name_alone_finds_the_enterprise_and_a_code_and_a_name_of_two_are_a_doubt(world):
    register = REGISTERS["titles"]
    first, second = (makers()["titles"](world.home, number, 0, 0) for number in (1, 2))
    mine, other = first.enterprise, second.enterprise
    row = fresh(register, first)
    assert row["enterprise_in_words"] == mine.name
    assert (
        found(
            world,
            register,
            row,
        )
        == []
    )
    assert found(world, register, {**row, "enterprise": None}) == []  # one alone bears the name
    (fault,) = found(world, register, {**row, "enterprise": None, "enterprise_in_words": "查无此名"})
    assert (fault.column, fault.severity, "“查无此名”没有登记" in fault.message) == ("enterprise", "error", True)
    (fault,) = found(world, register, {**row, "enterprise": None, "enterprise_in_words": None})
    assert (fault.column, fault.message) == ("enterprise", "企业：必填")
    (doubt,) = found(world, register, {**row, "enterprise_in_words": other.name})
    assert (doubt.column, doubt.severity) == ("enterprise_in_words", "warning")
    assert mine.name in doubt.message
    assert other.name in doubt.message
