"""Targets broken down to those who carry them (目标分解)."""
