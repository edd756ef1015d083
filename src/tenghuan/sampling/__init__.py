"""Sample data for demonstrations and tests, always marked 示例数据: registers, facts and monthly reports.

Everything is made from a county profile (``data/counties.yaml``) and a seed; the same seed gives the same bytes.
No enterprise here exists: every brand begins with 例, every organisation code with XY.
"""

from __future__ import annotations

from tenghuan.sampling.profiles import CountyProfile, counties
from tenghuan.sampling.reports import Report, sample_reports
from tenghuan.sampling.sample import (
    MAX_ENTERPRISES,
    Fault,
    Manifest,
    SampleFile,
    sample_facts,
    write_sample,
)

__all__ = [
    "MAX_ENTERPRISES",
    "CountyProfile",
    "Fault",
    "Manifest",
    "Report",
    "SampleFile",
    "counties",
    "sample_facts",
    "sample_reports",
    "write_sample",
]
