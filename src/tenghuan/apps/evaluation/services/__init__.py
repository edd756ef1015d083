"""Every step of the evaluation procedure."""
