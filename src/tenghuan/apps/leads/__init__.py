"""Leads of investment (招商线索): from a source to a project on the ground, or into the common pool."""
