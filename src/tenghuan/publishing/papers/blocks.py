"""What a printed paper is made of. Texts are plain: nothing in them is markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from tenghuan.publishing.pictures import printed


@dataclass(frozen=True, eq=False)
class Picture:
    """A photo with its caption; ``content`` is the file's bytes, None where there is no photo yet."""

    content: bytes | None
    caption: str = ""

    @cached_property
    def jpeg(self) -> bytes | None:
        """The photo upright, at the width of print, as JPEG; None for none and for what is no picture."""
        return printed(self.content) if self.content else None

    @property
    def words(self) -> str:
        """What stands in the place of a photo that cannot be shown."""
        return "（照片不能显示，见原件）" if self.content else "（无照片）"


PERCENT = "%"
UNKNOWN = "—"  # what is not known; 0 is a report of nought (methodology2 §14.9)


@dataclass(frozen=True)
class Figure:
    """A number as all three forms show it: rounded half up to ``digits`` for the eye only.

    ``unit`` "%" shows a fraction of one as per cent; other units are shown where the text wants them. ``words`` stands
    where there is no number. ``source`` names the figure in the annex of sources.
    """

    value: Decimal | None
    digits: int = 2
    unit: str = ""
    words: str = UNKNOWN
    source: str = ""

    @property
    def shown(self) -> str:
        """The number as text: no thousands' marks, per cent with its sign."""
        if self.value is None:
            return self.words
        shown = self.value * 100 if self.unit == PERCENT else self.value
        rounded = shown.quantize(Decimal(1).scaleb(-self.digits), ROUND_HALF_UP)
        text = f"{abs(rounded) if rounded == 0 else rounded:f}"  # no minus before a nought
        return f"{text}%" if self.unit == PERCENT else text


Cell = str | Picture | Figure


def shown(cell: Cell) -> str:
    """Return a cell as text."""
    return cell.shown if isinstance(cell, Figure) else cell.words if isinstance(cell, Picture) else cell


@dataclass(frozen=True)
class Heading:
    """A heading within the paper; an official paper numbers it by its level: 一、（一）1.（1）."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Running text; line breaks are kept."""

    text: str


@dataclass(frozen=True)
class Form:
    """Label and value in a ruled form, so many pairs to a row; a value alone in its row takes the whole width."""

    pairs: Sequence[tuple[str, str]]
    across: int = 2


@dataclass(frozen=True)
class Grid:
    """A ruled table. ``widths``: shares of the width, one a column; ``empty``: blank rows to write on by hand.

    ``caption`` stands above it, and names its sheet in the workbook.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[float] = ()
    empty: int = 0
    caption: str = ""

    def __post_init__(self) -> None:
        wrong = [row for row in self.rows if len(row) != len(self.headings)]
        if wrong or (self.widths and len(self.widths) != len(self.headings)):
            raise ValueError("every row and the widths must have a place for each heading")

    @property
    def every_row(self) -> list[Sequence[Cell]]:
        """The rows with the blank ones below them."""
        return [*self.rows, *([""] * len(self.headings) for _ in range(self.empty))]

    @property
    def shares(self) -> list[float]:
        """The share of each column, all together 1."""
        given = list(self.widths) or [1.0] * len(self.headings)
        return [each / sum(given) for each in given]


@dataclass(frozen=True)
class Pictures:
    """Photos side by side, two to a row, each with its caption."""

    items: Sequence[Picture]


@dataclass(frozen=True)
class Signatures:
    """Who signs and seals, each with a place for the date."""

    names: Sequence[str]


@dataclass(frozen=True)
class Series:
    """One row of bars of a chart: its name and a value for each label, None for none."""

    name: str
    values: Sequence[Decimal | None]


@dataclass(frozen=True)
class Chart:
    """Bars side by side, drawn as vectors: for each label one bar of every series; values are fractions of one."""

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    digits: int = 1

    def __post_init__(self) -> None:
        if any(len(one.values) != len(self.labels) for one in self.series):
            raise ValueError("every series must have a value, or None, for each label")


Block = Heading | Paragraph | Form | Grid | Chart | Pictures | Signatures


@dataclass(frozen=True)
class Official:
    """What makes a paper an official document (GB/T 9704—2012). What is empty is left out, never made up.

    Args:
        issuer: the issuing office, above the signature's date and, with ``red``, as the red head.
        red: whether the red head is printed; only where the issuing office filled it in.
        number: the document's number (东制高办〔2026〕3号).
        to: whom it is addressed to, as it stands before the colon.
        day: the day of issue.
        attachments: the names of what is attached.
        remark: the note below the date, without brackets.
        copies: whom copies go to.
        printed_by, printed_on: the last line of the version block.
        draft: words that mark what is not issued yet, on every page.
    """

    issuer: str = ""
    red: bool = False
    number: str = ""
    to: str = ""
    day: date | None = None
    attachments: Sequence[str] = ()
    remark: str = ""
    copies: str = ""
    printed_by: str = ""
    printed_on: date | None = None
    draft: str = ""

    @property
    def dated(self) -> str:
        """The day of issue as documents write it: no leading noughts."""
        return said_day(self.day)

    @property
    def printed(self) -> str:
        """The day of printing and its word, "" for none."""
        return f"{said_day(self.printed_on)}印发" if self.printed_on else ""

    @property
    def attached(self) -> list[str]:
        """The lines of the note on attachments; one alone bears no number."""
        if len(self.attachments) < 2:
            return list(self.attachments)
        return [f"{at}. {name}" for at, name in enumerate(self.attachments, start=1)]


def said_day(day: date | None) -> str:
    """Return 2026年3月5日, "" for none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


@dataclass(frozen=True)
class Annex:
    """What follows an official paper on pages of its own; ``landscape`` for wide tables."""

    title: str
    blocks: Sequence[Block]
    landscape: bool = False


@dataclass(frozen=True)
class Paper:
    """A paper: its title, a line under it (number, date), its blocks, and what stands small at its foot.

    With ``official`` it is laid out as an official document, else as a form of the house.
    """

    title: str
    blocks: Sequence[Block]
    subtitle: str = ""
    foot: str = ""
    landscape: bool = False
    official: Official | None = None
    annexes: Sequence[Annex] = ()

    @cached_property
    def numbered(self) -> list[Block]:
        """The blocks, the headings of an official document numbered by their level: 一、（一）1.（1）."""
        if self.official is None:
            return list(self.blocks)
        counts = [0] * len(LEVELS)
        found: list[Block] = []
        for block in self.blocks:
            if isinstance(block, Heading):
                level = min(max(block.level, 1), len(LEVELS))
                counts[level - 1 :] = [counts[level - 1] + 1, *[0] * (len(LEVELS) - level)]
                found.append(Heading(f"{LEVELS[level - 1](counts[level - 1])}{block.text}", level))
            else:
                found.append(block)
        return found


def _chinese(number: int) -> str:
    """Return a number below a thousand as Chinese writes it in headings."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    if hundreds:
        tail = f"{'零' if rest < 10 else '一' if rest < 20 else ''}{_chinese(rest)}" if rest else ""
        return f"{digits[hundreds]}百{tail}"
    tens, ones = divmod(number, 10)
    if not tens:
        return digits[ones]
    return f"{'' if tens == 1 else digits[tens]}十{digits[ones] if ones else ''}"


LEVELS = (
    lambda n: f"{_chinese(n)}、",
    lambda n: f"（{_chinese(n)}）",
    lambda n: f"{n}.",
    lambda n: f"（{n}）",
)
