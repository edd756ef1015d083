"""Clearing high-consumption low-efficiency enterprises: from a suspect to a close-out that is proven."""
