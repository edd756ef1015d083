"""The Django apps, one business each."""
