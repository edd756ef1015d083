"""Policy clauses turn claims into amounts (contracts.md, "Policy money").

``load_policy(path) -> Policy``, ``parse_policy(text)``, ``policies()`` (shipped), ``choose_policy(name)``
``redeem(claims, policy) -> Redemption``: ``.columns``, ``.rows``, ``.notes``, ``.text()``, ``.write(path)``
``settled(pairs)``: the same of rows that are read already, each with its clause

A new operator is a class in ``operators``. Nothing here knows Django or a database.
"""

from tenghuan.redeeming.policy import Policy, choose_policy, load_policy, parse_policy, policies
from tenghuan.redeeming.redemption import Redemption, redeem, settled

__all__ = ["Policy", "Redemption", "choose_policy", "load_policy", "parse_policy", "policies", "redeem", "settled"]
