"""One state of the editor: what was sent, what it means as data and text, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import year as asked_year
from tenghuan.apps.evaluation.editor import draft, steps
from tenghuan.apps.evaluation.editor.answers import answered
from tenghuan.apps.evaluation.editor.text import copied, written
from tenghuan.errors import InputFault
from tenghuan.scoring import SchemeFault, parse_scheme
from tenghuan.scoring.schemefaults import Located, Place, where

FORM, ADVANCED = "form", "advanced"
SAVE = "save"


@dataclass
class Sheet:
    """The editor as it stands: ``mode`` form or advanced, the text, its data (None: no form can show it), faults."""

    year: str
    source: str
    text: str
    mode: str = FORM
    data: dict[str, Any] | None = None
    faults: list[str | Located] = field(default_factory=list)
    sound: bool = False  # it was checked, and nothing was found
    focus: str = ""

    def __post_init__(self) -> None:
        if self.data is None:
            try:
                self.data = draft.opened(self.text)
            except SchemeFault as fault:
                self.faults, self.mode = list(fault.located or fault.faults), ADVANCED

    @property
    def form(self) -> dict[str, Any] | None:
        """The rows of the form with their faults, None in the advanced mode."""
        if self.mode != FORM or self.data is None:
            return None
        by_place: dict[Place, list[Located]] = {}
        for fault in self.located:
            by_place.setdefault(fault.place, []).append(fault)
        return draft.form(self.data, by_place)

    @property
    def located(self) -> list[Located]:
        """The faults that have a place, said for the form."""
        return [friendly(fault, self.data or {}) for fault in self.faults if isinstance(fault, Located)]

    @property
    def summary(self) -> list[dict[str, str]]:
        """All faults in a row: in the form with the field that is to be mended, in the advanced mode with the line."""
        if self.mode == ADVANCED:
            return [{"words": str(fault), "field": ""} for fault in self.faults]
        others = [{"words": str(fault), "field": ""} for fault in self.faults if not isinstance(fault, Located)]
        placed = [{"words": str(replace(fault, line=0)), "field": anchor(fault.place)} for fault in self.located]
        return [*others, *placed]

    def check(self) -> bool:
        """Whether the text is a scheme; its faults are kept."""
        try:
            parse_scheme(self.text, _("评分方案"))
        except SchemeFault as fault:
            self.faults += fault.located or fault.faults
            self.faults += _also(self.data or {}, {one.place for one in self.located})
        self.sound = not self.faults
        return self.sound


def received(post: Mapping[str, str]) -> tuple[Sheet, str]:
    """What was sent, and the verb: save, check, form, advanced, or a step such as ``add:tracks``.

    A post without a mode is one of the text alone.
    """
    text = post.get("scheme", "").replace("\r\n", "\n")
    mode = FORM if post.get("mode") == FORM else ADVANCED
    sheet = Sheet(post.get("year", ""), post.get("source", ""), text, mode)
    verb = post.get("do", SAVE)
    if sheet.mode == FORM and sheet.data is not None:
        _answer(sheet, post, verb)
    if verb in (FORM, ADVANCED):
        sheet.mode = verb if sheet.data is not None else ADVANCED
    elif verb == "check":
        sheet.check()
    return sheet, verb


def _answer(sheet: Sheet, post: Mapping[str, str], verb: str) -> None:
    data = copied(sheet.data)
    sheet.faults += answered(data, post)
    year = asked_year(sheet.year, otherwise=None)
    if year is not None and data.get("year") != year:
        data = {"name": data.get("name"), **data, "year": year}
    step, _colon, path = verb.partition(":")
    if path:
        try:
            sheet.focus = steps.take(data, step, path)
        except InputFault as fault:
            sheet.faults.append(str(fault))
    if data != sheet.data:
        sheet.text, sheet.data = written(data, sheet.text), data


def _also(data: Mapping[str, Any], known: set[Place]) -> list[Located]:
    """Benchmarks that are missing where another fault of the same track kept the scheme from saying so."""
    found = []
    for at, track in enumerate(data.get("tracks") or []):
        for n, row in enumerate(track.get("criteria") or []):
            place: Place = ("tracks", at, "criteria", n, "benchmark")
            if row.get("benchmark") is None and row.get("normalise") is None and place not in known:
                words, remedy = _("请填基准值（大于 0 的数字），或选本组平均"), _("填数字，或换一种基准")
                found.append(Located(place, 0, where(place, data), words, remedy))
    return found


def friendly(fault: Located, data: Mapping[str, Any]) -> Located:
    """A fault in the words of the form, which knows shares and kinds of benchmarks instead of keys of the text."""
    place, last = fault.place, fault.place[-1] if fault.place else ""
    if len(place) > 3 and place[2] == "criteria":
        if len(place) == 4 and "benchmark" in fault.what:
            words = _("请填基准值（大于 0 的数字），或选本组平均")
            return replace(fault, place=(*place, "benchmark"), what=words, remedy=_("填数字，或换一种基准"))
        if last == "benchmark":
            shown = fault.what.replace("数字或 mean", "数字")
            return replace(fault, what=shown, remedy=_("填大于 0 的数字，或选本组平均"))
        if last == "weight" and "缺少" in fault.what:
            return replace(fault, what=_("请填权重"), remedy=_("填大于 0 的数字"))
    if last == "grades" or (last == "upto" and "数字" not in fault.what):
        return _shares(fault, data)
    return fault


def _shares(fault: Located, data: Mapping[str, Any]) -> Located:
    grades = data["tracks"][fault.place[1]].get("grades") or []
    numbers = [draft.number_of(row.get("upto")) for row in grades]
    if not grades or any(number is None for number in numbers) or "重复" in fault.what:
        return fault
    said = [Decimal(share) for share in draft.shares(grades)]
    total = draft.plain(sum(said, Decimal(0)))
    what = _("各档占比不能为负") if min(said) < 0 else _("各档占比合计 %(t)s%%，须为 100%%") % {"t": total}
    return replace(fault, place=(*fault.place[:2], "grades"), what=what, remedy=_("改各档占比，使合计为 100%"))


def anchor(place: Place) -> str:
    """The id of the field of a place."""
    if len(place) < 2 or place[0] != "tracks":
        return "scheme-name"
    head = f"t{place[1]}"
    if len(place) > 3 and place[2] == "criteria":
        named = str(place[4]) if len(place) > 4 else "key"
        return f"{head}_c{place[3]}_{'benchmark' if named == 'normalise' else named}"
    if len(place) > 3 and place[2] == "grades":
        return f"{head}_g{place[3]}_{'grade' if place[-1] == 'grade' else 'share'}"
    if len(place) > 2 and place[2] in ("cap", "floor", "group_by", "source", "note"):
        return f"{head}_{place[2]}"
    parts = {"population": "conditions", "criteria": "criteria", "grades": "grades", "vetoes": "vetoes"}
    return f"add-{head}-{parts[str(place[2])]}" if len(place) > 2 and place[2] in parts else f"{head}_name"
