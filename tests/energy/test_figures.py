"""Shared meters, intensity, carbon efficiency and marks: worked figures of §4, §13, §24 and properties."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.energy import intensity, watching
from tenghuan.energy.carbon import Account, account, grade, judged, level, mean_of
from tenghuan.energy.splitting import hold_shares, split
from tenghuan.errors import InputFault

LEVELS = (Decimal("0.6"), Decimal("2.0"))
GRADES = (Decimal("0.6"), Decimal("0.8"), Decimal("1.2"), Decimal("2.0"))


def d(text: str) -> Decimal:
    return Decimal(text)


# --- shared meters


@pytest.mark.parametrize("shares", [["0.5", "0.4999"], ["0.5", "0.5001"], ["1", "0"], ["1.2", "-0.2"], ["NaN"]])
def test_shares_must_sum_to_exactly_one(shares: list[str]) -> None:
    with pytest.raises(InputFault):
        hold_shares([d(one) for one in shares])


def test_thirds_of_one_unit_leave_nothing_over() -> None:
    shares = [d("0.333333"), d("0.333333"), d("0.333334")]
    hold_shares(shares)
    assert split(d("1.0000"), shares) == [d("0.3333"), d("0.3333"), d("0.3334")]
    assert split(d("-1.0000"), shares) == [d("-0.3333"), d("-0.3333"), d("-0.3334")]


@given(st.integers(0, 10**9), st.lists(st.integers(1, 1000), min_size=1, max_size=8))
def test_parts_sum_to_the_whole_and_each_is_within_a_step_of_its_share(units: int, weights: list[int]) -> None:
    millionths = [one * 1_000_000 // sum(weights) for one in weights]
    millionths[-1] += 1_000_000 - sum(millionths)
    shares = [Decimal(one) / 1_000_000 for one in millionths]
    amount = Decimal(units) / 10_000
    parts = split(amount, shares)
    assert sum(parts) == amount
    assert all(abs(part - amount * share) < d("0.0001") for part, share in zip(parts, shares, strict=True))


# --- energy per value added


def test_fall_of_energy_per_value_added() -> None:
    # §4.3: energy +3 %, value added +8 % → −4.63 %
    found = intensity.fall(d("3"), d("8"))
    assert found is not None
    assert found.quantize(d("0.01")) == d("-4.63")
    assert intensity.fall(d("3"), d("-100")) is None


def test_value_added_at_the_prices_of_the_base_year() -> None:
    # 110 at prices 10 % above the base year are 100; 84 of the year before at prices 5 % lower (index 105) are 88.2
    nominal = {2020: d("84"), 2021: d("90"), 2022: d("110"), 2024: d("130")}
    found = intensity.comparable(nominal, {2021: d("105"), 2022: d("110"), 2024: d("100")}, 2021)
    assert found == {2020: d("88.2"), 2021: d("90"), 2022: d("100")}


def test_yearly_falls_compound_to_the_fall_from_the_first_to_the_last() -> None:
    # 0.5 → 0.48 → 0.45 tce per 10⁴ CNY: −4 %, −6.25 %, in all 10 %
    found = intensity.years(
        {2021: d("50"), 2022: d("52.8"), 2023: d("54")}, {2021: d("100"), 2022: d("110"), 2023: d("120")}
    )
    assert [one.intensity for one in found] == [d("0.5"), d("0.48"), d("0.45")]
    assert [one.change for one in found] == [None, d("-4"), d("-6.25")]
    assert found[-1].cumulative == d("10")
    assert found[0].yielded == 2


def test_a_year_without_figures_is_not_compared_and_breaks_the_line() -> None:
    energy = {2020: d("60"), 2021: d("50"), 2023: d("54"), 2024: d("40")}
    value = {2020: d("100"), 2021: d("100"), 2022: d("0"), 2023: d("120"), 2024: d("100")}
    found = {one.year: one for one in intensity.years(energy, value)}
    assert (found[2022].intensity, found[2023].change, found[2023].cumulative) == (None, None, None)
    # 0.45 → 0.40 from 2023 on: 11.11 %, not against 2020
    assert found[2024].cumulative is not None
    assert found[2024].cumulative.quantize(d("0.01")) == d("11.11")


_PLUS = st.integers(1, 10**6)


@given(_PLUS, _PLUS, _PLUS, _PLUS)
def test_the_rate_is_exact(e0: int, e1: int, v0: int, v1: int) -> None:
    found = intensity.years({1: Decimal(e0), 2: Decimal(e1)}, {1: Decimal(v0), 2: Decimal(v1)})[1].change
    right = (Fraction(e1, v1) / Fraction(e0, v0) - 1) * 100
    assert found is not None
    assert abs(Fraction(found) - right) < Fraction(1, 10**18)


# --- carbon


@pytest.mark.parametrize(
    ("ratio", "right"),
    [("0.6", 1), ("0.6001", 2), ("0.8", 2), ("1.2", 3), ("1.2001", 4), ("2.0", 4), ("2.0001", 5), ("0", 1)],
)
def test_edges_belong_to_the_better_grade(ratio: str, right: int) -> None:
    assert grade(d(ratio), GRADES) == right


@pytest.mark.parametrize(("value", "right"), [("0.6", "低碳"), ("0.6001", "中碳"), ("2.0", "中碳"), ("2.0001", "高碳")])
def test_edges_belong_to_the_lower_level(value: str, right: str) -> None:
    assert level(d(value), LEVELS) == right


def test_an_account_takes_green_power_off_and_tells_its_share() -> None:
    # gas 10 × 21.65, power 100 × 4.974, heat 1000 × 0.11, green power 50 of the 100
    told = account({"gas": d("216.5"), "power": d("497.4"), "heat": d("110"), "green_power": d("-248.7")})
    assert (told.gross, told.net) == (d("823.9"), d("575.2"))
    assert told.neutral is not None
    assert told.neutral.quantize(d("0.01")) == d("30.19")


def test_a_missing_factor_leaves_the_sum_unknown() -> None:
    told = account({"steam": None, "power": d("10")})
    assert (told.net, told.neutral, told.missing) == (None, None, ("低压蒸汽",))


def _judged(net: str | None, made: str | None, mean: str | None):  # type: ignore[no-untyped-def]  # a short hand
    own = Account(power=d(net)) if net is not None else None
    return judged(own, d(made) if made is not None else None, d(mean) if mean else None, LEVELS, GRADES)


def test_an_enterprise_is_judged_against_its_industry() -> None:
    found = _judged("120", "100", "1.5")
    assert (found.intensity, found.ratio, found.level, found.grade) == (d("1.2"), d("0.8"), "中碳", 2)


@pytest.mark.parametrize(
    ("net", "made", "mean", "why"),
    [
        (None, "100", "1", "全年能源数据不齐"),
        ("10", None, "1", "没有工业增加值"),
        ("10", "0", "1", "工业增加值不大于 0"),
        ("10", "-5", "1", "工业增加值不大于 0"),
        ("10", "5", None, "没有同行业平均值"),
        ("10", "5", "0", "没有同行业平均值"),
        ("-10", "5", "1", "核减量大于排放量"),
    ],
)
def test_what_cannot_be_judged_says_why(net: str | None, made: str | None, mean: str | None, why: str) -> None:
    found = _judged(net, made, mean)
    assert (found.grade, found.why) == (None, why)


def test_an_industry_mean_weighs_by_value_added_and_needs_enough_of_them() -> None:
    parts = [(d("10"), d("10")), (d("50"), d("20")), (d("9"), d("-1")), (None, d("5")), (d("1"), None)]
    assert mean_of(parts, 2) == d("2")
    assert mean_of(parts, 3) is None


# --- marks

BOUNDS = watching.Bounds(stuck=3, tenfold=d("10"), before=6, leap=d("50"))


def _marks(*amounts: str) -> list[tuple[str, int]]:
    rows = {at: d(one) for at, one in enumerate(amounts, start=100) if one}
    return [(one.rule, one.month - 100) for one in watching.marks(rows, BOUNDS)]


def test_a_meter_that_stands_still_is_marked_from_the_third_month() -> None:
    assert _marks("5", "5", "5", "5", "6") == [("stuck", 2), ("stuck", 3)]
    assert _marks("5", "5", "", "5") == []
    assert _marks("0", "0", "0") == []


def test_a_slipped_decimal_point_is_marked_both_ways() -> None:
    assert _marks("10", "12", "110") == [("tenfold", 2)]
    assert _marks("10", "12", "1.1") == [("tenfold", 2)]
    assert _marks("10", "12", "109.9") == []
    assert _marks("10", "1") == []  # one month before is no measure


def test_a_leap_against_the_month_a_year_ago_is_marked() -> None:
    steady = [str(10 + at % 2) for at in range(12)]
    assert _marks(*steady, "15.1") == [("leap", 12)]
    assert _marks(*steady, "15") == []
    assert _marks(*steady, "0") == [("leap", 12)]
