"""Signs that no XML can hold, and so no Word document, workbook or chart (XML 1.0, fifth edition, 2.2)."""

from __future__ import annotations

import re

_NEVER = re.compile("[^\\t\\n\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def kept(text: str) -> str:
    """Return the text without them; carriage returns go too, as XML reads them as line feeds."""
    return _NEVER.sub("", text)
