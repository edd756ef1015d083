"""The API of every declared register: the same services, scope and guards as its pages."""

from __future__ import annotations

from tenghuan.apps.kit.api.site import api

__all__ = ["api"]
