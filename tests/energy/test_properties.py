"""What must hold of shares, factors, marks and grades whatever the figures are; borders of months and of bounds."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.energy import carbon, intensity, watching
from tenghuan.energy.factors import BASES, Factor, Factors, carriers, month_number, shipped
from tenghuan.energy.splitting import hold_shares, split
from tenghuan.errors import InputFault

AMOUNTS = st.integers(1, 10**9).map(lambda one: Decimal(one) / 10_000)
GRADES = tuple(Decimal(one) for one in ("0.6", "0.8", "1.2", "2.0"))
LEVELS = (Decimal("0.6"), Decimal("2.0"))
BOUNDS = watching.Bounds(stuck=3, tenfold=Decimal(10), before=6, leap=Decimal(50))


def d(text: str) -> Decimal:
    return Decimal(text)


# --- shares


@pytest.mark.parametrize("wrong", ["0.3333333", "0.33333333"])
def test_a_share_finer_than_what_is_kept_is_refused_with_what_to_do(wrong: str) -> None:
    shares = [d(wrong), d(wrong), 1 - 2 * d(wrong)]
    assert sum(shares) == 1
    with pytest.raises(InputFault, match=f"{wrong} 超过 6 位小数") as fault:
        hold_shares(shares, "户号 33")
    assert (fault.value.where, fault.value.remedy) == ("户号 33", "请取六位小数，差额并入一家")


@pytest.mark.parametrize("share", ["0.500000000", "0.5", "5E-1"])
def test_zeros_behind_the_sixth_decimal_are_no_finer_share(share: str) -> None:
    hold_shares([d(share), d("0.5")])


def test_of_equal_remainders_the_first_ones_get_the_steps_that_are_over() -> None:
    # 0.0002 among three of 1/3 each: 0.67 of a step each; two steps go to the first two
    thirds = [d("0.333333"), d("0.333333"), d("0.333334")]
    assert split(d("0.0002"), thirds) == [d("0.0001"), d("0.0000"), d("0.0001")]
    halves = [d("0.5"), d("0.5")]
    assert split(d("0.0001"), halves) == [d("0.0001"), d("0")]
    assert split(d("0.0003"), halves) == [d("0.0002"), d("0.0001")]


@given(AMOUNTS, st.lists(st.integers(1, 500), min_size=2, max_size=6), st.randoms())
def test_who_carries_more_never_gets_less(amount: Decimal, weights: list[int], random: object) -> None:
    millionths = [one * 1_000_000 // sum(weights) for one in weights]
    millionths[0] += 1_000_000 - sum(millionths)
    shares = [Decimal(one) / 1_000_000 for one in millionths]
    parts = split(amount, shares)
    assert sum(parts) == amount
    assert [-one for one in split(-amount, shares)] == parts
    for one, share in zip(parts, shares, strict=True):
        for other, less in zip(parts, shares, strict=True):
            assert share <= less or one >= other


# --- factors


def _oracle(carrier: str, basis: str, month: int) -> Decimal | None:
    """The factor by a plain walk over what ships: the latest that has begun."""
    best = None
    for one in shipped():
        if one.carrier == carrier and one.basis == basis and one.month <= month:
            best = one if best is None or one.month >= best.month else best
    if best is None:
        return _oracle(carrier, "calorific", month) if basis == "equal_value" else None
    return best.value


@given(st.sampled_from(sorted(carriers())), st.sampled_from(BASES), st.integers(2019, 2031), st.integers(1, 12))
def test_the_factor_of_a_month_is_the_latest_that_has_begun(carrier: str, basis: str, year: int, month: int) -> None:
    at = month_number(year, month)
    found = Factors().find(carrier, basis, at)  # type: ignore[arg-type]  # one of BASES
    assert (None if found is None else found.value) == _oracle(carrier, basis, at)


@pytest.mark.parametrize(
    ("year", "month", "value"), [(2021, 12, None), (2022, 1, "5.153"), (2022, 12, "5.153"), (2023, 1, "4.974")]
)
def test_the_power_factor_turns_with_the_year_and_is_unknown_before_the_first(
    year: int, month: int, value: str | None
) -> None:
    found = Factors().find("power", "carbon", month_number(year, month))
    assert (None if found is None else found.value) == (None if value is None else d(value))


@pytest.mark.parametrize("key", [key for key, one in carriers().items() if one.kind == "fuel" and key != "kerosene"])
def test_a_fuels_carbon_is_heat_by_carbon_by_oxidation_by_forty_four_twelfths(key: str) -> None:
    (told,) = [one for one in shipped() if one.carrier == key and one.basis == "carbon"]
    assert told.heat is not None
    assert told.carbon is not None
    assert told.oxidation is not None
    exact = Fraction(told.heat) * Fraction(told.carbon) * Fraction(told.oxidation) * 44 / 12
    assert abs(Fraction(told.value) - exact) <= Fraction(1, 2_000_000)


def test_half_a_millionth_is_rounded_up() -> None:
    told = {"carrier": "coal", "basis": "carbon", "since": "2024-01", "per": "", "version": "", "source": ""}
    assert Factor(**told, status="local", stated=d("0.0000005")).value == d("0.000001")
    assert Factor(**told, status="local", stated=d("0.00000049")).value == 0


@given(st.integers(1990, 2100), st.integers(1, 12))
def test_months_follow_each_other_across_the_year(year: int, month: int) -> None:
    after = (year + 1, 1) if month == 12 else (year, month + 1)
    assert month_number(*after) == month_number(year, month) + 1
    assert divmod(month_number(year, month), 12) == (year, month - 1)


# --- marks


def _months(text: str, first: int = 100) -> dict[int, Decimal]:
    return {first + at: d(one) for at, one in enumerate(text.split()) if one != "-"}


def _found(text: str) -> list[tuple[int, str]]:
    return [(one.month - 100, one.rule) for one in watching.marks(_months(text), BOUNDS)]


@pytest.mark.parametrize(
    ("months", "found"),
    [
        ("", []),
        ("5", []),
        ("5 5", []),
        ("5 5 5", [(2, "stuck")]),
        ("5 5 5 5", [(2, "stuck"), (3, "stuck")]),
        ("5 5 - 5", []),  # a month that is missing breaks the row
        ("0 0 0 0", []),  # nothing used is no meter that stands still
        ("10 100", []),  # one month before is too few to say what is usual
        ("10 12 110", [(2, "tenfold")]),  # the median is 11
        ("10 12 109.9", []),
        ("10 12 1.1", [(2, "tenfold")]),
        ("10 12 1.2", []),
        ("10 12 0", []),  # a shop that stood still is no slipped point
        ("0 0 10 12 110", [(4, "tenfold")]),  # months of nothing say nothing of what is usual
    ],
)
def test_marks_by_hand(months: str, found: list[tuple[int, str]]) -> None:
    assert _found(months) == found


@pytest.mark.parametrize(
    ("now", "leaps"), [("150", False), ("150.01", True), ("50", False), ("49.99", True), ("100", False)]
)
def test_a_leap_is_more_than_half_of_the_same_month_of_the_year_before(now: str, leaps: bool) -> None:
    found = watching.marks({100: d("100"), 112: d(now)}, BOUNDS)
    assert [one.rule for one in found] == (["leap"] if leaps else [])
    assert all(one.against == 100 for one in found)


def test_what_is_tenfold_is_not_said_to_leap_too() -> None:
    amounts = {100: d("10"), 110: d("11"), 111: d("12"), 112: d("120")}
    assert [one.rule for one in watching.marks(amounts, BOUNDS) if one.month == 112] == ["tenfold"]


def test_eleven_and_thirteen_months_before_are_not_the_same_month() -> None:
    assert watching.marks({100: d("1"), 111: d("90"), 113: d("90")}, BOUNDS) == []


# --- carbon


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=3, max_size=9))
def test_the_mean_lies_between_the_best_and_the_worst_and_weighs_by_value_added(
    parts: list[tuple[Decimal, Decimal]],
) -> None:
    mean = carbon.mean_of(parts, 3)
    assert mean is not None
    ratios = [net / made for net, made in parts]
    slack = Decimal("1e-15")
    assert min(ratios) * (1 - slack) <= mean <= max(ratios) * (1 + slack)
    exact = sum((Fraction(net) for net, _made in parts), Fraction(0)) / sum((Fraction(m) for _n, m in parts))
    assert abs(Fraction(mean) - exact) <= exact / 10**15


@given(st.lists(AMOUNTS, min_size=1, max_size=8), AMOUNTS)
def test_more_carbon_never_gives_a_better_grade(nets: list[Decimal], mean: Decimal) -> None:
    def verdict(net: Decimal) -> carbon.Verdict:
        return carbon.judged(carbon.Account(fuel=net), Decimal(100), mean, LEVELS, GRADES)

    found = [verdict(net) for net in sorted(nets)]
    assert [one.grade for one in found] == sorted(one.grade or 0 for one in found)
    order = [carbon.LEVELS.index(one.level) for one in found]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("fuel", "deducted", "net", "neutral"),
    [("100", "-25", "75", "25"), ("100", "-100", "0", "100"), ("100", "0", "100", "0"), ("0", "0", "0", None)],
)
def test_the_neutral_rate_is_what_is_taken_off_by_the_whole(
    fuel: str, deducted: str, net: str, neutral: str | None
) -> None:
    one = carbon.Account(fuel=d(fuel), deducted=d(deducted))
    assert one.net == d(net)
    assert one.neutral == (None if neutral is None else d(neutral))


def test_all_taken_off_is_low_carbon_of_grade_one_and_more_than_all_is_not_judged() -> None:
    nothing = carbon.judged(carbon.Account(fuel=d("9"), deducted=d("-9")), d("10"), d("1"), LEVELS, GRADES)
    assert (nothing.grade, nothing.level, nothing.ratio) == (1, "低碳", 0)
    less = carbon.judged(carbon.Account(fuel=d("9"), deducted=d("-10")), d("10"), d("1"), LEVELS, GRADES)
    assert (less.grade, less.why) == (None, "核减量大于排放量")


# --- intensity


@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)), min_size=2, max_size=6))
def test_yearly_falls_lead_from_the_first_year_to_the_last(rows: list[tuple[int, int]]) -> None:
    energy = {2020 + at: Decimal(used) for at, (used, _made) in enumerate(rows)}
    value = {2020 + at: Decimal(made) for at, (_used, made) in enumerate(rows)}
    found = intensity.years(energy, value)
    first, last = Fraction(*rows[0]), Fraction(*rows[-1])
    exact = (1 - last / first) * 100
    assert found[-1].cumulative is not None
    assert abs(Fraction(found[-1].cumulative) - exact) < Fraction(1, 10**9) * (1 + abs(exact))
    for one, (used, made) in zip(found, rows, strict=True):
        assert one.intensity is not None
        assert one.intensity.quantize(d("1e-12"), ROUND_HALF_UP) == (Decimal(used) / made).quantize(
            d("1e-12"), ROUND_HALF_UP
        )


@given(st.integers(50, 200), st.integers(50, 200), st.integers(1, 10**6))
def test_prices_to_the_base_and_back_give_the_same_amount(up: int, more: int, amount: int) -> None:
    indices = {2021: Decimal(up), 2022: Decimal(more)}
    there = intensity.comparable({2022: Decimal(amount)}, indices, 2020)[2022]
    back = intensity.comparable({2020: there}, indices, 2022)[2020]
    assert abs(back - amount) < d("1e-9") * amount
    assert intensity.comparable({2022: Decimal(amount)}, {2022: Decimal(more)}, 2020) == {}
