"""Screening rules and facts become lists of enterprises, and the reasons for each (contracts.md, "Screening").

The stable interface (what the command line and the web application call):

``load_rules(path) -> Rules``
    Reads and checks rules (YAML); raises ``RulesFault`` (an ``InputFault``) that lists every fault with its place.
    ``parse_rules(text, name)`` does the same from text; ``rule_sets() -> dict[str, Rules]`` are those shipped,
    by county.
``read_thresholds(path) -> tuple[Threshold, ...]``, ``with_thresholds(rules, rows) -> Rules``
    A table of thresholds from a workbook, and the rules with it.
``screen(facts | pa.Table | path, rules, engine="duckdb", year=None) -> Screening``
    ``.table`` (``pyarrow.Table`` of the OUT columns), ``.write(path)``, ``.notes`` (Chinese remarks),
    ``.catches(codes) -> tuple[Catch, ...]`` (rule, value, threshold and source of each condition, in words).
``compare(before, after) -> tuple[Change, ...]``
    Who is new on a list, gone, still there.

Nothing here knows Django or a database; every function is pure but for the file it is asked to read or write.
"""

from tenghuan.screening.catches import Catch, Line
from tenghuan.screening.comparing import Change, compare
from tenghuan.screening.result import Screening, screen
from tenghuan.screening.rules import Rules, Threshold
from tenghuan.screening.rulesfile import RulesFault, load_rules, parse_rules, rule_sets
from tenghuan.screening.thresholds import read_thresholds, with_thresholds

__all__ = [
    "Catch",
    "Change",
    "Line",
    "Rules",
    "RulesFault",
    "Screening",
    "Threshold",
    "compare",
    "load_rules",
    "parse_rules",
    "read_thresholds",
    "rule_sets",
    "screen",
    "with_thresholds",
]
