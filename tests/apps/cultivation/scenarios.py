"""One call of every service of cultivation that no declaration brings; registers and loops bring all there are."""

from typing import Any

SCENARIOS: dict[str, Any] = {}
