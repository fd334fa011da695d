"""How long a division table takes to be read, beside what the libraries alone need to load it.

    python -m benchmarks.reading [--rows 51 500 5000 20000] [--runs 5]

Each figure is the median of the runs. The phrase caches are emptied before each run, so that every run reads cold.
"""

import argparse
import functools
import gc
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from benchmarks.table import note
from benchmarks.workbooks import write_workbook
from documents.child import read_in_child
from documents.reading import read_paper

_ROWS = [51, 500, 5_000, 20_000]
_LONG_ENOUGH = 120  # seconds: the child must not be cut off on a slow machine
_HEAD = f"{'rows':>6} {'calamine':>10} {'openpyxl':>10} {'read':>10} {'in child':>10} {'read/openpyxl':>14} {'child/openpyxl':>15} {'us/row':>7}\n"


def _calamine(path: Path) -> None:
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    sheet.to_python(skip_empty_area=False)
    _ = sheet.merged_cell_ranges


def _openpyxl(path: Path) -> None:
    openpyxl.load_workbook(path, data_only=True)


def _child(path: Path) -> None:
    read_in_child(path, seconds=_LONG_ENOUGH)


def _forget_phrases() -> None:
    for thing in gc.get_objects():
        if isinstance(thing, functools._lru_cache_wrapper):
            thing.cache_clear()


def median_seconds(path: Path, runs: int) -> list[float]:
    """Return the median time of each way to read; the ways take turns, so that a busy moment hits them all."""
    ways = (_calamine, _openpyxl, read_paper, _child)
    return [
        statistics.median(times)
        for times in zip(*([_time(way, path) for way in ways] for _ in range(runs)), strict=True)
    ]


def _time(way: Callable[[Path], object], path: Path) -> float:
    _forget_phrases()
    gc.collect()
    start = time.perf_counter()
    way(path)
    return time.perf_counter() - start


def measure(rows: int, runs: int, folder: Path, *, bordered: bool) -> str:
    """Return one line of the table."""
    path = write_workbook(folder / f"{rows}.xlsx", rows, bordered=bordered)
    if len(read_paper(path).rows) != rows:
        raise SystemExit(f"{path.name} was not read in full")
    calamine, loaded, read, child = median_seconds(path, runs)
    cells = "bordered" if bordered else "bare"
    note(
        f"reading a table of {rows:,} rows, {cells}", read, loaded, "openpyxl loads it", "0.50" if rows >= 5000 else ""
    )
    figures = " ".join(f"{seconds * 1000:7.0f} ms" for seconds in (calamine, loaded, read, child))
    return f"{rows:6} {figures} {read / loaded:14.2f} {child / loaded:15.2f} {read / rows * 1e6:7.0f}\n"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=_ROWS, help="sizes of the workbooks")
    parser.add_argument("--runs", type=int, default=5, help="runs for each figure")
    given = parser.parse_args()
    sys.stdout.write(f"Python {platform.python_version()}, openpyxl {openpyxl.__version__}, medians of {given.runs}\n")
    with tempfile.TemporaryDirectory() as folder:
        for bordered in (True, False):
            sys.stdout.write(f"\n{'bordered cells' if bordered else 'bare cells'}\n{_HEAD}")
            for rows in given.rows:
                sys.stdout.write(measure(rows, given.runs, Path(folder), bordered=bordered))
                sys.stdout.flush()


if __name__ == "__main__":
    main()
