"""Regions, units, seats and their incumbents, accounts."""
