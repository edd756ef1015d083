"""Workbooks come in here: configure, preview, fix, commit, withdraw."""
