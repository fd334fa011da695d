"""No cell of an export can run as a formula, and the import takes off what the export put before it (F05)."""

import csv
import io

import pytest
from openpyxl import load_workbook
from tablib import Dataset

from units.resources.sheets import CSV, RISKY, XLSX, read_sheet

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
FORMULA = "SUM(1,2)|cmd /c calc!A1"


def table(*cells):
    return Dataset(*([cell, "说明"] for cell in cells), headers=["名称", "=备注"])


def cells_of_csv(data: bytes):
    return [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for cell in row]


def test_every_start_that_a_spreadsheet_may_run_is_known():
    assert set(STARTS) == set(RISKY)


@pytest.mark.parametrize("start", STARTS)
def test_f05_in_csv_an_apostrophe_keeps_it_from_running(start):
    cells = cells_of_csv(CSV().export_data(table(start + FORMULA)))
    assert f"'{start}{FORMULA}" in cells
    assert "'=备注" in cells
    assert not [cell for cell in cells if cell.startswith(tuple(STARTS))]


@pytest.mark.parametrize("start", STARTS)
def test_f05_in_xlsx_it_is_a_text(start):
    data = XLSX().export_data(table(start + FORMULA))
    cells = [cell for row in load_workbook(io.BytesIO(data)).active.iter_rows() for cell in row]
    assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}


@pytest.mark.parametrize("export", [CSV(), XLSX()], ids=["csv", "xlsx"])
@pytest.mark.parametrize("text", [f"{start}1+1" for start in STARTS] + ["'=1+1", "''－1", "'", "'甲", "甲=1", "-"])
def test_f05_what_goes_out_comes_in_again_as_it_was(export, text):
    assert read_sheet(export.export_data(table(text)))["名称"] == [text.strip()]
