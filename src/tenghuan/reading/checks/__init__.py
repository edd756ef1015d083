"""Checks of workbook rows: one rule one file, each fault located and said in plain Chinese with how to mend it."""

from __future__ import annotations

from tenghuan.reading.checks.model import Context, Fault, Known, Rule, Waiver, default_rules
from tenghuan.reading.checks.name_only import NameOnly, queue
from tenghuan.reading.checks.run import CHECKS, check

__all__ = [
    "CHECKS",
    "Context",
    "Fault",
    "Known",
    "NameOnly",
    "Rule",
    "Waiver",
    "check",
    "default_rules",
    "queue",
]
