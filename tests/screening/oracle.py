"""The contract of screening a second time, in fractions and one row after the other; knows nothing of the room.

Rows hold text, whole numbers, dates and truth values by key; rules are plain YAML whose decimals are text.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

RATIOS = {
    "tax_per_mu": "tax/land_mu",
    "value_added_per_mu": "value_added/land_mu",
    "value_added_per_tce": "value_added/energy_tce",
    "value_added_per_emission": "value_added/emissions",
    "labour_productivity": "value_added/employees",
    "rd_ratio": "rd/revenue",
    "tax_per_electricity": "tax/electricity",
    "revenue_per_mu": "revenue/land_mu",
    "value_added_energy": "energy_tce/value_added",
    "energy_per_revenue": "energy_tce/revenue",
}
TEXTS = {"uscc", "name", "town", "park", "industry", "industry_division", "veto", "exempt", "grade"}
OPERATORS = ("below", "above", "min", "max", "in", "equals", "after", "before", "below_mean")
SIGNS = {"below": "<", "above": ">", "min": ">=", "max": "<=", "in": "in", "equals": "in", "after": ">", "before": "<"}
ENDLESS = "endless"


class Oracle:
    """One file of facts and one of rules."""

    def __init__(self, rows: list[dict[str, Any]], rules: dict[str, Any]) -> None:
        self.rules, self.year = rules, rules["year"]
        self.rows = rows
        self.years = {(row["uscc"], row.get("year")): row for row in rows}
        self.scope = [
            row for row in rows if row.get("year") == self.year and self.admits(rules.get("scope") or {}, row) is True
        ]

    def listing(self) -> list[tuple[Any, ...]]:
        """The rows of OUT."""
        out = []
        for row in self.scope:
            for rule in self.rules["lists"]:
                truth = self.group(rule, row)
                if truth is False:
                    continue
                reason = self.exemption(rule, row) if truth else None
                verdict = "不可判" if truth is None else "豁免" if reason else "入"
                if truth is None:
                    reason = "; ".join(dict.fromkeys(self.unknown(rule, row)))
                conditions = "; ".join(text for _one, text in dict.fromkeys(self.described(rule, row)))
                out.append(
                    (row["uscc"], row.get("name"), row.get("town"), rule["name"], verdict, conditions, reason or None)
                )
        return out

    # -- three values -------------------------------------------------------------------------------------------------
    def group(self, rule: dict[str, Any], row: dict[str, Any]) -> bool | None:
        if "any" in rule:
            return any_of([self.group(part, row) for part in rule["any"]])
        if "all" in rule:
            return all_of([self.group(part, row) for part in rule["all"]])
        return self.condition(rule, row)

    def condition(self, rule: dict[str, Any], row: dict[str, Any]) -> bool | None:
        return all_of([self.over_years(rule, op, row) for op in OPERATORS if op in rule])

    def over_years(self, rule: dict[str, Any], op: str, row: dict[str, Any]) -> bool | None:
        results = []
        for back in range(rule.get("for_years", 1)):
            then = row if back == 0 else self.years.get((row["uscc"], self.year - back))
            results.append(False if then is None else self.compare(rule, op, then))
        return all_of(results)

    def compare(self, rule: dict[str, Any], op: str, row: dict[str, Any]) -> bool | None:
        key = rule["key"]
        value = self.value(key, row)
        if op in ("in", "equals"):
            if value is None:
                return None
            wanted = rule[op] if op == "in" else [rule[op]]
            return value in [self.constant(key, each) for each in wanted]
        limit = self.limit(rule, op, row)
        if value is None or limit is None:
            return None
        if value == ENDLESS:
            return op in ("above", "min")
        if op in ("below", "before", "below_mean"):
            return value < limit
        if op in ("above", "after"):
            return value > limit
        return value >= limit if op == "min" else value <= limit

    def unknown(self, rule: dict[str, Any], row: dict[str, Any]) -> list[str]:
        if self.group(rule, row) is not None:
            return []
        parts = rule.get("any") or rule.get("all")
        if parts is None:
            return [rule["key"]]
        return [key for part in parts for key in self.unknown(part, row)]

    # -- values and limits ------------------------------------------------------------------------------------------
    def value(self, key: str, row: dict[str, Any]) -> Any:
        if key == "industry_division":
            code = row.get("industry")
            return None if code is None else bare(code)[:2]
        if key == "industry":
            return None if row.get(key) is None else bare(row[key])
        if key in TEXTS or key in ("year", "above_scale", "registered_on"):
            return row.get(key)
        if key not in RATIOS:
            return None if row.get(key) is None else Fraction(row[key])
        above, below = (row.get(part) for part in RATIOS[key].split("/"))
        if above is None or below is None:
            return None
        above, below = Fraction(above), Fraction(below)
        if below > 0:
            return above / below
        return ENDLESS if key == "value_added_energy" and above > 0 else None

    def constant(self, key: str, value: Any) -> Any:
        if key in ("industry", "industry_division"):
            return bare(str(value))
        return value if key in TEXTS or isinstance(value, bool | date) or key == "year" else Fraction(value)

    def limit(self, rule: dict[str, Any], op: str, row: dict[str, Any]) -> Any:
        if op == "below_mean":
            mean = self.mean(rule["key"], rule.get("group"), row)
            return None if mean is None else Fraction(rule["below_mean"]) * mean
        if rule[op] == "table":
            return self.threshold(rule["key"], row)
        return self.constant(rule["key"], rule[op])

    def mean(self, key: str, group: str | None, row: dict[str, Any]) -> Fraction | None:
        own = self.value(group, row) if group else "everybody"
        if own is None:
            return None
        above = below = Fraction(0)
        for other in self.scope:
            if (self.value(group, other) if group else "everybody") == own:
                parts = RATIOS.get(key, key).split("/")
                pair = [other.get(part) for part in parts]
                if len(pair) == 1:
                    pair.append("1")
                if None not in pair and Fraction(pair[1]) > 0:
                    above += Fraction(pair[0])
                    below += Fraction(pair[1])
        return above / below if below > 0 else None

    def threshold(self, key: str, row: dict[str, Any]) -> Fraction | None:
        code, best = bare(row.get("industry") or ""), None
        for line in self.rules.get("thresholds") or []:
            prefix, town = bare(str(line.get("industry") or "")), line.get("town")
            if line["key"] == key and code.startswith(prefix) and town in (None, row.get("town")):
                rank = (len(prefix), town is not None)
                if best is None or rank > best[0]:
                    best = (rank, Fraction(line["limit"]))
        return None if best is None else best[1]

    # -- scope and exemptions -----------------------------------------------------------------------------------------
    def admits(self, population: dict[str, Any], row: dict[str, Any]) -> bool | None:
        results: list[bool | None] = []
        for key, wanted in population.items():
            if key == "any":
                results.append(any_of([self.admits(part, row) for part in wanted]))
            elif key == "all":
                results.append(all_of([self.admits(part, row) for part in wanted]))
            else:
                rule = wanted if isinstance(wanted, dict) else {"equals": wanted}
                results.append(self.condition({"key": key} | rule, row))
        return all_of(results)

    def exemption(self, rule: dict[str, Any], row: dict[str, Any]) -> str | None:
        for exemption in self.rules.get("exempt") or []:
            if rule["name"] in exemption.get("lists", [rule["name"]]) and self.admits(exemption["when"], row) is True:
                return str(exemption["reason"])
        return None

    # -- words ------------------------------------------------------------------------------------------------------
    def described(self, rule: dict[str, Any], row: dict[str, Any]) -> list[tuple[str, str]]:
        """Each condition with its words; the same condition twice is one, two that read alike are two."""
        parts = rule.get("any") or rule.get("all")
        if parts is not None:
            return [told for part in parts for told in self.described(part, row)]
        years = f" ({rule['for_years']} 年)" if rule.get("for_years", 1) > 1 else ""
        found = []
        for op in ("equals", "below", "above", "min", "max", "in", "after", "before", "below_mean"):
            if op in rule:
                value, limit = shown(self.value(rule["key"], row)), self.shown_limit(rule, op, row)
                one = repr([rule["key"], op, rule[op], rule.get("group"), rule.get("for_years", 1)])
                found.append((one, f"{rule['key']} {value} {SIGNS.get(op, '<')} {limit}{years}"))
        return found

    def shown_limit(self, rule: dict[str, Any], op: str, row: dict[str, Any]) -> str:
        if op in ("in", "equals"):
            wanted = rule[op] if op == "in" else [rule[op]]
            return f"[{', '.join(digits(self.constant(rule['key'], each)) for each in wanted)}]"
        if op == "below_mean":
            return shown(self.limit(rule, op, row))
        if rule[op] == "table":
            limit = self.threshold(rule["key"], row)
            return "未知" if limit is None else digits(limit)
        return digits(self.constant(rule["key"], rule[op]))


def bare(code: str) -> str:
    return code.lstrip("ABCDEFGHIJKLMNOPQRST")


def any_of(results: list[bool | None]) -> bool | None:
    return True if True in results else None if None in results else False


def all_of(results: list[bool | None]) -> bool | None:
    return False if False in results else None if None in results else True


def shown(value: Any) -> str:
    """A value: numbers with four decimals, half away from zero."""
    if value is None:
        return "未知"
    if value == ENDLESS:
        return "∞"
    if isinstance(value, bool):
        return "是" if value else "否"
    if not isinstance(value, Fraction):
        return str(value)
    tens, rest = divmod(abs(value) * 10_000, 1)
    tens += rest >= Fraction(1, 2)
    text = f"{tens // 10_000}.{tens % 10_000:04d}"
    return f"-{text}" if value < 0 and tens else text


def digits(value: Any) -> str:
    """A limit: all its digits, no zeros behind them."""
    if not isinstance(value, Fraction):
        return shown(value)
    whole, rest, text = abs(value) // 1, abs(value) % 1, ""
    while rest:
        rest *= 10
        text += str(rest // 1)
        rest %= 1
    return ("-" if value < 0 else "") + str(whole) + (f".{text}" if text else "")
