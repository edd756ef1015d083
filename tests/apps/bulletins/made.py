"""How tests make a bulletin (one on orders needs no figures of indicators) and a template."""

from __future__ import annotations

from typing import Any

from tests.apps.bulletins.drafts import drafted, uploaded
from tests.world import County


def make_bulletin(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    bulletin = drafted(county)
    type(bulletin).objects.filter(pk=bulletin.pk).update(title=f"第{number}期督办通报")
    bulletin.refresh_from_db()
    return bulletin


def make_template(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    template = uploaded(county)
    type(template).objects.filter(pk=template.pk).update(note=f"第{number}次")
    template.refresh_from_db()
    return template


MAKERS = {"bulletins": make_bulletin, "papertemplates": make_template}
