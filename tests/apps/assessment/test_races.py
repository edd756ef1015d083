"""The year's run: frozen, confirmed, computed, laid before the objects, appealed, reviewed, approved, locked."""

from __future__ import annotations

import random
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from tenghuan.apps.assessment import rules
from tenghuan.apps.assessment.models import Appeal, Confirmation, Figure, Race, Result, Scheme
from tenghuan.apps.assessment.registers import APPEALING, CONFIRMING, FIGURES, RACING
from tenghuan.apps.assessment.services.races import file_appeal, freeze
from tenghuan.apps.assessment.services.schemes import add_scheme
from tenghuan.apps.kit import records
from tenghuan.apps.kit.models import Task
from tenghuan.apps.kit.workdays import deadline
from tenghuan.assessing import assess, load_scheme
from tenghuan.errors import InputFault
from tests.apps.assessment import races
from tests.apps.kit.sheds import actor_of, by
from tests.assessing import oracle


@pytest.fixture(autouse=True)
def _kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_points_come_from_the_frozen_figures_and_each_has_its_formula(world):
    race = races.computed(world.home)
    first, second = race.results.order_by("rank")
    # 10×18/20 + 10 + 10 and 10×16/20 + 10 + 10: nothing was due, so that nothing lacks
    assert (first.object, first.score, first.rank) == ("东县经信局", Decimal("29.0000"), 1)
    assert (second.object, second.score, second.rank) == ("东县科技局", Decimal("28.0000"), 2)
    assert [part["formula"] for part in first.points] == ["10×18/20=9", "10-1×max(0,0-0)=10", "10×1=10"]
    assert first.points[0]["basis"] == "统计局 2026〔1〕号"


# -- the worked cases of methodology2 §19 and §32, through the platform ----------------------------------------------
WORKED = """\
name: 算例
items:
  - {item: 完成率一, shape: ratio, weight: 0.5, target: 100}
  - {item: 完成率二, shape: ratio, weight: 0.5, target: 100}
  - item: 亩均
    shape: mix
    weight: 0.5
    max: 0.5
    parts: [{actual: 税收, target: 税收目标, share: 50%}, {actual: 增加值, target: 增加值目标, share: 50%}]
  - {item: 三档, shape: quota, weight: 0.5, each: 0.1, target: 7}
  - {item: 缺二, shape: quota, weight: 0.5, each: 0.1, target: 7}
  - {item: 八成, shape: ratio, weight: 0.5, target: 10}
"""


def _entered(world, race, told):
    for item, values in told.items():
        figure = Figure.objects.get(race=race, object="东县经信局", item=item)
        records.change(by(world.home, "office"), FIGURES, figure, {**values, "basis": "算例"})
    RACING.take(by(world.home, "office"), race, "compute")
    return Result.objects.get(race=race, object="东县经信局")


def test_the_worked_total_is_2_78_on_the_platform_too(world):
    result = _entered(
        world,
        races.frozen(world.home, text=WORKED),
        {
            "完成率一": {"actual": "96"},
            "完成率二": {"actual": "120"},
            "亩均": {"further": "税收=28；税收目标=27；增加值=177.7；增加值目标=54"},
            "三档": {"actual": "7"},
            "缺二": {"actual": "5"},
            "八成": {"actual": "8"},
        },
    )
    assert [part["points"] for part in result.points] == ["0.48", "0.6", "0.5", "0.5", "0.3", "0.4"]
    assert result.points[2]["formula"] == "0.5×(28/27×50%+177.7/54×50%)=1.0819→0.5"
    assert result.score == Decimal("2.78")


SHAPED = """\
name: 算例
items:
  - {item: 营收, shape: standard, points_at_standard: 6, standard: 90, max: 15}
  - {item: 增速, shape: standard, points_at_standard: 6, standard: 12, min: 0, max: 10}
  - {item: 档, shape: step, base: 100, base_points: 5, every: 30%, floor_at: 30}
  - {item: 曝光, shape: deduct, weight: 10, shares: {市级曝光: 10%, 省级曝光: 20%}}
"""


@pytest.mark.parametrize(
    ("item", "values", "points"),
    [
        *[("营收", {"actual": a}, p) for a, p in (("108", "7.2"), ("240", "15"))],
        *[("增速", {"actual": a}, p) for a, p in (("8", "4"), ("-2", "0"))],
        *[("档", {"actual": a}, p) for a, p in (("130", "6"), ("125", "5"), ("70", "4"), ("40", "3"), ("25", "0"))],
        ("曝光", {"matters": "市级曝光+省级曝光"}, "8"),
        ("曝光", {"matters": "市级曝光;省级曝光"}, "7"),
    ],
)
def test_a_worked_case_gives_the_same_points_on_the_platform(world, item, values, points):
    result = _entered(world, races.frozen(world.home, text=SHAPED), {item: values})
    assert next(part["points"] for part in result.points if part["item"] == item) == points


@pytest.mark.parametrize("seed", range(6))
def test_a_run_agrees_with_the_oracle_and_with_the_command_on_its_files(world, seed):
    chance = random.Random(seed)
    text = WORKED + SHAPED.split("items:\n")[1]
    race = races.frozen(world.home, text=text)
    for figure in Figure.objects.filter(race=race).order_by("pk"):
        values = {"actual": f"{chance.randint(-50, 400) / 4:g}", "basis": "算例"}
        if chance.random() < 0.2:
            values["actual"] = ""
        if figure.item == "亩均":
            values["further"] = "；".join(
                f"{n}={chance.randint(0, 90)}" for n in ("税收", "税收目标", "增加值", "增加值目标")
            )
        if figure.item == "曝光":
            values["matters"] = chance.choice(["", "市级曝光", "省级曝光;市级曝光", "市级曝光+省级曝光"])
        if chance.random() < 0.3:
            values[chance.choice(["bonus", "deduction"])] = f"{chance.randint(0, 40) / 8:g}"
        records.change(by(world.home, "office"), FIGURES, figure, values)
    RACING.take(by(world.home, "office"), race, "compute")
    with tempfile.TemporaryDirectory() as folder:
        data, scheme = Path(folder) / "results.csv", Path(folder) / "scheme.yaml"
        data.write_text(race.inputs, encoding="utf-8")
        scheme.write_text(race.scheme_text, encoding="utf-8")
        assert assess(data, load_scheme(scheme)).text() == race.result
    plain = {
        "items": [
            {k: str(v) if not isinstance(v, list | dict) else v for k, v in i.items()}
            for i in yaml.safe_load(text)["items"]
        ]
    }
    targets = {item["item"]: item.get("target", "") for item in plain["items"]}
    rows = [
        {
            **{
                k: "" if v is None else str(v)
                for k, v in vars(figure).items()
                if k in ("object", "group", "item", "matters")
            },
            **{k: "" if (v := getattr(figure, k)) is None else f"{v:f}" for k in ("actual", "bonus", "deduction")},
            "target": targets[figure.item],
            **dict(part.split("=") for part in figure.further.split("；") if part),
        }
        for figure in Figure.objects.filter(race=race).order_by("pk")
    ]
    expected = {row["object"]: row for row in oracle.assess(rows, plain)}
    for result in race.results.all():
        own = expected[result.object]
        assert (result.score, result.rank) == (own["score"], own["rank"])
        assert {part["item"]: Decimal(part["points"]) for part in result.points} == {
            name: own[name] for name in targets
        }


# -- the steps -----------------------------------------------------------------------------------------------------
def test_a_year_has_one_run_until_it_is_given_up(world):
    race = races.frozen(world.home)
    with pytest.raises(InputFault, match=f"已有部门考核（{race.number}）"):
        freeze(by(world.home, "office"), race.scheme, date(2025, 12, 31))
    RACING.take(by(world.home, "office"), race, "abandon", reason="办法有误")
    assert freeze(by(world.home, "office"), race.scheme, date(2025, 12, 31)).number != race.number


@pytest.mark.parametrize("until", [date(2024, 12, 31), date(2026, 1, 1)])
def test_figures_are_of_the_scheme_s_year(world, until):
    with pytest.raises(InputFault, match="2025 年内"):
        freeze(by(world.home, "office"), races.scheme(world.home), until)


def test_a_day_that_is_yet_to_come_is_refused(world):
    year = date.today().year + 1
    made = races.scheme(world.home, year)
    with pytest.raises(InputFault, match="不晚于今天"):
        freeze(by(world.home, "office"), made, date(year, 1, 1))


def test_nobody_but_the_region_s_office_registers_or_freezes(world):
    told = {"year": 2025, "kind": "departments", "text": races.text_of(), "source": "某办〔2025〕1 号"}
    for account in (world.home.accounts["leader"], world.foreign.accounts["office"], world.prefecture):
        with pytest.raises(InputFault, match="您的角色不能办理"):
            add_scheme(actor_of(account), world.home.region, **told)
        with pytest.raises(InputFault, match="您的角色不能办理"):
            freeze(actor_of(account), races.scheme(world.home), date(2025, 12, 31))


def test_a_version_follows_another_and_the_same_sent_twice_is_one(world):
    first = races.scheme(world.home)
    assert races.scheme(world.home) == first
    second = races.scheme(world.home, groups="甲组：东县经信局")
    assert [second.version, Scheme.objects.count()] == [2, 2]
    with pytest.raises(InputFault, match="依据"):
        races.scheme(world.home, source=" ")
    with pytest.raises(InputFault, match="由市、省考核"):
        races.scheme(world.home, kind="counties")


def test_source_departments_confirm_before_anything_is_computed(world):
    unit = world.home.departments[1]
    race = races.frozen(world.home, text=races.text_of(supplier=unit.name))
    asked = Confirmation.objects.get()
    assert (asked.unit, asked.items) == (unit, "亩均税收")
    assert Task.objects.about(asked).open().get().unit == unit
    office, supplier = by(world.home, "office"), by(world.home, "department2")
    with pytest.raises(InputFault, match=f"来源部门还没有确认：{unit.name}"):
        RACING.take(office, race, "compute")
    with pytest.raises(InputFault, match="由责任单位办理"):
        CONFIRMING.take(by(world.home, "department"), asked, "confirm")
    CONFIRMING.take(supplier, asked, "dispute", reason="税收口径不对")
    CONFIRMING.take(office, asked, "ask", opinion="已更正")
    CONFIRMING.take(supplier, asked, "confirm")
    RACING.take(office, race, "compute")
    assert race.state == "computed"
    # the supplier sees what it confirms, the other department its own figures alone
    own = {figure.object for figure in Figure.objects.visible_to(world.home.accounts["department"])}
    confirmed = {figure.object for figure in Figure.objects.visible_to(world.home.accounts["department2"])}
    assert (own, confirmed) == ({"东县经信局"}, {"东县经信局", "东县科技局"})


def test_a_source_department_that_does_not_exist_is_named(world):
    with pytest.raises(InputFault, match="没有来源部门：某局"):
        races.frozen(world.home, text=races.text_of(supplier="某局"))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"actual": "9", "basis": ""}, "依据"),
        ({"further": "园区评分"}, "看不懂"),
        ({"further": "园区评分=NaN"}, "看不懂"),
        ({"bonus": "-1"}, "不小于 0"),
    ],
)
def test_a_figure_that_does_not_hold_is_refused(world, values, said):
    figure = races.frozen(world.home).figures.first()
    with pytest.raises(InputFault, match=said):
        records.change(by(world.home, "office"), FIGURES, figure, {"basis": "某办", **values})


def test_a_matter_that_the_scheme_does_not_know_is_refused(world):
    figure = races.frozen(world.home).figures.filter(item="督办单扣减").first()
    with pytest.raises(InputFault, match="不认识“黑单”"):
        records.change(by(world.home, "office"), FIGURES, figure, {"matters": "黑单", "basis": "某办"})


def test_an_object_sees_its_points_from_the_feedback_on_and_no_others(world):
    race, own = races.computed(world.home), world.home.accounts["department"]
    assert not Result.objects.visible_to(own).exists()
    assert Result.objects.visible_to(world.home.accounts["leader"]).count() == 2
    RACING.take(by(world.home, "office"), race, "feed_back")
    assert [one.object for one in Result.objects.visible_to(own)] == ["东县经信局"]
    assert not Result.objects.visible_to(world.home.accounts["town"]).exists()
    assert race.appeal_by == deadline(date.today(), 5)


def test_a_town_sees_its_own_result(world):
    races.fed_back(world.home, kind="towns", text=races.text_of("towns"))
    assert [one.object for one in Result.objects.visible_to(world.home.accounts["town2"])] == ["dong2镇政府"]


def test_reopened_figures_may_be_changed_and_computed_again(world):
    race = races.computed(world.home)
    office = by(world.home, "office")
    RACING.take(office, race, "reopen", reason="漏填")
    races.fill(world.home, race, "亩均税收", {"东县科技局": "20"})
    RACING.take(office, race, "compute")
    assert race.results.get(rank=1).object == "东县科技局"


def test_an_upheld_appeal_corrects_the_figure_and_the_whole_ranking(world):
    appeal = races.appeal(world.home, unit=1, claimed=Decimal(20))
    race = appeal.result.race
    assert appeal.decide_by == deadline(date.today(), 10)
    office = by(world.home, "office")
    APPEALING.take(office, appeal, "uphold", opinion="属实", accepted="20")
    # 10×20/20 + 20 = 30 passes 29
    assert (appeal.before["rank"], appeal.after["rank"], appeal.after["score"]) == (2, 1, "30")
    assert race.results.get(object="东县经信局").rank == 2
    figure = race.figures.get(object="东县科技局", item="亩均税收")
    assert (figure.actual, figure.basis) == (20, "申诉复核认定，原为 16")
    race.refresh_from_db()
    assert rules.repeats(race)


def test_a_denied_appeal_leaves_the_points(world):
    appeal = races.appeal(world.home)
    APPEALING.take(by(world.home, "office"), appeal, "deny", opinion="口径如办法所写")
    assert appeal.before == appeal.after
    assert appeal.result.race.figures.get(object="东县经信局", item="亩均税收").actual == 18


def test_who_filed_an_appeal_takes_it_back(world):
    appeal = races.appeal(world.home)
    with pytest.raises(InputFault):
        APPEALING.take(by(world.home, "department2"), appeal, "withdraw")
    APPEALING.take(by(world.home, "department"), appeal, "withdraw")
    assert appeal.state == "withdrawn"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"item": "别的"}, "没有“别的”"),
        ({"text": " "}, "书面说明理由"),
        ({"uploads": ()}, "附依据材料"),
    ],
)
def test_an_appeal_names_item_reason_and_evidence(world, told, said):
    with pytest.raises(InputFault, match=said):
        races.appeal(world.home, **told)


def test_an_appeal_is_the_object_s_own_and_one_an_item(world):
    appeal = races.appeal(world.home)
    told = {"item": "亩均税收", "text": "再诉", "uploads": races.proof(1)}
    with pytest.raises(InputFault, match="已有申诉在复核"):
        file_appeal(by(world.home, "department"), appeal.result, **told)
    for role in ("department2", "office", "leader", "town"):
        with pytest.raises(InputFault, match="由被考核对象本身提出"):
            file_appeal(by(world.home, role), appeal.result, **told)


def test_an_appeal_after_its_days_is_too_late(world):
    result = races.result(world.home)
    races.passed(result.race)
    with pytest.raises(InputFault, match="申诉期已过"):
        file_appeal(by(world.home, "department"), result, item="亩均税收", text="诉", uploads=races.proof())


def test_the_review_waits_for_the_days_of_appeal_and_the_approval_for_every_verdict(world):
    appeal = races.appeal(world.home)
    race, office = Race.objects.get(), by(world.home, "office")
    with pytest.raises(InputFault, match="才结束"):
        RACING.take(office, race, "review")
    RACING.take(office, races.passed(race), "review")
    assert race.review_by == deadline(date.today(), 10)
    with pytest.raises(InputFault, match="还有 1 件申诉没有复核"):
        RACING.take(office, race, "approve", opinion="同意")
    APPEALING.take(office, Appeal.objects.get(pk=appeal.pk), "deny", opinion="维持")
    RACING.take(office, race, "approve", opinion="同意")
    assert race.state == "approved"


def test_a_published_run_is_locked_and_gives_the_same_bytes(world):
    race = races.published(world.home)
    assert (race.state, race.minutes, race.published_on) == ("published", "专题会议纪要〔2026〕3 号", date.today())
    for verb in RACING.verbs:
        with pytest.raises(InputFault):
            RACING.take(by(world.home, "office"), race, verb, reason="改", opinion="改", minutes="改")
    figure = race.figures.first()
    with pytest.raises(InputFault, match="不能再改"):
        records.change(by(world.home, "office"), FIGURES, figure, {"actual": "99", "basis": "改"})
    Figure.objects.filter(race=race).update(actual=1)
    races.scheme(world.home, text=races.text_of().replace("weight: 10", "weight: 1"))
    race.refresh_from_db()
    assert rules.repeats(race)


def test_a_run_whose_kept_text_was_altered_is_not_published(world):
    race = races.passed(races.fed_back(world.home))
    office = by(world.home, "office")
    RACING.take(office, race, "review")
    RACING.take(office, race, "approve", opinion="同意")
    Race.objects.filter(pk=race.pk).update(inputs=race.inputs.replace("18", "19"))
    race.refresh_from_db()
    with pytest.raises(InputFault, match="重算，结果与审定的不一致"):
        RACING.take(office, race, "publish", minutes="纪要 1 号")
    assert race.state == "approved"


# -- counties ------------------------------------------------------------------------------------------------------
def _of_counties(world):
    city = actor_of(world.prefecture)
    told = {"year": 2025, "kind": "counties", "text": races.text_of("counties"), "source": "本地参数（待核实）"}
    race = freeze(city, add_scheme(city, world.city, **told), date(2025, 12, 31))
    for name, number in (("东县", "22"), ("西县", "15")):
        figure = Figure.objects.get(race=race, object=name, item="亩均税收")
        records.change(city, FIGURES, figure, {"actual": number, "basis": "市统计局"})
    RACING.take(city, race, "compute")
    RACING.take(city, race, "feed_back")
    return city, race


def test_a_city_assesses_its_counties_and_each_sees_its_own(world):
    city, _race = _of_counties(world)
    home, neighbour = world.home.accounts["office"], world.neighbour.accounts["office"]
    # 10×22/20 + 20 and 10×15/20 + 20
    assert [(one.object, one.score, one.rank) for one in Result.objects.visible_to(home)] == [("东县", 31, 1)]
    assert [(one.object, one.score) for one in Result.objects.visible_to(neighbour)] == [("西县", Decimal("27.5"))]
    assert not Result.objects.visible_to(world.foreign.accounts["office"]).exists()
    assert Result.objects.visible_to(world.prefecture).count() == 2
    own = Result.objects.get(object="西县")
    with pytest.raises(InputFault, match="被考核对象本身"):
        file_appeal(actor_of(home), own, item="亩均税收", text="诉", uploads=races.proof())
    appeal = file_appeal(actor_of(neighbour), own, item="亩均税收", text="诉", uploads=races.proof())
    with pytest.raises(InputFault, match="由本级专班办公室办理"):
        APPEALING.take(actor_of(neighbour), appeal, "deny", opinion="不采纳")
    APPEALING.take(city, appeal, "uphold", opinion="属实", accepted="30")
    own.refresh_from_db()
    # 10×30/20 = 15 is capped at 12
    assert (own.score, own.rank) == (Decimal(32), 1)


def test_no_county_touches_the_city_s_run(world):
    _city, race = _of_counties(world)
    for account in (world.home.accounts["office"], world.foreign.accounts["office"]):
        with pytest.raises(InputFault):
            RACING.take(actor_of(account), race, "abandon", reason="改")
        with pytest.raises(InputFault):
            records.change(actor_of(account), FIGURES, race.figures.first(), {"actual": "1", "basis": "改"})
