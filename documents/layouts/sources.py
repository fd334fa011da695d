"""Says in Chinese where a value stands: "工作表“任务分工”第5行（C5；责任单位取自合并单元格D3）"."""

from functools import lru_cache

from documents.blocks import Grid


def row_source(grid: Grid, row: int, column: int | None = None, remarks: tuple[str, ...] = ()) -> str:
    """Return the place of a row, of its main cell in a spreadsheet, and remarks on inherited values."""
    inside = [cell_name(grid, row, column)] if column is not None and grid.spreadsheet else []
    inside += [remark for remark in remarks if remark]
    return f"{grid.name}第{printed_row(grid, row)}行" + (f"（{'；'.join(inside)}）" if inside else "")


def cell_name(grid: Grid, row: int, column: int) -> str:
    """Return C5 in a spreadsheet, 第5行第3列 elsewhere."""
    if not grid.spreadsheet:
        return f"第{printed_row(grid, row)}行第{column + 1}列"
    return f"{_letters(column)}{printed_row(grid, row)}"


@lru_cache(maxsize=256)
def _letters(column: int) -> str:
    letters, number = "", column + 1
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def printed_row(grid: Grid, row: int) -> int:
    """Return the number of the row as the clerk sees it."""
    return grid.row_numbers[row] if grid.row_numbers else row + 1
