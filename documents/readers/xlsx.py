"""Reads .xlsx workbooks: calamine for values and merges, a light scan of the sheet's XML for what is hidden."""

import html
import re
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from documents.blocks import FileContent, Grid
from documents.errors import UnreadableFile
from documents.readers import limits
from documents.readers.cells import clean_lines, fill_spans

_HIDDEN_ROW = re.compile(rb"<row\b[^>]{0,300}?\bhidden=\"(?:1|true)\"")
_HIDDEN_COLUMN = re.compile(rb"<col\b[^>]{0,300}?\bhidden=\"(?:1|true)\"")
_FORMULA_WITHOUT_VALUE = re.compile(rb"<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")

_SHEET_PART = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_RELATIONS = "xl/_rels/workbook.xml.rels"
_TAG = re.compile(r"<Relationship\b([^>]{0,1000})>")
_SHEET_TAG = re.compile(r"<(?:\w+:)?sheet\b([^>]{0,1000})>")
_ATTRIBUTE = re.compile(r"([\w:]+)=\"([^\"]*)\"")


def read(path: Path) -> FileContent:
    """Return every worksheet that holds something, hidden ones too, as grids."""
    try:
        with path.open("rb") as file:  # by path calamine would believe the name: an .xlsx called .xls
            workbook = CalamineWorkbook.from_filelike(file)
        sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        grids = [_read_sheet(workbook, sheet.name) for sheet in sheets]
        notes = _scan_parts(path)
    except UnreadableFile:
        raise
    except Exception as error:  # calamine and zipfile raise many kinds; each means a broken or hostile workbook
        raise UnreadableFile("工作簿已损坏或内容不正常，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。") from error
    content = FileContent(blocks=[grid for grid in grids if grid.rows], kind="xlsx")
    for sheet in sheets:
        if sheet.visible != SheetVisibleEnum.Visible:
            content.notes.append(f"工作表“{sheet.name}”是隐藏的，也读了")
    content.notes += notes
    return content


def _read_sheet(workbook: CalamineWorkbook, name: str) -> Grid:
    sheet = workbook.get_sheet_by_name(name)
    grid = Grid(name=f"工作表“{name}”", rows=[], spreadsheet=True)
    blank = 0
    for values in sheet.to_python(skip_empty_area=False):
        row = [value if value == "" else _text(value) for value in values[: limits.MAX_COLUMNS]]
        blank = 0 if any(row) else blank + 1
        if blank > limits.MAX_BLANK_ROWS:
            grid.notes.append(f"工作表“{name}”在连续 {limits.MAX_BLANK_ROWS} 个空行之后的内容没有读")
            break
        grid.rows.append(row)
        if len(grid.rows) - blank > limits.MAX_ROWS:
            raise UnreadableFile(f"工作表“{name}”超过 {limits.MAX_ROWS} 行，请把需要的部分复制到新文件再上传。")
    if blank:
        del grid.rows[-blank:]
    if sheet.total_width > limits.MAX_COLUMNS:
        grid.notes.append(f"工作表“{name}”第 {limits.MAX_COLUMNS} 列以后的内容没有读")
    fill_spans(grid, ((top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()))
    return grid


def _text(value: object) -> str:
    """Return a cell's value as the clerk sees it: 1.0 is 1, a date is 2023-12-31."""
    if isinstance(value, str):
        return clean_lines(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        plain_day = value.time() == time(0)
        return value.date().isoformat() if plain_day else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return clean_lines(str(value))


def _scan_parts(path: Path) -> list[str]:
    """Return what calamine does not tell: hidden rows or columns, formulas that were never calculated."""
    notes = []
    with zipfile.ZipFile(path) as package:
        names = _sheet_names(package)
        for part in package.namelist():
            number = _SHEET_PART.fullmatch(part)
            if not number:
                continue
            xml = package.read(part)
            sheet = f"工作表“{names[part]}”" if part in names else f"第{number[1]}个工作表"
            if b"hidden=" in xml and (_HIDDEN_ROW.search(xml) or _HIDDEN_COLUMN.search(xml)):
                notes.append(f"{sheet}有隐藏的行或列，也读了")
            if b"<f" in xml and _FORMULA_WITHOUT_VALUE.search(xml):
                notes.append(f"{sheet}有没有计算结果的公式，这些单元格按空白读，请打开文件保存一次再上传")
    return notes


def _sheet_names(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the name of the sheet in each part: the order of the parts need not be that of the tabs."""
    parts = set(package.namelist())
    if not {"xl/workbook.xml", _RELATIONS} <= parts:
        return {}
    targets = {}
    for tag in _TAG.findall(package.read(_RELATIONS).decode("utf-8", "replace")):
        attributes = dict(_ATTRIBUTE.findall(tag))
        targets[attributes.get("Id")] = attributes.get("Target", "").removeprefix("/xl/")
    names = {}
    for tag in _SHEET_TAG.findall(package.read("xl/workbook.xml").decode("utf-8", "replace")):
        attributes = dict(_ATTRIBUTE.findall(tag))
        names["xl/" + (targets.get(attributes.get("r:id")) or "")] = html.unescape(attributes.get("name", ""))
    return names
