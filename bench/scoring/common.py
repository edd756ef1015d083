"""The scheme as plain numbers, for the contestants written by hand."""

from __future__ import annotations

KEYS = {
    "tax_per_mu": ("tax", "land_mu"),
    "value_added_per_mu": ("value_added", "land_mu"),
    "value_added_per_tce": ("value_added", "energy_tce"),
    "value_added_per_emission": ("value_added", "emissions"),
    "labour_productivity": ("value_added", "employees"),
    "rd_ratio": ("rd", "revenue"),
    "tax_per_electricity": ("tax", "electricity"),
}
LARGE = {
    "tax_per_mu": (30, 24.097),
    "value_added_per_mu": (20, 136.16),
    "value_added_per_tce": (20, 2.694),
    "value_added_per_emission": (10, 4929.81),
    "labour_productivity": (10, 18.14),
    "rd_ratio": (10, 0.0302),
}
SMALL_ELECTRICITY = 0.2352
SHARES = ((0.2, 0.8, 0.95), (0.05, 0.75, 0.95))
FACTS = sorted({part for pair in KEYS.values() for part in pair})
POINTS = [f"{key}_points" for key in KEYS]
TAIL = ["bonus", "deduction", "score", "rank", "grade", "basis"]
OUT = ["uscc", "name", "track", "group", *KEYS, *POINTS, *TAIL]
READ = ["uscc", "name", "above_scale", *FACTS, "bonus", "deduction", "veto", "exempt"]
