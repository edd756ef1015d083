"""Grades by rank: how many seats each has, and who is graded beside the ranking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from tenghuan.scoring.conditions import Where

Rounding = Literal["floor", "half_up", "ceil"]
# nine decimals keep rank × denominator within 64 bits for a thousand million rows
Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=9, allow_inf_nan=False)]


def form(value: object) -> str:
    """Which of the ways to write a value this is; so a fault is told of that way alone."""
    if isinstance(value, dict | BaseModel):
        return "parts"
    numeric = not isinstance(value, str) or re.fullmatch(r"\s*[-+]?[\d.]+(e[-+]?\d+)?\s*", value, re.IGNORECASE)
    return "number" if numeric else "word"


GradeName = Annotated[str, Field(min_length=1, max_length=20)]


class Grade(BaseModel):
    """A grade, and the share of the group that it and the better grades reach (``upto``) or that it has (``share``).

    ``rounding`` says how seats become whole numbers; ``require`` what a row must satisfy besides, else it is graded by
    the next grade whose conditions it meets.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    grade: GradeName
    rounding: Rounding | None = None
    require: Where = Where()
    share: (
        Annotated[Annotated[Share, Tag("number")] | Annotated[Literal["rest"], Tag("word")], Discriminator(form)] | None
    ) = None
    upto: Annotated[Share | None, Field(validate_default=True)] = None

    @field_validator("upto")
    @classmethod
    def _one_of_both(cls, upto: Decimal | None, info: ValidationInfo) -> Decimal | None:
        share = info.data.get("share")
        if upto is None and share is None and "share" in info.data:
            raise PydanticCustomError("missing", "missing")
        if upto is not None and share is not None:
            raise ValueError("upto（累计比例）与 share（本档比例）须写且只写一个")
        return upto


class Outside(BaseModel):
    """Rows that are graded beside the ranking, by what they are: they are scored but have no rank and take no seat.

    ``counted`` says whether they are among the rows that shares are taken of.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    grade: GradeName
    when: Where
    counted: bool = False
    source: str | None = None
    note: str | None = None


def checked(grades: tuple[Grade, ...]) -> tuple[Grade, ...]:
    """The grades themselves if every row finds one.

    Raises:
        ValueError: what is wrong with them.
    """
    names = [grade.grade for grade in grades]
    if len(set(names)) < len(names):
        raise ValueError("档次名称重复")
    if grades[-1].require:
        raise ValueError("末档不能有 require（入档条件），否则不合条件的企业没有档次")
    if any(grade.share is not None for grade in grades):
        _check_shares(grades)
    else:
        shares = [grade.upto for grade in grades if grade.upto is not None]
        if shares != sorted(shares):
            raise ValueError("各档 upto 须由小到大")
        if shares and shares[-1] != 1:
            raise ValueError("最后一档的 upto 须为 1，否则排在末尾的企业没有档次")
    return grades


def _check_shares(grades: tuple[Grade, ...]) -> None:
    shares = [grade.share for grade in grades]
    if any(share is None for share in shares):
        raise ValueError("share（本档比例）与 upto（累计比例）不能混用")
    if shares.count("rest") != 1:
        raise ValueError("用 share 时须有且只有一档写 share: rest（其余）")
    if sum((share for share in shares if isinstance(share, Decimal)), Decimal(0)) > 1:
        raise ValueError("各档 share 合计超过 1")


def seats(grades: Sequence[Grade], ranked: int, whole: int | None = None) -> tuple[int, ...]:
    """The last rank that each grade reaches.

    Args:
        grades: best first.
        ranked: how many rows have a rank.
        whole: the number of which shares are taken, by default the same.

    Unless a grade says how it rounds, the first rounds down and the others half up (contracts.md, "Seats"). Where each
    grade has a share of its own, those before ``rest`` are counted from the top and those after it from the bottom; the
    top takes its seats first where there are too few rows for all.
    """
    whole = ranked if whole is None else whole
    if all(grade.upto is not None for grade in grades):
        reach = [rounded(grade, at, whole, grade.upto) for at, grade in enumerate(grades) if grade.upto is not None]
        # where a grade rounds up and the next one down, the next must not reach less far
        return tuple(accumulate(reach, max))
    counts = [
        rounded(grade, at, whole, grade.share) if isinstance(grade.share, Decimal) else 0
        for at, grade in enumerate(grades)
    ]
    rest = next(at for at, grade in enumerate(grades) if grade.share == "rest")
    found: list[int] = []
    for at in range(len(grades)):
        top = min(sum(counts[: min(at + 1, rest)]), ranked)
        found.append(top if at < rest else max(top, ranked - sum(counts[at + 1 :])))
    return tuple(found)


def rounded(grade: Grade, place: int, whole: int, share: Decimal) -> int:
    """The seats that a share of ``whole`` rows makes for the grade at ``place``."""
    above, below = share.as_integer_ratio()
    return (2 * whole * above + half(grade, place, below)) // (2 * below)


def half(grade: Grade, place: int, below: int) -> int:
    """What is added to 2·N·p before it is divided by 2·q: 0 to round down, q half up, nearly 2·q up."""
    rounding = grade.rounding or ("floor" if place == 0 else "half_up")
    return {"floor": 0, "half_up": below, "ceil": 2 * below - 1}[rounding]
