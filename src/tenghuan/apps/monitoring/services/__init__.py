"""Every change of monthly reporting."""
