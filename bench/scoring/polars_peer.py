"""The same list by Polars."""

from __future__ import annotations

import polars as pl
from polars import col

from bench.scoring.common import FACTS, KEYS, LARGE, OUT, READ, SHARES, SMALL_ELECTRICITY


def _asked(key: str) -> list[int]:
    return [at for at, keys in enumerate((LARGE, ("tax_per_mu", "tax_per_electricity"))) if key in keys]


def _points(key: str, mean: float) -> pl.Expr:
    if key == "tax_per_electricity":
        return pl.when(col("t") == 1).then((col(key).fill_null(0) / SMALL_ELECTRICITY * 50).clip(0, 75))
    weight, yard = LARGE[key]
    large = (col(key) / yard * weight).clip(lower_bound=0)
    gap = large.filter(col("t") == 0).mean() if key == "value_added_per_emission" else pl.lit(0.0)
    points = pl.when(col("t") == 0).then(large.fill_null(gap))
    if key == "tax_per_mu":
        points = points.when(col("t") == 1).then((col(key).fill_null(0) / mean * 50).clip(0, 75))
    return points


def _grade(shares: tuple[float, ...]) -> pl.Expr:
    first, second, third = shares
    return (
        pl.when(col("rank") <= (col("n") * first).floor())
        .then(pl.lit("A"))
        .when(col("rank") <= (col("n") * second + 0.5).floor())
        .then(pl.lit("B"))
        .when(col("rank") <= (col("n") * third + 0.5).floor())
        .then(pl.lit("C"))
        .otherwise(pl.lit("D"))
    )


def run(source: str, target: str) -> None:
    table = pl.read_parquet(source, columns=READ)
    large = pl.when(col("above_scale")).then(pl.lit(0, pl.Int8)).otherwise(pl.lit(1, pl.Int8))
    table = table.with_columns(t=pl.when(col("exempt").is_null()).then(large))
    table = table.with_columns(
        pl.when(col("t").is_in(_asked(key)) & (col(below) > 0)).then(col(above) / col(below)).alias(key)
        for key, (above, below) in KEYS.items()
    )
    small = table.filter((col("t") == 1) & col("tax_per_mu").is_not_null())
    mean = small.select(col("tax").sum() / col("land_mu").sum()).item()
    del small
    table = table.drop(FACTS).with_columns(_points(key, mean).alias(f"{key}_points") for key in KEYS)
    tracked = col("t").is_not_null()
    table = table.with_columns(
        pl.when(tracked).then(col(name).fill_null(0.0)).alias(name) for name in ("bonus", "deduction")
    )
    total = pl.sum_horizontal(col(f"{key}_points").fill_null(0) for key in KEYS) + col("bonus") - col("deduction")
    table = table.with_columns(score=pl.when(tracked).then(total.round(4)))
    table = table.with_columns(rank=col("score").rank("min", descending=True).over("t"), n=pl.len().over("t"))
    by_rank = pl.when(col("t") == 0).then(_grade(SHARES[0])).when(col("t") == 1).then(_grade(SHARES[1]))
    table = table.with_columns(by_rank=by_rank)
    veto = tracked & (col("veto") == "safety_accident").fill_null(False)
    table = table.with_columns(
        track=pl.when(col("t") == 0).then(pl.lit("规上")).when(col("t") == 1).then(pl.lit("规下")),
        group=pl.lit(None, pl.String),
        grade=pl.when(veto).then(pl.lit("D")).otherwise(col("by_rank")),
        basis=pl.when(col("exempt").is_not_null())
        .then("exempt:" + col("exempt"))
        .when(~tracked)
        .then(pl.lit("no track"))
        .when(veto & (col("by_rank") != "D"))
        .then("veto:" + col("veto"))
        .otherwise(pl.lit("rank")),
    )
    table.select(OUT).write_parquet(target)
