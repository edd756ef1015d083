"""Every change of regions, units, seats and accounts."""
