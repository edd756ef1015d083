"""Cultivation: titles and the ladder to them, what the innovation and quality targets count."""
