"""How tests make what the assessment keeps: the number tells the year, the unit whose it is."""

from __future__ import annotations

from typing import Any

from tenghuan.apps.assessment import rules
from tenghuan.apps.assessment.models import Confirmation, Figure, Race, Standing
from tenghuan.apps.assessment.registers import SHOWING
from tests.apps.assessment import races
from tests.apps.kit.sheds import by
from tests.world import County


def _year(number: int) -> int:
    return 2025 - number


def make_scheme(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return races.scheme(county, _year(number))


def make_race(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return races.frozen(county, _year(number))


def make_figure(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    race = races.frozen(county, _year(number))
    return Figure.objects.get(race=race, unit=county.departments[unit], item="亩均税收")


def make_confirmation(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    text = races.text_of(supplier=county.departments[unit].name)
    race = races.frozen(county, _year(number), text=text)
    return Confirmation.objects.get(race=race)


def make_result(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return races.result(county, _year(number), unit)


def make_appeal(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return races.appeal(county, _year(number), unit)


def make_month(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return races.month(county, _year(number))


def make_standing(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    board = races.month(county, _year(number))
    SHOWING.take(by(county, "office"), board, "show")
    return Standing.objects.get(month=board, unit=county.departments[unit])


MAKERS = {
    "assessment_schemes": make_scheme, "races": make_race, "race_figures": make_figure,
    "race_confirmations": make_confirmation, "race_results": make_result, "race_appeals": make_appeal,
    "race_months": make_month, "race_standings": make_standing,
}  # fmt: skip


def _computed(county: County, thing: Race, patch: Any) -> None:
    """Keep what was computed, whatever state the run is said to be in."""
    figures = list(thing.figures.order_by("pk"))
    inputs = rules.counting.inputs_of(figures, rules.counting.scheme_of(thing.scheme_text))
    result = rules.counting.assessed(inputs, rules.counting.scheme_of(thing.scheme_text)).text()
    told = {"inputs": inputs, "result": result, "digest": rules.counting.digest_of(result)}
    Race.objects.filter(pk=thing.pk).update(**told)


WALKS: dict[str, dict[str, Any]] = {
    "races": {"publish": _computed},
    "race_confirmations": {},
    "race_months": {},
}
