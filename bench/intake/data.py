"""The workbook: a tax bureau's list, 20 columns, amounts in 元, sums that agree; from a seed, no real enterprise."""

from __future__ import annotations

import random
from pathlib import Path

import xlsxwriter
from stdnum.cn import uscc

from tenghuan.reading.registers import registers

KEYS = (
    *("uscc", "name", "year", "vat", "consumption_tax", "corporate_income_tax", "personal_income_tax"),
    *("property_tax", "urban_land_tax", "vehicle_tax", "land_appreciation_tax", "stamp_duty"),
    *("urban_construction_tax", "resource_tax", "education_surcharge", "local_education_surcharge"),
    *("paid_total", "exempt_offset", "relief_added", "tax"),
)
PARTS = KEYS[3:16]
DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def headings() -> list[str]:
    """Return the twenty headings, money in 元."""
    fields = [registers()["tax"].field(key) for key in KEYS]
    return [f"{field.label}（元）" if field.quantity else field.label for field in fields]


def code(number: int) -> str:
    """Return a credit code with a right check digit (organisation codes begin with XY, which nobody bears)."""
    text = ""
    for _ in range(5):
        number, rest = divmod(number, len(DIGITS))
        text = DIGITS[rest] + text
    body = f"91330600MAXY{text}"
    return body + uscc.calc_check_digit(body)


def write(path: Path, rows: int) -> None:
    """Write the workbook."""
    draw = random.Random(2022)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        page = book.add_worksheet("税务")
        page.write_row(0, 0, headings())
        for at in range(1, rows + 1):
            parts = [round(draw.lognormvariate(9, 1), 2) for _ in PARTS]
            total = round(sum(parts), 2)
            offset, relief = round(draw.random() * 1000, 2), round(draw.random() * 1000, 2)
            amounts = [*parts, total, offset, relief, round(total + offset + relief, 2)]
            page.write_row(at, 0, [code(at), f"例企业{at:06}有限公司", 2022, *amounts])
