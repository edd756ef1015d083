"""Scheme and facts become points, score, rank, grade, and the reasons for them."""
