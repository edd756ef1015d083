"""The same list by pandas, and with scikit-criteria adding up and ranking."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from bench.scoring.common import KEYS, LARGE, OUT, POINTS, READ, SHARES, SMALL_ELECTRICITY

Ranker = Callable[[pd.DataFrame, pd.Series], tuple[pd.Series, pd.Series]]


def _points(table: pd.DataFrame, track: pd.Series) -> None:
    large, small = track == 0, track == 1
    for key in KEYS:
        points = np.full(len(table), np.nan)
        if key in LARGE:
            weight, yard = LARGE[key]
            raw = (table[key] / yard * weight).clip(lower=0)
            gap = raw[large].mean() if key == "value_added_per_emission" else 0
            points = np.where(large, raw.fillna(gap), points)
        if key in ("tax_per_mu", "tax_per_electricity"):
            yard = SMALL_ELECTRICITY
            if key == "tax_per_mu":
                known = small & table[key].notna()
                yard = table.loc[known, "tax"].sum() / table.loc[known, "land_mu"].sum()
            points = np.where(small, (table[key].fillna(0) / yard * 50).clip(0, 75), points)
        table[f"{key}_points"] = points


def add_and_rank(table: pd.DataFrame, track: pd.Series) -> tuple[pd.Series, pd.Series]:
    score = (table[POINTS].sum(axis=1) + table["bonus"] - table["deduction"]).round(4).where(track >= 0)
    return score, score.groupby(track).rank("min", ascending=False).where(track >= 0)


def run(source: str, target: str, ranker: Ranker = add_and_rank) -> None:
    table = pd.read_parquet(source, columns=READ)
    exempt = table["exempt"].notna()
    track = pd.Series(np.where(exempt, -1, np.where(table["above_scale"], 0, 1)), index=table.index)
    for key, (above, below) in KEYS.items():
        asked = ((track == 0) & (key in LARGE)) | ((track == 1) & (key in ("tax_per_mu", "tax_per_electricity")))
        table[key] = (table[above] / table[below]).where(asked & (table[below] > 0))
    _points(table, track)
    for name in ("bonus", "deduction"):
        table[name] = table[name].fillna(0).where(track >= 0)
    table["score"], table["rank"] = ranker(table, track)
    table["track"], table["group"] = track.map({0: "规上", 1: "规下"}), None
    by_rank = pd.Series(None, index=table.index, dtype=object)
    for at, (first, second, third) in enumerate(SHARES):
        size = int((track == at).sum())
        seats = [np.floor(size * first), np.floor(size * second + 0.5), np.floor(size * third + 0.5)]
        steps = [table["rank"] <= seat for seat in seats]
        by_rank = by_rank.where(track != at, np.select(steps, list("ABC"), "D"))
    veto = (track >= 0) & (table["veto"] == "safety_accident")
    table["grade"] = by_rank.where(~veto, "D")
    basis = pd.Series("rank", index=table.index)
    basis = basis.where(~(veto & (by_rank != "D")), "veto:safety_accident")
    table["basis"] = basis.where(~exempt, "exempt:" + table["exempt"])
    table["rank"] = table["rank"].astype("Int32")
    table[OUT].to_parquet(target, index=False)


def skc_add_and_rank(table: pd.DataFrame, track: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Points as a decision matrix, added up by scikit-criteria's weighted sum.

    Its own ranks are dense (1, 1, 2) and of the unrounded sum, so the contract's ranks are taken from its scores.
    """
    import skcriteria as skc
    from skcriteria.agg import simple

    score = pd.Series(np.nan, index=table.index)
    for at in (0, 1):
        here = track == at
        part = table.loc[here, POINTS].fillna(0)
        matrix = skc.mkdm(part.to_numpy(), [max] * len(POINTS), weights=np.ones(len(POINTS)), criteria=POINTS)
        sums = simple.WeightedSumModel().evaluate(matrix).e_.score
        score[here] = np.round(sums + (table.loc[here, "bonus"] - table.loc[here, "deduction"]).to_numpy(), 4)
    return score, score.groupby(track).rank("min", ascending=False).where(track >= 0)


def run_skc(source: str, target: str) -> None:
    run(source, target, skc_add_and_rank)
