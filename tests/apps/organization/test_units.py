"""Units by every name they have, regions with their place in the tree, seats handed on without a gap."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.organization.models import Group, Incumbency, Region, Seat, Unit, UnitAlias
from tenghuan.apps.organization.services.seats import seat_incumbent, set_group
from tenghuan.apps.organization.services.units import (
    add_alias,
    change_unit,
    create_unit,
    load_regions,
    resolve_units,
    retire_unit,
)
from tenghuan.errors import InputFault


@pytest.fixture
def region(world):
    return world.home.region


@pytest.fixture
def economy(world):
    return world.home.departments[0]


class TestNames:
    """A name or an alias leads to one unit of a region, whoever came first."""

    def test_a_new_unit_may_not_bear_the_alias_of_another(self, actor, region, economy):
        add_alias(actor, economy, "县经信局")
        with pytest.raises(InputFault, match="“县经信局”已是“东县经信局”的名称") as caught:
            create_unit(actor, region, " 县经信局 ")
        assert caught.value.remedy
        assert not Unit.objects.filter(region=region, name="县经信局").exists()
        assert resolve_units(region)["县经信局"] == economy

    def test_nor_an_alias_the_name_of_another(self, actor, world, region, economy):
        with pytest.raises(InputFault, match="已是“东县科技局”的名称"):
            add_alias(actor, economy, "东县科技局")
        with pytest.raises(InputFault, match="已是“东县科技局”的名称"):
            create_unit(actor, region, "县工业局", aliases=["东县科技局"])
        assert not Unit.objects.filter(name="县工业局").exists()  # all or none

    def test_nor_may_a_unit_be_renamed_to_an_alias_of_another(self, actor, world, region, economy):
        add_alias(actor, economy, "县经信局")
        other = world.home.departments[1]
        with pytest.raises(InputFault, match="已是“东县经信局”的名称"):
            change_unit(actor, other, name="县经信局", kind=other.kind)
        other.refresh_from_db()
        assert other.name == "东县科技局"

    def test_the_same_name_stands_in_each_county(self, actor, world):
        made = [create_unit(actor, county.region, "县大数据局") for county in (world.home, world.neighbour)]
        assert len({unit.pk for unit in made}) == 2
        with pytest.raises(InputFault, match="东县已有单位“县大数据局”"):
            create_unit(actor, world.home.region, "县大数据局")

    @pytest.mark.parametrize("name", ["", "   "])
    def test_a_unit_without_a_name_is_none(self, actor, region, name):
        with pytest.raises(InputFault, match="请填单位名称"):
            create_unit(actor, region, name)

    def test_a_former_name_leads_on_and_may_be_taken_back(self, actor, region, economy):
        change_unit(actor, economy, name="东县工业和信息化局", kind=economy.kind)
        assert resolve_units(region)["东县经信局"].name == "东县工业和信息化局"
        change_unit(actor, economy, name="东县经信局", kind=economy.kind)
        names = {name for name, unit in resolve_units(region).items() if unit == economy}
        assert names == {"东县经信局", "东县工业和信息化局"}

    def test_aliases_are_brought_to_exactly_those_that_are_given(self, actor, region, economy):
        for name in ("县经信局", "经信局"):
            add_alias(actor, economy, name)
        change_unit(actor, economy, name=economy.name, kind=economy.kind, aliases=["经信局", " 县经济局 ", ""])
        assert set(UnitAlias.objects.filter(unit=economy).values_list("name", flat=True)) == {"经信局", "县经济局"}
        before = Entry.objects.count()
        change_unit(actor, economy, name=economy.name, kind=economy.kind, aliases=["县经济局", "经信局"])
        assert Entry.objects.count() == before

    def test_a_name_of_a_unit_out_of_use_leads_nowhere_and_is_still_taken(self, actor, world, region):
        made = create_unit(actor, region, "县老局", aliases=["老局"])
        retire_unit(actor, made, "撤并")
        assert not {"县老局", "老局"} & resolve_units(region).keys()
        with pytest.raises(InputFault, match="已停用"):
            retire_unit(actor, made, "撤并")
        for name in ("县老局", "老局"):
            with pytest.raises(InputFault):
                create_unit(actor, region, name)

    def test_a_unit_with_accounts_in_use_stays(self, actor, world, economy):
        with pytest.raises(InputFault, match=r"还有 \d+ 个启用的账号") as caught:
            retire_unit(actor, economy, "撤并")
        assert "安全管理员" in caught.value.remedy


class TestAbove:
    def test_a_unit_stands_below_no_unit_of_its_own(self, actor, world, economy):
        second = world.home.departments[1]
        third = create_unit(actor, world.home.region, "县中小企业中心", parent=second)
        change_unit(actor, second, name=second.name, kind=second.kind, parent=economy)
        for parent in (economy, second, third):
            with pytest.raises(InputFault, match="上级单位不能是本单位或其下级"):
                change_unit(actor, economy, name=economy.name, kind=economy.kind, parent=parent)
        economy.refresh_from_db()
        assert economy.parent is None


class TestRegions:
    def test_paths_follow_the_tree(self, actor, world):
        rows = [("98", "白省", "province", ""), ("9801", "丙市", "city", "98"), ("980101", "南县", "county", "9801")]
        assert load_regions(actor, rows) == 3
        south = Region.objects.get(code="980101")
        assert (south.path, south.county_path, south.parent.name) == ("98/9801/980101/", "98/9801/980101/", "丙市")
        assert load_regions(actor, rows) == 0
        assert load_regions(actor, [("980101", "南市", "county", "9801")]) == 1
        assert Region.objects.get(code="980101").name == "南市"

    def test_a_region_whose_parent_is_not_there_is_refused_and_nothing_is_kept(self, actor, world):
        """Without it, it would stand at the root of the tree, and see what only the province may."""
        rows = [("98", "白省", "province", ""), ("980201", "北县", "county", "9802")]
        with pytest.raises(InputFault, match="区划 980201 北县 的上级 9802 不存在") as caught:
            load_regions(actor, rows)
        assert "排在下级之前" in caught.value.remedy
        assert not Region.objects.filter(code__startswith="98").exists()

    @pytest.mark.parametrize(
        ("level", "path"), [("city", ""), ("home", "99/9901/990101/"), ("town", "99/9901/990101/")]
    )
    def test_the_county_of_a_place_is_itself_or_above_it(self, world, level, path):
        place = {"city": world.city, "home": world.home.region, "town": world.home.town_regions[0]}[level]
        assert place.county_path == path


class TestSeats:
    SEATS = (("leader", "副县长", None), ("deputy", "经信局局长", None), ("members", "科技局副局长", None))

    def group(self, actor, region, seats=SEATS) -> Group:
        return set_group(actor, region, "工作专班", seats)

    def test_whoever_follows_begins_the_day_after_the_last_of_the_one_before(self, actor, region):
        seat = self.group(actor, region).seats.get(role="leader")
        seat_incumbent(actor, seat, person="甲", since=date(2022, 1, 1))
        seat_incumbent(actor, seat, person="乙", since=date(2024, 3, 1))
        held = list(Incumbency.objects.filter(seat=seat).order_by("since").values_list("person", "since", "until"))
        assert held == [("甲", date(2022, 1, 1), date(2024, 2, 29)), ("乙", date(2024, 3, 1), None)]

    @pytest.mark.parametrize("since", [date(2022, 1, 1), date(2021, 12, 31)])
    def test_nobody_follows_on_or_before_the_day_of_the_present_one(self, actor, region, since):
        seat = self.group(actor, region).seats.get(role="leader")
        seat_incumbent(actor, seat, person="甲", since=date(2022, 1, 1))
        with pytest.raises(InputFault, match="接任日期须晚于现任 甲 的到任日期 2022-01-01"):
            seat_incumbent(actor, seat, person="乙", since=since)
        assert Incumbency.objects.get(seat=seat).person == "甲"
        seat_incumbent(actor, seat, person="乙", since=date(2022, 1, 1) + timedelta(days=1))
        assert Incumbency.objects.get(person="甲").until == date(2022, 1, 1)

    def test_a_seat_that_is_listed_again_keeps_who_holds_it_and_takes_its_new_place(self, actor, region):
        seat = self.group(actor, region).seats.get(role="deputy")
        seat_incumbent(actor, seat, person="甲", since=date(2022, 1, 1))
        group = self.group(actor, region, tuple(reversed(self.SEATS)))
        assert list(group.seats.order_by("order").values_list("post", flat=True)) == [
            "科技局副局长", "经信局局长", "副县长",
        ]  # fmt: skip
        assert group.seats.get(role="deputy") == seat

    def test_a_seat_that_is_listed_no_more_goes_unless_somebody_held_it(self, actor, region):
        seat = self.group(actor, region).seats.get(role="deputy")
        seat_incumbent(actor, seat, person="甲", since=date(2022, 1, 1))
        group = self.group(actor, region, self.SEATS[:1])
        assert list(group.seats.order_by("order").values_list("role", flat=True)) == ["leader", "deputy"]
        assert not Seat.objects.filter(role="members").exists()

    def test_the_same_again_writes_nothing(self, actor, region):
        self.group(actor, region)
        before = Entry.objects.count()
        self.group(actor, region)
        assert Entry.objects.count() == before
