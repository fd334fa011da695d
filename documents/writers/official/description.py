"""An official paper as a plain description: what it says, and nothing of how Word says it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4: 一、 （一） 1. （1）; with a ``body`` it runs in: 「（一）总体情况。正文……」."""

    level: int
    text: str
    body: str = ""
    mark: str | None = None  # None: the next number of its level; "": none


@dataclass(frozen=True, slots=True)
class Body:
    """Running text; each line of it is a paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Small print, as below a table: 「注：1. 办结率＝办结数÷应办结数。」."""

    text: str


@dataclass(frozen=True, slots=True)
class Spread:
    """One line of texts at equal distances, for signing: 「拟稿：　审核：　签发：」."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column. Its head may be several texts, one below the other; equal neighbours are printed as one."""

    head: str | tuple[str, ...] = ""
    width: float = 1  # its share of the table's width; millimetres do as well
    align: str = "center"  # left, center, right
    label: bool = False  # its cells are labels, as in the left column of a form


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that differs from those of its column."""

    text: str = ""
    across: int = 1  # columns that it fills
    down: int = 1  # rows that it fills; the rows below leave these places out
    align: str = ""
    label: bool | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row with a height of its own, in millimetres: room to write in."""

    cells: tuple[str | Cell, ...]
    height: float = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table with lines around all cells. Without heads in its columns it is a form."""

    columns: tuple[Column, ...]
    rows: tuple[Row | tuple[str | Cell, ...], ...]
    size: float = 0  # of the characters, in points; 0: as the settings say
    if_empty: str = "（无）"  # what stands below the heads where there are no rows


Block = Heading | Body | Note | Spread | Table


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment on pages of its own; its title is also its line below the body."""

    title: str
    blocks: tuple[Block, ...] = ()
    landscape: bool = False
    size: str = "A4"  # or "A3", which lies across in any case


@dataclass(frozen=True, slots=True)
class Settings:
    """Where offices differ."""

    pitch: float = 29  # points from line to line of the text; 28 and 29 are usual
    title_pitch: float = 35
    table_size: float = 12  # points
    bold_levels: tuple[int, ...] = ()  # levels of headings that the office prints bold
    sealed: bool = True  # the date stands 4 characters from the right; without a seal the signature 2


@dataclass(frozen=True, slots=True)
class OfficialPaper:
    """A paper as it is issued. What is empty is left out."""

    title: str  # is broken at sensible places, or where it has line breaks
    addressees: str = ""  # 主送机关, without the colon
    blocks: tuple[Block, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    signature: str = ""  # 发文机关署名; those who issue a paper together stand on a line each
    signed_on: date | None = None
    letterhead: str = ""  # 发文机关标志, in red; left out for a draft that is laid into an office's own
    number: str = ""  # 「某政办发〔2026〕5号」
    remark: str = ""  # 附注, printed in brackets: 此件公开发布
    copy_to: str = ""  # 抄送机关
    printed_by: str = ""  # 印发机关
    printed_on: date | None = None
    settings: Settings = Settings()
