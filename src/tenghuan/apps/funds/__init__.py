"""Policy money: the policy library, claims from match to payment, and what of the special fund is left."""
