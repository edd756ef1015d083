"""Reads that views and other apps share; each needs a fixed number of queries, whatever the number of rows."""
