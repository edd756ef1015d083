"""How workbooks and forms of other registers name an enterprise: by its credit code, or by a name that is one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.enterprises import sinks
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit.exchange import REFERENCES, Reference
from tenghuan.apps.organization.models import Region


def _find(county: Region, names: set[str]) -> Mapping[str, Any]:
    """Return code or name → enterprise; a name that several bear leads to none."""
    found: dict[str, Any] = {}
    shared: set[str] = set()
    for enterprise in Enterprise.objects.filter(Q(uscc__in=names) | Q(name__in=names), county=county):
        found[enterprise.uscc] = enterprise
        if found.setdefault(enterprise.name, enterprise) != enterprise:
            shared.add(enterprise.name)
    return {name: one for name, one in found.items() if name not in shared}


REFERENCES[Enterprise] = Reference("code", lambda enterprise: enterprise.uscc, _find, str(_("统一社会信用代码")))
sinks.declare()
