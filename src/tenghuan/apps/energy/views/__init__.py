"""Pages of energy beside its registers: an enterprise's account and code, the county's tables, two forms."""
