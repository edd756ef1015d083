"""What every room raises when the input is at fault: said once, shown the same way on screen and on stderr."""

from __future__ import annotations


class InputFault(ValueError):
    """The input cannot be used as it is; the message is Chinese and meant for the person who handed it in.

    Args:
        message: what is wrong.
        where: the place (file, sheet, row, column, page), "" if the whole input.
        remedy: what the person can do about it.
        field: the column of a register that is at fault, by its key, "" where it is the record as a whole.
    """

    def __init__(self, message: str, *, where: str = "", remedy: str = "", field: str = "") -> None:
        self.message, self.where, self.remedy, self.field = message, where, remedy, field
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where}：" if self.where else ""
        cure = f"（{self.remedy}）" if self.remedy else ""
        return f"{place}{self.message}{cure}"
