"""What the moves of a case need when each is raced: tests/kit/test_races.py."""

from datetime import date

from tenghuan.apps.remediation.models import Change

SCENARIOS = {}

# move → what it is told beyond its table; move → columns that the thing has when it is made
RESULT = {"actual_land": "2", "after_tax_per_mu": "6", "after_energy": "150", "after_energy_per_value": "0.5"}
TOLD = {
    "cases.ask_change": {"change": Change.EXTEND, "change_due": date(2099, 3, 1)},
    "cases.claim": RESULT,
}
STANDING = {
    "cases.ask_change": {"due_on": date(2027, 3, 1)},
    "cases.grant": {"change": Change.EXTEND, "change_due": date(2099, 3, 1)},
    "cases.let_last": {"change": Change.LASTING},
}
