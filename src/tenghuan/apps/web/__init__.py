"""What every page is made of, without a model of its own: what a request asks for, lists, menus, downloads."""

from __future__ import annotations

from tenghuan.apps.web.responses import XLSX, attachment, day_of, table_response

__all__ = ["XLSX", "attachment", "day_of", "table_response"]
