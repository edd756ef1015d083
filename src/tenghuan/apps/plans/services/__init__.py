"""Every change of plans and drafts. ``caliber_guards``: see hooks.py."""

from tenghuan.apps.plans.hooks import caliber_guards

__all__ = ["caliber_guards"]
