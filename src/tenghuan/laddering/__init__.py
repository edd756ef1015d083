"""The ladder of titles: what kinds there are, what each asks for, how far an enterprise is from it. No Django."""

from tenghuan.laddering.facts import FACTS, Fact, growth
from tenghuan.laddering.judging import Answer, Gap, Verdict, judge
from tenghuan.laddering.kinds import Kind, Target, kinds, targets
from tenghuan.laddering.rules import Rule, in_force, rules

__all__ = [
    "FACTS", "Answer", "Fact", "Gap", "Kind", "Rule", "Target", "Verdict", "growth", "in_force", "judge", "kinds",
    "rules", "targets",
]  # fmt: skip
