"""Why an enterprise is on a list, as short as a list's row can say it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.screening.models import Verdict
from tenghuan.screening import Catch
from tenghuan.screening.catches import Line
from tenghuan.screening.keys import kind_of, title


def brief(line: Line) -> str:
    """Return a condition without its source: what, value, comparison, limit."""
    return f"{line.what} {line.value}，{line.comparison} {line.limit}"


def reason_of(catch: Catch) -> str:
    """Return why an enterprise is let off, or what is not known of it, in the words of the screens."""
    if catch.verdict != Verdict.UNDECIDED:
        return catch.reason or ""
    keys = [key.strip() for key in (catch.reason or "").split(";") if key.strip()]
    return _("缺：%(k)s") % {"k": "、".join(title(key) if kind_of(key) else key for key in keys)} if keys else ""


def deciding(verdict: str, lines: list[dict[str, Any]]) -> list[str]:
    """Return the conditions that decided: those that could not be judged, or else those that hold; each once."""
    wanted = None if verdict == Verdict.UNDECIDED else True
    return list(dict.fromkeys(line["brief"] for line in lines if line["holds"] is wanted))
