"""The figures of all benchmarks in one table: each benchmark notes its own, `python -m benchmarks` sets them side by side."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

FILE = "GOVOPEN_BENCHMARK_FIGURES"  # where to note them; a benchmark that runs alone notes nothing


def note(what: str, ours: float, floor: float | None = None, beside: str = "", aim: str = "") -> None:
    """Note the seconds something took, those of its floor (named beside), and how many times the floor it may take."""
    if path := os.environ.get(FILE):
        with Path(path).open("a", encoding="utf-8") as file:
            json.dump({"what": what, "ours": ours, "floor": floor, "beside": beside, "aim": aim}, file)
            file.write("\n")


def noted(path: Path) -> list[dict]:
    """Return what was noted in a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def table(found: dict[str, list[dict]]) -> str:
    """Return a Markdown table of the figures of each database, in the order in which they were first noted."""
    rows: dict[str, dict[str, dict]] = {}
    for database, figures in found.items():
        for figure in figures:
            rows.setdefault(figure["what"], {})[database] = figure
    head = ["what", "floor", "aim", *(f"{name}: ms, times the floor" for name in found)]
    lines = [head, ["---", "---", "---:", *("---:" for _ in found)]]
    for what, figures in rows.items():
        first = next(iter(figures.values()))
        lines.append([what, first["beside"], first["aim"], *_cells(figures, found)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(figures: dict[str, dict], databases: Iterable[str]):
    for database in databases:
        figure = figures.get(database)
        if figure is None:
            yield ""
            continue
        times = f" ({figure['ours'] / figure['floor']:.2f})" if figure["floor"] else ""
        yield f"{figure['ours'] * 1000:,.{0 if figure['ours'] > 0.1 else 1}f}{times}"
