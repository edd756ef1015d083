"""Why a workbook is refused."""

from __future__ import annotations


class Refusal(Exception):
    """The workbook is not read; message and remedy are Chinese and meant for the person who handed it in."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


def size(count: int) -> str:
    """Write a number of bytes as people do."""
    return f"{count / 1048576:.0f} MB" if count >= 1048576 else f"{count / 1024:.0f} KB"
