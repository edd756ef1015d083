"""Back-solving by trying every set of moves; shares no code with the product."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

Case = dict[str, Any]  # moves, totals, above, below, value, most, cases, towns, touched, keep


def reaches(case: Case, chosen: tuple[Case, ...]) -> bool:
    def total(key: str) -> Fraction:
        return case["totals"].get(key, Fraction(0)) + sum((m["changes"].get(key, 0) for m in chosen), Fraction(0))

    if case["below"] is None:
        value = total(case["above"])
    elif total(case["below"]) <= 0:
        return False
    else:
        value = total(case["above"]) / total(case["below"])
    return value <= case["value"] if case["most"] else value >= case["value"]


def allowed(case: Case, chosen: tuple[Case, ...], lifted: frozenset[str] = frozenset()) -> bool:
    owners = [move["enterprise"] for move in chosen]
    if len(set(owners)) < len(owners):
        return False
    if "总件数" not in lifted and case["cases"] is not None and len(chosen) > case["cases"]:
        return False
    for town, most in case["towns"].items():
        if f"{town}的办理件数" not in lifted and sum(move["town"] == town for move in chosen) > most:
            return False
    for key, most in case["touched"].items():
        if key not in lifted and sum((move["touched"].get(key, 0) for move in chosen), Fraction(0)) > most:
            return False
    return "不动名单" in lifted or not set(owners) & case["keep"]


def smallest(case: Case, lifted: frozenset[str] = frozenset()) -> int | None:
    """How many moves the smallest set takes; None where there is none."""
    for size in range(len(case["moves"]) + 1):
        for chosen in combinations(case["moves"], size):
            if reaches(case, chosen) and allowed(case, chosen, lifted):
                return size
    return None


def fewest_jobs(case: Case, size: int) -> Fraction:
    """The fewest jobs that a right set of this size touches."""
    sets = (chosen for chosen in combinations(case["moves"], size) if reaches(case, chosen) and allowed(case, chosen))
    return min(sum((move["touched"].get("jobs", 0) for move in chosen), Fraction(0)) for chosen in sets)
