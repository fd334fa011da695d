"""What every reader gives: the paragraphs and grids of a file, in the order in which they are printed."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Paragraph:
    """One paragraph of running text."""

    text: str
    source: str  # where it stands, in Chinese: "第12段"


@dataclass(slots=True)
class Grid:
    """One table or worksheet: a rectangle of cleaned texts, merged cells already filled in.

    ``origin`` names for a cell that took its text from a merged range the cell where that text is printed.
    ``hidden`` and ``notes`` say what a person must be told about the grid (hidden rows, formulas without value).
    """

    name: str  # "工作表“任务分工”" or "表格1"
    rows: list[list[str]]
    origin: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    wide_rows: set[int] = field(default_factory=set)  # rows with a cell that continues the one to its left
    spreadsheet: bool = False  # cells are named A1 rather than 第1行第1列
    row_numbers: list[int] | None = None  # the printed row of each entry of rows (1-based), when rows were left out
    notes: list[str] = field(default_factory=list)
    merges_known: bool = True  # False: the form of the file cannot say which cells were merged (csv, pasted text)


@dataclass(slots=True)
class FileContent:
    """A file as read, before anybody asks what kind of paper it is."""

    blocks: list[Paragraph | Grid]
    kind: str  # "xlsx", "docx", "html", "csv", "text"
    notes: list[str] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)  # text beside the body that is never read, and why
