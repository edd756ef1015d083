"""Which of a county's plans is the current one; two officers at once over a draft; what a name may stand for."""

from __future__ import annotations

from datetime import date

import pytest

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.organization.models import Unit
from tenghuan.apps.plans.assembling import unit_table
from tenghuan.apps.plans.comparison import Line, _rank
from tenghuan.apps.plans.models import Document, Draft, DraftItem, DraftUnit, Indicator, ItemState, Plan
from tenghuan.apps.plans.services import decisions
from tenghuan.apps.plans.services.publication import publish_pack
from tenghuan.errors import InputFault
from tests.apps.plans.packs import pack, small


def told(title: str, start: int | None, end: int | None):
    head = {**small()["plan"], "title": title, "document_number": f"{title}〔{start or end}〕1号"}
    return pack(plan={**head, "period": {"start": start, "end": end}})


@pytest.mark.parametrize(
    ("present", "further", "current"),
    [
        ((2021, 2023), (2024, 2026), "新"),
        ((2021, 2023), (2017, 2020), "旧"),
        ((2021, 2023), (2022, 2023), "新"),  # both end alike: what was published later
        ((2021, None), (2017, 2019), "旧"),  # without an end it is in force until another takes over
        ((2021, None), (2024, 2026), "新"),
        ((2021, 2023), (2024, None), "新"),
        ((2021, 2023), (2018, None), "旧"),
        ((2021, None), (2020, None), "旧"),
        ((2021, None), (2022, None), "新"),
        ((None, None), (2022, 2024), "新"),
    ],
)
def test_the_plan_that_lies_later_is_current(actor, world, present, further, current):
    region = world.home.region
    publish_pack(actor, region, told("旧", *present))
    publish_pack(actor, region, told("新", *further))
    assert Plan.objects.get(region=region, is_current=True).title == current
    assert Plan.objects.filter(region=region).count() == 2


def test_one_plan_is_current_in_each_county_by_itself(actor, world):
    for county in (world.home, world.neighbour):
        publish_pack(actor, county.region, told("新", 2021, 2023))
    assert Plan.objects.filter(is_current=True).count() == 2


def test_the_current_plan_stays_so_when_it_is_published_anew_with_an_earlier_end(actor, world):
    region = world.home.region
    publish_pack(actor, region, told("新", 2021, 2025))
    data = told("新", 2021, 2025).model_dump(mode="json")
    data["plan"]["period"]["end"] = 2022
    publish_pack(actor, region, type(told("新", 2021, 2025)).model_validate(data))
    plan = Plan.objects.get(region=region)
    assert (plan.is_current, plan.end_year) == (True, 2022)


@pytest.fixture
def draft(world) -> Draft:
    document = Document.objects.create(region=world.home.region, name="方案.txt", size=9)
    made = Draft.objects.create(region=world.home.region, document=document, state="review")
    for order, confidence in enumerate((0.99, 0.5)):
        DraftItem.objects.create(
            draft=made, kind="target", order=order, confidence=confidence,
            read={"indicator": f"指标{order}", "value": 10 * order, "lead": ["县经信局"]},
        )  # fmt: skip
    for name in ("县经信局", "县经信局（工业局）", "县工业局"):
        DraftUnit.objects.create(draft=made, name=name, uses=1, kind="department")
    return made


class TestTwoOfficers:
    def item(self, draft, order=0) -> DraftItem:
        return draft.items.get(order=order)

    def test_the_second_is_told_who_was_faster_and_nothing_is_changed(self, actor, draft):
        first, second = self.item(draft), self.item(draft)
        decisions.decide_item(actor, first, first.revision, ItemState.DROPPED)
        with pytest.raises(InputFault, match="已把这一条处理为") as caught:
            decisions.correct_item(actor, second, second.revision, {"indicator": "另一指标", "value": 5})
        assert "核对后再办" in caught.value.remedy
        kept = self.item(draft)
        assert (kept.state, kept.corrected, kept.revision) == (ItemState.DROPPED, None, first.revision)

    def test_a_correction_is_taken_back_by_opening_the_item_again(self, actor, draft):
        item = self.item(draft)
        decisions.correct_item(actor, item, item.revision, {"indicator": "指标0", "value": 7})
        assert (item.state, item.data["value"]) == (ItemState.CORRECTED, 7)
        decisions.decide_item(actor, item, item.revision, ItemState.ACCEPTED)
        assert (item.state, item.data["value"]) == (ItemState.CORRECTED, 7)  # accepted as corrected
        decisions.decide_item(actor, item, item.revision, ItemState.OPEN)
        assert (item.state, item.data["value"]) == (ItemState.OPEN, 0)

    def test_an_item_that_was_added_has_nothing_to_return_to(self, actor, draft):
        item = decisions.add_item(actor, draft, "target", {"indicator": "补录", "value": 1})
        again = decisions.add_item(actor, draft, "target", {"indicator": "补录", "value": 1})
        assert (item.pk, item.order) == (again.pk, 2)
        decisions.decide_item(actor, item, item.revision, ItemState.OPEN)
        assert item.state == ItemState.ADDED
        decisions.decide_item(actor, item, item.revision, ItemState.DROPPED)
        assert item.state == ItemState.DROPPED

    def test_only_what_was_sure_is_accepted_at_once_and_once(self, actor, draft):
        assert decisions.accept_sure(actor, draft) == 1
        assert [self.item(draft, order).state for order in (0, 1)] == [ItemState.ACCEPTED, ItemState.OPEN]
        before = Entry.objects.count()
        assert decisions.accept_sure(actor, draft) == 0
        assert Entry.objects.count() == before

    def test_nothing_is_decided_once_the_draft_is_no_longer_reviewed(self, actor, draft):
        Draft.objects.filter(pk=draft.pk).update(state="published")
        item = self.item(draft)
        for call in (
            lambda: decisions.decide_item(actor, item, item.revision, ItemState.ACCEPTED),
            lambda: decisions.correct_item(actor, item, item.revision, {"value": 1}),
            lambda: decisions.add_item(actor, draft, "target", {"indicator": "补录"}),
        ):
            with pytest.raises(InputFault):
                call()
        assert self.item(draft).state == ItemState.OPEN

    def test_a_state_that_is_none_is_refused(self, actor, draft):
        item = self.item(draft)
        with pytest.raises(InputFault, match="没有这种处理"):
            decisions.decide_item(actor, item, item.revision, "corrected")


class TestNames:
    def row(self, draft, name) -> DraftUnit:
        return draft.units.get(name=name)

    def test_names_are_merged_one_deep_and_in_no_ring(self, actor, draft):
        short, long, other = (self.row(draft, name) for name in ("县经信局", "县经信局（工业局）", "县工业局"))
        decisions.map_unit(actor, long, long.revision, same_as="县经信局")
        for row, same_as, words in (
            (other, "县经信局（工业局）", "不能并入"),  # which is merged itself
            (short, "县工业局", "已有名称并入“县经信局”"),
            (other, "县工业局", "不能并入"),
            (other, "没有的局", "不能并入"),
        ):
            with pytest.raises(InputFault, match=words):
                decisions.map_unit(actor, row, row.revision, same_as=same_as)
        decisions.map_unit(actor, other, other.revision, same_as="县经信局")
        assert set(draft.units.filter(same_as="县经信局").values_list("name", flat=True)) == {long.name, other.name}

    def test_a_unit_of_another_county_is_none_and_an_older_page_decides_nothing(self, actor, world, draft):
        row = self.row(draft, "县经信局")
        for county in (world.neighbour, world.foreign):
            with pytest.raises(InputFault, match="不是本县的单位"):
                decisions.map_unit(actor, row, row.revision, unit=county.departments[0])
        older = self.row(draft, "县经信局")
        decisions.map_unit(actor, row, row.revision, unit=world.home.departments[0])
        with pytest.raises(InputFault, match="已处理这个单位"):
            decisions.map_unit(actor, older, older.revision, unit=world.home.departments[1])
        assert self.row(draft, "县经信局").unit == world.home.departments[0]

    def test_the_table_has_a_body_once_with_all_its_names(self, actor, world, draft):
        short, long = (self.row(draft, name) for name in ("县经信局", "县经信局（工业局）"))
        decisions.map_unit(actor, short, short.revision, unit=world.home.departments[0])
        decisions.map_unit(actor, long, long.revision, same_as="县经信局")
        rows = unit_table(draft.units.select_related("unit"), ["县经信局（工业局）", "县工业局", "县经信局"], "东县")
        by_name = {row["name"]: row for row in rows}
        assert set(by_name) == {"东县经信局", "县工业局"}
        assert set(by_name["东县经信局"]["aliases"]) == {"县经信局", "县经信局（工业局）"}
        assert "aliases" not in by_name["县工业局"]
        assert len({row["key"] for row in rows}) == 2


class TestPlaces:
    @pytest.mark.parametrize(
        ("progress", "places"),
        [
            ({"甲": 0.5, "乙": 0.9, "丙": 0.5}, {"甲": 2, "乙": 1, "丙": 2}),
            ({"甲": 0.5, "乙": None, "丙": 0.1}, {"甲": 1, "乙": None, "丙": 2}),
            ({"甲": 0.5, "乙": None}, {"甲": None, "乙": None}),  # one alone has no place
            ({"甲": 0, "乙": -0.2}, {"甲": 1, "乙": 2}),
        ],
    )
    def test_counties_are_numbered_by_completion_equal_ones_alike(self, progress, places):
        line = Line("亩均税收", "万元/亩", {code: {"progress": done} for code, done in progress.items()})
        _rank(line)
        assert {code: cell["place"] for code, cell in line.cells.items()} == places


def test_a_baseline_and_dates_of_a_pack_are_kept_to_the_last_digit(actor, world):
    data = small()
    data["plan"] |= {"effective_from": "2024-02-29", "effective_until": "2026-12-31"}
    data["indicators"][0]["baseline"] = {"year": 2020, "value": 13.68}
    publish_pack(actor, world.home.region, pack(**data))
    plan, row = Plan.objects.get(), Indicator.objects.get(key="tax_per_mu")
    assert (plan.effective_from, plan.effective_until) == (date(2024, 2, 29), date(2026, 12, 31))
    assert (row.baseline_year, str(row.baseline_value.normalize())) == (2020, "13.68")
    assert Unit.objects.filter(region=world.home.region, name="东县经信局").count() == 1
