"""Bulletins: briefs, bulletins, reports, notices and minutes of a county, each from one snapshot, issued and locked."""
