"""What a printed paper is made of. Texts are plain: nothing in them is markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


Cell = str | Picture


@dataclass(frozen=True)
class Heading:
    """A heading within the paper."""

    text: str


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
    """A ruled table. ``widths``: shares of the width, one a column; ``empty``: blank rows to write on by hand."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[float] = ()
    empty: int = 0

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


Block = Heading | Paragraph | Form | Grid | Pictures | Signatures


@dataclass(frozen=True)
class Paper:
    """A paper: its title, a line under it (number, date), its blocks, and what stands small at its foot."""

    title: str
    blocks: Sequence[Block]
    subtitle: str = ""
    foot: str = ""
    landscape: bool = False
