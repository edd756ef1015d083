"""Caliber arithmetic: progress, pace and lamp of an indicator."""
