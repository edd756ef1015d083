"""How firm a grade is: weights and benchmarks drawn at random, and how often each grade comes out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tenghuan.scoring import model, order
from tenghuan.scoring.facts import Facts
from tenghuan.scoring.scheme import Scheme

BATCH = 200_000  # scores held at once: what is made of them stays in the processor's cache


@dataclass(frozen=True)
class Firmness:
    """One row: its grade as graded, and the share of draws in which it got each grade (they sum to 1)."""

    uscc: str
    name: str | None
    track: str
    group: str
    grade: str
    shares: dict[str, float]

    @property
    def firm(self) -> float:
        """The share of draws that gave the grade it has."""
        return self.shares[self.grade]


@dataclass(frozen=True)
class Stability:
    """All rows that were ranked, in the order of the facts within their groups."""

    draws: int
    seed: int
    weight_spread: float
    benchmark_spread: float
    rows: tuple[Firmness, ...]


def stability(
    facts: Facts,
    scheme: Scheme,
    draws: int = 10_000,
    seed: int = 0,
    weight_spread: float = 0.1,
    benchmark_spread: float = 0.1,
) -> Stability:
    """Grade ``draws`` times with weights and benchmarks off by up to the given shares.

    Each draw multiplies every weight by a number even between 1 − ``weight_spread`` and 1 + ``weight_spread`` and
    scales them back to the same total; benchmarks likewise, without scaling back. Vetoes act in every draw. Same
    seed, same result.

    Raises:
        InputFault: as ``evaluate``; ValueError: no draws, or a spread outside [0, 1).
    """
    if draws < 1 or not (0 <= weight_spread < 1 and 0 <= benchmark_spread < 1):
        raise ValueError("draws must be at least 1 and spreads within [0, 1)")
    rows: list[Firmness] = []
    for number, group in enumerate(model.groups(facts, scheme)):
        # a generator a group: adding a group changes no other's draws
        chance = np.random.default_rng([seed, number])
        rows += _of_group(group, chance, draws, weight_spread, benchmark_spread)
    return Stability(draws, seed, weight_spread, benchmark_spread, tuple(rows))


def _of_group(
    group: model.Group, chance: np.random.Generator, draws: int, weight_spread: float, benchmark_spread: float
) -> list[Firmness]:
    names, after = order.grade_names(group), order.after_vetoes(group)
    every = np.arange(group.size)
    counts = np.zeros((group.size, len(names)), dtype=np.int64)
    batch = max(1, BATCH // group.size)
    weights, benchmarks = _drawn(group, chance, draws, weight_spread, benchmark_spread)
    for start in range(0, draws, batch):
        part = slice(start, start + batch)
        for places in order.places(group, _scores(group, weights[part], benchmarks[part])):
            counts[every, after[every, places]] += 1
    now = after[every, order.places(group, model.group_scores(group))]
    return [
        Firmness(
            uscc=group.uscc[at],
            name=group.names[at],
            track=group.track.name,
            group=group.name,
            grade=names[now[at]],
            shares={name: float(count) / draws for name, count in zip(names, counts[at], strict=True)},
        )
        for at in range(group.size)
    ]


def _drawn(
    group: model.Group, chance: np.random.Generator, draws: int, weight_spread: float, benchmark_spread: float
) -> tuple[model.Floats, model.Floats]:
    """Weights and benchmarks, draws × criteria."""
    weight, benchmark = model.weights(group.track), model.benchmarks(group)
    shape = (draws, len(weight))
    weights = drawn_weights(weight, chance, draws, weight_spread)
    return weights, benchmark * chance.uniform(1 - benchmark_spread, 1 + benchmark_spread, shape)


def drawn_weights(weight: model.Floats, chance: np.random.Generator, draws: int, spread: float) -> model.Floats:
    """Weights, draws × criteria: each times a number even between 1 − ``spread`` and 1 + ``spread``, same total."""
    weights: model.Floats = weight * chance.uniform(1 - spread, 1 + spread, (draws, len(weight)))
    weights *= weight.sum() / weights.sum(axis=1, keepdims=True)
    return weights


def _scores(group: model.Group, weights: model.Floats, benchmarks: model.Floats) -> model.Floats:
    """Scores, draws × rows."""
    columns = [(number, slice(number, number + 1)) for number in range(weights.shape[1])]
    base = [
        model.base_points(group.track, number, group.values[:, number], benchmarks[:, one], weights[:, one])
        for number, one in columns
    ]
    return model.scores(group.track, base, weights, group.adjust)
