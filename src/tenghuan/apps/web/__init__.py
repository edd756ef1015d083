"""What every page is made of, without a model of its own: what a request asks for, lists, menus, downloads."""

from __future__ import annotations

from tenghuan.apps.web.responses import XLSX, attachment, table_response

__all__ = ["XLSX", "attachment", "table_response"]
