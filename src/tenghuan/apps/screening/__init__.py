"""Screening: a county's rules in versions, exemptions, and runs on frozen facts whose catches become cases."""
