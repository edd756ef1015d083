"""What policy money keeps: the library, claims, and runs of matching."""

from tenghuan.apps.funds.claiming import CLAIMS, REDEEMING
from tenghuan.apps.funds.library import CLAUSES, DOCUMENTS, STANDING
from tenghuan.apps.funds.offering import MATCHING, MATCHINGS

__all__ = ["CLAIMS", "CLAUSES", "DOCUMENTS", "MATCHING", "MATCHINGS", "REDEEMING", "STANDING"]
