"""The parameters of a clause as officials write them (``比例：35%；封顶：500``), read into a clause that counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from tenghuan.errors import InputFault
from tenghuan.redeeming import parse_policy
from tenghuan.redeeming.operators import Clause

# what officials write → the key of the policy file (contracts.md, "Policy money")
WORDS = {
    "比例": "rate", "封顶": "cap", "门槛": "threshold", "每增": "every", "每档金额": "each", "上浮": "uplift",
    "跨级": "crossing",
}  # fmt: skip
CROSSING = {"最高": "highest", "累加": "sum"}
# operator → the key that holds what the lines beside those words name
LISTED = {"tiers": "tiers", "difference": "tiers", "bands": "bands", "first_time": "levels", "stages": "stages"}
STEPS = ("bands", "levels")  # those are numbers: from this base on, this amount
REMEDY = "写成“名称：数值”，以分号或换行隔开，如“比例：35%”；分档写“三星：20”，分段写“10：50”（基数满 10 得 50）"


def clause_of(operator: str, text: str, **rest: Any) -> Clause:
    """Return the clause that an operator with the parameters in ``text`` makes.

    Args:
        operator: a name of contracts.md ("share").
        text: parameters as ``比例：35%`` or ``三星：20``, parted by semicolons or lines.
        **rest: ``clause`` (its name), ``document``, ``from``, ``to``, ``exclusive``.

    Raises:
        InputFault: a part that is none, or what the checks of a policy refuse.
    """
    return _made(operator, text, tuple(sorted((key, value) for key, value in rest.items() if value)))


@lru_cache(maxsize=2000)
def _made(operator: str, text: str, rest: tuple[tuple[str, Any], ...]) -> Clause:
    told = {key: value.isoformat() if isinstance(value, date) else str(value) for key, value in rest}
    # a name and its lines are data: the file is written from them, never pasted together
    body = yaml.safe_dump({"clauses": [{**told, "operator": operator, **_read(operator, text)}]}, allow_unicode=True)
    return parse_policy(body, told.get("clause", "条款")).clauses[0]


def _read(operator: str, text: str) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    listed: dict[str, str] = {}
    for line in parts_of(text):
        name, sign, value = (part.strip() for part in line.rpartition("："))
        if not (sign and name and value):
            raise InputFault(f"“{line[:40]}”不是参数", where="参数", remedy=REMEDY)
        place, key = (found, WORDS[name]) if name in WORDS else (listed, name)
        if key in place:
            raise InputFault(f"“{name}”写了两次", where="参数", remedy="只留一项")
        place[key] = CROSSING.get(value, value) if key == "crossing" else value
    return {**found, **_listed(operator, listed)}


def parts_of(text: str) -> list[str]:
    """Return the single parameters, each with the sign that the register keeps them by."""
    for sign in "；;":
        text = text.replace(sign, "\n")
    lines = (line.replace(":", "：").split("：") for line in text.splitlines() if line.strip())
    return ["：".join(part.strip() for part in line) for line in lines]


def kept(text: str) -> str:
    """Return parameters as the register keeps them: workbooks know neither lines nor full-width signs."""
    return "；".join(parts_of(text))


def _listed(operator: str, listed: Mapping[str, str]) -> Mapping[str, Any]:
    if not listed:
        return {}
    key = LISTED.get(operator)
    if key is None:
        raise InputFault(f"这种算法没有参数“{next(iter(listed))}”", where="参数", remedy=f"可写：{'、'.join(WORDS)}")
    if key in STEPS:
        return {key: [{"min": start, "amount": amount} for start, amount in listed.items()]}
    return {key: dict(listed)}


def lines_of(clause: Clause) -> str:
    """Return a clause's parameters as officials write them: what :func:`clause_of` reads into the same clause."""
    told = clause.model_dump(mode="json", by_alias=True, exclude_none=True)
    words = {key: word for word, key in WORDS.items()}
    crossings = {key: word for word, key in CROSSING.items()}
    lines = [f"{word}：{crossings.get(str(told[key]), told[key])}" for key, word in words.items() if key in told]
    for key in ("tiers", "stages"):
        lines += [f"{name}：{amount}" for name, amount in told.get(key, {}).items()]
    for key in STEPS:
        lines += [f"{step['min']}：{step['amount']}" for step in told.get(key, ())]
    return "；".join(lines)
