"""Reference tables as data with their sources: administrative divisions, GB/T 4754 industries, parks."""

from __future__ import annotations

from tenghuan.reference.industries import Industry, division, industries, industry
from tenghuan.reference.parks import Park, parks
from tenghuan.reference.regions import Region, ancestors, children, region, regions, towns

__all__ = [
    "Industry",
    "Park",
    "Region",
    "ancestors",
    "children",
    "division",
    "industries",
    "industry",
    "parks",
    "region",
    "regions",
    "towns",
]
