"""What the county reads from its energy: 碳效, energy per value added, large users, marks, totals, works."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from tenghuan.apps.energy import efficiency, intensity, labels, reconciling, watching, works
from tenghuan.apps.energy.models import Period, SavingProject
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit import records
from tenghuan.errors import InputFault
from tests.apps.energy.made import firm, make_project, make_reading, make_total
from tests.apps.energy.months import correct, facts, publish, publish_year, year_of
from tests.apps.kit.sheds import PNG, by

pytestmark = pytest.mark.django_db


def d(text: str) -> Decimal:
    return Decimal(text)


@pytest.fixture
def judged(world):
    """Four enterprises of one division: carbon 596.88 t each (10⁴ kWh a month), value added 1000, 500, 300, −1."""
    for number, made in ((1, "1000"), (2, "500"), (3, "300"), (4, "-1")):
        year_of(world.home, number, 2024, power="10")
        facts(firm(world.home, number), 2024, made)
    publish_year(world.home, 2024)
    return world


def _lines(world, year=2024):
    lines, means = efficiency.standing(world.home.region, year)
    return {line.enterprise.uscc: line for line in lines}, means


def test_grades_are_held_against_the_industry_of_the_county(judged):
    lines, means = _lines(judged)
    found = [lines[firm(judged.home, number).uscc].verdict for number in (1, 2, 3, 4)]
    # Σ carbon 3 × 596.88 ÷ Σ value added 1800 = 0.9948; 0.59688, 1.19376, 1.9896 are 0.6, 1.2, 2.0 of it: the edges
    assert means["34"].value == d("0.9948")
    assert [one.ratio for one in found] == [d("0.6"), d("1.2"), d("2"), None]
    assert [one.grade for one in found] == [1, 3, 4, None]
    assert [one.level for one in found] == ["低碳", "中碳", "中碳", ""]
    assert found[3].why == "工业增加值不大于 0"


def test_a_published_mean_stands_before_the_countys_own(judged):
    told = {"year": 2024, "division": "34", "value": "0.5", "source": "省平均"}
    records.add(by(judged.home, "office"), reconciling.MEANS, judged.home.region, told)
    line = _lines(judged)[0][firm(judged.home, 1).uscc]
    assert (line.verdict.mean, line.verdict.grade, line.peers) == (d("0.5"), 3, "省平均")


def test_a_year_of_which_a_month_is_open_gives_no_grade(judged):
    correct(judged.home, Period.objects.get(county=judged.home.region, year=2024, month=5))
    line = _lines(judged)[0][firm(judged.home, 1).uscc]
    assert (line.verdict.grade, line.verdict.why, line.sums.months) == (None, "全年能源数据不齐", 11)


def test_the_code_says_the_grade_and_its_picture_and_label_open(judged):
    subject = firm(judged.home, 1)
    client = judged.client("enterprise")
    page = client.get(f"/energy/{subject.pk}/code/").content.decode()
    assert "碳效 1 级" in page
    assert "0.6000" in page
    picture = client.get(f"/energy/{subject.pk}/code.svg?year=2024")
    assert picture["Content-Type"] == "image/svg+xml"
    assert labels.COLOURS[1] in picture.content.decode()
    response = client.get(f"/energy/{subject.pk}/label?year=2024")
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(response.content)).pages)
    for words in (subject.uscc, "碳效 1 级", "0.6000", "本地参数（待核实）"):
        assert words in text


def test_another_enterprise_opens_none_of_it(judged):
    other = firm(judged.home, 2)
    client = judged.client("enterprise")
    for page in ("", "code/", "code.svg", "label"):
        assert client.get(f"/energy/{other.pk}/{page}").status_code == 404


def test_without_a_year_known_the_code_says_so(world):
    page = world.client("office").get(f"/energy/{firm(world.home, 1).pk}/code/").content.decode()
    assert "不可评价：没有用能数据" in page


def test_the_account_shows_carriers_bases_and_the_factors_used(judged):
    page = judged.client("office").get(f"/energy/{firm(judged.home, 1).pk}/?year=2024").content.decode()
    for words in ("49.74", "596.88", "360", "147.48", "浙江 2023", "全国约数", "已发布"):
        assert words in page
    assert (
        "2024 年用能和碳排放" in judged.client("office").get(firm(judged.home, 1).get_absolute_url()).content.decode()
    )


def test_the_table_of_grades_shows_a_town_its_own_and_means_of_the_whole_county(judged):
    Enterprise.objects.filter(pk=firm(judged.home, 2).pk).update(town=judged.home.town_regions[1])
    page = judged.client("town").get("/energy/carbon/?year=2024").content.decode()
    assert firm(judged.home, 1).name in page
    assert firm(judged.home, 2).name not in page
    assert "本县同行业 4 家" in page


# --- energy per value added


def _two_years(world):
    # 12 × 10 × 3 = 360 tce; 12 × 10.3 × 3 = 370.8 tce: +3 %. Value added 1000 → 1112.4 at prices 103: 1080, +8 %
    year_of(world.home, 1, 2023, power="10")
    year_of(world.home, 1, 2024, power="10.3")
    facts(firm(world.home, 1), 2023, "1000")
    facts(firm(world.home, 1), 2024, "1112.4")
    publish_year(world.home, 2023)
    publish_year(world.home, 2024)


def test_the_fall_of_energy_per_value_added_at_comparable_prices(world):
    _two_years(world)
    told = {"year": 2024, "value": "103", "source": "统计公报"}
    records.add(by(world.home, "office"), reconciling.INDICES, world.home.region, told)
    years, basis = intensity.standing(world.home.region)
    assert (basis.base, basis.counted, basis.missing_indices) == (2023, {2023: 1, 2024: 1}, [])
    assert years[1].change is not None
    assert years[1].change.quantize(d("0.01")) == d("-4.63")
    assert years[1].cumulative == -years[1].change
    page = world.client("office").get("/energy/per-value/?year=2024").content.decode()
    assert "-4.63" in page
    assert firm(world.home, 1).name in page


def test_without_a_price_index_years_are_not_compared_in_silence(world):
    _two_years(world)
    years, basis = intensity.standing(world.home.region)
    assert (basis.missing_indices, years[1].change) == ([2024], None)
    assert "缺价格指数" in world.client("office").get("/energy/per-value/").content.decode()


def test_a_year_that_is_not_whole_does_not_count(world):
    year_of(world.home, 1, 2023, power="10")
    facts(firm(world.home, 1), 2023, "1000")
    publish_year(world.home, 2023, months=11)
    assert intensity.parts(world.home.region, 2023) == []


# --- large users, marks, not above scale


def test_a_large_user_is_found_by_its_months_so_far(world):
    # 1,000 tce a year are 83.3 a month: 28 × 3 = 84 is large, 27 × 3 = 81 is not
    for number, amount in ((1, "28"), (2, "27")):
        for year in (2023, 2024):
            make_reading(world.home, number, year=year, month=1, amount=amount if year == 2024 else "20")
    publish(world.home, 2023, 1)
    publish(world.home, 2024, 1)
    (row,) = watching.large(world.home.accounts["office"], world.home.region, 2024)
    assert (row.enterprise, row.equal_value, row.before, row.change) == (firm(world.home, 1), 84, 60, 40)
    page = world.client("office").get("/energy/large/?year=2024").content.decode()
    assert firm(world.home, 1).name in page
    assert firm(world.home, 2).name not in page


def test_months_that_look_wrong_are_listed_with_what_they_are_compared_with(world):
    for month, amount in ((1, "10"), (2, "11"), (3, "110"), (4, "12"), (5, "12"), (6, "12")):
        make_reading(world.home, 1, year=2024, month=month, amount=amount)
        publish(world.home, 2024, month)
    found = watching.found(world.home.accounts["office"], world.home.region, 2024)
    assert [(one.month, one.mark.rule, one.mark.against) for one in found] == [
        ("2024-06", "stuck", d("12")),
        ("2024-03", "tenfold", d("10.5")),
    ]
    assert watching.found(world.foreign.accounts["office"], world.home.region, 2024) == []
    assert "疑似错位" in world.client("office").get("/energy/watch/?year=2024").content.decode()


def test_users_of_much_power_that_are_not_above_scale_are_listed(world):
    for number, amount, above in ((1, "100", False), (2, "99.9999", False), (3, "300", True), (4, "100", None)):
        make_reading(world.home, number, year=2024, month=1, amount=amount)
        Enterprise.objects.filter(pk=firm(world.home, number).pk).update(above_scale=above)
    publish(world.home, 2024, 1)
    rows = watching.unlisted(world.home.accounts["office"], world.home.region, 2024)
    assert {row.enterprise for row in rows} == {firm(world.home, 1), firm(world.home, 4)}
    assert "100 万千瓦时" in world.client("office").get("/energy/unlisted/?year=2024").content.decode()


# --- totals


def test_a_total_shows_what_its_parts_leave_and_keeps_it_when_settled(world):
    make_reading(world.home, 1, year=2024, month=1, amount="60")
    total = make_total(world.home, 1, year=2024, month=1, amount="105", outside="40")
    settle = {"opinion": "线损"}
    with pytest.raises(InputFault, match="还没有发布"):
        reconciling.SETTLING.take(by(world.home, "office"), total, "settle", **settle)
    period = publish(world.home, 2024, 1)
    assert "105" in world.client("office").get("/r/energy_totals/").content.decode()
    (row,) = reconciling.with_sums([total])
    assert (row.parts, row.difference) == (60, 5)
    reconciling.SETTLING.take(by(world.home, "office"), total, "settle", **settle)
    total.refresh_from_db()
    assert total.settled == 5
    # a correction moves the difference that stands now, not the one that was settled
    correct(world.home, period)
    make_reading(world.home, 2, year=2024, month=1, amount="3")
    publish(world.home, 2024, 1)
    total.refresh_from_db()
    assert (reconciling.difference(total), total.settled) == (2, 5)


# --- works


@pytest.mark.parametrize(
    ("rate", "lamp"),
    [("100", "green"), ("99.99", "yellow"), ("90", "yellow"), ("89.99", "orange"), ("50.01", "orange"), ("50", "red")],
)
def test_lamps_of_a_saving_target(rate, lamp):
    assert works.saving_lamp(d(rate), [d("100"), d("90"), d("50")]) == lamp
    assert works.saving_lamp(None, [d("100"), d("90"), d("50")]) == ""


def test_an_accepted_project_counts_with_its_saving(world):
    project, other = make_project(world.home, 1), make_project(world.home, 2)
    office, leading = by(world.home, "office"), by(world.home, "department")
    for one in (project, other):
        works.SAVING.take(leading, one, "start")
        proof = SimpleUploadedFile("改造后.png", PNG)
        works.SAVING.take(leading, one, "finish", actual="190", carbon="380", files={"": [proof]})
    works.SAVING.take(office, project, "accept", opinion="属实")
    rows = SavingProject.objects.filter(county=world.home.region)
    assert {one.key: one.of(rows) for one in works.PROJECTS.measures} == {
        "energy.projects": 1,
        "energy.saved": 190,
        "energy.saved_carbon": 380,
    }
    page = world.client("office").get("/r/saving_projects/?measure=energy.projects").content.decode()
    assert project.number in page
    assert other.number not in page
    assert "黄灯" in page


@pytest.mark.parametrize("year", ["1900", "2999", "二〇二四", "2024-01", ""])
def test_any_year_in_the_address_gives_a_page(world, year):
    pages = ("large", "watch", "unlisted", "carbon", "per-value", f"{firm(world.home, 1).pk}")
    for page in (*pages, f"{firm(world.home, 1).pk}/code"):
        assert world.client("office").get(f"/energy/{page}/?year={year}").status_code == 200
