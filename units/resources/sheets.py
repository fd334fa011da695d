"""Files to tables and back: .xlsx and .csv, read with limits, written so that no cell can run as a formula."""

import csv
import io
import tempfile
from pathlib import Path

from import_export.formats.base_formats import Format
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from tablib import Dataset

from documents.blocks import Grid
from documents.errors import UnreadableFile
from documents.readers import limits, xlsx
from documents.readers.encoding import decode
from documents.readers.sniff import sniff
from documents.text import clean

LINE = "（行号）"  # an extra column: the number of the row as the clerk sees it
RISKY = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # a spreadsheet may take such a cell for a formula
NOT_A_SHEET = "这不是表格文件，请上传 Excel（.xlsx）或 CSV 文件。"


def read_sheet(data: bytes) -> Dataset:
    """Return the table in an .xlsx or .csv file. Raises UnreadableFile with one Chinese sentence.

    The first row that holds something is the heading. Blank rows are left out; LINE keeps the printed row numbers.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet"
        path.write_bytes(data)
        kind = sniff(path)
        if kind == "xlsx":
            rows = next((block.rows for block in xlsx.read(path).blocks if isinstance(block, Grid)), [])
        elif kind == "text":
            rows = _split(decode(data))
        else:
            raise UnreadableFile(NOT_A_SHEET)
    numbered = [([_plain(cell) for cell in row], line) for line, row in enumerate(rows, 1)]
    numbered = [(row, line) for row, line in numbered if any(row)]
    if not numbered:
        raise UnreadableFile("文件里没有内容。")
    return _dataset(*numbered)


def _split(text: str) -> list[list[str]]:
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableFile(NOT_A_SHEET) from error
    if len(rows) > limits.MAX_ROWS:
        raise UnreadableFile(f"超过{limits.MAX_ROWS}行，请拆成几个文件。")
    return rows


def _plain(cell: str) -> str:
    text = clean(cell).strip()
    return text[1:].strip() if text.startswith("'") and _would_run(text) else text


def _would_run(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula, or once the apostrophes before it are taken off."""
    return text.lstrip("'").startswith(RISKY)


def _dataset(head, *body) -> Dataset:
    headings = head[0]
    while headings and not headings[-1]:
        headings.pop()
    if twice := {name for name in headings if name and headings.count(name) > 1}:
        raise UnreadableFile(f"表头“{'、'.join(sorted(twice))}”出现了两次，请删去多余的列。")
    width = len(headings)
    dataset = Dataset(headers=[*(name or f"（第{n}列）" for n, name in enumerate(headings, 1)), LINE])
    for row, line in body:
        dataset.append([*row[:width], *[""] * (width - len(row)), line])
    return dataset


class Sheet(Format):
    """What may be imported: the content says which of the two it is."""

    def __init__(self, encoding=None):
        """Take no encoding: it is found out."""

    def get_title(self):
        """Name it on the upload page."""
        return "Excel（.xlsx）或 CSV，自动识别"

    def can_import(self):
        """Import only."""
        return True

    def create_dataset(self, in_stream):
        """Return the table in the bytes of a file."""
        return read_sheet(in_stream)


class XLSX(Format):
    """An Excel workbook in which every cell is a text."""

    def get_title(self):
        """Name it on the export page."""
        return "Excel（.xlsx）"

    def get_extension(self):
        """End the file's name."""
        return "xlsx"

    def get_content_type(self):
        """Name the type to the browser."""
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def can_export(self):
        """Export only."""
        return True

    def export_data(self, dataset, **kwargs):
        """Return the bytes of the workbook."""
        book = Workbook()
        sheet = book.active
        for number, row in enumerate([dataset.headers, *dataset], 1):
            for column, value in enumerate(row, 1):
                text = str(value)
                guard = "'" if text.startswith("'") and _would_run(text) else ""  # the import takes one off
                cell = sheet.cell(number, column, guard + text)
                cell.data_type, cell.number_format = "s", "@"
                cell.font = Font(bold=number == 1)
        for column, name in enumerate(dataset.headers, 1):
            longest = max(len(str(row[column - 1])) for row in [dataset.headers, *dataset])
            sheet.column_dimensions[get_column_letter(column)].width = min(max(2 * longest, 2 * len(name)) + 2, 60)
        sheet.freeze_panes = "A2"
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()


class CSV(XLSX):
    """A table as text, with the mark by which Excel knows UTF-8."""

    def get_title(self):
        """Name it on the export page."""
        return "CSV"

    def get_extension(self):
        """End the file's name."""
        return "csv"

    def get_content_type(self):
        """Name the type to the browser."""
        return "text/csv; charset=utf-8"

    def export_data(self, dataset, **kwargs):
        """Return the bytes of the text; an apostrophe keeps a risky cell from running."""
        file = io.StringIO(newline="")
        writer = csv.writer(file)
        for row in [dataset.headers, *dataset]:
            writer.writerow([f"'{value}" if _would_run(str(value)) else value for value in row])
        return file.getvalue().encode("utf-8-sig")
