"""Yearly assessment of counties, towns, parks and departments, and the running board of each month."""
