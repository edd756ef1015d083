"""Indicators of a draft: targets that say the same thing twice merged, table rows joined with prose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tenghuan.errors import InputFault
from tenghuan.plan.calibers import Caliber
from tenghuan.plan.drafting.calibers import (
    holds_each_year,
    is_multiple,
    known_caliber,
    of_column,
    possible,
    propose,
    propose_final,
)
from tenghuan.plan.drafting.units import UnitDrafts
from tenghuan.plan.measures import convert, kinship, measure
from tenghuan.plan.schema import Threshold
from tenghuan.plan.standards import SURE, Candidate, catalogue, core, split_population, threshold_of

_TABLE_SECTION = "指标体系表"
_RAW = re.compile(r"^(?P<value>-?\d+(?:\.\d+)?)(?P<unit>[^\d/]*)(?P<yearly>/年)?$")


@dataclass
class _Draft:
    name: str
    unit: str
    candidate: Candidate | None
    threshold: Threshold | None
    population: str | None
    cells: list[dict[str, Any]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    guesses: list[tuple[str, float]] = field(default_factory=list)
    anchors: dict[str, dict[str, Any]] = field(default_factory=dict)  # section → first place in it
    rows: list[int] = field(default_factory=list)  # the numbers of the rows that went into it
    key: str = ""

    def take(self, row: dict[str, Any]) -> None:
        """Remember which row went into it, where rows have numbers."""
        if row.get("row") is not None:
            self.rows.append(int(row["row"]))

    @property
    def standard_key(self) -> str | None:
        return self.candidate.standard.key if self.candidate else None


def _unit_of(written: str, candidate: Candidate | None) -> str:
    if candidate and candidate.standard.unit.startswith(f"{written}/"):
        return candidate.standard.unit
    known = measure(written)
    return known.name if known else written


def _linked(first: Candidate | None, second: Candidate | None) -> bool:
    """Both surely the same standard indicator; a doubtful link is no ground for merging two targets."""
    if first is None or second is None or first.standard.key != second.standard.key:
        return False
    return min(first.score, second.score) >= SURE


class IndicatorDrafts:
    """Collects targets and table rows into indicators and parameters.

    Args:
        period: ``{"start", "end"}`` of the plan.
        actions: drafted actions, each with the row it came from, for the responsible units of a section.
        units: drafted units, for the bureau that usually reports.
        remarks: where guesses are noted.
    """

    def __init__(
        self,
        period: dict[str, Any],
        actions: list[tuple[dict[str, Any], dict[str, Any]]],
        units: UnitDrafts,
        remarks: list[dict[str, Any]],
    ) -> None:
        self._end = period.get("end")
        self._actions, self._units, self._remarks = actions, units, remarks
        self._drafts: list[_Draft] = []

    # --- targets -------------------------------------------------------------------------------------------

    def add_target(self, target: dict[str, Any]) -> None:
        """Take one prose target: a new indicator, a further milestone, or a repetition of a known one."""
        name, population = split_population(target["indicator"])
        unit = target.get("unit") or "1"
        candidate = catalogue().find(
            name, unit, caliber=None if is_multiple(target) else known_caliber(target.get("nature"))
        )
        caliber, guess = propose(target, candidate.standard if candidate else None)
        cell = self._cell(target, caliber)
        draft = self._same(name, unit, candidate, threshold_of(name), population, cell)
        if draft is None:
            draft = _Draft(name, _unit_of(unit, candidate), candidate, threshold_of(name), population)
            self._drafts.append(draft)
        draft.take(target)
        if cell not in draft.cells:
            known = self._repeated(draft, cell)
            if known is None:
                draft.cells.append(cell)
                if guess:
                    draft.guesses.append((f"{cell['value']:g}{unit}：{guess}", 0.6))
            else:
                self._merge(draft, known, cell, target["section"])
        if target["section"] not in draft.sources:
            draft.sources.append(target["section"])
            if target.get("anchor"):
                draft.anchors[target["section"]] = target["anchor"]

    def _cell(self, target: dict[str, Any], caliber: Caliber) -> dict[str, Any]:
        cell: dict[str, Any] = {"caliber": caliber.value}
        if target.get("year"):
            cell["year"] = target["year"]
        elif self._end is None or holds_each_year(target, caliber):
            cell["every_year"] = True
        else:
            cell |= {"year": self._end, "year_inferred": True}
        cell["value"] = target["value"]
        if target.get("upper") is not None:
            cell["upper"] = target["upper"]
        if target.get("comparison", "eq") != "eq":
            cell["comparison"] = target["comparison"]
        return cell

    def _merge(self, draft: _Draft, known: dict[str, Any], cell: dict[str, Any], section: str) -> None:
        if known.get("year_inferred") and not cell.get("year_inferred"):
            known.pop("year_inferred")
        if known.get("comparison") != cell.get("comparison"):
            self._remark(draft, f"{section} 与别处的“以上、超过”不一致，请确认", 0.5)

    @staticmethod
    def _repeated(draft: _Draft, cell: dict[str, Any]) -> dict[str, Any] | None:
        same = ("value", "upper", "year", "caliber")
        return next((c for c in draft.cells if all(c.get(k) == cell.get(k) for k in same)), None)

    def _same(
        self,
        name: str,
        unit: str,
        candidate: Candidate | None,
        threshold: Threshold | None,
        population: str | None,
        cell: dict[str, Any],
    ) -> _Draft | None:
        for draft in self._drafts:
            twin = self._twin(draft, name, unit, cell)
            if twin or (draft.threshold == threshold and draft.population == population):
                named = core(draft.name) == core(name)
                linked = _linked(candidate, draft.candidate)
                if twin or ((named or linked) and self._fits(draft, unit, cell)):
                    return draft
        return None

    @staticmethod
    def _twin(draft: _Draft, name: str, unit: str, cell: dict[str, Any]) -> bool:
        """The same figure in the same year under a shortened name: 整治提升企业达1385家."""
        figure = any(c["value"] == cell["value"] and c.get("year") == cell.get("year") for c in draft.cells)
        if not figure or cell["value"] < 100 or kinship(draft.unit, unit) != 1:
            return False
        mine, theirs = set(core(name)), set(core(draft.name))
        return mine <= theirs or theirs <= mine

    @staticmethod
    def _fits(draft: _Draft, unit: str, cell: dict[str, Any]) -> bool:
        """Whether the cell can stand beside the draft's others: no second value for one caliber and year."""
        if kinship(draft.unit, unit) < 0.9 and not draft.unit.startswith(f"{unit}/"):
            return False
        return not any(
            c["caliber"] == cell["caliber"]
            and c.get("year") == cell.get("year")
            and (c["value"], c.get("upper")) != (cell["value"], cell.get("upper"))
            for c in draft.cells
        )

    # --- table rows ----------------------------------------------------------------------------------------

    def add_series(self, row: dict[str, Any]) -> None:
        """Join one row of an indicator table with the prose target it repeats, cell by cell."""
        name, unit = row["indicator"], row.get("unit") or "1"
        cells = [c for c in row["cells"] if c.get("value") is not None]
        targets = sorted((c for c in cells if c["role"] == "target"), key=lambda c: c["year"])
        if not targets:
            return
        draft = self._row_draft(name, unit, targets[-1])
        draft.take(row)
        base = next((c for c in cells if c["role"] == "baseline"), None)
        past = [c for c in cells if c["role"] == "actual"]
        yearly = [c["value"] for c in [*past, *targets[:-1]] if "当年" in c["column"]]
        final = self._final(draft, targets[-1])
        known = Caliber(final["caliber"])
        caliber, why = propose_final(known, base["value"] if base else None, yearly, targets[-1]["value"])
        final["caliber"] = caliber.value
        if why:  # the row's arithmetic is better ground than the wording
            draft.guesses = [(why, 0.8)]
        self._earlier(draft, caliber, targets[:-1], past)
        if base:
            draft.extra["baseline"] = {"year": base["year"], "value": base["value"]}
        references = [self._reference(draft.unit, c) for c in row["cells"] if c["role"] == "reference"]
        draft.extra["references"] = [r for r in references if r]
        if _TABLE_SECTION not in draft.sources:
            draft.sources.append(_TABLE_SECTION)

    def _row_draft(self, name: str, unit: str, last: dict[str, Any]) -> _Draft:
        candidate = catalogue().find(name, unit)
        threshold = threshold_of(name)
        for draft in self._drafts:
            same = candidate is not None and candidate.standard.key == draft.standard_key
            if (same or core(name) == core(draft.name)) and draft.threshold == threshold:
                return draft
        draft = _Draft(name, _unit_of(unit, candidate), candidate, threshold, None)
        self._drafts.append(draft)
        return draft

    def _final(self, draft: _Draft, last: dict[str, Any]) -> dict[str, Any]:
        for cell in draft.cells:
            if cell.get("year") == last["year"] and cell["value"] == last["value"]:
                return cell
        usual = draft.candidate.standard.caliber if draft.candidate else Caliber.CUMULATIVE
        cell = {"caliber": usual.value, "year": last["year"], "value": last["value"]}
        draft.cells.append(cell)
        return cell

    def _earlier(
        self,
        draft: _Draft,
        final: Caliber,
        targets: list[dict[str, Any]],
        past: list[dict[str, Any]],
    ) -> None:
        milestones = []
        for cell in targets:
            caliber, doubt = of_column(final, cell["column"])
            milestones.append({"caliber": caliber.value, "year": cell["year"], "value": cell["value"]})
            if doubt:
                self._remark(draft, f"{cell['column']}：{doubt}", 0.5)
        draft.cells[:0] = milestones
        actuals = [
            {"year": c["year"], "value": c["value"], "caliber": of_column(final, c["column"])[0].value} for c in past
        ]
        if actuals:
            draft.extra["actuals"] = actuals

    @staticmethod
    def _reference(unit: str, cell: dict[str, Any]) -> dict[str, Any] | None:
        raw = str(cell.get("raw") or "")
        if cell.get("value") is None and not re.search(r"\d", raw):
            return None
        scope = "province" if str(cell["scope"]).endswith(("省", "自治区")) else "city"
        out: dict[str, Any] = {"scope": scope, "name": cell["scope"], "year": cell["year"], "raw": raw}
        if found := _RAW.match(raw.replace(" ", "")):
            try:
                value = float(found["value"])
                out["value"] = convert(value, found["unit"], unit) if found["unit"] else value
            except InputFault:
                return out
            if found["yearly"]:
                out["caliber"] = Caliber.ANNUAL.value
        return out

    def rows(self) -> dict[int, str]:
        """Number of a row → key of the indicator or parameter that it went into."""
        return {row: draft.key for draft in self._drafts for row in draft.rows}

    def places(self) -> dict[str, dict[str, str]]:
        """Key of an indicator → section → place in the document (block:start-end), where the reader gave one."""
        return {
            draft.key: {section: f"{at['block']}:{at['start']}-{at['end']}" for section, at in draft.anchors.items()}
            for draft in self._drafts
        }

    # --- result --------------------------------------------------------------------------------------------

    def finish(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Indicators and parameters as plain data, in order of first appearance."""
        indicators, parameters, taken = [], [], set[str]()
        for number, draft in enumerate(self._drafts, 1):
            draft.key = self._key(draft, number, taken)
            taken.add(draft.key)
            self._doubt_link(draft)
            self._doubt_values(draft)
            for text, confidence in draft.guesses:
                self._remark(draft, text, confidence)
            if draft.candidate and draft.candidate.standard.parameter and len(draft.cells) == 1:
                parameters.append(self._parameter(draft))
            else:
                indicators.append(self._indicator(draft))
        for remark in self._remarks:
            if isinstance(remark["where"], _Draft):
                remark["where"] = f"indicators.{remark['where'].key}"
        return indicators, parameters

    @staticmethod
    def _key(draft: _Draft, number: int, taken: set[str]) -> str:
        key = draft.standard_key or f"local_{number}"
        if draft.threshold:
            size = f"{draft.threshold.value:g}".replace(".", "_")
            key = f"{key}_{size}{'yi' if draft.threshold.unit == '亿元' else 'wan'}"
        if key in taken:
            key = next(f"{key}_{n}" for n in range(2, 1000) if f"{key}_{n}" not in taken)
        return key

    def _doubt_link(self, draft: _Draft) -> None:
        if draft.candidate is None:
            self._remark(draft, "没有对应的标准指标，按本县特有指标录入", 0.5)
        elif draft.candidate.score < SURE:
            zh = draft.candidate.standard.zh
            self._remark(draft, f"“{draft.name}”推定为标准指标“{zh}”", round(draft.candidate.score, 2))

    def _doubt_values(self, draft: _Draft) -> None:
        for cell in draft.cells:
            if not possible(Caliber(cell["caliber"]), cell["value"]):
                cell["caliber"] = Caliber.LEVEL.value
                self._remark(draft, f"{cell['value']:g} 与口径不符，先按水平值录入", 0.2)

    def _indicator(self, draft: _Draft) -> dict[str, Any]:
        standard = draft.candidate.standard if draft.candidate else None
        last = max(draft.cells, key=lambda cell: cell.get("year") or 0)  # the plan's end, not its yearly floor
        item: dict[str, Any] = {"key": draft.key, "name": draft.name}
        if standard:
            item |= {"catalogue": standard.key, "campaign": standard.campaign}
        item |= {"caliber": last["caliber"], "unit": draft.unit}
        if standard and standard.direction.value != "higher":
            item["direction"] = standard.direction.value
        if draft.population:
            item["population"] = draft.population
        if draft.threshold:
            item["threshold"] = draft.threshold.model_dump()
        item |= draft.extra
        item |= {"milestones": draft.cells, "frequency": standard.due.value if standard else "year_end"}
        item |= self._responsible(draft, standard.bureau if standard else None)
        item["sources"] = draft.sources
        if standard and standard.formula:
            item["formula"] = standard.formula
        return item

    def _parameter(self, draft: _Draft) -> dict[str, Any]:
        cell = draft.cells[0]
        return {
            "key": draft.key,
            "name": draft.name,
            "value": cell["value"],
            "unit": draft.unit,
            "comparison": cell.get("comparison", "eq"),
            "status": "plan",
            "sources": draft.sources,
        }

    def _responsible(self, draft: _Draft, bureau: str | None) -> dict[str, list[str]]:
        """Units of the draft's own section; for the goals chapter, the bureau that usually reports."""
        for section in draft.sources:
            own = [pair for pair in self._actions if pair[0]["section"] == section]
            if own:
                action = self._nearest(draft, section, own)
                return {role: action[role] for role in ("lead", "support") if action.get(role)}
        name = self._units.by_function(bureau) if bureau else None
        if name is None:
            self._remark(draft, "原文没有写明责任单位", 0.3)
            return {}
        self._remark(draft, f"责任单位按通常做法取 {name}", 0.5)
        return {"lead": [name]}

    def _nearest(self, draft: _Draft, section: str, own: list[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, Any]:
        """Units stand in brackets behind the sentences they answer for: the first brackets after the target."""
        here = draft.anchors.get(section)
        for action, row in own:
            there = row.get("anchor")
            if here and there and there["block"] == here["block"] and there["start"] >= here["start"]:
                return action
        if len(own) > 1:
            self._remark(draft, f"{section} 有多组责任单位，取第一组", 0.5)
        return own[0][0]

    def _remark(self, draft: _Draft, text: str, confidence: float) -> None:
        self._remarks.append({"where": draft, "text": text, "confidence": confidence})
