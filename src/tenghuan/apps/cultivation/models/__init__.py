"""What cultivation keeps: titles, yearly profiles, outcomes, technology contracts, challenges."""

from tenghuan.apps.cultivation.models.challenges import Challenge
from tenghuan.apps.cultivation.models.outcomes import Contract, Outcome
from tenghuan.apps.cultivation.models.titles import HELD, ON_THE_WAY, Profile, Title

__all__ = ["HELD", "ON_THE_WAY", "Challenge", "Contract", "Outcome", "Profile", "Title"]
