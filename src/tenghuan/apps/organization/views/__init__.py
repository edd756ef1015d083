"""Pages of accounts, units and seats."""
