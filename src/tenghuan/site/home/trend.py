"""A small line beside a figure: how it came about, as an SVG without a script."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, HEIGHT, EDGE = 120, 32, 3


def sparkline(points: Sequence[tuple[Any, Decimal]]) -> SafeString | str:
    """Return the line through (month, value) points, oldest first, with its numbers in words; "" for fewer than two."""
    if len(points) < 2:
        return ""
    values = [float(value) for _month, value in points]
    low, span = min(values), (max(values) - min(values)) or 1.0
    step = (WIDTH - 2 * EDGE) / (len(values) - 1)
    places = [
        f"{EDGE + n * step:.1f},{HEIGHT - EDGE - (value - low) / span * (HEIGHT - 2 * EDGE):.1f}"
        for n, value in enumerate(values)
    ]
    told = _("%(a)s 的 %(x)s 到 %(b)s 的 %(y)s") % {
        "a": points[0][0],
        "x": f"{values[0]:g}",
        "b": points[-1][0],
        "y": f"{values[-1]:g}",
    }
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<polyline points="{}"/></svg>',
        WIDTH,
        HEIGHT,
        told,
        " ".join(places),
    )
