"""How a scenario becomes a question: who may be moved, by what, within which limits; what is said of the answer."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.sandtable.known import goals, table
from tenghuan.apps.sandtable.models import Scenario
from tenghuan.apps.sandtable.outlook import _converted, _text
from tenghuan.apps.sandtable.playing import keep_answer, number, play, verdict
from tenghuan.apps.sandtable.question import put, times_of
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by
from tests.apps.sandtable.scenes import FIRMS, firms, scenario

TODAY = date(2026, 6, 28)
F = Fraction


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def world(world):
    """The small world with seven firms at home."""
    firms(world.home)
    return world


def what_if(county, chosen="", **more):
    return scenario(county, f"假设{Scenario.objects.count()}", kind="what_if", chosen=chosen, **more)


# -- the county's sums ---------------------------------------------------------------------------------------------
def test_the_sums_are_those_of_the_firms_added_by_hand(world):
    found = put(what_if(world.home))
    assert (found.year, found.firms) == (2025, 7)
    assert found.sums["tax"] == sum(firm[1] for firm in FIRMS) == 2000
    assert found.sums["land_mu"] == sum(firm[0] for firm in FIRMS) == 100
    assert found.sums["value_added"] == 4000
    assert found.sums["energy_tce"] == 700


@pytest.mark.parametrize(("growth", "tax"), [("0", 2000), ("10", 2200), ("-50", 1000), ("12.5", 2250)])
def test_growth_lifts_what_grows_and_not_land_or_workers(world, growth, tax):
    found = put(what_if(world.home, growth=growth))
    assert found.sums["tax"] == tax
    assert (found.sums["land_mu"], found.sums["employees"]) == (100, 215)


def test_who_is_gone_or_has_no_facts_of_the_year_does_not_count(world):
    first, second = Enterprise.objects.filter(county=world.home.region).order_by("uscc")[:2]
    Enterprise.objects.filter(pk=first.pk).update(status="cancelled")
    YearFacts.objects.filter(enterprise=second).update(year=2024)
    found = put(what_if(world.home))
    assert found.firms == 5
    assert found.sums["tax"] == 2000 - 600 - 500


def test_below_scale_firms_are_left_out_unless_nobody_says_which_is_which(world):
    lowest = Enterprise.objects.filter(county=world.home.region).order_by("-uscc").first()
    Enterprise.objects.filter(pk=lowest.pk).update(above_scale=False)
    found = put(what_if(world.home))
    assert (found.firms, found.notes) == (6, ())
    Enterprise.objects.filter(county=world.home.region).update(above_scale=None)
    found = put(what_if(world.home))
    assert found.firms == 7
    assert found.notes == ("企业没有标明规上规下，按全部登记企业推演",)


def test_a_county_without_facts_is_told_what_is_missing(world):
    YearFacts.objects.all().delete()
    with pytest.raises(InputFault, match="还没有企业年度数据") as refused:
        put(what_if(world.home))
    assert (refused.value.where, refused.value.remedy) == ("东县", "请先接入企业数据")


def test_the_neighbours_firms_are_not_ours(world):
    firms(world.neighbour)
    assert put(what_if(world.home)).firms == 7
    with pytest.raises(InputFault, match="没有“西县0厂”的年度数据"):
        put(what_if(world.home, chosen="西县0厂"))


# -- names ---------------------------------------------------------------------------------------------------------
def test_firms_are_named_by_code_or_full_name_a_line_each(world):
    code = Enterprise.objects.get(county=world.home.region, name="东县2厂").uscc
    found = put(what_if(world.home, chosen=f" 东县0厂 \n\n{code}\n"))
    assert [move.name for move in found.moves] == ["东县0厂", "东县2厂"]


def test_a_name_that_two_firms_bear_is_not_chosen_for_the_officer(world):
    Enterprise.objects.filter(name="东县1厂").update(name="东县0厂")
    for told in ({"chosen": "东县0厂"}, {"keep": "东县3厂\n东县0厂"}):
        with pytest.raises(InputFault, match="“东县0厂”有多个同名的") as refused:
            put(what_if(world.home, **told))
        assert "统一社会信用代码" in refused.value.remedy
    code = Enterprise.objects.filter(name="东县0厂").order_by("uscc").first().uscc
    assert [move.enterprise for move in put(what_if(world.home, chosen=code)).moves] == [code]


def test_a_namesake_without_facts_does_not_stand_in_the_way(world):
    Enterprise.objects.create(county=world.home.region, uscc="91330600MA00009999", name="东县0厂")
    assert [move.name for move in put(what_if(world.home, chosen="东县0厂")).moves] == ["东县0厂"]


def test_names_that_nobody_bears_are_counted_and_the_first_is_named(world):
    with pytest.raises(InputFault, match="没有“无此厂”等 2 家的年度数据") as refused:
        put(what_if(world.home, chosen="东县0厂\n无此厂\n也无此厂"))
    assert "一行一家" in refused.value.remedy


# -- moves and limits ----------------------------------------------------------------------------------------------
def test_closing_takes_all_that_a_firm_adds_and_frees_its_land_energy_and_carbon(world):
    (move,) = put(what_if(world.home, chosen="东县4厂")).moves
    land, tax, workers, _town = FIRMS[4]
    assert move.changes["tax"] == -tax
    assert (move.changes["freed_land"], move.changes["freed_energy"]) == (land, 100)
    assert move.changes["freed_carbon"] == 200  # two tonnes a tce, methodology §11
    assert move.touched == {"employees": workers, "tax": tax, "land_mu": land}


def test_an_uplift_adds_its_share_of_what_grows_and_touches_nobody(world):
    found = put(scenario(world.home, closing=False, uplifting=True, uplift="25"))
    move = next(one for one in found.moves if one.name == "东县0厂")
    assert move.changes == {"tax": 150, "value_added": 300, "revenue": 1500}
    assert move.touched == {}


def test_limits_are_those_that_were_typed_and_no_others(world):
    found = put(scenario(world.home, cases="3", town_cases="2", jobs="50", keep="东县0厂"))
    code = Enterprise.objects.get(name="东县0厂").uscc
    limits = found.limits
    assert (limits.cases, limits.town_cases, limits.touched) == (3, 2, {"employees": F(50)})
    assert limits.keep == {code}
    free = put(scenario(world.home, "不限")).limits
    assert (free.cases, free.town_cases, free.touched, free.keep) == (None, None, {}, frozenset())


def test_chosen_firms_that_are_kept_stay(world):
    told = play(what_if(world.home, chosen="东县4厂\n东县6厂", keep="东县6厂"))
    assert [move["name"] for move in told["moves"]] == ["东县4厂"]
    assert told["touched"] == [("职工（人）", "20"), ("税收（万元）", "150"), ("用地（亩）", "20")]


# -- what is said of the answer ------------------------------------------------------------------------------------
def answered(kind="solve", **told):
    base = {"moves": [{}, {}], "reached": True, "proven": True, "bound": 2, "beyond": False, "binding": []}
    return Scenario(kind=kind, answer={**base, **told})


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (Scenario(answer={}), ""),
        (answered("what_if"), "共 2 项举措"),
        (answered(moves=[]), "现在已经达到目标，不需要举措"),
        (answered(), "最少 2 项举措可以达到目标（已证明最少）"),
        (answered(proven=False, bound=1), "最少 2 项举措可以达到目标（至少 1 项，时限内未能证明最少）"),
        (answered(reached=False, proven=False), "时限内没有找到能达到目标的举措"),
        (answered(reached=False, beyond=True), "所有可动的举措都用上也达不到目标"),
        (
            answered(reached=False, binding=[["职工（人）"], ["用地（亩）", "税收（万元）"]]),
            "受限制达不到目标，放开其中任一组即可达到：职工（人），或者用地（亩）＋税收（万元）",
        ),
    ],
)
def test_the_answer_is_one_sentence(made, said):
    assert verdict(made) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, ""), (F(28), "28"), (F(85, 3), "28.3333"), (F(-1, 2), "-0.5"), (F(0), "0")],
)
def test_a_fraction_is_said_with_four_decimals_at_most(value, said):
    assert number(value) == said


@given(st.fractions(-1000, 1000))
def test_what_is_said_is_within_half_of_the_last_digit(value):
    assert abs(F(number(value)) - value) <= F(1, 20000)


@pytest.mark.parametrize(("value", "said"), [(None, ""), ("100", "100"), ("0.30000", "0.3"), ("12.34567", "12.3457")])
def test_an_amount_of_the_outlook_has_no_idle_zeros(value, said):
    assert _text(None if value is None else Decimal(value)) == said


@pytest.mark.parametrize(
    ("amount", "unit", "found"),
    [(F(200), "万吨标准煤", "0.02"), (F(200), "吨标准煤", "200"), (F(200), "亩", None)],
)
def test_what_is_freed_is_told_in_the_plans_unit_and_never_in_another_kind_of_unit(amount, unit, found):
    told = next(one for one in table().sums if one.key == "released_energy")
    assert _converted(amount, told, unit) == (None if found is None else Decimal(found))


def test_a_share_is_multiplied_for_its_own_unit_alone():
    ratio = table().ratio("rd_ratio")
    assert (times_of(ratio, "%"), times_of(ratio, "1")) == (100, 1)
    assert ratio.of({"rd": F(3), "revenue": F(100)}) == F(3, 100)
    assert ratio.of({"revenue": F(100)}) is None
    assert ratio.of({"rd": F(3), "revenue": F(0)}) is None
    assert {key for key, _name in goals()} == {one.key for one in table().ratios}


# -- kept and compared ---------------------------------------------------------------------------------------------
def kept(world, name, **told):
    made = scenario(world.home, name, **told)
    keep_answer(by(world.home, "office"), made, play(made), made.revision)
    made.refresh_from_db()
    return made


def test_an_answer_is_kept_by_the_countys_office_alone(world):
    made = scenario(world.home)
    answer = play(made)
    for who in (by(world.neighbour, "office"), by(world.home, "leader"), by(world.home, "department")):
        with pytest.raises(InputFault, match="本级专班办公室"):
            keep_answer(who, made, answer, made.revision)
    assert not Scenario.objects.get(pk=made.pk).answer


def test_scenarios_side_by_side_go_out_as_the_page_shows_them(world):
    one, other = kept(world, "少", value="25"), kept(world, "多", value="35")
    client = world.client("leader")
    address = f"/sandtable/compare/?scenario={one.pk}&scenario={other.pk}"
    page = client.get(address)
    shown = page.context["table"]
    assert [words for _scenario, words in page.context["verdicts"]] == [verdict(other), verdict(one)]
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}&export=xlsx").content)).active
    assert sheet["A1"].value == "推演对比（推演数，非实际数）"
    assert [cell.value for cell in sheet[3]] == ["指标", "目标", "按现有进度", "多", "灯", "少", "灯"]
    for row, cells in zip(shown.rows, sheet.iter_rows(min_row=4), strict=True):
        assert cells[0].value == row["title"]
        for at, made in ((3, other), (5, one)):
            value = row[f"value-{made.pk}"]
            assert cells[at].value == (None if value is None else float(value))
            assert cells[at + 1].value in ("绿灯", "蓝灯", "黄灯", "红灯", "未到期", "未报数", "已完成")


def test_a_stranger_compares_nothing_of_ours_and_nonsense_shows_the_newest_two(world):
    made = [kept(world, f"第{at}个", value=str(20 + at)) for at in range(3)]
    foreign = world.client(world.neighbour.accounts["office"])
    assert foreign.get(f"/sandtable/compare/?scenario={made[0].pk}").context["chosen"] == []
    client = world.client("office")
    for asked in ("", "?scenario=x", "?scenario=²&scenario=-1", f"?scenario={10**12}"):
        assert len(client.get(f"/sandtable/compare/{asked}").context["chosen"]) == 2, asked
