"""Accounts, units, seats, holidays as registers of the kit: declarations above it, for organization lies below."""
