"""Supervision: orders that make one unit answer for one matter by a day, graded, chained and escalated by rule."""
